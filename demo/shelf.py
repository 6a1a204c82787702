"""A visitor's registered symbols, and what can be done with them: plain functions from one shelf to the next."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from siamese.registry import SupportSet
from siamese.symbols_file import BadSymbols, unpack
from siamese.verifier import Verifier

MAX_DRAWINGS = 2_000  # of one visitor
REMEMBERED = 20  # steps that can be undone


class TooMany(ValueError):
    """More drawings than a visitor's page keeps; the message is a sentence for that person."""


@dataclass(frozen=True, eq=False)
class Shelf:
    """A value: each change makes a new one.

    version: grows with each change, so that what was computed from an older shelf can be told from newer.
    past: what was done, with the symbols before it, the last first.
    """

    symbols: SupportSet
    version: int = 0
    past: tuple[tuple[str, SupportSet], ...] = ()

    def changed(self, symbols: SupportSet, done: str) -> "Shelf":
        """The shelf with other symbols. Raises TooMany."""
        n = len(symbols.examples)
        if n > max(MAX_DRAWINGS, len(self.symbols.examples)):
            raise TooMany(
                f"These would be {n:,} drawings, but the page keeps at most {MAX_DRAWINGS:,}. Save what you have and "
                "begin another set, or use a larger one from Python."
            )
        return Shelf(symbols, self.version + 1, ((done, self.symbols), *self.past)[:REMEMBERED])

    def undone(self) -> "Shelf":
        """The shelf before the last change."""
        if not self.past:
            return self
        return Shelf(self.past[0][1], self.version + 1, self.past[1:])


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


def to_text(symbols: SupportSet) -> str:
    """The symbols as the browser keeps them: a symbols file without its thumbnails, in base64."""
    return base64.b64encode(symbols.to_bytes(thumbnails=False)).decode()


def from_text(text: str, verifier: Verifier) -> SupportSet:
    """Read what `to_text` wrote, or any symbols files in base64, one a line, as one set. Raises BadSymbols."""
    try:
        files = [base64.b64decode(line, validate=True) for line in text.split("\n")]
    except (ValueError, TypeError, AttributeError) as problem:
        raise BadSymbols("What came is no symbols file.") from problem
    return from_files(files, verifier)


def from_file(data: bytes, verifier: Verifier) -> SupportSet:
    """Read a symbols file, see `from_files`."""
    return from_files([data], verifier)


def from_files(files: Sequence[bytes], verifier: Verifier) -> SupportSet:
    """Read symbols files as one set. Raises BadSymbols, also where they have more drawings than a page keeps."""
    symbols, n = SupportSet(verifier), 0
    for data in files:
        content = unpack(data)
        n += sum(len(drawings) for _, drawings in content.classes)
        if n > MAX_DRAWINGS:  # said before the network has looked at all of them
            raise BadSymbols(
                f"The file has {n:,} drawings, but the page keeps at most {MAX_DRAWINGS:,}. Open a smaller one, or use "
                "it from Python."
            )
        embeddings = content.embeddings_by(verifier.manifest)
        symbols = symbols.merge(SupportSet.of(content.classes, verifier, embeddings))
    return symbols
