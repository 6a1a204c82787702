"""Letters of fonts as strokes: the middle lines of their outlines, a family of fonts being one hand.

What is taken from a font is for `scripts`, `invented` and `hands` to choose; how, is the same for all three.
"""

import importlib.util
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from siamese.data import aliases, fitting, packing
from siamese.data.progress import Progress
from siamese.data.skeleton import middle_lines

SUFFIXES = (".ttf", ".otf", ".ttc", ".woff")
DRAWN = 200  # pixels to the em, at which a letter is drawn first
SIDE = 160  # pixels: the longer side of its picture, whose middle lines are taken
THICKEST = 0.09  # of that side: half the width of lines that still have a middle rather than a shape
ALIKE = 0.96  # likeness of two letters of one font and script (`aliases.describe`), from which on they look the same
ITALIC = 1  # the bit of OS/2's fsSelection
REGULAR = 400  # OS/2's usWeightClass
FAMILY, TYPOGRAPHIC_FAMILY = 1, 16  # numbers of names

# Of the characters of a family, those to take: {script: {character: label}}. It counts why others are left out.
Choice = Callable[[list[str], Counter], dict[str, dict[str, str]]]


@dataclass(frozen=True)
class Family:
    """One hand. files: of each character that it has, the upright font of it that is nearest to regular weight."""

    name: str
    files: dict[str, Path]


def make_file(raw: str | Path, out: str | Path, choose: Choice, *, hand: str, alike: bool) -> Counter:
    """Write letters of the fonts below `raw` to `out`, in the form that `stroke_files.load_glyphs` reads.

    choose: which letters, and what they are called.
    hand: what the array of the families' numbers is called ("source", "writer"); their names are in "…s".
    alike: whether to take letters that look like an earlier one of their script and family.

    Gives what became of the characters: "written", or why not. Raises ValueError where `raw` has no fonts or none
    of these letters, or where `out` cannot be; ImportError where a library is missing.
    """
    out = packing.writable(out)
    everything = families(Path(raw))
    outcome: Counter[str] = Counter()
    rows = []
    progress = Progress("Thinning letters", len(everything))
    for family in everything:
        for script, labels in choose(sorted(family.files), outcome).items():
            for character, strokes in _thinned(family, labels, outcome, alike=alike):
                rows.append((strokes, labels[character], script, family.name))
        progress.add()
    progress.end()
    if not rows:
        raise ValueError(f"None of the {len(everything)} font families below {raw} has letters for {out.name}.")
    glyphs, labels, scripts, names = zip(*rows, strict=True)
    hands, index = np.unique(names, return_inverse=True)
    columns = {f"{hand}s": hands, hand: index.astype(np.int16)}
    packing.write(out, glyphs, labels=np.array(labels), script=np.array(scripts), **columns)
    return outcome + Counter(written=len(rows))


def families(folder: Path) -> list[Family]:
    """The families of the upright fonts below a folder, by name."""
    if missing := [name for name in ("fontTools", "skimage") if importlib.util.find_spec(name) is None]:
        raise ImportError(
            f"Reading fonts needs fontTools and scikit-image ({', '.join(missing)} cannot be found): "
            "pip install -r requirements-dev.txt"
        )
    from fontTools.ttLib import TTFont, TTLibError

    found = []
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    progress = Progress("Reading fonts", len(paths))
    for path in paths:
        try:
            with TTFont(path, fontNumber=0, lazy=True) as font:
                names, style = font["name"], font["OS/2"]
                name = names.getDebugName(TYPOGRAPHIC_FAMILY) or names.getDebugName(FAMILY) or path.stem
                if not style.fsSelection & ITALIC:
                    found.append((name, abs(style.usWeightClass - REGULAR), path, font.getBestCmap() or {}))
        except (TTLibError, KeyError, OSError) as error:
            raise ValueError(f"The font {path} cannot be read ({error}). Take it out of {folder}.") from error
        progress.add()
    progress.end()
    if not found:
        raise ValueError(f"There are no fonts below {folder}: no upright {', '.join(SUFFIXES)}.")
    files: dict[str, dict[str, Path]] = {}
    for name, _, path, characters in sorted(found, key=lambda font: font[:3]):
        for code in characters:
            files.setdefault(name, {}).setdefault(chr(code), path)
    return [Family(name, those) for name, those in files.items()]


def _thinned(
    family: Family, labels: dict[str, str], outcome: Counter, *, alike: bool
) -> Iterator[tuple[str, list[np.ndarray]]]:
    """The characters and strokes of those letters that can be had; the others are counted."""
    faces: dict[Path, ImageFont.FreeTypeFont] = {}
    looks = np.empty((0, aliases.GRID * aliases.GRID * aliases.DIRECTIONS), np.float32)
    for character in labels:
        path = family.files[character]
        if path not in faces:
            faces[path] = ImageFont.truetype(path, DRAWN, layout_engine=ImageFont.Layout.BASIC)
        try:
            strokes = letter(faces[path], character)
        except fitting.Unfit as reason:
            outcome[str(reason)] += 1
            continue
        if not alike:
            look = aliases.describe(strokes)
            if (looks @ look > ALIKE).any():
                outcome["like an earlier letter"] += 1
                continue
            looks = np.vstack([looks, look])
        yield character, strokes


def letter(face: ImageFont.FreeTypeFont, character: str) -> list[np.ndarray]:
    """The strokes of a letter, as they are packed. Raises fitting.Unfit."""
    strokes, half_width = middle_lines(_picture(face, character) > 127)
    if half_width > THICKEST * SIDE:
        raise fitting.Unfit("lines too thick")
    return fitting.fit(strokes)


def _picture(face: ImageFont.FreeTypeFont, character: str) -> np.ndarray:
    """A letter, uint8, white on black, with nothing along the border."""
    left, top, right, bottom = (round(edge) for edge in face.getbbox(character))
    if right <= left or bottom <= top:
        raise fitting.Unfit("no shape")
    image = Image.new("L", (right - left, bottom - top))
    try:
        ImageDraw.Draw(image).text((-left, -top), character, 255, face)
    except OSError as error:  # an outline that FreeType cannot fill
        raise fitting.Unfit("cannot be drawn") from error
    image = image.crop(image.getbbox())
    scale = SIDE / max(image.size)
    image = image.resize([max(1, round(side * scale)) for side in image.size], Image.Resampling.LANCZOS)
    return np.pad(np.array(image), 1)


def is_letter(character: str) -> bool:
    """Whether it is a letter, a figure or a symbol on its own; not a mark, nor another letter in another guise."""
    category = unicodedata.category(character)
    return (category[0] in "LN" or category == "So") and not unicodedata.decomposition(character).startswith("<")


def spread(characters: list[str], most: int) -> list[str]:
    """At most so many of them, evenly over all."""
    if len(characters) <= most:
        return characters
    return [characters[i] for i in np.linspace(0, len(characters) - 1, most).astype(int)]
