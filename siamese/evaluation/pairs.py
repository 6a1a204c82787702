"""Pairs of a gallery's drawings: how far apart they are, and what is said of them."""

from collections.abc import Iterable

import numpy as np

from siamese.data.pairs import DIFFERENT, SAME, pair_indices
from siamese.evaluation.bench import Bench
from siamese.evaluation.gallery import Gallery
from siamese.evaluation.intervals import auroc, equal_error_rate
from siamese.evaluation.results import CannotRun, Mistake, Result, scored, worst
from siamese.judging.calibration import Calibration

N_PAIRS = 20_000  # of each domain, about; fewer drawings are paired several times


def judge_pairs(
    bench: Bench,
    gallery: Gallery,
    name: str,
    *,
    notes: Iterable[str] = (),
    more: dict | None = None,
    by_kinds: bool = False,
) -> Result:
    """Score every drawing beside one of its class and one of another, at the threshold.

    more: further figures.
    by_kinds: pairs of the same two classes are a cluster, which fail together; else all pairs of one drawing are.
    """
    threshold = bench.calibrated().threshold
    first, second, target = paired(gallery, bench.rng(name), N_PAIRS)
    distances = distances_of(gallery, first, second)
    correct = (distances <= threshold) == (target == SAME)
    near, far = distances[target == SAME], distances[target == DIFFERENT]
    figures = {
        "same_called_different": float((near > threshold).mean()),
        "different_called_same": float((far <= threshold).mean()),
        "auroc": auroc(near, far),
        "eer": equal_error_rate(near, far),
        "threshold": threshold,
        **(more or {}),
    }
    mistakes = []
    for place in worst(np.where(correct, 0, np.abs(distances - threshold)), of=first):
        i, j, d = first.ravel()[place], second.ravel()[place], distances.ravel()[place]
        truth = "same" if target.ravel()[place] == SAME else "different"
        note = f"{truth}, but {d:.2f} apart (threshold {threshold:.2f})"
        mistakes.append(mistake(gallery, i, j, abs(d - threshold), "one", "other", note))
    kinds = np.sort([gallery.labels[first], gallery.labels[second]], axis=0)
    cluster = kinds[0] * (gallery.labels.max() + 1) + kinds[1] if by_kinds else first
    return scored(correct.ravel(), cluster.ravel(), more=figures, notes=notes, mistakes=mistakes)


def paired(gallery: Gallery, rng: np.random.Generator, n_pairs: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Indices and targets, `(rounds, 2 n)`: every drawing with two partners, until there are `n_pairs`."""
    rounds = -(-n_pairs // (2 * len(gallery)))
    try:
        drawn = [pair_indices(gallery.labels, rng=rng) for _ in range(rounds)]
    except ValueError as error:
        raise CannotRun(str(error)) from None
    first, second, target = (np.stack(part) for part in zip(*drawn, strict=True))
    return first, second, target


def distances_of(gallery: Gallery, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Of drawings, index by index; in the shape of the indices."""
    points = gallery.embeddings
    return np.linalg.norm(points[first] - points[second], axis=-1)


def all_distances(gallery: Gallery) -> tuple[np.ndarray, np.ndarray]:
    """Of all pairs of drawings with one label, and of all with two; float64, each of shape `(n_pairs,)`."""
    points = gallery.embeddings.astype(np.float64)
    one, other = np.triu_indices(len(gallery), 1)
    apart = np.sqrt(np.maximum(2 - 2 * points @ points.T, 0))[one, other]
    like = gallery.labels[one] == gallery.labels[other]
    return apart[like], apart[~like]


def called(calibration: Calibration, near: np.ndarray, far: np.ndarray) -> dict[str, float]:
    """What Compare says of like pairs, by their distances `near`, and of unlike ones, `far`: shares, and the AUROC.

    under_limit: two-way, as published accuracies are; the others are three-way, with "too close to call".
    """
    shares = {}
    for name, distances in (("like", near), ("unlike", far)):
        verdict = calibration.verdict(distances)
        shares[f"{name}_called_same"] = float((verdict == "same").mean())
        shares[f"{name}_too_close"] = float((verdict == "unsure").mean())
        shares[f"{name}_under_limit"] = float((distances <= calibration.threshold).mean())
    return {**shares, "auroc": auroc(near, far)}


def mistake(gallery: Gallery, i: int, j: int, severity: float, one: str, other: str, note: str) -> Mistake:
    """Of two drawings, by index; their captions are `one` and `other`."""
    pictures = ((one, lambda: gallery.frame(i)), (other, lambda: gallery.frame(j)))
    return Mistake(float(severity), pictures, note)
