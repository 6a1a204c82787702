"""A map of the embedding space: the same two directions for every drawing, so that points never move."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Projection:
    """A linear map to the plane.

    centre: float32, shape (size,).
    axes: float32, shape (size, 2), orthogonal, scaled so that what it was fitted on has a spread of 1 along the first.
    """

    centre: np.ndarray
    axes: np.ndarray

    @classmethod
    def fit(cls, embeddings: np.ndarray) -> "Projection":
        """The two directions in which embeddings, float32, shape `(n, size)`, n > 2, differ most (PCA)."""
        centre = embeddings.mean(0)
        _, spread, directions = np.linalg.svd(embeddings - centre, full_matrices=False)
        axes = directions[:2].T
        # The sign of a direction is arbitrary: let the largest component be positive.
        axes = axes * np.sign(axes[np.abs(axes).argmax(0), [0, 1]])
        return cls(centre, (axes * np.sqrt(len(embeddings)) / spread[0]).astype(np.float32))

    def __call__(self, embeddings: np.ndarray) -> np.ndarray:
        """Float32, shape `(n, 2)`."""
        return (np.asarray(embeddings) - self.centre) @ self.axes
