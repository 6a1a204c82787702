"""What becomes of strokes before they are packed: they fill the box, and points that they do not need go."""

from collections.abc import Sequence

import numpy as np

from siamese.data.packing import BOX

TOLERANCE = 4.0  # box units: a stroke may move this far when points are left out
MOST_POINTS = 400  # of a glyph, simplified: one with more is scribble


class Unfit(Exception):
    """Strokes that make no glyph; the message says why, in a word or two."""


def fit(strokes: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Strokes moved and scaled into the box, their proportions kept, simplified and rounded.

    strokes: numbers of shape (n_points, 2), x right and y down, in any unit.

    Gives int16 arrays in 0…1000. Raises Unfit where there is too little to see, or too much.
    """
    points = np.concatenate([np.empty((0, 2)), *strokes])
    size = np.ptp(points, axis=0).max() if len(points) else 0
    if not size:
        raise Unfit("no shape")
    centre = (points.min(axis=0) + points.max(axis=0)) / 2
    fitted = [(stroke - centre) / size * BOX + BOX / 2 for stroke in strokes if len(stroke)]
    glyph = [np.round(simplify(stroke, TOLERANCE)).astype(np.int16) for stroke in fitted]
    if sum(map(len, glyph)) > MOST_POINTS:
        raise Unfit("too long")
    return glyph


def simplify(points: np.ndarray, tolerance: float) -> np.ndarray:
    """The points (n, 2) that a stroke needs: the others are within `tolerance` of the line past them.

    Ramer, Douglas and Peucker's way: between two kept points, keep the one furthest from the line through
    them, as long as it is too far.
    """
    z = points @ np.array([1, 1j])
    kept, gaps = {0, len(z) - 1}, [(0, len(z) - 1)]
    while gaps:
        first, last = gaps.pop()
        if last - first < 2:
            continue
        along, inner = z[last] - z[first], z[first + 1 : last] - z[first]
        # Turned so that the line lies on the real axis, the imaginary part is the distance from it.
        distance = abs((inner * along.conjugate()).imag) / abs(along) if along else abs(inner)
        furthest = int(distance.argmax())
        if distance[furthest] > tolerance:
            middle = first + 1 + furthest
            kept.add(middle)
            gaps += [(first, middle), (middle, last)]
    return points[sorted(kept)]
