"""When a query is none of the registered classes: the more drawings there are, the likelier one is near by chance.

A query is one of several classes with n drawings in all, or none of them. With d the distance to a class's nearest
drawing, the odds of that class against none are exp(weight · d + bias − per_log_n · log n); the probabilities of all
classes and of none sum to 1. With one drawing, this is a logistic regression on the distance, as for pairs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from siamese.judging.calibration import RIDGE, UNDECIDED


@dataclass(frozen=True)
class Measured:
    """How rejection does on drawings of one source, of so many classes by so many drawings in all.

    threshold: as `Rejection.threshold` gives it. At it the shares of known queries that were called by their own class
        (known_right) and none (known_rejected), and of unknown ones that were called some class (unknown_accepted).
    """

    source: str
    n_classes: int
    n_drawings: int
    threshold: float
    known_right: float
    known_rejected: float
    unknown_accepted: float


@dataclass(frozen=True)
class Rejection:
    """How distances to classes become probabilities.

    weight, bias, per_log_n: see above; the weight is negative.
    measured: for each source of drawings and each number of classes and of drawings.
    """

    weight: float
    bias: float
    per_log_n: float = 0.0
    measured: list[Measured] = field(default_factory=list)

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


def fit_rejection(
    distances: Sequence[np.ndarray],
    targets: Sequence[np.ndarray],
    n_drawings: Sequence[int],
    weights: Sequence[float] | None = None,
) -> tuple[float, float, float]:
    """Weight, bias and per_log_n of the greatest likelihood, by Newton's method.

    Args:
        distances: for each sample of queries an array of shape `(n_queries, n_classes)`.
        targets: for each of them int, shape `(n_queries,)`: which of the classes a query is of, −1 for none.
        n_drawings: for each of them, of all its classes together.
        weights: for each of them, what a query of it counts; else all count alike.

    Raises:
        ValueError: if the weight is not negative.
    """
    # Features of a class against none: its distance, 1, −log n. With a single n the last two are one and the same.
    several = len(set(n_drawings)) > 1
    beta = np.zeros(3 if several else 2)
    weights = np.ones(len(distances)) if weights is None else weights
    samples = zip(distances, targets, n_drawings, weights, strict=True)
    parts = [(_features(apart, n)[..., : len(beta)], target, weight) for apart, target, n, weight in samples]
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
    for features, target, weight in parts:
        logits = features @ beta
        highest = np.maximum(logits.max(1, keepdims=True), 0)  # none has the logit 0
        odds = np.exp(logits - highest)
        total = odds.sum(1, keepdims=True) + np.exp(-highest)
        p = odds / total
        expected, observed = np.einsum("qc,qcf->qf", p, features), np.zeros((len(p), len(beta)))
        known = target >= 0
        observed[known] = features[known, target[known]]
        loss += weight * float((np.log(total) + highest).sum() - (observed @ beta).sum())
        gradient = gradient + weight * (expected - observed).sum(0)
        likely = (p[..., None] * features).reshape(-1, len(beta))
        curvature = curvature + weight * (likely.T @ features.reshape(-1, len(beta)) - expected.T @ expected)
    return loss, gradient, curvature
