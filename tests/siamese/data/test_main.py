import re
import sys
from pathlib import Path

import pytest

from siamese.data import gestures, pen, stroke_files
from siamese.data.__main__ import COMMANDS, main
from tests.siamese.font_maker import CROSS, make_font

README = (Path(__file__).parents[3] / "README.md").read_text("utf-8")


def test_each_file_of_strokes_has_a_command_that_the_readme_names():
    trained = [f"{name}.npz" for name in stroke_files.NAMES]
    assert [f"{name}.npz" for name in COMMANDS] == [pen.NAME, *trained, gestures.NAME]
    assert re.findall(r"python -m siamese\.data (\w+) RAW (\w+)\.npz", README) == [(name, name) for name in COMMANDS]


@pytest.mark.parametrize("name", COMMANDS)
def test_help_says_where_the_source_is(name, capsys):
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    said = " ".join(capsys.readouterr().out.split())
    assert f"Make {name}.npz" in said and "From: " in said and ("https://" in said or "Debian" in said)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_folder_that_is_not_the_source_is_one_line(name, tmp_path, capsys):
    assert main([name, str(tmp_path), str(tmp_path / "out.npz")]) == 2
    error = capsys.readouterr().err
    assert str(tmp_path) in error and error.count("\n") == 1
    assert not (tmp_path / "out.npz").exists()


def test_a_missing_library_is_one_line(tmp_path, capsys, monkeypatch):
    make_font(tmp_path / "a.ttf", {"A": CROSS})
    monkeypatch.setitem(sys.modules, "fontTools", None)
    assert main(["scripts", str(tmp_path), str(tmp_path / "out.npz")]) == 2
    error = capsys.readouterr().err
    assert "fontTools cannot be found" in error and "pip install" in error and error.count("\n") == 1
