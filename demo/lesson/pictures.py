"""The lesson's pictures of digits and pairs."""

import base64
import json

import cv2
import numpy as np

from siamese.data.pairs import SAME
from siamese.lesson.data import LessonData

N_PAIRS = 8


def png(ink: np.ndarray) -> str:
    """A data URL of a picture with dark ink on white. ink: uint8, shape `(height, width)`, 255 is ink."""
    return "data:image/png;base64," + base64.b64encode(cv2.imencode(".png", 255 - ink)[1].tobytes()).decode()


def show_pixels(data: LessonData, *, rng: np.random.Generator) -> str:
    """One picture for the first step: JSON of `pixels`, 784 bytes row by row, and `words`."""
    place = int(rng.integers(len(data.images)))
    words = f"One of {len(data.images):,} pictures to learn from; {len(data.test_images):,} more are for the test."
    return json.dumps({"pixels": data.images[place].ravel().tolist(), "words": words}, separators=(",", ":"))


def show_pairs(data: LessonData, *, hidden: bool, rng: np.random.Generator) -> str:
    """Some of the pairs to learn from with their targets, in HTML; hidden targets show when they are clicked."""
    chosen = data.train[rng.choice(len(data.train), N_PAIRS, replace=False)]
    cards = "".join(
        f'<li class="pair"><img class="a" src="{png(data.images[first])}" alt="left">'
        f'<img class="b" src="{png(data.images[second])}" alt="right">{_answer(target, hidden)}</li>'
        for first, second, target in zip(*chosen, strict=True)
    )
    n_same = int((data.train.target == SAME).sum())
    return f"""
<ul class="pairs">{cards}</ul>
<p class="lesson-count"><b>{len(data.train):,}</b> pairs to learn from: <b>{n_same:,}</b> same (target 1),
<b>{len(data.train) - n_same:,}</b> different (target 0). <b>{len(data.test):,}</b> more, of other pictures, are for the
test.</p>"""


def _answer(target: float, hidden: bool) -> str:
    sign, word = ("=", "same") if target == SAME else ("≠", "different")
    answer = f'<span class="target" data-target="{word}"><i aria-hidden="true">{sign}</i> {target:.0f} · {word}</span>'
    if hidden:
        return f'<details><summary aria-label="Show the answer">same or different?</summary>{answer}</details>'
    return answer
