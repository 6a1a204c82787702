"""What the lesson's networks learn from: pictures of 28 × 28 pixels, in pairs.

The pairs are kept as places in the pictures: 120,000 pairs of MNIST are 47 MB so, and 188 MB as copies.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from siamese.data.made_up import draw_glyph, make_alphabet
from siamese.data.mnist import load_mnist
from siamese.data.omniglot import Omniglot, load_omniglot
from siamese.data.pairs import pair_indices
from siamese.data.splits import HOLDOUT_ALPHABETS
from siamese.ink.strokes import ink_from_strokes
from siamese.lesson.framing import frame_as_mnist

MADE_UP_SIGNS = 10
MADE_UP_PEOPLE = 300, 100  # who draw each sign: to learn from, and to test with


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of pictures, as `siamese.data.pairs.make_pairs` makes them, half of them SAME.

    first, second: int32, shape `(n,)`, places in the pictures.
    target: float32, shape `(n,)`, SAME or DIFFERENT.
    """

    first: np.ndarray
    second: np.ndarray
    target: np.ndarray

    @classmethod
    def of(cls, labels: np.ndarray, *, rng: np.random.Generator) -> "Pairs":
        """For every picture one partner with its label and one with another."""
        first, second, target = pair_indices(labels, rng=rng)
        return cls(first.astype(np.int32), second.astype(np.int32), target.astype(np.float32))

    @classmethod
    def joined(cls, parts: list["Pairs"]) -> "Pairs":
        """All pairs of the parts."""
        return cls(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def among(self, rows: np.ndarray) -> "Pairs":
        """The same pairs, where picture i of these is picture `rows[i]` of more."""
        return Pairs(rows[self.first].astype(np.int32), rows[self.second].astype(np.int32), self.target)

    def __len__(self) -> int:
        return len(self.target)

    def __getitem__(self, places) -> "Pairs":
        return Pairs(self.first[places], self.second[places], self.target[places])

    def __iter__(self) -> Iterator[np.ndarray]:
        return iter((self.first, self.second, self.target))


@dataclass(frozen=True, eq=False)
class LessonData:
    """Pictures to learn from and others to test with, and the pairs of both.

    name: what they show, in words.
    images, test_images: uint8, shape `(n, 28, 28)`, 255 is ink.
    labels, test_labels: int, shape `(n,)`.
    """

    name: str
    images: np.ndarray = field(repr=False)
    labels: np.ndarray = field(repr=False)
    test_images: np.ndarray = field(repr=False)
    test_labels: np.ndarray = field(repr=False)
    train: Pairs = field(repr=False)
    test: Pairs = field(repr=False)


Part = tuple[np.ndarray, np.ndarray]


def pair_up(name: str, learn: Part, test: Part, *, rng: np.random.Generator) -> LessonData:
    """Make the pairs of pictures to learn from and of pictures to test with; both are images and their labels."""
    return LessonData(name, *learn, *test, Pairs.of(learn[1], rng=rng), Pairs.of(test[1], rng=rng))


def mnist_data(*, rng: np.random.Generator) -> LessonData:
    """MNIST: 120,000 pairs to learn from, 20,000 to test with.

    Raises:
        siamese.data.source.DataError: if MNIST is neither there nor to be downloaded.
    """
    return pair_up("MNIST's digits", *load_mnist(), rng=rng)


def made_up_data(*, rng: np.random.Generator) -> LessonData:
    """Signs that nobody ever wrote, for a computer without MNIST: 6,000 pairs and 2,000 to test with."""
    alphabet = make_alphabet(MADE_UP_SIGNS, rng=rng)
    parts = []
    for people in MADE_UP_PEOPLE:
        labels = np.tile(np.arange(MADE_UP_SIGNS), people)
        inks = (ink_from_strokes(draw_glyph(alphabet[label], rng=rng, wobble=1.8)) for label in labels)
        parts.append((_to_bytes(inks), labels))
    return pair_up("made-up signs", *parts, rng=rng)


def unseen_data(*, rng: np.random.Generator) -> LessonData:
    """Omniglot: pairs of most background alphabets to learn from, pairs of alphabets held out to test with.

    Half of the pairs are of all these alphabets; in the other half both characters are of one alphabet, which is
    harder. So are the encoder's own figures made (`siamese.evaluation.domain_pairs`).

    Raises:
        siamese.data.source.DataError: if Omniglot is neither there nor to be downloaded.
    """
    drawings = load_omniglot("background")
    learn, train = _characters(drawings.without(HOLDOUT_ALPHABETS), rng)
    held_out, test = _characters(drawings.select(HOLDOUT_ALPHABETS), rng)
    return LessonData("Omniglot's characters", *learn, *held_out, train, test)


def _characters(drawings: Omniglot, rng: np.random.Generator) -> tuple[Part, Pairs]:
    """Pictures with their labels, and pairs of all of them and of those inside each alphabet."""
    alphabets = [np.flatnonzero(drawings.alphabet == alphabet) for alphabet in range(len(drawings.alphabets))]
    inside = [Pairs.of(drawings.character[rows], rng=rng).among(rows) for rows in alphabets]
    pairs = Pairs.joined([Pairs.of(drawings.character, rng=rng), *inside])
    return (_to_bytes(drawings.images), drawings.character), pairs


def _to_bytes(inks: Iterable[np.ndarray]) -> np.ndarray:
    """Frames as MNIST has them, 255 is ink."""
    return np.stack([np.rint(frame_as_mnist(ink) * 255).astype(np.uint8) for ink in inks])
