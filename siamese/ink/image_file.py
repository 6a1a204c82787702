"""Opening pictures that people send: whatever the file, an upright 8-bit picture on white, or a clear refusal."""

import io
import zlib
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import cv2
import numpy as np
from PIL import Image

from siamese.ink import animation, jpeg
from siamese.ink.flatten import flatten

FORMATS = ("PNG", "JPEG", "WEBP", "AVIF", "GIF", "BMP", "TIFF")
EXPECTED = "Send a PNG, JPEG, WebP, AVIF, GIF, BMP or TIFF picture"
MAX_BYTES = 40_000_000
# What decoding takes half a gigabyte for. A JPEG is shrunk meanwhile, unless it comes in several scans: of these, each
# colour is held in two bytes a pixel. Of other pictures grey takes one byte, colour four; some are held in copies.
MAX_JPEG_PIXELS, MAX_SCANNED_PIXELS = 250_000_000, 70_000_000
MAX_GREY_PIXELS, MAX_PIXELS, MAX_COPIED_PIXELS = 80_000_000, 50_000_000, 25_000_000
MIN_SIDE = 4  # pixels
MAX_RATIO = 20  # of the longer side to the shorter
LARGEST = 1600  # pixels, the longer side of what is handed on

_PNG = b"\x89PNG\r\n\x1a\n"
# The parts of a PNG that its pixels are made of, and which way up they are; and those of its later frames.
_CHUNKS = frozenset((b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"eXIf", b"IEND"))
_FRAMES = frozenset((b"acTL", b"fcTL", b"fdAT"))
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
    """Read a picture: upright (EXIF), transparency laid on paper, 8 bits, not too large; of an animation, the fullest.

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
        return _decode(data)
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


def bare_png(data: bytes, *, animated: bool = False) -> bytes:
    """A PNG without its texts, colour profiles and what else is packed into one and would be unpacked with it.

    What a picture can do without is left out, too, where its checksum is wrong. `animated` keeps the frames after the
    first. Other bytes are given back as they are. Raises BadPicture where it has more parts than any picture.
    """
    if not data.startswith(_PNG):
        return data
    parts, place = [_PNG], len(_PNG)
    for _ in range(_MAX_CHUNKS):
        kind, end = data[place + 4 : place + 8], place + 12 + int.from_bytes(data[place : place + 4])
        if kind in _CHUNKS or (animated and kind in _FRAMES):
            is_needed = kind[:1].isupper()
            if is_needed or zlib.crc32(data[place + 4 : end - 4]) == int.from_bytes(data[end - 4 : end]):
                parts.append(data[place:end])
        if kind == b"IEND" or end >= len(data):
            return b"".join(parts)
        place = end
    raise BadPicture(f"The picture has more than {_MAX_CHUNKS:,} parts. {EXPECTED} again.")


def _decode(data: bytes) -> Image.Image:
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC and b"avif" not in data[12:64]:
        return flatten(_open_heic(data), LARGEST)
    if data.startswith(_PNG):
        still, moving = bare_png(data), bare_png(data, animated=True)
        if moving != still:
            with suppress(Exception):  # what is wrong may be the frames after the first
                return _decode_one(moving)
        data = still
    return _decode_one(data)


def _decode_one(data: bytes) -> Image.Image:
    picture = _open(data)
    _check_size(picture, _most_pixels(picture, data))
    if picture.format == "JPEG":
        return flatten(_decode_jpeg(picture, data), LARGEST)
    if picture.width * picture.height <= MAX_COPIED_PIXELS and picture.format in animation.FORMATS:
        return animation.fullest(picture, lambda: flatten(picture, LARGEST))
    if picture.format == "WEBP":
        picture = _decode_large_webp(data, picture)
    return flatten(picture, LARGEST)


def _decode_jpeg(picture: Image.Image, data: bytes) -> Image.Image:
    try:
        jpeg.decode(picture, LARGEST)
        return picture
    except OSError:
        whole = _open(data + jpeg.END)
        jpeg.decode(whole, LARGEST)
        return jpeg.crop_missing(whole)


def _decode_large_webp(data: bytes, picture: Image.Image) -> Image.Image:
    """By OpenCV, which holds it once; Pillow has four copies. Upright as Pillow says."""
    levels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if levels is None:
        raise ValueError("OpenCV cannot read this WebP")
    mode, order = ("RGBA", "BGRA") if levels.shape[2] == 4 else ("RGB", "BGR")
    large = Image.frombuffer(mode, picture.size, levels, "raw", order, 0, 1)
    large.info = picture.info
    return large


def _open(data: bytes) -> Image.Image:
    try:
        return jpeg.open_jpeg(data) if data.startswith(jpeg.START) else Image.open(io.BytesIO(data), formats=FORMATS)
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
    _check_size(photo, MAX_COPIED_PIXELS)
    return photo.to_pillow()


def _most_pixels(picture: Image.Image, data: bytes) -> int:
    if picture.format == "JPEG":
        return MAX_JPEG_PIXELS if jpeg.comes_in_one_scan(data) else MAX_SCANNED_PIXELS
    if picture.format == "AVIF" or (picture.format == "WEBP" and getattr(picture, "n_frames", 1) > 1):
        return MAX_COPIED_PIXELS
    return MAX_GREY_PIXELS if picture.mode in ("1", "L", "P") else MAX_PIXELS


def _check_size(picture, most: int) -> None:
    width, height = picture.size
    if min(width, height) < MIN_SIDE or max(width, height) > MAX_RATIO * min(width, height):
        raise BadPicture(
            f"The picture is {width} × {height} pixels, too narrow for a symbol. Send one whose sides are at least "
            f"{MIN_SIDE} pixels, the longer at most {MAX_RATIO} times the shorter."
        )
    if width * height > most:
        raise BadPicture(
            f"The picture is {width} × {height} pixels, more than {most // 10**6} megapixels. Send a smaller copy."
        )
