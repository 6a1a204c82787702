"""From a picture to ink, whatever it was taken with."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from siamese.ink import components, digital, lighting, ruled_lines
from siamese.ink.figure import find_axes
from siamese.ink.image_file import open_picture

LARGEST = 640  # pixels, the longer side of the ink
_CONTRAST = 0.12  # depth that the strokes of a pen have at least
# Depth times share of the longer side: spots alone that are smaller, or fainter, are dirt, or left of a shadow.
_SPOT = 0.016
_STEP = 3.0  # `Fix.darkness` of 1 divides what counts as ink by this


Crop = tuple[float, float, float, float]  # left, top, right, bottom, in shares of a picture


@dataclass(frozen=True)
class Fix:
    """What a person puts right in a picture where the cleaning guessed wrong.

    turn: quarter turns clockwise. crop: left, top, right and bottom of what counts, in [0, 1] of the turned picture.
    swap: ink and paper the other way round. darkness: in [-1, 1], above 0 fainter things are ink too.
    keep_lines: printed lines, and a box drawn round the symbol, are ink too.
    """

    turn: int = 0
    crop: Crop = (0.0, 0.0, 1.0, 1.0)
    swap: bool = False
    darkness: float = 0.0
    keep_lines: bool = False


def read_ink(path: str | Path) -> np.ndarray:
    """The ink of a picture file with one symbol on it, a photo, a scan or a screenshot; see `ink_from_image`.

    Raises:
        siamese.ink.image_file.BadPicture: if it cannot be read as a picture.
        OSError: if there is no such file.
    """
    image = open_picture(path)
    return ink_from_image(image, suggest_fix(image))


def within(crop: Crop, box: Crop) -> Crop:
    """A part of a part of a picture, in shares of the whole."""
    left, top, width, height = *crop[:2], crop[2] - crop[0], crop[3] - crop[1]
    return left + width * box[0], top + height * box[1], left + width * box[2], top + height * box[3]


def suggest_fix(image: Image.Image) -> Fix:
    """What a person would put right at once: of a figure with axes, only what is inside them counts."""
    axes = find_axes(np.asarray(image))
    return Fix(crop=axes) if axes else Fix()


def ink_from_image(image: Image.Image, fix: Fix = Fix()) -> np.ndarray:
    """The ink of a whole picture, wherever and however large the symbol is, dark on light or light on dark.

    Digital pictures pass as they are, unless they show ruled paper. In these and in a photo, light and shadow, the
    lines printed on the paper, specks, a table round the sheet and a box drawn round the symbol are taken away.

    Args:
        image: mode "L" or "RGB", as `siamese.ink.image_file.open_picture` gives it.

    Returns:
        float32 in [0, 1], shape `(height, width)`, 1 is ink, the longer side at most `LARGEST`; all 0 where the
        paper is blank.
    """
    levels = np.rot90(np.asarray(image), -fix.turn)
    whole = digital.paper_colour(_shrink(levels))
    picture = _shrink(_crop(levels, fix.crop))
    if whole is not None:
        # A part of it has a ground of its own: that of an array in the colours of a map.
        colours = digital.paper_colour(picture), digital.border_colour(picture), whole
        ink = digital.ink_on(next(colour for colour in colours if colour is not None), picture)
        if fix.keep_lines or not ruled_lines.is_ruled(ink):  # a clean scan of ruled paper is cleaned like a photo
            return (1 - ink if fix.swap else ink) ** (_STEP**-fix.darkness)
    light = picture.astype(np.float32) / 255
    depth = lighting.flatten_light(1 - light if lighting.is_dark(light) != fix.swap else light)
    noise = lighting.noise_of(depth)
    depth, ruled = (depth, False) if fix.keep_lines else ruled_lines.drop_ruled_lines(depth, noise)
    ink, strength = soften_threshold(depth, noise, least=_STEP**-fix.darkness)
    symbol = components.keep_symbol(ink, ruled=ruled, boxed=fix.keep_lines)
    if strength * components.largest_extent(symbol) < _SPOT * max(symbol.shape):
        return np.zeros_like(symbol)
    return symbol


def _crop(levels: np.ndarray, crop: Crop) -> np.ndarray:
    height, width = levels.shape[:2]
    left, top, right, bottom = np.rint(np.array(crop) * [width, height, width, height]).astype(int)
    left, top = min(left, width - 1), min(top, height - 1)  # of few pixels, one is left
    return levels[top : max(bottom, top + 1), left : max(right, left + 1)]


def _shrink(levels: np.ndarray) -> np.ndarray:
    """uint8, shape (height, width, 1 or 3)."""
    scale = LARGEST / max(levels.shape[:2])
    if scale < 1:
        levels = cv2.resize(levels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(levels.reshape(*levels.shape[:2], -1))


def soften_threshold(depth: np.ndarray, noise: np.ndarray, *, least: float = 1.0) -> tuple[np.ndarray, float]:
    """The ramp from no ink to full ink follows the noise of each place and the strength of the pen.

    Args:
        least: where it begins, 1 is the usual place.

    Returns:
        ink, float32 in [0, 1], shape `(height, width)`, and the usual depth of the strokes, 0 if there are none.
    """
    # A stroke is dark over several pixels, noise is not.
    stroke = cv2.GaussianBlur(depth, (0, 0), 1.0) > least * np.maximum(4 * noise, _CONTRAST)
    if stroke.sum() < 1e-4 * depth.size:
        return np.zeros_like(depth), 0.0
    seen = depth[stroke]
    strength = float((seen**3).sum() / (seen**2).sum())
    low, high = least * np.maximum(4 * noise, 0.3 * strength), least**0.5 * 0.85 * strength
    near = cv2.dilate(stroke.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    ramp = np.clip((depth - low) / np.maximum(high - low, 0.1 * strength), 0, 1)
    return np.where(near, ramp, 0).astype(np.float32), strength
