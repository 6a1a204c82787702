"""Opening pictures that people send: whatever the file, an upright 8-bit picture on white, or a clear refusal."""

import io
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageOps

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
EXPECTED = "Send a PNG, JPEG, WebP, GIF, BMP or TIFF picture"
MAX_BYTES = 40_000_000
# A JPEG is shrunk while it is decoded, so that a phone's 50 megapixels cost little; others are held whole.
MAX_PIXELS = 25_000_000
MAX_JPEG_PIXELS = 70_000_000
MIN_SIDE = 4  # pixels
MAX_RATIO = 20  # of the longer side to the shorter
LARGEST = 1600  # pixels, the longer side of what is handed on

_PNG = b"\x89PNG\r\n\x1a\n"
# The parts of a PNG that its pixels are made of, and which way up they are.
_CHUNKS = frozenset((b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"eXIf", b"IEND"))
_MAX_CHUNKS = 100_000

# What people send by mistake, told by its first bytes. Each name follows "This is …".
_MISTAKES = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"8BPS", "a Photoshop file"),
    (b"\x00\x00\x01\x00", "an icon file"),
    (b"\x1a\x45\xdf\xa3", "a video"),
    (b"RIFF", "a sound or a video"),
)
_BOXES = {b"avif": "an AVIF picture", b"avis": "an AVIF picture", b"crx ": "a raw camera file"}
_HEIC = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))


class BadPicture(ValueError):
    """The file cannot be taken as a picture; the message is a sentence for the person who sent it."""


def open_picture(source: str | Path | bytes | BinaryIO) -> Image.Image:
    """Read a picture: upright (EXIF), first frame, transparency laid on white, 8 bits, not too large.

    Args:
        source: a path, the bytes of a file, or a file opened for reading bytes. What the file is called does not
            matter, its bytes decide.

    Returns:
        a picture of mode "L" or "RGB", its longer side at most `LARGEST` pixels.

    Raises:
        BadPicture: if it is no picture of the formats above, is damaged, too large, or too narrow.
        OSError: if the file itself cannot be read.
    """
    data = _read(source)
    try:
        picture = _open_heic(data) if data[4:8] == b"ftyp" and data[8:12] in _HEIC else _open(data)
        _check_size(picture)
        return _shrink(_flatten(_upright(picture)))
    except BadPicture:
        raise
    except Exception as problem:  # decoders raise nearly anything on damaged bytes
        raise BadPicture(f"The picture is damaged or breaks off before its end. {EXPECTED} again.") from problem


def _read(source: str | Path | bytes | BinaryIO) -> bytes:
    if isinstance(source, (str, Path)):
        with open(source, "rb") as file:
            return _read(file)
    data = source if isinstance(source, bytes) else source.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise BadPicture(f"The file has more than {MAX_BYTES // 10**6} MB. Send a smaller copy of the picture.")
    return data


def bare_png(data: bytes) -> bytes:
    """A PNG without its texts, colour profiles and what else is packed into one and would be unpacked with it.

    Other bytes are given back as they are. Raises BadPicture where it has more parts than any picture.
    """
    if not data.startswith(_PNG):
        return data
    parts, place = [_PNG], len(_PNG)
    for _ in range(_MAX_CHUNKS):
        kind, end = data[place + 4 : place + 8], place + 12 + int.from_bytes(data[place : place + 4])
        if kind in _CHUNKS:
            parts.append(data[place:end])
        if kind == b"IEND" or end >= len(data):
            return b"".join(parts)
        place = end
    raise BadPicture(f"The picture has more than {_MAX_CHUNKS:,} parts. {EXPECTED} again.")


def _open(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(bare_png(data)), formats=FORMATS)
    except BadPicture:
        raise
    except Image.DecompressionBombError:
        raise BadPicture("The picture has far too many pixels. Send a smaller copy of it.") from None
    except Exception as problem:
        raise BadPicture(f"This is {_what_came(data)}, not a picture that can be read. {EXPECTED}.") from problem


def _what_came(data: bytes) -> str:
    if not data:
        return "an empty file"
    for start, name in _MISTAKES:
        if data.startswith(start):
            return name
    if data[4:8] == b"ftyp":
        return _BOXES.get(data[8:12], "a video")
    head = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in head:
        return "an SVG drawing"
    if head.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    if data[:8].startswith((b"\x89PNG", b"\xff\xd8", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")):
        return "a damaged picture file"
    printable = sum(byte >= 32 or byte in b"\t\r\n" for byte in data[:1000])
    return "a text" if printable == len(data[:1000]) else "an unknown kind of file"


def _open_heic(data: bytes) -> Image.Image:
    try:
        import pillow_heif
    except ImportError:
        raise BadPicture(
            "This is a HEIC photo, which cannot be read here. Send it as JPEG (on an iPhone: Settings, Camera, "
            'Formats, "Most Compatible"), or send a screenshot of it.'
        ) from None
    # Decoding happens when the pixels are asked for, after the size has been looked at.
    photo = pillow_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
    _check_size(photo)
    return photo.to_pillow()


def _check_size(picture) -> None:
    width, height = picture.size
    if min(width, height) < MIN_SIDE or max(width, height) > MAX_RATIO * min(width, height):
        raise BadPicture(
            f"The picture is {width} × {height} pixels, too narrow for a symbol. Send one whose sides are at least "
            f"{MIN_SIDE} pixels, the longer at most {MAX_RATIO} times the shorter."
        )
    most = MAX_JPEG_PIXELS if getattr(picture, "format", "") in ("JPEG", "MPO") else MAX_PIXELS
    if width * height > most:
        raise BadPicture(
            f"The picture is {width} × {height} pixels, more than {most // 10**6} megapixels. Send a smaller copy."
        )


def _upright(picture: Image.Image) -> Image.Image:
    if picture.format in ("JPEG", "MPO"):
        scale = max(picture.size) / LARGEST
        picture.draft(None, tuple(int(side / scale) for side in picture.size) if scale > 1 else picture.size)
    picture.load()
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:
        return picture  # broken metadata: the pixels may be fine all the same


def _flatten(picture: Image.Image) -> Image.Image:
    """Any mode to "L" or "RGB"."""
    if picture.has_transparency_data:
        return _lay_on_paper(_shrink(picture if picture.mode == "RGBA" else picture.convert("RGBA")))
    if picture.mode in ("L", "RGB"):
        return picture
    if picture.mode.startswith("I") or picture.mode == "F":
        return _to_eight_bits(picture)
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _to_eight_bits(picture: Image.Image) -> Image.Image:
    """Scale grey levels of more than 8 bits; Pillow's own conversion would cut them off at 255."""
    levels = np.asarray(picture)
    if levels.dtype.kind == "f":
        levels = np.nan_to_num(levels, posinf=0, neginf=0)
        low, high = float(levels.min()), float(levels.max())
        return Image.fromarray(((levels - low) * (255 / max(high - low, 1e-6))).astype(np.uint8))
    # Scanners store 10 or 12 bits in 16: white is the next power of two.
    levels = np.maximum(levels, 0)
    bits = int(levels.max()).bit_length()
    return Image.fromarray((levels >> max(bits - 8, 0)).astype(np.uint8))


def _lay_on_paper(picture: Image.Image) -> Image.Image:
    """Lay a transparent picture on white; on black where all that can be seen of it is white itself."""
    alpha = np.asarray(picture.getchannel("A"))
    seen = np.asarray(picture.convert("L"))[alpha > 127]
    paper = "black" if seen.size and alpha.min() < 128 and seen.min() > 230 else "white"
    sheet = Image.new("RGBA", picture.size, paper)
    return Image.alpha_composite(sheet, picture).convert("RGB")


def _shrink(picture: Image.Image) -> Image.Image:
    if max(picture.size) <= LARGEST:
        return picture
    scale = LARGEST / max(picture.size)
    size = tuple(max(1, round(side * scale)) for side in picture.size)
    return picture.resize(size, Image.Resampling.BOX, reducing_gap=None)
