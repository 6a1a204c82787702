"""Within-class covariance normalisation (Hatch, Kajarekar & Stolcke 2006).

People draw one symbol in many ways, and some of the directions of the embedding tell more of that than of what is
drawn. After training the last layer is multiplied by a matrix that makes these directions shorter.
"""

from collections.abc import Iterable

import keras
import numpy as np

RIDGE = 3.0  # added to each variance, in units of their mean: rare directions are not blown up


def whiten(encoder: keras.Model, batches: Iterable[tuple[np.ndarray, np.ndarray]]) -> None:
    """Change the encoder's last layer so that drawings of one class spread more alike in all directions.

    Args:
        encoder: ends in a dense layer "embedding" and unit length.
        batches: frames, float32 in [0, 1], shape `(n, frame, frame, 1)`, and their classes, int, shape `(n,)`.
    """
    pairs = [(encoder.predict_on_batch(frames), labels) for frames, labels in batches]
    embeddings, labels = (np.concatenate(arrays) for arrays in zip(*pairs, strict=True))
    matrix = whitening(embeddings.astype(np.float64), labels)
    layer = encoder.get_layer("embedding")
    layer.set_weights([weights @ matrix for weights in layer.get_weights()])


def whitening(embeddings: np.ndarray, labels: np.ndarray, *, ridge: float = RIDGE) -> np.ndarray:
    """(S / s + ridge · I)^(−1/2), S the covariance within classes, s its mean variance.

    Args:
        embeddings: float, shape `(n, size)`.
        labels: int, shape `(n,)`.

    Returns:
        float64, symmetric, shape `(size, size)`.

    Raises:
        ValueError: if no class has two drawings.
    """
    _, which, counts = np.unique(labels, return_inverse=True, return_counts=True)
    if counts.max() < 2:
        raise ValueError(f"{len(labels)} drawings came, no two of one class, which show no spread. Give more.")
    means = np.zeros((len(counts), embeddings.shape[1]))
    np.add.at(means, which, embeddings)
    apart = embeddings - (means / counts[:, None])[which]
    variances, directions = np.linalg.eigh(apart.T @ apart)
    return directions * (variances / variances.mean() + ridge) ** -0.5 @ directions.T
