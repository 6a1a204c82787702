"""What the lesson says, step by step."""

from dataclasses import dataclass

from siamese.lesson.nets import DISTANCE, SEPARATE, SHARED


@dataclass(frozen=True)
class Step:
    """All texts may have words in brackets, see `demo.lesson.glossary`.

    title: for the row of steps. sentence: what is shown. words: why, in a few sentences. button: what to press.
    attempt: one thing to try. question: what somebody alone is to find out by doing. answer: what it means, once
    it is done.
    """

    title: str
    sentence: str
    words: str
    button: str
    attempt: str
    question: str
    answer: str


STEPS = (
    Step(
        "Pixels",
        "A picture is a table of numbers. Divided by 255, each of them lies between 0, paper, and 1, ink.",
        "These digits are of [MNIST]. A computer that is to recognise them has nothing but such tables.",
        "Another one",
        "Move the frame over the picture. Could you tell what it shows from the numbers alone?",
        "Find a place where all 81 numbers in the frame are 0. What is there?",
        "Paper. Most of a picture is, and says nothing about the digit.",
    ),
    Step(
        "Pairs",
        "Do not ask “what is this?”. Ask “are these two the same kind of thing?”",
        "So what is learned from are [pairs|pair] with a right answer, the [target]: 1 for same, 0 for different. "
        "Whoever can compare can judge things that have no name yet.",
        "Show me others",
        "Have the class vote on each pair, then turn its card.",
        "Judge five pairs before you turn their cards. Are you always right?",
        "However many it was: nobody told you how to compare. Now a network is to learn it from such pairs.",
    ),
    Step(
        "Two towers",
        "Two towers, each with weights of its own, turn each picture into 128 numbers. One last unit looks at all of "
        "them and decides.",
        "A [tower] is 128 [units|unit], each with a [weight] for every pixel. What it makes of a picture, 128 "
        "numbers, is the picture’s [embedding]: a place among all pictures. But it fails: each tower has a language of "
        "its own. The same seven becomes one place in the first and quite another in the second, so that near and far "
        "mean nothing, and every thing has to be learned twice. Go back to the start of the map: every picture has two "
        "places.",
        "Train it",
        "Draw a pair below. Does the network say the same of (A, B) and of (B, A)?",
        "Draw a pair of which the network says one thing for (A, B) and another for (B, A).",
        "Nothing tells this network that the order must not matter: its towers differ.",
    ),
    Step(
        "One tower",
        "The same tower looks at both pictures. The weights are shared, so there are half as many.",
        "This is a [Siamese network]: now the same seven becomes the same place, on the left and on the right. Still "
        "it fails, since its last unit only adds up what it finds, and a sum cannot say “equal”. Below it has one "
        "number a picture: 1 for “a seven is here”, 0 for “none”.",
        "Train it",
        "Compare [training|accuracy] with [test]. What little it learns, it knows by heart.",
        "Turn the three knobs until as many of the four answers are right as can be. How many?",
        "Three at most. Both equal pairs together need u + v + 2c above 0, both unequal ones need the very same sum "
        "below 0. So it is for 128 numbers: no weights can say “equal”.",
    ),
    Step(
        "Distance",
        "One change: the last unit no longer sees the numbers, only how far apart the two pictures are.",
        "The [distance] has both pictures in view at once: it is small where all numbers agree. To say “same” of two "
        "sevens and “different” of a seven and a one, the tower must put sevens near each other and ones elsewhere. So "
        "it learns a map on which near means alike: watch the two hills part.",
        "Train it",
        "Start it the wrong way round, “far means same”, and watch it collapse.",
        "Go back to the start with the slider. When did the hills part?",
        "Within the first few [batches|batch]: since near already means same, each pair says which way to move.",
    ),
    Step(
        "One shot",
        "Keep one example of each kind. Of whatever comes, ask: is it that?",
        "This is [one-shot learning]: nothing is trained any more. The kept examples are the [support set], what "
        "comes is the [query], and the nearest example gives its name. A new kind needs one example, not a thousand "
        "and not a new training.",
        "Another digit",
        "Draw a sign of your own on A, the one example. Then draw it again on B.",
        "Make up a sign, draw it twice below, and have the app’s network say “same”.",
        "It has never seen your sign before. One example was enough to compare with.",
    ),
    Step(
        "Never seen",
        "Compare instead of naming, and you can judge what you have never seen: other alphabets, one example each.",
        "Ten digits are soon learned by heart. [Omniglot] has 1,623 characters of fifty alphabets, with twenty "
        "drawings each, so that some alphabets can be kept away from the network until the test: only there does it "
        "show whether it has learned to compare.",
        "Train it on alphabets",
        "Take the challenge below. The class answers first, then the network.",
        "Answer three rounds of the challenge. Who is ahead, you or the network?",
        "Neither of you had seen that alphabet. One example of each sign was enough.",
    ),
)

NAMES = {SEPARATE: "Two towers", SHARED: "One tower", DISTANCE: "Distance"}
APP = "This app’s own"
_WRONG_WAY = "wrong way round"

HOW_IT_STARTS = (
    "So it is started with a [weight] of −1 and a [bias] of 3: near means same, and a distance of 3, about what "
    "untrained pictures are apart, is undecided."
)
WHY_IT_COLLAPSES = (
    "A positive weight says that far means same. Then every pair looks “same” to it, and it can only say “different” "
    "by moving pictures together: training pulls all of them to one point. There every distance is 0, the [units|ReLU] "
    "say nothing but 0, and nothing pulls the pictures apart again. Keras, the library that it is made with, starts a "
    "layer like this with a weight of either sign, by chance."
)
PARTS = (
    "In the boxes: [Flatten], [Dense], [ReLU] and [sigmoid]. The [parameters] are what is learned, by making the "
    "[loss] smaller."
)
HILLS = (
    "All pairs of 250 [test] pictures, of which it learns nothing. The line is where it is undecided: what lies left "
    "of it is called same."
)
MAP = "200 of these pictures where the tower puts them. The map is flat and has lost much of the 128 numbers."
TWO_ON_MAP = (
    "100 of these pictures: plain where the first tower puts them, outlined where the second does. A line links the "
    "two places of a picture."
)
UNITS = (
    "Eight [units|unit] of the tower, as pictures of their [weights|weight]: ink on the dark places speaks for what "
    "they look for, ink on the bright ones against it. Point at a pair to see which of them answer to both."
)
OWN_MOVES = (
    "The lesson’s networks know every pixel by its place. Move or resize B, and they no longer know it. The app’s own "
    "network looks for the same strokes everywhere, and every drawing is tidied before it sees it."
)
MADE_UP_NOTE = (
    "MNIST is not on this computer and could not be downloaded. So these are signs of a made-up alphabet; the recorded "
    "curves are of MNIST."
)
SOURCES = {
    "published": "the trials that were given to people, on Omniglot’s evaluation alphabets, which no network here was "
    "trained on",
    "evaluation": "Omniglot’s evaluation alphabets, which no network here was trained on",
    "holdout": "Omniglot alphabets held out of training (its evaluation alphabets are not on this computer)",
    "made-up": "made-up alphabets (Omniglot is not on this computer and could not be downloaded)",
}


def name_of(which: str, *, wrong_way_round: bool, alphabets: bool = False) -> str:
    """What a training is called on the page."""
    return NAMES[which] + f", {_WRONG_WAY}" * wrong_way_round + ", alphabets" * alphabets
