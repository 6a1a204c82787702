import numpy as np
import pytest

from siamese.augmentation import Variation, vary_picture, vary_strokes
from siamese.preprocessing import prepare

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
