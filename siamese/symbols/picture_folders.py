"""Symbols as pictures: a zip archive with a folder for each symbol and a PNG for each drawing of it.

`keras.utils.image_dataset_from_directory` reads such folders; so does the One-shot tab.
"""

import io
import re
import time
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from siamese.ink.frame import EmptyDrawing
from siamese.ink.image_file import BadPicture, open_picture
from siamese.ink.photo import ink_from_image
from siamese.slices import Slices
from siamese.symbols.drawing import PICTURE, Drawing
from siamese.symbols.names import BadName, shorten_name
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
                yield
    return file.getvalue()


def read_folders(data: bytes) -> Slices[tuple[Classes, list[str]]]:
    """The pictures of an archive: a symbol for each folder that has some; those outside of folders by their own names.

    In slices, see `siamese.slices`: one for each picture.

    Returns:
        classes, as `symbols_file.Content` has them, and a sentence for each picture that could not be read.

    Raises:
        BadSymbols: if it is no archive, a damaged one, or has too many pictures.
    """
    try:
        with open_archive(data) as archive:
            names = [
                entry.filename for entry in archive.infolist() if not entry.is_dir() and _is_visible(entry.filename)
            ]
            check_number(len(names))
            return (yield from read_pictures((name, read_entry(archive, name, _MAX_PICTURE)) for name in names))
    except BadSymbols:
        raise
    except UNREADABLE as problem:
        raise BadSymbols("The archive is damaged. Choose another, or the pictures themselves.") from problem


def check_number(n: int) -> None:
    """Raises BadSymbols if there are more pictures than are read at once."""
    if n > MAX_PICTURES:
        raise BadSymbols(f"These are {n:,} pictures, at most {MAX_PICTURES} are read at once. Choose fewer.")


def read_pictures(files: Iterable[tuple[str, bytes]]) -> Slices[tuple[Classes, list[str]]]:
    """Pictures by path: the symbol's name is that of the folder, or of the file where it lies in none.

    What is not read within PATIENCE, slices of other work not counted, is left out, and the first sentence says so.
    """
    classes: dict[str, list[Drawing]] = {}
    problems, total, worked, begun = [], 0, 0.0, time.monotonic()
    for path, data in files:
        worked += time.monotonic() - begun
        if worked > PATIENCE:
            left = f"These pictures take long to read: from {path[:60]} on they were left out. Choose fewer at once."
            problems.insert(0, left)
            break
        yield
        begun = time.monotonic()
        total += len(data)
        if total > _MAX_TOTAL:
            raise BadSymbols(f"These pictures are more than {_MAX_TOTAL / 1e6:.0f} MB. Choose fewer at once.")
        parts = PurePosixPath(path.replace("\\", "/"))
        try:
            name = shorten_name(parts.parent.name.strip(".") or parts.stem)
            classes.setdefault(name, []).append(Drawing.of(ink_from_image(open_picture(data))))
        except (BadPicture, EmptyDrawing, BadName) as problem:
            problems.append(f"{parts.name[:60]}: {problem}")
    return [(name, drawings) for name, drawings in classes.items() if drawings], problems


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
    parts = PurePosixPath(path.replace("\\", "/")).parts
    return not any(part.startswith((".", "__MACOSX")) and part != ".." for part in parts)
