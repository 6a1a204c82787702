"""What .github/CONTRIBUTING.md says is true: its paths and commands exist, and the code keeps to its words."""

import re
import shlex
from importlib import import_module

import pytest

from tests.conftest import ROOT
from tests.test_readme import CONSTRAINTS, pins, rows

GUIDE = (ROOT / ".github" / "CONTRIBUTING.md").read_text("utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.S) for line in block.splitlines()]
WORDS = {row[0]: row[1:] for row in rows(GUIDE, "words")}
PARSERS = {name: f"{name}.__main__" for name in ("siamese.evaluation", "siamese.training")}


def named(pattern: str) -> list[str]:
    """What stands between backticks and looks like this."""
    return [word for word in re.findall(r"`([^`\n]+)`", GUIDE) if re.fullmatch(pattern, word)]


def test_paths_are_there():
    paths = named(r"\.?(?:app|demo|siamese|tests|weights|github|requirements|README|pre-commit)[\w./-]*")
    assert len(paths) > 30
    made = {"weights/encoder.keras", "weights/manifest.json"}  # by a training
    assert made < set(paths)
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_command_is_one_that_is_tested():
    known = (
        "python3 tests/run.py",
        ". .venv-test/bin/activate",
        "python -m",
        "pip install",
        "uv pip compile",
        "export ",
    )
    assert [line for line in COMMANDS if not re.sub(r"^[A-Z_]+=\S+ ", "", line).startswith(known)] == []


@pytest.mark.parametrize("line", [line for line in COMMANDS if "python -m siamese" in line])
def test_our_commands_know_these_options(line):
    _, _, module, *arguments = shlex.split(line)
    import_module(PARSERS[module])._parser().parse_args(arguments)


def test_pytest_is_called_with_what_there_is():
    lines = [line for line in COMMANDS if "-m pytest" in line or "tests/run.py " in line]
    assert len(lines) == 4
    markers = "browser", "slow"
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    for line in lines:
        words = shlex.split(line)
        for path in (word for word in words if word.startswith("tests/")):
            assert (ROOT / path).exists()
        if "-k" in words:
            file = next(word for word in words if word.startswith("tests/"))
            assert f"def test_{words[words.index('-k') + 1]}" in (ROOT / file).read_text("utf-8")
        if "not" in line:
            assert all(f"not {name}" in line and f'"{name}: ' in project for name in markers)
        if "--cov" in words:
            assert "pytest-cov" in pins("requirements-dev.txt")


def test_a_constraint_is_renewed_as_its_file_says():
    head = (ROOT / CONSTRAINTS).read_text("utf-8")
    line = next(line for line in COMMANDS if line.startswith("uv "))
    assert f"#   {line}\n" in head
    for command in named(r"pip-audit .+"):
        assert f"`{command}`" in head


def test_hooks_check_what_the_tests_check_first():
    hooks = re.findall(r"entry: python -m (.+)", (ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    first = re.findall(r'run\(str\(PYTHON\), "-m", (.+)\)', (ROOT / "tests" / "run.py").read_text("utf-8"))
    assert hooks == [re.sub(r'[",]+', "", one) for one in first if "pip" not in one]


@pytest.mark.parametrize("word", [word for word in WORDS if word != "contrastive loss"])  # it is not used here
def test_words_are_used_where_the_table_says(word):
    text = (ROOT / WORDS[word][1].strip("`")).read_text("utf-8").lower().replace("_", "-")
    assert all(part in text or part.replace(" ", "-") in text for part in word.split(", "))


def test_what_the_table_rules_out_is_said_nowhere():
    ruled_out = {other for row in WORDS.values() for other in row[-1].split(", ") if other}
    assert "canvas" in ruled_out
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, ruled_out))})s?\b", re.IGNORECASE)
    modules = [path for folder in ("siamese", "demo") for path in (ROOT / folder).rglob("*.py")]
    found = {path.relative_to(ROOT).as_posix(): pattern.findall(path.read_text("utf-8")) for path in modules}
    assert {name: words for name, words in found.items() if words} == {}
