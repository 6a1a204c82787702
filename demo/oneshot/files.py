"""Files with symbols, in and out: what was chosen is looked through before anything is changed."""

import base64
import logging
from collections.abc import Callable
from contextlib import suppress

from gradio.data_classes import DataWithFiles

from demo.lanes import Full, Lane
from demo.oneshot.answers import FileAnswer, PreviewAnswer
from demo.oneshot.shelf import count, describe, embed, from_files, from_text, to_text
from siamese.ink.image_file import BadPicture
from siamese.judging.verifier import Verifier
from siamese.slices import Slices
from siamese.symbols.picture_folders import (
    Classes,
    check_number,
    read_folders,
    read_pictures,
    read_sheet,
    write_folders,
)
from siamese.symbols.support_set import SupportSet
from siamese.symbols.symbols_file import SYMBOLS, BadSymbols, open_archive

log = logging.getLogger(__name__)

SHOWN = 60  # symbols in a preview
THUMBNAIL = 80  # pixels
FAILED = "This could not be read."
_LANE = Lane("files")


def file_functions(verifier: Verifier) -> list[Callable]:
    """What the page can call: `preview` files, and turn kept symbols into a file (`save`) or pictures (`pictures`)."""

    async def preview(upload: DataWithFiles) -> dict:
        chosen = files(upload)
        return await answer(look_through(chosen, verifier), size=sum(len(data) for _, data in chosen))

    async def save(kept: str) -> dict:
        def work() -> Slices[FileAnswer]:
            symbols = yield from from_text(kept, verifier)
            return FileAnswer((yield from to_text(symbols, thumbnails=True)))

        return await answer(work(), size=len(kept) if isinstance(kept, str) else 0)

    async def pictures(kept: str) -> dict:
        def work() -> Slices[FileAnswer]:
            symbols = yield from from_text(kept, verifier)
            return FileAnswer(encode((yield from write_folders(symbols.content))))

        return await answer(work(), size=len(kept) if isinstance(kept, str) else 0)

    return [preview, save, pictures]


async def answer(work: Slices[PreviewAnswer] | Slices[FileAnswer], *, size: int) -> dict:
    """The fields of what comes of the work, or `{"problem": sentence}`. size: bytes that came for it."""
    try:
        return vars(await _LANE.do(work, size=size))
    except (BadSymbols, Full) as problem:
        return {"problem": str(problem)}
    except Exception:
        log.exception("a file with symbols could not be handled")
        return {"problem": FAILED}


def look_through(files: list[tuple[str, bytes]], verifier: Verifier) -> Slices[PreviewAnswer]:
    """What is in files that were chosen together.

    Args:
        files: names and contents: one symbols file, one archive of class folders, or pictures.

    Raises:
        BadSymbols: if there is no symbol in them.
    """
    if not files:
        raise BadSymbols("No file came. Choose one.")
    name, data = files[0]
    problems: list[str] = []
    sheet: Classes = []
    if len(files) == 1 and data.startswith(b"PK") and holds_symbols(data):
        symbols = yield from from_files([data], verifier)
    else:
        check_number(len(files))
        is_archive = len(files) == 1 and data.startswith(b"PK")
        if len(files) == 1 and not is_archive:
            with suppress(BadPicture):  # said below, as of any picture
                sheet = yield from read_sheet(name, data)
        pictures = read_folders(data) if is_archive else read_pictures(*zip(*files, strict=True))
        classes, problems = (sheet, []) if sheet else (yield from pictures)
        embeddings = yield from embed([drawing for _, drawings in classes for drawing in drawings], verifier)
        symbols = SupportSet.of(classes, verifier, embeddings)
    if not symbols.classes:
        problem = problems[0] if problems else "There is no symbol in it."
        raise BadSymbols(f"{problem} A file that was saved here can be opened too, or a zip of pictures.")
    words = describe(symbols)
    if len(symbols) > SHOWN:
        words += f"; the first {SHOWN} symbols are shown"
    shown = []
    for c in symbols.classes[:SHOWN]:
        shown.append((c.name, thumbnail(c.examples[0].drawing), len(c.examples)))
        yield None
    return PreviewAnswer(
        title=name if len(files) == 1 else count(len(files), "picture"),
        words=words,
        problems=problems,
        classes=shown,
        is_sheet=bool(sheet),
        file=(yield from to_text(symbols)),
    )


def holds_symbols(data: bytes) -> bool:
    """Whether an archive is a symbols file; a damaged one is left to its reader to refuse."""
    try:
        with open_archive(data) as archive:
            return SYMBOLS in archive.namelist()
    except Exception:
        return True


def thumbnail(drawing) -> str:
    """A small picture of a drawing as a data URL."""
    return "data:image/png;base64," + encode(drawing.png(THUMBNAIL))


def files(upload: DataWithFiles) -> list[tuple[str, bytes]]:
    """Names and contents of what came."""
    return [(name or "", data) for name, data in getattr(upload, "files", [])]


def encode(data: bytes) -> str:
    return base64.b64encode(data).decode()
