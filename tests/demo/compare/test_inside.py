import re

import numpy as np
import pytest

from demo.compare.inside import BLUE, NOTHING_YET, ORANGE, look_inside, overlay
from demo.pad.looker import BLANK, Look


def look(*numbers: float) -> Look:
    embedding = np.zeros(4, np.float32)
    embedding[: len(numbers)] = numbers
    return Look(np.zeros((8, 8, 1), np.float32), embedding)


def test_ink_of_one_has_its_colour_and_ink_of_both_is_dark():
    a = np.float32([[[1], [1]], [[0], [0]]])
    b = np.float32([[[1], [0]], [[1], [0]]])
    picture = overlay(a, b)
    np.testing.assert_allclose(picture[0, 1], BLUE)
    np.testing.assert_allclose(picture[1, 0], ORANGE)
    np.testing.assert_allclose(picture[1, 1], 1)
    assert picture[0, 0].max() < 0.3


def test_each_number_is_a_bar_and_the_strips_share_one_scale():
    # The difference is (1, -1, 0, 0): its bars are the tallest, 32 of 64 units, and so are those of 1 in A and in B.
    bars = re.findall(r'class="strip-bars" d="([^"]*)"', look_inside(look(1), look(0, 1)))
    heights = [[float(height) for height in re.findall(r"v(\S+?)(?=M|$)", strip)] for strip in bars]
    assert heights == [[-32, 0, 0, 0], [0, -32, 0, 0], [-32, 32, 0, 0]]


@pytest.mark.parametrize(
    ("a", "b", "distance", "half"),
    [
        (look(1), look(0, 1), "1.41", 1),  # squares 1 and 1: one of them is half of 2
        (look(1), look(-1), "2.00", 1),
        (look(0.5, 0.5, 0.5, 0.5), look(-0.5, -0.5, -0.5, 0.5), "1.73", 2),  # three equal squares: half is in two
    ],
)
def test_the_sentence_names_the_distance_and_how_many_numbers_make_it(a, b, distance, half):
    text = look_inside(a, b)
    assert f"<b>{distance}</b>" in text
    assert f"comes from {half} of the 4 numbers" in text


def test_a_drawing_beside_itself_has_no_difference():
    assert "comes from" not in look_inside(look(1), look(1))
    assert "<b>0.00</b>" in look_inside(look(1), look(1))


def test_without_two_symbols_there_is_nothing_to_see():
    assert look_inside(look(1), BLANK) == look_inside(BLANK, look(1)) == NOTHING_YET
