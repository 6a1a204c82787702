"""The direction of imports: app → demo → siamese, never back."""

import pkgutil
import subprocess
import sys
from pathlib import Path

import siamese

ROOT = Path(__file__).parent.parent.parent
LIGHT = ("preprocessing", "strokes", "photos", "pictures", "pairs", "episodes", "calibration", "registry", "data")


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
