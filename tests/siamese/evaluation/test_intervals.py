import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn.metrics import roc_auc_score, roc_curve

from siamese.evaluation.intervals import auroc, clustered, equal_error_rate, fpr_at_tpr, wilson


def test_wilson_is_scipys():
    for right, n in ((0, 20), (19, 20), (388, 400), (400, 400)):
        theirs = binomtest(right, n).proportion_ci(method="wilson")
        assert wilson(right / n, n) == pytest.approx((theirs.low, theirs.high), abs=1e-6)


def test_trials_that_fail_together_count_as_one():
    together, cluster = np.repeat(np.random.default_rng(0).random(500) < 0.9, 20), np.repeat(np.arange(500), 20)
    share = together.mean()
    assert clustered(together, cluster) == pytest.approx(wilson(share, 500), abs=1e-4)


def test_independent_trials_count_each():
    alone = np.random.default_rng(0).random(40_000) < 0.9
    low, high = clustered(alone, np.repeat(np.arange(2000), 20))
    plain = wilson(alone.mean(), alone.size)
    assert high - low == pytest.approx(plain[1] - plain[0], rel=0.1)
    assert high - low >= plain[1] - plain[0]


def test_no_mistake_still_has_an_interval():
    assert clustered(np.ones(400, bool), np.repeat(np.arange(20), 20)) == wilson(1, 400)


def test_clusters_need_not_be_of_one_size():
    # One of 1 trial, right, one of 3, two of them right: apart from 3/4 by 1/4 and by 2 - 9/4 = -1/4, so that the
    # variance is 2/1 · (1/16 + 1/16) / 4² = 1/64, and the trials are worth 3/4 · 1/4 · 64 = 12: at most the 4.
    correct, cluster = np.array([True, True, False, True]), np.array([7, 2, 2, 2])
    assert clustered(correct, cluster) == wilson(3 / 4, 4)
    # All of the three wrong: apart by 3/4 and by -3/4; 2/1 · (9/16 + 9/16) / 4² = 9/64, worth 3/16 · 64/9 = 4/3.
    assert clustered(np.array([True, False, False, False]), cluster) == pytest.approx(wilson(1 / 4, 4 / 3))


def test_threshold_free_figures_are_scikit_learns():
    rng = np.random.default_rng(0)
    # Two digits only, so that there are ties.
    near, far = rng.normal(0.6, 0.2, 700).round(2), rng.normal(1.0, 0.2, 400).round(2)
    targets, scores = np.repeat([1, 0], (700, 400)), -np.concatenate([near, far])
    fpr, tpr, _ = roc_curve(targets, scores, drop_intermediate=False)
    assert auroc(near, far) == pytest.approx(roc_auc_score(targets, scores))
    assert fpr_at_tpr(near, far) == pytest.approx(fpr[np.argmax(tpr >= 0.95)])
    crossing = np.abs(1 - tpr - fpr).argmin()
    assert equal_error_rate(near, far) == pytest.approx((1 - tpr + fpr)[crossing] / 2)
