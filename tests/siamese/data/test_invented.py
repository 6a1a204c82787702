from collections import Counter
from itertools import pairwise

from siamese.data import invented, splits, stroke_files
from siamese.data.__main__ import main
from tests.siamese.font_maker import COMBS, make_font

KLINGON = [chr(code) for code in range(0xF8D0, 0xF8D4)]
TENGWAR, AUREBESH, CIRTH = "\ue000", "\ue890", "\ue080"


def test_letters_go_by_the_block_they_stand_in():
    chosen = invented.choose(["A", TENGWAR, CIRTH, "\ue150", "\ue1b0", AUREBESH, *KLINGON], Counter())
    assert {name: labels for name, labels in chosen.items() if labels} == {
        "Kinya": {"\ue150": "Kinya/U+E150"},
        "Ilianore": {"\ue1b0": "Ilianore/U+E1B0"},
        "Klingon": dict(zip(KLINGON, [f"Klingon/U+F8D{i}" for i in range(4)], strict=True)),
    }


def test_of_syllables_built_from_few_parts_some_are_taken():
    characters = [chr(code) for code in range(0xF0000, 0xF0000 + 900)]  # Kinya's, of which 150 are taken
    outcome = Counter()
    assert len(invented.choose(characters, outcome)["Kinya Syllables"]) == 150
    assert outcome["more than enough of a script"] == 750


def test_blocks_lie_apart_in_the_private_use_areas():
    spans = [span for _, span in invented.blocks()]
    assert all(before.stop <= after.start for before, after in pairwise(spans))
    assert all(0xE000 <= code <= 0xF8FF or code >= 0xF0000 for span in spans for code in (span[0], span[-1]))
    names = [name for name, _ in invented.blocks()]
    assert len(set(names)) == len(names) and {"Dni", "Olaetyan", "Sitelen Pona"} <= set(names)


def test_what_is_held_out_can_be_had():
    names = {name for name, _ in invented.blocks()}
    assert set(splits.HOLDOUT_SCRIPTS) - names == {"Adlam", "Tamil"}  # which are real


def test_the_command_makes_a_file_that_loads(tmp_path, monkeypatch, capsys):
    make_font(tmp_path / "a.ttf", dict(zip([*KLINGON, TENGWAR], COMBS, strict=False)))
    assert main(["invented", str(tmp_path), str(tmp_path / "invented.npz")]) == 0
    assert "4 glyphs written to" in capsys.readouterr().out
    monkeypatch.setenv("SIAMESE_DATA", str(tmp_path))
    assert stroke_files.load_glyphs("invented").script.tolist() == ["Klingon"] * 4
