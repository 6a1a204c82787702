"""What is written of what happens."""

import logging
import subprocess
import sys

from demo.serving import log
from demo.serving.log import OFTEN, OneLine, Sparing


def record(line: int = 1, message: str = "refused %d", *arguments, exc_info=None) -> logging.LogRecord:
    return logging.LogRecord("demo.serving.guard", logging.INFO, "guard.py", line, message, arguments, exc_info)


def test_an_exception_is_its_kind_and_place_and_not_its_words():
    try:
        raise ValueError("strokes 417\n403")
    except ValueError:
        line = OneLine("%(message)s").format(record(1, "failed", exc_info=sys.exc_info()))
    assert line.startswith("failed ValueError at serving/test_log.py") and "417" not in line and "\n" not in line


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


SERVER = """
import logging, uvicorn
from demo.serving.log import start_log
start_log()
uvicorn.Config(None)  # sets up a log of its own
for _ in range(100):
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
"""


def test_the_server_s_own_lines_are_spared_too():
    said = subprocess.run([sys.executable, "-c", SERVER], capture_output=True, text=True, check=True).stderr
    lines = [line for line in said.splitlines() if "Invalid" in line]
    assert len(lines) == OFTEN and lines[0].endswith(" WARNING uvicorn.error: Invalid HTTP request received.")
