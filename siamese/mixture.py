"""The drawings that the encoder learns from: a chance mixture of Omniglot, MNIST and pen strokes.

Every draw is a new variation of a drawing, prepared as the app prepares one. Classes are numbered over all
sources: the ten digits, which MNIST and the pen share, then the pen's other characters, then each Omniglot
character in each of its orientations.
"""

from dataclasses import dataclass, field

import numpy as np

from siamese.augmentation import Variation, vary_picture, vary_strokes
from siamese.data.omniglot import Omniglot
from siamese.data.pen import TINY, PenGlyphs, merged_labels
from siamese.preprocessing import FRAME, EmptyDrawing, prepare

DIGITS = tuple("0123456789")
TURNS = ("@0", "@90", "@180", "@270")


class OmniglotSource:
    """Characters turned by 0, 90, 180 and 270 degrees and their mirror images, each a class of its own.

    turned: whether the turned ones are among them.
    mirrored: whether the mirror images are.
    """

    def __init__(self, drawings: Omniglot, *, turned: bool = True, mirrored: bool = True):
        self.pictures = drawings.images.astype(np.uint8) * 255
        self.members = [np.flatnonzero(drawings.character == c) for c in range(len(drawings.character_names))]
        self.turns = TURNS if turned else TURNS[:1]
        self.orientations = (*self.turns, *(f"{turn} mirrored" for turn in self.turns)) if mirrored else self.turns
        self.classes = tuple(
            name + orientation for name in drawings.character_names for orientation in self.orientations
        )

    def draw(self, variation: Variation, rng: np.random.Generator) -> tuple[np.ndarray, int]:
        label = int(rng.integers(len(self.classes)))
        return self.draw_of(label, variation, rng), label

    def draw_of(self, label: int, variation: Variation, rng: np.random.Generator) -> np.ndarray:
        """Ink of a variation of one of the drawings of a class."""
        character, orientation = divmod(label, len(self.orientations))
        picture = self.pictures[rng.choice(self.members[character])]
        mirrored, turns = divmod(orientation, len(self.turns))
        return vary_picture(picture, variation, rng=rng, quarter_turns=turns, mirrored=bool(mirrored))


class MnistSource:
    """Digits as they were scanned."""

    classes = DIGITS

    def __init__(self, images: np.ndarray, labels: np.ndarray):
        self.images, self.labels = images, labels

    def draw(self, variation: Variation, rng: np.random.Generator) -> tuple[np.ndarray, int]:
        i = rng.integers(len(self.images))
        return vary_picture(self.images[i], variation, rng=rng), int(self.labels[i])


class PenSource:
    """Characters as pen strokes; labels of one shape are one class, marks without a shape of their own are left out."""

    def __init__(self, glyphs: PenGlyphs):
        self.glyphs = glyphs.select(~np.isin(glyphs.labels, list(TINY)))
        self.classes, self.labels = np.unique(merged_labels(self.glyphs.labels), return_inverse=True)
        # Between "each glyph alike", which would show mostly the letter e, and "each class alike",
        # which would show the few brackets over and over.
        weights = 1 / np.sqrt(np.bincount(self.labels))[self.labels]
        self.chances = np.cumsum(weights / weights.sum())

    def draw(self, variation: Variation, rng: np.random.Generator) -> tuple[np.ndarray, int]:
        i = min(np.searchsorted(self.chances, rng.random()), len(self.labels) - 1)
        return vary_strokes(self.glyphs.strokes(i), variation, rng=rng), int(self.labels[i])


@dataclass(frozen=True, eq=False)
class Mixture:
    """Sources with their shares of each batch.

    sources: objects with `classes`, a sequence of names, and `draw(variation, rng) -> (ink, label)`.
    shares: the probability of each source.
    """

    sources: tuple
    shares: tuple[float, ...]
    variation: Variation = field(default_factory=Variation)
    classes: dict[str, int] = field(init=False)

    def __post_init__(self):
        names = dict.fromkeys(str(name) for source in self.sources for name in source.classes)
        object.__setattr__(self, "classes", {name: number for number, name in enumerate(names)})
        maps = tuple(np.array([self.classes[str(name)] for name in source.classes]) for source in self.sources)
        object.__setattr__(self, "_numbers", maps)

    def batch(self, size: int, *, rng: np.random.Generator, frame: int = FRAME) -> tuple[np.ndarray, np.ndarray]:
        """New drawings and their classes.

        Returns:
            frames: float32 in [0, 1], shape `(size, frame, frame, 1)`, 1 is ink.
            labels: int64, shape `(size,)`, values of `classes`.
        """
        drawn = [self._draw(which, frame, rng) for which in rng.choice(len(self.sources), size, p=self.shares)]
        return np.stack([frame for frame, _ in drawn]), np.array([label for _, label in drawn])

    def _draw(self, which: int, frame: int, rng: np.random.Generator) -> tuple[np.ndarray, int]:
        while True:
            ink, label = self.sources[which].draw(self.variation, rng)
            try:
                return prepare(ink, frame=frame), self._numbers[which][label]
            except EmptyDrawing:
                continue  # rubbed out by the variation: draw another
