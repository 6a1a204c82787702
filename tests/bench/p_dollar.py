"""The $P gesture recogniser (Vatavu, Anthony and Wobbrock, "Gestures as point clouds", ICMI 2012), after its paper.

A gesture is a cloud of points, and the points of two clouds are matched greedily; neither order nor direction of the
strokes counts. Many pairs of clouds are matched at once, which changes nothing but the time it takes.
"""

from collections.abc import Sequence

import numpy as np

N_POINTS = 32
EPSILON = 0.5  # n^(1 − ε) is the step from one beginning of the matching to the next


def cloud_of(strokes: Sequence[np.ndarray], *, n: int = N_POINTS) -> np.ndarray:
    """`n` points evenly spread over the strokes, in a box of unit size, their mean in the origin.

    Args:
        strokes: arrays of shape (n_points, 2); the way from one to the next is not drawn, and does not count.

    Returns:
        float64, shape (n, 2). A gesture without any length is n times the origin.
    """
    points = _resampled([np.asarray(stroke, np.float64) for stroke in strokes], n)
    size = np.ptp(points, axis=0).max()
    points = points / (size if size > 0 else 1)
    return points - points.mean(0)


def distances(ones: np.ndarray, others: np.ndarray) -> np.ndarray:
    """How well clouds match, pair by pair: 0 is perfectly.

    The least of matchings that begin at each ⌊n^(1 − ε)⌋th point, of the one to the other and of the other to the one.

    Args:
        ones, others: float, shape (n_pairs, n, 2).

    Returns:
        float64, shape (n_pairs,).
    """
    apart = np.sqrt(((ones[:, :, None] - others[:, None]) ** 2).sum(-1))  # (n_pairs, n, n)
    n = apart.shape[1]
    starts = range(0, n, int(n ** (1 - EPSILON)))
    both = (apart, apart.swapaxes(1, 2))
    return np.min([_matched(way, start) for start in starts for way in both], axis=0)


def _matched(apart: np.ndarray, start: int) -> np.ndarray:
    """Each point of one cloud in turn, from `start` round, takes the nearest point of the other that is left.

    The first weighs 1, each later one 1/n less: early ones have the choice.
    """
    n_pairs, n, _ = apart.shape
    taken, total, rows = np.zeros((n_pairs, n)), np.zeros(n_pairs), np.arange(n_pairs)
    for k in range(n):
        left = apart[:, (start + k) % n] + taken
        nearest = left.argmin(1)
        total += (1 - k / n) * left[rows, nearest]
        taken[rows, nearest] = np.inf
    return total


def _resampled(strokes: list[np.ndarray], n: int) -> np.ndarray:
    """Points at equal steps along all strokes: shape (n, 2)."""
    # Where each point is on the way, the pen's ways from stroke to stroke being of no length.
    ways = [np.concatenate([[0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))]) for stroke in strokes]
    begin = np.cumsum([0, *(way[-1] for way in ways)])
    places = np.linspace(0, begin[-1], n)
    # At the joint of two strokes, the end of the first.
    of = np.clip(np.searchsorted(begin, places, side="left") - 1, 0, len(strokes) - 1)
    return np.array([
        [np.interp(place - begin[s], ways[s], strokes[s][:, axis]) for axis in (0, 1)]
        for place, s in zip(places, of, strict=True)
    ])  # fmt: skip
