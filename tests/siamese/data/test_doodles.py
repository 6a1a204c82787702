import itertools

import cv2
import numpy as np
import pytest

from siamese.data.doodle_hands import HANDS, Hand, draw_by
from siamese.data.doodle_kinds import COMMON, RARE
from siamese.data.doodles import CALIBRATING_HANDS, JUDGED_HANDS, KINDS, make_doodles
from siamese.ink.frame import prepare
from siamese.ink.strokes import ink_from_strokes

STILL = Hand(restless=0, bend=0, loose=0, tremor=0, reach=(0, 0), closing=0)


def rng(seed=0):
    return np.random.default_rng(seed)


def drawn(kind, hand, seed=0):
    return draw_by(HANDS[hand] if isinstance(hand, str) else hand, KINDS[kind], rng=rng(seed))


def test_each_kind_by_each_hand():
    doodles = make_doodles(2, kinds=("circle", "house"), hands=("wide", "child", "round"), rng=rng())
    assert doodles.labels.tolist() == ["circle"] * 6 + ["house"] * 6
    assert doodles.hands.tolist() == ["wide", "wide", "child", "child", "round", "round"] * 2
    assert len(doodles) == len(doodles.strokes) == 12
    again = make_doodles(2, kinds=("circle", "house"), hands=("wide", "child", "round"), rng=rng())
    one, other, first = doodles.strokes[0][0], doodles.strokes[1][0], again.strokes[0][0]
    assert np.array_equal(one, first)
    assert not np.array_equal(one, other)  # no drawing is a copy


@pytest.mark.parametrize("hand", HANDS)
def test_every_kind_is_drawn_on_the_paper(hand):
    for strokes in make_doodles(1, hands=(hand,), rng=rng()).strokes:
        points = np.concatenate(strokes)
        assert points.dtype == np.float32
        assert points.min() >= 0 and points.max() <= 1
        assert np.abs(points - 0.5).max() == pytest.approx(0.4)
        assert prepare(ink_from_strokes(strokes)).max() == 1


def test_kinds_and_hands_stand_in_two_lists_each():
    assert not set(COMMON) & set(RARE)
    assert len(COMMON) >= 30 and len(RARE) >= 15
    assert sorted(CALIBRATING_HANDS + JUDGED_HANDS) == sorted(HANDS)


def test_no_two_kinds_are_one_shape():
    """As they are meant, at least the width of a pen of one lies clear of the other."""
    inks = {kind: prepare(ink_from_strokes(strokes))[..., 0] > 0.5 for kind, strokes in KINDS.items()}
    near = {kind: cv2.dilate(ink.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0 for kind, ink in inks.items()}
    for a, b in itertools.combinations(KINDS, 2):
        alone = max((inks[a] & ~near[b]).sum(), (inks[b] & ~near[a]).sum())
        assert alone >= 6, (a, b)


def test_a_still_hand_draws_what_is_meant():
    # Of the bar only the ends remain: 0.8 of the paper high, as all drawings are.
    (stroke,) = drawn("bar", STILL)
    np.testing.assert_allclose(stroke[[0, -1]], [[0.5, 0.1], [0.5, 0.9]], atol=1e-6)


def test_a_hand_keeps_its_manner():
    def leaning(hand):  # of the bar, to the right of upright
        ends = np.array([drawn("bar", hand, seed)[0][[0, -1]] for seed in range(20)])
        across, down = (ends[:, 1] - ends[:, 0]).T
        return np.mean(-across / down)

    assert leaning("slanted") == pytest.approx(0.25, abs=0.07)
    assert abs(leaning("careful")) < 0.03

    def proportion(hand):
        sizes = [np.ptp(np.concatenate(drawn("square", hand, seed)), axis=0) for seed in range(20)]
        return np.mean([width / height for width, height in sizes])

    assert proportion("wide") == pytest.approx(1.35, abs=0.1)
    assert proportion("narrow") == pytest.approx(0.74, abs=0.1)


def test_rings_are_closed_badly_by_some():
    def gap(hand):
        ends = [drawn("circle", hand, seed)[0][[0, -1]] for seed in range(20)]
        return np.mean([np.hypot(*(a - b)) for a, b in ends])

    assert gap("gaping") > 3 * gap("careful")


def test_the_pen_is_lifted_at_corners_or_goes_on():
    assert [len(drawn("square", hand)) for hand in ("careful", "line by line")] == [1, 4]
    assert [len(drawn("circle", hand)) for hand in ("careful", "line by line")] == [1, 1]
    assert [len(drawn("umbrella", hand)) for hand in ("careful", "round")] == [2, 2]
    meeting = [np.array([[0.2, 0.2], [0.8, 0.2]]), np.array([[0.81, 0.22], [0.8, 0.8]])]
    assert [len(draw_by(Hand(joins=joins), meeting, rng=rng())) for joins in (False, True)] == [2, 1]


def test_corners_are_rounded_off():
    # The mean of |x| of a Gaussian of width r is 0.8 r, half of it on each side: the corner is missed by 0.4 r on both
    # axes, 0.56 r in all.
    (stroke,) = drawn("square", Hand(restless=0, bend=0, loose=0, tremor=0, closing=0, rounding=0.06))
    corner = np.array([0.9, 0.1])
    assert np.hypot(*(stroke - corner).T).min() == pytest.approx(0.56 * 0.06 * 0.8 / 0.76, rel=0.4)
    (sharp,) = drawn("square", STILL)
    assert np.hypot(*(sharp - corner).T).min() < 0.01


def test_ends_are_reached_or_not():
    short, across = np.array([[0.3, 0.5], [0.7, 0.5]]), np.array([[0.5, 0.1], [0.5, 0.9]])
    still = {"restless": 0, "bend": 0, "loose": 0, "tremor": 0}
    lengths = [np.ptp(draw_by(Hand(reach=(by, 0), **still), [short, across], rng=rng())[0]) for by in (-0.04, 0, 0.04)]
    # The other stroke, 0.8 high, fills 0.8 of the paper; with ends of 0.04 it is 0.72 and 0.88 high.
    np.testing.assert_allclose(lengths, [0.8 * 0.32 / 0.72, 0.8 * 0.4 / 0.8, 0.8 * 0.48 / 0.88], atol=0.015)
