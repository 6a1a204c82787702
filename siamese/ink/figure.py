"""Figures: what was drawn stands inside axes with ticks and numbers, as notebooks show it.

What is inside the axes counts. They are a box, or at least a left and a lower line, as long as most of the figure, with
numbers along them, or a picture with nothing but paper round it.
"""

import cv2
import numpy as np

_STANDS_OUT = 50  # levels of 255, from the paper
_LONG = 0.4  # of the picture's side: an axis is at least so long
_FULL = 0.85  # of an axis stands out from the paper, whatever is drawn on it
_LABELS = 2  # numbers along an axis, at least
_LABEL = 0.12  # of the picture's side: no number is larger
_INSET = 0.012  # of the picture's side: the axes' lines, and ticks that point inwards
_DRAWN = 0.003  # of what is inside stands out from the rest of it
_SOLID = 0.75  # of the box is filled: it is a picture of its own, a colour-mapped array


def find_axes(picture: np.ndarray) -> tuple[float, float, float, float] | None:
    """What is inside the axes of a figure: left, top, right, bottom, in shares of it; None where it is no figure.

    Args:
        picture: uint8, shape `(height, width)` or `(height, width, 3)`.
    """
    picture = picture.reshape(*picture.shape[:2], -1)
    paper = _corner_colour(picture)
    if paper is None:
        return None
    away = np.abs(picture.astype(np.int16) - paper).max(axis=2)
    marks = (away > _STANDS_OUT).astype(np.uint8)
    n, labels, stats, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
    if n < 2:
        return None
    largest = 1 + int(np.argmax(stats[1:, 2].astype(int) * stats[1:, 3]))
    box = _lines(labels == largest)
    if box is None:
        return None
    others = np.delete(stats, (0, largest), axis=0)
    is_picture = marks[box[1] : box[3], box[0] : box[2]].mean() > _SOLID
    if not (_has_numbers(others, box, picture.shape) or (is_picture and not len(others))):
        return None
    height, width = picture.shape[:2]
    inset = max(2, round(_INSET * max(height, width)))
    left, top, right, bottom = box[0] + inset, box[1] + inset, box[2] - inset, box[3] - inset
    if right - left < 8 or bottom - top < 8 or _is_plain(picture[top:bottom, left:right]):
        return None
    return left / width, top / height, right / width, bottom / height


def _corner_colour(picture: np.ndarray) -> np.ndarray | None:
    """The colour of all four corners; None where they differ."""
    corners = picture[[0, 0, -1, -1], [0, -1, 0, -1]].astype(np.int16)
    return corners[0] if np.abs(corners - corners[0]).max() <= 4 else None


def _is_plain(picture: np.ndarray) -> bool:
    """Whether there is nothing in it: what is filled with one colour is a symbol itself."""
    middle = np.median(picture.reshape(-1, picture.shape[2])[::7], axis=0)
    return bool((np.abs(picture - middle).max(axis=2) > _STANDS_OUT).mean() < _DRAWN)


def _lines(shape: np.ndarray) -> tuple[int, int, int, int] | None:
    """The box that the axes of a part go round: left, top, right, bottom, exclusive; bool, shape (height, width)."""
    height, width = shape.shape
    rows, columns = _long_runs(shape), _long_runs(shape.T)
    rows, columns = np.flatnonzero(rows >= _LONG * width), np.flatnonzero(columns >= _LONG * height)
    if not len(rows) or not len(columns):
        return None
    left, right, bottom, top = columns[0], columns[-1] + 1, rows[-1] + 1, rows[0]
    _, y = np.nonzero(shape[:, [left]].T)
    _, x = np.nonzero(shape[[bottom - 1]])
    if right - left < _LONG * width:  # only the left line: the lower one says how far it goes
        right = int(x.max()) + 1
    if bottom - top < _LONG * height:
        top = int(y.min())
    if right - left < 2 or bottom - top < 2:
        return None
    sides = shape[top:bottom, left].mean(), shape[bottom - 1, left:right].mean()
    return (int(left), int(top), int(right), int(bottom)) if min(sides) >= _FULL else None


def _long_runs(shape: np.ndarray) -> np.ndarray:
    """The longest run in each row: int, shape (height,)."""
    padded = np.pad(shape, ((0, 0), (1, 1))).astype(np.int8)
    steps = np.diff(padded, axis=1)
    longest = np.zeros(len(shape), int)
    rows, begins = np.nonzero(steps == 1)
    _, ends = np.nonzero(steps == -1)
    np.maximum.at(longest, rows, ends - begins)
    return longest


def _has_numbers(stats: np.ndarray, box: tuple[int, int, int, int], shape: tuple[int, ...]) -> bool:
    """Whether small parts stand left of the box and below or above it, as numbers along axes do."""
    left, top, right, bottom = box
    side = max(shape[:2])
    small = stats[(stats[:, 2:4].max(axis=1) < _LABEL * side) & (stats[:, 2:4].max(axis=1) > 2)]
    x, y = small[:, 0] + small[:, 2] / 2, small[:, 1] + small[:, 3] / 2
    beside = (x < left) & (y > top - _LABEL * side) & (y < bottom + _LABEL * side)
    under = ((y > bottom) | (y < top)) & (x > left - _LABEL * side) & (x < right + _LABEL * side)
    return int(beside.sum()) >= _LABELS and int(under.sum()) >= _LABELS
