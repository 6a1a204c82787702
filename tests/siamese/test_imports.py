"""The direction of imports: app → demo → siamese, never back; and inside siamese from each folder downwards."""

import ast
import pkgutil
import subprocess
import sys
from pathlib import Path

import siamese

ROOT = Path(__file__).parent.parent.parent
LIGHT = ("ink.photo", "ink.strokes", "data.pairs", "data.episodes", "judging.calibration", "symbols.support_set")

# Each folder may import those before it, and the modules beside the folders.
FLOORS = ("ink", "network", "data", "judging", "symbols", "evaluation", "lesson", "training")


def imported(statement: str) -> set[str]:
    """Top-level packages that a fresh interpreter has after a statement."""
    show = "print(*{name.split('.')[0] for name in sys.modules})"
    run = subprocess.run(
        [sys.executable, "-c", f"import sys; {statement}; {show}"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(run.stdout.split())


def test_no_module_of_siamese_imports_gradio():
    names = [module.name for module in pkgutil.walk_packages(siamese.__path__, "siamese.")]
    names = [name for name in names if not name.endswith("__main__")]
    assert len(names) > 20
    packages = imported("; ".join(f"import {name}" for name in names))
    assert "tensorflow" in packages
    assert not {"gradio", "demo"} & packages


def test_what_needs_no_network_loads_no_tensorflow():
    assert "tensorflow" not in imported("; ".join(f"import siamese.{name}" for name in LIGHT))


def test_each_folder_imports_only_what_lies_below_it():
    arrows = set()
    for path in (ROOT / "siamese").glob("*/*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module.startswith("siamese"):
                named = [node.module] if "." in node.module else [f"siamese.{name.name}" for name in node.names]
                arrows |= {(path.parent.name, name.split(".")[1]) for name in named}
    folders = {folder for arrow in arrows for folder in arrow if (ROOT / "siamese" / folder).is_dir()}
    assert folders == set(FLOORS)
    upwards = {(a, b) for a, b in arrows if b in FLOORS and FLOORS.index(b) > FLOORS.index(a)}
    assert not upwards
