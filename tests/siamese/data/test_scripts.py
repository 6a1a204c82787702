from collections import Counter

from fontTools import unicodedata

from siamese.data import scripts, stroke_files
from siamese.data.__main__ import main
from tests.siamese.font_maker import COMBS, make_font

THAI = "กขคงจฉชซ"


def test_scripts_that_are_judged_by_near_them_or_elsewhere_are_left_out():
    outcome = Counter()
    # Georgian; Telugu and Arabic; Latin, kanji, Korean; a figure of no script; a mark; Thai.
    characters = [*"ბგ", *"కع", *"A木가", "5", "\u0e31", *THAI]
    assert scripts.choose(characters, outcome) == {
        "Thai": {character: f"Thai/U+0E{ord(character) - 0x0E00:02X}" for character in THAI}
    }
    assert +outcome == {
        "judged by": 2,
        "near what is judged by": 2,
        "in another file": 3,
        "of no one script": 1,
    }


def test_no_alphabet_of_omniglot_is_made_again():
    # The 50 alphabets' real scripts; the others are invented ones.
    names = (
        "Armenian Avestan Balinese Bengali Braille Canadian_Aboriginal Cyrillic Devanagari Ethiopic Georgian "
        "Glagolitic Grantha Greek Gujarati Gurmukhi Hangul Hebrew Hiragana Imperial_Aramaic Kannada Katakana Latin "
        "Malayalam Meetei_Mayek Mongolian Myanmar Nko Oriya Runic Syloti_Nagri Syriac Tagalog Tibetan Tifinagh"
    )
    assert {unicodedata.script_code(name) for name in names.split()} <= set(scripts.REASONS)


def test_codes_are_those_of_scripts_and_given_once():
    codes = [code for codes in scripts.LEFT_OUT.values() for code in codes.split()]
    assert len(codes) == len(set(codes))
    assert all(unicodedata.script_name(code, default="") for code in codes)


def test_a_few_letters_of_a_script_are_a_font_s_guests():
    outcome = Counter()
    assert scripts.choose(list(THAI[:7]), outcome) == {"Thai": {}}
    assert outcome["too few or too many of a script"] == 7


def test_of_a_huge_script_some_are_taken_from_all_over():
    outcome = Counter()
    characters = [chr(code) for code in range(0x12000, 0x12000 + 600)]  # Cuneiform, of which 300 are taken
    (taken,) = scripts.choose(characters, outcome).values()
    assert len(taken) == 300 and characters[0] in taken and characters[-1] in taken
    assert outcome["too few or too many of a script"] == 300


def test_the_command_makes_a_file_that_loads(tmp_path, monkeypatch, capsys):
    make_font(tmp_path / "fonts/a.ttf", dict(zip(THAI + "A", [*COMBS, COMBS[0]], strict=True)), family="Comb")
    assert main(["scripts", str(tmp_path / "fonts"), str(tmp_path / "scripts.npz")]) == 0
    assert "8 glyphs written to" in (said := capsys.readouterr().out) and "1 (in another file)" in said
    monkeypatch.setenv("SIAMESE_DATA", str(tmp_path))
    glyphs = stroke_files.load_glyphs("scripts")
    assert set(glyphs.script.tolist()) == {"Thai"} and glyphs.labels[0] == "Thai/U+0E01"
    assert glyphs.hand.tolist() == [0] * 8
