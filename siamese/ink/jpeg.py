"""JPEGs: shrunk while they are decoded, and read as far as they go where their end is missing."""

import io

import numpy as np
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

START, END = b"\xff\xd8", b"\xff\xd9"
MOST_MISSING = 0.25  # of the height
_FRAMES = frozenset((0xC0, 0xC1, 0xC9))  # of pictures that can come in one scan; progressive ones cannot
_SCAN = 0xDA
_EDGE = 4  # pixels
_MISSING = (126, 129)  # from the darkest to the lightest grey that a decoder gives what did not come


def open_jpeg(data: bytes) -> Image.Image:
    """A JPEG, not decoded yet. What comes after its first picture, as in MPO, is not looked at."""
    # Not by Image.open: its limits are those of pictures that are held whole.
    return JpegImageFile(io.BytesIO(data))


def decode(picture: Image.Image, largest: int) -> None:
    """Decode a JPEG, at a half, a quarter or an eighth where that leaves `largest` pixels of its longer side."""
    scale = max(1, max(picture.size) / largest)
    picture.draft(None, (int(picture.width / scale), int(picture.height / scale)))
    picture.load()


def comes_in_one_scan(data: bytes) -> bool:
    """Whether it is decoded row by row; of others, a decoder holds all of the picture before it gives any."""
    place, n_colours = 2, None
    while data[place : place + 1] == b"\xff":
        kind, body = data[place + 1] if place + 1 < len(data) else 0, place + 4
        if kind in _FRAMES:
            n_colours = data[body + 5 : body + 6]
        elif kind == _SCAN:
            return data[body : body + 1] == n_colours
        place = body - 2 + int.from_bytes(data[body - 2 : body])
    return False


def crop_missing(picture: Image.Image) -> Image.Image:
    """A decoded JPEG without the rows that are missing at its end. Raises OSError if more than `MOST_MISSING` are."""
    grey = np.asarray(picture.getchannel(0) if picture.mode == "CMYK" else picture.convert("L"))
    # The right edge comes last: where it is missing, so may be what is left of it.
    edge = grey[:, -_EDGE:]
    came = np.flatnonzero(((edge < _MISSING[0]) | (edge > _MISSING[1])).any(axis=1))
    height = int(came[-1]) + 1 if len(came) else 0
    if height < (1 - MOST_MISSING) * picture.height:
        raise OSError(f"{height} of {picture.height} rows came")
    return picture.crop((0, 0, picture.width, height))
