"""Sets of symbols to begin with, drawn for this project, each as a `symbols.json` (`siamese.symbols.symbols_file`)."""

from functools import cache
from pathlib import Path

from siamese.symbols import symbols_file
from siamese.symbols.drawing import Drawing

SETS = {"alphabet": "A made-up alphabet", "digits": "Digits"}


@cache
def load_starter(name: str) -> list[tuple[str, list[Drawing]]]:
    """Names with their drawings. `name` is a key of SETS."""
    return symbols_file.parse((Path(__file__).parent / f"{name}.json").read_text("utf-8"))[0]
