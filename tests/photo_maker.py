"""Made-up uploads of hand-drawn symbols, from a seed: phone photos, and files as other programs write them.

A photo starts as a flat sheet (tone, printed lines, what was drawn on it), which a camera then looks at from an
angle, under uneven light, a little out of focus and with noise. Nothing here is kept as a file.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from PIL import Image

_MARGIN = 1.5  # the sheet is this much larger than what the camera sees


@dataclass(frozen=True)
class Scene:
    """What is photographed, and how; ranges are (low, high) and drawn uniformly.

    Colours are shares of light given back, red, green, blue. Lengths of the pen are shares of the symbol's larger
    side, all others shares of the picture's shorter side.
    """

    paper: tuple[tuple[float, float, float], ...] = (
        (0.93, 0.92, 0.90),
        (0.90, 0.88, 0.82),
        (0.95, 0.95, 0.96),
    )
    pens: tuple[tuple[float, float, float], ...] = (
        (0.08, 0.08, 0.10),
        (0.10, 0.14, 0.45),
        (0.12, 0.12, 0.12),
    )
    pen: tuple[float, float] = (0.02, 0.06)
    cover: tuple[float, float] = (0.9, 1.0)  # how much of the paper a stroke hides
    grain: float = 0.05  # how patchy a stroke is
    symbol: tuple[float, float] = (0.3, 0.75)
    lines: str = ""  # "", "ruled", "margin" (ruled, with a red line at the side), "squared", "dotted"
    frame: bool = False  # a box drawn round the symbol
    smudges: float = 0.0  # of wiped-out chalk
    slope: tuple[float, float] = (0.0, 0.35)  # of the light across the picture
    shadows: tuple[int, int] = (0, 2)
    shadow_depth: tuple[float, float] = (0.15, 0.45)
    shadow_edge: tuple[float, float] = (0.05, 0.25)
    glare: float = 0.0
    tilt: float = 0.10
    curl: float = 0.004  # how far the paper bows, most of the time less
    creases: float = 0.0  # how much light the folds of crumpled paper take
    sheet: bool = False  # the sheet's edges and the table are in the picture
    blur: tuple[float, float] = (0.4, 1.6)  # pixels of a picture 1,000 pixels wide
    noise: tuple[float, float] = (0.004, 0.02)
    exposure: tuple[float, float] = (0.75, 1.08)
    quality: tuple[int, int] = (55, 92)
    width: int = 1000


_FELT = ((0.85, 0.15, 0.12), (0.95, 0.52, 0.13), (0.10, 0.55, 0.25), (0.15, 0.35, 0.80), (0.85, 0.25, 0.60))
_GREY = ((0.35, 0.35, 0.36), (0.45, 0.45, 0.46))
_CHALK = ((0.92, 0.92, 0.90), (0.95, 0.90, 0.60))
_BOARDS = ((0.10, 0.11, 0.11), (0.12, 0.22, 0.17), (0.16, 0.19, 0.18))

SCENES = {
    "plain": Scene(),
    "shadow": Scene(shadows=(1, 3), shadow_depth=(0.35, 0.65), slope=(0.2, 0.5)),
    "hard shadow": Scene(shadows=(1, 2), shadow_depth=(0.3, 0.55), shadow_edge=(0.004, 0.02)),
    "ruled": Scene(lines="ruled"),
    "squared": Scene(lines="squared"),
    "dotted": Scene(lines="dotted"),
    "frame": Scene(frame=True, symbol=(0.3, 0.5)),
    "curled": Scene(lines="ruled", curl=0.025),
    "with a margin": Scene(lines="margin"),
    "crumpled": Scene(creases=0.25),
    "overexposed": Scene(exposure=(1.15, 1.5), shadows=(0, 1)),
    "close": Scene(symbol=(0.8, 0.9), tilt=0.05),
    "close on squared": Scene(symbol=(0.75, 0.9), tilt=0.05, lines="squared", pen=(0.015, 0.04)),
    "pencil": Scene(pens=_GREY, pen=(0.015, 0.035), cover=(0.6, 0.9), grain=0.35),
    "pencil on squared": Scene(pens=_GREY, pen=(0.02, 0.04), cover=(0.7, 0.9), grain=0.3, lines="squared"),
    "felt pen": Scene(pens=_FELT, pen=(0.04, 0.08), cover=(0.8, 0.95)),
    "yellow pen": Scene(pens=((0.97, 0.85, 0.10), (0.99, 0.75, 0.05)), pen=(0.05, 0.09)),
    "marker": Scene(pen=(0.10, 0.16)),
    "sticky note": Scene(paper=((0.98, 0.92, 0.45), (0.98, 0.70, 0.75), (0.60, 0.88, 0.95))),
    "blackboard": Scene(_BOARDS, _CHALK, cover=(0.7, 0.95), grain=0.3, smudges=0.10, exposure=(0.8, 1.3)),
    "whiteboard": Scene(pens=(*_FELT, (0.1, 0.1, 0.1)), pen=(0.02, 0.05), glare=0.6, slope=(0.2, 0.5)),
    "on a table": Scene(sheet=True, symbol=(0.25, 0.5)),
    "steep": Scene(tilt=0.3),
    "small": Scene(symbol=(0.12, 0.2), pen=(0.05, 0.08)),
    "pencil on ruled paper in the shade": Scene(
        pens=_GREY, pen=(0.025, 0.045), cover=(0.7, 0.9), grain=0.3, lines="ruled", shadow_depth=(0.35, 0.55)
    ),
    "coloured pen on squared paper": Scene(pens=_FELT, pen=(0.03, 0.06), cover=(0.85, 0.95), lines="squared"),
    "blackboard from the side": Scene(_BOARDS, _CHALK, cover=(0.7, 0.95), grain=0.3, smudges=0.1, tilt=0.25),
    "webcam": Scene(width=360, blur=(1.5, 3.0), noise=(0.02, 0.04), quality=(30, 50), pen=(0.03, 0.06)),
}


@dataclass(frozen=True, eq=False)
class Photo:
    """picture: RGB. ink: float32 in [0, 1], shape (height, width), what was drawn, seen from the same place."""

    picture: Image.Image
    ink: np.ndarray


def make_photo(strokes: Sequence[np.ndarray], scene: Scene | str, *, rng: np.random.Generator) -> Photo:
    """Photograph a drawing.

    Args:
        strokes: arrays (n_points, 2), x right and y down, in any unit; none for a blank sheet.
    """
    scene = SCENES[scene] if isinstance(scene, str) else scene
    height, width = _size(scene, rng)
    short = min(height, width)
    sheet_height, sheet_width = (round(side * _MARGIN) for side in (height, width))
    view = _view(scene, (sheet_height, sheet_width), (height, width), rng)
    for _ in range(20):
        ink = _draw(strokes, scene, sheet_height, sheet_width, short, rng)
        if _in_view(ink, view, height, width):
            break
    sheet = _sheet(scene, ink, sheet_height, sheet_width, short, rng)
    places = _places(scene, view, height, width, rng)
    sheet = cv2.remap(sheet, *places, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    ink = cv2.remap(ink, *places, cv2.INTER_LINEAR)
    return Photo(_shoot(scene, sheet * _light(scene, height, width, rng)[..., None], rng), ink)


def blank_sheet(scene: Scene | str, *, rng: np.random.Generator) -> Image.Image:
    """The same paper with nothing drawn on it."""
    return make_photo([], scene, rng=rng).picture


def encode(picture: Image.Image, form: str, **options) -> bytes:
    """The picture as the bytes of a file."""
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def make_upload(strokes: Sequence[np.ndarray], kind: str, *, rng: np.random.Generator, width: int = 1000) -> bytes:
    """The bytes of a file that shows a drawing.

    Args:
        strokes: as for `make_photo`.
        kind: a key of SCENES, for a JPEG of that scene, or of FILES.
        width: pixels of a photo's longer side, at most that of its scene.
    """
    if kind in SCENES:
        return encode(_photo(strokes, kind, width, rng), "JPEG", quality=90)
    return FILES[kind](strokes, width, rng)


def _photo(strokes, name: str, width: int, rng) -> Image.Image:
    return make_photo(strokes, replace(SCENES[name], width=min(width, SCENES[name].width)), rng=rng).picture


def _screen(strokes, width: int, rng) -> np.ndarray:
    """Clean strokes somewhere on a picture: uint8, shape (height, width), 255 is ink."""
    scene = Scene(width=width, pen=(0.02, 0.09), symbol=(0.25, 0.8))
    height, width = _size(scene, rng)
    ink = _draw(strokes, scene, round(height * _MARGIN), round(width * _MARGIN), min(height, width), rng)
    top, left = (ink.shape[0] - height) // 2, (ink.shape[1] - width) // 2
    return np.rint(ink[top : top + height, left : left + width] * 255).astype(np.uint8)


def _transparent(strokes, width: int, rng) -> bytes:
    ink = Image.fromarray(_screen(strokes, width, rng))
    drawn = Image.new("RGB", ink.size, tuple(int(level) for level in rng.integers(0, 120, 3)))
    drawn.putalpha(ink)
    return encode(drawn, "PNG")


def _white_on_transparent(strokes, width: int, rng) -> bytes:
    ink = _screen(strokes, width, rng)
    return encode(Image.merge("LA", [Image.new("L", ink.shape[::-1], 255), Image.fromarray(ink)]), "PNG")


def _dark_screen(strokes, width: int, rng) -> bytes:
    ink = Image.fromarray(_screen(strokes, width, rng))
    screen = Image.new("RGB", ink.size, (24, 27, 33))
    screen.paste((235, 238, 242), mask=ink)
    return encode(screen, "PNG")


def _few_colours(strokes, width: int, rng) -> bytes:
    screen = Image.fromarray(255 - _screen(strokes, width, rng))
    return encode(screen.quantize(16), "PNG")


def _fax(strokes, width: int, rng) -> bytes:
    return encode(Image.fromarray(255 - _screen(strokes, width, rng)).convert("1", dither=0), "TIFF")


def _lined_scan(strokes, width: int, rng) -> bytes:
    """Ruled or squared paper, evenly lit and without grain, as scanners and their apps give it."""
    ink = _screen(strokes, width, rng) / 255
    lines = _print_lines(("ruled", "squared")[rng.integers(2)], *ink.shape, min(ink.shape), rng)
    paper = 235 - 80 * lines
    return encode(Image.fromarray(np.uint8(paper - (paper - 40) * ink)), "JPEG", quality=85)


def _turned_by_its_metadata(strokes, width: int, rng) -> bytes:
    turn, orientation = [
        (Image.Transpose.ROTATE_180, 3),
        (Image.Transpose.ROTATE_90, 6),
        (Image.Transpose.ROTATE_270, 8),
    ][rng.integers(3)]
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encode(_photo(strokes, "shadow", width, rng).transpose(turn), "JPEG", exif=exif, quality=85)


def _sixteen_bits(strokes, width: int, rng) -> bytes:
    levels = np.asarray(_photo(strokes, "pencil", width, rng).convert("L"), np.uint16)
    return encode(Image.fromarray(levels * 257), "PNG" if rng.random() < 0.5 else "TIFF")


def _four_inks(strokes, width: int, rng) -> bytes:
    return encode(_photo(strokes, "felt pen", width, rng).convert("CMYK"), "JPEG", quality=85)


def _animation(strokes, width: int, rng) -> bytes:
    first = _photo(strokes, "plain", width, rng).quantize(64)
    others = [Image.effect_noise(first.size, 80).convert("P") for _ in range(2)]
    return encode(first, "GIF", save_all=True, append_images=others)


def _twelve_megapixels(strokes, width: int, rng) -> bytes:
    photo = _photo(strokes, "hard shadow", 1000, rng)
    scale = (12e6 / (photo.width * photo.height)) ** 0.5
    large = photo.resize([round(side * scale) for side in photo.size], Image.Resampling.BICUBIC)
    return encode(large, "JPEG", quality=88)


def _bad_jpeg(strokes, width: int, rng) -> bytes:
    return encode(_photo(strokes, "ruled", width, rng), "JPEG", quality=30)


def _webp(strokes, width: int, rng) -> bytes:
    return encode(_photo(strokes, "blackboard", width, rng), "WEBP", quality=70)


def _passed_on(strokes, width: int, rng) -> bytes:
    """Sent from phone to phone: small, and JPEG over JPEG."""
    photo = _photo(strokes, "squared", width, rng)
    for quality in (60, 45):
        photo = Image.open(io.BytesIO(encode(photo, "JPEG", quality=quality)))
    return encode(photo, "JPEG", quality=50)


FILES: dict[str, Callable] = {
    "transparent screenshot": _transparent,
    "white on transparency": _white_on_transparent,
    "dark screenshot": _dark_screen,
    "screenshot of few colours": _few_colours,
    "black and white scan": _fax,
    "scan of lined paper": _lined_scan,
    "turned by its EXIF": _turned_by_its_metadata,
    "16 bits a pixel": _sixteen_bits,
    "CMYK": _four_inks,
    "animated GIF": _animation,
    "12 megapixels": _twelve_megapixels,
    "poor JPEG": _bad_jpeg,
    "WebP": _webp,
    "passed on": _passed_on,
}
KINDS = (*SCENES, *FILES)


def _size(scene: Scene, rng: np.random.Generator) -> tuple[int, int]:
    sides = scene.width, round(scene.width * rng.choice([0.75, 0.5625, 1]))
    return sides if rng.random() < 0.5 else sides[::-1]


def _draw(strokes, scene, height, width, short, rng) -> np.ndarray:
    """What was drawn, on the flat sheet: float32 in [0, 1]."""
    ink = np.zeros((height, width), np.uint8)
    if not strokes:
        return ink.astype(np.float32)
    points = np.concatenate(strokes).astype(np.float64)
    low, high = points.min(0), points.max(0)
    extent = max((high - low).max(), 1e-6)
    side = rng.uniform(*scene.symbol) * short
    free = (np.array([width, height]) / _MARGIN * (0.7 if scene.sheet else 0.9) - side) / 2
    middle = np.array([width, height]) / 2 + rng.uniform(-1, 1, 2) * np.maximum(free, 0)
    angle = np.radians(rng.uniform(-5, 5))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    pen = rng.uniform(*scene.pen) * side
    for stroke in strokes:
        place = ((np.asarray(stroke) - (low + high) / 2) / extent * side) @ turn.T + middle
        _trace(ink, place, pen * rng.uniform(0.9, 1.1))
    return ink.astype(np.float32) / 255


def _in_view(ink: np.ndarray, view: np.ndarray, height: int, width: int) -> bool:
    """Whether the camera sees the whole symbol, with a little paper round it."""
    rows, columns = np.nonzero(ink > 0.3)
    if not len(rows):
        return True
    places = cv2.perspectiveTransform(np.stack([columns, rows], -1).astype(np.float32)[:, None], view)[:, 0]
    edge = 0.03 * min(height, width)
    return bool((places > edge).all() and (places < np.array([width, height]) - edge).all())


def _trace(ink: np.ndarray, points: np.ndarray, pen: float) -> None:
    fixed = np.rint((points - 0.5) * 16).astype(np.int32)[:, None]
    cv2.polylines(ink, [fixed], False, 255, max(1, round(pen)), cv2.LINE_AA, 4)


def _sheet(scene, ink, height, width, short, rng) -> np.ndarray:
    """The light that each place of the flat sheet gives back: float32, shape (height, width, 3)."""
    paper = np.array(scene.paper[rng.integers(len(scene.paper))], np.float32)
    fibres = _grain(height, width, rng) * 0.006 + _cloud(height, width, short / 6, rng) * 0.008
    sheet = paper * (1 + fibres[..., None])
    if scene.smudges:
        wiped = np.clip(_cloud(height, width, short / 12, rng), 0, None) * scene.smudges * rng.uniform(0.3, 1)
        sheet += wiped[..., None] * 0.5
    if scene.lines == "margin":
        x = round(width * rng.uniform(0.22, 0.35))
        sheet[:, x : x + max(2, round(0.004 * short))] *= np.array([0.95, 0.55, 0.55], np.float32)
    if scene.lines:
        blue = np.array([0.55, 0.72, 0.88]) if rng.random() < 0.7 else np.array([0.68, 0.68, 0.70])
        lines = _print_lines(scene.lines, height, width, short, rng)[..., None] * rng.uniform(0.6, 1)
        sheet *= 1 - lines * (1 - blue.astype(np.float32))
    if scene.frame:
        ink = np.maximum(ink, _box(ink, short, rng))
    if scene.sheet:
        sheet = _on_table(sheet, height, width, rng)
    pen = np.array(scene.pens[rng.integers(len(scene.pens))], np.float32)
    patchy = 1 + scene.grain * (_cloud(height, width, 1.2, rng) + _cloud(height, width, 6, rng)) / 1.5
    cover = np.clip(ink * rng.uniform(*scene.cover) * np.clip(patchy, 0, 1.3), 0, 1)[..., None]
    # Chalk is lighter than the board and hides it; a pen darkens what is under it, printed lines too.
    over = pen if paper.mean() < 0.5 else np.minimum(pen, sheet)
    return (sheet * (1 - cover) + over * cover).astype(np.float32)


def _grain(height: int, width: int, rng: np.random.Generator) -> np.ndarray:
    return rng.standard_normal((height, width), np.float32)


def _cloud(height: int, width: int, scale: float, rng: np.random.Generator) -> np.ndarray:
    """Smooth random blotches of the given size in pixels, standard deviation about 1."""
    coarse = rng.normal(0, 1, (max(2, round(height / scale)), max(2, round(width / scale)))).astype(np.float32)
    return cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC) * 1.2


def _print_lines(kind: str, height: int, width: int, short: int, rng: np.random.Generator) -> np.ndarray:
    lines = np.zeros((height, width), np.uint8)
    step = short * (rng.uniform(0.08, 0.16) if kind in ("ruled", "margin") else rng.uniform(0.045, 0.10))
    thick = max(1, round(short * rng.uniform(0.0015, 0.004)))
    rows = np.arange(rng.uniform(0, step), height, step)
    columns = np.arange(rng.uniform(0, step), width, step)
    if kind == "dotted":
        for y in rows:
            for x in columns:
                cv2.circle(lines, (round(x), round(y)), thick, 255, -1, cv2.LINE_AA)
        return lines.astype(np.float32) / 255
    for y in rows:
        cv2.line(lines, (0, round(y)), (width, round(y)), 255, thick, cv2.LINE_AA)
    for x in columns if kind == "squared" else columns[:0]:
        cv2.line(lines, (round(x), 0), (round(x), height), 255, thick, cv2.LINE_AA)
    return lines.astype(np.float32) / 255


def _box(ink: np.ndarray, short: int, rng: np.random.Generator) -> np.ndarray:
    """A box drawn by hand, or with a ruler, round the symbol."""
    rows, columns = (np.flatnonzero((ink > 0.3).any(axis)) for axis in (1, 0))
    if not len(rows):
        return np.zeros_like(ink)
    gap = short * rng.uniform(0.05, 0.15, 4)
    left, right = columns[0] - gap[0], columns[-1] + gap[1]
    top, bottom = rows[0] - gap[2], rows[-1] + gap[3]
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom], [left, top]])
    wobble = short * rng.choice([0, 0.006])
    box = np.zeros(ink.shape, np.uint8)
    sides = [np.linspace(a, b, 12) for a, b in pairwise(corners)]
    outline = np.concatenate(sides) + rng.normal(0, 0.3 * wobble, (48, 2)) + rng.uniform(-wobble, wobble, 2)
    _trace(box, outline, short * rng.uniform(0.004, 0.012))
    return box.astype(np.float32) / 255


def _on_table(sheet: np.ndarray, height: int, width: int, rng: np.random.Generator) -> np.ndarray:
    wood = np.array([(0.45, 0.30, 0.18), (0.25, 0.25, 0.27), (0.70, 0.55, 0.40)][rng.integers(3)], np.float32)
    veins = cv2.resize(rng.normal(0, 0.12, (height // 12, 3)).astype(np.float32), (width, height))
    table = wood * (1 + veins[..., None])
    edge = (1 - 1 / _MARGIN) / 2  # what the camera does not see anyway
    insets = rng.uniform(-0.02, 0.09, 4) + edge
    top, bottom = round(insets[0] * height), round((1 - insets[1]) * height)
    left, right = round(insets[2] * width), round((1 - insets[3]) * width)
    table[top:bottom, left:right] = sheet[top:bottom, left:right]
    return table


def _view(scene, sheet: tuple[int, int], picture: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """The homography from the sheet to the picture, never looking past the sheet's edge."""
    (sheet_height, sheet_width), (height, width) = sheet, picture
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    offset = np.array([sheet_width - width, sheet_height - height], np.float32) / 2
    shifts = rng.uniform(-1, 1, (4, 2)) * scene.tilt * min(height, width) * 0.5
    angle = np.radians(rng.uniform(-6, 6))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = np.array([width, height]) / 2
    seen = ((corners - middle) @ turn.T + middle + offset + shifts).astype(np.float32)
    return cv2.getPerspectiveTransform(seen, corners)


def _places(scene, view: np.ndarray, height: int, width: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Where on the sheet each pixel looks: x and y, float32, shape (height, width)."""
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    bow = rng.uniform(-1, 1, 2) * scene.curl * min(height, width)
    wave, phase = rng.uniform(1, 4, 2), rng.uniform(0, 2 * np.pi, 2)
    x, y = x + bow[0] * np.sin(wave[0] * y / height + phase[0]), y + bow[1] * np.sin(wave[1] * x / width + phase[1])
    back = np.linalg.inv(view)
    a, b, depth = (row[0] * x + row[1] * y + row[2] for row in back.astype(np.float32))
    return [(side / depth).astype(np.float32) for side in (a, b)]


def _light(scene, height: int, width: int, rng: np.random.Generator) -> np.ndarray:
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = x / width - 0.5, y / height - 0.5
    angle, slope = rng.uniform(0, 2 * np.pi), rng.uniform(*scene.slope)
    light = 1 + slope * (np.cos(angle) * x + np.sin(angle) * y) - rng.uniform(0, 0.4) * (x**2 + y**2)
    for _ in range(rng.integers(scene.shadows[0], scene.shadows[1] + 1)):
        light *= 1 - rng.uniform(*scene.shadow_depth) * _shadow(scene, height, width, rng)
    if scene.creases:
        light *= 1 - scene.creases * rng.uniform(0.3, 1) * _creases(height, width, rng)
    if scene.glare:
        far = (x - rng.uniform(-0.5, 0.5)) ** 2 + (y - rng.uniform(-0.5, 0.5)) ** 2
        light += scene.glare * rng.uniform(0, 1) * np.exp(-far / 0.02)
    return light


def _shadow(scene, height: int, width: int, rng: np.random.Generator) -> np.ndarray:
    """A hand's or a phone's shadow that reaches in from the edge: 1 inside, 0 outside, soft between."""
    mask = np.zeros((height, width), np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    out, along = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    middle = np.array([width, height]) / 2 + out * min(height, width) * rng.uniform(0.05, 0.4)
    reach, half = 2 * max(height, width), min(height, width) * rng.uniform(0.15, 0.8)
    bumps = rng.normal(0, 0.06 * min(height, width), (7, 1)) * out
    front = middle + np.linspace(-1, 1, 7)[:, None] * along * half + bumps
    back = middle + out * reach + np.array([[1], [-1]]) * along * half
    cv2.fillPoly(mask, [np.concatenate([front, back]).astype(np.int32)], 1.0)
    edge = rng.uniform(*scene.shadow_edge) * min(height, width)
    return cv2.GaussianBlur(mask, (0, 0), max(edge, 0.5))


def _creases(height: int, width: int, rng: np.random.Generator) -> np.ndarray:
    """Shading of facets between folds: 0 to 1."""
    points = rng.uniform(0, [width, height], (25, 2))
    slopes = rng.normal(0, 1, (25, 2))
    y, x = np.mgrid[0:height:4, 0:width:4].astype(np.float32)
    offsets = np.stack([x[..., None] - points[:, 0], y[..., None] - points[:, 1]], -1)
    nearest = (offsets**2).sum(-1).argmin(-1)
    shade = 0.5 + 0.2 * slopes[nearest, 0]
    shade = cv2.resize(np.clip(shade, 0, 1).astype(np.float32), (width, height))
    return cv2.GaussianBlur(shade, (0, 0), min(height, width) * 0.012)


def _shoot(scene, light: np.ndarray, rng: np.random.Generator) -> Image.Image:
    """Lens, sensor, tone curve and JPEG."""
    height, width = light.shape[:2]
    tint = rng.uniform([0.95, 0.97, 0.90], [1.05, 1.0, 1.03])
    light = cv2.GaussianBlur(light * (tint * rng.uniform(*scene.exposure)).astype(np.float32), (0, 0),
                             rng.uniform(*scene.blur) * max(1, scene.width / 1000))  # fmt: skip
    noise = rng.uniform(*scene.noise)
    colours = [_grain(height, width, rng) / 2 + _cloud(height, width, 4, rng) / 3 for _ in range(3)]
    grain = (_grain(height, width, rng)[..., None] + np.stack(colours, axis=-1)) * np.float32(noise)
    seen = np.clip(light + grain, 0, 1)
    picture = Image.fromarray((seen * 255).round().astype(np.uint8))
    quality = int(rng.integers(scene.quality[0], scene.quality[1] + 1))
    return Image.open(io.BytesIO(encode(picture, "JPEG", quality=quality))).convert("RGB")
