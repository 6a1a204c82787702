"""When a query is none of the registered classes: the more drawings there are, the likelier one is near by chance.

A query is one of several classes with n drawings in all, or none of them. With d the distance to a class's nearest
drawing, the odds of that class against none are exp(weight · d + bias − per_log_n · log n); the probabilities of all
classes and of none sum to 1. With one drawing, this is a logistic regression on the distance, as for pairs.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from siamese.calibration import RIDGE, UNDECIDED

N_CLASSES = (1, 2, 5, 10, 20, 50, 100)
N_SHOTS = (1, 5)  # drawings of each class
N_EPISODES = 100  # of each number of classes and shots
N_QUERIES = 20  # of an episode, half of them of classes that are not registered


@dataclass(frozen=True)
class Rejection:
    """How distances to classes become probabilities. Plain numbers: `Rejection(**json)` reads what `asdict` wrote.

    weight, bias, per_log_n: see above; the weight is negative.
    measured: for each number of classes and of drawings the threshold, and at it the shares of known queries that were
        called by their own class and none, and of unknown ones that were called some class.
    """

    weight: float
    bias: float
    per_log_n: float = 0.0
    measured: list[dict[str, float]] = field(default_factory=list)

    def threshold(self, n_drawings: int) -> float:
        """The distance at which a lone near class and none are equally likely; never below 0."""
        return max(float((self.per_log_n * np.log(n_drawings) - self.bias) / self.weight), 0.0)

    def probabilities(self, distances: np.ndarray, n_drawings: int) -> tuple[np.ndarray, np.ndarray]:
        """Of each class, and of none of them.

        Args:
            distances: float, shape `(…, n)`, of one query or of several, to the nearest drawing of each class.
            n_drawings: of all classes together.

        Returns:
            float64, shape `(…, n)`, and float64, shape `(…)`; of each query they sum to 1.
        """
        logits = self.weight * np.asarray(distances, np.float64) + self.bias - self.per_log_n * np.log(n_drawings)
        highest = np.maximum(logits.max(-1, keepdims=True), 0.0)
        odds, none = np.exp(logits - highest), np.exp(-highest)
        total = odds.sum(-1, keepdims=True) + none
        return odds / total, (none / total)[..., 0]

    @staticmethod
    def verdict(best: np.ndarray | float, none: np.ndarray | float) -> np.ndarray:
        """ "known" (it is the likeliest class), "none" or "unsure", by the probabilities of that class and of none."""
        sure = UNDECIDED[1]
        return np.where(np.greater_equal(best, sure), "known", np.where(np.greater_equal(none, sure), "none", "unsure"))


def calibrate_rejection(
    embeddings: np.ndarray,
    labels: np.ndarray,
    drawers: np.ndarray,
    *,
    rng: np.random.Generator,
    groups: np.ndarray | None = None,
    n_classes: Sequence[int] = N_CLASSES,
    n_shots: Sequence[int] = N_SHOTS,
    n_episodes: int = N_EPISODES,
) -> Rejection:
    """Measure rejection on drawings that no weight was trained on.

    Each episode registers some classes by one drawing each or a few; half of its queries are of them, by other drawers,
    the other half of further classes. Numbers of classes for which the drawings do not suffice are left out.

    Args:
        embeddings: float, shape `(n, size)`, unit length.
        labels, drawers: what was drawn and by whom, shape `(n,)`.
        groups: the alphabet of each drawing, shape `(n,)`. Where it is given, every other episode takes all its classes
            from one group, if one is large enough: symbols of one alphabet are more alike.

    Raises:
        ValueError: if there are too few classes, or near does not mean same.
    """
    people = max(n_shots) + 1
    rows = (np.asarray(labels), np.asarray(drawers), None if groups is None else np.asarray(groups))
    index = _Index(*rows, people)
    total = len(index.classes)
    sizes = [n for n in n_classes if 3 * n <= 2 * total]  # a third of the classes, at least, is left unknown
    if not sizes:
        raise ValueError(f"{total} classes came that {people} people drew, but more are needed. Give more drawings.")
    samples = []
    for n, shots in itertools.product(sizes, n_shots):
        episodes = [index.episode(n, shots, within=i % 2 == 1, rng=rng) for i in range(n_episodes)]
        apart = [_distances(embeddings[query], embeddings[support]) for support, query, _ in episodes]
        samples.append((np.concatenate(apart), np.concatenate([target for *_, target in episodes]), n * shots))
    fitted = Rejection(*fit_rejection(*zip(*samples, strict=True)))
    return replace(fitted, measured=[_measure(fitted, *sample) for sample in samples])


def fit_rejection(
    distances: Sequence[np.ndarray], targets: Sequence[np.ndarray], n_drawings: Sequence[int]
) -> tuple[float, float, float]:
    """Weight, bias and per_log_n of the greatest likelihood, by Newton's method.

    Args:
        distances: for each sample of queries an array of shape `(n_queries, n_classes)`.
        targets: for each of them int, shape `(n_queries,)`: which of the classes a query is of, −1 for none.
        n_drawings: for each of them, of all its classes together.

    Raises:
        ValueError: if the weight is not negative.
    """
    # Features of a class against none: its distance, 1, −log n. With a single n the last two are one and the same.
    several = len(set(n_drawings)) > 1
    beta = np.zeros(3 if several else 2)
    samples = zip(distances, targets, n_drawings, strict=True)
    parts = [(_features(apart, n)[..., : len(beta)], target) for apart, target, n in samples]
    for _ in range(100):
        loss, gradient, curvature = _likelihood(beta, parts)
        step = np.linalg.solve(curvature, gradient)
        # A full step can overshoot where classes are nearly separable; half of it, and half of that, does not.
        while _likelihood(beta - step, parts)[0] > loss and np.abs(step).max() > 1e-10:
            step = step / 2
        beta = beta - step
        if np.abs(step).max() < 1e-9:
            break
    if beta[0] >= 0:
        raise ValueError(
            f"The probability of a class would rise with its distance (weight {beta[0]:.3g}), but near means same. "
            "Check that targets name the class that a query is of, and that the encoder is trained."
        )
    return float(beta[0]), float(beta[1]), float(beta[2]) if several else 0.0


def _features(distances: np.ndarray, n_drawings: int) -> np.ndarray:
    """Shape `(n_queries, n_classes, 3)`."""
    return np.stack([distances, np.ones_like(distances), np.full_like(distances, -np.log(n_drawings))], axis=-1)


def _likelihood(beta: np.ndarray, parts: list) -> tuple[float, np.ndarray, np.ndarray]:
    """Minus the log likelihood, with a whisper of ridge; its gradient and its curvature."""
    loss, gradient, curvature = RIDGE * float(beta @ beta) / 2, RIDGE * beta, RIDGE * np.eye(len(beta))
    for features, target in parts:
        logits = features @ beta
        highest = np.maximum(logits.max(1, keepdims=True), 0)  # none has the logit 0
        odds = np.exp(logits - highest)
        total = odds.sum(1, keepdims=True) + np.exp(-highest)
        p = odds / total
        expected, observed = np.einsum("qc,qcf->qf", p, features), np.zeros((len(p), len(beta)))
        known = target >= 0
        observed[known] = features[known, target[known]]
        loss += float((np.log(total) + highest).sum() - (observed @ beta).sum())
        gradient = gradient + (expected - observed).sum(0)
        weighted = (p[..., None] * features).reshape(-1, len(beta))
        curvature = curvature + weighted.T @ features.reshape(-1, len(beta)) - expected.T @ expected
    return loss, gradient, curvature


def _measure(fitted: Rejection, distances: np.ndarray, targets: np.ndarray, n_drawings: int) -> dict[str, float]:
    threshold, known = fitted.threshold(n_drawings), targets >= 0
    none = distances.min(1) > threshold
    right = distances.argmin(1) == targets
    return {
        "n_classes": distances.shape[1],
        "n_drawings": n_drawings,
        "threshold": round(float(threshold), 6),
        "known_right": round(float((right & ~none)[known].mean()), 6),
        "known_rejected": round(float(none[known].mean()), 6),
        "unknown_accepted": round(float((~none)[~known].mean()), 6),
    }


class _Index:
    """Drawings by class, for sampling episodes."""

    def __init__(self, labels: np.ndarray, drawers: np.ndarray, groups: np.ndarray | None, people: int):
        """Of classes that so many people drew."""
        self.drawers = drawers
        by_class = [np.flatnonzero(labels == label) for label in np.unique(labels)]
        self.classes = [rows for rows in by_class if len(np.unique(drawers[rows])) >= people]
        self.groups = None
        if groups is not None:
            group = np.array([groups[rows[0]] for rows in self.classes])
            self.groups = [np.flatnonzero(group == name) for name in np.unique(group)]

    def episode(self, n: int, shots: int, *, within: bool, rng) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Rows of the support (n, shots) and of the queries (N_QUERIES,), and the classes of these, −1 for none."""
        pool = np.arange(len(self.classes))
        if within and self.groups is not None:
            large = [group for group in self.groups if 2 * len(group) >= 3 * n]
            pool = large[rng.integers(len(large))] if large else pool
        order = rng.permutation(pool)
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
