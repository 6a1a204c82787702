"""Animations that replay a drawing: the frame on which it is whole, wherever that is."""

from collections.abc import Callable

import numpy as np
from PIL import Image

FORMATS = ("GIF", "PNG", "WEBP", "AVIF")  # of others, what comes after the first picture are pages, or copies of it
MAX_FRAMES = 500
MAX_LOOKED = 100_000_000  # pixels of all frames together
_NEARLY = 0.95
_STANDS_OUT = 40  # levels
_SIDE = 400  # pixels


def fullest(picture: Image.Image, take: Callable[[], Image.Image]) -> Image.Image:
    """What `take` makes of the frame with the most ink, of a still picture of its only one.

    Of frames with nearly as much it is the last: a pen or hand that was shown is gone then. No more than `MAX_FRAMES`
    with `MAX_LOOKED` pixels are looked at; what is damaged after the first frame ends it. Raises what `take` raises.
    """
    size = picture.size
    best, most = take(), None
    for number in range(1, min(MAX_FRAMES, MAX_LOOKED // (size[0] * size[1]))):
        try:
            picture.seek(number)
            if picture.size != size:  # a frame of a GIF can be larger than what came before
                break
            frame = take()
        except Exception:
            break
        if most is None:
            most = _ink(best)
        ink = _ink(frame)
        if ink >= _NEARLY * most:
            best, most = frame, max(most, ink)
    return best


def _ink(picture: Image.Image) -> float:
    """How much of a frame, "L" or "RGB", stands out from its ground; 0 where more does than a drawing would."""
    step = max(1, max(picture.size) // _SIDE)
    levels = np.asarray(picture.convert("L"))[::step, ::step].astype(np.float32)  # averages would hide noise
    away = np.abs(levels - np.median(levels))
    return float(away.mean()) if (away > _STANDS_OUT).mean() < 0.5 else 0.0
