"""The commands of the shell."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from siamese import __main__ as shell
from siamese.judging.manifest import BadWeights
from siamese.judging.verifier import Comparison
from siamese.symbols.drawing import Drawing
from siamese.symbols.support_set import SupportSet
from tests.conftest import ROOT
from tests.siamese.glyphs import CROSS, HOOK, RING, shaky
from tests.siamese.pixel_verifier import PixelVerifier


class PixelComparer(PixelVerifier):
    """Compares too, at the stand-in's threshold of 0.6."""

    def compare(self, a, b):
        first, second = (self.embed_frames(Drawing.of(ink).frame()[None])[0] for ink in (a, b))
        distance = float(np.linalg.norm(first - second))
        probability = float(self.manifest.calibration.probability(distance))
        return Comparison(distance, probability, "same" if distance <= 0.6 else "different", 0.6)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Pictures of a ring and of a cross, by two people each, and three registered symbols."""
    monkeypatch.setattr(shell, "load_verifier", PixelComparer)
    for name, strokes in {
        "ring": RING,
        "ring2": shaky(RING),
        "cross": CROSS,
        "cross2": shaky(CROSS, 2),
        "hook": HOOK,
    }.items():
        (tmp_path / f"{name}.png").write_bytes(Drawing.of(strokes).png(200))
    Image.new("L", (200, 200), 255).save(tmp_path / "blank.png")
    symbols = SupportSet(PixelComparer()).register("ring", RING).register("<b>cross", CROSS)
    symbols.save(tmp_path / "symbols.zip")
    return tmp_path


def run(capsys, *arguments) -> tuple[int, str, str]:
    code = shell.main(list(map(str, arguments)))
    return code, *capsys.readouterr()


def test_compare_as_json(folder, capsys):
    code, out, err = run(capsys, "compare", folder / "ring.png", folder / "ring2.png", "--json")
    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert list(answer) == ["distance", "probability", "verdict", "threshold"]
    assert (answer["verdict"], answer["threshold"]) == ("same", 0.6)
    assert 0 < answer["distance"] < 0.6
    # The stand-in's probability is sigmoid(12 − 20 d).
    assert answer["probability"] == pytest.approx(1 / (1 + np.exp(20 * answer["distance"] - 12)), abs=1e-4)


def test_compare_in_words(folder, capsys):
    code, out, err = run(capsys, "compare", folder / "ring.png", folder / "cross.png")
    assert (code, err) == (0, "")
    assert out.startswith("Different symbols: distance ")
    assert out.count("\n") == 1


def test_recognise_as_json(folder, capsys):
    code, out, err = run(capsys, "recognise", "--symbols", folder / "symbols.zip", folder / "cross2.png", "--json")
    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert (answer["verdict"], answer["name"]) == ("known", "<b>cross")
    assert [match["name"] for match in answer["matches"]] == ["<b>cross", "ring"]
    assert set(answer["matches"][0]) == {"name", "distance", "probability"}


def test_recognise_in_words(folder, capsys):
    code, out, _ = run(capsys, "recognise", "--symbols", folder / "symbols.zip", folder / "ring2.png")
    assert (code, out.splitlines()[0]) == (0, "ring")
    code, out, _ = run(capsys, "recognise", "--symbols", folder / "symbols.zip", folder / "hook.png")
    assert (code, out.splitlines()[0]) == (0, "None of these")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["compare", "nowhere.png", "ring.png"], "nowhere.png: No such file"),
        (["compare", "ring.png", "empty.png"], "empty.png: This is an empty file"),
        (["compare", "ring.png", "blank.png"], "blank.png: There is no symbol"),
        (["compare", "symbols.zip", "ring.png"], "symbols.zip: This is a zip archive"),
        (["compare", ".", "ring.png"], ".: Is a directory"),
        (["recognise", "--symbols", "nowhere.zip", "ring.png"], "nowhere.zip: No such file"),
        (["recognise", "--symbols", "empty.png", "ring.png"], "empty.png: The file is damaged or no zip archive"),
        (["recognise", "--symbols", "ring.png", "ring.png"], "ring.png: The file is damaged or no zip archive"),
        (["recognise", "--symbols", "none.zip", "ring.png"], "none.zip: no symbol is registered"),
        (["recognise", "--symbols", "symbols.zip", "nowhere.png"], "nowhere.png: No such file"),
    ],
)
def test_what_cannot_be_used_is_one_line_and_exit_code_2(folder, capsys, monkeypatch, arguments, reason):
    monkeypatch.chdir(folder)
    (folder / "empty.png").write_bytes(b"")
    SupportSet(PixelComparer()).save(folder / "none.zip")
    code, out, err = run(capsys, *arguments, "--json")
    assert (code, out) == (2, "")
    assert err.startswith(reason)
    assert err.count("\n") == 1


def test_weights_that_cannot_be_used_are_one_line_and_exit_code_2(folder, capsys, monkeypatch):
    monkeypatch.undo()

    def refuse():
        raise BadWeights("The weights are damaged.\nRestore them.")

    monkeypatch.setattr("siamese.judging.verifier.Verifier.load", refuse)
    code, out, err = run(capsys, "compare", folder / "ring.png", folder / "ring.png")
    assert (code, out, err) == (2, "", "The weights are damaged. Restore them.\n")


def test_a_wrong_file_name_is_told_without_waiting_for_tensorflow(tmp_path):
    code = f"""
import sys
from siamese.__main__ import main
code = main(["compare", {str(tmp_path / "a.png")!r}, "b.png"])
print(code, any(name.split(".")[0] in ("tensorflow", "keras") for name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout == "2 False\n"


@pytest.mark.skipif(not (ROOT / "weights" / "manifest.json").exists(), reason="needs the trained weights")
def test_nothing_but_the_answer_is_printed(folder):
    """TensorFlow too is silent."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    command = [
        sys.executable,
        "-m",
        "siamese",
        "compare",
        str(folder / "ring.png"),
        str(folder / "ring2.png"),
        "--json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["verdict"] == "same"


def test_a_name_that_the_terminal_has_no_letters_for_can_still_be_told_from_others(folder):
    """As on a console of another code page."""
    command = (
        "import sys; from siamese import __main__ as shell; from tests.siamese.test_main import PixelComparer; "
        "shell.load_verifier = PixelComparer; sys.exit(shell.main())"
    )
    pictures = ["recognise", "--symbols", str(folder / "symbols.zip"), str(folder / "ring.png")]
    symbols = SupportSet(PixelVerifier()).register("太阳", RING).register("大树", CROSS)
    (folder / "symbols.zip").write_bytes(symbols.to_bytes())
    environment = os.environ | {"PYTHONIOENCODING": "cp850"}
    done = subprocess.run([sys.executable, "-c", command, *pictures], capture_output=True, cwd=ROOT, env=environment)
    assert done.returncode == 0, done.stderr
    assert b"\\u592a\\u9633" in done.stdout and b"?" not in done.stdout
