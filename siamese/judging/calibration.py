"""From distances to probabilities: the threshold, what it costs, and where it is too close to call.

Fitted once on pairs that no weight was trained on, and kept in the manifest. Distances are of unit-length
embeddings, in [0, 2]; 0 is identical, larger is less alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from siamese.data.pairs import DIFFERENT, SAME

FARTHEST = 2.0
UNDECIDED = (1 / 3, 2 / 3)  # probabilities between which a pair is too close to call
# A whisper of ridge on the weight: pairs without a single error would drive it to minus infinity.
RIDGE = 1e-3
_KNEES = np.linspace(0.5, 1.5, 21)
_GAIN = 1e-3  # of the mean log loss: what a knee must give to be there
_N_THRESHOLDS, _N_BARS, _N_FINE = 81, 40, 400


@dataclass(frozen=True)
class Calibration:
    """What a distance means. Plain numbers and lists: `asdict` of it is JSON, `Calibration(**json)` reads it.

    weight, bias, knee, beyond: probability of "same" = sigmoid(weight · distance + beyond · max(distance − knee, 0)
        + bias). It falls with the distance: the weight is negative, and so is weight + beyond. Of pairs by different
        people and of some look-alikes near ones are less sure than one slope would have it.
    threshold: the distance at which that is one half; same means `distance <= threshold`.
    unsure: how far the undecided band reaches below and above the threshold.
    error_table: for thresholds from 0 to 2 the share of same pairs called different and the reverse.
    histograms: `edges` of bars over [0, 2] and the densities `same` and `different` (each integrates to 1).
    error_rates: the two shares at the threshold, and the number of pairs, for each domain.
    """

    weight: float
    bias: float
    threshold: float
    unsure: tuple[float, float]
    error_table: list[dict[str, float]]
    histograms: dict[str, list[float]]
    error_rates: dict[str, dict[str, float]]
    knee: float = FARTHEST
    beyond: float = 0.0

    def probability(self, distance: np.ndarray | float) -> np.ndarray:
        """Of "same", in (0, 1), in the shape of `distance`; one half at the threshold."""
        features = _features(np.asarray(distance, np.float64), self.knee)
        return _sigmoid(features @ [self.weight, self.bias, self.beyond])

    def verdict(self, distance: np.ndarray | float, *, threshold: float | None = None) -> np.ndarray:
        """ "same", "different" or, too close to call, "unsure", in the shape of `distance`.

        "Too close to call" lies round the calibrated threshold, or round another, with which it moves.
        """
        distance = np.asarray(distance, np.float64)
        threshold = self.threshold if threshold is None else threshold
        below, above = self.unsure
        close = (threshold - below < distance) & (distance < threshold + above)
        return np.where(close, "unsure", np.where(distance <= threshold, "same", "different"))


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


def _features(distances: np.ndarray, knee: float = FARTHEST) -> np.ndarray:
    """Distance, 1, and what of the distance lies beyond the knee: shape `(…, 3)`."""
    return np.stack([distances, np.ones_like(distances), np.maximum(distances - knee, 0)], axis=-1)


def _fit(distances: np.ndarray, targets: np.ndarray, weights: np.ndarray) -> tuple[float, float, float, float]:
    """weight, bias, beyond and knee: without a knee, unless one is worth it and the probability falls on both sides."""
    # Which knee, is found on counts in narrow bars: 21 fits of all pairs take long.
    edges = np.linspace(0, FARTHEST, _N_FINE + 1)
    counts = np.stack([np.histogram(distances, edges, weights=weights * (targets == t))[0] for t in (SAME, DIFFERENT)])
    bars = np.tile((edges[1:] + edges[:-1]) / 2, 2)
    kind = np.repeat([SAME, DIFFERENT], _N_FINE)
    plain = fit_logistic(_features(bars)[:, :2], kind, weights=counts.ravel())
    least, best = _log_loss(bars, kind, counts.ravel(), (*plain, 0.0, FARTHEST)) - _GAIN, FARTHEST
    for knee in _KNEES:
        weight, bias, beyond = fit_logistic(_features(bars, knee), kind, weights=counts.ravel())
        loss = _log_loss(bars, kind, counts.ravel(), (weight, bias, beyond, knee))
        if weight < 0 and weight + beyond < 0 and loss < least:
            least, best = loss, float(knee)
    x = _features(distances, best)
    weight, bias, *beyond = fit_logistic(x if best < FARTHEST else x[:, :2], targets, weights=weights)
    return weight, bias, *(beyond or [0.0]), best


def _log_loss(
    distances: np.ndarray, targets: np.ndarray, weights: np.ndarray, fitted: tuple[float, float, float, float]
) -> float:
    z = _features(distances, fitted[3]) @ fitted[:3]
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
        p = _sigmoid(x @ beta)
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


def ece(probabilities: np.ndarray, targets: np.ndarray, *, n_bins: int = 15) -> float:
    """Expected calibration error over bins of equally many pairs (Nixon et al. 2019).

    The mean over all pairs of |mean probability − share of same| in the pair's bin: 0 is calibrated.
    """
    order = np.argsort(probabilities, kind="stable")
    gaps = [
        len(chunk) * abs(np.mean(probabilities[chunk]) - np.mean(targets[chunk] == SAME))
        for chunk in np.array_split(order, n_bins)
        if len(chunk)
    ]
    return float(sum(gaps) / len(order))


def brier(probabilities: np.ndarray, targets: np.ndarray) -> float:
    """Brier score: the mean squared difference of probability and target; 0 is perfect, a coin's is 0.25."""
    return float(np.mean((probabilities - (targets == SAME)) ** 2))


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


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return np.exp(-np.logaddexp(0, -z))
