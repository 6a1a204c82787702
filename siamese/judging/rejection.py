"""When a query is none of the registered classes: the more drawings there are, the likelier one is near by chance.

A query is one of several classes with n drawings in all, or none of them. With d the distance to a class's nearest
drawing, the odds of that class against none are exp(weight · d + bias − per_log_n · log n); the probabilities of all
classes and of none sum to 1. With one drawing, this is a logistic regression on the distance, as for pairs.
"""

from dataclasses import dataclass, field

import numpy as np

from siamese.judging.calibration import UNDECIDED


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
