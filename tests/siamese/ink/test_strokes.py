import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siamese.ink.frame import MIN_EXTENT
from siamese.ink.strokes import (
    MAX_BYTES,
    MAX_LENGTH,
    MAX_POINTS,
    MAX_STROKES,
    PEN,
    BadDrawing,
    dump_strokes,
    ink_from_strokes,
    parse_strokes,
)

LINE = np.array([[0.25, 0.5], [0.75, 0.5]], np.float32)


def test_parse_reads_thousandths_of_the_paper():
    (stroke,) = parse_strokes('{"strokes": [[0, 500, 1000, 250]]}')
    np.testing.assert_allclose(stroke, [[0, 0.5], [1, 0.25]])
    assert stroke.dtype == np.float32


def test_parse_moves_points_beyond_the_paper_to_its_edge():
    (stroke,) = parse_strokes('{"strokes": [[-300, 5000]]}')
    assert stroke.tolist() == [[0, 1]]


def test_parse_leaves_empty_strokes_out():
    assert parse_strokes('{"strokes": [[], []]}') == []


def test_dump_and_parse_are_inverse_to_each_other():
    text = '{"strokes":[[0,500,1000,250],[3,4]]}'
    assert dump_strokes(parse_strokes(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"strokes": 3}',
        '{"strokes": [3]}',
        '{"strokes": [["a", "b"]]}',
        '{"strokes": [[1]]}',
        '{"strokes": [[1, true]]}',
        '{"strokes": [[NaN, 1]]}',
        '{"strokes": [[1, Infinity]]}',
        '{"strokes": [[1e999, 1]]}',
        '{"strokes": [[1' + "0" * 400 + ", 1]]}",
        '{"strokes": [[[1], 1]]}',
        "[" * 100_000,
        '{"strokes": ' + "[" * 100_000,
        " " * (MAX_BYTES + 1),
        json.dumps({"strokes": [[1, 2]] * (MAX_STROKES + 1)}),
        json.dumps({"strokes": [[1, 2] * (MAX_POINTS + 1)]}),
    ],
    ids=lambda text: text[:40],
)
def test_what_is_no_drawing_is_refused_in_a_sentence(text):
    with pytest.raises(BadDrawing, match=r"[.]$"):
        parse_strokes(text)


def zigzag(n: int, side: int, *, lifted: bool = False) -> str:
    """n lines across a square of that side, each as long as it."""
    ends = [[200, 200 + side * (i % 2)] for i in range(n + 1)]
    lines = [[*a, *b] for a, b in pairwise(ends)] if lifted else [[number for end in ends for number in end]]
    return json.dumps({"strokes": lines})


@pytest.mark.parametrize("lifted", [False, True])
@pytest.mark.parametrize("side", [80, 700])
def test_lines_are_limited_in_length_however_large_the_drawing_is(side, lifted):
    assert len(parse_strokes(zigzag(MAX_LENGTH, side, lifted=lifted))) == (MAX_LENGTH if lifted else 1)
    with pytest.raises(BadDrawing, match="more than 500 times as long as it is wide or high"):
        parse_strokes(zigzag(MAX_LENGTH + 1, side, lifted=lifted))


def test_the_way_of_a_lifted_pen_is_no_line():
    """From corner to corner and back, 998 times: 1,411 sides in the air, and dots."""
    assert len(parse_strokes(json.dumps({"strokes": [[0, 0], [1000, 1000]] * 499}))) == 998


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
    )
)
def test_any_json_gives_strokes_or_a_sentence(content):
    try:
        strokes = parse_strokes(json.dumps({"strokes": content}))
    except BadDrawing:
        return
    assert all(np.isfinite(stroke).all() for stroke in strokes)


def test_no_strokes_are_an_empty_paper():
    assert ink_from_strokes([]).max() == 0


def test_ink_stands_where_it_was_drawn():
    ink = ink_from_strokes([LINE])
    side = len(ink)
    rows, columns = np.nonzero(ink > 0.5)
    assert abs(rows.mean() / side - 0.5) < 0.01
    assert abs(columns.min() / side - 0.25) < 0.04
    assert abs(columns.max() / side - 0.75) < 0.04


def test_ink_of_a_mirrored_drawing_is_mirrored():
    """To the pixel: paper 0 is the left edge of the first, not its centre."""
    slope = np.array([[0.2, 0.3], [0.7, 0.6]], np.float32)
    ink, mirrored = ink_from_strokes([slope], pen=0.2), ink_from_strokes([1 - slope], pen=0.2)
    np.testing.assert_allclose(mirrored, ink[::-1, ::-1], atol=0.1)


def test_strokes_beyond_the_paper_leave_its_resolution():
    assert ink_from_strokes([LINE * 3]).shape == ink_from_strokes([LINE * 2]).shape


def test_pen_width_is_a_share_of_the_symbol():
    ink = ink_from_strokes([LINE])
    column = ink[:, len(ink) // 2].sum() / len(ink)
    # The line is half a paper long: 0.06 of that is 0.03 of the paper, give or take a pixel.
    assert abs(column - PEN * 0.5) < 1.5 / len(ink)


def test_a_small_symbol_is_drawn_in_a_finer_resolution():
    small, large = ink_from_strokes([LINE * 0.2]), ink_from_strokes([LINE])
    assert len(small) == pytest.approx(5 * len(large), abs=3)


def test_the_resolution_is_bounded():
    assert len(ink_from_strokes([LINE * 0.001])) <= 2 * 64 / MIN_EXTENT


def test_a_stroke_of_one_point_is_a_dot():
    dotted = ink_from_strokes([LINE, np.array([[0.5, 0.25]], np.float32)])
    side = len(dotted)
    assert dotted[round(0.25 * side), round(0.5 * side)] > 0.5
