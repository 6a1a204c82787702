import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from siamese.ink import image_file
from siamese.ink.image_file import BadPicture, open_picture
from tests.photo_maker import encode

# 40 wide, 30 high, light with one dark corner at the top left: its place tells which way up a picture is.
LEVELS = np.full((30, 40), 240, np.uint8)
LEVELS[:10, :10] = 20
PICTURE = Image.fromarray(LEVELS)


def close(picture: Image.Image, levels: np.ndarray = LEVELS, within: int = 3) -> bool:
    got = np.asarray(picture.convert("L"), int)
    return got.shape == levels.shape and np.abs(got - levels).max() <= within


@pytest.mark.parametrize("form", image_file.FORMATS)
def test_every_format_comes_out_the_same(form):
    options = {"quality": 95} if form == "JPEG" else {"lossless": True} if form == "WEBP" else {}
    assert close(open_picture(encode(PICTURE.convert("RGB"), form, **options)), within=25 if form == "JPEG" else 3)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "LAB"])
def test_every_mode_becomes_grey_or_colour(mode):
    black_and_white = Image.fromarray(np.where(LEVELS > 128, 255, 0).astype(np.uint8))
    if mode == "LAB":
        picture = Image.merge("LAB", [black_and_white, *[Image.new("L", PICTURE.size, 128)] * 2])
    else:
        picture = black_and_white.convert("RGB").convert(mode)
    opened = open_picture(encode(picture, "TIFF" if mode in ("CMYK", "LAB") else "PNG"))
    assert opened.mode in ("L", "RGB")
    assert close(opened, np.asarray(black_and_white))


def test_bytes_paths_and_open_files_are_read(tmp_path):
    data = encode(PICTURE, "PNG")
    path = tmp_path / "symbol.jpg"  # the name does not matter
    path.write_bytes(data)
    for source in (data, path, str(path), io.BytesIO(data)):
        assert close(open_picture(source))
    with pytest.raises(FileNotFoundError):
        open_picture(tmp_path / "missing.png")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photo_is_put_upright(orientation):
    # How a camera stores what it saw: the inverse of what the flag tells the viewer to do.
    turn = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = PICTURE.transpose(turn[orientation]) if orientation in turn else PICTURE
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert close(open_picture(encode(stored, "JPEG", exif=exif, quality=95)), within=25)


def test_broken_metadata_is_no_reason_to_refuse():
    assert close(open_picture(encode(PICTURE, "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff", quality=95)), within=25)


def test_transparency_is_laid_on_white():
    # Black everywhere, but only the corner can be seen; Gradio's own image reader would make all of it black.
    drawn = Image.merge("LA", [Image.new("L", PICTURE.size, 0), Image.fromarray(255 - LEVELS)])
    assert close(open_picture(encode(drawn, "PNG")))


def test_white_on_transparency_is_laid_on_black():
    drawn = Image.merge("LA", [Image.new("L", PICTURE.size, 255), Image.fromarray(255 - LEVELS)])
    assert close(open_picture(encode(drawn, "PNG")), 255 - LEVELS)


@pytest.mark.parametrize("bits", [8, 10, 12, 16])
def test_more_than_eight_bits_are_scaled_not_cut_off(bits):
    levels = (LEVELS.astype(np.uint16) << (bits - 8)) + 1
    for form in ("PNG", "TIFF"):
        assert close(open_picture(encode(Image.fromarray(levels), form)))


def test_floating_point_is_scaled_from_the_darkest_to_the_lightest():
    levels = LEVELS / np.float32(240)
    levels[20, 20] = np.nan
    opened = np.asarray(open_picture(encode(Image.fromarray(levels), "TIFF")))
    # The unreadable pixel counts as 0, 20 / 240 of the way to white is 21, the lightest is white.
    assert (opened[20, 20], opened[0, 0], opened[-1, -1]) == (0, 21, 255)


def test_frames_without_a_drawing_do_not_count():
    frames = [PICTURE.convert("P"), *[Image.new("P", PICTURE.size, i) for i in range(3)]]
    for form in ("GIF", "WEBP", "PNG"):
        options = {"lossless": True} if form == "WEBP" else {}
        file = io.BytesIO()
        frames[0].save(file, form, save_all=True, append_images=frames[1:], **options)
        assert close(open_picture(file.getvalue()))


def test_large_pictures_are_shrunk():
    assert open_picture(encode(Image.new("RGB", (4000, 3000), "white"), "JPEG")).size == (1600, 1200)
    assert open_picture(encode(Image.new("1", (2000, 4000), 1), "PNG")).size == (800, 1600)


@pytest.mark.parametrize(
    ("mode", "form", "size"),
    [
        ("L", "JPEG", (12288, 9216)),  # 113 megapixels, as phones have them
        ("1", "PNG", (4960, 7016)),  # A4 at 600 dpi
        ("1", "TIFF", (4960, 7016)),
        ("P", "PNG", (8192, 6144)),
        ("RGB", "PNG", (5200, 5200)),
        ("LA", "PNG", (5200, 5200)),
        ("RGB", "WEBP", (5200, 5200)),
        ("RGBA", "WEBP", (5200, 5200)),
    ],
)
def test_large_pictures_are_read_like_small_ones(mode, form, size):
    """The dark corner is a third of the height and a quarter of the width."""
    large = PICTURE.point(lambda level: 255 * (level > 128)).convert(mode).resize(size, Image.Resampling.NEAREST)
    options = {"TIFF": {"compression": "group4"}, "WEBP": {"method": 0}}.get(form, {})
    opened = open_picture(encode(large, form, **options))
    assert max(opened.size) == 1600
    levels = np.asarray(opened.convert("L"), int)
    corner = levels[: opened.height // 3 - 8, : opened.width // 4 - 8]
    assert corner.max() < 5 and levels.sum() == pytest.approx(255 * levels.size * 11 / 12, rel=0.01)


def test_a_large_webp_is_turned_as_its_metadata_say():
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = PICTURE.convert("RGB").resize((5600, 4500)).transpose(Image.Transpose.ROTATE_90)
    opened = open_picture(encode(stored, "WEBP", exif=exif, method=0)).resize(PICTURE.size, Image.Resampling.BOX)
    assert close(opened, within=60)


@pytest.mark.parametrize(
    ("mode", "form", "limit", "most"),
    [
        ("L", "JPEG", "MAX_JPEG_PIXELS", 250),
        ("L", "PNG", "MAX_GREY_PIXELS", 80),
        ("RGB", "BMP", "MAX_PIXELS", 50),
        ("RGB", "AVIF", "MAX_COPIED_PIXELS", 25),
    ],
)
def test_what_memory_has_no_room_for_is_refused(mode, form, limit, most, monkeypatch):
    assert getattr(image_file, limit) == most * 10**6
    monkeypatch.setattr(image_file, limit, 1000)
    with pytest.raises(BadPicture, match=r"40 × 30 pixels, more than 0 megapixels. Send a smaller copy."):
        open_picture(encode(PICTURE.convert(mode), form))


def test_a_jpeg_that_is_decoded_whole_may_have_fewer_pixels(monkeypatch):
    monkeypatch.setattr(image_file, "MAX_SCANNED_PIXELS", 1000)
    thumbnail = b"Exif\0\0" + encode(PICTURE, "JPEG", progressive=True)
    for mode in ("L", "RGB", "CMYK"):
        assert open_picture(encode(PICTURE.convert(mode), "JPEG", exif=thumbnail))
        with pytest.raises(BadPicture, match="more than 0 megapixels"):
            open_picture(encode(PICTURE.convert(mode), "JPEG", progressive=True))
    # Three scans of one colour each: nothing in its header says so.
    whole = encode(PICTURE.convert("RGB"), "JPEG")
    start = whole.index(b"\xff\xda")
    with pytest.raises(BadPicture, match="more than 0 megapixels"):
        open_picture(whole[:start] + b"\xff\xda\0\x08\1\1\0\0\x3f\0" + whole[start + 14 :])


def without_edge(picture: Image.Image) -> np.ndarray:
    """Its levels but for the sixteen columns at the right: the block in which a JPEG breaks off may show anything."""
    return np.asarray(picture.convert("L"), int)[:, :-16]


def scribbled(mode: str = "RGB") -> Image.Image:
    """240 wide, 320 high, with detail everywhere, so that each row takes about as many bytes."""
    levels = np.random.default_rng(0).integers(130, 256, (40, 30)).astype(np.uint8)
    return Image.fromarray(levels).resize((240, 320), Image.Resampling.BICUBIC).convert(mode)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize(("kept", "rows"), [(0.999, 288), (0.9, 256), (0.8, 240)])
def test_a_jpeg_that_is_cut_off_a_little_is_read_as_far_as_it_goes(mode, kept, rows):
    whole = encode(scribbled(mode), "JPEG", quality=90)
    opened, there = open_picture(whole[: int(kept * len(whole))]), open_picture(whole)
    assert rows <= opened.height <= there.height - (kept < 0.99)
    assert np.abs(without_edge(opened) - without_edge(there)[: opened.height]).max() <= 12


def test_a_jpeg_without_its_end_marker_is_whole():
    for progressive in (False, True):
        whole = encode(scribbled(), "JPEG", quality=90, progressive=progressive)
        assert close(open_picture(whole[:-2]), np.asarray(open_picture(whole).convert("L"), int), within=0)


@settings(max_examples=50)
@given(st.floats(0, 1), st.booleans())
def test_a_jpeg_cut_off_anywhere_is_read_truly_or_refused(kept, progressive):
    whole = encode(scribbled(), "JPEG", quality=90, progressive=progressive)
    try:
        opened = open_picture(whole[: int(kept * len(whole))])
    except BadPicture:
        return
    assert opened.width == 240 and opened.height >= 240
    if not progressive:
        assert np.abs(without_edge(opened) - without_edge(scribbled())[: opened.height]).max() <= 25


def png(width: int, height: int) -> bytes:
    """The start of a PNG of this size, whatever comes then."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    bomb = b"IDAT" + zlib.compress(bytes(1000))
    chunks = (struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in (header, bomb, b"IEND"))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "an empty file"),
        (b"%PDF-1.7\n1 0 obj", "a PDF"),
        (SVG, "an SVG drawing"),
        (b"<!DOCTYPE html><html><img src=x onerror=alert(1)>", "a web page"),
        (b"PK\x03\x04" + bytes(100), "a zip archive"),
        (b"Just a note, saved as symbol.png.\n", "a text"),
        (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1", "an AVIF picture"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0", "a video"),
        (bytes(range(256)), "an unknown kind of file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "a damaged picture file"),
    ],
)
def test_what_is_no_picture_is_named(data, what):
    with pytest.raises(BadPicture, match=rf"This is {what}.*Send a PNG, JPEG"):
        open_picture(data)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (png(60_000, 60_000), "far too many pixels"),
        (png(8_000, 8_000), "more than 50 megapixels"),
        (png(1, 20_000), "1 × 20000 pixels, too narrow"),
        (png(2, 2), "too narrow"),
        (encode(PICTURE, "PNG")[:-40], "breaks off"),
        (encode(Image.effect_noise((200, 200), 50), "JPEG")[:3000], "breaks off"),
        (bytes(image_file.MAX_BYTES + 1), "more than 40 MB"),
    ],
)
def test_bombs_and_torsos_are_refused(data, complaint):
    with pytest.raises(BadPicture, match=complaint):
        open_picture(data)


def test_only_pixels_and_their_orientation_are_read_of_a_png(monkeypatch):
    texts, exif, file = PngImagePlugin.PngInfo(), Image.Exif(), io.BytesIO()
    texts.add_text("a", "b" * 1000)
    texts.add_text("a", "b" * 1000, zip=True)
    texts.add_itxt("a", "b" * 1000, zip=True)
    exif[0x0112] = 6  # to be turned clockwise
    turned = PICTURE.transpose(Image.Transpose.ROTATE_90)
    turned.save(file, "PNG", pnginfo=texts, exif=exif, icc_profile=b"x" * 1000)
    for chunk in ("tEXt", "zTXt", "iTXt", "iCCP"):
        monkeypatch.setattr(PngImagePlugin.PngStream, f"chunk_{chunk}", None)
    assert close(open_picture(file.getvalue()))


@pytest.mark.parametrize("kind", [b"tEXt", b"iCCP", b"gAMA", b"eXIf", b"tRNS", b"acTL", b"fcTL"])
def test_what_a_png_can_do_without_may_have_a_wrong_checksum(kind):
    whole = encode(PICTURE, "PNG")
    part = struct.pack(">I", 6) + kind + b"\0\1\2\3\4\5" + struct.pack(">I", zlib.crc32(b"something else"))
    assert close(open_picture(whole[:33] + part + whole[33:]))


def test_what_a_png_needs_may_not():
    whole = bytearray(encode(PICTURE, "PNG"))
    whole[whole.index(b"IHDR") + 14] ^= 1  # of its checksum
    with pytest.raises(BadPicture):
        open_picture(bytes(whole))


def test_a_png_of_more_parts_than_any_picture_is_refused():
    parts = png(9, 9)[:33] + b"\0\0\0\0tEXt\0\0\0\0" * 100_000
    with pytest.raises(BadPicture, match="more than 100,000 parts"):
        open_picture(parts)


def test_an_avif_that_calls_itself_a_picture_of_its_family_is_read():
    whole = encode(PICTURE, "AVIF")
    brands = whole.index(b"mif1")
    assert close(open_picture(whole[:8] + b"mif1" + whole[12:brands] + b"avif" + whole[brands + 4 :]))


def test_a_heic_photo_is_read_where_its_library_is_installed():
    heif = pytest.importorskip("pillow_heif")
    file, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    heif.from_pillow(PICTURE.transpose(Image.Transpose.ROTATE_90)).save(file, quality=95, exif=exif.tobytes())
    assert close(open_picture(file.getvalue()), within=25)


def test_a_heic_photo_is_refused_with_a_way_out_where_it_is_not(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pillow_heif", None)
    with pytest.raises(BadPicture, match=r"HEIC.*Send it as JPEG"):
        open_picture(b"\0\0\0\x1cftypheic\0\0\0\0mif1heic")


SEEDS = [encode(PICTURE.convert("RGB"), form) for form in image_file.FORMATS]


@settings(max_examples=300)
@given(st.sampled_from(SEEDS), st.data())
def test_damage_anywhere_is_a_bad_picture_or_none(seed, data):
    damaged = bytearray(seed)
    for place in data.draw(st.lists(st.integers(0, len(seed) - 1), max_size=20)):
        damaged[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(seed)))
    try:
        opened = open_picture(bytes(damaged[:cut]) if data.draw(st.booleans()) else bytes(damaged))
    except BadPicture as refusal:
        assert str(refusal).endswith(".")
    else:
        assert opened.mode in ("L", "RGB")
        assert max(opened.size) <= image_file.LARGEST


@given(st.binary(max_size=300))
def test_noise_is_refused(data):
    with pytest.raises(BadPicture):
        open_picture(data)


def test_pillow_s_own_limits_stay_as_they_are():
    limit = Image.MAX_IMAGE_PIXELS
    open_picture(encode(PICTURE, "PNG"))
    assert limit == Image.MAX_IMAGE_PIXELS
