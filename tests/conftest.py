"""What the tests share."""

import os
from pathlib import Path

# Before TensorFlow is imported anywhere: its start-up chatter would bury what a test prints.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
# Programs that a test starts keep their rooms to themselves.
os.environ["SIAMESE_STORE"] = "sqlite://"
# Each of pytest-xdist's workers has ports of its own, or two would find the same one free and both start on it.
WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
os.environ["GRADIO_SERVER_PORT"] = str(7860 + 100 * WORKER)

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent

# Timings say little on a busy machine; what takes too long is measured by the benchmarks.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


# What takes longest comes first, or one of pytest-xdist's workers would be alone with it at the end.
FIRST = ("tests/browser", "tests/test_fuzz.py")


def group_of(test: str) -> str:
    """What one worker runs in one piece, so that what is made for it is made once: a file, or all that share a browser.

    Those of the browser wait as much as they compute, so that the other worker has the processors meanwhile.
    """
    file = test.split("::")[0]
    return "tests/browser" if file.startswith("tests/browser/") else file


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    groups = {item: group_of(item.nodeid) for item in items}
    items.sort(key=lambda item: FIRST.index(groups[item]) if groups[item] in FIRST else len(FIRST))


@pytest.hookimpl(optionalhook=True)  # without pytest-xdist nothing asks for it
def pytest_xdist_make_scheduler(config: pytest.Config, log):
    from xdist.scheduler import LoadScopeScheduling

    class InOrder(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    config.option.loadscopereorder = False
    return InOrder(config, log)


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder with the real data sets; tests that need it are skipped where there is none."""
    folder = Path(os.environ.get("SIAMESE_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"needs the data sets: there is no folder {folder}, set SIAMESE_DATA to where they are")
    os.environ["SIAMESE_DATA"] = str(folder)
    return folder
