import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from siamese.data.pairs import DIFFERENT, SAME
from siamese.training.fit_calibration import RIDGE, calibrate, fit_logistic


def drawn(n=4000, seed=0, weight=-8.0, bias=7.0):
    """Pairs whose probability of "same" is known: sigmoid(weight · distance + bias)."""
    rng = np.random.default_rng(seed)
    distances = rng.uniform(0, 2, n)
    return distances, (rng.random(n) < 1 / (1 + np.exp(-(weight * distances + bias)))).astype(int)


def test_newton_finds_what_scikit_learn_finds():
    distances, targets = drawn()
    weights = np.random.default_rng(1).uniform(0.2, 3, len(targets))
    theirs = LogisticRegression(C=1 / RIDGE, tol=1e-10, max_iter=10_000)
    theirs.fit(distances[:, None], targets, sample_weight=weights)
    weight, bias = fit_logistic(np.stack([distances, np.ones(len(distances))], axis=1), targets, weights=weights)
    assert weight == pytest.approx(theirs.coef_[0, 0], rel=1e-4)
    assert bias == pytest.approx(theirs.intercept_[0], rel=1e-4)


def test_it_finds_the_truth_and_the_threshold():
    found = calibrate(*drawn(200_000))
    assert found.weight == pytest.approx(-8, rel=0.03)
    # 0 = −8 d + 7 at d = 0.875
    assert found.threshold == pytest.approx(0.875, abs=0.01)
    assert found.probability(found.threshold) == pytest.approx(0.5)
    assert found.probability(0.1) > 0.99 > 0.01 > found.probability(1.9)


def test_the_undecided_band_is_where_the_probability_is_a_third_to_two_thirds():
    found = calibrate(*drawn())
    below, above = found.unsure
    assert found.probability(found.threshold - below) == pytest.approx(2 / 3)
    assert found.probability(found.threshold + above) == pytest.approx(1 / 3)
    # log((2/3) / (1/3)) = log 2, on a slope of −weight
    assert below == pytest.approx(np.log(2) / -found.weight)


def test_a_knee_is_found_where_there_is_one():
    rng = np.random.default_rng(0)
    distances = rng.uniform(0, 2, 200_000)
    # From 4 at 0 slowly down to 2 at 1, then steeply to −18 at 2: 0 at 1.1.
    logits = 4 - 2 * distances - 18 * np.maximum(distances - 1, 0)
    targets = (rng.random(len(distances)) < 1 / (1 + np.exp(-logits))).astype(int)
    found = calibrate(distances, targets)
    assert found.knee == pytest.approx(1)
    assert (found.weight, found.beyond) == (pytest.approx(-2, rel=0.1), pytest.approx(-18, rel=0.1))
    assert found.threshold == pytest.approx(1.1, abs=0.01)
    assert found.probability(found.threshold) == pytest.approx(0.5)
    below, above = found.unsure
    assert found.probability(found.threshold - below) == pytest.approx(2 / 3)
    assert found.probability(found.threshold + above) == pytest.approx(1 / 3)
    assert (np.diff(found.probability(np.linspace(0, 2, 100))) < 0).all()


def test_no_knee_where_there_is_none():
    found = calibrate(*drawn(100_000))
    assert (found.knee, found.beyond) == (2, 0)


def test_pairs_without_an_error_give_finite_numbers():
    found = calibrate(np.array([0.1, 0.2, 0.3, 1.1, 1.2, 1.3]), np.array([1, 1, 1, 0, 0, 0]))
    assert 0.3 < found.threshold < 1.1
    assert np.isfinite([found.weight, found.bias]).all()


def test_every_domain_counts_alike():
    few, many = drawn(2000, seed=1, bias=5.0), drawn(20_000, seed=2, bias=9.0)
    distances, targets = (np.concatenate(both) for both in zip(few, many, strict=True))
    names = ["few"] * 2000 + ["many"] * 20_000
    alike = calibrate(distances, targets, domains=names).threshold
    # Alone they cross at 5/8 = 0.625 and 9/8 = 1.125: together in the middle, not near the one with more pairs.
    assert alike == pytest.approx(0.875, abs=0.03)
    assert calibrate(distances, targets).threshold > 1.0
    found = calibrate(distances, targets, domains=names)
    rates = found.error_rates
    assert {name: rate["n"] for name, rate in rates.items()} == {"few": 2000, "many": 20_000}
    d, t = few
    assert rates["few"]["same_called_different"] == pytest.approx((d > alike)[t == SAME].mean(), abs=1e-6)
    # Table and histograms too: a pair weighs one over the pairs of its domain.
    same = [(d[t == SAME], len(d)) for d, t in (few, many)]
    lost, all_same = (sum(np.sum(d > least) / n for d, n in same) for least in (1.0, -1))
    (row,) = (row for row in found.error_table if row["threshold"] == 1)
    assert row["same_called_different"] == pytest.approx(lost / all_same, abs=1e-6)
    bars = sum(np.histogram(d, 40, (0, 2))[0] / n for d, n in same) / all_same / 0.05
    assert found.histograms["same"] == pytest.approx(bars, abs=1e-5)


def test_the_error_table():
    distances, targets = np.array([0.1, 0.4, 0.6, 0.5, 1.0, 1.5]), np.array([1, 1, 1, 0, 0, 0])
    table = {row["threshold"]: row for row in calibrate(distances, targets).error_table}
    assert len(table) == 81
    assert (min(table), max(table)) == (0, 2)
    # At 0.5 the same pair at 0.6 is called different, and the different pair at 0.5 same (0.5 <= 0.5).
    assert table[0.5] == {
        "threshold": 0.5,
        "same_called_different": pytest.approx(1 / 3, abs=1e-6),
        "different_called_same": pytest.approx(1 / 3, abs=1e-6),
    }
    assert table[0]["same_called_different"] == 1
    assert table[2]["different_called_same"] == 1


def test_the_histograms_are_densities():
    distances, targets = drawn()
    histograms = calibrate(distances, targets).histograms
    assert len(histograms["edges"]) == 41
    for name, kind in (("same", SAME), ("different", DIFFERENT)):
        assert sum(histograms[name]) * 0.05 == pytest.approx(1, abs=1e-3)
        counts = np.histogram(distances[targets == kind], 40, (0, 2))[0]
        assert histograms[name] == pytest.approx(counts / counts.sum() / 0.05, abs=1e-5)


@pytest.mark.parametrize(
    ("distances", "targets", "words"),
    [
        ([0.1, 0.2, 1.5, 1.6, 1.0], [0, 0, 1, 1, 1], "near means same"),
        ([0.1, 0.2], [1, 1], "both 1 .same. and 0"),
        ([0.1, 0.2], [1, 2], "came, but both"),
        ([0.1, 5.0], [1, 0], "Normalise"),
        ([0.1, np.nan], [1, 0], "Normalise"),
        ([0.1, 0.2, 0.3], [1, 0], "shape"),
    ],
)
def test_what_cannot_be_calibrated_says_so(distances, targets, words):
    with pytest.raises(ValueError, match=words):
        calibrate(np.array(distances), np.array(targets))
