"""Compare and recognise pictures in the shell.

python -m siamese compare a.png b.png
python -m siamese recognise --symbols symbols.zip query.png
"""

import argparse
import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from siamese.ink import photo
from siamese.ink.frame import EmptyDrawing, prepare
from siamese.ink.image_file import BadPicture
from siamese.processor import check_processor
from siamese.symbols import symbols_file
from siamese.symbols.symbols_file import BadSymbols

VERDICTS = {"same": "Same symbol", "different": "Different symbols", "unsure": "Too close to call"}


class CannotRun(Exception):
    """What was asked for cannot be done; the message is one line."""


def main(arguments: list[str] | None = None, *, program: str = "python -m siamese") -> int:
    """Run the command line, which begins with `program`; the exit code is 2 where something named cannot be used."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A name may be of a script that the terminal has not: then by its numbers in Unicode, which tells names apart.
        sys.stdout.reconfigure(errors="backslashreplace")
    options = _parser(program).parse_args(arguments)
    check_processor()
    try:
        options.run(options)
    except CannotRun as problem:
        print(" ".join(str(problem).split()), file=sys.stderr)
        return 2
    return 0


def compare(options: argparse.Namespace) -> None:
    """Print how far apart two pictures are and whether they show the same symbol."""
    inks = [read_ink(path) for path in options.pictures]
    with quietly():
        found = load_verifier().compare(*inks)
    answer = {
        "distance": round(found.distance, 6),
        "probability": round(found.probability, 6),
        "verdict": found.verdict,
        "threshold": round(found.threshold, 6),
    }
    if options.json:
        print(json.dumps(answer))
    else:
        chance = f"probability of “same” {found.probability:.1%}"
        print(f"{VERDICTS[found.verdict]}: distance {found.distance:.3f}, limit {found.threshold:.3f}, {chance}")


def recognise(options: argparse.Namespace) -> None:
    """Print which of the registered symbols a picture shows, the nearest first."""
    ink = read_ink(options.picture)
    try:
        data = symbols_file.read(options.symbols)
        content = symbols_file.unpack(data)
    except (BadSymbols, OSError) as problem:
        raise CannotRun(f"{options.symbols}: {reason(problem)}") from problem
    if not any(drawings for _, drawings in content.classes):
        raise CannotRun(f"{options.symbols}: no symbol is registered in it. Register at least one.")
    with quietly():
        from siamese.symbols.support_set import SupportSet

        try:
            found = SupportSet.from_bytes(data, load_verifier()).recognise(ink)
        except BadSymbols as problem:
            raise CannotRun(f"{options.symbols}: {problem}") from problem
    best = found.matches[0].name
    answer = {
        "verdict": found.verdict,
        "name": best if found.verdict == "known" else None,
        "threshold": round(found.threshold, 6),
        "matches": [
            {"name": match.name, "distance": round(match.distance, 6), "probability": round(match.probability, 6)}
            for match in found.matches
        ],
    }
    if options.json:
        print(json.dumps(answer))
        return
    print({"known": best, "none": "None of these", "unsure": "Too close to call"}[found.verdict])
    for match in found.matches:
        print(f"  {match.distance:.3f}  {match.probability:6.1%}  {match.name}")
    print(f"  beyond {found.threshold:.3f} it would be none of these")


def read_ink(path: str) -> np.ndarray:
    """The ink of a picture with a symbol on it. Raises CannotRun."""
    try:
        ink = photo.read_ink(path)
        prepare(ink)  # raises where there is no symbol
        return ink
    except (BadPicture, EmptyDrawing, OSError) as problem:
        raise CannotRun(f"{path}: {reason(problem)}") from problem


def reason(problem: Exception) -> str:
    """What is wrong, in words: of an error of the file system only that."""
    return getattr(problem, "strerror", None) or str(problem)


def load_verifier():
    """The verifier with the shipped weights. Raises CannotRun."""
    # Here, so that a wrong file name is told at once: TensorFlow takes seconds to import.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from siamese.judging.manifest import BadWeights
    from siamese.judging.verifier import Verifier

    try:
        return Verifier.load()
    except BadWeights as problem:
        raise CannotRun(str(problem)) from problem


@contextmanager
def quietly() -> Iterator[None]:
    """TensorFlow writes to the standard error itself, past Python, before any level can be set."""
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=program, description="Compare and recognise drawn symbols.")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("compare", help="do two pictures show the same symbol?")
    command.add_argument("pictures", nargs=2, metavar="picture")
    command.set_defaults(run=compare)
    second = commands.add_parser("recognise", help="which registered symbol does a picture show?")
    second.add_argument("--symbols", required=True, metavar="symbols.zip", help="a file that the One-shot tab saved")
    second.add_argument("picture")
    second.set_defaults(run=recognise)
    for each in (command, second):
        each.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


if __name__ == "__main__":
    sys.exit(main())
