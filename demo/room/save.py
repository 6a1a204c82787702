"""What a class has drawn, as files: a symbols file, and a folder of pictures for each symbol."""

import json
from collections.abc import Sequence

from sqlalchemy import Row

from demo.room.judge import point_of
from demo.room.state import CannotDo, State
from siamese.ink.frame import EmptyDrawing
from siamese.ink.strokes import read_strokes
from siamese.judging.verifier import Verifier
from siamese.slices import Slices
from siamese.symbols.drawing import Drawing
from siamese.symbols.picture_folders import write_folders
from siamese.symbols.support_set import Example, SupportSet, SymbolClass

NOTHING = "There is nothing to save yet: no drawing of a symbol has been shown."


def classes_of(state: State, rows: Sequence[Row]) -> list[SymbolClass]:
    """The drawings by what they were meant to be; pairs are of no symbol. Raises CannotDo where there is none."""
    classes: dict[str, list[Example]] = {}
    signs: dict[str, str] = {}  # id → name
    for row in rows:
        content, round = json.loads(row.content), state.rounds[row.round]
        if content.get("is_sign"):
            signs[row.id] = f"sign {len(signs) + 1}"
        if "strokes" not in content:
            continue
        meant = content.get("meant", 0)
        name = signs.get(row.id if content.get("is_sign") else meant) if round.kind == "teach" else round.words[meant]
        if name is None:  # the sign that was meant is shown no more
            continue
        try:
            example = Example(Drawing.of(read_strokes(content["strokes"])), point_of(row.embedding))
        except EmptyDrawing:
            continue
        classes.setdefault(name, []).append(example)
    if not classes:
        raise CannotDo(NOTHING)
    return [SymbolClass(name, tuple(examples)) for name, examples in classes.items()]


def save_symbols(state: State, rows: Sequence[Row], verifier: Verifier) -> Slices[bytes]:
    """As One-shot's *Save* does. Raises CannotDo."""
    symbols = SupportSet(verifier).merge(SupportSet(verifier, tuple(classes_of(state, rows))))
    return (yield from symbols.to_bytes_in_slices(thumbnails=True))


def save_pictures(state: State, rows: Sequence[Row], verifier: Verifier) -> Slices[bytes]:
    """As One-shot's *Export as pictures* does. Raises CannotDo."""
    symbols = SupportSet(verifier).merge(SupportSet(verifier, tuple(classes_of(state, rows))))
    return (yield from write_folders(symbols.content))
