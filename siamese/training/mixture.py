"""The drawings that the encoder learns from: a chance mixture of many sources.

Every draw is a new variation of a drawing, prepared as the app prepares one. Classes are numbered over all sources; the
ten digits are shared by MNIST and the pen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from siamese.data.omniglot import Omniglot
from siamese.data.pen import TINY, PenGlyphs, merged_labels
from siamese.data.shapes import shape_kinds
from siamese.data.stroke_files import StrokeGlyphs
from siamese.ink.frame import FRAME, EmptyDrawing, prepare
from siamese.training.augmentation import Variation, vary_picture, vary_strokes

DIGITS = tuple("0123456789")
TURNS = ("@0", "@90", "@180", "@270")


class OmniglotSource:
    """Characters turned by 0, 90, 180 and 270 degrees and their mirror images, each a class of its own.

    turned: whether the turned ones are among them.
    mirrored: whether the mirror images are.
    """

    twins = ()

    def __init__(self, drawings: Omniglot, *, turned: bool = True, mirrored: bool = True):
        self.pictures = np.packbits(drawings.images.astype(bool), axis=-1)  # an eighth of what other processes are sent
        self.side = drawings.images.shape[-1]
        self.members = [np.flatnonzero(drawings.character == c) for c in range(len(drawings.character_names))]
        self.turns = TURNS if turned else TURNS[:1]
        self.orientations = (*self.turns, *(f"{turn} mirrored" for turn in self.turns)) if mirrored else self.turns
        names = drawings.character_names
        self.classes = tuple(name + orientation for name in names for orientation in self.orientations)
        # Of an alphabet as it stands all characters are different; turned, one may look like another.
        self.families = tuple(f"{name.rsplit('/', 1)[0]}{turn}" for name in names for turn in self.orientations)

    def n_drawings(self, label: int) -> int:
        return len(self.members[label // len(self.orientations)])

    def pick(self, rng: np.random.Generator) -> int:
        return int(rng.integers(len(self.classes)))

    def draw(self, label: int, variation: Variation, rng: np.random.Generator) -> np.ndarray:
        character, orientation = divmod(label, len(self.orientations))
        picture = 255 * np.unpackbits(self.pictures[rng.choice(self.members[character])], axis=-1, count=self.side)
        mirrored, turns = divmod(orientation, len(self.turns))
        return vary_picture(picture, variation, rng=rng, quarter_turns=turns, mirrored=bool(mirrored))


class MnistSource:
    """Digits as they were scanned."""

    classes = DIGITS
    families = ("characters",) * len(DIGITS)
    twins = ()

    def __init__(self, images: np.ndarray, labels: np.ndarray):
        self.images = images
        self.members = [np.flatnonzero(labels == digit) for digit in range(len(DIGITS))]

    def n_drawings(self, label: int) -> int:
        return len(self.members[label])

    def pick(self, rng: np.random.Generator) -> int:
        return int(rng.integers(len(DIGITS)))

    def draw(self, label: int, variation: Variation, rng: np.random.Generator) -> np.ndarray:
        return vary_picture(self.images[rng.choice(self.members[label])], variation, rng=rng)


class StrokeSource:
    """Glyphs as strokes.

    Args:
        strokes: gives the strokes of a glyph, float32 arrays `(n_points, 2)` in paper units.
        labels: str, shape `(n,)`, the class of each glyph.
        families: str, shape `(n,)`; classes of one family are different, see `siamese.training.twins`.
        twins: str, shape `(n_twins, 2)`, classes of one family that are not.
        evenness: 1 shows each class alike, 0 each glyph alike.
    """

    def __init__(
        self,
        strokes: Callable[[int], list[np.ndarray]],
        labels: np.ndarray,
        families: np.ndarray,
        *,
        twins: Sequence[tuple[str, str]] = (),
        evenness: float = 1.0,
    ):
        self.strokes = strokes
        self.classes, first, number = np.unique(labels, return_index=True, return_inverse=True)
        self.families = tuple(families[first].tolist())
        self.members = np.split(np.argsort(number, kind="stable"), np.cumsum(np.bincount(number))[:-1])
        self.twins = tuple((str(a), str(b)) for a, b in twins)
        weights = np.bincount(number) ** (1.0 - evenness)
        self.chances = np.cumsum(weights / weights.sum())

    def n_drawings(self, label: int) -> int:
        return len(self.members[label])

    def pick(self, rng: np.random.Generator) -> int:
        return min(int(np.searchsorted(self.chances, rng.random())), len(self.classes) - 1)

    def draw(self, label: int, variation: Variation, rng: np.random.Generator) -> np.ndarray:
        rows = self.members[label]
        varied = variation.of_one_hand() if len(rows) < FEW_HANDS else variation
        return vary_strokes(self.strokes(rng.choice(rows)), varied, rng=rng)


FEW_HANDS = 8  # drawings of a class; fewer do not show how people differ
_ANEW = 1_000_000  # drawings of what is drawn anew each time: as many as one likes


def pen_source(glyphs: PenGlyphs) -> StrokeSource:
    """UNIPEN's characters; labels of one shape are one class, marks without a shape of their own are left out."""
    glyphs = glyphs.select(~np.isin(glyphs.labels, list(TINY)))
    # Between "each glyph alike", which would show mostly the letter e, and "each class alike", which would show the
    # few brackets over and over.
    return StrokeSource(glyphs.strokes, merged_labels(glyphs.labels), np.full(len(glyphs), "characters"), evenness=0.5)


def glyph_source(glyphs: StrokeGlyphs) -> StrokeSource:
    """Symbols of a file; those of one script are different, but for the twins that the file names."""
    present = set(glyphs.labels.tolist())
    twins = [(a, b) for a, b in glyphs.twins.tolist() if a in present and b in present]
    return StrokeSource(glyphs.strokes, glyphs.labels, glyphs.script, twins=twins)


class ShapeSource:
    """Plain shapes and marks, each drawn anew."""

    twins = ()

    def __init__(self):
        kinds = shape_kinds()
        self.classes = tuple(f"shape/{name}" for name in kinds)
        self.draws = tuple(kinds.values())
        self.families = ("shapes",) * len(self.classes)

    def __reduce__(self):
        return ShapeSource, ()  # to be drawn from in another process, which makes its own

    def n_drawings(self, label: int) -> int:
        return _ANEW

    def pick(self, rng: np.random.Generator) -> int:
        # The plain ones come first; there are fewer of them than of what they are put together to.
        n = len(self.classes)
        return int(n * rng.random() ** 2)

    def draw(self, label: int, variation: Variation, rng: np.random.Generator) -> np.ndarray:
        strokes = [np.asarray(stroke) for stroke in self.draws[label](rng)]
        return vary_strokes(strokes, variation.of_one_hand(), rng=rng)


@dataclass(frozen=True, eq=False)
class Mixture:
    """Sources with their shares of each batch.

    sources: objects with `classes` and `families`, sequences of names, `twins`, pairs of classes, `n_drawings(label)`,
        of a class, `pick(rng) -> label` and `draw(label, variation, rng) -> ink`.
    shares: the probability of each source.
    """

    sources: tuple
    shares: tuple[float, ...]
    variation: Variation = field(default_factory=Variation)
    classes: dict[str, int] = field(init=False)
    _numbers: tuple[np.ndarray, ...] = field(init=False, repr=False)  # of each source, its labels' classes
    _members: list[list[tuple]] = field(init=False, repr=False)  # of each class

    def __post_init__(self):
        names = dict.fromkeys(str(name) for source in self.sources for name in source.classes)
        object.__setattr__(self, "classes", {name: number for number, name in enumerate(names)})
        maps = tuple(np.array([self.classes[str(name)] for name in source.classes]) for source in self.sources)
        object.__setattr__(self, "_numbers", maps)
        members: list[list[tuple]] = [[] for _ in names]
        for source, numbers in zip(self.sources, maps, strict=True):
            for label, number in enumerate(numbers):
                members[number].append((source, label))
        object.__setattr__(self, "_members", members)

    def members(self, number: int) -> list[tuple]:
        """The sources of a class, each with its own label for it."""
        return self._members[number]

    def batch(self, size: int, *, rng: np.random.Generator, frame: int = FRAME) -> tuple[np.ndarray, np.ndarray]:
        """New drawings and their classes.

        Returns:
            frames: float32 in [0, 1], shape `(size, frame, frame, 1)`, 1 is ink.
            labels: int64, shape `(size,)`, values of `classes`.
        """
        drawn = [self._draw(which, frame, rng) for which in rng.choice(len(self.sources), size, p=self.shares)]
        return np.stack([frame for frame, _ in drawn]), np.array([label for _, label in drawn])

    def _draw(self, which: int, frame: int, rng: np.random.Generator) -> tuple[np.ndarray, int]:
        source = self.sources[which]
        while True:
            label = source.pick(rng)
            ink = source.draw(label, self.variation, rng)
            try:
                return prepare(ink, frame=frame), self._numbers[which][label]
            except EmptyDrawing:
                continue  # rubbed out by the variation: draw another
