"""Drawings as points: what the protocols judge."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from siamese.ink.strokes import PEN, ink_from_strokes

EXTENT = 0.6  # of the paper, the larger side of a symbol drawn on it


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


def on_paper(strokes: Sequence[np.ndarray], *, extent: float = EXTENT, pen: float = PEN) -> np.ndarray:
    """Draw strokes in the middle of the paper, their larger side `extent` of it."""
    return ink_from_strokes(placed(strokes, extent=extent), pen=pen)


def placed(strokes: Sequence[np.ndarray], *, extent: float) -> list[np.ndarray]:
    """Strokes moved into the middle of the paper, their larger side `extent` of it."""
    points = np.concatenate(strokes)
    low, high = points.min(0), points.max(0)
    size = max(float((high - low).max()), 1e-3)
    return [(stroke - (low + high) / 2) * (extent / size) + 0.5 for stroke in strokes]
