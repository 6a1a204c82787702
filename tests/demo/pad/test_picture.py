import base64
import io
import json

import numpy as np
import pytest
from gradio.data_classes import DataWithFiles
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from demo.pad.picture import ink_from_picture, read_picture
from siamese.ink.frame import prepare
from siamese.ink.image_file import BadPicture
from siamese.ink.photo import ink_from_image


def a_cross(size=(800, 600)) -> Image.Image:
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    pen.line((450, 250, 650, 500), "black", 14)
    pen.line((650, 250, 450, 500), "black", 14)
    return image


def sent(image: Image.Image, kind: str = "PNG") -> DataWithFiles:
    file = io.BytesIO()
    image.save(file, kind)
    return DataWithFiles(data={}, files=[("picture", file.getvalue())])


def test_what_the_page_keeps_of_a_picture_is_judged_as_the_picture_itself():
    kept = read_picture(sent(a_cross()))
    again = prepare(ink_from_picture(kept["picture"], kept["box"]))
    original = prepare(ink_from_image(a_cross()))
    assert np.abs(again - original).mean() < 0.02
    assert np.abs(again - original).max() < 0.5  # at most the soft edges differ


def test_the_symbol_keeps_its_place_on_the_paper():
    """A picture of 800 × 600 lies in the middle of a square of 800: x from 450, y from 250 + 100, 200 × 250 large."""
    left, top, width, height = read_picture(sent(a_cross()))["box"]
    assert (left, top) == pytest.approx((450 / 0.8, 350 / 0.8), abs=15)
    assert (width, height) == pytest.approx((200 / 0.8, 250 / 0.8), abs=25)


def test_what_the_page_keeps_is_small():
    noisy = Image.fromarray(np.random.default_rng(0).integers(0, 256, (1000, 1000, 3), np.uint8))
    assert len(read_picture(sent(a_cross()))["picture"]) < 10_000
    assert len(read_picture(sent(a_cross()))["preview"]) < 30_000
    kept = read_picture(sent(noisy))
    assert len(kept.get("picture", "")) < 200_000


def three_rings() -> Image.Image:
    image = Image.new("RGB", (800, 400), "white")
    pen = ImageDraw.Draw(image)
    for x in (100, 400, 700):
        pen.ellipse((x - 60, 140, x + 60, 260), outline="black", width=14)
    return image


def test_several_symbols_are_marked_and_one_of_them_can_be_cut_out():
    answer = read_picture(sent(three_rings()))
    assert "fix" not in answer and len(answer["symbols"]) == 3
    left, top, right, bottom = answer["symbols"][1]
    assert left * 800 < 340 and right * 800 > 460 and top * 400 < 140 and bottom * 400 > 260
    upload = sent(three_rings())
    upload.data["fix"] = json.dumps({"crop": answer["symbols"][1]})
    chosen = read_picture(upload)
    assert "symbols" not in chosen
    one = Image.new("RGB", (800, 400), "white")
    ImageDraw.Draw(one).ellipse((340, 140, 460, 260), outline="black", width=14)
    alone = prepare(ink_from_image(one))
    assert np.abs(prepare(ink_from_picture(chosen["picture"], chosen["box"])) - alone).mean() < 0.02


def test_one_symbol_has_no_marks():
    assert not {"symbols", "fix"} & read_picture(sent(a_cross())).keys()


def test_of_a_figure_the_page_is_told_that_its_axes_were_cut_off():
    image = Image.new("RGB", (640, 480), "white")
    pen = ImageDraw.Draw(image)
    pen.rectangle((140, 60, 520, 420), fill="#440154")
    pen.line((220, 120, 440, 120, 300, 380), "#fde725", 14)
    answer = read_picture(sent(image))
    left, _, right, _ = answer["fix"].pop("crop")
    assert answer["fix"] == {"turn": 0, "swap": False, "darkness": 0.0, "keep_lines": False}
    assert (left * 640, right * 640) == pytest.approx((140, 520), abs=12)


@pytest.mark.parametrize("upload", [None, "a text", {"files": []}, DataWithFiles(data={}, files=[])])
def test_an_upload_without_a_file_is_a_sentence(upload):
    assert read_picture(upload) == {"problem": "No picture came. Choose one."}


@pytest.mark.parametrize("data", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n", b"<svg/>"])
def test_a_file_that_is_no_picture_is_a_sentence(data):
    answer = read_picture(DataWithFiles(data={}, files=[("x.png", data)]))
    assert set(answer) == {"problem"}


def test_a_blank_picture_is_a_sentence():
    assert "No symbol" in read_picture(sent(Image.new("L", (300, 300), 255)))["problem"]


def png(image: Image.Image) -> str:
    file = io.BytesIO()
    image.save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


@pytest.mark.parametrize(
    ("picture", "box"),
    [
        ("not base64", [0, 0, 100, 100]),
        (base64.b64encode(b"no png").decode(), [0, 0, 100, 100]),
        ("A" * 300_000, [0, 0, 100, 100]),
        (png(Image.new("L", (2000, 10), 255)), [0, 0, 100, 100]),
        (png(Image.new("L", (10, 10), 255)), [0, 0, 100]),
        (png(Image.new("L", (10, 10), 255)), ["x", 0, 1, 1]),
        (png(Image.new("L", (10, 10), 255)), [0, 0, 10**400, 1]),
        (png(Image.new("L", (10, 10), 255)), [[0, 0], [0], 1, 1]),
        (None, None),
    ],
)
def test_what_no_page_keeps_is_refused(picture, box):
    with pytest.raises(BadPicture):
        ink_from_picture(picture, box)


@given(st.lists(st.floats(), min_size=4, max_size=4))
def test_any_box_gives_a_paper_of_bounded_size(box):
    picture = png(Image.new("L", (10, 10), 255))
    try:
        ink = ink_from_picture(picture, box)
    except BadPicture:
        return
    assert ink.shape[0] == ink.shape[1] <= 1024
    assert 0 <= ink.min() <= ink.max() <= 1


def fixed(image: Image.Image, fix) -> dict:
    upload = sent(image)
    return read_picture(DataWithFiles(data={"fix": fix}, files=upload.files))


def test_the_copy_that_the_page_keeps_reads_like_the_file_and_a_fix_of_nothing_changes_nothing():
    first = read_picture(sent(a_cross()))
    copy = base64.b64decode(first["preview"].split(",")[1])
    again = read_picture(DataWithFiles(data={"fix": "{}"}, files=[("preview", copy)]))
    assert set(again) == {"picture", "box"}
    one, two = (prepare(ink_from_picture(kept["picture"], kept["box"])) for kept in (first, again))
    assert np.abs(one - two).mean() < 0.02


def test_a_quarter_turn_moves_the_symbol_as_it_moves_the_picture():
    """x from 450 of 800 and y from 350 of 800 become x from 800 − 600 and y from 450: down is left, right is down."""
    left, top, width, height = fixed(a_cross(), '{"turn": 1}')["box"]
    assert (left, top) == pytest.approx((200 / 0.8, 450 / 0.8), abs=15)
    assert (width, height) == pytest.approx((250 / 0.8, 200 / 0.8), abs=25)


def test_only_what_is_left_by_the_crop_counts():
    image = a_cross()
    ImageDraw.Draw(image).ellipse((50, 50, 200, 200), fill="black")
    left, top, width, height = fixed(image, '{"crop": [0.5, 0.3, 1, 1]}')["box"]
    # The crop is 400 × 420, in the middle of a square of 420: x from 450 − 400 + 10, y from 250 − 180.
    assert (left, top) == pytest.approx((60 / 0.42, 70 / 0.42), abs=25)
    assert (width, height) == pytest.approx((200 / 0.42, 250 / 0.42), abs=40)


@pytest.mark.parametrize(
    "fix",
    ["", "null", "[]", "5", "x" * 2000, "[" * 900, '{"crop": [0, 0, 0.02, 1]}', '{"crop": [NaN, 0, 1, 1]}',
     '{"crop": [0, 0, 1]}', '{"crop": 3}', '{"turn": "x"}', '{"turn": Infinity}', '{"darkness": null}',
     '{"darkness": NaN}', '{"crop": [1, 1, 0, 0]}', 7],
)  # fmt: skip
def test_a_fix_that_makes_no_sense_is_a_sentence(fix):
    assert fixed(a_cross(), fix) == {"problem": "This change could not be made. The picture is as it was."}


def test_a_fix_beyond_its_range_is_moved_into_it():
    assert fixed(a_cross(), '{"turn": 5, "darkness": 99}') == fixed(a_cross(), '{"turn": 1, "darkness": 1}')
    assert fixed(a_cross(), '{"crop": [-1, 0, 2, 1]}') == fixed(a_cross(), "{}")


def test_a_fix_that_leaves_nothing_says_so():
    assert "no symbol is left" in fixed(a_cross(), '{"crop": [0, 0, 0.2, 0.2]}')["problem"]
