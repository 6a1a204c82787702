import numpy as np
import pytest

from siamese.data.shapes import shape_kinds
from siamese.ink.frame import prepare
from siamese.ink.strokes import ink_from_strokes

KINDS = shape_kinds()


def frame(name: str, seed: int = 0) -> np.ndarray:
    """A drawing of a kind as the encoder sees it."""
    strokes = [np.asarray(stroke, np.float32) for stroke in KINDS[name](np.random.default_rng(seed))]
    points = np.concatenate(strokes)
    low, size = points.min(0), np.ptp(points, axis=0).max()
    return prepare(ink_from_strokes([(stroke - low) / size * 0.8 + 0.1 for stroke in strokes]))[..., 0]


def halves(name: str) -> dict[str, float]:
    """Ink in the halves of the mean of some drawings."""
    mean = np.mean([frame(name, seed) for seed in range(5)], axis=0)
    half = len(mean) // 2
    return {
        "up": mean[:half].sum(),
        "down": mean[half:].sum(),
        "left": mean[:, :half].sum(),
        "right": mean[:, half:].sum(),
    }


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_can_be_drawn(name):
    for stroke in KINDS[name](np.random.default_rng(1)):
        assert np.asarray(stroke).ndim == 2 and np.asarray(stroke).shape[1] == 2
        assert np.isfinite(stroke).all()


def test_a_seed_repeats_itself_and_another_differs():
    np.testing.assert_array_equal(frame("heart up", 1), frame("heart up", 1))
    assert np.abs(frame("heart up", 1) - frame("heart up", 2)).max() > 0.5


@pytest.mark.parametrize("where, opposite", [("up", "down"), ("down", "up"), ("left", "right"), ("right", "left")])
def test_an_arrow_has_its_head_where_it_points(where, opposite):
    ink = halves(f"arrow {where}")
    assert ink[where] > ink[opposite]


@pytest.mark.parametrize("where, opposite", [("up", "down"), ("down", "up"), ("left", "right"), ("right", "left")])
def test_a_bow_is_open_where_it_says(where, opposite):
    ink = halves(f"ring open {where}")
    assert ink[where] < ink[opposite]


def test_lines_lie_rise_stand_and_fall():
    lying, upright = frame("lying line"), frame("upright line")
    assert np.ptp(np.nonzero(lying > 0.5)[1]) > 5 * np.ptp(np.nonzero(lying > 0.5)[0])
    assert np.ptp(np.nonzero(upright > 0.5)[0]) > 5 * np.ptp(np.nonzero(upright > 0.5)[1])
    rows, columns = np.nonzero(frame("rising line") > 0.5)
    assert np.corrcoef(rows, columns)[0, 1] < -0.9  # the further right, the higher up: rows count downwards
    rows, columns = np.nonzero(frame("falling line") > 0.5)
    assert np.corrcoef(rows, columns)[0, 1] > 0.9


def test_a_mark_stands_inside_its_outline():
    middle = slice(26, 38)
    assert frame("circle")[middle, middle].max() < 0.1
    assert frame("circle with a dot inside")[middle, middle].max() > 0.5


def test_a_mark_stands_on_its_side():
    ink = halves("plus with a dot right")
    assert ink["left"] > ink["right"]  # the plus
    assert frame("plus with a dot right")[:, -14:].max() > 0.5


@pytest.mark.parametrize("n", [3, 4])
def test_so_many_stand_in_a_row(n):
    strokes = KINDS[f"{n} cross in a row"](np.random.default_rng(0))
    assert len(strokes) == 2 * n  # two strokes a cross
