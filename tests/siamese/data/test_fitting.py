import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siamese.data import fitting


def plain_simplify(points, tolerance):
    """Ramer, Douglas and Peucker's definition with a loop and recursion."""
    (ax, ay), (bx, by) = points[0], points[-1]
    length = np.hypot(bx - ax, by - ay)
    distances = [
        abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length if length else np.hypot(x - ax, y - ay)
        for x, y in points
    ]
    furthest = int(np.argmax(distances))
    if len(points) < 3 or distances[furthest] <= tolerance:
        return [points[0], points[-1]] if len(points) > 1 else [points[0]]
    left = plain_simplify(points[: furthest + 1], tolerance)
    return left[:-1] + plain_simplify(points[furthest:], tolerance)


def test_simplifying_a_stroke():
    # 3 off the line is within a tolerance of 4, 5 is not.
    for off, expected in ((3, [[0, 0], [100, 0]]), (5, [[0, 0], [50, 5], [100, 0]])):
        assert fitting.simplify(np.array([[0.0, 0], [50, off], [100, 0]]), 4).tolist() == expected
    # A closed stroke has no line from its first to its last point: the distance from that point counts.
    square = np.array([[0, 0], [100, 0], [100, 100], [0, 100], [0, 0]], float)
    assert fitting.simplify(square, 4).tolist() == square.tolist()
    assert fitting.simplify(square[:1], 4).tolist() == [[0, 0]]


@pytest.mark.parametrize("seed", range(5))
def test_simplifying_agrees_with_the_plain_definition(seed):
    rng = np.random.default_rng(seed)
    points = rng.normal(scale=15, size=(200, 2)).cumsum(axis=0)
    for tolerance in (1, 4, 40):
        expected = plain_simplify(points.tolist(), tolerance)
        assert fitting.simplify(points, tolerance).tolist() == expected


def test_strokes_fill_the_box_and_keep_their_proportions():
    # 2 wide and 4 high: the height becomes 1,000, the width 500, in the middle.
    glyph = fitting.fit([np.array([[7, 1], [9, 1]]), np.array([[8, 5]]), np.empty((0, 2))])
    assert [stroke.tolist() for stroke in glyph] == [[[250, 0], [750, 0]], [[500, 1000]]]
    assert all(stroke.dtype == np.int16 for stroke in glyph)


@pytest.mark.parametrize("strokes", [[], [np.empty((0, 2))], [np.array([[3, 4]])], [np.array([[3, 4]] * 5)] * 2])
def test_nothing_to_see(strokes):
    with pytest.raises(fitting.Unfit, match="no shape"):
        fitting.fit(strokes)


def test_scribble():
    zigzag = np.array([[10 * i, 1000 * (i % 2)] for i in range(401)])
    assert sum(map(len, fitting.fit([zigzag[:400]]))) == 400
    with pytest.raises(fitting.Unfit, match="too long"):
        fitting.fit([zigzag])


numbers = st.integers(-500, 500)
glyphs = st.lists(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=8), min_size=1, max_size=4)


@given(glyphs)
def test_a_glyph_is_centred_in_its_box(points):
    strokes = [np.array(stroke, float) for stroke in points]
    if not np.ptp(np.concatenate(strokes), axis=0).any():
        return
    # Only points within a stroke may be left out: the box may shrink by the tolerance, and rounding moves by half.
    low, high = (f(np.concatenate(fitting.fit(strokes)), axis=0) for f in (np.min, np.max))
    assert low.min() >= 0 and high.max() <= 1000
    assert (high - low).max() >= 1000 - 2 * (fitting.TOLERANCE + 1)
    np.testing.assert_allclose(low + high, 1000, atol=2 * fitting.TOLERANCE + 2)


@given(glyphs, st.integers(1, 20), numbers, numbers)
def test_size_and_place_do_not_matter(points, scale, x, y):
    strokes = [np.array(stroke, float) for stroke in points]
    if not np.ptp(np.concatenate(strokes), axis=0).any():
        return
    moved = [stroke * scale + (x, y) for stroke in strokes]
    one, other = fitting.fit(strokes), fitting.fit(moved)
    assert [len(stroke) for stroke in one] == [len(stroke) for stroke in other]
    np.testing.assert_allclose(np.concatenate(one), np.concatenate(other), atol=1)
