import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from siamese.judging.rejection import Rejection
from siamese.training.fit_rejection import fit_rejection


def test_with_one_drawing_the_fit_is_a_logistic_regression():
    """An independent one: scikit-learn's."""
    rng = np.random.default_rng(0)
    known = rng.random(4000) < 0.5
    distances = np.where(known, rng.normal(0.5, 0.2, 4000), rng.normal(1.1, 0.2, 4000))[:, None]
    weight, bias, per_log_n = fit_rejection([distances], [np.where(known, 0, -1)], [1])
    theirs = LogisticRegression(C=np.inf, tol=1e-8).fit(distances, known)
    assert (weight, bias) == pytest.approx((theirs.coef_[0, 0], theirs.intercept_[0]), rel=1e-3)
    assert per_log_n == 0


def test_the_fit_finds_what_drawn_queries_follow():
    """Queries whose class is drawn at random with the probabilities of a known model give it back."""
    rng, truth = np.random.default_rng(1), Rejection(weight=-8.0, bias=6.0, per_log_n=0.8)
    distances, targets, n_drawings = [], [], (1, 8, 16)
    for n, drawings in zip((1, 4, 16), n_drawings, strict=True):
        apart = rng.uniform(0.2, 1.4, (5_000, n))
        likely = np.array([np.append(*truth.probabilities(row, drawings)) for row in apart])
        target = (rng.random((len(apart), 1)) > likely.cumsum(1)).sum(1)
        distances.append(apart)
        targets.append(np.where(target == n, -1, target))
    # 15,000 queries: standard errors of about 0.1, 0.1 and 0.04
    found = fit_rejection(distances, targets, n_drawings)
    assert found == pytest.approx((truth.weight, truth.bias, truth.per_log_n), abs=0.4)


def test_a_sample_that_weighs_twice_is_as_good_as_there_twice():
    rng = np.random.default_rng(0)
    samples = [(rng.uniform(0, 2, (200, n)), rng.integers(-1, n, 200), n) for n in (2, 6)]
    near = [(np.where(np.arange(n) == target[:, None], apart / 2, apart), target, n) for apart, target, n in samples]
    distances, targets, n_drawings = zip(*near, strict=True)
    twice = fit_rejection(*zip(*near, near[1], strict=True))
    assert fit_rejection(distances, targets, n_drawings, [1, 2]) == pytest.approx(twice, rel=1e-6)


def test_far_must_not_mean_same():
    rng = np.random.default_rng(0)
    distances = rng.uniform(0, 2, (1000, 1))
    with pytest.raises(ValueError, match="near means same"):
        fit_rejection([distances], [np.where(distances[:, 0] > 1, 0, -1)], [1])
