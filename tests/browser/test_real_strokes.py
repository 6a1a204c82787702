"""Drawings of real people, replayed on the page: two of one character are the same, of two characters different.

Only characters and writers that no shipped weight was trained on.
"""

import numpy as np
import pytest

from siamese.data.omniglot import load_strokes
from siamese.data.pen import load_pen
from siamese.data.splits import HOLDOUT_ALPHABETS, HOLDOUT_SITES
from tests.browser.conftest import needs_weights
from tests.browser.page import A, B

pytestmark = [pytest.mark.browser, needs_weights]

N_PAIRS = 8  # of each kind
# A network that guesses gets 6 of 8 right in one of seven tries, and all four kinds in one of two thousand.
FEWEST_RIGHT = 6


@pytest.fixture(scope="module")
def glyphs(data_folder):
    """Omniglot: `(labels, people, strokes of i)`."""
    drawings = [drawing for drawing in load_strokes() if drawing.alphabet in HOLDOUT_ALPHABETS]
    labels = np.array([drawing.character_name for drawing in drawings])
    return labels, np.array([drawing.drawer for drawing in drawings]), lambda i: drawings[i].strokes


@pytest.fixture(scope="module")
def digits(data_folder):
    """UNIPEN: `(labels, people, strokes of i)`."""
    pen = load_pen()
    pen = pen.select(np.isin(pen.site, HOLDOUT_SITES) & (pen.category == "digit"))
    return pen.labels, pen.writer, pen.strokes


def pairs(labels, people, *, same, rng):
    """Endless pairs of indices, drawn by two people each."""
    while True:
        i, j = rng.integers(len(labels), size=2)
        if people[i] != people[j] and (labels[i] == labels[j]) == same:
            yield i, j


@pytest.mark.parametrize("verdict", ["same", "different"])
@pytest.mark.parametrize("source", ["glyphs", "digits"])
def test_the_page_says_what_is_so(page, source, verdict, request):
    labels, people, strokes = request.getfixturevalue(source)
    candidates = pairs(labels, people, same=verdict == "same", rng=np.random.default_rng(0))
    verdicts = []
    for i, j in (next(candidates) for _ in range(N_PAIRS)):
        for pad, drawing in ((A, strokes(i)), (B, strokes(j))):
            page.draw(pad, drawing)
        verdicts.append(page.verdict)
        for pad in (A, B):
            page.press(pad, "clear")
    assert verdicts.count(verdict) >= FEWEST_RIGHT, verdicts
    assert page.complaints == []
