"""A visitor's registered symbols, and what can be done with them: plain functions from one shelf to the next."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from siamese.judging.verifier import Verifier
from siamese.slices import Slices
from siamese.symbols.drawing import Drawing
from siamese.symbols.support_set import SupportSet
from siamese.symbols.symbols_file import Allowance, BadSymbols, unpack_in_slices, unpacked_size

# What the page of one visitor keeps, at most. A drawing has about ten strokes and a hundred points.
MOST = {"drawings": 2_000, "strokes": 100_000, "points": 500_000}
REMEMBERED = 20  # steps that can be undone
UNDO = 16_000_000  # bytes that are held for these, the last one not counted
# Of the files that the browser keeps, or that are opened: as they unpack, and as they take memory while they are read.
# A list of small numbers takes eight times its text; pictures are small in their file.
MAX_UNPACKED = 26_000_000
_GROWS, _PICTURES = 8, 40_000_000
_GROWS_MOST = 200
_PIECE = 1 << 20  # characters of base64 that are read at once, a multiple of four
_AT_ONCE = 16  # drawings that are embedded at once


class TooMany(ValueError):
    """More than a visitor's page keeps; the message is a sentence for that person."""


@dataclass(frozen=True, eq=False)
class Step:
    """A step that can be undone: what was done, the symbols before it, and bytes that only they hold."""

    done: str
    before: SupportSet
    held: int


@dataclass(frozen=True, eq=False)
class Shelf:
    """A value: each change makes a new one.

    version: grows with each change, so that what was computed from an older shelf can be told from newer.
    past: the last step first.
    """

    symbols: SupportSet
    version: int = 0
    past: tuple[Step, ...] = ()
    is_with_page = True  # which hands in its symbols where the server has lost them

    def changed(self, symbols: SupportSet, done: str) -> "Shelf":
        """The shelf with other symbols. Raises TooMany."""
        before = amounts(self.symbols)
        for thing, n in amounts(symbols).items():
            if n > max(MOST[thing], before[thing]):
                raise TooMany(
                    f"These would be {n:,} {thing}, but the page keeps at most {MOST[thing]:,}. Save what you have and "
                    "begin another set, or use a larger one from Python."
                )
        still = set(map(id, symbols.examples))
        held = sum(example.held for example in self.symbols.examples if id(example) not in still)
        # A set of its own, without what was computed from it.
        last = Step(done, replace(self.symbols), held)
        return Shelf(symbols, self.version + 1, (last, *_within_limit(self.past)))

    def undone(self) -> "Shelf":
        """The shelf before the last change."""
        if not self.past:
            return self
        return Shelf(self.past[0].before, self.version + 1, self.past[1:])

    @cached_property
    def held(self) -> int:
        """Bytes of memory that it takes, nearly."""
        return sum(example.held for example in self.symbols.examples) + sum(step.held for step in self.past)


def _within_limit(past: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps that are still remembered when one more is made."""
    held = np.cumsum([step.held for step in past])
    return past[: min(REMEMBERED - 1, int(np.searchsorted(held, UNDO, "right")))]


def amounts(symbols: SupportSet) -> dict[str, int]:
    """How many there are of what `MOST` limits."""
    examples = symbols.examples
    strokes = [stroke for example in examples for stroke in example.drawing.strokes or ()]
    return {"drawings": len(examples), "strokes": len(strokes), "points": sum(map(len, strokes))}


def quote(name: str) -> str:
    """A name within a sentence: its own direction of writing stays its own."""
    return f"“\u2068{name}\u2069”"


def suggest_name(symbols: SupportSet) -> str:
    """The name of a symbol that was given none."""
    number = len(symbols) + 1
    while f"Symbol {number}" in symbols:
        number += 1
    return f"Symbol {number}"


def count(n: int, thing: str) -> str:
    """ "1 symbol", "2 symbols"."""
    return f"{n:,} {thing}{'' if n == 1 else 's'}"


def describe(symbols: SupportSet) -> str:
    """ "5 symbols, 7 drawings"."""
    return f"{count(len(symbols), 'symbol')}, {count(len(symbols.examples), 'drawing')}"


def to_text(symbols: SupportSet, *, thumbnails: bool = False) -> Slices[str]:
    """The symbols as the browser keeps them: a symbols file, usually without its thumbnails, in base64."""
    data = yield from symbols.to_bytes_in_slices(thumbnails=thumbnails)
    return base64.b64encode(data).decode()


def from_text(text: str, verifier: Verifier) -> Slices[SupportSet]:
    """Read what `to_text` wrote, or any symbols files in base64, one a line, as one set; see `from_files`."""
    files = []
    try:
        lines = text.split("\n")
        if len(lines) > MOST["drawings"]:
            raise BadSymbols(f"What came are {len(lines):,} files, at most {MOST['drawings']:,} are read.")
        for line in lines:
            parts = []
            for start in range(0, len(line), _PIECE):
                parts.append(base64.b64decode(line[start : start + _PIECE], validate=True))
                yield None
            files.append(b"".join(parts))
    except BadSymbols:
        raise
    except (ValueError, TypeError, AttributeError) as problem:
        raise BadSymbols("What came is no symbols file.") from problem
    return (yield from from_files(files, verifier))


def from_files(files: Sequence[bytes], verifier: Verifier) -> Slices[SupportSet]:
    """Read symbols files as one set, in slices. Raises BadSymbols, also where they have more than a page keeps."""
    size = 0
    for data in files:
        size += unpacked_size(data)
        if size > MAX_UNPACKED:
            raise BadSymbols(f"These symbols unpack to more than {MAX_UNPACKED / 1e6:.0f} MB. Open a smaller file.")
        yield None
    yield min(_GROWS_MOST * size, _GROWS * size + _PICTURES)
    # Lists and commas are those of strokes and points, and a few of each drawing.
    others = 8 * MOST["drawings"]
    numbers = 2 * MOST["points"] + MOST["strokes"] + others
    allowance = Allowance(MAX_UNPACKED, MOST["strokes"] + others, numbers, MOST["drawings"])
    classes, rows = [], []
    for data in files:
        content = yield from unpack_in_slices(data, allowance)
        embeddings = content.embeddings_by(verifier.manifest)
        if embeddings is None:
            embeddings = yield from embed(
                [drawing for _, drawings in content.classes for drawing in drawings], verifier
            )
        classes += content.classes
        rows.append(embeddings)
    return SupportSet.of(classes, verifier, np.concatenate(rows))


def embed(drawings: Sequence[Drawing], verifier: Verifier) -> Slices[np.ndarray]:
    """As `SupportSet.embed`, in slices."""
    symbols = SupportSet(verifier)
    parts = [symbols.embed([])]
    for start in range(0, len(drawings), _AT_ONCE):
        parts.append(symbols.embed(drawings[start : start + _AT_ONCE]))
        yield None
    return np.concatenate(parts)
