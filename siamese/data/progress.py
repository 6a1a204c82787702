"""A progress bar on stderr, for work that a person waits for at a shell."""

import sys
import time

WIDTH = 30  # characters


class Progress:
    """`title [#####         ]  17%`, rewritten in place; silent where stderr is no terminal.

    total: what `add` comes to in the end; 0 where that is not known.
    """

    def __init__(self, title: str, total: int):
        self.title, self.total, self.done = title, total, 0
        self._visible = sys.stderr.isatty()
        self._printed = 0.0

    def add(self, amount: int = 1) -> None:
        self.done += amount
        if self._visible and time.monotonic() - self._printed > 0.1:
            self._print()

    def end(self) -> None:
        if self._visible:
            self._print(end="\n")

    def _print(self, end: str = "") -> None:
        self._printed = time.monotonic()
        share = min(self.done / self.total, 1) if self.total else 0
        bar = "#" * round(WIDTH * share)
        print(f"\r{self.title} [{bar:<{WIDTH}}] {share:4.0%}", end=end, file=sys.stderr, flush=True)
