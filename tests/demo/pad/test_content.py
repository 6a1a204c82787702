import base64
import io

import pytest
from PIL import Image, PngImagePlugin

from demo.pad.content import TOO_LONG, Blank, Picture, Strokes, read_value
from siamese.ink.frame import EmptyDrawing
from siamese.ink.image_file import BadPicture
from siamese.ink.strokes import MAX_BYTES, BadDrawing
from tests.demo.drawings import CROSS, value


def test_the_number_is_told_from_what_is_drawn():
    assert read_value('{"n":12,"strokes":[[1,2,3,4]]}') == (12, Strokes('{"strokes":[[1,2,3,4]]}'))
    assert read_value('{"n":7,"picture":"iVBO","box":[0,0,9,9]}') == (7, Picture('{"picture":"iVBO","box":[0,0,9,9]}'))


def test_programs_may_write_json_as_they_like_and_leave_the_number_out():
    assert read_value('{ "n": 3, "strokes": [[1, 2]]}') == (3, Strokes('{"strokes": [[1, 2]]}'))
    assert read_value('{"strokes":[[1,2]],"n":3}') == (0, Strokes('{"strokes":[[1,2]],"n":3}'))


def test_the_same_drawing_has_the_same_content_whatever_its_number():
    assert read_value(value(CROSS, n=1)).content == read_value(value(CROSS, n=2)).content


@pytest.mark.parametrize(("nothing", "n"), [(None, 0), ("", 0), (" ", 0), ('{"n":3,"strokes":[]}', 3)])
def test_a_blank_pad_is_blank(nothing, n):
    assert read_value(nothing) == (n, Blank())
    with pytest.raises(EmptyDrawing):
        Blank().ink()


@pytest.mark.parametrize("text", ["{}", "[]", '{"n":-1,"strokes":[]}', '{"n":1e9,', "x" * 10_000, '{"n":"1","s":[]}'])
def test_what_no_pad_sends_has_number_0_and_is_found_out_when_it_is_read(text):
    assert read_value(text) == (0, Strokes(text))
    if "strokes" not in text:
        with pytest.raises(BadDrawing):
            Strokes(text).ink()


def test_ink_and_drawing_are_of_the_same_strokes():
    content = read_value(value([[0, 0, 1000, 500]])).content
    assert content.ink().max() == 1
    (stroke,) = content.drawing().strokes
    assert stroke.tolist() == [[0, 0], [1000, 500]]


@pytest.mark.parametrize("text", ['{"picture":1,"box":2}', '{"picture":"x"}', '{"picture":"x","box":[' + "[" * 100_000])
def test_a_picture_that_no_pad_sends_is_a_sentence(text):
    content = read_value(text).content
    assert isinstance(content, Picture)
    for ask in (content.ink, content.drawing):
        with pytest.raises(BadPicture, match="Upload it again"):
            ask()


@pytest.mark.parametrize(("kind", "refusal"), [(Strokes, BadDrawing), (Picture, BadPicture)])
def test_what_is_too_long_is_not_even_parsed(kind, refusal, monkeypatch):
    monkeypatch.setattr("json.loads", None)
    with pytest.raises(refusal, match=TOO_LONG):
        kind("x" * (MAX_BYTES + 1)).ink()


def test_texts_in_a_picture_are_not_unpacked(monkeypatch):
    """Sixty of them, each of a megabyte, would take longer than all drawings of a class."""
    texts, file = PngImagePlugin.PngInfo(), io.BytesIO()
    texts.add_text("a", "b" * 1000, zip=True)
    Image.new("L", (40, 40), 255).save(file, "PNG", pnginfo=texts)
    monkeypatch.setattr(PngImagePlugin.PngStream, "chunk_zTXt", None)
    picture = base64.b64encode(file.getvalue()).decode()
    assert Picture(f'{{"picture":"{picture}","box":[100,100,500,500]}}').ink().max() == 1
