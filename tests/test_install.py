"""`pip install .`: a command, with page and weights, in an environment that has only what is named as needed."""

import os
import re
import shutil
import signal
import subprocess
import sysconfig
import venv
from importlib.metadata import distributions
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image

from siamese.ink.strokes import ink_from_strokes
from tests.conftest import ROOT
from tests.siamese.glyphs import CROSS, shaky

PARTS = ("siamese", "demo", "weights", "README.md", "LICENSE", "pyproject.toml", "requirements.txt")


@pytest.fixture(scope="module")
def environment(tmp_path_factory) -> Path:
    """A fresh environment with the project in it; what it needs is looked for where it is installed here."""
    source, folder = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("environment")
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, source / part)
    venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin" / "pip", "install", "--quiet", "--no-deps", source], check=True)
    (packages_of(folder) / "here.pth").write_text(sysconfig.get_path("purelib"))
    return folder


def packages_of(environment: Path) -> Path:
    return Path(sysconfig.get_path("purelib", vars={"base": str(environment)}))


pytestmark = pytest.mark.skipif(os.name == "nt", reason="looks for commands where other systems have them")


def test_the_command_compares(environment, tmp_path):
    for name, strokes in {"a": CROSS, "b": shaky(CROSS)}.items():
        Image.fromarray(np.rint(255 * (1 - ink_from_strokes(strokes))).astype(np.uint8)).save(tmp_path / f"{name}.png")
    command = [environment / "bin" / "same-or-different", "compare", "a.png", "b.png"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stdout.startswith("Same symbol: distance")


def test_without_a_word_it_says_what_there_is(environment, tmp_path):
    run = subprocess.run([environment / "bin" / "same-or-different"], cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 2 and "serve|compare|recognise" in run.stderr


@pytest.mark.parametrize("command", ["serve --colour", "compare a.png"])
def test_help_is_offered_by_the_name_it_was_asked_by(environment, command):
    run = subprocess.run([environment / "bin" / "same-or-different", *command.split()], capture_output=True, text=True)
    assert run.returncode == 2 and f"same-or-different {command.split()[0]}" in run.stderr


def test_the_command_serves(environment, tmp_path):
    command = [environment / "bin" / "same-or-different", "serve"]
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    with subprocess.Popen(command, cwd=tmp_path, **options) as process:
        try:
            said = next(line for line in process.stdout if "Open http" in line)
            page = httpx.get(said.split()[1], trust_env=False)
            assert page.status_code == 200 and "Same or Different?" in page.text
            process.send_signal(signal.SIGTERM)
            assert process.wait() == 0
        finally:
            process.kill()


def test_what_it_needs_is_what_the_page_needs(environment):
    (found,) = (one for one in distributions(path=[str(packages_of(environment))]) if one.name == "same-or-different")
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    wanted = {re.sub(r"\s", "", line) for line in lines if not line.startswith("#")}
    assert {re.sub(r"\s", "", line) for line in found.requires if "extra ==" not in line} == wanted
