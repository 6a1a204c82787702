from pathlib import Path

import pytest

from siamese.data import hands, stroke_files
from siamese.data.__main__ import main
from tests.siamese.font_maker import COMBS, CROSS, make_font


def write_svg(folder: Path, name: str, n_strokes: int) -> None:
    """A file of KanjiVG's form."""
    folder.mkdir(exist_ok=True)
    code = name.split("-")[0]
    paths = "\n".join(
        f'\t\t\t<path id="kvg:{code}-s{i}" kvg:type="㇐" d="M11,{54 + i}.25c3.19,0.62,6.25,0.73,9.73,0.5"/>'
        for i in range(1, n_strokes + 1)
    )
    (folder / f"{name}.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:kvg="http://kanjivg.tagaini.net" viewBox="0 0 109 109">\n'
        f'\t<g id="kvg:StrokePaths_{code}">\n\t\t<g id="kvg:{code}">\n{paths}\n\t\t</g>\n\t</g>\n</svg>\n',
        "utf-8",
    )


@pytest.fixture
def raw(tmp_path):
    folder = tmp_path / "raw"
    folder.mkdir()
    for name, n_strokes in (("05341", 2), ("05341-Kaisho", 2), ("056fd", 8), ("09b31", 29), ("0304b", 3)):
        write_svg(folder / "kanji", name, n_strokes)
    return folder


def test_kanji_of_few_strokes(raw):
    # 十 has two strokes, 国 eight; 鬱 has too many, か is no kanji, and a variant is no further character.
    assert hands.kanji(raw / "kanji") == {"十": ("kanji", "kanji/十"), "国": ("kanji", "kanji/国")}


def test_kana_syllables_and_thai():
    others = hands.others()
    scripts = [script for script, _ in others.values()]
    assert scripts.count("hangul") == 1175  # half of KS X 1001's 2,350
    assert scripts.count("Thai") == 46 + 10  # consonants and digits
    # ぁ to ゖ (86), ゝ, ゞ, ゟ; ァ to ヺ (90), ー, ヽ, ヾ, ヿ.
    assert scripts.count("hiragana") == 89 and scripts.count("katakana") == 94
    assert "가" in others and "각" not in others and "간" in others  # every second, from the first
    assert others["か"] == ("hiragana", "hiragana/か") and others["ก"] == ("Thai", "Thai/U+0E01")
    assert "・" not in others and "\u3099" not in others  # a dot, a mark


def test_the_command_makes_a_file_of_several_hands(raw, tmp_path, monkeypatch, capsys):
    letters = {"十": CROSS, "国": COMBS[7], "鬱": COMBS[6], "か": COMBS[5], "가": COMBS[3], "각": COMBS[4]}
    make_font(raw / "ann.ttf", letters, family="Ann")
    make_font(raw / "sub" / "bob.ttf", {"十": CROSS, "ก": COMBS[2], "A": COMBS[1]}, family="Bob")
    assert main(["hands", str(raw), str(tmp_path / "hands.npz")]) == 0
    assert "6 glyphs written to" in capsys.readouterr().out
    monkeypatch.setenv("SIAMESE_DATA", str(tmp_path))
    glyphs = stroke_files.load_glyphs("hands")
    assert sorted(zip(glyphs.labels.tolist(), glyphs.script.tolist(), glyphs.hand.tolist(), strict=True)) == [
        ("Thai/U+0E01", "Thai", 1),
        ("hangul/가", "hangul", 0),
        ("hiragana/か", "hiragana", 0),
        ("kanji/十", "kanji", 0),
        ("kanji/十", "kanji", 1),
        ("kanji/国", "kanji", 0),
    ]


def test_the_folder_of_kanji_is_asked_for(tmp_path, capsys):
    make_font(tmp_path / "ann.ttf", {"か": CROSS})
    assert main(["hands", str(tmp_path), str(tmp_path / "out.npz")]) == 2
    error = capsys.readouterr().err
    assert "no files such as 04e00.svg" in error and "github.com/KanjiVG/kanjivg" in error and error.count("\n") == 1
