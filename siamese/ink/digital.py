"""Ink of digital pictures: scans of data sets, screenshots, exports. Their paper has one exact colour.

Such a picture needs no cleaning, and cleaning would cost it thin lines and dots. Pictures here are uint8, shape
`(height, width, channels)`.
"""

from functools import reduce

import cv2
import numpy as np

_SAME = 2  # levels of 255 that rounding and JPEG move a colour
_ICON = 64  # pixels; no photo is smaller
_THUMBNAIL = 300  # pixels; up to here, soft edges are those of a small picture scaled up, not of shadows
_RIM = 0.15  # of the longer side: what reaches in no further from the border is no paper
_CONTRAST = 0.1  # what differs less from the paper is no ink
_RIPPLES = 0.15  # JPEG's, at most


def paper_colour(picture: np.ndarray) -> np.ndarray | None:
    """The one colour of a digital picture's paper, uint8, shape (channels,); None for a photo.

    It is that of the border, unless the border is a frame, or cuts through a symbol that was cut out tightly.
    """
    border = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])[None]
    colour = _median(border)
    at_border, share = _share(border, colour), _share(picture, colour)
    if share < 0.4 and (at_border < 0.7 or _is_rim(picture, colour)):
        most = _median(picture)
        if _share(picture, most) > 0.4 and not _is_shaded(picture, most):
            return most
    digital = at_border > 0.5 and share > 0.15 and not _is_shaded(picture, colour)
    return colour if digital or max(picture.shape[:2]) <= _ICON else None


def border_colour(picture: np.ndarray) -> np.ndarray | None:
    """Of a part of a digital picture: uint8, shape (channels,); None where its border has several colours."""
    border = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])[None]
    colour = _median(border)
    return colour if _share(border, colour) > 0.9 else None


def ink_on(colour: np.ndarray, picture: np.ndarray) -> np.ndarray:
    """Whatever differs from the paper, darker or lighter: float32 in [0, 1], shape (height, width), 1 is ink."""
    ink = _difference(picture, colour).astype(np.float32) / 255
    if ink.max() < _CONTRAST:
        return np.zeros_like(ink)
    ink = np.minimum(ink / np.percentile(ink[ink > ink.max() / 2], 90), 1)
    # Where the paper is not clean away from strokes, what is no stronger than that is no ink.
    near = np.ones((2 * max(2, max(ink.shape) // 40) + 1,) * 2, np.uint8)
    paper = cv2.dilate((ink > 0.5).astype(np.uint8), near) == 0
    ripples = min(float(np.percentile(ink[paper], 98)), _RIPPLES) if paper.any() else 0.0
    return np.maximum(ink - ripples, 0) / (1 - ripples)


def _median(picture: np.ndarray) -> np.ndarray:
    """Of each channel: uint8, shape (channels,)."""
    counts = (np.bincount(channel, minlength=256) for channel in picture.reshape(-1, picture.shape[2]).T)
    return np.array([np.searchsorted(c.cumsum(), c.sum() / 2) for c in counts], np.uint8)


def _share(picture: np.ndarray, colour: np.ndarray) -> float:
    return float((_difference(picture, colour) <= _SAME).mean())


def _difference(picture: np.ndarray, colour: np.ndarray) -> np.ndarray:
    """From a colour, in the channel in which it is greatest: uint8, shape (height, width)."""
    channels = zip(cv2.split(picture), colour.tolist(), strict=True)
    return reduce(cv2.max, (cv2.absdiff(channel, level) for channel, level in channels))


def _is_rim(picture: np.ndarray, colour: np.ndarray) -> bool:
    """Whether a colour reaches nowhere far into the picture."""
    alike = (_difference(picture, colour) <= _SAME).astype(np.uint8)
    depth = cv2.distanceTransform(cv2.copyMakeBorder(alike, 1, 1, 1, 1, cv2.BORDER_REPLICATE), cv2.DIST_L2, 5)
    return float(depth.max()) < _RIM * max(picture.shape[:2])


def _is_shaded(picture: np.ndarray, colour: np.ndarray) -> bool:
    """Whether it is a photo after all, its paper overexposed: plains of shadow lie between paper and ink."""
    if max(picture.shape[:2]) <= _THUMBNAIL:
        return False
    ink = _difference(picture, colour)
    darkest = int(ink.max())
    between = ((ink > 0.1 * darkest) & (ink < 0.7 * darkest)).astype(np.uint8)
    if cv2.erode(between, np.ones((5, 5), np.uint8)).mean() < 0.01:
        return False
    # A small picture scaled up has soft edges too, but only such, and between black and white.
    steps = cv2.morphologyEx(ink, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    return bool(np.percentile(steps, 99.95) > 0.3 * darkest or darkest < 150)
