"""The drawings that the protocols judge, each prepared and embedded once in a run."""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from siamese.data import splits
from siamese.data.digits import load_digits
from siamese.data.doodle_kinds import RARE
from siamese.data.doodles import CALIBRATING_HANDS, JUDGED_HANDS, make_doodles
from siamese.data.gestures import load_gestures
from siamese.data.mnist import load_mnist
from siamese.data.omniglot import Omniglot, Run, load_lake_runs, load_omniglot
from siamese.data.pen import CATEGORIES, TINY, PenGlyphs, load_pen, merged_labels
from siamese.data.stroke_files import StrokeGlyphs, load_glyphs
from siamese.evaluation.gallery import Gallery, on_paper
from siamese.evaluation.results import CannotRun
from siamese.evaluation.settings import Settings
from siamese.ink.frame import FRAME, EmptyDrawing, prepare
from siamese.judging.calibration import Calibration
from siamese.judging.rejection import Rejection

BATCH = 256  # drawings embedded at once
N_DOODLES = 4  # of each kind by each hand

Embed = Callable[[np.ndarray], np.ndarray]


@dataclass(eq=False)
class Bench:
    """An encoder with the drawings it is judged on.

    embed: from frames, float32 in [0, 1], shape `(n, frame, frame, 1)`, to unit-length `(n, size)`.
    calibration: where "same" ends and how probable it is; needed by the protocols that judge pairs.
    rejection: what makes a query none of the taught symbols; needed by those that answer like the One-shot tab.
    """

    embed: Embed
    settings: Settings = field(default_factory=Settings)
    calibration: Calibration | None = None
    rejection: Rejection | None = None
    frame: int = FRAME

    def rng(self, protocol: str) -> np.random.Generator:
        """Of one protocol, whatever others are run before it."""
        return np.random.default_rng([self.settings.seed, zlib.crc32(protocol.encode())])

    def calibrated(self) -> Calibration:
        return self._of_manifest(self.calibration)

    def rejecting(self) -> Rejection:
        return self._of_manifest(self.rejection)

    def _of_manifest(self, known):
        if known is None:
            raise CannotRun(
                "These weights come without a threshold, and a verdict needs one: put the manifest.json of "
                "their training beside the file."
            )
        return known

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
    def characters(self) -> Gallery:
        """All pen glyphs but marks without a shape of their own; labels that name the same shape are one.

        The families are indices into siamese.data.pen.CATEGORIES.
        """
        glyphs = self.pen_glyphs
        glyphs = glyphs.select(~np.isin(glyphs.labels, list(TINY)))
        if not len(glyphs):
            raise CannotRun(f"The pen file's {self.sites()} has only marks without a shape. Name others by --sites.")
        _, labels = np.unique(merged_labels(glyphs.labels), return_inverse=True)
        category = np.array([CATEGORIES.index(name) for name in glyphs.category.tolist()])
        return self.gallery(lambda i: on_paper(glyphs.strokes(i)), labels, groups=glyphs.writer, families=category)

    @cached_property
    def pen(self) -> Gallery:
        """Digits and upper case among the characters."""
        wanted = [CATEGORIES.index(name) for name in ("digit", "upper")]
        found = self.characters.select(np.isin(self.characters.families, wanted))
        if not len(found):
            raise CannotRun(f"The pen file's {self.sites()} has no digits and no upper case. Name others by --sites.")
        return found

    def sites(self) -> str:
        names = sorted(set(self.pen_glyphs.site.tolist()))
        return f"site{'' if len(names) == 1 else 's'} {', '.join(names)}"

    @cached_property
    def gesture_glyphs(self) -> StrokeGlyphs:
        return load_gestures(self.settings.gestures)

    @cached_property
    def gestures(self) -> Gallery:
        return self._of_glyphs(self.gesture_glyphs)

    @cached_property
    def symbol_glyphs(self) -> StrokeGlyphs:
        """Detexify's held-out symbols; of labels that are drawn alike, the one with the most drawings."""
        glyphs = load_glyphs("detexify")
        glyphs = glyphs.select(splits.held_out_symbols(glyphs.shapes))
        shapes, labels = glyphs.shapes, glyphs.labels
        names, counts = np.unique(labels, return_counts=True)
        shape_of = dict(zip(labels.tolist(), shapes.tolist(), strict=True))
        # Of equal numbers, the first name.
        largest = {shape_of[name]: name for _, name in sorted(zip(-counts, names.tolist(), strict=True), reverse=True)}
        return glyphs.select(np.isin(labels, list(largest.values())))

    @cached_property
    def symbols(self) -> Gallery:
        return self._of_glyphs(self.symbol_glyphs)

    @cached_property
    def doodles(self) -> Gallery:
        """Family 0 is the common kinds, 1 the rare ones."""
        hands = JUDGED_HANDS if self.settings.mnist == "test" else CALIBRATING_HANDS
        drawn = make_doodles(N_DOODLES, hands=hands, rng=self.rng("doodles"))
        _, labels = np.unique(drawn.labels, return_inverse=True)
        _, groups = np.unique(drawn.hands, return_inverse=True)
        rare = np.isin(drawn.labels, list(RARE)).astype(np.int64)
        return self.gallery(lambda i: on_paper(drawn.strokes[i]), labels, groups=groups, families=rare)

    def _of_glyphs(self, glyphs: StrokeGlyphs) -> Gallery:
        _, labels = np.unique(glyphs.labels, return_inverse=True)
        return self.gallery(lambda i: on_paper(glyphs.strokes(i)), labels, groups=glyphs.hand)
