"""Files with symbols, in and out: what was chosen is looked through before anything is changed."""

import base64
import logging
import threading
from collections.abc import Callable

from gradio.data_classes import DataWithFiles

from demo.shelf import count, describe, from_file, from_text
from siamese.picture_folders import check_number, read_folders, read_pictures, write_folders
from siamese.registry import SupportSet
from siamese.symbols_file import SYMBOLS, BadSymbols, open_archive
from siamese.verifier import Verifier

log = logging.getLogger(__name__)

SHOWN = 60  # symbols in a preview
THUMBNAIL = 80  # pixels
FAILED = "This could not be read."
_READING = threading.Semaphore(2)  # a large file takes much memory for a moment


def file_functions(verifier: Verifier) -> list[Callable]:
    """What the page can call: `preview` files, and turn kept symbols into a file (`save`) or pictures (`pictures`)."""

    def preview(upload: DataWithFiles) -> dict:
        return answer(lambda: look_through(files(upload), verifier))

    def save(kept: str) -> dict:
        return answer(lambda: {"file": encode(from_text(kept, verifier).to_bytes())})

    def pictures(kept: str) -> dict:
        return answer(lambda: {"file": encode(write_folders(from_text(kept, verifier).content))})

    return [preview, save, pictures]


def answer(work: Callable[[], dict]) -> dict:
    """What `work` gives, or `{"problem": sentence}`."""
    try:
        with _READING:
            return work()
    except BadSymbols as problem:
        return {"problem": str(problem)}
    except Exception:
        log.exception("a file with symbols could not be handled")
        return {"problem": FAILED}


def look_through(files: list[tuple[str, bytes]], verifier: Verifier) -> dict:
    """What is in files that were chosen together.

    Args:
        files: names and contents: one symbols file, one archive of class folders, or pictures.

    Returns:
        `title`, `words`, `problems` (sentences on what could not be read), `classes` (name, thumbnail as a data URL,
        number of drawings) and `file`, all of it as a symbols file in base64.

    Raises:
        BadSymbols: if there is no symbol in them.
    """
    if not files:
        raise BadSymbols("No file came. Choose one.")
    name, data = files[0]
    problems: list[str] = []
    if len(files) == 1 and data.startswith(b"PK"):
        if holds_symbols(data):
            symbols = from_file(data, verifier)
        else:
            symbols, problems = embed(*read_folders(data), verifier)
    else:
        check_number(len(files))
        symbols, problems = embed(*read_pictures(files), verifier)
    if not symbols.classes:
        problem = problems[0] if problems else "There is no symbol in it."
        raise BadSymbols(f"{problem} A file that was saved here can be opened too, or a zip of pictures.")
    words = describe(symbols)
    if len(symbols) > SHOWN:
        words += f"; the first {SHOWN} symbols are shown"
    return {
        "title": name if len(files) == 1 else count(len(files), "picture"),
        "words": words,
        "problems": problems,
        "classes": [[c.name, thumbnail(c.examples[0].drawing), len(c.examples)] for c in symbols.classes[:SHOWN]],
        "file": encode(symbols.to_bytes(thumbnails=False)),
    }


def holds_symbols(data: bytes) -> bool:
    """Whether an archive is a symbols file; a damaged one is left to its reader to refuse."""
    try:
        with open_archive(data) as archive:
            return SYMBOLS in archive.namelist()
    except Exception:
        return True


def embed(classes, problems, verifier) -> tuple[SupportSet, list[str]]:
    return SupportSet.of(classes, verifier), problems


def thumbnail(drawing) -> str:
    """A small picture of a drawing as a data URL."""
    return "data:image/png;base64," + encode(drawing.png(THUMBNAIL))


def files(upload: DataWithFiles) -> list[tuple[str, bytes]]:
    """Names and contents of what came."""
    return [(name or "", data) for name, data in getattr(upload, "files", [])]


def encode(data: bytes) -> str:
    return base64.b64encode(data).decode()
