"""The drawings that the protocols judge, each prepared and embedded once in a run."""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np

from siamese import splits
from siamese.calibration import Calibration
from siamese.data.digits import load_digits
from siamese.data.mnist import load_mnist
from siamese.data.omniglot import Omniglot, Run, load_lake_runs, load_omniglot
from siamese.data.pen import PenGlyphs, load_pen, merged_labels
from siamese.evaluation.results import CannotRun
from siamese.preprocessing import FRAME, EmptyDrawing, prepare
from siamese.strokes import PEN, ink_from_strokes

BATCH = 256  # drawings embedded at once
EXTENT = 0.6  # of the paper, the larger side of a symbol drawn on it

Embed = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Settings:
    """What is judged. The defaults are the fixed hold-out and MNIST's test digits.

    split: Omniglot's "background" or "evaluation".
    alphabets: of the split; None is the hold-out of the background split, and all of the evaluation split.
    pen: a file in the form of unipen.npz; None is that file itself.
    sites: of the pen file; None is the hold-out's where the file has them, else all of them.
    mnist: "test" is its test digits, "held-out" the training digits that are kept out of training.
    episodes: how many of each one-shot protocol; also the number of pairs in `robustness`.
    """

    split: Literal["background", "evaluation"] = "background"
    alphabets: tuple[str, ...] | None = None
    pen: Path | None = None
    sites: tuple[str, ...] | None = None
    mnist: Literal["test", "held-out"] = "test"
    episodes: int = 1000
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Gallery:
    """Drawings as points.

    embeddings: float32, shape `(n, size)`.
    labels: int, shape `(n,)`, what is drawn.
    groups: int, shape `(n,)`, who drew it.
    families: int, shape `(n,)`, the alphabet it is from.
    frame: draws one again as the encoder sees it, shape `(side, side, 1)`.
    """

    embeddings: np.ndarray
    labels: np.ndarray
    groups: np.ndarray
    families: np.ndarray
    frame: Callable[[int], np.ndarray]

    def __len__(self) -> int:
        return len(self.labels)

    def select(self, which: np.ndarray) -> "Gallery":
        """Those of a bool mask or of indices."""
        rows = np.arange(len(self))[which]
        arrays = {name: getattr(self, name)[rows] for name in ("embeddings", "labels", "groups", "families")}
        return replace(self, **arrays, frame=lambda i: self.frame(rows[i]))


@dataclass(eq=False)
class Bench:
    """An encoder with the drawings it is judged on.

    embed: from frames, float32 in [0, 1], shape `(n, frame, frame, 1)`, to unit-length `(n, size)`.
    calibration: where "same" ends and how probable it is; needed by the protocols that judge pairs.
    """

    embed: Embed
    settings: Settings = Settings()
    calibration: Calibration | None = None
    frame: int = FRAME

    def rng(self, protocol: str) -> np.random.Generator:
        """Of one protocol, whatever others are run before it."""
        return np.random.default_rng([self.settings.seed, zlib.crc32(protocol.encode())])

    def calibrated(self) -> Calibration:
        if self.calibration is None:
            raise CannotRun(
                "These weights come without a threshold, and a verdict needs one: put the manifest.json of "
                "their training beside the file."
            )
        return self.calibration

    def frames(self, inks: Sequence[np.ndarray]) -> np.ndarray:
        """What the encoder sees of each, float32, shape `(n, frame, frame, 1)`."""
        return np.stack([self._prepare(ink) for ink in inks])

    def embed_inks(self, n: int, ink: Callable[[int], np.ndarray]) -> np.ndarray:
        """Prepare and embed `ink(0)` … `ink(n − 1)`, a batch at a time."""
        batches = (range(start, min(start + BATCH, n)) for start in range(0, n, BATCH))
        return np.concatenate([np.asarray(self.embed(self.frames([ink(i) for i in rows]))) for rows in batches])

    def gallery(self, ink: Callable[[int], np.ndarray], labels, *, groups=None, families=None) -> Gallery:
        n = len(labels)
        nobody = np.zeros(n, np.int64)
        return Gallery(
            self.embed_inks(n, ink),
            np.asarray(labels),
            nobody if groups is None else groups,
            nobody if families is None else families,
            lambda i: self._prepare(ink(i)),
        )

    def _prepare(self, ink: np.ndarray) -> np.ndarray:
        try:
            return prepare(ink, frame=self.frame)
        except EmptyDrawing:
            # Left out, it would be one mistake less: judged as blank, it is very likely one more.
            return np.zeros((self.frame, self.frame, 1), np.float32)

    @cached_property
    def mnist(self) -> Gallery:
        train, test = load_mnist()
        if self.settings.mnist == "test":
            images, labels = test
        else:
            images, labels = (array[splits.MNIST_HELD_OUT] for array in train)
        return self.gallery(lambda i: images[i] / np.float32(255), labels.astype(np.int64))

    @cached_property
    def digits(self) -> Gallery:
        images, labels = load_digits()
        return self.gallery(lambda i: images[i] / np.float32(255), labels)

    @cached_property
    def omniglot_drawings(self) -> Omniglot:
        drawings = load_omniglot(self.settings.split)
        names = self.settings.alphabets
        if names is None and self.settings.split == "background":
            names = splits.HOLDOUT_ALPHABETS
        try:
            return drawings if names is None else drawings.select(names)
        except ValueError as error:
            raise CannotRun(str(error)) from None

    @cached_property
    def omniglot(self) -> Gallery:
        drawings = self.omniglot_drawings
        images = drawings.images
        return self.gallery(
            lambda i: images[i].astype(np.float32),
            drawings.character,
            groups=drawings.drawer,
            families=drawings.alphabet,
        )

    @cached_property
    def lake(self) -> tuple[Gallery, tuple[Run, ...]]:
        """Run by run 20 training drawings, then 20 test drawings; the labels tell all 400 classes apart."""
        runs = load_lake_runs()
        images = np.concatenate([np.concatenate([run.training, run.test]) for run in runs])
        own = [np.concatenate([np.arange(len(run.training)), run.answer]) + 20 * i for i, run in enumerate(runs)]
        return self.gallery(lambda i: images[i].astype(np.float32), np.concatenate(own)), tuple(runs)

    @cached_property
    def pen_glyphs(self) -> PenGlyphs:
        glyphs = load_pen(self.settings.pen)
        present = set(np.unique(glyphs.site).tolist())
        sites = self.settings.sites
        if sites is None:
            sites = tuple(present & set(splits.HOLDOUT_SITES)) or tuple(present)
        if missing := sorted(set(sites) - present):
            raise CannotRun(f"The pen file has no site {', '.join(missing)}. It has {', '.join(sorted(present))}.")
        return glyphs.select(np.isin(glyphs.site, sites))

    @cached_property
    def pen(self) -> Gallery:
        """Digits and upper case; labels that name the same shape are one. Family 0 is the digits."""
        glyphs = self.pen_glyphs
        glyphs = glyphs.select(np.isin(glyphs.category, ("digit", "upper")))
        if not len(glyphs):
            raise CannotRun(f"The pen file's {self.sites()} has no digits and no upper case. Name others by --sites.")
        _, labels = np.unique(merged_labels(glyphs.labels), return_inverse=True)
        return self.gallery(
            lambda i: on_paper(glyphs.strokes(i)),
            labels,
            groups=glyphs.writer,
            families=(glyphs.category != "digit").astype(np.int64),
        )

    def sites(self) -> str:
        names = sorted(set(self.pen_glyphs.site.tolist()))
        return f"site{'' if len(names) == 1 else 's'} {', '.join(names)}"


def on_paper(strokes: Sequence[np.ndarray], *, extent: float = EXTENT, pen: float = PEN) -> np.ndarray:
    """Draw strokes in the middle of the paper, their larger side `extent` of it."""
    points = np.concatenate(strokes)
    low, high = points.min(0), points.max(0)
    size = max(float((high - low).max()), 1e-3)
    placed = [(stroke - (low + high) / 2) * (extent / size) + 0.5 for stroke in strokes]
    return ink_from_strokes(placed, pen=pen)
