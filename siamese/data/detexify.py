"""Makes detexify.npz: symbols that people drew on the web page Detexify, which finds the LaTeX command of a drawing.

RAW is the folder packages/data/source of github.com/kirel/detexify-next:

    symbols.json                      {"symbols": [{"id": "latex:amssymb:angle", "mode": "math",
                                                    "samples": {"path": "samples/latex/…/angle.jsonl"}}, …]}
    samples/…/*.jsonl                 a drawing a line: {"id": "sample:…", "source": {"rowId": 1234},
                                      "strokes": [[{"x": 0.1, "y": 0.9}, …], …]}, y downwards
    reviews/rejected-samples.json     {"rejected": {"sample:…": {…}}}, drawings that the site's author turned down
"""

import json
from collections import Counter
from pathlib import Path

import numpy as np

from siamese.data import fitting, packing, source
from siamese.data.aliases import find_aliases
from siamese.data.progress import Progress

NO_ROW = -1
SOURCE = "Give the folder packages/data/source of github.com/kirel/detexify-next, as it is."


def make_file(raw: str | Path, out: str | Path) -> Counter:
    """Write the drawings to `out`, in the form that `stroke_files.load_glyphs` reads, with the labels drawn alike.

    Besides there are, for each drawing, `mode` ("math", "text" or "both", where LaTeX has the symbol) and `row`
    (int32, its row in the site's database, or -1: rows near each other may be one person's).

    Gives what became of the drawings: "written", or why not. Raises ValueError where `raw` is not the source or
    `out` cannot be, source.DamagedData where a file of it does not hold what it should.
    """
    raw, out = Path(raw), packing.writable(out)
    symbols, rejected = _symbols(raw), _rejected(raw)
    glyphs, rows = [], []
    outcome: Counter[str] = Counter()
    progress = Progress("Reading Detexify", len(symbols))
    for identifier, mode, path in symbols:
        label = f"latex/{identifier.removeprefix('latex:')}"
        for name, row, strokes in _drawings(path):
            try:
                if name in rejected:
                    raise fitting.Unfit("turned down")
                glyphs.append(fitting.fit(strokes))
            except fitting.Unfit as reason:
                outcome[str(reason)] += 1
                continue
            rows.append((label, label.split("/")[1].split(":")[0], mode, row))
        progress.add()
    progress.end()
    if not glyphs:
        raise ValueError(f"No drawing came from the {len(symbols)} symbols in {raw}.")
    labels, packages, modes, numbers = (np.array(column) for column in zip(*rows, strict=True))
    twins = find_aliases(glyphs, labels, rng=np.random.default_rng(0))  # the same source gives the same file
    packing.write(out, glyphs, labels=labels, script=packages, mode=modes, row=numbers.astype(np.int32), twins=twins)
    return outcome + Counter(written=len(glyphs))


def _symbols(raw: Path) -> list[tuple[str, str, Path]]:
    """Name, mode and file of drawings of each symbol that has drawings."""
    path = raw / "symbols.json"
    if not path.is_file():
        raise ValueError(f"{raw} has no symbols.json. {SOURCE}")
    with source.reading(path, SOURCE):
        return [
            (symbol["id"], symbol["mode"], raw / symbol["samples"]["path"])
            for symbol in json.loads(path.read_text("utf-8"))["symbols"]
            if "samples" in symbol
        ]


def _rejected(raw: Path) -> frozenset[str]:
    """Names of the drawings that were turned down."""
    path = raw / "reviews" / "rejected-samples.json"
    with source.reading(path, SOURCE):
        return frozenset(json.loads(path.read_text("utf-8"))["rejected"])


def _drawings(path: Path) -> list[tuple[str, int, list[np.ndarray]]]:
    """Name, row and strokes, float64 (n_points, 2), of each drawing of a symbol."""
    with source.reading(path, SOURCE):
        drawings = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]
        return [
            (drawing["id"], drawing["source"].get("rowId", NO_ROW), [_points(stroke) for stroke in drawing["strokes"]])
            for drawing in drawings
        ]


def _points(stroke: list[dict[str, float]]) -> np.ndarray:
    return np.array([(point["x"], point["y"]) for point in stroke], float).reshape(-1, 2)
