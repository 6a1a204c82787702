"""When a query is none of the registered classes: the more there are, the likelier one is near by chance.

A query is one of n classes, or none of them. With d the distance to a class, the odds of that class against none are
exp(weight · d + bias − per_log_n · log n); the probabilities of all classes and of none sum to 1. With one class, this
is a logistic regression on the distance, as for pairs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from siamese.calibration import RIDGE

N_CLASSES = (1, 2, 5, 10, 20, 50, 100)
N_EPISODES = 200  # of each number of classes
N_QUERIES = 20  # of an episode, half of them of classes that are not registered


@dataclass(frozen=True)
class Rejection:
    """How distances to classes become probabilities. Plain numbers: `Rejection(**json)` reads what `asdict` wrote.

    weight, bias, per_log_n: see above; the weight is negative.
    measured: for each number of classes the threshold, and the shares of known and of unknown queries that were
        called none and not none at it.
    """

    weight: float
    bias: float
    per_log_n: float = 0.0
    measured: list[dict[str, float]] = field(default_factory=list)

    def threshold(self, n_classes: int) -> float:
        """The distance at which a lone near class and none are equally likely; never below 0."""
        return max(float((self.per_log_n * np.log(n_classes) - self.bias) / self.weight), 0.0)

    def probabilities(self, distances: np.ndarray) -> tuple[np.ndarray, float]:
        """Of each class, and of none of them.

        Args:
            distances: float, shape `(n,)`, to the n classes.

        Returns:
            float64, shape `(n,)`, and a float; they sum to 1.
        """
        logits = self.weight * np.asarray(distances, np.float64) + self.bias - self.per_log_n * np.log(len(distances))
        highest = max(logits.max(), 0.0)
        odds, none = np.exp(logits - highest), np.exp(-highest)
        return odds / (odds.sum() + none), float(none / (odds.sum() + none))


def calibrate_rejection(
    embeddings: np.ndarray,
    labels: np.ndarray,
    drawers: np.ndarray,
    *,
    rng: np.random.Generator,
    groups: np.ndarray | None = None,
    n_classes: Sequence[int] = N_CLASSES,
    n_episodes: int = N_EPISODES,
) -> Rejection:
    """Measure rejection on drawings that no weight was trained on.

    Each episode registers n classes by one drawing each; half of its queries are of them, by other drawers, the other
    half of further classes. Numbers of classes for which the drawings do not suffice are left out.

    Args:
        embeddings: float, shape `(n, size)`, unit length.
        labels, drawers: what was drawn and by whom, shape `(n,)`.
        groups: the alphabet of each drawing, shape `(n,)`. Where it is given, every other episode takes all its classes
            from one group, if one is large enough: symbols of one alphabet are more alike.

    Raises:
        ValueError: if there are too few classes, or near does not mean same.
    """
    index = _Index(np.asarray(labels), np.asarray(drawers), None if groups is None else np.asarray(groups))
    total = len(index.classes)
    sizes = [n for n in n_classes if 3 * n <= 2 * total]  # a third of the classes, at least, is left unknown
    if not sizes:
        raise ValueError(f"{total} classes came that two people drew, but more are needed. Give more drawings.")
    episodes = {n: [index.episode(n, within=i % 2 == 1, rng=rng) for i in range(n_episodes)] for n in sizes}
    distances, targets = {}, {}
    for n, sampled in episodes.items():
        apart = [_distances(embeddings[query], embeddings[support]) for support, query, _ in sampled]
        distances[n], targets[n] = np.concatenate(apart), np.concatenate([target for *_, target in sampled])
    fitted = Rejection(*fit_rejection(list(distances.values()), list(targets.values())))
    return Rejection(
        fitted.weight, fitted.bias, fitted.per_log_n, [_measure(fitted, distances[n], targets[n]) for n in sizes]
    )


def fit_rejection(distances: Sequence[np.ndarray], targets: Sequence[np.ndarray]) -> tuple[float, float, float]:
    """Weight, bias and per_log_n of the greatest likelihood, by Newton's method.

    Args:
        distances: for each number of classes n an array of shape `(n_queries, n)`.
        targets: for each of them int, shape `(n_queries,)`: which of the n classes a query is of, −1 for none.

    Raises:
        ValueError: if the weight is not negative.
    """
    several = len({part.shape[1] for part in distances}) > 1
    # Features of class c against none: its distance, 1, −log n. With a single n the last two are one and the same.
    beta = np.zeros(3 if several else 2)
    parts = [(_features(part)[..., : len(beta)], target) for part, target in zip(distances, targets, strict=True)]
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


def _features(distances: np.ndarray) -> np.ndarray:
    """Shape `(n_queries, n, 3)`."""
    log_n = np.log(distances.shape[1])
    return np.stack([distances, np.ones_like(distances), np.full_like(distances, -log_n)], axis=-1)


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


def _measure(fitted: Rejection, distances: np.ndarray, targets: np.ndarray) -> dict[str, float]:
    threshold, known = fitted.threshold(distances.shape[1]), targets >= 0
    none = distances.min(1) > threshold
    right = distances.argmin(1) == targets
    return {
        "n_classes": distances.shape[1],
        "threshold": round(float(threshold), 6),
        "known_right": round(float((right & ~none)[known].mean()), 6),
        "known_rejected": round(float(none[known].mean()), 6),
        "unknown_accepted": round(float((~none)[~known].mean()), 6),
    }


class _Index:
    """Drawings by class, for sampling episodes."""

    def __init__(self, labels: np.ndarray, drawers: np.ndarray, groups: np.ndarray | None):
        self.drawers = drawers
        by_class = [np.flatnonzero(labels == label) for label in np.unique(labels)]
        self.classes = [rows for rows in by_class if len(np.unique(drawers[rows])) > 1]
        self.groups = None
        if groups is not None:
            group = np.array([groups[rows[0]] for rows in self.classes])
            self.groups = [np.flatnonzero(group == name) for name in np.unique(group)]

    def episode(self, n: int, *, within: bool, rng) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Rows of the support (n,) and of the queries (N_QUERIES,), and the classes of these, −1 for none."""
        pool = np.arange(len(self.classes))
        if within and self.groups is not None:
            large = [group for group in self.groups if 2 * len(group) >= 3 * n]
            pool = large[rng.integers(len(large))] if large else pool
        order = rng.permutation(pool)
        registered, others = order[:n], order[n:]
        support = np.array([rng.choice(self.classes[c]) for c in registered])
        target = np.where(np.arange(N_QUERIES) % 2, -1, rng.integers(n, size=N_QUERIES))
        of_known = [self._by_others(c, row) for c, row in zip(registered, support, strict=True)]
        query = [rng.choice(of_known[t] if t >= 0 else self.classes[rng.choice(others)]) for t in target]
        return support, np.array(query), target

    def _by_others(self, c: int, row: int) -> np.ndarray:
        """Drawings of class c by other people than the one who made `row`."""
        rows = self.classes[c]
        return rows[self.drawers[rows] != self.drawers[row]]


def _distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.sqrt(np.maximum(2 - 2 * (a @ b.T), 0)).astype(np.float64)
