"""Protocols that judge pairs and strangers: same or different, known or not, and how sure."""

import numpy as np

from siamese.calibration import Calibration, brier, ece
from siamese.data.source import MissingData
from siamese.episodes import sample_episodes
from siamese.evaluation.bench import Bench, Gallery
from siamese.evaluation.intervals import auroc, equal_error_rate, fpr_at_tpr
from siamese.evaluation.oneshot import alphabets_note, episode_distances, sites_note
from siamese.evaluation.results import CannotRun, Mistake, Result, scored, worst
from siamese.pairs import DIFFERENT, SAME, pair_indices

N_PAIRS = 20_000  # of each domain, about; fewer drawings are paired several times
N_KNOWN = 20
_RESAMPLES = 200


def mnist_pairs(bench: Bench) -> Result:
    """MNIST pairs, half same, half different, at the shipped threshold."""
    return _pairs(bench, bench.mnist, "mnist-pairs")


def pen_pairs(bench: Bench) -> Result:
    """Pairs of pen-written digits, of any two writers, at the shipped threshold."""
    return _pairs(bench, pen_digits(bench), "pen-pairs", notes=[sites_note(bench)])


def open_set(bench: Bench) -> Result:
    """20 characters, known by one drawing each; as many queries of them as of 20 unknown ones.

    The score of a query is its distance to the nearest known drawing, all episodes on one scale. "accuracy"
    is the AUROC, its interval a bootstrap over the episodes.
    """
    gallery, rng = bench.omniglot, bench.rng("open-set")
    options = {
        "n_way": 2 * N_KNOWN,
        "n_shot": 1,
        "n_query": 1,
        "n_episodes": bench.settings.episodes,
        "rng": rng,
    }
    try:
        episodes = list(sample_episodes(gallery.labels, **options))
    except ValueError as error:
        raise CannotRun(str(error)) from None
    registered = np.stack([episode.support[:N_KNOWN] for episode in episodes])
    query = np.stack([episode.query[:, 0] for episode in episodes])
    distances = episode_distances(gallery, registered, query)
    nearest = distances.min(-1)
    known, unknown = nearest[:, :N_KNOWN], nearest[:, N_KNOWN:]
    area = auroc(known.ravel(), unknown.ravel())
    resampled = rng.integers(len(episodes), size=(_RESAMPLES, len(episodes)))
    low, high = np.quantile([auroc(known[e].ravel(), unknown[e].ravel()) for e in resampled], [0.025, 0.975])
    more = {
        "auroc": area,
        "fpr95": fpr_at_tpr(known.ravel(), unknown.ravel()),
        "eer": equal_error_rate(known.ravel(), unknown.ravel()),
        "episodes": len(episodes),
    }
    mistakes = []
    for place in worst(np.median(known) - unknown, of=query[:, N_KNOWN:]):
        e, q = divmod(int(place), N_KNOWN)
        near = registered[e, distances[e, N_KNOWN + q].argmin(), 0]
        note = f"{unknown[e, q]:.2f} apart"
        mistakes.append(
            _mistake(gallery, query[e, N_KNOWN + q], near, -unknown[e, q], "unknown", "nearest known", note)
        )
    return Result(area, float(low), float(high), nearest.size, more, (alphabets_note(bench),), tuple(mistakes))


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


def _believed(judged: Calibration, distances: np.ndarray, targets: np.ndarray) -> dict[str, float]:
    p = judged.probability(distances)
    right = (distances <= judged.threshold) == (targets == SAME)
    return {"accuracy": float(right.mean()), "ece": ece(p, targets), "brier": brier(p, targets), "n": len(p)}


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
            first, second, target = _paired(gallery, rng, -(-size // len(galleries)))
            drawn.append((distances_of(gallery, first, second).ravel(), target.ravel(), before + first.ravel()))
            before += len(gallery)
        columns = [np.concatenate(part) for part in zip(*drawn, strict=True)]
        # Evenly spread, each with its neighbour: same and different stand in turn.
        kept = (2 * np.linspace(0, len(columns[0]) // 2 - 1, size // 2).astype(int)[:, None] + [0, 1]).ravel()
        parts.append([column[kept] for column in columns])
    return tuple(np.concatenate(part) for part in zip(*parts, strict=True))


def pen_digits(bench: Bench) -> Gallery:
    """The digits among the pen glyphs."""
    digits = bench.pen.select(bench.pen.families == 0)
    if not len(digits):
        raise CannotRun(f"The pen file's {bench.sites()} has no digits. Name others by --sites.")
    return digits


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


def _paired(gallery: Gallery, rng: np.random.Generator, n_pairs: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
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


def _pairs(bench: Bench, gallery: Gallery, name: str, notes: list[str] | None = None) -> Result:
    threshold = bench.calibrated().threshold
    first, second, target = _paired(gallery, bench.rng(name), N_PAIRS)
    distances = distances_of(gallery, first, second)
    correct = (distances <= threshold) == (target == SAME)
    near, far = distances[target == SAME], distances[target == DIFFERENT]
    more = {
        "same_called_different": float((near > threshold).mean()),
        "different_called_same": float((far <= threshold).mean()),
        "auroc": auroc(near, far),
        "eer": equal_error_rate(near, far),
        "threshold": threshold,
    }
    mistakes = []
    for place in worst(np.where(correct, 0, np.abs(distances - threshold)), of=first):
        i, j, d = first.ravel()[place], second.ravel()[place], distances.ravel()[place]
        truth = "same" if target.ravel()[place] == SAME else "different"
        note = f"{truth}, but {d:.2f} apart (threshold {threshold:.2f})"
        mistakes.append(_mistake(gallery, i, j, abs(d - threshold), "one", "other", note))
    # A cluster: all pairs of one drawing.
    by_drawing = correct.reshape(len(first), len(gallery), 2).swapaxes(0, 1).reshape(len(gallery), -1)
    return scored(by_drawing, more=more, notes=notes or (), mistakes=mistakes)


def _mistake(gallery: Gallery, i: int, j: int, severity: float, one: str, other: str, note: str) -> Mistake:
    pictures = ((one, lambda: gallery.frame(i)), (other, lambda: gallery.frame(j)))
    return Mistake(float(severity), pictures, note)
