"""Where the data files are: the folder in SIAMESE_DATA, Keras' cache, or the web."""

import hashlib
import http.client
import os
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from siamese.data.progress import Progress
from siamese.whole_file import replacing

FOLDER_VARIABLE = "SIAMESE_DATA"
TIMEOUT = 30  # seconds without a byte
CHUNK = 1 << 16  # bytes
REPLACE = "Delete it to have it downloaded afresh, or put a whole one in its place."


class DataError(Exception):
    """A data file cannot be used; the message says which, and what to do."""


class MissingData(DataError):
    """A data file is nowhere to be found."""


class DamagedData(DataError):
    """A data file does not hold what it should."""


def cache_folder() -> Path:
    """Keras' own folder of data sets, so that what Keras has downloaded is not downloaded again."""
    home = os.environ.get("KERAS_HOME")
    return (Path(home) if home else Path.home() / ".keras") / "datasets"


def find(name: str, *, url: str | None = None, sha256: str | None = None, how: str = "") -> Path:
    """The path of a data file: in the folder in SIAMESE_DATA, else in Keras' cache, else downloaded to there.

    name: relative to the folder, with forward slashes ("omniglot/all_runs.zip").
    url: where the file can be had; None where it cannot be downloaded as it is.
    sha256: of the file at `url`. Only a download is held to it: a file that is there already may be packed in
        another way, and what is in it is for the loader to check.
    how: a sentence on how to come by a file without `url`.

    Raises MissingData.
    """
    folder = os.environ.get(FOLDER_VARIABLE)
    own = Path(folder).expanduser() / name if folder else None
    cached = cache_folder() / name
    for path in filter(None, (own, cached)):
        if path.is_file():
            return path
    if url:
        try:
            download(url, cached, sha256=sha256)
            return cached
        except (OSError, ValueError, http.client.HTTPException) as error:
            # The reason alone, where urllib wraps it: "<urlopen error [Errno -2] …>" is no news to a person.
            how = f"It could not be downloaded from {url} ({getattr(error, 'reason', error)})."
    places = f"{own} or at {cached}" if own else f"{cached}, or in a folder named by {FOLDER_VARIABLE}"
    sentences = [f"The data file {name} is missing.", how, f"Put it at {places}."]
    raise MissingData(" ".join(filter(None, sentences)))


def download(url: str, path: Path, *, sha256: str | None = None) -> None:
    """Download `url` to `path`, which appears only when it is complete; progress goes to stderr.

    Raises OSError or HTTPException (no connection, no space), ValueError (not the file that was expected).
    """
    print(f"Downloading {url}", file=sys.stderr)
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with replacing(path) as part:
        with urllib.request.urlopen(url, timeout=TIMEOUT) as answer, part.open("wb") as file:
            progress = Progress(path.name, int(answer.headers.get("Content-Length") or 0))
            while chunk := answer.read(CHUNK):
                file.write(chunk)
                digest.update(chunk)
                progress.add(len(chunk))
            progress.end()
        if progress.total and progress.done != progress.total:
            raise ValueError(f"only {progress.done} of {progress.total} bytes came")
        if sha256 and digest.hexdigest() != sha256:
            raise ValueError(f"its sha256 is {digest.hexdigest()}, expected {sha256}")


@contextmanager
def reading(path: Path, remedy: str = REPLACE) -> Iterator[None]:
    """Turns whatever goes wrong while `path` is read and checked into DamagedData."""
    try:
        yield
    except Exception as error:  # zipfile, zlib, Pillow and NumPy raise a dozen kinds between them
        raise DamagedData(f"{path} does not hold what it should: {error}. {remedy}") from error
