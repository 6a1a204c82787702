"""The teacher's page: what to say, to ask and to expect in each step, how long it takes, and exercises with answers."""

import functools
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from demo.lesson import steps
from demo.lesson.glossary import GLOSSARY, plain
from demo.shared.component import FOLDER
from demo.shared.template import render
from siamese.lesson.nets import NETS
from siamese.lesson.record import read_record

NOTEBOOK = Path(__file__).parent / "lesson.ipynb"
PAGE_ADDRESS, NOTEBOOK_ADDRESS = "lesson/teacher", f"lesson/{NOTEBOOK.name}"


@dataclass(frozen=True)
class Teaching:
    """A step as it is taught.

    minutes: of a lesson of 45 minutes. short: of one of 15; 0 leaves it out.
    do: what to do on the page. ask: question and answer, twice or more.
    """

    minutes: int
    short: int
    say: str
    do: str
    ask: tuple[tuple[str, str], ...]


TEACHING = (
    Teaching(
        4,
        1,
        "You see a digit. The computer sees 784 numbers. Nobody has told it what a line is, or a loop.",
        "Move the frame to the edge of the digit and read some of the numbers out.",
        (
            (
                "What would change if the digit stood two pixels further right?",
                "Nearly all numbers. For us it is the "
                "same digit; for whoever knows each pixel by its place it is another picture.",
            ),
            (
                "Why divide by 255?",
                "So that all numbers lie between 0 and 1, which makes learning steadier. Nothing is lost by it.",
            ),
        ),
    ),
    Teaching(
        5,
        2,
        "We do not teach it names. We show it pairs and tell it one thing: same, or different.",
        "Have the class vote by hand on each pair, then turn its card.",
        (
            (
                "There are ten digits. What does a network that knows only their names do with an eleventh sign?",
                "It gives it one of the ten names. It has no other answers.",
            ),
            (
                "Why are as many pairs the same as different?",
                "Otherwise saying “different” every time would be right "
                "nine times in ten, and nothing would have been learned.",
            ),
        ),
    ),
    Teaching(
        6,
        2,
        "The obvious try: one network for the left picture, one for the right, and a unit that decides. It fails. Why?",
        "Train it, or show the recorded run: the hills lie on each other. Go back to the start of the map: every "
        "picture has two places. Draw the same digit twice and compare (A, B) with (B, A).",
        (
            ("How good is 50 %?", "As good as tossing a coin: half of the pairs are the same."),
            (
                "May a network that compares say one thing of (A, B) and another of (B, A)?",
                "Comparing has no order. This network does not know that, since its two towers have different weights.",
            ),
        ),
    ),
    Teaching(
        7,
        2,
        "So we use the same tower for both: half the weights, and the same digit gets the same place. It still fails.",
        "Let somebody turn the knobs of the small sum. Nobody gets four.",
        (
            (
                "What has become better?",
                "There are half as many weights, and the same picture becomes the same 128 numbers on both sides.",
            ),
            (
                "Why can the last unit not say “equal”?",
                "It adds what it finds in A to what it finds in B. A seven in A "
                "speaks neither for “same” nor against it: that depends on B. See the second exercise.",
            ),
        ),
    ),
    Teaching(
        9,
        4,
        "We change one thing: we give the last unit only the distance between the two. Watch.",
        "Train it and watch the two hills part; then the map. Then start it the wrong way round.",
        (
            (
                "What does the tower have to do now, to be right?",
                "Put pictures of the same digit near each other, and "
                "different ones apart. It learns a map on which near means alike.",
            ),
            (
                "Why does it collapse when far means same?",
                "Every pair looks “same” to it, so it can only make itself "
                "less wrong by moving pictures together. In one point all distances are 0, and there is no way back.",
            ),
        ),
    ),
    Teaching(
        6,
        2,
        "Now the map is made. To know a new kind of thing, one example of it is enough: what is it nearest to?",
        "Press “Another digit” a few times, then “Keep other examples”. Have somebody make up a sign, draw it on A, "
        "and somebody else draw it on B.",
        (
            (
                "Where is one-shot learning used?",
                "A telephone that knows its owner’s face from one look; a signature or "
                "a fingerprint compared with one on file; an animal that a camera trap has seen once.",
            ),
            (
                "Does it matter which example is kept?",
                "Yes: “Keep other examples” changes how many are named rightly. An odd seven makes a bad example.",
            ),
        ),
    ),
    Teaching(
        8,
        2,
        "It was trained on some alphabets. We test it on others, of which it has not seen a single letter.",
        "Play the challenge: the class votes first, then the network.",
        (
            (
                "Why not test it with the digits that it learned from?",
                "It could have learned them by heart. Only what it "
                "has never seen shows whether it has learned to compare.",
            ),
            (
                "Why Omniglot and not more digits?",
                "It has 1,623 characters with twenty drawings each: many kinds and few "
                "examples, and whole alphabets can be kept away until the test.",
            ),
        ),
    ),
)


@dataclass(frozen=True)
class Exercise:
    """For paper and pencil."""

    title: str
    question: tuple[str, ...]
    answer: tuple[str, ...]


EXERCISES = (
    Exercise(
        "Distances by hand",
        (
            "A tower gives only two numbers instead of 128. Picture P becomes (3, 1), Q becomes (3, 2), R becomes "
            "(0, 5).",
            "Compute the three distances. With a limit of 3, which pairs are called the same?",
        ),
        (
            "P to Q: √(0² + 1²) = 1. P to R: √(3² + 4²) = 5. Q to R: √(3² + 3²) = √18, about 4.24.",
            "Only P and Q are nearer than 3: they are called the same.",
        ),
    ),
    Exercise(
        "A sum cannot say “equal”",
        (
            "Each picture is a single number, 0 or 1. A unit computes u · A + v · B + c and says “same” where that is "
            "above 0. It should say “same” of (0, 0) and (1, 1), and “different” of (0, 1) and (1, 0).",
            "Write down the four conditions, and show that no u, v and c fulfil all of them.",
        ),
        (
            "Same: c > 0 and u + v + c > 0. Different: v + c < 0 and u + c < 0 (equal to 0 counts as different too).",
            "Adding the first two gives u + v + 2c > 0, adding the last two u + v + 2c < 0. Both cannot be true. With "
            "the distance |A − B| it is easy: 0.5 − |A − B| is above 0 exactly where the two are equal.",
        ),
    ),
    Exercise(
        "How many parameters?",
        (
            "A picture has 28 × 28 pixels; a tower has 128 units, each with a weight for every pixel and a bias. The "
            "last unit has a weight for each number that it sees, and a bias.",
            "How many parameters do the three networks have: two towers, one tower, one tower and a distance?",
        ),
        (
            "A tower: 784 · 128 + 128 = 100,480.",
            "Two towers and a last unit that sees 256 numbers: 2 · 100,480 + 257 = 201,217. One tower: 100,480 + 257 = "
            "100,737. With a distance the last unit sees one number: 100,480 + 2 = 100,482.",
        ),
    ),
)

CLASS = (
    "The Class tab lets all of them take part: open a room, put its code on the projector, and the pupils draw on "
    "their phones without a name or an account. “The same thing” fits before step 2, “Two things” after step 5 (the "
    "hills are then the class’s own), “Teach it once” with step 6, and “People against the network” in place of the "
    "challenge."
)


@functools.cache
def teacher_page() -> str:
    """The page in HTML. Its figures are those of the shipped record."""
    nets = read_record().nets
    return render(
        "lesson/teacher.html",
        styles=(FOLDER / "tokens.css").read_text("utf-8") + (FOLDER / "lesson" / "teacher.css").read_text("utf-8"),
        lesson=[
            {
                "number": number,
                "step": step,
                "words": plain(step.words),
                "sentence": plain(step.sentence),
                "teach": teach,
            }
            for number, (step, teach) in enumerate(zip(steps.STEPS, TEACHING, strict=True), 1)
        ],
        results=[(steps.NAMES[which], f"{100 * nets[which].test_accuracy:.1f} %") for which in NETS],
        exercises=EXERCISES,
        glossary=sorted(GLOSSARY.items(), key=lambda entry: entry[0].lower()),
        a_class=CLASS,
        notebook=NOTEBOOK.name,
    )


async def _give_page(_: Request) -> Response:
    return HTMLResponse(teacher_page())


async def _give_notebook(_: Request) -> Response:
    return FileResponse(NOTEBOOK, media_type="application/x-ipynb+json", filename=NOTEBOOK.name)


TEACHER_ROUTES = (
    Route(f"/{PAGE_ADDRESS}", _give_page, methods=["GET"]),
    Route(f"/{NOTEBOOK_ADDRESS}", _give_notebook, methods=["GET"]),
)
