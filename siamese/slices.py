"""Long work in slices, between which others can be served.

Such work is a generator: it yields between two slices, None or the number of bytes of memory that it needs from there
on, and returns what comes of it.
"""

from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")
Slices = Generator[int | None, None, T]


def finish(work: Slices[T]) -> T:
    """What comes of the work, done without a pause."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value
