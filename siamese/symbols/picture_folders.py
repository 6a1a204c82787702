"""Symbols as pictures: a zip archive with a folder for each symbol and a PNG for each drawing of it.

`keras.utils.image_dataset_from_directory` reads such folders; so does the One-shot tab.
"""

import io
import re
import time
import zipfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import PurePosixPath

from siamese.ink.frame import EmptyDrawing
from siamese.ink.groups import find_symbols
from siamese.ink.image_file import BadPicture, open_picture
from siamese.ink.photo import ink_from_image, suggest_fix, within
from siamese.slices import Slices
from siamese.symbols.archive_names import decode_names
from siamese.symbols.drawing import PICTURE, Drawing
from siamese.symbols.names import BadName, shorten_name
from siamese.symbols.path_names import name_symbol, symbol_paths
from siamese.symbols.symbols_file import UNREADABLE, BadSymbols, open_archive, read_entry, write_entry

MAX_PICTURES = 500
PATIENCE = 20  # seconds of work: photos of many megapixels take longer than others may have to wait
_MAX_PICTURE = 20_000_000  # bytes
_MAX_TOTAL = 200_000_000
# What a folder cannot be called: on Windows, some characters, some words, and a dot or a space at the end.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]|^\.|[. ]$')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


Classes = list[tuple[str, list[Drawing]]]


def write_folders(classes: Sequence[tuple[str, Sequence[Drawing]]]) -> Slices[bytes]:
    """An archive of class folders with PNG files, dark ink on white, `PICTURE` pixels wide and high; in slices."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        taken: set[str] = set()
        for name, drawings in classes:
            folder = _folder(name, taken)
            taken.add(folder.casefold())
            for i, drawing in enumerate(drawings, 1):
                write_entry(archive, f"{folder}/{i:03}.png", drawing.png(PICTURE))
                yield None
    return file.getvalue()


def read_folders(data: bytes) -> Slices[tuple[Classes, list[str]]]:
    """The pictures of an archive: a symbol for each folder that has some, see `path_names.symbol_paths`.

    In slices, see `siamese.slices`: one for each picture.

    Returns:
        classes, as `symbols_file.Content` has them, and a sentence for each picture that could not be read.

    Raises:
        BadSymbols: if it is no archive, a damaged one, or has too many pictures.
    """
    try:
        with open_archive(data) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            for entry, name in zip(entries, decode_names(entries), strict=True):
                entry.filename = name
            entries = [entry for entry in entries if _is_visible(entry.filename)]
            check_number(len(entries))
            contents = (read_entry(archive, entry, _MAX_PICTURE) for entry in entries)
            return (yield from read_pictures([entry.filename for entry in entries], contents))
    except BadSymbols:
        raise
    except UNREADABLE as problem:
        raise BadSymbols("The archive is damaged. Choose another, or the pictures themselves.") from problem


def check_number(n: int) -> None:
    """Raises BadSymbols if there are more pictures than are read at once."""
    if n > MAX_PICTURES:
        raise BadSymbols(f"These are {n:,} pictures, at most {MAX_PICTURES} are read at once. Choose fewer.")


def read_pictures(paths: Sequence[str], contents: Iterable[bytes]) -> Slices[tuple[Classes, list[str]]]:
    """Pictures by path, "/" between folders; symbols are called as `path_names` says.

    What is not read within PATIENCE, slices of other work not counted, is left out, and the first sentence says so.
    """
    names: dict[tuple[str, ...], str] = {}
    classes: dict[str, list[Drawing]] = {}
    problems: list[str] = []
    total, worked, begun = 0, 0.0, time.monotonic()
    for path, symbol, data in zip(paths, symbol_paths(paths), contents, strict=True):
        worked += time.monotonic() - begun
        if worked > PATIENCE:
            left = f"These pictures take long to read: from {path[:60]} on they were left out. Choose fewer at once."
            problems.insert(0, left)
            break
        yield None
        begun = time.monotonic()
        total += len(data)
        if total > _MAX_TOTAL:
            raise BadSymbols(f"These pictures are more than {_MAX_TOTAL / 1e6:.0f} MB. Choose fewer at once.")
        try:
            if symbol not in names:
                names[symbol] = name_symbol(symbol, set(names.values()))
            image = open_picture(data)
            ink = ink_from_image(image, suggest_fix(image))
            classes.setdefault(names[symbol], []).append(Drawing.of(ink))
            if several := len(find_symbols(ink)):
                problems.append(
                    f"{PurePosixPath(path).name[:60]}: this looks like {several} symbols, which count as one. Open the "
                    "picture alone to add each of them."
                )
        except (BadPicture, EmptyDrawing, BadName) as problem:
            problems.append(f"{PurePosixPath(path).name[:60]}: {problem}")
    return [(name, drawings) for name, drawings in classes.items() if drawings], problems


def read_sheet(name: str, data: bytes) -> Slices[Classes]:
    """The symbols of one picture with several of them, called as the file with a number; none where it has one or none.

    In slices: one for each symbol.

    Raises:
        siamese.ink.image_file.BadPicture: if it cannot be read as a picture.
    """
    image = open_picture(data)
    fix = suggest_fix(image)
    stem = PurePosixPath(name.replace("\\", "/")).stem
    classes: Classes = []
    for box in find_symbols(ink_from_image(image, fix)):
        yield None
        with suppress(EmptyDrawing):
            drawing = Drawing.of(ink_from_image(image, replace(fix, crop=within(fix.crop, box))))
            classes.append((shorten_name(f"{stem} {len(classes) + 1}"), [drawing]))
    return classes


def _folder(name: str, taken: set[str]) -> str:
    """The name as a folder may have it, and no other folder has it."""
    safe = _FORBIDDEN.sub("_", name)
    if _RESERVED.match(safe):
        safe = f"{safe}_"
    folder, i = safe, 1
    while folder.casefold() in taken:
        i += 1
        folder = f"{safe} ({i})"
    return folder


def _is_visible(path: str) -> bool:
    """Not one of the hidden files that systems put into archives."""
    parts = PurePosixPath(path).parts
    return not any(part.startswith((".", "__MACOSX")) and part != ".." for part in parts)
