"""From a decoded picture of any kind to 8-bit grey or colour on paper, of a size to work with."""

from contextlib import suppress

import numpy as np
from PIL import Image, ImageOps

_BAND = 1_000_000  # pixels that are converted at once
_LIGHT = 128  # levels from here up are light
# What fills so much of its bounding box and has so much of the other shade is a paper with something drawn on it.
_FILLS, _DRAWN = 0.5, 0.05


def flatten(picture: Image.Image, largest: int) -> Image.Image:
    """Upright (EXIF), transparency laid on paper, 8 bits, mode "L" or "RGB", the longer side at most `largest` pixels.

    Beside the picture itself only a band of it is held, whatever its mode.
    """
    small = _reduce(picture, largest)
    small.info = picture.info
    with suppress(Exception):  # metadata may be broken, and the pixels fine all the same
        small = ImageOps.exif_transpose(small)
    if small.mode == "F":
        small = _to_eight_bits(small, is_whole=not picture.mode.startswith("F"))
    small = _shrink(small, largest)
    return _lay_on_paper(small) if small.mode == "RGBA" else small


def _reduce(picture: Image.Image, largest: int) -> Image.Image:
    """Mode "L", "RGB", "RGBA" or, of more than 8 bits, "F"; averaged over squares where it has twice `largest`."""
    picture.load()
    factor = max(1, max(picture.size) // largest)
    width, height = picture.size
    rows = max(1, _BAND // (width * factor)) * factor
    whole: Image.Image | None = None
    for top in range(0, height, rows):
        band = _convert(picture.crop((0, top, width, min(top + rows, height)))).reduce(factor)
        if whole is None:
            whole = Image.new(band.mode, (band.width, -(-height // factor)))
        whole.paste(band, (0, top // factor))
    return whole or picture  # no picture is without rows


def _convert(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I") or picture.mode == "F":  # Pillow's own conversion would cut them off at 255
        return Image.fromarray(np.nan_to_num(np.asarray(picture, np.float32), posinf=0, neginf=0))
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    return picture if picture.mode in ("L", "RGB") else picture.convert("L" if picture.mode == "1" else "RGB")


def _to_eight_bits(picture: Image.Image, *, is_whole: bool) -> Image.Image:
    levels = np.asarray(picture)
    if not is_whole:
        low, high = float(levels.min()), float(levels.max())
        return Image.fromarray(((levels - low) * (255 / max(high - low, 1e-6))).astype(np.uint8))
    # Scanners store 10 or 12 bits in 16: white is the next power of two.
    levels = np.maximum(levels, 0).astype(np.int64)
    bits = int(levels.max()).bit_length()
    return Image.fromarray((levels >> max(bits - 8, 0)).astype(np.uint8))


def _lay_on_paper(picture: Image.Image) -> Image.Image:
    """Lay a transparent picture on white or black: strokes on what most of them stand out from."""
    weight = np.asarray(picture.getchannel("A"), np.float64)
    light = np.asarray(picture.convert("L")) >= _LIGHT
    share = float(weight[light].sum() / max(weight.sum(), 1))  # of what is opaque, that is light
    if weight.min() >= 128:
        is_dark = False  # nearly nothing of the paper will show
    elif min(share, 1 - share) >= _DRAWN and _filled(weight >= 128) > _FILLS:
        is_dark = share < 0.5
    else:
        is_dark = share > 0.5
    sheet = Image.new("RGBA", picture.size, "black" if is_dark else "white")
    return Image.alpha_composite(sheet, picture).convert("RGB")


def _filled(opaque: np.ndarray) -> float:
    """How much of its bounding box is opaque; bool, shape (height, width)."""
    rows, columns = (np.flatnonzero(opaque.any(axis)) for axis in (1, 0))
    if not len(rows):
        return 0.0
    return float(opaque[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].mean())


def _shrink(picture: Image.Image, largest: int) -> Image.Image:
    if max(picture.size) <= largest:
        return picture
    scale = largest / max(picture.size)
    size = [max(1, round(side * scale)) for side in picture.size]
    return picture.resize(size, Image.Resampling.BOX)
