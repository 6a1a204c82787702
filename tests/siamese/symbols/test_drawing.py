import io

import numpy as np
import pytest
from PIL import Image

from siamese.ink.frame import FRAME, EmptyDrawing, prepare
from siamese.ink.strokes import ink_from_strokes
from siamese.symbols.drawing import PICTURE, Drawing
from tests.siamese.glyphs import BAR, CROSS, DOT, HOOK, RING


def test_strokes_are_kept_in_whole_paper_units():
    drawing = Drawing.of([np.array([[0.1234, 0.9996], [1.2, -0.1]], np.float32)])
    # 0.1234 · 1000 = 123.4, beyond the paper is its edge
    assert drawing.strokes[0].tolist() == [[123, 1000], [1000, 0]]
    assert drawing.strokes[0].dtype == np.int16


def test_the_encoder_sees_kept_strokes_as_it_sees_drawn_ones():
    drawn = [np.rint(stroke * 1000) / 1000 for stroke in HOOK]
    assert np.allclose(Drawing.of(drawn).frame(), prepare(ink_from_strokes(drawn)), atol=1e-6)


def test_ink_is_kept_as_a_small_tidied_picture():
    ink = np.zeros((900, 1200), np.float32)
    ink[400:700, 600:630] = 1
    drawing = Drawing.of(ink)
    assert (drawing.picture.shape, drawing.picture.dtype) == ((PICTURE, PICTURE), np.uint8)
    # Kept at twice the size and shrunk again: what the encoder sees differs by little.
    assert np.abs(drawing.frame() - prepare(ink)).mean() < 0.01
    assert drawing.frame().shape == (FRAME, FRAME, 1)


def test_a_small_mark_stays_small_when_it_is_kept():
    """It is as far below the minimum size as it was on its paper, not blown up once more."""
    ink = np.zeros((500, 500), np.float32)
    ink[240:260, 240:260] = 1  # 0.04 of the paper, half of the smallest size
    assert np.abs(Drawing.of(ink).frame() - prepare(ink)).mean() < 0.01


@pytest.mark.parametrize("empty", [[], DOT, np.zeros((50, 50), np.float32), [np.zeros((0, 2), np.float32)]])
def test_nothing_drawn_is_no_drawing(empty):
    with pytest.raises(EmptyDrawing):
        Drawing.of(empty)


def test_equal_drawings_have_one_id():
    drawings = [Drawing.of(strokes) for strokes in (RING, CROSS, BAR, HOOK, CROSS[:1], CROSS[::-1])]
    pictures = [Drawing.of(drawing.frame()[..., 0]) for drawing in drawings[:4]]
    ids = [drawing.id for drawing in drawings + pictures]
    assert len(set(ids)) == len(ids)
    assert Drawing.of(RING).id == drawings[0].id
    # The same points in one stroke or in two are two drawings.
    whole, parts = np.concatenate(CROSS), CROSS
    assert Drawing.of([whole]).id != Drawing.of(parts).id


def test_a_picture_for_people_is_dark_on_white():
    image = Image.open(io.BytesIO(Drawing.of(CROSS).png(80)))
    assert image.size == (80, 80)
    pixels = np.asarray(image.convert("L"))
    assert pixels[0, 0] == 255
    assert pixels[38:42, 38:42].max() < 60  # where the lines cross
