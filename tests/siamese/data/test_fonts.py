import sys
from collections import Counter

import numpy as np
import pytest
from PIL import ImageFont

from siamese.data import fitting, fonts, stroke_files
from tests.siamese.font_maker import ARMS, COMBS, CROSS, STEM, make_font


def face(path):
    return ImageFont.truetype(path, fonts.DRAWN, layout_engine=ImageFont.Layout.BASIC)


def test_a_letter_becomes_the_middle_lines_of_its_bars(tmp_path):
    horizontal, vertical = sorted(fonts.letter(face(make_font(tmp_path / "a.ttf", {"+": CROSS})), "+"), key=np.ptp)
    if np.ptp(horizontal[:, 0]) < np.ptp(vertical[:, 0]):
        horizontal, vertical = vertical, horizontal
    # Both bars are 800 long and cross in their middles, so their middle lines go through (500, 500). The ends of a
    # middle line lie up to half the thickness within the bar, 30 of 800, or 37 of 1,000.
    for across, along in ((horizontal[:, 1], horizontal[:, 0]), (vertical[:, 0], vertical[:, 1])):
        np.testing.assert_allclose(across, 500, atol=10)
        assert along.min() <= 40 and along.max() >= 960


def test_what_is_no_letter_says_why(tmp_path):
    some = face(make_font(tmp_path / "a.ttf", {"o": [], "m": [(0, 0, 800, 800)], ".": [(0, 0, 60, 60)]}))
    for character, why in (("o", "no shape"), ("m", "too thick"), (".", "too thick")):
        with pytest.raises(fitting.Unfit, match=why):
            fonts.letter(some, character)


def test_a_family_has_each_character_of_its_most_regular_upright_font(tmp_path):
    bold = make_font(tmp_path / "bold.ttf", {"a": CROSS, "b": CROSS, "c": CROSS}, weight=700)
    light = make_font(tmp_path / "x" / "light.ttf", {"b": CROSS}, weight=300)
    regular = make_font(tmp_path / "x" / "regular.TTF", {"a": CROSS})
    make_font(tmp_path / "italic.ttf", {"d": CROSS}, italic=True)
    other = make_font(tmp_path / "other.otf", {"a": CROSS}, family="Another")
    (tmp_path / "OFL.txt").write_text("the licence")
    assert [(family.name, family.files) for family in fonts.families(tmp_path)] == [
        ("Another", {"a": other}),
        ("Plain", {"a": regular, "b": light, "c": bold}),
    ]


def everything(characters, outcome):
    outcome["asked"] += len(characters)
    return {"Made up": {character: f"Made up/{character}" for character in characters}}


def test_the_file_is_one_that_loads(tmp_path, monkeypatch):
    make_font(tmp_path / "a.ttf", {"a": COMBS[0], "b": COMBS[1], "c": []}, family="Zed")
    make_font(tmp_path / "b.ttf", {"a": COMBS[2]}, family="Ann")
    outcome = fonts.make_file(tmp_path, tmp_path / "hands.npz", everything, hand="writer", alike=True)
    assert outcome == {"written": 3, "asked": 4, "no shape": 1}
    monkeypatch.setenv("SIAMESE_DATA", str(tmp_path))
    glyphs = stroke_files.load_glyphs("hands")
    assert glyphs.labels.tolist() == ["Made up/a", "Made up/a", "Made up/b"]
    assert glyphs.script.tolist() == ["Made up"] * 3 and glyphs.hand.tolist() == [0, 1, 1]
    with np.load(tmp_path / "hands.npz") as arrays:
        assert arrays["writers"].tolist() == ["Ann", "Zed"] and arrays["writer"].dtype == np.int16


def test_of_letters_that_look_alike_the_first_is_taken(tmp_path):
    shorter = [(100, 0, 160, 800), (130, 740, 690, 800)]  # the arm at the top ends a little earlier
    make_font(tmp_path / "a.ttf", {"a": [STEM, ARMS[2]], "b": shorter, "c": COMBS[0]})
    make_font(tmp_path / "b.ttf", {"b": shorter}, family="Other")  # nothing to do with the first font's
    for alike, written in ((True, 4), (False, 3)):
        outcome = fonts.make_file(tmp_path, tmp_path / "out.npz", everything, hand="source", alike=alike)
        assert outcome["written"] == written and outcome["like an earlier letter"] == 4 - written
    with np.load(tmp_path / "out.npz") as arrays:
        assert arrays["labels"].tolist() == ["Made up/b", "Made up/a", "Made up/c"]


def test_what_cannot_be_made(tmp_path, monkeypatch):
    def make(raw, out="out.npz", choose=everything):
        fonts.make_file(raw, tmp_path / out, choose, hand="source", alike=True)

    with pytest.raises(ValueError, match="no fonts below"):
        make(tmp_path)
    make_font(tmp_path / "a.ttf", {"a": CROSS})
    with pytest.raises(ValueError, match="There is no folder"):
        make(tmp_path, "none/out.npz")
    with pytest.raises(ValueError, match=r"None of the 1 font families below .* letters for out.npz"):
        make(tmp_path, choose=lambda characters, outcome: {})
    (tmp_path / "b.ttf").write_bytes(b"no font")
    with pytest.raises(ValueError, match=r"b\.ttf cannot be read .*Take it out"):
        make(tmp_path)
    monkeypatch.setitem(sys.modules, "skimage", None)
    with pytest.raises(ImportError, match=r"skimage cannot be found.*pip install -r requirements-dev\.txt"):
        make(tmp_path)
    assert not (tmp_path / "out.npz").exists()


def test_letters_figures_and_symbols_stand_on_their_own():
    assert all(map(fonts.is_letter, "aÉ5☺กあ"))
    assert not any(map(fonts.is_letter, "., +$\u0301\u0e31ﬁⒶ²Ⅷ"))  # marks, signs; letters in another guise


def test_spreading_keeps_the_first_and_the_last():
    assert fonts.spread(list("abcde"), 3) == ["a", "c", "e"]
    assert fonts.spread(list("abcde"), 5) == fonts.spread(list("abcde"), 9) == list("abcde")


def test_nothing_is_counted_that_was_taken(tmp_path):
    make_font(tmp_path / "a.ttf", dict(zip("abcdefgh", COMBS, strict=True)))
    outcome = fonts.make_file(tmp_path, tmp_path / "out.npz", everything, hand="source", alike=False)
    assert outcome == Counter(written=8, asked=8)
