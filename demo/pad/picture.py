"""Pictures on a pad: from the file that came to ink, and to the small pieces that the page keeps.

The file comes in one request, is read once and let go; nothing of it stays in a folder. The page keeps the ink, so
that a picture can be judged again after a reload, and a smaller copy of the original. Where the cleaning guessed
wrong, the page sends that copy again with what the visitor put right.
"""

import base64
import io
import json
from dataclasses import asdict

import cv2
import numpy as np
from gradio.data_classes import DataWithFiles
from PIL import Image

from siamese.ink.frame import EmptyDrawing, prepare
from siamese.ink.groups import find_symbols
from siamese.ink.image_file import BadPicture, bare_png, open_picture
from siamese.ink.photo import Fix, ink_from_image, suggest_fix, within

MAX_CONTENT = 200_000  # of a picture in a pad's value
CLOSER_UP = "No symbol was found in this picture. Take it closer up, or with a darker pen."
TRY_AGAIN = "Like this, no symbol is left. The picture is as it was."
_CROP = 256  # pixels, the larger side of the ink that the page keeps: four times what the encoder sees
_PAPER = (64, 1024)  # pixels, the smallest and the largest paper that ink is put back on
_PREVIEW = 800  # pixels
_EXACT = 256  # pixels; up to here it is kept without loss
_MAX_FIX = 1000  # bytes of what the page says about a fix
SMALLEST_CROP = 0.03  # of the picture's side
_UNITS = 1000
_FAINT = 0.02


def read_picture(upload: DataWithFiles) -> dict:
    """Answer to a pad that sends a file: `{"picture", "box", "preview"}`, or `{"problem": sentence}`.

    Beside it `fix`, where something was put right already, and `symbols`, where the picture has several: left, top,
    right and bottom of each, in shares of the picture.

    With a field `fix`, JSON of the fields of `siamese.ink.photo.Fix`, the file is a preview of before, and none is sent
    back.
    """
    try:
        (_, data), *_ = upload.files
        fix = upload.data.get("fix")
    except (AttributeError, ValueError):
        return {"problem": "No picture came. Choose one."}
    try:
        image = open_picture(data)
        if fix is not None:
            return _answer(image, _read_fix(fix), TRY_AGAIN)
        suggested = suggest_fix(image)
        answer = _answer(image, suggested, CLOSER_UP) | {"preview": _preview(image)}
        return answer if suggested == Fix() else answer | {"fix": asdict(suggested)}
    except BadPicture as problem:
        return {"problem": str(problem)}


def _answer(image: Image.Image, fix: Fix, empty: str) -> dict:
    ink = ink_from_image(image, fix)
    answer = _pack(ink, empty)
    # Whoever has cropped it has chosen.
    boxes = find_symbols(ink) if fix.crop in (Fix().crop, suggest_fix(image).crop) else []
    return answer | ({"symbols": [within(fix.crop, box) for box in boxes]} if boxes else {})


def _read_fix(text: str) -> Fix:
    """What a page says, moved to where it makes sense. Raises BadPicture where it makes none."""
    try:
        if len(text) > _MAX_FIX:
            raise ValueError(f"{len(text)} bytes")
        said = json.loads(text)
        left, top, right, bottom = np.clip(np.array(said.get("crop", (0, 0, 1, 1)), np.float64), 0, 1).tolist()
        if not (right - left >= 0.99 * SMALLEST_CROP and bottom - top >= 0.99 * SMALLEST_CROP):  # NaN is neither
            raise ValueError(f"crop {said['crop']}")
        darkness = float(said.get("darkness", 0))
        if darkness != darkness:  # NaN
            raise ValueError("darkness NaN")
        return Fix(
            turn=int(said.get("turn", 0)) % 4,
            crop=(left, top, right, bottom),
            swap=said.get("swap") is True,
            darkness=min(max(darkness, -1), 1),
            keep_lines=said.get("keep_lines") is True,
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise BadPicture("This change could not be made. The picture is as it was.") from error


def ink_from_picture(picture: str, box: list[float]) -> np.ndarray:
    """Put the ink that a pad kept back onto a square paper.

    Args:
        picture: PNG in base64, white is ink.
        box: x, y, width and height of its place on the paper, in paper units.

    Returns:
        float32 in [0, 1], shape `(side, side)`, 1 is ink.

    Raises:
        BadPicture: if one of them is not what a pad sends.
    """
    try:
        if len(picture) > MAX_CONTENT:
            raise ValueError(f"{len(picture)} bytes")
        left, top, width, height = np.clip(np.array(box, np.float64) / _UNITS, 0, 1).tolist()
        if np.isnan([left, top, width, height]).any():
            raise ValueError(f"box {box}")
        data = bare_png(base64.b64decode(picture, validate=True))
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            if max(image.size) > _CROP:
                raise ValueError(f"{image.size} pixels")
            crop = np.asarray(image.convert("L"))
    except Exception as error:  # decoders raise nearly anything on damaged bytes
        raise BadPicture("The picture on this side could not be read. Upload it again.") from error
    side = int(np.clip(max(crop.shape) / max(width, height, 1e-3), *_PAPER))
    paper = np.zeros((side, side), np.float32)
    size = [min(max(1, round(extent * side)), side) for extent in (width, height)]
    x, y = (min(round(edge * side), side - extent) for edge, extent in zip((left, top), size, strict=True))
    shrunk = cv2.resize(crop, size, interpolation=cv2.INTER_AREA)
    paper[y : y + size[1], x : x + size[0]] = shrunk.astype(np.float32) / 255
    return paper


def _pack(ink: np.ndarray, empty: str) -> dict:
    """The part of the picture that has ink, small, and its place on a square paper. `empty`: what to say of none."""
    try:
        prepare(ink)
    except EmptyDrawing as problem:
        raise BadPicture(empty) from problem
    inked = ink > _FAINT
    rows, columns = (np.flatnonzero(inked.any(axis)) for axis in (1, 0))
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    crop, side = ink[top:bottom, left:right], max(ink.shape)
    if (scale := _CROP / max(crop.shape)) < 1:
        size = [max(1, round(extent * scale)) for extent in crop.shape[::-1]]
        crop = cv2.resize(crop, size, interpolation=cv2.INTER_AREA)
    # The picture lies in the middle of the paper, as the page shows it.
    left, top = left + (side - ink.shape[1]) / 2, top + (side - ink.shape[0]) / 2
    box = np.array([left, top, right - columns[0], bottom - rows[0]]) * _UNITS / side
    return {
        "picture": _base64(Image.fromarray(np.rint(crop * 255).astype(np.uint8)), "PNG", optimize=True),
        "box": [round(number, 1) for number in box.tolist()],
    }


def _preview(image: Image.Image) -> str:
    small = image.copy()
    small.thumbnail((_PREVIEW, _PREVIEW))
    if max(small.size) <= _EXACT:
        return "data:image/png;base64," + _base64(small, "PNG")
    return "data:image/jpeg;base64," + _base64(small, "JPEG", quality=85)


def _base64(image: Image.Image, kind: str, **options) -> str:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return base64.b64encode(file.getvalue()).decode()
