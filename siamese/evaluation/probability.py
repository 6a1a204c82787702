"""How good probabilities are: calibration error and Brier score."""

import numpy as np

from siamese.data.pairs import SAME


def ece(probabilities: np.ndarray, targets: np.ndarray, *, n_bins: int = 15) -> float:
    """Expected calibration error over bins of equally many pairs (Nixon et al. 2019).

    The mean over all pairs of |mean probability − share of same| in the pair's bin: 0 is calibrated.
    """
    order = np.argsort(probabilities, kind="stable")
    gaps = [
        len(chunk) * abs(np.mean(probabilities[chunk]) - np.mean(targets[chunk] == SAME))
        for chunk in np.array_split(order, n_bins)
        if len(chunk)
    ]
    return float(sum(gaps) / len(order))


def brier(probabilities: np.ndarray, targets: np.ndarray) -> float:
    """Brier score: the mean squared difference of probability and target; 0 is perfect, a coin's is 0.25."""
    return float(np.mean((probabilities - (targets == SAME)) ** 2))
