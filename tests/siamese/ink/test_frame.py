import cv2
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from siamese.ink.frame import BOX, FRAME, MIN_EXTENT, EmptyDrawing, NotInk, check_ink, prepare
from siamese.ink.strokes import ink_from_strokes

# A made-up glyph: a hook, and a bar across it.
GLYPH = [
    np.array([[0.3, 0.2], [0.3, 0.8], [0.5, 0.9], [0.7, 0.7]], np.float32),
    np.array([[0.2, 0.5], [0.6, 0.45]], np.float32),
]


def extent(frame: np.ndarray) -> tuple[int, int]:
    """Height and width of the ink in pixels."""
    ink = frame[..., 0] > 0.5
    return tuple(int(np.flatnonzero(ink.any(axis)).max() - np.flatnonzero(ink.any(axis)).min() + 1) for axis in (1, 0))


def test_frame_has_its_form():
    frame = prepare(ink_from_strokes(GLYPH))
    assert frame.shape == (FRAME, FRAME, 1)
    assert frame.dtype == np.float32
    assert frame.min() >= 0 and 0.9 < frame.max() <= 1


def test_larger_side_fills_the_box_and_proportions_stay():
    ink = np.zeros((200, 300), np.float32)
    ink[20:120, 40:90] = 1  # 100 high, 50 wide
    height, width = extent(prepare(ink))
    assert abs(height - BOX) <= 1
    assert abs(width - BOX / 2) <= 1


def test_symbol_is_centred():
    ink = np.zeros((200, 200), np.float32)
    ink[0:60, 150:200] = 1
    rows, columns = np.nonzero(prepare(ink)[..., 0] > 0.5)
    assert abs(rows.mean() - (FRAME - 1) / 2) < 1
    assert abs(columns.mean() - (FRAME - 1) / 2) < 1


@settings(max_examples=40, deadline=None)
@given(st.floats(0.3, 1.0), st.floats(0, 1), st.floats(0, 1))
@example(0.9921875, 0, 0)  # where the pen's width is next to half a pixel
def test_place_and_size_of_strokes_do_not_matter(scale, right, down):
    moved = [stroke * scale + np.array([right, down], np.float32) * (1 - scale) for stroke in GLYPH]
    difference = np.abs(prepare(ink_from_strokes(moved)) - prepare(ink_from_strokes(GLYPH)))
    # Edges may fall between other pixels: half a pixel along the outline, no more.
    assert difference.mean() < 0.02


def test_a_dot_stays_a_dot():
    ink = np.zeros((500, 500), np.float32)
    ink[240:260, 240:260] = 1  # 0.04 of the paper, half the smallest extent
    assert max(extent(prepare(ink))) == pytest.approx(BOX * 0.04 / MIN_EXTENT, abs=2)


@pytest.mark.parametrize("ink", [np.zeros((9, 9)), np.zeros((0, 0)), np.eye(2000)[:, ::-1] * (np.arange(2000) < 3)])
def test_blank_paper_and_specks_are_empty(ink):
    with pytest.raises(EmptyDrawing, match="no symbol yet"):
        prepare(ink.astype(np.float32))


def test_a_tap_of_the_pen_is_empty():
    with pytest.raises(EmptyDrawing):
        prepare(ink_from_strokes([np.array([[0.5, 0.5]])]))


def test_faint_ink_is_brought_to_full_strength():
    strong = ink_from_strokes(GLYPH)
    np.testing.assert_allclose(prepare(strong * 0.2), prepare(strong), atol=1e-5)


def test_faint_ink_does_not_count_for_the_box():
    ink = np.zeros((200, 200), np.float32)
    ink[60:120, 60:100] = 1
    smudged = ink.copy()
    smudged[190, 190] = 0.25
    np.testing.assert_array_equal(prepare(smudged), prepare(ink))


def test_ink_stays_in_range_where_it_is_enlarged():
    ink = np.zeros((20, 20), np.float32)
    ink[5:15, 5:15] = 1  # cubic interpolation would overshoot at its edges
    frame = prepare(ink)
    assert (frame.min(), frame.max()) == (0, 1)


def test_untidied_keeps_the_place():
    ink = np.zeros((100, 100), np.float32)
    ink[0:20, 0:20] = 1
    frame = prepare(ink, tidied=False)
    rows, _ = np.nonzero(frame[..., 0] > 0.5)
    assert rows.min() == 0
    assert rows.max() == pytest.approx(FRAME * 0.2, abs=1.5)


def test_frame_size_is_a_parameter():
    assert prepare(ink_from_strokes(GLYPH), frame=28).shape == (28, 28, 1)


def drawn_with(width: int, side: int = 800) -> np.ndarray:
    """A picture of the glyph, its lines so many pixels wide."""
    picture = np.zeros((side, side), np.uint8)
    for stroke in GLYPH:
        cv2.polylines(picture, [np.rint(stroke * side).astype(np.int32)], False, 255, width, cv2.LINE_AA)
    return picture / np.float32(255)


@pytest.mark.parametrize("width", [1, 2, 3, 6, 12])
def test_thin_lines_are_made_as_wide_as_can_be_seen(width):
    # The glyph is 0.7 of 800 = 560 pixels high: the thinnest line is 0.04 · 560 = 22 of them, two pixels of the frame.
    thin, middling = prepare(drawn_with(width)), prepare(drawn_with(22))
    assert thin.max() > 0.9
    assert np.abs(thin - middling).mean() < 0.01  # of a line of another width 0.03 and more


def test_lines_that_can_be_seen_stay_as_they_are():
    ink = drawn_with(40)
    wide, wider = prepare(ink), prepare(drawn_with(60))
    assert wider.sum() > 1.2 * wide.sum()
    # Nothing but shrunk: as much ink, in the smaller box.
    rows, columns = (np.flatnonzero((ink > 0.3).any(axis)) for axis in (1, 0))
    assert wide.sum() == pytest.approx(ink.sum() * (BOX / max(np.ptp(rows) + 1, np.ptp(columns) + 1)) ** 2, rel=0.02)


def test_a_filled_shape_stays_as_it_is():
    ink = np.zeros((400, 400), np.float32)
    ink[100:300, 100:300] = 1
    assert prepare(ink).sum() == pytest.approx(BOX**2, rel=0.02)


def test_untidied_lines_stay_thin():
    assert prepare(drawn_with(2), tidied=False).sum() < 0.5 * prepare(drawn_with(22), tidied=False).sum()


@pytest.mark.parametrize(
    ("array", "told"),
    [
        (1 - ink_from_strokes(GLYPH), "give 1 - array"),
        (255 * ink_from_strokes(GLYPH), "in \\[0, 1\\], but this array in \\[0, 255\\]"),
        (np.full((9, 9), np.nan), "nan"),
        (np.zeros((28, 28, 1)), "\\(28, 28, 1\\)"),
        (np.zeros((0, 9)), "\\(0, 9\\)"),
    ],
)
def test_what_is_no_ink_is_refused(array, told):
    with pytest.raises(NotInk, match=told):
        check_ink(array)


def test_ink_may_reach_every_edge():
    cross = np.zeros((40, 40), np.float32)
    cross[15:25] = cross[:, 15:25] = 1
    check_ink(cross)
