from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siamese.ink.frame import prepare
from siamese.training.augmentation import Variation, vary_picture, vary_strokes

STROKES = [np.array([[0.2, 0.1], [0.2, 0.9], [0.8, 0.9]], np.float32)]  # an L
PICTURE = np.zeros((28, 28), np.uint8)
PICTURE[4:24, 6:9] = PICTURE[21:24, 6:20] = 255  # an L
STILL = Variation(
    rotation=0,
    stretch=0,
    shear=0,
    bend=0,
    stroke_shift=0,
    stroke_turn=0,
    stroke_stretch=0,
    redrawn=0,
    again=0,
    pen=(0.06, 0.06),
    blur=0,
    coarse=0,
)


@pytest.mark.parametrize("vary", [vary_strokes, vary_picture])
def test_a_seed_repeats_itself_and_another_differs(vary):
    drawing = STROKES if vary is vary_strokes else PICTURE
    first, again, other = (prepare(vary(drawing, Variation(), rng=np.random.default_rng(s))) for s in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).max() > 0.5


@pytest.mark.parametrize("vary", [vary_strokes, vary_picture])
def test_ink_stays_in_range(vary):
    drawing = STROKES if vary is vary_strokes else PICTURE
    for seed in range(50):
        ink = vary(drawing, Variation(), rng=np.random.default_rng(seed))
        assert ink.dtype == np.float32
        assert np.isfinite(ink).all()
        assert prepare(ink).max() <= 1


def corner_ink(ink: np.ndarray) -> list[float]:
    """Ink in the four quarters of the frame: top left, top right, bottom left, bottom right."""
    frame = prepare(ink)[..., 0]
    half = len(frame) // 2
    return [float(q.sum()) for rows in (frame[:half], frame[half:]) for q in (rows[:, :half], rows[:, half:])]


def test_an_l_stays_an_l_without_variation():
    top_left, top_right, bottom_left, bottom_right = corner_ink(
        vary_strokes(STROKES, STILL, rng=np.random.default_rng(0))
    )
    assert min(top_left, bottom_left, bottom_right) > 10 * top_right


@pytest.mark.parametrize("turns", range(4))
def test_quarter_turns_turn_against_the_clock(turns):
    quarters = np.array(corner_ink(vary_picture(PICTURE, STILL, rng=np.random.default_rng(0), quarter_turns=turns)))
    # The L's empty quarter, top right at first, wanders against the clock: top left, bottom left, bottom right.
    assert quarters.argmin() == (1, 0, 2, 3)[turns]


@pytest.mark.parametrize("turns", range(4))
def test_mirroring_comes_before_the_turn(turns):
    ink = vary_picture(PICTURE, STILL, rng=np.random.default_rng(0), quarter_turns=turns, mirrored=True)
    # Of a mirrored L the top left is empty; it too wanders against the clock: bottom left, bottom right, top right.
    assert np.argmin(corner_ink(ink)) == (0, 2, 3, 1)[turns]


def width_and_height(ink: np.ndarray) -> np.ndarray:
    rows, columns = np.nonzero(ink > 0.5)
    return np.array([np.ptp(columns), np.ptp(rows)]) + 1


def test_a_stroke_gets_other_ends():
    """A lying line beside an upright one that is never varied: how long it is, compared with that, changes."""
    lines = [np.array([[0.1, 0.9], [0.9, 0.9]], np.float32)]
    still = width_and_height(vary_strokes(lines, STILL, rng=np.random.default_rng(0)))
    redrawn = replace(STILL, redrawn=1, tremor=0.02, rounded=0)
    lengths = [width_and_height(vary_strokes(lines, redrawn, rng=np.random.default_rng(s)))[1] for s in range(20)]
    # The line is as long as the symbol: what changes is how far it strays from being straight.
    assert max(lengths) > still[1]


def test_corners_are_cut():
    angle = [np.array([[0.1, 0.1], [0.1, 0.9], [0.9, 0.9]], np.float32)]
    round_ = replace(STILL, redrawn=1, ends=0, tremor=0, rounded=1)

    def at_the_corner(variation, seed):
        return prepare(vary_strokes(angle, variation, rng=np.random.default_rng(seed)))[-12:-4, 4:12].sum()

    sharp = at_the_corner(STILL, 0)
    assert np.mean([at_the_corner(round_, seed) for seed in range(20)]) < sharp


def test_a_stroke_drawn_twice_leaves_more_ink():
    twice = replace(STILL, again=1, stroke_shift=0.05)
    once = replace(STILL, stroke_shift=0.05)
    ink = [vary_strokes(STROKES, v, rng=np.random.default_rng(3)).mean() for v in (once, twice)]
    assert ink[1] > 1.1 * ink[0]


def test_one_hand_alone_is_varied_more():
    stronger = Variation().of_one_hand()
    for name in ("bend", "stroke_shift", "stroke_turn", "stroke_stretch", "ends", "tremor", "redrawn"):
        assert getattr(stronger, name) > getattr(Variation(), name), name
    assert stronger.pen == Variation().pen


@given(
    st.lists(
        st.lists(st.tuples(st.floats(0, 1, width=32), st.floats(0, 1, width=32)), min_size=1, max_size=6),
        min_size=1,
        max_size=4,
    ),
    st.integers(0, 2**32 - 1),
)
@settings(max_examples=100, deadline=None)
def test_any_strokes_can_be_varied(points, seed):
    strokes = [np.array(stroke, np.float32) for stroke in points]
    ink = vary_strokes(strokes, Variation().of_one_hand(), rng=np.random.default_rng(seed))
    assert np.isfinite(ink).all() and ink.min() >= 0
