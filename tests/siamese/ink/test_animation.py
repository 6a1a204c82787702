import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from siamese.ink import animation
from siamese.ink.image_file import BadPicture, open_picture

SIDE = 60  # pixels


def frame(n: int, *, ground: str = "white", ink: str = "black", mode: str = "RGB") -> Image.Image:
    """The first n of six bars, each six pixels wide; SIDE pixels wide and high."""
    picture = Image.new(mode, (SIDE, SIDE), ground)
    for i in range(n):
        ImageDraw.Draw(picture).rectangle((2 + 10 * i, 10, 7 + 10 * i, 50), fill=ink)
    return picture


def animated(frames: list[Image.Image], form: str = "GIF", **options) -> bytes:
    file = io.BytesIO()
    options |= {"WEBP": {"lossless": True}, "AVIF": {"quality": 90}}.get(form, {})
    frames[0].save(file, form, save_all=True, append_images=frames[1:], duration=50, **options)
    return file.getvalue()


def bars(picture: Image.Image) -> int:
    levels = np.asarray(picture.convert("L"), float)[30]
    return sum(abs(levels[4 + 10 * i] - levels[0]) > 100 for i in range(6))


@pytest.mark.parametrize("form", animation.FORMATS)
@pytest.mark.parametrize(("ground", "ink"), [("white", "black"), ("black", "white"), ("navy", "yellow")])
def test_a_replay_is_its_whole_drawing(form, ground, ink):
    frames = [frame(n, ground=ground, ink=ink) for n in (0, 1, 2, 4, 6)]
    assert bars(open_picture(animated(frames, form))) == 6
    assert bars(open_picture(animated([*frames, frames[0]], form))) == 6  # it begins anew with a blank paper


@pytest.mark.parametrize(("form", "cleared"), [("GIF", {"disposal": 2}), ("PNG", {"disposal": 1}), ("WEBP", {})])
def test_a_replay_on_transparent_ground(form, cleared):
    frames = [frame(n, ground="#ffffff00", ink="white", mode="RGBA") for n in (1, 3, 6, 2)]
    assert bars(open_picture(animated(frames, form, **cleared))) == 6


@settings(max_examples=40)
@given(st.lists(st.integers(0, 6), min_size=2, max_size=12), st.sampled_from(("GIF", "PNG", "WEBP")))
def test_the_frame_with_most_ink_is_taken_wherever_it_is(numbers, form):
    assert bars(open_picture(animated([frame(n) for n in numbers], form))) == max(numbers)


def test_of_frames_with_nearly_as_much_ink_it_is_the_last():
    """The tip of a pen is on each frame but the last: 9 pixels beside the 6 × 41 of each bar."""
    frames = [frame(n) for n in (2, 4, 6)]
    for picture in frames:
        ImageDraw.Draw(picture).rectangle((40, 53, 42, 55), fill="black")
    assert np.asarray(open_picture(animated([*frames, frame(6)])).convert("L"))[54, 41] == 255


def test_noise_is_no_drawing():
    noise = [Image.effect_noise((SIDE, SIDE), 80).convert("RGB") for _ in range(2)]
    assert bars(open_picture(animated([noise[0], frame(6), noise[1]], "PNG"))) == 6
    large = [picture.resize((20 * SIDE, 20 * SIDE)) for picture in (frame(6), frame(3))]
    large.append(Image.effect_noise(large[0].size, 80).convert("RGB"))
    assert bars(open_picture(animated(large, "WEBP")).resize((SIDE, SIDE))) == 6


@pytest.mark.parametrize(("limit", "value"), [("MAX_FRAMES", 3), ("MAX_LOOKED", 3 * SIDE * SIDE)])
def test_so_many_frames_are_looked_at_and_no_more(limit, value, monkeypatch):
    monkeypatch.setattr(animation, limit, value)
    assert bars(open_picture(animated([frame(n) for n in (1, 2, 3, 4, 5)]))) == 3


@pytest.mark.parametrize("form", animation.FORMATS)
def test_an_animation_that_breaks_off_shows_what_came(form):
    whole = animated([frame(n) for n in (3, 4, 5, 6)], form)
    for kept in range(len(whole)):
        try:
            opened = open_picture(whole[:kept])
        except BadPicture:
            continue
        assert opened.size == (SIDE, SIDE)


def test_where_the_frames_of_a_png_make_no_sense_its_picture_counts():
    whole = animated([frame(2), frame(4)], "PNG")
    assert bars(open_picture(whole)) == 4
    for kind in (b"acTL", b"fcTL", b"fdAT"):
        place = whole.index(kind)
        end = place + 4 + int.from_bytes(whole[place - 4 : place]) + 4
        assert bars(open_picture(whole[: place - 4] + whole[end:])) >= 2  # without it


def test_a_frame_of_a_gif_that_is_larger_than_the_picture_is_not_looked_at():
    whole = bytearray(animated([frame(2), frame(4)]))
    second = whole.rindex(b"\x21\xf9\x04") + 8  # after what says how long it is shown
    assert whole[second] == ord(",")
    whole[second + 5 : second + 9] = b"\x60\xea\x60\xea"  # 60,000 pixels wide and high
    assert bars(open_picture(bytes(whole))) == 2
