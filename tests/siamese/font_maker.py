"""Small fonts for tests: letters of straight bars, 1,000 units to the em."""

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

Bar = tuple[int, int, int, int]  # x0, y0, x1, y1 of a filled rectangle, y upwards

STEM = (100, 0, 160, 800)
ARMS = [(130, y, 700, y + 60) for y in (0, 370, 740)]
# Eight letters that look unlike each other: a stem with arms at some of three heights.
COMBS = [[STEM, *(arm for i, arm in enumerate(ARMS) if arms >> i & 1)] for arms in range(1, 8)]
COMBS.append([STEM, (600, 0, 660, 800), ARMS[1]])

CROSS = [(100, 370, 900, 430), (470, 0, 530, 800)]  # 800 wide and high, lines 60 thick


def make_font(
    path: Path, letters: dict[str, list[Bar]], *, family: str = "Plain", weight: int = 400, italic: bool = False
) -> Path:
    names = {character: f"u{ord(character):04X}" for character in letters}
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap({ord(character): name for character, name in names.items()})
    glyphs = {".notdef": TTGlyphPen(None).glyph()}
    for character, bars in letters.items():
        pen = TTGlyphPen(None)
        for x0, y0, x1, y1 in bars:
            pen.moveTo((x0, y0))
            for corner in ((x0, y1), (x1, y1), (x1, y0)):
                pen.lineTo(corner)
            pen.closePath()
        glyphs[names[character]] = pen.glyph()
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics({name: (1000, 0) for name in glyphs})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Italic" if italic else "Regular"})
    builder.setupOS2(usWeightClass=weight, fsSelection=1 if italic else 64)
    builder.setupPost()
    path.parent.mkdir(parents=True, exist_ok=True)
    builder.save(path)
    return path
