"""Files that are there whole, or not at all."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Where to write a file that then takes the place of `path`; what fails on the way leaves the old one there."""
    part = path.with_name(f".{uuid.uuid4().hex}.{path.name}")  # another program may be after the same file
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
