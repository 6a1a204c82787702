"""Whether uploaded pictures are judged like what was drawn on them: `python -m tests.bench.photos [SEEDS]`.

Draws symbols of the starter sets, makes an upload of each kind of `tests.photo_maker` of them, from as many seeds,
and compares each with the drawing itself and with that of another symbol of the same set. Prints how many are
called "same" and "different" (too close to call counts as wrong), the failures, blank sheets on which ink was
found, and how long reading takes.
"""

import argparse
import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from demo.oneshot.starter import SETS, load_starter
from siamese.evaluation.intervals import wilson
from siamese.ink.frame import EmptyDrawing
from siamese.ink.image_file import open_picture
from siamese.ink.photo import ink_from_image
from siamese.ink.strokes import UNITS, ink_from_strokes
from siamese.judging.verifier import Verifier
from siamese.options import number_from
from tests.photo_maker import KINDS, SCENES, blank_sheet, make_upload


@dataclass(frozen=True)
class Judged:
    """One upload. same, different: the verdicts on it and its original, and on it and another symbol."""

    kind: str
    seed: int
    symbol: str
    same: str
    different: str
    milliseconds: float

    @property
    def good(self) -> tuple[bool, bool]:
        return self.same == "same", self.different == "different"


def symbols() -> list[tuple[str, str, list[np.ndarray]]]:
    """Set, name and strokes, float32 of shape (n_points, 2) in [0, 1], of each starter symbol."""
    return [
        (name, symbol, [stroke / np.float32(UNITS) for stroke in drawings[0].strokes])
        for name in SETS
        for symbol, drawings in load_starter(name)
    ]


def judge_uploads(verifier: Verifier, kinds: Iterable[str], seed: int, *, width: int = 1000) -> Iterator[Judged]:
    """An upload of each kind, each of another symbol."""
    drawn = symbols()
    for i, kind in enumerate(kinds):
        rng = np.random.default_rng([seed, i])
        of_set, name, strokes = drawn[(7 * i + seed) % len(drawn)]
        others = [other for other in drawn if other[0] == of_set and other[1] != name]
        other = others[rng.integers(len(others))][2]
        data = make_upload(strokes, kind, rng=rng, width=width)
        start = time.perf_counter()
        ink = ink_from_image(open_picture(data))
        spent = 1000 * (time.perf_counter() - start)
        try:
            verdicts = [verifier.compare(ink, ink_from_strokes(drawing)).verdict for drawing in (strokes, other)]
        except EmptyDrawing:
            verdicts = ["nothing found"] * 2
        yield Judged(kind, seed, name, *verdicts, spent)


def inked_sheets(seeds: int) -> list[tuple[str, int]]:
    """Blank sheets, one of each scene and seed, on which there seems to be ink."""
    return [
        (name, seed)
        for name in SCENES
        for seed in range(seeds)
        if ink_from_image(blank_sheet(name, rng=np.random.default_rng([seed, 7]))).any()
    ]


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.bench.photos", description=__doc__)
    options.add_argument("seeds", nargs="?", type=number_from(1), default=5, help="pictures of each kind (5)")
    seeds = options.parse_args().seeds
    verifier = Verifier.load()
    verifier.warm_up()
    judged = [one for seed in range(seeds) for one in judge_uploads(verifier, KINDS, seed)]
    for one in judged:
        if not all(one.good):
            print(f"{one.kind}, seed {one.seed}, {one.symbol}: {one.same}; against another: {one.different}")
    inked = inked_sheets(seeds)
    print("ink on blank sheets:", *(f"{name} {seed}," for name, seed in inked))
    same, different = (sum(good) for good in zip(*(one.good for one in judged), strict=True))
    times = [one.milliseconds for one in judged]
    large = [one.milliseconds for one in judged if one.kind == "12 megapixels"]
    figures = {
        "pictures": len(judged),
        "kinds": len(KINDS),
        "same_as_original": round(100 * same / len(judged), 2),
        "same_interval": [round(100 * end, 2) for end in wilson(same / len(judged), len(judged))],
        "different_from_another": round(100 * different / len(judged), 2),
        "different_interval": [round(100 * end, 2) for end in wilson(different / len(judged), len(judged))],
        "blank_sheets_without_ink": [len(SCENES) * seeds - len(inked), len(SCENES) * seeds],
        "median_ms": round(np.median(times)),
        "median_ms_12_megapixels": round(np.median(large)),
    }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
