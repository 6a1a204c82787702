"""Whether the probability can be believed: the domains on which it is fitted, and how it does on each."""

from collections.abc import Callable

import numpy as np

from siamese.data.pairs import SAME
from siamese.data.source import MissingData
from siamese.evaluation.bench import Bench
from siamese.evaluation.gallery import Gallery
from siamese.evaluation.oneshot import alphabets_note, sites_note
from siamese.evaluation.pairs import N_PAIRS, distances_of, paired
from siamese.evaluation.probability import brier, ece
from siamese.evaluation.results import Result, scored
from siamese.evaluation.verification import pen_digits
from siamese.judging.calibration import Calibration

SURE = 0.99  # the page then says "over 99 %"


def calibration(bench: Bench) -> Result:
    """How far the probability can be believed, on each domain of drawings: ECE in 15 equal-count bins, Brier score.

    On the pairs of `domain_pairs`, whose domains count alike. "accuracy" is that at the threshold; sure_but_different
    the share of the pairs that are called the same with more than 99 % and are not. Of the shipped encoder only the
    test digits of MNIST and the hands of the shapes are new: on the rest of the hold-out its calibration was fitted.
    """
    judged = bench.calibrated()
    pairs = domain_pairs(bench)
    by_domain = {name: _believed(judged, *pair[:2]) for name, pair in pairs.items()}
    distances, targets, first = (np.concatenate(part) for part in zip(*pairs.values(), strict=True))
    domain = np.repeat(np.arange(len(pairs)), [len(pair[0]) for pair in pairs.values()])
    together = _believed(judged, distances, targets)
    notes = [f"digits: {_digits_note(bench)}; glyphs: {alphabets_note(bench)}"]
    for name, figures in by_domain.items():
        notes.append(f"{name}: " + ", ".join(f"{key} {value:.4f}" for key, value in figures.items() if key != "n"))
    correct = (distances <= judged.threshold) == (targets == SAME)
    more = {**{key: together[key] for key in ("ece", "brier", "sure_but_different")}, **by_domain}
    return scored(correct, len(pairs) * first + domain, more=more, notes=notes)


def domain_pairs(bench: Bench) -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """What visitors compare, N_PAIRS of each kind, half of them same: to judge a calibration or to fit one.

    Fit on a bench of Settings(mnist="held-out"); the test digits and other hands' shapes are for judging.

    digits: MNIST's, and as many pairs of pen-written ones, of any two writers.
    glyphs: characters of the alphabets that are judged, half of the pairs inside one alphabet, where the look-alikes
        are; people are any two.
    symbols: of detexify, kept out of training, any two people.
    shapes: plain shapes and doodles, half of the pairs by one hand.
    one person: characters that one writer wrote, of the pen file's sites that are judged.

    A domain whose file is missing, the pen's or detexify's, is left out, unless it was asked for.

    Returns:
        of each, all of shape `(n,)`: distances, float; targets, SAME or DIFFERENT; the number of the drawing that
        comes first, int, so that pairs of one drawing are known to belong together.
    """
    rng, glyphs, shapes = bench.rng("calibration"), bench.omniglot, bench.doodles
    pen, symbols = _or_none(bench, pen_digits), _or_none(bench, lambda bench: bench.symbols)
    sources = {
        "digits": [[bench.mnist], *([] if pen is None else [[pen]])],
        "glyphs": [[glyphs], _apart(glyphs, glyphs.families)],
        "symbols": [] if symbols is None else [[symbols]],
        "shapes": [[shapes], _apart(shapes, shapes.groups)],
        "one person": [] if pen is None else [_apart(bench.characters, bench.characters.groups)],
    }
    return {name: _mixed(galleries, rng) for name, galleries in sources.items() if galleries}


def _apart(gallery: Gallery, parts: np.ndarray) -> list[Gallery]:
    """The drawings of each part, as far as there are several of one label, and two such labels."""
    found = [gallery.select(parts == part) for part in np.unique(parts)]
    found = [some.select(np.bincount(some.labels)[some.labels] > 1) for some in found]
    return [some for some in found if len(np.unique(some.labels)) > 1]


def _mixed(sources: list[list[Gallery]], rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """N_PAIRS in all, as many of each source; the pairs of a source lie inside one of its galleries."""
    size = N_PAIRS // len(sources)
    parts, before = [], 0  # drawings; one that two galleries have is two
    for galleries in sources:
        drawn = []
        for gallery in galleries:
            first, second, target = paired(gallery, rng, -(-size // len(galleries)))
            drawn.append((distances_of(gallery, first, second).ravel(), target.ravel(), before + first.ravel()))
            before += len(gallery)
        columns = [np.concatenate(part) for part in zip(*drawn, strict=True)]
        # Evenly spread, each with its neighbour: same and different stand in turn.
        kept = (2 * np.linspace(0, len(columns[0]) // 2 - 1, size // 2).astype(int)[:, None] + [0, 1]).ravel()
        parts.append([column[kept] for column in columns])
    distances, targets, numbers = (np.concatenate(part) for part in zip(*parts, strict=True))
    return distances, targets, numbers


def _believed(judged: Calibration, distances: np.ndarray, targets: np.ndarray) -> dict[str, float]:
    p = judged.probability(distances)
    right = (distances <= judged.threshold) == (targets == SAME)
    sure = p > SURE
    return {
        "accuracy": float(right.mean()),
        "ece": ece(p, targets),
        "brier": brier(p, targets),
        "sure_but_different": float((sure & (targets != SAME)).sum() / max(sure.sum(), 1)),
        "n": len(p),
    }


def _or_none(bench: Bench, gallery: Callable[[Bench], Gallery]) -> Gallery | None:
    try:
        return gallery(bench)
    except MissingData:
        if bench.settings.pen or bench.settings.sites:
            raise  # it was asked for
        return None


def _digits_note(bench: Bench) -> str:
    pen = "no pen digits" if _or_none(bench, pen_digits) is None else f"pen digits of {sites_note(bench)}"
    return f"MNIST {bench.settings.mnist} and {pen}"
