"""The modified Hausdorff distance (Dubuisson & Jain 1994): a comparison of drawings without any learning.

As in the demo of Lake et al.'s one-shot benchmark: a drawing is the set of its ink pixels, moved so that
their mean is the origin. 0 is identical, larger is less alike.
"""

from collections.abc import Sequence

import cv2
import numpy as np

_KD_TREE = {"algorithm": 4}  # FLANN_INDEX_KDTREE_SINGLE, the exact one
_EXACT = {"checks": -1}


def ink_points(image: np.ndarray) -> np.ndarray:
    """Where the ink is: float64, shape `(n_points, 2)`, row and column in pixels, with mean 0.

    Args:
        image: bool, shape `(height, width)`, True is ink.
    """
    points = np.argwhere(image).astype(np.float64)
    if not len(points):
        raise ValueError("The image has no ink, so it has no distance to anything. Leave it out.")
    return points - points.mean(0)


def modified_hausdorff(a: np.ndarray, b: np.ndarray) -> float:
    """The larger of the two mean distances from a point of one set to the nearest point of the other.

    Args:
        a, b: float, shapes `(n, 2)` and `(m, 2)`.
    """
    return float(hausdorff_distances(a, [b])[0])


def hausdorff_distances(query: np.ndarray, others: Sequence[np.ndarray]) -> np.ndarray:
    """`modified_hausdorff` of one point set to each of several: float64, shape `(len(others),)`."""
    query, *others = (np.ascontiguousarray(points, np.float32) for points in (query, *others))
    near_query = cv2.flann_Index(query, _KD_TREE)
    return np.array(
        [max(_mean_distance(cv2.flann_Index(o, _KD_TREE), query), _mean_distance(near_query, o)) for o in others]
    )


def _mean_distance(tree: cv2.flann_Index, points: np.ndarray) -> float:
    _, squares = tree.knnSearch(points, 1, params=_EXACT)
    return float(np.sqrt(squares, dtype=np.float64).mean())
