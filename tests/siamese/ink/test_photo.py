from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from PIL import Image

from siamese.ink import lighting, photo, ruled_lines
from siamese.ink.frame import EmptyDrawing, prepare
from siamese.ink.image_file import open_picture
from siamese.ink.photo import Fix, ink_from_image
from siamese.ink.strokes import ink_from_strokes
from tests.photo_maker import SCENES, blank_sheet, encode, make_photo
from tests.siamese.glyphs import CROSS, HOOK, RING, line

FLAG = [line((0.3, 0.9), (0.3, 0.1), (0.8, 0.3), (0.3, 0.5))]
SEMICOLON = [line((0.5, 0.2), (0.5, 0.21)), line((0.5, 0.6), (0.4, 0.9))]
GLYPHS = (RING, CROSS, HOOK, FLAG)


def alike(a: np.ndarray, b: np.ndarray) -> float:
    """How much of either symbol lies on the other, within a pixel of the frame: 1 is all, 0 nothing (F1)."""
    a, b = (prepare(ink)[..., 0] > 0.4 for ink in (a, b))
    wide_a, wide_b = (cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0 for mask in (a, b))
    precise, complete = (a & wide_b).sum() / a.sum(), (b & wide_a).sum() / b.sum()
    return 2 * precise * complete / max(precise + complete, 1e-9)


def scene(name: str, **changes):
    """A scene in a smaller picture, to save time."""
    return replace(SCENES[name], width=min(480, SCENES[name].width), **changes)


@cache
def a_photo(name: str, seed: int):
    return make_photo(GLYPHS[seed % len(GLYPHS)], scene(name), rng=np.random.default_rng([seed, len(name)]))


def picture_of(ink: np.ndarray) -> Image.Image:
    """Black on white."""
    return Image.fromarray(np.rint(255 * (1 - ink)).astype(np.uint8))


# Photos


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("name", SCENES)
def test_the_symbol_is_found_in_a_photo(name, seed):
    taken = a_photo(name, seed)
    ink = ink_from_image(taken.picture)
    assert ink.dtype == np.float32
    assert 0 <= ink.min() <= ink.max() <= 1
    assert max(ink.shape) <= photo.LARGEST
    # "Wide" of each mask is a pixel of 64, so 0.9 leaves room for the pencil's grain, and none for a lost stroke.
    assert alike(ink, taken.ink) > 0.9


@pytest.mark.parametrize(
    "name", ["plain", "shadow", "ruled", "squared", "dotted", "pencil", "yellow pen", "sticky note", "webcam"]
)
def test_a_blank_sheet_has_no_ink(name):
    for seed in range(2):
        assert ink_from_image(blank_sheet(scene(name), rng=np.random.default_rng([seed, 7]))).max() == 0


def test_strokes_keep_their_width():
    for name in ("plain", "shadow", "squared", "marker", "felt pen"):
        taken = a_photo(name, 1)
        found, drawn = prepare(ink_from_image(taken.picture)).sum(), prepare(taken.ink).sum()
        assert found == pytest.approx(drawn, rel=0.1), name


def test_a_photo_may_be_inverted_saved_badly_or_transparent():
    taken = a_photo("shadow", 1)
    plain = ink_from_image(taken.picture)
    inverted = Image.fromarray(255 - np.asarray(taken.picture))
    transparent = taken.picture.convert("RGBA")
    for other in (inverted, open_picture(encode(taken.picture, "JPEG", quality=40)), transparent.convert("RGB")):
        assert alike(ink_from_image(other), plain) > 0.99


def test_how_the_camera_was_held_does_not_matter():
    taken = a_photo("plain", 3).picture
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown turned clockwise by a quarter
    stored = encode(taken.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif, quality=90)
    assert alike(ink_from_image(open_picture(stored)), ink_from_image(taken)) > 0.99


def test_twelve_megapixels_are_read_like_the_small_photo():
    taken = a_photo("shadow", 0).picture
    large = taken.resize((4000, 4000 * taken.height // taken.width), Image.Resampling.BICUBIC)
    ink = ink_from_image(open_picture(encode(large, "JPEG", quality=85)))
    assert max(ink.shape) == photo.LARGEST
    assert alike(ink, ink_from_image(taken)) > 0.99


def test_a_filled_symbol_is_not_hollowed_out():
    heart = np.zeros((480, 640), np.float32)
    cv2.circle(heart, (330, 250), 120, 1, -1, cv2.LINE_AA)
    light = np.linspace(0.95, 0.6, 640) * (1 - 0.85 * heart)
    light += np.random.default_rng(0).normal(0, 0.01, light.shape)
    ink = ink_from_image(Image.fromarray((light * 255).clip(0, 255).astype(np.uint8)))
    assert np.abs(ink - heart).mean() < 0.01


def test_symbols_that_reach_the_edge_of_a_photo_are_no_lines_or_scraps():
    y, x = np.mgrid[0:480, 0:480]
    for bars in (
        (np.abs(x - 240) < 12) | (np.abs(y - 240) < 12),  # a cross from side to side
        (np.abs(x - 150) < 9) | (np.abs(x - 330) < 9) | (np.abs(y - 150) < 9) | (np.abs(y - 330) < 9),  # #
    ):
        light = np.where(bars, 0.15, 0.85) * (1 - 0.3 * x / 480)
        light += np.random.default_rng(0).normal(0, 0.01, light.shape)
        ink = ink_from_image(Image.fromarray((light * 255).clip(0, 255).astype(np.uint8)))
        assert np.abs(ink - bars).mean() < 0.02


def test_the_dot_of_a_photographed_symbol_survives():
    for name in ("plain", "squared", "blackboard"):
        taken = make_photo(SEMICOLON, scene(name, pen=(0.06, 0.08)), rng=np.random.default_rng(3))
        parts = cv2.connectedComponents((ink_from_image(taken.picture) > 0.5).astype(np.uint8))[0] - 1
        assert parts == 2, name


def test_what_a_box_goes_round_is_the_symbol_but_not_in_a_digital_picture():
    taken = make_photo(CROSS, scene("frame"), rng=np.random.default_rng(5))
    assert alike(ink_from_image(taken.picture), taken.ink) > 0.95
    boxed = np.zeros((105, 105), np.float32)
    cv2.rectangle(boxed, (20, 20), (84, 84), 1, 2)
    cv2.rectangle(boxed, (40, 40), (64, 64), 1, 2)
    np.testing.assert_array_equal(ink_from_image(picture_of(boxed)), boxed)


# What a person puts right


def test_a_box_round_the_symbol_stays_where_lines_are_kept():
    taken = make_photo(CROSS, scene("frame"), rng=np.random.default_rng(5))
    without, within = (ink_from_image(taken.picture, Fix(keep_lines=keep)) for keep in (False, True))
    extents = [np.ptp(np.argwhere(ink > 0.5), axis=0).max() for ink in (without, within)]
    # The box has a gap of 5 to 15 % of the picture's shorter side on each side of a symbol of at most half of it.
    assert extents[1] > 1.15 * extents[0]


def test_a_symbol_of_many_level_bars_stays_where_lines_are_kept():
    bars = np.zeros((480, 480), np.float32)
    for y in range(80, 401, 80):
        bars[y : y + 5, 40:440] = 1
    light = (0.85 - 0.7 * bars) * np.linspace(1, 0.7, 480)
    light += np.random.default_rng(0).normal(0, 0.01, bars.shape)
    picture = Image.fromarray((light * 255).clip(0, 255).astype(np.uint8))
    # Five parallel lines from side to side look like ruled paper.
    assert ink_from_image(picture).sum() < 0.5 * bars.sum()
    assert alike(ink_from_image(picture, Fix(keep_lines=True)), bars) > 0.95


def test_fainter_things_are_ink_where_more_darkness_is_asked_for():
    taken = a_photo("pencil", 2)
    amounts = [ink_from_image(taken.picture, Fix(darkness=darkness)).sum() for darkness in (-1, -0.5, 0, 0.5, 1)]
    assert amounts == sorted(amounts)
    assert amounts[0] < 0.8 * amounts[-1]


def test_swapping_a_blackboard_that_was_inverted_gives_the_same_ink():
    taken = a_photo("blackboard", 1)
    inverted = Image.fromarray(255 - np.asarray(taken.picture))
    # The polarity is guessed right both times, so that swapping makes it wrong both times in the same way.
    assert alike(ink_from_image(taken.picture), ink_from_image(inverted)) > 0.95
    np.testing.assert_array_equal(
        ink_from_image(taken.picture, Fix(swap=True)), ink_from_image(inverted, Fix(swap=True))
    )


def test_a_digital_picture_is_swapped_turned_and_cropped_exactly():
    ink = np.zeros((60, 80), np.float32)
    ink[10:20, 30:70] = 1
    picture = picture_of(ink)
    np.testing.assert_array_equal(ink_from_image(picture, Fix(swap=True)), 1 - ink)
    np.testing.assert_array_equal(ink_from_image(picture, Fix(turn=1)), np.rot90(ink, -1))
    np.testing.assert_array_equal(ink_from_image(picture, Fix(crop=(0.25, 0, 1, 0.5))), ink[:30, 20:])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("size", [(4, 4), (4, 80), (80, 4)])
@pytest.mark.parametrize("start", [0, 0.45, 0.9])
def test_the_smallest_crop_of_the_smallest_picture_has_a_pixel(size, start):
    levels = np.random.default_rng(0).integers(0, 256, size, np.uint8)
    ink = ink_from_image(Image.fromarray(levels), Fix(crop=(start, start, start + 0.1, start + 0.1)))
    # A tenth of 80 is 8, of 4 it is none, so one.
    assert ink.shape == tuple(max(side // 10, 1) for side in size)


# Digital pictures


def dots() -> np.ndarray:
    """A Braille cell."""
    cell = np.zeros((105, 105), np.float32)
    for x, y in ((40, 30), (64, 30), (40, 54), (64, 78)):
        cell[y : y + 4, x : x + 4] = 1
    return cell


def thin() -> np.ndarray:
    lines = np.zeros((105, 105), np.float32)
    cv2.polylines(lines, [np.array([(10, 90), (50, 15), (90, 92)])], False, 1, 1)
    lines[2, 50] = 1  # one pixel above
    return lines


def small() -> np.ndarray:
    """28 pixels, soft edges, like a digit of MNIST."""
    return cv2.resize(ink_from_strokes(FLAG, pen=0.12), (28, 28), interpolation=cv2.INTER_AREA)


def thick() -> np.ndarray:
    disc = np.zeros((105, 105), np.float32)
    cv2.circle(disc, (52, 52), 45, 1, -1)
    return disc


def to_the_edge() -> np.ndarray:
    bars = np.zeros((105, 105), np.float32)
    bars[50:54], bars[:, 50:54] = 1, 1
    return bars


@pytest.mark.parametrize("light_on_dark", [False, True])
@pytest.mark.parametrize("draw", [dots, thin, small, thick, to_the_edge])
def test_digital_pictures_pass_untouched(draw, light_on_dark):
    ink = draw()
    ink /= ink.max()
    levels = np.rint(255 * (ink if light_on_dark else 1 - ink)).astype(np.uint8)
    # Half a level of 255 is lost in rounding, and the strongest tenth of soft strokes may count as full ink.
    np.testing.assert_allclose(ink_from_image(Image.fromarray(levels)), ink, atol=0.06 if draw is small else 1e-6)


def lined_scan(strokes, rows) -> tuple[np.ndarray, Image.Image]:
    """Ink, and a picture of it on evenly lit paper with grey lines."""
    ink = cv2.resize(ink_from_strokes(strokes), (480, 480))
    paper = np.full(ink.shape, 0.9, np.float32)
    for row in rows:
        paper[row : row + 2] = 0.6
    return ink, picture_of(1 - (paper - (paper - 0.1) * ink))


def test_a_scan_of_lined_paper_loses_its_lines():
    ink, scan = lined_scan(HOOK, range(20, 480, 40))
    cleaned = ink_from_image(scan)
    assert alike(cleaned, ink) > 0.95
    assert cleaned[:, :40].max() == cleaned[:, -40:].max() == 0
    assert ink_from_image(scan, Fix(keep_lines=True))[20, :40].min() > 0.2


def test_few_lines_or_short_ones_in_a_digital_picture_are_the_symbol():
    for strokes, rows in (
        (HOOK, range(60, 480, 120)),  # four lines
        ([line((0.06, y), (0.94, y)) for y in (0.1, 0.25, 0.4, 0.55, 0.7, 0.85)], ()),  # not to the edges
    ):
        _, scan = lined_scan(strokes, rows)
        np.testing.assert_array_equal(ink_from_image(scan), ink_from_image(scan, Fix(keep_lines=True)))


def test_a_symbol_cut_out_tightly_is_not_taken_for_its_paper():
    square = np.zeros((60, 60), np.float32)
    square[:5], square[-5:], square[:, :5], square[:, -5:] = 1, 1, 1, 1
    for levels in (square, 1 - square):
        np.testing.assert_array_equal(ink_from_image(picture_of(levels)), square)


def test_any_colour_on_any_paper_is_ink():
    cross = ink_from_strokes(CROSS)
    for pen, sheet in (
        ((245, 147, 34), "white"),
        ((255, 220, 0), "white"),
        ((255, 255, 255), (20, 40, 160)),
        ((0, 90, 0), (160, 0, 0)),  # equally light: luminance alone would show nothing
    ):
        picture = Image.new("RGB", cross.shape[::-1], sheet)
        picture.paste(pen, mask=Image.fromarray(np.rint(255 * cross).astype(np.uint8)))
        np.testing.assert_allclose(ink_from_image(picture), cross, atol=0.03)


def test_a_screenshot_of_low_contrast_is_read_and_a_plain_one_is_blank():
    cross = ink_from_strokes(CROSS)
    grey = Image.fromarray(np.rint(240 - 60 * cross).astype(np.uint8))
    np.testing.assert_allclose(ink_from_image(grey), cross, atol=0.03)
    for level in (0, 128, 255):
        assert ink_from_image(Image.new("RGB", (300, 200), (level,) * 3)).max() == 0


@pytest.mark.parametrize("size", [105, 630])
@pytest.mark.parametrize("draw", [dots, thin])
def test_jpeg_of_a_digital_picture(draw, size):
    ink = cv2.resize(draw(), (size, size), interpolation=cv2.INTER_NEAREST)
    opened = open_picture(encode(picture_of(ink), "JPEG", quality=40))
    assert alike(ink_from_image(opened), ink) > 0.97


@settings(max_examples=150)
@given(arrays(np.uint8, array_shapes(min_dims=2, max_dims=2, min_side=4, max_side=90)), st.integers(1, 12))
def test_any_picture_gives_ink_or_none(levels, scale):
    levels = np.kron(levels, np.ones((scale, scale), np.uint8))[:700, :700]
    ink = ink_from_image(Image.fromarray(levels))
    assert ink.dtype == np.float32
    assert ink.ndim == 2
    assert np.isfinite(ink).all()
    assert 0 <= ink.min() <= ink.max() <= 1
    try:
        prepare(ink)
    except EmptyDrawing:
        return


# The steps


def test_dark_paper_is_told_from_light():
    for name in ("plain", "shadow", "hard shadow", "marker", "squared", "on a table", "whiteboard"):
        assert not lighting.is_dark(np.asarray(a_photo(name, 1).picture, np.float32) / 255), name
    assert lighting.is_dark(np.asarray(a_photo("blackboard", 1).picture, np.float32) / 255)


def test_shadows_have_no_depth():
    x = np.linspace(0, 1, 400, dtype=np.float32)
    shadow = 0.9 * (1 - 0.5 / (1 + np.exp(-(x - 0.5) * 20)))  # half of the light, gone over a tenth of the picture
    sheet = np.repeat(np.repeat(shadow[None, :, None], 300, 0), 3, 2)
    assert np.abs(lighting.flatten_light(sheet)).max() < 0.03
    sheet[100:105] *= 0.2  # a stroke takes four fifths of the light, in the sun and in the shadow
    assert lighting.flatten_light(sheet)[102].min() == pytest.approx(0.8, abs=0.03)
    assert lighting.flatten_light(sheet)[102].max() == pytest.approx(0.8, abs=0.03)


def drop_lines(depth: np.ndarray) -> tuple[np.ndarray, bool]:
    return ruled_lines.drop_ruled_lines(depth, np.full_like(depth, 0.01))


def test_printed_lines_go_and_what_crosses_them_stays():
    depth = np.random.default_rng(0).normal(0, 0.01, (300, 400)).astype(np.float32)
    symbol = np.zeros_like(depth)
    cv2.line(symbol, (150, 60), (250, 240), 0.4, 5)
    printed = np.zeros_like(depth)
    printed[20::30], printed[21::30] = 0.35, 0.35
    # What a line and a stroke over it let through multiplies.
    dropped, ruled = drop_lines(1 - (1 - depth) * (1 - symbol) * (1 - printed))
    assert ruled
    assert np.abs(dropped - symbol)[symbol == 0].max() < 0.3 * 0.4
    assert (dropped[symbol > 0] > 0.2).mean() > 0.97


def test_two_strong_lines_may_be_the_symbol():
    depth = np.random.default_rng(0).normal(0, 0.01, (300, 400)).astype(np.float32)
    depth[100:104] = depth[200:204] = 0.7
    dropped, ruled = drop_lines(depth)
    assert not ruled
    np.testing.assert_array_equal(dropped, depth)
