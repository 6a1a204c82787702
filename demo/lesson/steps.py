"""What the lesson says, step by step."""

from dataclasses import dataclass

from siamese.lesson.nets import DISTANCE, SEPARATE, SHARED


@dataclass(frozen=True)
class Step:
    """title: for the row of steps. sentence: what is shown. button: what to press. attempt: one thing to try."""

    title: str
    sentence: str
    button: str
    attempt: str


STEPS = (
    Step(
        "Pixels",
        "A picture is a table of numbers. Divided by 255, each of them lies between 0, paper, and 1, ink.",
        "Another one",
        "Move the frame over the picture. Could you tell what it shows from the numbers alone?",
    ),
    Step(
        "Pairs",
        "Do not ask “what is this?”. Ask “are these two the same kind of thing?”",
        "Show me others",
        "Hide the answers and let the class vote first.",
    ),
    Step(
        "Two towers",
        "Two towers, each with weights of its own, turn each picture into 128 numbers. One last unit looks at all of "
        "them and decides.",
        "Train it",
        "Draw a pair below. Does the network say the same of (A, B) and of (B, A)?",
    ),
    Step(
        "One tower",
        "The same tower looks at both pictures. The weights are shared, so half of them are enough.",
        "Train it",
        "Compare training with test. What little it learns, it knows by heart.",
    ),
    Step(
        "Distance",
        "One change: the last unit no longer sees the numbers, only how far apart the two pictures are.",
        "Train it",
        "Start it the wrong way round, “far means same”, and watch it collapse.",
    ),
    Step(
        "Never seen",
        "Compare instead of naming, and you can judge what you have never seen: other alphabets, one example each.",
        "Train it on alphabets",
        "Take the challenge below. The class answers first, then the network.",
    ),
)

NAMES = {SEPARATE: "Two towers", SHARED: "One tower", DISTANCE: "Distance"}
APP = "This app’s own"
_WRONG_WAY = "wrong way round"

WHY_SUMS_FAIL = (
    "The last unit adds up what it finds in A and what it finds in B. But whether the two <em>match</em> is no sum: a "
    "seven in A speaks neither for “same” nor against it, and so it is with every other thing in A or in B. Only with "
    "both in view at once is there something to see."
)
WHY_DISTANCE_WORKS = (
    "A distance has both pictures in view at once. To say “same” of sevens and “different” of a seven and a one, the "
    "tower must put sevens near each other and ones elsewhere. It starts with a weight of −1 and a bias of 3: near "
    "means same, and a distance of 3, about what untrained pictures are apart, is undecided."
)
WHY_IT_COLLAPSES = (
    "A positive weight says that far means same. Then every pair looks “same” to it, and it can only say “different” "
    "by moving pictures together: training pulls all of them to one point. There every distance is 0, the ReLUs "
    "are dead, and nothing pulls the pictures apart again. Keras starts a layer like this with a weight of either "
    "sign, by chance."
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
