"""What the tests share."""

import os
from pathlib import Path

# Before TensorFlow is imported anywhere: its start-up chatter would bury what a test prints.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
# Programs that a test starts keep their rooms to themselves.
os.environ["SIAMESE_STORE"] = "sqlite://"
# Each of pytest-xdist's workers has ports of its own, or two would find the same one free and both start on it.
os.environ["GRADIO_SERVER_PORT"] = str(7860 + 100 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]))

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent

# Timings say little on a busy machine; what takes too long is measured by the benchmarks.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, or one of pytest-xdist's workers would be alone with it at the end.

    The tests with a browser come one after the other, so that a worker has one browser and one served app for them.
    """
    first = ("tests/browser/", "tests/test_fuzz.py")
    items.sort(key=lambda item: [not item.nodeid.startswith(start) for start in first])


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder with the real data sets; tests that need it are skipped where there is none."""
    folder = Path(os.environ.get("SIAMESE_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"needs the data sets: there is no folder {folder}, set SIAMESE_DATA to where they are")
    os.environ["SIAMESE_DATA"] = str(folder)
    return folder
