"""Makes hands.npz: what is drawn with few strokes, in several handwriting fonts, a font family a hand.

The kanji of at most eight strokes, as KanjiVG counts them (github.com/KanjiVG/kanjivg, folder kanji: a file such as
04e00.svg for each character, with a <path> for each stroke), hiragana and katakana, every second Hangul syllable of
KS X 1001, and Thai consonants and digits; of each font those that it has.
"""

import functools
import re
import unicodedata
from collections import Counter
from pathlib import Path

from siamese.data import fonts

FEW = 8  # strokes of a kanji, at most: denser ones are nothing that people teach by a drawing
KANJI = re.compile(r"(?P<code>[0-9a-f]{5})\.svg")
STROKE = re.compile(r"<path\b")
IDEOGRAPHS = range(0x3400, 0xA000)
KANA = {"hiragana": range(0x3041, 0x30A0), "katakana": range(0x30A1, 0x3100)}
THAI = (*range(0x0E01, 0x0E2F), *range(0x0E50, 0x0E5A))
# Rows 16 to 40 of KS X 1001, in EUC-KR: its 2,350 syllables, which differ little from one to the next.
SYLLABLES = bytes(byte for row in range(0xB0, 0xC9) for cell in range(0xA1, 0xFF) for byte in (row, cell))


def make_file(raw: str | Path, out: str | Path) -> Counter:
    """Write the characters of handwriting fonts below `raw`, which also has KanjiVG's folder kanji.

    See `fonts.make_file`.
    """
    wanted = {**kanji(Path(raw) / "kanji"), **others()}
    return fonts.make_file(raw, out, functools.partial(choose, wanted), hand="writer", alike=True)


def choose(wanted: dict[str, tuple[str, str]], characters: list[str], outcome: Counter) -> dict[str, dict[str, str]]:
    """A `fonts.Choice` of the characters that are keys of `wanted`, which has the script and the label of each."""
    chosen: dict[str, dict[str, str]] = {}
    for character in filter(wanted.__contains__, characters):
        script, label = wanted[character]
        chosen.setdefault(script, {})[character] = label
    return chosen


def kanji(folder: Path) -> dict[str, tuple[str, str]]:
    """Script and label of each kanji of few strokes: {"一": ("kanji", "kanji/一")}. Raises ValueError."""
    files = {path: KANJI.fullmatch(path.name) for path in sorted(folder.glob("*.svg"))}
    codes = {path: int(match["code"], 16) for path, match in files.items() if match}
    if not codes:
        raise ValueError(
            f"{folder} has no files such as 04e00.svg. Put the folder kanji of github.com/KanjiVG/kanjivg "
            f"beside the fonts in {folder.parent}."
        )
    few = [
        chr(code)
        for path, code in codes.items()
        if code in IDEOGRAPHS and len(STROKE.findall(path.read_text("utf-8"))) <= FEW
    ]
    return {character: ("kanji", f"kanji/{character}") for character in few}


def others() -> dict[str, tuple[str, str]]:
    """Script and label of each kana, Hangul syllable and Thai letter: {"か": ("hiragana", "hiragana/か")}."""
    kana = {
        chr(code): (script, f"{script}/{chr(code)}")
        for script, span in KANA.items()
        for code in span
        if unicodedata.category(chr(code)) in ("Lo", "Lm")
    }
    hangul = {character: ("hangul", f"hangul/{character}") for character in SYLLABLES.decode("euc_kr")[::2]}
    thai = {chr(code): ("Thai", f"Thai/U+{code:04X}") for code in THAI}  # as in scripts.npz
    return {**kana, **hangul, **thai}
