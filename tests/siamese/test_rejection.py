import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from siamese.rejection import Rejection, calibrate_rejection, fit_rejection


def test_probabilities_of_all_classes_and_of_none_sum_to_one():
    model = Rejection(weight=-2.0, bias=1.0, per_log_n=1.0)
    each, none = model.probabilities(np.array([0.0, 0.5]), n_drawings=4)
    # Odds against none: exp(−2·0 + 1 − log 4) = e/4 and exp(−2·0.5 + 1 − log 4) = 1/4, none itself 1.
    total = np.e / 4 + 0.25 + 1
    assert each == pytest.approx([np.e / 4 / total, 0.25 / total])
    assert none == pytest.approx(1 / total)


def test_probabilities_of_very_near_and_very_far_classes_are_finite():
    model = Rejection(weight=-1000.0, bias=900.0, per_log_n=1.0)
    for distances in (np.zeros(10_000), np.full(10_000, 2.0)):
        each, none = model.probabilities(distances, len(distances))
        assert each.sum() + none == pytest.approx(1)


def test_at_the_threshold_a_lone_near_class_and_none_are_equally_likely():
    model = Rejection(weight=-12.0, bias=10.0, per_log_n=0.9)
    for n in (1, 5, 100):
        # Other classes, 1 farther, have odds e^-12 of those of the first.
        distances = np.full(n, model.threshold(n) + 1)
        distances[0] = model.threshold(n)
        each, none = model.probabilities(distances, n)
        assert each[0] == pytest.approx(none)
    assert model.threshold(1) > model.threshold(5) > model.threshold(100)


def test_the_more_drawings_the_nearer_a_match_must_be():
    # −10 d + 7 − log 20 = 0
    assert Rejection(-10.0, 7.0, 1.0).threshold(20) == pytest.approx((7 - np.log(20)) / 10)


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


def test_far_must_not_mean_same():
    rng = np.random.default_rng(0)
    distances = rng.uniform(0, 2, (1000, 1))
    with pytest.raises(ValueError, match="near means same"):
        fit_rejection([distances], [np.where(distances[:, 0] > 1, 0, -1)], [1])


def cloud(rng, *, n_classes: int = 40, n_drawers: int = 6, spread: float = 0.05):
    """Drawings as points: classes anywhere on the unit sphere, drawers a little apart."""
    centres = rng.normal(size=(n_classes, 32))
    points = centres[:, None] / np.linalg.norm(centres, axis=-1)[:, None, None] + rng.normal(
        0, spread, (n_classes, n_drawers, 32)
    )
    points /= np.linalg.norm(points, axis=-1, keepdims=True)
    labels, drawers = np.indices((n_classes, n_drawers)).reshape(2, -1)
    return points.reshape(-1, 32).astype(np.float32), labels, drawers


def test_the_calibration_is_measured_on_episodes():
    embeddings, labels, drawers = cloud(np.random.default_rng(0), spread=0.12)
    found = calibrate_rejection(embeddings, labels, drawers, rng=np.random.default_rng(1), n_episodes=60)
    sizes = [(row["n_classes"], row["n_drawings"]) for row in found.measured]
    # 40 classes: a third stays unknown.
    assert sizes == [(1, 1), (1, 5), (2, 2), (2, 10), (5, 5), (5, 25), (10, 10), (10, 50), (20, 20), (20, 100)]
    thresholds = {row["n_drawings"]: row["threshold"] for row in found.measured}
    assert thresholds[100] < thresholds[20] < thresholds[5] < thresholds[1]
    for row in found.measured:
        assert row["known_right"] > 0.9
        assert row["unknown_accepted"] < 0.1
    again = calibrate_rejection(embeddings, labels, drawers, rng=np.random.default_rng(1), n_episodes=60)
    assert again == found


def test_alphabets_of_symbols_that_are_alike_lower_the_threshold():
    rng = np.random.default_rng(0)
    embeddings, labels, drawers = cloud(rng, spread=0.05)
    alphabet = labels // 10
    common = rng.normal(size=(4, 32))
    embeddings = embeddings + (2 * common / np.linalg.norm(common, axis=1, keepdims=True))[alphabet].astype(np.float32)
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    options = {"n_classes": (2, 5), "n_episodes": 60}
    mixed = calibrate_rejection(embeddings, labels, drawers, rng=np.random.default_rng(1), **options)
    within = calibrate_rejection(embeddings, labels, drawers, rng=np.random.default_rng(1), groups=alphabet, **options)
    assert within.threshold(5) < mixed.threshold(5)


def test_drawings_by_one_person_do_not_suffice():
    embeddings, labels, drawers = cloud(np.random.default_rng(0))
    with pytest.raises(ValueError, match="0 classes came that 6 people drew"):
        calibrate_rejection(embeddings, labels, np.zeros_like(drawers), rng=np.random.default_rng(0))
