"""What is written of what happens."""

import logging
import sys

import pytest

from demo import log
from demo.log import OFTEN, OneLine, Sparing


def record(line: int = 1, message: str = "refused %d", *arguments, exc_info=None) -> logging.LogRecord:
    return logging.LogRecord("demo.guard", logging.INFO, "guard.py", line, message, arguments, exc_info)


def test_an_exception_is_its_kind_and_place_and_not_its_words():
    try:
        raise ValueError("strokes 417\n403")
    except ValueError:
        line = OneLine("%(message)s").format(record(1, "failed", exc_info=sys.exc_info()))
    assert line.startswith("failed ValueError at test_log.py") and "417" not in line and "\n" not in line


def test_one_place_in_the_code_writes_only_so_many_lines_a_minute():
    now = 0.0
    sparing = Sparing(lambda: now)
    first = [record(1, "refused %d", n) for n in range(OFTEN + 100)]
    assert [n for n, one in enumerate(first) if sparing.filter(one)] == list(range(OFTEN))
    told = [OneLine("%(message)s").format(one) for one in first[:OFTEN]]
    assert told[0] == "refused 0" and told[-1] == f"refused {OFTEN - 1} (more of these are left out for a minute)"
    assert sparing.filter(record(2, "failed"))
    now = log.MINUTE - 1
    assert not sparing.filter(record(1, "refused 400"))
    now = log.MINUTE
    assert sparing.filter(record(1, "refused 400"))


@pytest.fixture
def untouched(monkeypatch):
    """What start_log changes for the whole process, as it was afterwards."""
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    monkeypatch.setattr(log, "LOGGING_CONFIG", {"loggers": {"uvicorn": {"handlers": ["default"], "propagate": False}}})
    for name in ("demo", "siamese", "python_multipart"):
        monkeypatch.setattr(logging.getLogger(name), "level", logging.NOTSET)
    yield
    logging.captureWarnings(False)


def test_the_server_s_own_lines_are_spared_too(untouched, capsys):
    log.start_log()
    assert log.LOGGING_CONFIG["loggers"]["uvicorn"] == {"handlers": [], "propagate": True}
    for _ in range(100):
        logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    said = capsys.readouterr().err.splitlines()
    assert len(said) == OFTEN and "WARNING uvicorn.error: Invalid HTTP request received." in said[0]
