"""The Euclidean distance: 0 is identical, larger is less alike."""

import keras
import numpy as np
from keras import ops

EPSILON = 1e-7


def euclidean(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Distances between all rows of `a` and all rows of `b`.

    Args:
        a: float, shape `(n, size)`.
        b: float, shape `(m, size)`.

    Returns:
        float, shape `(n, m)`; for unit-length rows in [0, 2].
    """
    squares = (a**2).sum(-1)[:, None] + (b**2).sum(-1)[None] - 2 * a @ b.T
    return np.sqrt(np.maximum(squares, 0))


@keras.saving.register_keras_serializable(package="siamese")
class EuclideanDistance(keras.layers.Layer):
    """Euclidean distance √max(Σ(a−b)², ε) of two batches of embeddings, row by row.

    The ε keeps the gradient of the root finite where both embeddings are the same; so the distance of a
    thing to itself is √ε, about 0.0003, not 0.

    Input: two tensors of shape `(batch, size)`. Output: shape `(batch, 1)`.

    >>> EuclideanDistance()([np.array([[0.0, 0.0]]), np.array([[3.0, 4.0]])])  # √(9 + 16)
    [[5.0]]
    """

    def __init__(self, epsilon: float = EPSILON, **kwargs):
        super().__init__(**kwargs)
        self.epsilon = epsilon

    def call(self, embeddings):
        a, b = embeddings
        return ops.sqrt(ops.maximum(ops.sum(ops.square(a - b), axis=-1, keepdims=True), self.epsilon))

    def compute_output_shape(self, input_shapes):
        return (input_shapes[0][0], 1)

    def get_config(self):
        return {**super().get_config(), "epsilon": self.epsilon}
