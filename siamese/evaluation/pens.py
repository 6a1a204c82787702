"""The share of verdicts that do not depend on the width of the pen, on pictures that are uploaded."""

from functools import partial

import cv2
import numpy as np
from PIL import Image

from siamese.data.pen import merged_labels
from siamese.evaluation.bench import Bench
from siamese.evaluation.gallery import EXTENT, placed
from siamese.evaluation.oneshot import sites_note
from siamese.evaluation.results import CannotRun, Result, scored
from siamese.evaluation.robustness import Change, Strokes, draw_pairs, judge_changes
from siamese.ink.photo import ink_from_image

WIDTHS = (0.003, 0.006, 0.012, 0.02, 0.06, 0.1, 0.14)  # of the picture's side
MIDDLING = 0.035
_SIDE, _FINER = 480, 3  # pixels of a picture; it is drawn this many times as large, then shrunk
_PAPER, _INK = 255, 30  # luminance
_SHIFT = 4  # cv2 takes coordinates in 1/16 pixel


def pens(bench: Bench) -> Result:
    """Pairs of pictures, digits and symbols in equal parts; the second is drawn with pens of 0.3 to 14 % of the side.

    Unchanged: the verdict at the threshold is what it is with a pen of 3.5 %, with which the first is drawn always. The
    drawings are pen-written digits and held-out symbols, 0.6 of the picture large. "accuracy" is the share at the worst
    width; each width's is given beside it.
    """
    rng, n = bench.rng("pens"), bench.settings.episodes
    digits, symbols = bench.pen_glyphs, bench.symbol_glyphs
    digits = digits.select(digits.category == "digit")
    if not len(digits):
        raise CannotRun(f"The pen file's {bench.sites()} has no digits. Name others by --sites.")
    pairs = draw_pairs(merged_labels(digits.labels), digits.strokes, n // 2, rng)
    pairs += draw_pairs(symbols.labels, symbols.strokes, n // 2, rng)
    widths: dict[str, Change] = {f"{100 * width:g} %": partial(ink_of_picture, pen=width) for width in WIDTHS}
    unchanged, stayed, mistakes = judge_changes(bench, pairs, widths, partial(ink_of_picture, pen=MIDDLING), rng=rng)
    notes = [
        "unchanged: " + ", ".join(f"{name} {100 * share:.1f}" for name, share in unchanged.items()),
        f"pen digits of {sites_note(bench)}, symbols of detexify",
    ]
    return scored(stayed, more={"unchanged": unchanged}, notes=notes, mistakes=mistakes)


def ink_of_picture(strokes: Strokes, rng: np.random.Generator | None = None, *, pen: float) -> np.ndarray:
    """Ink of a picture of the strokes, dark on white, as it is read of an upload. pen: share of the picture's side."""
    side = _SIDE * _FINER
    paper = np.full((side, side), _PAPER, np.uint8)
    for stroke in placed(strokes, extent=EXTENT):
        fixed = np.rint((stroke * side - 0.5) * 2**_SHIFT).astype(np.int32)
        fixed = fixed.repeat(2, axis=0) if len(fixed) == 1 else fixed  # a dot: cv2 draws lines alone
        cv2.polylines(paper, [fixed[:, None]], False, _INK, round(pen * side), cv2.LINE_AA, _SHIFT)
    return ink_from_image(Image.fromarray(cv2.resize(paper, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)))
