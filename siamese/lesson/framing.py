"""Drawings as MNIST has its digits, for the networks that learned on MNIST.

Dense networks know each pixel by its place. So a drawing must come to them just as what they learned from did:
shown in MNIST's way, our net tells pen-drawn digits apart about as well as MNIST's own; with its box in the middle
of the frame instead, or larger, it calls nearly everything the same.
"""

import cv2
import numpy as np

from siamese.ink.frame import BOX, FRAME, prepare

SIDE = 28  # pixels, of MNIST's pictures

_LINE = 0.12  # width of MNIST's lines, as a share of the digit's larger side
_FINE = 96  # pixels, of the frame in which thin lines are thickened
_INNER = 24  # pixels, of the frame in which `prepare` makes a symbol 20 pixels large


def frame_as_mnist(ink: np.ndarray) -> np.ndarray:
    """Draw a symbol as MNIST has it: 20 pixels large, its centre of mass in the middle of 28 × 28, lines not too thin.

    Args:
        ink: float32 in [0, 1], shape `(height, width)`, 1 is ink.

    Returns:
        float32 in [0, 1], shape `(28, 28)`.

    Raises:
        siamese.ink.frame.EmptyDrawing: if there is no symbol.
    """
    picture = prepare(_thicken(prepare(ink, frame=_FINE)[..., 0]), frame=_INNER)[..., 0]
    picture = np.pad(picture, (SIDE - _INNER) // 2)
    places = np.arange(SIDE)
    mass = picture.sum()
    shift = (SIDE - 1) / 2 - np.array([picture.sum(0) @ places, picture.sum(1) @ places]) / mass
    return cv2.warpAffine(picture, np.array([[1, 0, shift[0]], [0, 1, shift[1]]], np.float32), (SIDE, SIDE))


def _thicken(ink: np.ndarray) -> np.ndarray:
    """Widen lines to `_LINE` where they are thinner."""
    inside = cv2.distanceTransform((ink > 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    if not inside.any():
        return ink
    # Over a line's width the distance to its edge rises to half of it and falls again: a quarter on average.
    width = 4 * (inside[inside > 0] - 0.5).mean()
    missing = round(_LINE * _FINE * BOX / FRAME - width)
    if missing < 1:
        return ink
    return cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (missing + 1, missing + 1)))
