"""What the README says is true: commands, settings, figures."""

import re
import subprocess
import sys
from dataclasses import fields
from importlib.metadata import requires, version
from pathlib import Path

import numpy as np
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from PIL import Image

from demo.settings import PREFIX, Settings
from siamese.ink.photo import ink_from_image
from siamese.judging.manifest import read_manifest
from siamese.judging.verifier import Verifier
from siamese.symbols.support_set import SupportSet

ROOT = Path(__file__).parent.parent
CONSTRAINTS = ".github/constraints.txt"
UNRULED = {"setuptools", "wheel"}  # an environment has them before anything is installed
README = (ROOT / "README.md").read_text("utf-8")
CARD = (ROOT / "weights" / "README.md").read_text("utf-8")


def rows(text: str, mark: str) -> list[list[str]]:
    """The cells of the table between two marks."""
    table = re.search(rf"<!-- {mark} -->\n(.*?)<!-- /{mark} -->", text, re.S)[1]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.strip().splitlines()[2:]]


def test_front_matter_names_the_pinned_gradio():
    assert f"sdk_version: {version('gradio')}\n" in README
    assert "app_file: app.py\n" in README


def pins(name: str) -> dict[str, str]:
    """Package → version, of those that a file of requirements has for this platform."""
    lines = (line for line in (ROOT / name).read_text("utf-8").splitlines() if line and line[0] not in "#-")
    needed = filter(lambda one: not one.marker or one.marker.evaluate(), map(Requirement, lines))
    return {canonicalize_name(one.name): str(one.specifier).removeprefix("==") for one in needed}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_to_what_is_tested(name):
    for package, pinned in pins(name).items():
        assert version(package) == pinned == pins(CONSTRAINTS)[package]


def test_all_that_they_bring_is_pinned_to_what_is_tested():
    tree, left = set(), [*pins("requirements.txt"), *pins("requirements-dev.txt")]
    while left:
        if (package := left.pop()) not in tree:
            tree.add(package)
            brought = map(Requirement, requires(package) or ())
            left += [canonicalize_name(b.name) for b in brought if not b.marker or b.marker.evaluate({"extra": ""})]
    assert {package: version(package) for package in tree - UNRULED} == {
        package: pinned for package, pinned in pins(CONSTRAINTS).items() if package in tree - UNRULED
    }


def test_the_commands_install_what_was_tested():
    installs = re.findall(r"pip install .*-r requirements\.txt.*", README)
    assert len(installs) == 3
    assert all(re.search(r"-r requirements\.txt -c \.github[/\\]constraints\.txt", line) for line in installs)


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
