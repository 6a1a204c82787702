"""The file that holds a support set: `symbols.zip`.

    symbols.json    {"format": 1, "encoder": "<sha256 of the weights>", "classes": [{"name": "leaf", "drawings":
                     [{"strokes": [[x0, y0, x1, y1, …], …]}, {"picture": "<PNG, base64>"}, …]}, …]}
                    Strokes are whole paper units 0…1000, x right and y down; a picture is 128 × 128 grey pixels,
                    white is ink.
    embeddings.f32  what these weights made of the drawings, in their order: little-endian float32, a row each.
                    May be missing; with other weights, it is not looked at.
    thumbnails/     one PNG a class, for people; not looked at.

A file is hostile until shown otherwise: only the first two are read, in memory, never more than expected of them.
"""

import base64
import binascii
import io
import json
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from siamese.ink.frame import EmptyDrawing
from siamese.ink.image_file import BadPicture, bare_png
from siamese.ink.strokes import BadDrawing, read_strokes
from siamese.slices import Slices, finish
from siamese.symbols.drawing import PICTURE, Drawing
from siamese.symbols.names import BadName, clean_name

FORMAT = 1
SYMBOLS, EMBEDDINGS = "symbols.json", "embeddings.f32"
MAX_BYTES = 40_000_000  # of the file
MAX_ENTRIES = 5_100
MAX_CLASSES = 5_000
MAX_DRAWINGS = 20_000
_MAX_JSON = 24_000_000
_MAX_UNPACKED = 64_000_000  # of that and the embeddings
# Of these in the JSON. A drawing has about ten strokes, a hundred points.
_MAX_LISTS, _MAX_NUMBERS = 500_000, 4_000_000
# Where strokes stand in it. They are read one drawing at a time: while Python reads JSON, nothing else of the program
# runs. What is left of the text has few lists.
_KEY = b'"strokes"'
_STROKES = re.compile(_KEY + rb"\s*:\s*(\[[-+0-9.eE,\s\[\]]*\])")
_MAX_REST = 200_000
_MAX_PICTURE = 40_000  # characters of base64: more than any 128 × 128 pixels need
THUMBNAIL = 96  # pixels
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same symbols make the same file, whenever it is written
EXPECTED = "Choose a symbols file that was saved here."
# What zipfile raises on bytes that are no archive, or a damaged one.
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, NotImplementedError, OSError, OverflowError, RuntimeError, ValueError),
)


# Others unpack more at once than is asked of them.
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class BadSymbols(ValueError):
    """The file cannot be taken as registered symbols; the message is a sentence for the person who chose it."""


@dataclass
class Allowance:
    """What may still be read, of one file or of several together.

    unpacked: bytes that they unpack to. lists, numbers: in their JSON. drawings: in all.
    """

    unpacked: int = field(default_factory=lambda: _MAX_UNPACKED)
    lists: int = field(default_factory=lambda: _MAX_LISTS)
    numbers: int = field(default_factory=lambda: _MAX_NUMBERS)
    drawings: int = MAX_DRAWINGS

    def take(self, text: bytes) -> None:
        """Count the lists and numbers of a `symbols.json`. Raises BadSymbols if they are too many."""
        self.lists -= text.count(b"[") + text.count(b"{")
        self.numbers -= text.count(b",")
        if min(self.lists, self.numbers) < 0:
            raise BadSymbols(f"{SYMBOLS} has more strokes or points than are read from one file. Use several files.")

    def take_drawings(self, n: int) -> None:
        """Count drawings, before they are made. Raises BadSymbols if they are too many."""
        if n > self.drawings:
            raise BadSymbols(
                f"The file has {n:,} drawings, but no more than {self.drawings:,} are read here. Open a smaller one, "
                "or use it from Python."
            )
        self.drawings -= n


@dataclass(frozen=True, eq=False)
class Content:
    """What is in a file.

    classes: name → drawings, as pairs in the file's order; names are clean, though one may stand twice.
    encoder: sha256 of the weights that made `embeddings`.
    embeddings: the bytes of embeddings.f32, not looked at yet, or None.
    """

    classes: list[tuple[str, list[Drawing]]]
    encoder: str
    embeddings: bytes | None

    def embeddings_by(self, manifest) -> np.ndarray | None:
        """Float32, shape `(n drawings, size)`, unit length; None where they are to be made anew.

        Raises:
            BadSymbols: if they should fit the weights of the manifest, but do not.
        """
        if self.embeddings is None or self.encoder != manifest.sha256:
            return None
        n = sum(len(drawings) for _, drawings in self.classes)
        if len(self.embeddings) == 4 * n * manifest.embedding:
            rows = np.frombuffer(self.embeddings, "<f4").reshape(n, manifest.embedding).astype(np.float32)
            if np.allclose(np.linalg.norm(rows.astype(np.float64), axis=1), 1, atol=1e-3):
                return rows
        raise BadSymbols(f"The file is damaged: its numbers do not belong to its drawings. {EXPECTED}")


def pack(
    classes: Sequence[tuple[str, Sequence[Drawing]]], embeddings: np.ndarray, encoder: str, *, thumbnails: bool = True
) -> bytes:
    """The bytes of a file.

    Args:
        classes: names with their drawings.
        embeddings: float32, shape `(n drawings, size)`, in the order of the drawings.
        encoder: sha256 of the weights that made them.

    Raises:
        BadSymbols: if they are more than `unpack` would read.
    """
    return finish(pack_in_slices(classes, embeddings, encoder, thumbnails=thumbnails))


def pack_in_slices(
    classes: Sequence[tuple[str, Sequence[Drawing]]], embeddings: np.ndarray, encoder: str, *, thumbnails: bool = True
) -> Slices[bytes]:
    """As `pack`, see `siamese.slices`."""
    _check_amount(len(classes), sum(len(drawings) for _, drawings in classes))
    named = []
    for name, drawings in classes:
        parts = []
        for drawing in drawings:
            parts.append(_dump(_to_json(drawing)))
            yield None
        named.append(f'{{"name":{_dump(name)},"drawings":[{",".join(parts)}]}}')
    text = f'{{"format":{FORMAT},"encoder":{_dump(encoder)},"classes":[{",".join(named)}]}}'.encode()
    if len(text) > _MAX_JSON:
        raise BadSymbols(f"The drawings take more than {_MAX_JSON / 1e6:.0f} MB in one file. Use several files.")
    Allowance().take(text)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        write_entry(archive, SYMBOLS, text)
        write_entry(archive, EMBEDDINGS, np.asarray(embeddings, "<f4").tobytes())
        for i, (_, drawings) in enumerate(classes if thumbnails else (), 1):
            write_entry(archive, f"thumbnails/{i:04}.png", drawings[0].png(THUMBNAIL))
            yield None
    return _check_length(file.getvalue())


def read(path: str | Path) -> bytes:
    """The bytes of a file, if they are not too many. Raises BadSymbols, OSError."""
    with open(path, "rb") as file:
        return _check_length(file.read(MAX_BYTES + 1))


def unpack(data: bytes) -> Content:
    """Read the bytes of a file.

    Raises:
        BadSymbols: if it is not such a file; nothing has been written anywhere then.
    """
    return finish(unpack_in_slices(data, Allowance()))


def unpack_in_slices(data: bytes, allowance: Allowance) -> Slices[Content]:
    """As `unpack`, see `siamese.slices`; what it reads is taken from the allowance."""
    with _reading(data) as archive:
        text = read_entry(archive, SYMBOLS, min(_MAX_JSON, allowance.unpacked))
        allowance.unpacked -= len(text)
        embeddings = read_entry(archive, EMBEDDINGS, allowance.unpacked) if EMBEDDINGS in archive.namelist() else None
        allowance.unpacked -= len(embeddings or b"")
    allowance.take(text)
    yield None
    return Content(*(yield from _parse(text, allowance)), embeddings)


def unpacked_size(data: bytes) -> int:
    """The bytes that a file unpacks to, as it says itself; more than that is never unpacked. Raises BadSymbols."""
    with _reading(data) as archive:
        return sum(entry.file_size for entry in archive.infolist() if entry.filename in (SYMBOLS, EMBEDDINGS))


@contextmanager
def _reading(data: bytes) -> Iterator[zipfile.ZipFile]:
    """The archive, while it is read."""
    try:
        with open_archive(data) as archive:
            yield archive
    except BadSymbols:
        raise
    except UNREADABLE as problem:
        raise BadSymbols(f"The file is damaged or no zip archive. {EXPECTED}") from problem


def parse(text: str | bytes) -> tuple[list[tuple[str, list[Drawing]]], str]:
    """The classes and the encoder that `symbols.json` names, see `Content`.

    Raises:
        BadSymbols: if it is anything else.
    """
    return finish(_parse(text, Allowance()))


def _parse(text: str | bytes, allowance: Allowance) -> Slices[tuple[list[tuple[str, list[Drawing]]], str]]:
    try:
        rest, strokes = yield from _lay_aside_strokes(text.encode() if isinstance(text, str) else text)
        if rest.count(b"[") + rest.count(b"{") + rest.count(b",") > _MAX_REST:
            raise BadSymbols(f"The file's {SYMBOLS} has more in it than symbols. {EXPECTED}")
        content = json.loads(rest)
        if content["format"] != FORMAT:
            raise BadSymbols(
                f"The file is of format {str(content['format'])[:20]}, but this version reads format {FORMAT}. "
                "Open it with a newer version."
            )
        classes = content["classes"]
        n_drawings = sum(len(c["drawings"]) for c in classes)
        _check_amount(len(classes), n_drawings)
        allowance.take_drawings(n_drawings)
        named = []
        for c in classes:
            drawings: list[Drawing] = []
            named.append((clean_name(c["name"]), drawings))
            for drawing in c["drawings"]:
                drawings.append(_from_json(drawing, strokes))
                yield None
        return named, str(content.get("encoder", ""))
    except BadSymbols:
        raise
    except (BadName, BadDrawing, EmptyDrawing) as problem:
        raise BadSymbols(f"A symbol in the file cannot be read. {problem}") from problem
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError) as problem:
        raise BadSymbols(f"The file's {SYMBOLS} does not hold symbols. {EXPECTED}") from problem


def _lay_aside_strokes(text: bytes) -> Slices[tuple[bytes, dict[int, bytes]]]:
    """The JSON with a number in the place of the strokes of each drawing, and the strokes by that number."""
    rest, end = [], 0
    strokes: dict[int, bytes] = {}
    while (start := text.find(_KEY, end)) >= 0:
        found = _STROKES.match(text, start)
        if found:
            rest.append(text[end : found.start(1)] + b"%d" % len(strokes))
            strokes[len(strokes)] = found[1]
        else:  # a name, or no list of numbers: left to be refused
            rest.append(text[end : start + len(_KEY)])
        end = found.end(1) if found else start + len(_KEY)
        yield None
    return b"".join([*rest, text[end:]]), strokes


def open_archive(data: bytes) -> zipfile.ZipFile:
    """Open a zip archive in memory.

    Raises:
        BadSymbols: if it is too long or has too many entries.
        zipfile.BadZipFile: if it is none.
    """
    _check_length(data)
    # Counted before zipfile makes an object of each.
    n = data.count(b"PK\x01\x02")
    if n > MAX_ENTRIES:
        raise BadSymbols(f"The archive has {n:,} entries, at most {MAX_ENTRIES:,} are read. {EXPECTED}")
    return zipfile.ZipFile(io.BytesIO(data))


def read_entry(archive: zipfile.ZipFile, named: str | zipfile.ZipInfo, limit: int) -> bytes:
    """One entry of an archive, by its name or itself, no more of it than it claims to have.

    Raises:
        BadSymbols: if it is not there, unpacks to more than `limit` bytes, or is packed otherwise than usual.
    """
    try:
        entry = archive.getinfo(named) if isinstance(named, str) else named
    except KeyError:
        raise BadSymbols(f"The archive has no {named}, so it holds no symbols. {EXPECTED}") from None
    name = entry.filename[:60]
    if entry.file_size > limit:
        raise BadSymbols(f"The file's {name} unpacks to more than {limit / 1e6:.0f} MB. Choose a smaller one.")
    if entry.compress_type not in _PACKED:
        raise BadSymbols(f"The file's {name} is packed in an unusual way. Pack it anew as a plain zip archive.")
    with archive.open(entry) as file:
        return file.read(entry.file_size)


def _check_length(data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        raise BadSymbols(f"The file has more than {MAX_BYTES / 1e6:.0f} MB. {EXPECTED}")
    return data


def _check_amount(n_classes: int, n_drawings: int) -> None:
    if n_classes > MAX_CLASSES or n_drawings > MAX_DRAWINGS:
        raise BadSymbols(
            f"These are {n_classes:,} symbols with {n_drawings:,} drawings, but a file holds at most "
            f"{MAX_CLASSES:,} symbols with {MAX_DRAWINGS:,} drawings. Use several files."
        )


def write_entry(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Add an entry to an archive."""
    archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), data, zipfile.ZIP_DEFLATED)


def _dump(value) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _to_json(drawing: Drawing) -> dict:
    if drawing.picture is None:
        return {"strokes": [stroke.ravel().tolist() for stroke in drawing.strokes or ()]}
    file = io.BytesIO()
    Image.fromarray(drawing.picture).save(file, "PNG", optimize=True)
    return {"picture": base64.b64encode(file.getvalue()).decode()}


def _from_json(content: dict, strokes: dict[int, bytes]) -> Drawing:
    if "strokes" in content:
        number = content["strokes"]  # each stands for one drawing
        return Drawing.of(read_strokes(json.loads(strokes.pop(number)) if type(number) is int else number))
    text = content["picture"]
    if len(text) > _MAX_PICTURE:
        raise BadSymbols(f"A picture in the file has {len(text):,} characters, at most {_MAX_PICTURE:,} are read.")
    try:
        with Image.open(io.BytesIO(bare_png(base64.b64decode(text, validate=True))), formats=["PNG"]) as image:
            if image.size != (PICTURE, PICTURE) or image.mode != "L":
                raise ValueError(f"{image.size}, {image.mode}")
            picture = np.asarray(image)
    except (
        BadPicture,
        binascii.Error,
        ValueError,
        TypeError,
        OSError,
        SyntaxError,
        Image.DecompressionBombError,
    ) as problem:
        raise BadSymbols(
            f"A picture in the file is not a PNG of {PICTURE} × {PICTURE} grey pixels. {EXPECTED}"
        ) from problem
    drawing = Drawing(picture=picture)
    drawing.frame()  # raises where it is empty
    return drawing
