import numpy as np
import pytest

from siamese.judging.rejection import Rejection


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


def test_several_queries_are_judged_as_each_alone():
    model = Rejection(weight=-9.0, bias=8.0, per_log_n=0.7)
    distances = np.random.default_rng(0).uniform(0, 2, (3, 4, 5))
    each, none = model.probabilities(distances, n_drawings=10)
    assert each.shape == (3, 4, 5) and none.shape == (3, 4)
    alone, none_alone = model.probabilities(distances[2, 1], n_drawings=10)
    assert each[2, 1] == pytest.approx(alone)
    assert none[2, 1] == pytest.approx(none_alone)


def test_an_answer_needs_two_thirds():
    best, none = np.array([0.7, 0.2, 0.5, 0.3]), np.array([0.2, 0.7, 0.3, 0.6])
    assert Rejection.verdict(best, none).tolist() == ["known", "none", "unsure", "unsure"]


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
