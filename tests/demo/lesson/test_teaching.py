"""The teacher's page and the notebook: complete, true to the records, and runnable."""

import json
import os
import re
import subprocess
import sys

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from demo.lesson import steps
from demo.lesson.glossary import GLOSSARY
from demo.lesson.teaching import EXERCISES, NOTEBOOK, TEACHER_ROUTES, TEACHING, teacher_page
from siamese.data.source import DataError
from siamese.lesson.nets import NETS, UNITS, build_net
from siamese.lesson.record import read_record
from tests.conftest import ROOT

CELLS = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
CODE = ["".join(cell["source"]) for cell in CELLS if cell["cell_type"] == "code"]


def test_every_step_has_its_text_and_its_time():
    page = teacher_page()
    assert len(TEACHING) == len(steps.STEPS)
    for step, teaching in zip(steps.STEPS, TEACHING, strict=True):
        assert step.title in page and teaching.say in page and len(teaching.ask) >= 2
    assert sum(teaching.minutes for teaching in TEACHING) == 45
    assert sum(teaching.short for teaching in TEACHING) == 15
    assert page.count('class="exercise"') == len(EXERCISES) == 3
    assert all(f"<dt>{word}</dt>" in page for word in GLOSSARY)
    assert "[" not in re.sub(r"<style>.*?</style>", "", page, flags=re.S)  # no mark of the glossary is left


def test_its_figures_are_those_of_the_record():
    shown = re.findall(r"<td>(\d+\.\d) %</td>", teacher_page())
    assert shown == [f"{100 * read_record().nets[which].test_accuracy:.1f}" for which in NETS]


def test_the_exercises_are_right():
    text = " ".join(line for exercise in EXERCISES for line in exercise.answer)
    assert "√18, about 4.24" in text and round(18**0.5, 2) == 4.24
    for total in [28 * 28 * UNITS + UNITS, *(build_net(which, seed=0).count_params() for which in NETS)]:
        assert f"{total:,}" in text


def test_page_and_notebook_are_served():
    client = TestClient(Starlette(routes=list(TEACHER_ROUTES)))
    assert client.get("/lesson/teacher").text == teacher_page()
    answer = client.get("/lesson/lesson.ipynb")
    assert answer.content == NOTEBOOK.read_bytes() and "lesson.ipynb" in answer.headers["content-disposition"]


def test_the_notebook_has_every_step_and_no_outputs():
    titles = [line for cell in CELLS for line in cell["source"] if line.startswith("## ")]
    assert [title[3] for title in titles[:-1]] == [str(number) for number in range(1, len(steps.STEPS) + 1)]
    assert all(not cell["outputs"] for cell in CELLS if cell["cell_type"] == "code")
    for code in CODE:
        compile(code, "cell", "exec")


@pytest.mark.slow
def test_the_notebook_runs_from_top_to_bottom(data_folder):
    try:
        from siamese.data.mnist import load_mnist
        from siamese.data.omniglot import load_omniglot

        load_mnist()
        load_omniglot("background")
    except DataError as missing:
        pytest.skip(str(missing))
    program = "\n".join(CODE)
    # In a process of its own, as a reader runs it; the app itself does without matplotlib.
    environment = os.environ | {"MPLBACKEND": "Agg", "SIAMESE_DATA": str(data_folder)}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT / "demo" / "lesson", env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert re.search(r"^distance: .*\n(?:.*\n){2}  epoch 3: training 9", done.stdout, re.M)
    assert "The test pairs are 0.00 apart on average; 0 of" in done.stdout
    assert "at most 3 are right" in done.stdout
