"""Fitting how distances to classes become probabilities, see `siamese.judging.rejection`."""

from collections.abc import Sequence

import numpy as np

from siamese.training.fit_calibration import RIDGE


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
    counting = [1.0] * len(distances) if weights is None else weights
    samples = zip(distances, targets, n_drawings, counting, strict=True)
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
