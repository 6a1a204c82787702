"""What a protocol gives: a figure with its interval, and the mistakes behind it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from siamese.evaluation.intervals import clustered

KEPT_MISTAKES = 12


@dataclass(frozen=True, eq=False)
class Mistake:
    """severity: how far off, in units of distance. pictures: captions and what draws each one's frame."""

    severity: float
    pictures: tuple[tuple[str, Callable[[], np.ndarray]], ...]
    note: str


@dataclass(frozen=True, eq=False)
class Result:
    """accuracy: a share, with its 95 % interval [low, high], of n trials.

    more: further figures of the protocol, ready for JSON.
    notes: sentences on what was measured and what was left out.
    mistakes: the worst, worst first.
    """

    accuracy: float
    low: float
    high: float
    n: int
    more: dict = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = ()

    def to_json(self) -> dict:
        return {"accuracy": self.accuracy, "low": self.low, "high": self.high, "n": self.n, **self.more}


class CannotRun(Exception):
    """A protocol lacks something; the message says what, and what to do."""


def scored(
    correct: np.ndarray,
    cluster: np.ndarray | None = None,
    *,
    more: dict | None = None,
    notes: Iterable[str] = (),
    mistakes: Iterable[Mistake] = (),
) -> Result:
    """The result of trials in clusters.

    Args:
        correct: bool, shape `(n,)`, or `(n_clusters, n_trials)` where all clusters are of one size.
        cluster: int, shape `(n,)`, the cluster that each belongs to; else the rows of `correct` are the clusters.
    """
    if cluster is None:
        cluster = np.repeat(np.arange(len(correct)), correct.shape[1])
    low, high = clustered(correct.ravel(), cluster)
    return Result(float(correct.mean()), low, high, correct.size, more or {}, tuple(notes), tuple(mistakes))


def worst(severities: np.ndarray, *, of: np.ndarray) -> np.ndarray:
    """Flat indices of the largest positive severities, largest first, one for each drawing that they are `of`."""
    order = np.argsort(-severities, axis=None, kind="stable")
    order = order[severities.ravel()[order] > 0]
    _, first = np.unique(of.ravel()[order], return_index=True)
    return order[np.sort(first)[:KEPT_MISTAKES]]
