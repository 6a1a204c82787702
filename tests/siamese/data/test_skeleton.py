import cv2
import numpy as np
import pytest

from siamese.data.skeleton import middle_lines

WIDTH = 11  # pixels, of the lines drawn here: OpenCV makes them so with a thickness of 9


def picture(*lines, side=120):
    """Lines, each a list of corners, drawn with a pen of WIDTH."""
    image = np.zeros((side, side), np.uint8)
    for line in lines:
        cv2.polylines(image, [np.array(line, np.int32)], False, 255, WIDTH - 2)
    return image > 0


def from_line(points, a, b):
    """The distance of each point from the line through a and b."""
    (x, y), (dx, dy) = (np.asarray(points) - a).T, np.subtract(b, a) / np.hypot(*np.subtract(b, a))
    return abs(x * dy - y * dx)


def reaches(stroke, *ends, within=WIDTH):
    """Whether a stroke begins and ends near these points, in either order."""
    there = [[np.hypot(*(stroke[side] - end)) <= within for end in ends] for side in (0, -1)]
    return (there[0][0] and there[1][1]) or (there[0][1] and there[1][0])


@pytest.mark.parametrize("line", [[(20, 60), (100, 60)], [(60, 20), (60, 100)], [(20, 20), (100, 100)]])
def test_a_line_is_one_stroke(line):
    strokes, half_width = middle_lines(picture(line))
    assert len(strokes) == 1 and reaches(strokes[0], *line)
    inner = strokes[0][WIDTH:-WIDTH]  # an end may bend into a corner of the ink
    assert from_line(inner, *line).max() <= 1.5
    assert half_width == pytest.approx((WIDTH + 1) / 2, abs=0.5)  # from the middle pixel to the first one outside


@pytest.mark.parametrize(
    "a, b", [([(15, 60), (105, 60)], [(60, 15), (60, 105)]), ([(15, 20), (105, 90)], [(15, 90), (105, 20)])]
)
def test_two_lines_that_cross_are_two_strokes_straight_on(a, b):
    strokes, _ = middle_lines(picture(a, b))
    assert len(strokes) == 2
    if not reaches(strokes[0], *a):
        strokes.reverse()
    for stroke, line in zip(strokes, (a, b), strict=True):
        assert reaches(stroke, *line)
        assert from_line(stroke[WIDTH:-WIDTH], *line).max() <= 2


def test_a_line_that_meets_another_ends_there():
    bar, stem = [(15, 30), (105, 30)], [(60, 30), (60, 105)]
    strokes, _ = middle_lines(picture(bar, stem))
    assert len(strokes) == 2
    if not reaches(strokes[0], *bar):
        strokes.reverse()
    assert reaches(strokes[0], *bar) and reaches(strokes[1], *stem)
    assert from_line(strokes[0][WIDTH:-WIDTH], *bar).max() <= 1.5  # does not dip where the stem hangs


def test_a_corner_is_one_stroke():
    strokes, _ = middle_lines(picture([(20, 20), (20, 100), (100, 100)]))
    assert len(strokes) == 1 and reaches(strokes[0], (20, 20), (100, 100))
    assert np.hypot(*(strokes[0] - (20, 100)).T).min() <= WIDTH


def test_a_ring_is_one_closed_stroke():
    image = np.zeros((120, 120), np.uint8)
    cv2.circle(image, (60, 60), 40, 255, WIDTH - 2)
    (ring,), _ = middle_lines(image > 0)
    np.testing.assert_allclose(ring[0], ring[-1], atol=0.01)
    np.testing.assert_allclose(np.hypot(*(ring - 60).T), 40, atol=1.5)
    assert len(ring) == pytest.approx(2 * np.pi * 40, rel=0.1)  # a point a pixel


def test_a_ring_with_a_tail():
    image = picture([(60, 75), (60, 112)]).astype(np.uint8)
    cv2.circle(image, (60, 45), 30, 1, WIDTH - 2)
    strokes, _ = middle_lines(image > 0)
    length = sum(np.hypot(*np.diff(stroke, axis=0).T).sum() for stroke in strokes)
    assert len(strokes) <= 2 and length == pytest.approx(2 * np.pi * 30 + 37, rel=0.1)


def test_parts_that_do_not_touch_are_strokes_of_their_own():
    image = picture([(60, 15), (60, 75)])
    image[98:105, 56:63] = True
    strokes, _ = middle_lines(image)
    assert len(strokes) == 2
    dot = min(strokes, key=len)
    assert np.hypot(*(dot - (59, 101)).T).max() <= 4


def test_a_pixel_is_a_point():
    image = np.zeros((20, 20), bool)
    image[5, 8] = True
    (dot,), half_width = middle_lines(image)
    assert dot.tolist() == [[8, 5]] and half_width == 1


def test_a_blob_is_a_dot_or_little_more():
    image = np.zeros((60, 60), bool)
    image[20:41, 20:41] = True
    strokes, half_width = middle_lines(image)
    assert all(np.hypot(*(stroke - 30).T).max() <= 15 for stroke in strokes) and strokes
    assert half_width >= 5


def test_no_ink():
    assert middle_lines(np.zeros((20, 20), bool)) == ([], 0.0)


@pytest.mark.parametrize("seed", range(20))
def test_strokes_lie_in_the_ink_and_leave_none_out(seed):
    # Some of the sides of the four squares between 3 × 3 points.
    points = [(x, y) for y in (20, 60, 100) for x in (20, 60, 100)]
    sides = [(a, b) for a in points for b in points if (b[0] - a[0], b[1] - a[1]) in ((40, 0), (0, 40))]
    rng = np.random.default_rng(seed)
    solid = picture(*(sides[i] for i in rng.choice(len(sides), rng.integers(1, len(sides) + 1), replace=False)))
    strokes, _ = middle_lines(solid)
    drawn = np.zeros(solid.shape, np.uint8)
    cv2.polylines(drawn, [np.round(stroke).astype(np.int32) for stroke in strokes], False, 1)
    from_stroke, from_ink = (
        cv2.distanceTransform(1 - some.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE) for some in (drawn, solid)
    )
    assert from_ink[drawn > 0].max() == 0
    assert from_stroke[solid].max() <= 1.5 * WIDTH
