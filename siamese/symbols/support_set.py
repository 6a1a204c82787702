"""The support set: symbols registered by one drawing or more, and what a new drawing is recognised as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from siamese.slices import Slices, finish
from siamese.symbols import symbols_file
from siamese.symbols.drawing import Drawing
from siamese.symbols.names import BadName, clean_name

if TYPE_CHECKING:
    from siamese.judging.verifier import Verifier

TOP = 5
_OBJECTS = 500  # bytes that an example takes besides its numbers


class NoSymbols(ValueError):
    """Nothing is registered, so nothing can be recognised."""


@dataclass(frozen=True, eq=False)
class Example:
    """A drawing of a class. embedding: float32, shape (size,), unit length."""

    drawing: Drawing
    embedding: np.ndarray

    @property
    def held(self) -> int:
        """Bytes of memory that it takes, nearly; its embedding is in the matrix of its set once more."""
        return self.drawing.held + 2 * self.embedding.nbytes + _OBJECTS


@dataclass(frozen=True, eq=False)
class SymbolClass:
    """A registered symbol: its name, unique in its set, and one drawing of it or more."""

    name: str
    examples: tuple[Example, ...]


@dataclass(frozen=True, eq=False)
class Match:
    """How well a query fits a class.

    distance: to the nearest example, in [0, 2], 0 is identical.
    probability: that the query is this symbol, in [0, 1]; those of all classes and of none of them sum to 1.
    """

    name: str
    distance: float
    probability: float
    nearest: Example


@dataclass(frozen=True, eq=False)
class Answer:
    """What a query is.

    verdict: "known" (it is the first match), "none" (none of the registered symbols) or "unsure".
    matches: the nearest classes, nearest first.
    none: probability that it is none of them.
    threshold: the distance beyond which none is likelier than a class; it depends on the number of drawings.
    """

    verdict: str
    matches: tuple[Match, ...]
    none: float
    threshold: float


@dataclass(frozen=True, eq=False)
class SupportSet:
    """Registered symbols. A value: each change returns a new set and leaves the old one as it was.

    >>> symbols = SupportSet(verifier).register("leaf", leaf_ink).register("fern", fern_ink)
    >>> symbols.recognise(ink).matches[0].name
    'leaf'
    """

    verifier: Verifier
    classes: tuple[SymbolClass, ...] = ()

    def __len__(self) -> int:
        """The number of classes."""
        return len(self.classes)

    def __getitem__(self, name: str) -> SymbolClass:
        """Raises BadName where no class has this name."""
        found = next((c for c in self.classes if c.name == name), None)
        if found is None:
            raise BadName(f"There is no symbol called “{name}”.")
        return found

    def __contains__(self, name: str) -> bool:
        return any(c.name == name for c in self.classes)

    @property
    def examples(self) -> list[Example]:
        return [example for c in self.classes for example in c.examples]

    @property
    def content(self) -> list[tuple[str, list[Drawing]]]:
        """Names with their drawings."""
        return [(c.name, [example.drawing for example in c.examples]) for c in self.classes]

    def register(
        self, name: str, drawing: Drawing | np.ndarray | Sequence[np.ndarray], embedding: np.ndarray | None = None
    ) -> SupportSet:
        """Add a drawing to the class of this name, a new class where there is none.

        Args:
            drawing: ink, strokes or a `Drawing`, see `Drawing.of`. The same drawing twice counts once.
            embedding: of the drawing, where it is known already: float32, shape `(size,)`, unit length.

        Raises:
            BadName: if the name is empty or too long.
            siamese.ink.frame.EmptyDrawing: if nothing is drawn.
        """
        drawing = Drawing.of(drawing)
        if embedding is None:
            embedding = self.embed([drawing])[0]
        example = Example(drawing, np.asarray(embedding, np.float32))
        return self.merge(SupportSet(self.verifier, (SymbolClass(clean_name(name), (example,)),)))

    def merge(self, other: SupportSet) -> SupportSet:
        """Add all classes of another set of the same verifier; classes of one name become one."""
        mine = {c.name: c for c in self.classes}
        merged: dict[str, dict[str, Example]] = {}  # name → its examples by their drawings' ids
        for c in other.classes:
            if c.name not in merged:
                merged[c.name] = {e.drawing.id: e for e in (mine[c.name].examples if c.name in mine else ())}
            for example in c.examples:
                merged[c.name].setdefault(example.drawing.id, example)
        fresh = {name: SymbolClass(name, tuple(by_id.values())) for name, by_id in merged.items()}
        return replace(self, classes=tuple((mine | fresh).values()))

    def since(self, older: SupportSet) -> SupportSet | None:
        """What `older` has to be merged with to become this set; None where more was done than added."""
        fresh = list(self.classes[len(older.classes) :])
        for old, new in zip(older.classes, self.classes, strict=False):
            n = len(old.examples)
            if new is not old and (new.name, new.examples[:n]) != (old.name, old.examples):
                return None
            if len(new.examples) > n:
                fresh.append(SymbolClass(new.name, new.examples[n:]))
        return replace(self, classes=tuple(fresh)) if len(self) >= len(older) else None

    def rename(self, name: str, new_name: str) -> SupportSet:
        """Raises BadName if there is no such class, or another has the new name already."""
        old, new_name = self[name], clean_name(new_name)
        if new_name != name and new_name in self:
            raise BadName(f"There is a symbol called “{new_name}” already. Choose another name.")
        return self._with(name, SymbolClass(new_name, old.examples))

    def remove(self, name: str, drawing_id: str | None = None) -> SupportSet:
        """Remove a class, or one drawing of it (`Drawing.id`); with its last drawing a class is gone."""
        examples = self[name].examples
        left = () if drawing_id is None else tuple(e for e in examples if e.drawing.id != drawing_id)
        return self._with(name, SymbolClass(name, left))

    def classify(self, embedding: np.ndarray, *, top: int = TOP) -> Answer:
        """Recognise a query by its nearest example.

        Args:
            embedding: of the query, float32, shape `(size,)`, unit length.
            top: how many matches to give, from 1 up.

        Raises:
            NoSymbols: if nothing is registered.
        """
        if not self.classes:
            raise NoSymbols("No symbol is registered yet. Register at least one.")
        # Not `@`: its threads wait for each other where the processor is busy, which takes longer than the work.
        squares = np.maximum(2 - 2 * np.vecdot(self._embeddings, np.asarray(embedding, np.float32)), 0)
        distances = np.sqrt(np.minimum.reduceat(squares, self._starts))
        model = self.verifier.manifest.rejection
        n_drawings = len(squares)
        probabilities, none = model.probabilities(distances, n_drawings)
        ranked = np.argpartition(distances, min(top, len(distances)) - 1)[:top]
        ranked = ranked[np.argsort(distances[ranked], kind="stable")]
        matches = []
        for c in ranked:
            examples = self.classes[c].examples
            nearest = examples[int(squares[self._starts[c] :][: len(examples)].argmin())]
            matches.append(Match(self.classes[c].name, float(distances[c]), float(probabilities[c]), nearest))
        verdict = str(model.verdict(matches[0].probability, none))
        return Answer(verdict, tuple(matches), float(none), model.threshold(n_drawings))

    def recognise(self, drawing: Drawing | np.ndarray | Sequence[np.ndarray], *, top: int = TOP) -> Answer:
        """Recognise ink, strokes or a `Drawing`; see `classify`."""
        return self.classify(self.embed([Drawing.of(drawing)])[0], top=top)

    def embed(self, drawings: Sequence[Drawing]) -> np.ndarray:
        """Embeddings of drawings, float32, shape `(n, size)`, unit length."""
        side = self.verifier.manifest.frame
        frames = [drawing.frame(side) for drawing in drawings]
        return self.verifier.embed_frames(np.stack(frames) if frames else np.zeros((0, side, side, 1), np.float32))

    def save(self, path: str | Path) -> None:
        """Write one file, see `siamese.symbols.symbols_file`."""
        Path(path).write_bytes(self.to_bytes())

    @classmethod
    def open(cls, path: str | Path, verifier: Verifier) -> SupportSet:
        """Read a file that `save` wrote. With other weights than the verifier's, the drawings are embedded anew.

        Raises:
            siamese.symbols.symbols_file.BadSymbols: if it is not such a file.
            OSError: if it cannot be read.
        """
        return cls.from_bytes(symbols_file.read(path), verifier)

    def to_bytes(self, *, thumbnails: bool = True) -> bytes:
        """The file that `save` writes."""
        return finish(self.to_bytes_in_slices(thumbnails=thumbnails))

    def to_bytes_in_slices(self, *, thumbnails: bool) -> Slices[bytes]:
        """As `to_bytes`, see `siamese.slices`."""
        sha256 = self.verifier.manifest.sha256
        return symbols_file.pack_in_slices(self.content, self._embeddings, sha256, thumbnails=thumbnails)

    @classmethod
    def from_bytes(cls, data: bytes, verifier: Verifier) -> SupportSet:
        """As `open`, from the bytes of a file."""
        content = symbols_file.unpack(data)
        return cls.of(content.classes, verifier, content.embeddings_by(verifier.manifest))

    @classmethod
    def of(
        cls, classes: Sequence[tuple[str, Sequence[Drawing]]], verifier: Verifier, embeddings: np.ndarray | None = None
    ) -> SupportSet:
        """A set of named drawings; `embeddings`, shape `(n drawings, size)`, where they are known already."""
        symbols = cls(verifier)
        if embeddings is None:
            embeddings = symbols.embed([drawing for _, drawings in classes for drawing in drawings])
        rows = iter(embeddings)
        examples = [(name, tuple(Example(drawing, next(rows)) for drawing in drawings)) for name, drawings in classes]
        return symbols.merge(cls(verifier, tuple(SymbolClass(name, several) for name, several in examples if several)))

    def _with(self, name: str, changed: SymbolClass) -> SupportSet:
        """The set in which a class stands in the place of the one called `name`; nothing, where it has no example."""
        classes = (changed if c.name == name else c for c in self.classes)
        return replace(self, classes=tuple(c for c in classes if c.examples))

    @cached_property
    def _embeddings(self) -> np.ndarray:
        """Of all examples, class after class: one matrix, so that a query is compared with all at once."""
        rows = [example.embedding for example in self.examples]
        return np.stack(rows) if rows else np.zeros((0, self.verifier.manifest.embedding), np.float32)

    @cached_property
    def _starts(self) -> np.ndarray:
        """The row of `_embeddings` at which each class begins."""
        return np.cumsum([0, *(len(c.examples) for c in self.classes[:-1])])
