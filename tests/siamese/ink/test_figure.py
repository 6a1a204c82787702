import numpy as np
import pytest
from PIL import Image, ImageDraw

from siamese.ink.figure import find_axes
from siamese.ink.photo import Fix, ink_from_image, suggest_fix

BOX = 140, 60, 520, 420  # of the axes, in a figure of 640 × 480


def sheet(paper="white"):
    image = Image.new("RGB", (640, 480), paper)
    return image, ImageDraw.Draw(image)


def numbers(draw, colour="black"):
    for i in range(4):
        draw.line((130, 90 + 90 * i, 140, 90 + 90 * i), fill=colour)
        draw.line((180 + 90 * i, 420, 180 + 90 * i, 430), fill=colour)
        draw.text((110, 84 + 90 * i), str(i), fill=colour)
        draw.text((177 + 90 * i, 434), str(i), fill=colour)


def seven(draw, colour="black", width=14):
    draw.line((220, 120, 440, 120, 300, 380), fill=colour, width=width)


def plot(*, despined=False, colours=None, title=False, paper="white"):
    """A line in axes, or, with the two colours of a map, an array in them."""
    image, draw = sheet(paper)
    edge = "black" if paper == "white" else "white"
    if colours:
        draw.rectangle(BOX, fill=colours[0])
        seven(draw, colours[1])
    else:
        seven(draw, "blue")
    left, top, right, bottom = BOX
    if despined:
        draw.line((left, top, left, bottom, right, bottom), fill=edge)
    else:
        draw.rectangle(BOX, outline=edge)
    numbers(draw, edge)
    if title:
        draw.text((300, 40), "label: 7", fill=edge)
    return image


FIGURES = {
    "line": plot(),
    "despined": plot(despined=True),
    "viridis": plot(colours=("#440154", "#fde725")),
    "grey": plot(colours=("black", "white")),
    "grey_r": plot(colours=("white", "black")),
    "title": plot(title=True),
    "dark": plot(colours=("#440154", "#fde725"), paper="black"),
}


@pytest.mark.parametrize("kind", FIGURES)
def test_what_is_inside_the_axes_counts(kind):
    left, top, right, bottom = find_axes(np.asarray(FIGURES[kind]))
    for share, side, edge, inwards in (
        (left, 640, 140, 1),
        (top, 480, 60, 1),
        (right, 640, 520, -1),
        (bottom, 480, 420, -1),
    ):
        assert 0 < inwards * (share * side - edge) < 15
    ink = ink_from_image(FIGURES[kind], suggest_fix(FIGURES[kind]))
    plain, draw = sheet()
    seven(draw)
    meant = ink_from_image(plain, Fix(crop=(left, top, right, bottom)))
    assert np.minimum(ink, meant).sum() > 0.9 * max(ink.sum(), meant.sum())


def test_an_array_without_axes_is_cut_out_of_its_paper():
    image, draw = sheet()
    draw.rectangle(BOX, fill="#440154")
    seven(draw, "#fde725")
    left, top, right, bottom = find_axes(np.asarray(image))
    assert (left * 640, right * 640) == pytest.approx((140, 520), abs=12)
    assert (top * 480, bottom * 480) == pytest.approx((60, 420), abs=12)


def drawn_box(draw):
    draw.rectangle(BOX, outline="black", width=8)
    seven(draw)


def drawn_corner(draw):
    draw.line((140, 60, 140, 420, 520, 420), fill="black", width=10)


def empty_axes(draw):
    draw.rectangle(BOX, outline="black")
    numbers(draw)


@pytest.mark.parametrize(
    "draw",
    [
        seven,
        drawn_box,
        drawn_corner,
        empty_axes,
        lambda draw: draw.rectangle(BOX, fill="black"),
        lambda draw: None,
        lambda draw: draw.ellipse(BOX, outline="black", width=12),
    ],
)
def test_what_somebody_drew_is_no_figure(draw):
    image, on = sheet()
    draw(on)
    assert find_axes(np.asarray(image)) is None
    assert suggest_fix(image) == Fix()


def test_grey_and_tiny_pictures_and_photos_pass():
    rng = np.random.default_rng(0)
    assert find_axes(np.asarray(FIGURES["line"].convert("L"))) is not None
    assert find_axes(np.zeros((4, 4), np.uint8)) is None
    assert find_axes(rng.integers(0, 255, (300, 400, 3), np.uint8)) is None
