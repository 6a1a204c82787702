"""One-shot protocols: which of n classes is this, judged by one example of each?

A query gets the class of the nearest point; with several examples of a class the point is their mean.
"""

from collections.abc import Callable, Iterable
from functools import partial

import numpy as np

from siamese.data.episodes import Episode, sample_episodes
from siamese.data.pen import merged_label
from siamese.data.splits import HOLDOUT_ALPHABETS, HOLDOUT_SITES
from siamese.evaluation.bench import Bench
from siamese.evaluation.gallery import Gallery
from siamese.evaluation.results import CannotRun, Mistake, Result, scored, worst

_CHUNK = 100  # episodes judged at once: some ten MB
QUERIES_ACROSS = 5  # of each class of an episode


def lake(bench: Bench) -> Result:
    """Lake et al.'s 20 runs of 20 trials, each run 20 classes of one unseen alphabet. For reporting only."""
    gallery, runs = bench.lake
    per_run = np.arange(len(gallery)).reshape(len(runs), 2, -1)
    episodes = [
        # Each test drawing in the row of the class that it shows.
        Episode(gallery.labels[training], training[:, None], test[np.argsort(run.answer)][:, None])
        for (training, test), run in zip(per_run, runs, strict=True)
    ]
    return judge(gallery, episodes)


def within(bench: Bench) -> Result:
    """20-way 1-shot inside an alphabet, one drawer's support, another's queries; each alphabet counts alike."""
    return _within(bench, "within", n_shot=1, groups=bench.omniglot.groups)


def within_19shot(bench: Bench) -> Result:
    """As within, but with the mean of 19 people's drawings: letters still confused then are drawn alike."""
    return _within(bench, "within-19shot", n_shot=19)


def _within(bench: Bench, name: str, *, n_shot: int, groups: np.ndarray | None = None) -> Result:
    names, gallery, rng = bench.omniglot_drawings.alphabets, bench.omniglot, bench.rng(name)
    sizes = [len(np.unique(gallery.labels[gallery.families == a])) for a in range(len(names))]
    skipped = [name for name, size in zip(names, sizes, strict=True) if size < 20]
    judged = [a for a, size in enumerate(sizes) if size >= 20]
    if not judged:
        raise CannotRun(f"No alphabet has 20 characters: {', '.join(names)}. Name larger ones by --alphabets.")
    episodes = []
    each = -(-bench.settings.episodes // len(judged))
    for a in judged:
        rows = np.flatnonzero(gallery.families == a)
        people = None if groups is None else groups[rows]
        try:
            sampled = sample_episodes(
                gallery.labels[rows], n_episodes=each, n_way=20, n_shot=n_shot, n_query=1, rng=rng, groups=people
            )
            episodes += [_at(rows, episode) for episode in sampled]
        except ValueError as error:
            raise CannotRun(f"{names[a]}: {error}") from None
    correct, mistakes = judge_each(gallery, episodes)
    shares = correct.reshape(len(judged), -1).mean(1)
    by_alphabet = {names[a]: float(share) for a, share in zip(judged, shares, strict=True)}
    more = {"alphabets": by_alphabet, "skipped": skipped, "episodes": len(episodes)}
    notes = [alphabets_note(bench)]
    if skipped:
        notes.append(f"skipped, having fewer than 20 characters: {', '.join(skipped)}")
    notes.append("by alphabet: " + ", ".join(f"{name} {100 * share:.1f}" for name, share in by_alphabet.items()))
    return scored(correct, more=more, notes=notes, mistakes=mistakes)


def across(name: str, *, n_way: int, n_shot: int) -> Callable[[Bench], Result]:
    """Characters and drawings at random over all alphabets that are judged."""

    def protocol(bench: Bench) -> Result:
        """Characters and drawings at random over all alphabets that are judged, 20-way 1-shot."""
        return random_episodes(bench, name, bench.omniglot, n_way, n_shot, notes=[alphabets_note(bench)])

    return protocol


def mnist_oneshot(bench: Bench) -> Result:
    """MNIST, 10-way 1-shot."""
    return random_episodes(bench, "mnist-oneshot", bench.mnist, 10, 1)


def digits_oneshot(bench: Bench) -> Result:
    """scikit-learn's scanned digits, 8×8 pixels, 10-way 1-shot."""
    return random_episodes(bench, "digits-oneshot", bench.digits, 10, 1)


def pen_oneshot(bench: Bench) -> Result:
    """20-way 1-shot over pen-written digits and upper case: one writer's support, the queries of any others.

    That is how it is used: one person registers the symbols, others draw them. Where none has 20 classes,
    chance deals the writers into two halves, anew for each sixteenth of the episodes; the support is of one
    half, the queries of the other.
    """
    gallery, n, rng = bench.pen, bench.settings.episodes, bench.rng("pen-oneshot")
    sample = partial(sample_episodes, gallery.labels, n_way=20, n_shot=1, n_query=1, query_from="others", rng=rng)
    notes = [sites_note(bench), f"same shape, one class: {', '.join(_merged(bench))}"]
    try:
        episodes = list(sample(n_episodes=n, groups=gallery.groups))
    except ValueError:
        notes.append("no writer has 20 classes: the support is of one random half of the writers, queries of the other")
        _, writer = np.unique(gallery.groups, return_inverse=True)
        episodes = []
        try:
            for _ in range(16):
                half = rng.permutation(writer.max() + 1)[writer] % 2
                episodes += sample(n_episodes=-(-n // 16), groups=half)
        except ValueError as error:
            raise CannotRun(f"{bench.sites()}: {error}") from None
    return judge(gallery, episodes, notes=notes)


def judge(gallery: Gallery, episodes: list[Episode], *, notes: Iterable[str] = (), more: dict | None = None) -> Result:
    """Score episodes of equal size, the indices those of the gallery. more: further figures."""
    correct, mistakes = judge_each(gallery, episodes)
    more = {**(more or {}), "episodes": len(episodes)}
    return scored(correct, more=more, notes=notes, mistakes=mistakes)


def to_classes(support: np.ndarray, query: np.ndarray) -> np.ndarray:
    """Distances of queries to the prototypes of their episode's classes.

    Args:
        support: shape `(n_episodes, n_way, n_shot, size)`.
        query: shape `(n_episodes, n_queries, size)`.

    Returns:
        shape `(n_episodes, n_queries, n_way)`.
    """
    prototype = support.mean(2)
    # The mean of points on a sphere lies inside it; lift it back to where the points are.
    radius = np.linalg.norm(support, axis=-1).mean(2, keepdims=True)
    prototype = prototype * (radius / np.maximum(np.linalg.norm(prototype, axis=-1, keepdims=True), 1e-12))
    lengths = (query**2).sum(-1)[..., None] + (prototype**2).sum(-1)[:, None]
    squares = lengths - 2 * query @ prototype.swapaxes(1, 2)
    return np.sqrt(np.maximum(squares, 0))


def episode_distances(gallery: Gallery, support: np.ndarray, query: np.ndarray) -> np.ndarray:
    """`to_classes` of drawings by index, `(n_episodes, n_way, n_shot)` and `(n_episodes, n_queries)`."""
    parts = (slice(start, start + _CHUNK) for start in range(0, len(query), _CHUNK))
    points = gallery.embeddings
    return np.concatenate([to_classes(points[support[part]], points[query[part]]) for part in parts])


def alphabets_note(bench: Bench) -> str:
    """Which alphabets, and whether weights that keep to the hold-out have seen them."""
    names, split = bench.omniglot_drawings.alphabets, bench.settings.split
    note = f"{len(names)} alphabets of the {split} split" if len(names) > 6 else ", ".join(names)
    seen = set(names) - set(HOLDOUT_ALPHABETS) if split == "background" else ()
    return note + (f" ({len(seen)} of them not in the hold-out: the shipped weights have seen them)" if seen else "")


def sites_note(bench: Bench) -> str:
    """Which sites of the pen file, and whether weights that keep to the hold-out have seen them."""
    return bench.sites() + ("" if set(bench.pen_glyphs.site) <= set(HOLDOUT_SITES) else " (not the hold-out's)")


def _merged(bench: Bench) -> list[str]:
    glyphs = bench.pen_glyphs
    labels = np.unique(glyphs.labels[np.isin(glyphs.category, ("digit", "upper"))]).tolist()
    return [f"{merged_label(label)} {label}" for label in labels if merged_label(label).upper() != label]


def random_episodes(
    bench: Bench,
    name: str,
    gallery: Gallery,
    n_way: int,
    n_shot: int,
    *,
    notes: Iterable[str] = (),
    more: dict | None = None,
) -> Result:
    """Score episodes of classes and drawings at random. more: further figures."""
    n, rng = bench.settings.episodes, bench.rng(name)
    try:
        episodes = list(
            sample_episodes(gallery.labels, n_episodes=n, n_way=n_way, n_shot=n_shot, n_query=QUERIES_ACROSS, rng=rng)
        )
    except ValueError as error:
        raise CannotRun(str(error)) from None
    return judge(gallery, episodes, notes=notes, more=more)


def _at(rows: np.ndarray, episode: Episode) -> Episode:
    return Episode(episode.classes, rows[episode.support], rows[episode.query])


def judge_each(gallery: Gallery, episodes: list[Episode]) -> tuple[np.ndarray, list[Mistake]]:
    """What was right, bool `(n_episodes, n_way · n_query)`, and the worst mistakes."""
    support = np.stack([episode.support for episode in episodes])  # (n_episodes, n_way, n_shot)
    query = np.stack([episode.query for episode in episodes])
    n_way, n_query = query.shape[1:]
    query = query.reshape(len(episodes), -1)
    own = np.repeat(np.arange(n_way), n_query)
    distances = episode_distances(gallery, support, query)
    chosen = distances.argmin(-1)
    to_own = distances[:, np.arange(len(own)), own]
    excess = to_own - distances.min(-1)

    def picture(i: int):
        return lambda: gallery.frame(i)

    mistakes = []
    for place in worst(np.where(chosen == own, 0, excess), of=query):
        e, q = divmod(int(place), len(own))
        i, right, wrong = query[e, q], support[e, own[q], 0], support[e, chosen[e, q], 0]
        mistakes.append(
            Mistake(
                float(excess[e, q]),
                (("query", picture(i)), ("is", picture(right)), ("taken for", picture(wrong))),
                f"{to_own[e, q]:.2f} away from its own, {distances[e, q].min():.2f} from the nearest",
            )
        )
    return chosen == own, mistakes
