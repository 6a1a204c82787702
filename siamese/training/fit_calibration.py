"""Fitting what a distance means: the probability of "same", and all that the manifest keeps with it."""

from collections.abc import Sequence

import numpy as np

from siamese.data.pairs import DIFFERENT, SAME
from siamese.judging.calibration import FARTHEST, UNDECIDED, Calibration, features, sigmoid

# A whisper of ridge on the weight: pairs without a single error would drive it to minus infinity.
RIDGE = 1e-3
_KNEES = np.linspace(0.5, 1.5, 21)
_GAIN = 1e-3  # of the mean log loss: what a knee must give to be there
_N_THRESHOLDS, _N_BARS, _N_FINE = 81, 40, 400


def calibrate(
    distances: np.ndarray, targets: np.ndarray, *, domains: Sequence[str] | np.ndarray | None = None
) -> Calibration:
    """Fit the probability of "same" by logistic regression, on the distance and on what of it lies beyond a knee.

    Args:
        distances: float, shape `(n,)`, in [0, 2].
        targets: int, shape `(n,)`, SAME or DIFFERENT.
        domains: where each pair is from ("digits", "glyphs"), shape `(n,)`. Every domain counts alike,
            however many pairs it has.

    Raises:
        ValueError: if a target or a distance is neither of these, one of the two targets is missing, or the
            same pairs are not the nearer ones.
    """
    distances, targets = np.asarray(distances, np.float64), np.asarray(targets)
    _check(distances, targets)
    domains = np.full(len(targets), "all") if domains is None else np.asarray(domains)
    _, domain, sizes = np.unique(domains, return_inverse=True, return_counts=True)
    weights = len(targets) / (len(sizes) * sizes[domain])
    weight, bias, beyond, knee = _fit(distances, targets, weights)
    if weight >= 0:
        raise ValueError(
            f"The probability of same would rise with the distance (weight {weight:.3g}), but near means "
            f"same. Check that targets are {SAME} for same and {DIFFERENT} for different, and that the encoder is "
            "trained."
        )

    def distance_at(probability: float) -> float:
        logit = np.log(probability / (1 - probability))
        near = (logit - bias) / weight
        return float(near if near <= knee else (logit - bias + beyond * knee) / (weight + beyond))

    threshold, *ends = (distance_at(p) for p in (0.5, *reversed(UNDECIDED)))
    edges = np.linspace(0, FARTHEST, _N_BARS + 1)
    return Calibration(
        weight=weight,
        bias=bias,
        threshold=threshold,
        unsure=(threshold - ends[0], ends[1] - threshold),
        error_table=[
            {"threshold": round(float(t), 6), **_errors(distances, targets, float(t), weights)}
            for t in np.linspace(0, FARTHEST, _N_THRESHOLDS)
        ],
        histograms={
            "edges": edges.round(6).tolist(),
            "same": _density(distances, targets == SAME, weights, edges),
            "different": _density(distances, targets == DIFFERENT, weights, edges),
        },
        error_rates={
            str(name): {
                **_errors(distances[domains == name], targets[domains == name], threshold),
                "n": int((domains == name).sum()),
            }
            for name in np.unique(domains)
        },
        knee=knee,
        beyond=beyond,
    )


def _fit(distances: np.ndarray, targets: np.ndarray, weights: np.ndarray) -> tuple[float, float, float, float]:
    """weight, bias, beyond and knee: without a knee, unless one is worth it and the probability falls on both sides."""
    # Which knee, is found on counts in narrow bars: 21 fits of all pairs take long.
    edges = np.linspace(0, FARTHEST, _N_FINE + 1)
    counts = np.stack([np.histogram(distances, edges, weights=weights * (targets == t))[0] for t in (SAME, DIFFERENT)])
    bars = np.tile((edges[1:] + edges[:-1]) / 2, 2)
    kind = np.repeat([SAME, DIFFERENT], _N_FINE)
    weight, bias = fit_logistic(features(bars)[:, :2], kind, weights=counts.ravel())
    least, best = _log_loss(bars, kind, counts.ravel(), (weight, bias, 0.0, FARTHEST)) - _GAIN, FARTHEST
    for knee in _KNEES:
        weight, bias, beyond = fit_logistic(features(bars, knee), kind, weights=counts.ravel())
        loss = _log_loss(bars, kind, counts.ravel(), (weight, bias, beyond, knee))
        if weight < 0 and weight + beyond < 0 and loss < least:
            least, best = loss, float(knee)
    if best < FARTHEST:
        weight, bias, beyond = fit_logistic(features(distances, best), targets, weights=weights)
        return weight, bias, beyond, best
    weight, bias = fit_logistic(features(distances)[:, :2], targets, weights=weights)
    return weight, bias, 0.0, FARTHEST


def _log_loss(
    distances: np.ndarray, targets: np.ndarray, weights: np.ndarray, fitted: tuple[float, float, float, float]
) -> float:
    z = features(distances, fitted[3]) @ fitted[:3]
    return float(np.average(np.logaddexp(0, z) - targets * z, weights=weights))


def fit_logistic(x: np.ndarray, targets: np.ndarray, *, weights: np.ndarray | None = None) -> list[float]:
    """A logistic regression on features, shape `(n, n_features)`, the second of which is 1, by Newton's method.

    Its coefficients minimise Σ weights · log loss + RIDGE/2 · Σ coefficients², that of the 1 left out.
    """
    weights = np.ones(len(x)) if weights is None else weights
    ridge = np.full(x.shape[1], RIDGE)
    ridge[1] = 0

    def loss(beta: np.ndarray) -> float:
        z = x @ beta
        return float((weights * (np.logaddexp(0, z) - targets * z)).sum() + (ridge * beta**2).sum() / 2)

    beta = np.zeros(x.shape[1])
    for _ in range(100):
        p = sigmoid(x @ beta)
        gradient = x.T @ (weights * (p - targets)) + ridge * beta
        curvature = (x * (weights * p * (1 - p))[:, None]).T @ x + np.diag(ridge)
        step = np.linalg.solve(curvature + 1e-12 * np.eye(len(beta)), gradient)
        # A full step can overshoot where the pairs are nearly separable; halve it until it does not.
        while loss(beta - step) > loss(beta) and np.abs(step).max() > 1e-10:
            step = step / 2
        beta = beta - step
        if np.abs(step).max() < 1e-9:
            break
    return beta.tolist()


def _check(distances: np.ndarray, targets: np.ndarray) -> None:
    if distances.shape != targets.shape or distances.ndim != 1:
        raise ValueError(
            f"distances of shape {distances.shape} came with targets of shape {targets.shape}, "
            "but (n,) and (n,) were expected."
        )
    if not (np.isfinite(distances).all() and (distances >= 0).all() and (distances <= FARTHEST + 1e-3).all()):
        raise ValueError(
            f"Distances from {distances.min()} to {distances.max()} came, but of unit-length embeddings they "
            f"lie in [0, {FARTHEST:g}]. Normalise the embeddings."
        )
    if set(np.unique(targets).tolist()) != {SAME, DIFFERENT}:
        raise ValueError(
            f"Targets {np.unique(targets).tolist()} came, but both {SAME} (same) and {DIFFERENT} (different) "
            "are needed. Give pairs of both kinds."
        )


def _errors(
    distances: np.ndarray, targets: np.ndarray, threshold: float, weights: np.ndarray | None = None
) -> dict[str, float]:
    called_same, same = distances <= threshold, targets == SAME
    weights = np.ones(len(targets)) if weights is None else weights
    return {
        "same_called_different": _share(~called_same, same, weights),
        "different_called_same": _share(called_same, ~same, weights),
    }


def _share(what: np.ndarray, among: np.ndarray, weights: np.ndarray) -> float:
    return round(float((weights * what)[among].sum() / max(weights[among].sum(), 1e-12)), 6)


def _density(distances: np.ndarray, which: np.ndarray, weights: np.ndarray, edges: np.ndarray) -> list[float]:
    inside = np.clip(distances[which], 0, FARTHEST)
    return np.histogram(inside, edges, weights=weights[which], density=True)[0].round(6).tolist()
