"""Pen strokes: from the JSON that a pad sends to ink on paper.

Strokes are a list of float32 arrays of shape `(n_points, 2)`, x to the right and y downwards, in paper units:
the square paper is [0, 1] × [0, 1].
"""

import json
from collections.abc import Sequence
from itertools import accumulate, chain, pairwise

import cv2
import numpy as np

from siamese.ink.frame import BOX, MIN_EXTENT

UNITS = 1000  # the pad sends whole numbers, this many to the paper's side
MAX_BYTES = 400_000
MAX_POINTS = 10_000
MAX_STROKES = 1_000
# Of all lines together, in sides of the drawing: what drawing them takes grows with it. Whoever blackens the paper
# has some fifty.
MAX_LENGTH = 500

# Pen width as a share of the symbol's larger side, whatever brush it was drawn with.
PEN = 0.06
# The symbol is drawn at least twice as large as the encoder sees it, then shrunk: clean edges.
_SYMBOL_PIXELS = 2 * BOX
_SHIFT = 4  # cv2 takes coordinates in 1/16 pixel


class BadDrawing(ValueError):
    """The strokes cannot be read; the message is a sentence for the person who drew."""


def parse_strokes(text: str) -> list[np.ndarray]:
    """Read `{"strokes": [[x0, y0, x1, y1, …], …]}`, whole numbers of 0…1000 paper units.

    The text is hostile until shown otherwise: bytes, strokes, points and the length of the lines are capped before
    anything is drawn, and points beyond the paper are moved to its edge.

    Raises:
        BadDrawing: if the text is too long, is not such JSON, or holds anything but finite numbers.
    """
    if len(text) > MAX_BYTES:
        raise BadDrawing(f"The drawing has {len(text):,} bytes, at most {MAX_BYTES:,} can be read. Draw it simpler.")
    try:
        strokes = json.loads(text)["strokes"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BadDrawing('The drawing could not be read: expected JSON with a list "strokes". Draw again.') from None
    return read_strokes(strokes)


def read_strokes(strokes: object) -> list[np.ndarray]:
    """Read what is to be a list of strokes, `[x0, y0, x1, y1, …]` each; see `parse_strokes`."""
    if not isinstance(strokes, list) or len(strokes) > MAX_STROKES:
        raise BadDrawing(f"The drawing needs a list of at most {MAX_STROKES:,} strokes. Clear it and draw again.")
    if not all(isinstance(stroke, list) for stroke in strokes):
        raise BadDrawing("Each stroke must be a list of numbers x, y, x, y, … Clear it and draw again.")
    if sum(map(len, strokes)) > 2 * MAX_POINTS:
        raise BadDrawing(f"The drawing has more than {MAX_POINTS:,} points. Clear it and draw it simpler.")
    strokes = [stroke for stroke in strokes if stroke]
    if not strokes:
        return []
    points = _points(strokes)
    ends = [0, *accumulate(len(stroke) // 2 for stroke in strokes)]
    _check_length(points, ends)
    return [points[start:end] for start, end in pairwise(ends)]


def _points(strokes: list[list]) -> np.ndarray:
    """The points of all strokes, one after the other: float32, shape `(n, 2)`, in paper units."""
    try:
        numbers = list(chain.from_iterable(strokes))
        # bool is an int to Python, not to a pen; huge integers overflow on the way to float; NaN is not below either.
        if not any(len(stroke) % 2 for stroke in strokes) and {int, float}.issuperset(map(type, numbers)):
            exact = np.array(numbers, np.float64)
            if (np.abs(exact) < 1e9).all():
                return np.clip(exact.astype(np.float32).reshape(-1, 2) / UNITS, 0, 1)
    except OverflowError:
        pass
    raise BadDrawing("A stroke holds something other than pairs of numbers. Clear it and draw again.")


def _check_length(points: np.ndarray, ends: list[int]) -> None:
    steps = np.hypot(*np.diff(points, axis=0).T)
    steps[np.array(ends[1:-1], int) - 1] = 0  # there the pen is lifted
    if steps.sum() > MAX_LENGTH * max(float(np.ptp(points, axis=0).max()), MIN_EXTENT):
        raise BadDrawing(
            f"The lines of this drawing are more than {MAX_LENGTH:,} times as long as it is wide or high. Clear it and "
            "draw it simpler."
        )


def dump_strokes(strokes: Sequence[np.ndarray]) -> str:
    """The JSON that `parse_strokes` reads, rounded to whole units."""
    whole = [np.rint(np.asarray(stroke) * UNITS).astype(int).ravel().tolist() for stroke in strokes]
    return json.dumps({"strokes": whole}, separators=(",", ":"))


def ink_from_strokes(strokes: Sequence[np.ndarray], *, pen: float = PEN) -> np.ndarray:
    """Draw strokes where they stand on the paper.

    Args:
        strokes: list of arrays `(n_points, 2)` in paper units; parts beyond the paper are cut off.
        pen: pen width as a share of the symbol's larger side.

    Returns:
        float32 in [0, 1], shape `(side, side)`, 1 is ink: the whole paper, in a resolution at which the symbol
        is large enough for the encoder. No strokes give an empty paper.
    """
    strokes = [np.asarray(stroke, np.float32).reshape(-1, 2) for stroke in strokes if len(stroke)]
    if not strokes:
        return np.zeros((_SYMBOL_PIXELS, _SYMBOL_PIXELS), np.float32)
    points = np.concatenate(strokes)
    extent = max(float(np.ptp(points, axis=0).max()), MIN_EXTENT)
    side = round(_SYMBOL_PIXELS / min(extent, 1))
    paper = np.zeros((side, side), np.uint8)
    # Not of `side`, which is rounded: the pen is as wide whatever size the symbol was drawn in.
    width = max(1, round(pen * _SYMBOL_PIXELS * max(extent, 1)))
    for stroke in strokes:
        # Pixel centres stand at half units: paper 0 is the left edge of pixel 0.
        fixed = np.rint((stroke * side - 0.5) * 2**_SHIFT).astype(np.int32)
        if len(fixed) == 1:  # a dot: cv2 draws lines alone
            fixed = fixed.repeat(2, axis=0)
        cv2.polylines(paper, [fixed[:, None]], False, 255, width, cv2.LINE_AA, _SHIFT)
    return paper.astype(np.float32) / 255
