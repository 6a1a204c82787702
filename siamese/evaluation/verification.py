"""Protocols that judge pairs and strangers: same or different, known or not, and how sure."""

import numpy as np

from siamese.data.episodes import sample_episodes
from siamese.evaluation.bench import Bench
from siamese.evaluation.gallery import Gallery
from siamese.evaluation.intervals import auroc, equal_error_rate, fpr_at_tpr
from siamese.evaluation.oneshot import alphabets_note, episode_distances, sites_note
from siamese.evaluation.pairs import judge_pairs, mistake
from siamese.evaluation.results import CannotRun, Result, worst

N_KNOWN = 20
_RESAMPLES = 200


def mnist_pairs(bench: Bench) -> Result:
    """MNIST pairs, half same, half different, at the shipped threshold."""
    return judge_pairs(bench, bench.mnist, "mnist-pairs")


def pen_pairs(bench: Bench) -> Result:
    """Pairs of pen-written digits, of any two writers, at the shipped threshold."""
    return judge_pairs(bench, pen_digits(bench), "pen-pairs", notes=[sites_note(bench)])


def open_set(bench: Bench) -> Result:
    """20 characters, known by one drawing each; as many queries of them as of 20 unknown ones.

    The score of a query is its distance to the nearest known drawing, all episodes on one scale. "accuracy"
    is the AUROC, its interval a bootstrap over the episodes.
    """
    gallery, rng = bench.omniglot, bench.rng("open-set")
    n = bench.settings.episodes
    try:
        episodes = list(sample_episodes(gallery.labels, n_episodes=n, n_way=2 * N_KNOWN, n_shot=1, n_query=1, rng=rng))
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
        mistakes.append(mistake(gallery, query[e, N_KNOWN + q], near, -unknown[e, q], "unknown", "nearest known", note))
    return Result(area, float(low), float(high), nearest.size, more, (alphabets_note(bench),), tuple(mistakes))


def pen_digits(bench: Bench) -> Gallery:
    """The digits among the pen glyphs."""
    digits = bench.pen.select(bench.pen.families == 0)
    if not len(digits):
        raise CannotRun(f"The pen file's {bench.sites()} has no digits. Name others by --sites.")
    return digits
