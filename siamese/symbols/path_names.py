"""What the symbols are called whose pictures lie in folders: what tells their paths apart."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from itertools import takewhile
from pathlib import PurePosixPath

from siamese.symbols.names import LONGEST, count_characters, shorten_name

# Folders that divide the drawings of one symbol; the last are Omniglot's.
_SPLIT = re.compile(
    r"(train|training|test|testing|val|valid|validation|dev|eval|evaluation|images_(background|evaluation)(_small\d)?)",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"\.(png|jpe?g|webp|avif|gif|bmp|tiff?|hei[cf])$", re.IGNORECASE)
_NO_LETTERS = re.compile(r"[\W\d_]+")


def symbol_paths(paths: Sequence[str]) -> list[tuple[str, ...]]:
    """For each picture the path of its symbol: pictures with the same are drawings of one symbol.

    Args:
        paths: of files, "/" between folders.

    Returns:
        the folders that the file lies in, without those that all share, and without "train", "test" and the like; the
        name of the file where nothing is left, unless the files of one folder are only numbered, which gives its name.
    """
    files = [PurePosixPath(unicodedata.normalize("NFC", path)) for path in paths]
    folders = [tuple(part for part in file.parent.parts if part.strip("./")) for file in files]
    pictures = [i for i, path in enumerate(paths) if _PICTURE.search(path)] or range(len(paths))
    inside = [i for i in pictures if folders[i]]
    are_numbered = _are_numbered([files[i].stem for i in inside])
    # A symbol can be called "test", too.
    is_symbol = are_numbered or not all(_SPLIT.fullmatch(folders[i][-1]) for i in inside)
    told = [_undivided(each[:-1]) + each[-1:] if is_symbol else _undivided(each) for each in folders]
    levels = zip(*(told[i] for i in inside), strict=False)
    shared = sum(1 for _ in takewhile(lambda level: len(set(level)) == 1, levels))
    if are_numbered and len({told[i] for i in inside}) == 1:
        shared -= 1
    return [each[shared:] or (file.stem,) for each, file in zip(told, files, strict=True)]


def _undivided(folders: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(folder for folder in folders if not _SPLIT.fullmatch(folder))


def name_symbol(path: tuple[str, ...], taken: Collection[str]) -> str:
    """The name of a symbol by its path, other than those taken. Raises BadName where nothing of it can be seen."""
    name = " ".join(path)
    if len(path) > 1 and count_characters(name) > LONGEST:  # the end tells more symbols apart than the beginning
        *folders, last = path
        room = LONGEST - count_characters(last) - 2
        name = f"{' '.join(folders)[:room]}… {last}" if room > 0 else last
    name = free = shorten_name(name)
    i = 1
    while free in taken:
        i += 1
        number = f" ({i})"
        free = shorten_name(name[: LONGEST - len(number)] + number)
    return free


def _are_numbered(names: list[str]) -> bool:
    """Whether names of files are the same but for their numbers."""
    return len({_NO_LETTERS.sub("", name).casefold() for name in names}) == 1 and any(
        character.isdigit() for name in names for character in name
    )
