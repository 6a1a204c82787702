"""From ink to what the encoder sees: the one path for training, pad and upload.

Ink is float32 in [0, 1], shape `(height, width)`, 1 is ink: a whole paper or picture with one symbol on it
(`siamese.ink.strokes.ink_from_strokes`, `siamese.ink.photo.ink_from_image`).
"""

import cv2
import numpy as np

FRAME = 64  # pixels, the side of what the encoder sees
BOX = 54  # pixels, the larger side of a tidied symbol inside the frame
# Shares of the paper's larger side and of the square on it. A smaller symbol is not blown up further, less ink is none.
MIN_EXTENT = 0.08
MIN_INK = 1e-4
# A share of the symbol's larger side, about two pixels of the frame: thinner lines are drawn again as wide as this,
# or they would be shrunk to a faint grey that no drawing trained on has.
THINNEST = 0.04
# Ink fainter than this share of the darkest does not count for the bounding box.
_FAINT = 0.3


class EmptyDrawing(ValueError):
    """There is no ink, or too little to be a symbol; the message is a sentence for the person who drew."""


class NotInk(ValueError):
    """An array that cannot be ink; the message says what was expected."""


def check_ink(ink: np.ndarray) -> None:
    """Look whether an array of somebody else's can be ink.

    Raises:
        NotInk: if it has another shape than `(height, width)` or values outside [0, 1], or if more than half of its
            edge would be ink: a picture of dark lines on light paper.
    """
    ink = np.asarray(ink)
    if ink.ndim != 2 or 0 in ink.shape:
        raise NotInk(f"Ink has the shape (height, width), but this array has {ink.shape}.")
    if not (ink.min() >= 0 and ink.max() <= 1):  # also where something is no number
        raise NotInk(f"Ink lies in [0, 1], but this array in [{ink.min():g}, {ink.max():g}].")
    edge = np.concatenate([ink[0], ink[-1], ink[:, 0], ink[:, -1]])
    if edge.mean() > 0.5:
        raise NotInk("1 is ink and 0 is paper, but this array is light at its edge: give 1 - array.")


def prepare(ink: np.ndarray, *, frame: int = FRAME, tidied: bool = True) -> np.ndarray:
    """Fit ink into the encoder's frame.

    Tidied: the symbol's bounding box is centred and scaled to a fixed size, keeping its proportions, so that
    place and size on the paper no longer matter, and lines too thin to be seen are made wider. Not tidied: the whole
    paper is shrunk into the frame.

    Args:
        ink: float32 in [0, 1], shape `(height, width)`, 1 is ink.
        frame: side of the result in pixels.

    Returns:
        float32 in [0, 1], shape `(frame, frame, 1)`.

    Raises:
        EmptyDrawing: if the ink covers less than `MIN_INK` of a square paper as large as the larger side.
    """
    ink = np.asarray(ink, np.float32)
    side = max(ink.shape)
    darkest = float(ink.max(initial=0))
    if darkest == 0 or (ink.sum() / darkest) < MIN_INK * side**2:
        raise EmptyDrawing("There is no symbol yet, at most a speck. Draw one, larger than a dot.")
    ink = ink / darkest
    if tidied:
        rows, columns = (np.flatnonzero((ink > _FAINT).any(axis)) for axis in (1, 0))
        top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
        extent = float(max(bottom - top, right - left, MIN_EXTENT * side))
        missing = _missing_width(ink[top:bottom, left:right], THINNEST * extent)
        scale = BOX / FRAME * frame / (extent + missing)
    else:
        (bottom, right), top, left, scale, missing = ink.shape, 0, 0, frame / side, 0.0
    # The window that fills the frame, in pixels of the ink: soft edges outside the box are kept, not cut.
    half = frame / scale / 2
    window = _cut(ink, round((top + bottom) / 2 - half), round((left + right) / 2 - half), round(2 * half))
    if missing:
        window = _widen(window, missing)
    framed = cv2.resize(window, (frame, frame), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    return np.clip(framed, 0, 1)[..., None]


def _cut(ink: np.ndarray, top: int, left: int, size: int) -> np.ndarray:
    """The square of `size` pixels at `(top, left)`; beyond the paper there is no ink."""
    height, width = ink.shape
    cut = np.zeros((size, size), np.float32)
    inside = ink[max(top, 0) : min(top + size, height), max(left, 0) : min(left + size, width)]
    cut[max(-top, 0) :, max(-left, 0) :][: inside.shape[0], : inside.shape[1]] = inside
    return cut


def _missing_width(ink: np.ndarray, thinnest: float) -> float:
    """How many pixels most lines lack to be as wide as the thinnest that may be."""
    if thinnest < 1.5:  # pixels: a line cannot be thinner than one
        return 0.0
    solid = (ink > _FAINT).astype(np.uint8)
    inside = cv2.distanceTransform(cv2.copyMakeBorder(solid, 1, 1, 1, 1, cv2.BORDER_CONSTANT), cv2.DIST_L2, 3)
    # The middle of a line: no neighbour lies deeper. One pixel from the edge there is a line one pixel wide.
    middle = inside[(inside > 0) & (inside >= cv2.dilate(inside, np.ones((3, 3))))]
    missing = thinnest - (2 * float(np.median(middle)) - 1)
    return missing if missing >= 0.5 else 0.0


def _widen(ink: np.ndarray, by: float) -> np.ndarray:
    """All lines so many pixels wider."""
    solid = (ink > _FAINT).astype(np.uint8)
    outside = cv2.distanceTransform(1 - solid, cv2.DIST_L2, 5)
    return np.maximum(ink, np.clip(by / 2 + 0.5 - outside, 0, 1))
