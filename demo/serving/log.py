"""The log: one line an event on stderr, when, how bad, what; and no event without end."""

import copy
import logging
import time
import traceback
from pathlib import Path

from uvicorn.config import LOGGING_CONFIG

MINUTE = 60  # seconds
OFTEN = 20  # lines that one place in the code may write within it


def start_log() -> None:
    """Write lines for events from now on."""
    lines = logging.StreamHandler()
    lines.setFormatter(OneLine("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    lines.addFilter(Sparing())
    logging.basicConfig(level=logging.WARNING, handlers=[lines])
    logging.captureWarnings(True)
    logging.getLogger("tensorflow").handlers.clear()  # it would say the same once more, on several lines
    LOGGING_CONFIG["loggers"]["uvicorn"] |= {"handlers": [], "propagate": True}  # it would write lines of its own
    for name in ("demo", "siamese"):
        logging.getLogger(name).setLevel(logging.INFO)
    logging.getLogger("python_multipart").setLevel(logging.ERROR)  # each damaged byte of a form is a line


class OneLine(logging.Formatter):
    """An exception is told by its kind and place. Its message is left out: it may repeat what a visitor sent."""

    def formatException(self, exc_info) -> str:
        kind, _, trace = exc_info
        places = [f"{'/'.join(Path(f.filename).parts[-2:])}:{f.lineno}" for f in traceback.extract_tb(trace)]
        return f"{kind.__name__} at {' < '.join(reversed(places[-5:]))}"

    def format(self, record: logging.LogRecord) -> str:
        record = copy.copy(record)
        record.exc_text = None  # as another formatter left it
        more = " (more of these are left out for a minute)" if getattr(record, "is_last", False) else ""
        return super().format(record).replace("\n", " ") + more


class Sparing(logging.Filter):
    """Lets each place in the code write so many lines a minute: a client could have one written without end."""

    def __init__(self, clock=time.monotonic):
        super().__init__()
        self._clock = clock
        self._written: dict[tuple, tuple[float, int]] = {}  # place → since when, how many

    def filter(self, record: logging.LogRecord) -> bool:
        place, now = (record.pathname, record.lineno), self._clock()
        since, n = self._written.get(place, (now, 0))
        if now - since >= MINUTE:
            since, n = now, 0
        self._written[place] = since, n + 1
        record.is_last = n + 1 == OFTEN
        return n < OFTEN
