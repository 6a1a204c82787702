"""Whether the probability can be believed: the domains on which it is fitted, and how it does on each."""

import numpy as np

from siamese.calibration import Calibration, brier, ece
from siamese.data.source import MissingData
from siamese.evaluation.bench import Bench
from siamese.evaluation.gallery import Gallery
from siamese.evaluation.oneshot import alphabets_note, sites_note
from siamese.evaluation.pairs import N_PAIRS, distances_of, paired
from siamese.evaluation.results import Result, scored
from siamese.evaluation.verification import pen_digits
from siamese.pairs import SAME


def calibration(bench: Bench) -> Result:
    """How far the probability can be believed: ECE in 15 equal-count bins and Brier score.

    On the pairs of `domain_pairs`; together, both domains count alike. "accuracy" is that at the threshold. Of the
    shipped encoder the test digits of MNIST alone are new: on the rest of the hold-out its calibration was fitted.
    """
    judged = bench.calibrated()
    pairs = domain_pairs(bench)
    by_domain = {name: _believed(judged, *pair[:2]) for name, pair in pairs.items()}
    distances, targets, first = (np.concatenate(part) for part in zip(*pairs.values(), strict=True))
    domain = np.repeat(np.arange(len(pairs)), [len(pair[0]) for pair in pairs.values()])
    together = _believed(judged, distances, targets)
    notes = [f"digits: {_digits_note(bench)}; glyphs: {alphabets_note(bench)}"]
    for name, figures in by_domain.items():
        notes.append(f"{name}: " + ", ".join(f"{key} {figures[key]:.4f}" for key in ("accuracy", "ece", "brier")))
    correct = (distances <= judged.threshold) == (targets == SAME)
    more = {"ece": together["ece"], "brier": together["brier"], **by_domain}
    return scored(correct, len(pairs) * first + domain, more=more, notes=notes)


def domain_pairs(bench: Bench) -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """`digits` and `glyphs`, N_PAIRS of each, to judge a calibration or to fit one.

    Fit on a bench of Settings(mnist="held-out"); the test digits are for judging.

    digits: MNIST's and, where there are some, as many pairs of pen-written ones.
    glyphs: characters of the alphabets that are judged, half of the pairs inside one alphabet, where the look-alikes
        are.

    Returns:
        of each, all of shape `(n,)`: distances, float; targets, SAME or DIFFERENT; the number of the drawing that
        comes first, int, so that pairs of one drawing are known to belong together.
    """
    rng, pen, gallery = bench.rng("calibration"), _pen_or_none(bench), bench.omniglot
    alphabets = [gallery.select(gallery.families == a) for a in np.unique(gallery.families)]
    return {
        "digits": _mixed([[bench.mnist], *([] if pen is None else [[pen]])], rng),
        "glyphs": _mixed([[gallery], alphabets], rng),
    }


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
    return tuple(np.concatenate(part) for part in zip(*parts, strict=True))


def _believed(judged: Calibration, distances: np.ndarray, targets: np.ndarray) -> dict[str, float]:
    p = judged.probability(distances)
    right = (distances <= judged.threshold) == (targets == SAME)
    return {"accuracy": float(right.mean()), "ece": ece(p, targets), "brier": brier(p, targets), "n": len(p)}


def _pen_or_none(bench: Bench) -> Gallery | None:
    try:
        return pen_digits(bench)
    except MissingData:
        if bench.settings.pen or bench.settings.sites:
            raise  # it was asked for
        return None


def _digits_note(bench: Bench) -> str:
    pen = "no pen digits" if _pen_or_none(bench) is None else f"pen digits of {sites_note(bench)}"
    return f"MNIST {bench.settings.mnist} and {pen}"
