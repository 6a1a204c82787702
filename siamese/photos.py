"""From a picture to ink: light, polarity, threshold, specks and printed lines.

A picture is either digital (its paper has one exact colour: scans of data sets, screenshots, exports), then the ink
is what differs from that colour, untouched; or a photo, then everything below applies.
"""

import cv2
import numpy as np
from PIL import Image

from siamese import paper, parts, ruling

LARGEST = 640  # pixels, the longer side of the ink
_ICON = 64  # pixels; no photo is smaller
_CONTRAST = 0.10  # what differs less from the paper is no ink


def ink_from_image(image: Image.Image) -> np.ndarray:
    """The ink of a whole picture, wherever and however large the symbol is.

    Args:
        image: mode "L" or "RGB", as `siamese.pictures.open_picture` gives it.

    Returns:
        float32 in [0, 1], shape `(height, width)`, 1 is ink, the longer side at most `LARGEST`; all 0 where the
        paper is blank.
    """
    picture = _shrink(np.asarray(image))
    tone = _digital_paper(picture)
    if tone is not None:
        return _ink_on_digital_paper(picture, tone)
    picture = picture.astype(np.float32) / 255
    if paper_is_dark(picture):
        picture = 1 - picture
    depth = paper.flatten_light(picture)
    depth = ruling.drop_ruled_lines(depth)
    ink = soften_threshold(depth)
    return parts.keep_symbol(ink)


def _shrink(levels: np.ndarray) -> np.ndarray:
    """uint8, shape (height, width, 1 or 3)."""
    scale = LARGEST / max(levels.shape[:2])
    if scale < 1:
        levels = cv2.resize(levels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return levels.reshape(*levels.shape[:2], -1)


def _digital_paper(picture: np.ndarray) -> np.ndarray | None:
    """The one colour of the paper, uint8, shape (channels,), or None where light and noise vary it."""
    border = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    tone = np.median(border, axis=0).astype(np.uint8)
    at_border, inside = _share(border[None], tone), _share(picture, tone)
    if (at_border < 0.7 or _is_rim(picture, tone)) and inside < 0.4:
        # A frame along the border, or a symbol cut out tightly: paper is what most of the picture is.
        most = np.median(picture.reshape(-1, picture.shape[2]), axis=0).astype(np.uint8)
        if _share(picture, most) > 0.4:
            return most
    if max(picture.shape[:2]) <= _ICON or (at_border > 0.5 and inside > 0.15):
        return tone
    return None


def _is_rim(picture: np.ndarray, tone: np.ndarray) -> bool:
    """Whether a colour reaches nowhere far into the picture."""
    alike = (_difference(picture, tone) <= 2).astype(np.uint8)
    depth = cv2.distanceTransform(cv2.copyMakeBorder(alike, 1, 1, 1, 1, cv2.BORDER_REPLICATE), cv2.DIST_L2, 5)
    return float(depth.max()) < 0.15 * max(picture.shape[:2])


def _share(picture: np.ndarray, tone: np.ndarray) -> float:
    return float((_difference(picture, tone) <= 2).mean())


def _difference(picture: np.ndarray, tone: np.ndarray) -> np.ndarray:
    """From a colour, in the channel in which it is greatest: uint8, shape (height, width)."""
    apart = cv2.absdiff(picture, np.broadcast_to(tone, picture.shape).copy())
    return apart.reshape(picture.shape).max(axis=2)


def _ink_on_digital_paper(picture: np.ndarray, tone: np.ndarray) -> np.ndarray:
    """Whatever differs from the paper, darker or lighter."""
    ink = _difference(picture, tone).astype(np.float32) / 255
    if ink.max() < _CONTRAST:
        return np.zeros_like(ink)
    strongest = np.percentile(ink[ink > ink.max() / 2], 90)
    ink = np.minimum(ink / strongest, 1)
    # JPEG leaves ripples on paper. Where it is not clean away from strokes, what is no stronger is no ink.
    size = 2 * (max(ink.shape) // 20) + 5
    near = cv2.dilate((ink > 0.5).astype(np.uint8), np.ones((size, size), np.uint8)) > 0
    ringing = min(float(np.percentile(ink[~near], 98)), 0.15) if not near.all() else 0.0
    return np.clip((ink - ringing) / (1 - ringing), 0, 1)


def paper_is_dark(picture: np.ndarray) -> bool:
    """Whether what stands out from its surroundings is lighter than they are: chalk on a board."""
    grey = np.rint(picture.mean(axis=2) * 255).astype(np.uint8)
    scale = min(1, 200 / max(grey.shape))
    grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    odds = 1.0
    for share in (8, 3):  # thin strokes stand out at the first, thick ones at the second
        out = grey.astype(np.float32) - cv2.medianBlur(grey, max(3, max(grey.shape) // share) | 1)
        # Large differences count most: shadow edges and noise are small and go both ways.
        odds *= (np.clip(out, 0, None) ** 2).sum() / max((np.clip(-out, 0, None) ** 2).sum(), 1e-6)
    return bool(odds > 1)


def soften_threshold(depth: np.ndarray) -> np.ndarray:
    """Ink from depth: the ramp from no ink to full ink follows the noise and the strength of the pen."""
    noise = 1.4826 * np.median(np.abs(depth))
    seen = depth[depth > max(5 * noise, _CONTRAST)]
    if seen.size < 1e-4 * depth.size:
        return np.zeros_like(depth)
    strength = float((seen**3).sum() / (seen**2).sum())
    low, high = max(4 * noise, 0.3 * strength), 0.85 * strength
    return np.clip((depth - low) / max(high - low, 1e-3), 0, 1)
