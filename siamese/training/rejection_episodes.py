"""Measuring when a query is none of the registered classes, on drawings that no weight was trained on."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from siamese.judging.rejection import Measured, Rejection
from siamese.training.fit_rejection import fit_rejection

N_CLASSES = (1, 2, 5, 10, 20, 50, 100)
N_EPISODES = 100  # of each source, number of classes and shots
N_QUERIES = 20  # of an episode, half of them of classes that are not registered


@dataclass(frozen=True, eq=False)
class Source:
    """Drawings of one kind, from which episodes are sampled.

    name: of the source.
    embeddings: float, shape (n, size), unit length.
    labels, drawers: what was drawn and by whom, shape (n,).
    groups: the alphabet of each drawing, shape (n,): symbols of one alphabet are more alike.
    within: share of the episodes that take all their classes from one group, if one is large enough; 1 is all.
    n_shots: how many drawings of each class are registered, in turn.
    """

    name: str
    embeddings: np.ndarray
    labels: np.ndarray
    drawers: np.ndarray
    groups: np.ndarray | None = None
    within: float = 0.5
    n_shots: tuple[int, ...] = (1, 5)

    @classmethod
    def by_one_person(
        cls, name: str, embeddings: np.ndarray, labels: np.ndarray, people: np.ndarray, *, n_shots: tuple[int, ...]
    ) -> "Source":
        """Of drawings by several people, episodes by one person each: who registers the classes asks for them."""
        _, labels = np.unique(labels, return_inverse=True)
        own = labels + people * (labels.max() + 1)  # one person's "a" is another class than another's
        # No drawing is by the drawer of another: all but the registered ones may ask.
        return cls(name, embeddings, own, np.arange(len(own)), people, 1.0, n_shots)


def calibrate_rejection(
    sources: Sequence[Source],
    *,
    rng: np.random.Generator,
    n_classes: Sequence[int] = N_CLASSES,
    n_episodes: int = N_EPISODES,
) -> Rejection:
    """Fit rejection on the episodes of all sources, which count alike, and measure it on each.

    Each episode registers some classes by one drawing each or a few; half of its queries are of them, by other drawers,
    the other half of further classes. Numbers of classes for which a source does not suffice are left out.

    Raises:
        ValueError: if a source has too few classes, or near does not mean same.
    """
    samples = [_sample(source, n_classes, n_episodes, rng) for source in sources]
    weights = [1 / len(of_one) for of_one in samples for _ in of_one]
    names = [source.name for source, of_one in zip(sources, samples, strict=True) for _ in of_one]
    flat = [sample for of_one in samples for sample in of_one]
    distances, targets, n_drawings = zip(*flat, strict=True)
    fitted = Rejection(*fit_rejection(distances, targets, n_drawings, weights))
    measured = [_measure(fitted, name, *sample) for name, sample in zip(names, flat, strict=True)]
    return replace(fitted, measured=measured)


def _sample(
    source: Source, n_classes: Sequence[int], n_episodes: int, rng: np.random.Generator
) -> list[tuple[np.ndarray, np.ndarray, int]]:
    """For each number of classes and shots: distances (n_queries, n_classes), targets (n_queries,), drawings in all."""
    people = max(source.n_shots) + 1
    index = _Index(source, people)
    room = index.room(source.within)
    sizes = [n for n in n_classes if _enough(room, n)]
    if not sizes:
        raise ValueError(
            f"{source.name}: {room} classes came that {people} people drew, but more are needed. Give more drawings."
        )
    samples = []
    for n, shots in itertools.product(sizes, source.n_shots):
        # Evenly spread: of a half every other one.
        inside = np.diff(np.floor(np.arange(n_episodes + 1) * source.within)) > 0
        episodes = [index.episode(n, shots, within=within, rng=rng) for within in inside]
        apart = [_distances(source.embeddings[query], source.embeddings[support]) for support, query, _ in episodes]
        samples.append((np.concatenate(apart), np.concatenate([target for *_, target in episodes]), n * shots))
    return samples


def _enough(n_all: int, n: int) -> bool:
    """A third of the classes, at least, is left unknown."""
    return 3 * n <= 2 * n_all


def _measure(fitted: Rejection, source: str, distances: np.ndarray, targets: np.ndarray, n_drawings: int) -> Measured:
    threshold, known = fitted.threshold(n_drawings), targets >= 0
    none = distances.min(1) > threshold
    right = distances.argmin(1) == targets
    return Measured(
        source=source,
        n_classes=distances.shape[1],
        n_drawings=n_drawings,
        threshold=round(float(threshold), 6),
        known_right=round(float((right & ~none)[known].mean()), 6),
        known_rejected=round(float(none[known].mean()), 6),
        unknown_accepted=round(float((~none)[~known].mean()), 6),
    )


class _Index:
    """A source's drawings by class, for sampling episodes."""

    def __init__(self, source: Source, n_drawers: int):
        """Of classes that so many people drew."""
        self.drawers = source.drawers
        by_class = [np.flatnonzero(source.labels == label) for label in np.unique(source.labels)]
        self.classes = [rows for rows in by_class if len(np.unique(source.drawers[rows])) >= n_drawers]
        self.groups = []
        if source.groups is not None and self.classes:
            group = source.groups[[rows[0] for rows in self.classes]]
            self.groups = [np.flatnonzero(group == name) for name in np.unique(group)]

    def room(self, within: float) -> int:
        """How many classes an episode can have."""
        return max(map(len, self.groups), default=0) if within == 1 else len(self.classes)

    def episode(self, n: int, shots: int, *, within: bool, rng) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Rows of the support (n, shots) and of the queries (N_QUERIES,), and the classes of these, −1 for none."""
        large = [group for group in self.groups if _enough(len(group), n)] if within else []
        order = rng.permutation(large[rng.integers(len(large))] if large else len(self.classes))
        registered, others = order[:n], order[n:]
        support = np.array([self._by_several(c, shots, rng) for c in registered])
        target = np.where(np.arange(N_QUERIES) % 2, -1, rng.integers(n, size=N_QUERIES))
        of_known = [self._by_others(c, rows) for c, rows in zip(registered, support, strict=True)]
        query = [rng.choice(of_known[t] if t >= 0 else self.classes[rng.choice(others)]) for t in target]
        return support, np.array(query), target

    def _by_several(self, c: int, shots: int, rng) -> np.ndarray:
        """Drawings of class c, each by another person."""
        rows = rng.permutation(self.classes[c])
        first_of_each = np.unique(self.drawers[rows], return_index=True)[1]
        return rng.choice(rows[first_of_each], shots, replace=False)

    def _by_others(self, c: int, made: np.ndarray) -> np.ndarray:
        """Drawings of class c by other people than those who made these."""
        rows = self.classes[c]
        return rows[~np.isin(self.drawers[rows], self.drawers[made])]


def _distances(queries: np.ndarray, support: np.ndarray) -> np.ndarray:
    """Of each query (q, size) to the nearest drawing of each class (n, shots, size): float64, shape `(q, n)`."""
    cosines = np.einsum("qd,nsd->qns", queries, support).max(-1)
    return np.sqrt(np.maximum(2 - 2 * cosines, 0)).astype(np.float64)
