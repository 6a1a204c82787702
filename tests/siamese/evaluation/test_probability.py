import numpy as np
import pytest
from sklearn.metrics import brier_score_loss

from siamese.evaluation.probability import brier, ece


def drawn(n=4000, seed=0, weight=-8.0, bias=7.0):
    """Pairs whose probability of "same" is known: sigmoid(weight · distance + bias)."""
    rng = np.random.default_rng(seed)
    distances = rng.uniform(0, 2, n)
    return distances, (rng.random(n) < 1 / (1 + np.exp(-(weight * distances + bias)))).astype(int)


def test_brier_is_scikit_learns():
    _, targets = drawn()
    p = np.random.default_rng(0).random(len(targets))
    assert brier(p, targets) == pytest.approx(brier_score_loss(targets, p))
    assert brier(np.array([0.5, 0.5]), np.array([1, 0])) == 0.25


def test_ece():
    # Two bins: (0.1, 0.3) with one of two same, |0.2 − 0.5| = 0.3; (0.8, 0.9) both same, |0.85 − 1| = 0.15.
    p, targets = np.array([0.9, 0.1, 0.8, 0.3]), np.array([1, 0, 1, 1])
    assert ece(p, targets, n_bins=2) == pytest.approx((0.3 + 0.15) / 2)
    # Drawn by their own probabilities: only the noise of 4,000 / 15 pairs a bin is left.
    distances, targets = drawn(weight=-3.0, bias=3.0)
    assert ece(1 / (1 + np.exp(3 * distances - 3)), targets) < 0.04
    assert ece(1 / (1 + np.exp(30 * distances - 30)), targets) > 0.1  # far too sure
