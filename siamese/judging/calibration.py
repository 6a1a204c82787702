"""From distances to probabilities: the threshold, what it costs, and where it is too close to call.

Fitted once on pairs that no weight was trained on (`siamese.training.fit_calibration`), and kept in the manifest.
Distances are of unit-length embeddings, in [0, 2]; 0 is identical, larger is less alike.
"""

from dataclasses import dataclass

import numpy as np

FARTHEST = 2.0
UNDECIDED = (1 / 3, 2 / 3)  # probabilities between which a pair is too close to call


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
        x = features(np.asarray(distance, np.float64), self.knee)
        return sigmoid(x @ [self.weight, self.bias, self.beyond])

    def verdict(self, distance: np.ndarray | float, *, threshold: float | None = None) -> np.ndarray:
        """ "same", "different" or, too close to call, "unsure", in the shape of `distance`.

        "Too close to call" lies round the calibrated threshold, or round another, with which it moves.
        """
        distance = np.asarray(distance, np.float64)
        threshold = self.threshold if threshold is None else threshold
        below, above = self.unsure
        close = (threshold - below < distance) & (distance < threshold + above)
        return np.where(close, "unsure", np.where(distance <= threshold, "same", "different"))


def features(distances: np.ndarray, knee: float = FARTHEST) -> np.ndarray:
    """Distance, 1, and what of the distance lies beyond the knee: shape `(…, 3)`."""
    return np.stack([distances, np.ones_like(distances), np.maximum(distances - knee, 0)], axis=-1)


def sigmoid(z: np.ndarray) -> np.ndarray:
    return np.exp(-np.logaddexp(0, -z))
