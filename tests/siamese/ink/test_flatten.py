"""What a transparent picture is laid on; how sizes and modes are read, `test_image_file` says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from siamese.ink.flatten import flatten

CLEAR = (0, 0, 0, 0)


def seven(colour, *, ground=CLEAR) -> Image.Image:
    picture = Image.new("RGBA", (200, 200), ground)
    ImageDraw.Draw(picture).line((50, 40, 150, 40, 90, 170), colour, 16, joint="curve")
    return picture


def ground(picture: Image.Image) -> int:
    return int(np.asarray(flatten(picture, 1600).convert("L"))[0, 0])


@pytest.mark.parametrize(
    ("colour", "laid_on"),
    [("black", 255), ("white", 0), ("red", 255), ("#dddddd", 0), ("yellow", 0), ("#444444", 255), ("#ffffff60", 0)],
)
def test_strokes_are_laid_on_what_they_stand_out_from(colour, laid_on):
    assert ground(seven(colour)) == laid_on


@pytest.mark.parametrize("colour", ["red", "blue", "black", "green"])
@pytest.mark.parametrize("place", [(150, 150), (100, 40)], ids=["beside", "on"])
def test_a_speck_of_colour_does_not_choose_the_ground(colour, place):
    for strokes, laid_on in (("white", 0), ("black", 255)):
        picture = seven(strokes)
        x, y = place
        speck = "white" if (strokes, colour) == ("black", "black") else colour
        ImageDraw.Draw(picture).ellipse((x - 8, y - 8, x + 8, y + 8), fill=speck)
        assert ground(picture) == laid_on


def test_a_paper_with_clear_corners_stays_what_it_is():
    for paper, ink, laid_on in (("white", "black", 255), ("#202020", "white", 0)):
        picture = Image.new("RGBA", (200, 200), CLEAR)
        ImageDraw.Draw(picture).rounded_rectangle((0, 0, 199, 199), 30, fill=paper)
        picture.alpha_composite(seven(ink))
        assert ground(picture) == laid_on


def test_a_picture_of_nothing_is_white_paper():
    assert ground(Image.new("RGBA", (20, 20), CLEAR)) == 255


@given(st.integers(0, 255), st.integers(1, 255))
def test_strokes_of_any_grey_differ_from_the_ground_by_at_least_half_their_opacity(level, alpha):
    levels = np.asarray(flatten(seven((level, level, level, alpha)), 1600).convert("L"), int)
    # A level of 128 or more is laid on 0, a lower one on 255: 127 levels away at least, where it is opaque.
    assert abs(levels[40, 100] - levels[0, 0]) >= 127 * alpha / 255 - 2
