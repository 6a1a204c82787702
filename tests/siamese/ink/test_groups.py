import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siamese.ink.groups import MOST, find_symbols


def paper(width=400, height=200):
    return np.zeros((height, width), np.float32)


def ring(ink, x, y, radius=30):
    cv2.circle(ink, (x, y), radius, 1.0, 6, cv2.LINE_AA)


def line(ink, *points):
    cv2.polylines(ink, [np.array(points)], False, 1.0, 6, cv2.LINE_AA)


def test_a_row_is_found_from_left_to_right_each_with_a_margin():
    ink = paper()
    for x in (310, 60, 190):
        ring(ink, x, 100)
    boxes = find_symbols(ink)
    assert len(boxes) == 3
    for (left, top, right, bottom), x in zip(boxes, (60, 190, 310), strict=True):
        assert left * 400 < x - 33 and right * 400 > x + 33
        assert top * 200 < 67 and bottom * 200 > 133
        assert (right - left) * 400 < 100  # a margin, not the neighbour


def test_a_sheet_is_read_line_by_line():
    ink = paper(400, 400)
    places = [(x, y) for y in (70, 200, 330) for x in (70, 200, 330)]
    for x, y in places:
        ring(ink, x, y)
    middles = [((left + right) * 200, (top + bottom) * 200) for left, top, right, bottom in find_symbols(ink)]
    np.testing.assert_allclose(middles, places, atol=3)


def letter_i(ink):
    line(ink, (200, 80), (200, 160))
    cv2.circle(ink, (200, 50), 5, 1.0, -1)


def equals(ink):
    line(ink, (150, 80), (250, 80))
    line(ink, (150, 115), (250, 115))


def bars(ink):
    for x in (160, 200, 240):
        line(ink, (x, 40), (x, 160))


def dots(ink):
    for x in (150, 200, 250):
        cv2.circle(ink, (x, 100), 5, 1.0, -1)


def face(ink):
    ring(ink, 200, 100, 70)
    for x in (175, 225):
        cv2.circle(ink, (x, 80), 5, 1.0, -1)
    cv2.ellipse(ink, (200, 100), (35, 35), 0, 20, 160, 1.0, 6, cv2.LINE_AA)


def two_near(ink):
    ring(ink, 165, 100)
    ring(ink, 238, 100)


@pytest.mark.parametrize(
    "draw", [letter_i, equals, bars, dots, face, two_near, lambda ink: None, lambda ink: ring(ink, 90, 90)]
)
def test_parts_that_make_up_one_symbol_are_one(draw):
    ink = paper()
    draw(ink)
    assert find_symbols(ink) == []


def test_a_dot_belongs_to_what_it_stands_over():
    ink = paper()
    letter_i(ink)
    for x in (60, 330):
        ring(ink, x, 120)
    assert len(find_symbols(ink)) == 3
    _, top, _, _ = find_symbols(ink)[1]
    assert top * 200 < 46  # above the dot


def test_so_many_parts_that_it_is_no_sheet_are_left_alone():
    ink = np.zeros((900, 900), np.float32)
    for y in range(30, 900, 60):
        for x in range(30, 900, 60):
            ring(ink, x, y, 15)
    assert MOST < (900 // 60) ** 2 and find_symbols(ink) == []


@given(st.integers(0, 2**32 - 1))
def test_boxes_lie_in_the_picture_and_have_an_extent(seed):
    rng = np.random.default_rng(seed)
    ink = paper()
    for _ in range(rng.integers(0, 12)):
        line(ink, *rng.integers(0, [400, 200], (rng.integers(2, 5), 2)))
    boxes = find_symbols(ink)
    assert len(boxes) != 1
    for left, top, right, bottom in boxes:
        assert 0 <= left < right <= 1 and 0 <= top < bottom <= 1
