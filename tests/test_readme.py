"""What the README says is true: commands, settings, figures."""

import re
import subprocess
import sys
from dataclasses import fields
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from demo.settings import PREFIX, Settings
from siamese.photos import ink_from_image
from siamese.registry import SupportSet
from siamese.verifier import Verifier
from siamese.weights import read_manifest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
CARD = (ROOT / "weights" / "README.md").read_text("utf-8")


def rows(text: str, mark: str) -> list[list[str]]:
    """The cells of the table between two marks."""
    table = re.search(rf"<!-- {mark} -->\n(.*?)<!-- /{mark} -->", text, re.S)[1]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.strip().splitlines()[2:]]


def test_front_matter_names_the_pinned_gradio():
    assert f"sdk_version: {version('gradio')}\n" in README
    assert "app_file: app.py\n" in README


def test_requirements_are_pinned_to_what_is_tested():
    for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines():
        if line.startswith("#") or "sys_platform !=" in line:
            continue
        name, pinned = line.split(";")[0].strip().split("==")
        if name != "tensorflow-cpu" or sys.platform == "linux":
            assert version(name) == pinned


def test_every_setting_is_described():
    described = {row[0].strip("`"): row for row in rows(README, "settings")}
    assert set(described) == {f"--{field.name.replace('_', '-')}" for field in fields(Settings)}
    for field in fields(Settings):
        row = described[f"--{field.name.replace('_', '-')}"]
        assert row[1].strip("`") == PREFIX + field.name.upper()
        assert row[-1] == field.metadata["help"]


@pytest.mark.parametrize("text", [README, CARD], ids=["README", "model card"])
def test_figures_are_the_manifest_s(text):
    figures = read_manifest().figures
    table = rows(text, "figures")
    assert len(table) >= 5
    for protocol, _, accuracy, interval, n in table:
        measured = figures[protocol.strip("`")]
        assert accuracy == f"{100 * measured['accuracy']:.2f} %"
        assert interval == f"{100 * measured['low']:.2f} to {100 * measured['high']:.2f}"
        assert int(n.replace(",", "")) == measured["n"]


def test_figures_in_parts_are_the_manifest_s():
    table = rows(CARD, "more")
    assert len(table) >= 5
    for _, path, share in table:
        measured = read_manifest().figures
        for key in path.strip("`").split("/"):
            measured = measured[key]
        assert share == f"{100 * measured:.1f} %"


def test_python_examples_run(tmp_path):
    square = np.full((60, 60), 255, np.uint8)
    square[15:45, 15:18] = square[15:45, 42:45] = square[15:18, 15:45] = square[42:45, 15:45] = 0
    for name in ("a.png", "b.png", "query.png"):
        Image.fromarray(square).save(tmp_path / name)
    SupportSet(Verifier.load()).register("box", ink_from_image(Image.fromarray(square))).save(tmp_path / "symbols.zip")
    blocks = re.findall(r"```python\n(.*?)```", README, re.S)
    assert len(blocks) == 2
    run = subprocess.run(
        [sys.executable, "-c", "\n".join(["import sys", f"sys.path.insert(0, {str(ROOT)!r})", *blocks])],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert "verdict='same'" in run.stdout, run.stderr
    assert "known ['box']" in run.stdout, run.stderr


def test_folders_are_those_described():
    described = {row.split("`")[1].strip("/") for row in README.splitlines() if row.startswith("| `") and "/` |" in row}
    assert described == {"siamese", "demo", "weights", "tests"}
    assert all((ROOT / name).is_dir() for name in described)
