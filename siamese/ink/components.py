"""Telling the parts of a symbol from what else is dark in a photo: specks, scraps at the edge, a box drawn round it.

Ink is float32 in [0, 1], shape `(height, width)`. Parts are what hangs together in it.
"""

from dataclasses import dataclass

import cv2
import numpy as np

_INKED = 0.3  # ink from which on places belong together
_TIP = 0.5  # of the area of a square as wide as the pen: what is smaller was not made by it
_SURE = 0.7  # of the same: a dot of the pen has 0.8
_EDGE = 0.02  # of the picture's longer side
_HUG = 0.08  # of the same: what hardly reaches in further is a strip of something else
_SHORT = 0.3  # of the same
_PALE = 0.6  # of the usual darkness
_BOXED = 0.15  # of a box's side: what is smaller inside belongs to the box


@dataclass(frozen=True, eq=False)
class Parts:
    """labels: int32, shape (height, width), 0 is paper, parts count from 1; all others shape (n_parts + 1,).

    area: in pixels. mass: sum of ink. peak: how dark its darker places are. left, top, right, bottom: the
    bounding box, right and bottom exclusive. pen: width of the pen in pixels.
    """

    labels: np.ndarray
    area: np.ndarray
    mass: np.ndarray
    peak: np.ndarray
    left: np.ndarray
    top: np.ndarray
    right: np.ndarray
    bottom: np.ndarray
    pen: float

    @property
    def box(self) -> np.ndarray:
        return np.stack([self.left, self.top, self.right, self.bottom], axis=1)


def find_parts(ink: np.ndarray) -> Parts:
    mask = (ink > _INKED).astype(np.uint8)
    n, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    left, top, width, height, area = stats.T
    # In a long stroke of width w, the mean distance to its edge is w / 4.
    inside = cv2.distanceTransform(cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT), cv2.DIST_L2, 5)
    pen = 4 * float(inside.sum()) / max(int(mask.sum()), 1)
    mass = np.bincount(labels.ravel(), ink.ravel(), n)
    # The darkest places of a part, but not the very darkest pixel.
    peak = np.minimum(np.sqrt(np.bincount(labels.ravel(), (ink**3).ravel(), n) / np.maximum(mass, 1e-9)), 1)
    return Parts(labels, area, mass, peak, left, top, left + width, top + height, pen)


def keep_symbol(ink: np.ndarray, *, ruled: bool = False, boxed: bool = False) -> np.ndarray:
    """Ink without what the pen did not draw, and without a box drawn round the symbol.

    Args:
        ruled: the paper had printed lines, of which ends may be left along the picture's edge.
        boxed: a box round everything else belongs to the symbol.
    """
    parts = find_parts(ink)
    keep = np.ones(len(parts.area), bool)
    keep[0] = False
    for drop in (shades, specks, scraps) if boxed else (shades, specks, scraps, boxes):
        keep &= ~drop(parts, keep)
    if ruled:
        keep &= ~line_ends(parts)
    # Soft edges belong to the part that they surround.
    near = cv2.dilate(keep[parts.labels].astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    return np.where(near & (keep[parts.labels] | (parts.labels == 0)), ink, 0)


def largest_extent(ink: np.ndarray) -> int:
    """The longer side in pixels of the bounding box of the largest part."""
    parts = find_parts(ink)
    return int(np.maximum(parts.right - parts.left, parts.bottom - parts.top)[1:].max(initial=0))


def specks(parts: Parts, keep: np.ndarray) -> np.ndarray:
    """What is smaller than the pen's tip, or hardly larger and far away. The dot of an i is large enough and near."""
    square = parts.pen**2
    small = parts.area < max(_TIP * square, 4)
    sure = keep & (parts.area >= _SURE * square)
    if not sure.any():
        return small
    low, high = parts.box[sure, :2].min(0), parts.box[sure, 2:].max(0)
    away = np.maximum(low - parts.box[:, 2:], parts.box[:, :2] - high).max(axis=1)
    return small | (~sure & (away > 0.5 * (high - low).max()))


def _to_edge(parts: Parts) -> np.ndarray:
    height, width = parts.labels.shape
    return np.stack([parts.left, parts.top, width - parts.right, height - parts.bottom]).min(axis=0)


def _share_in_middle(parts: Parts) -> np.ndarray:
    """How much of each part reaches in from the picture's edge."""
    height, width = parts.labels.shape
    hug = round(_HUG * max(height, width))
    middle = parts.labels[hug : height - hug, hug : width - hug]
    return np.bincount(middle.ravel(), minlength=len(parts.area)) / parts.area


def scraps(parts: Parts, keep: np.ndarray) -> np.ndarray:
    """What comes in from the picture's edge where other ink does not: ends of lines, a strip of table."""
    touching = keep & (_to_edge(parts) < _EDGE * max(parts.labels.shape))
    free = parts.mass[keep & ~touching].sum()
    return touching & ((parts.mass < 0.5 * free) | ((_share_in_middle(parts) < 0.1) & (free > 0)))


def line_ends(parts: Parts) -> np.ndarray:
    """What touches the picture's edge and is short, or runs along it."""
    side = max(parts.labels.shape)
    extent = np.maximum(parts.right - parts.left, parts.bottom - parts.top)
    return (_to_edge(parts) < _EDGE * side) & ((extent < _SHORT * side) | (_share_in_middle(parts) < 0.1))


def shades(parts: Parts, keep: np.ndarray) -> np.ndarray:
    """What is much fainter than the rest: what is left of a shadow's corner, dirt, writing from the other side."""
    return parts.peak < _PALE * np.average(parts.peak, weights=np.where(keep, parts.mass, 0) + 1e-9)


def boxes(parts: Parts, keep: np.ndarray) -> np.ndarray:
    """Four straight sides round everything else, which they do not touch."""
    found = np.zeros(len(keep), bool)
    if keep.sum() < 2:
        return found
    outer = int(np.argmax(np.where(keep, (parts.right - parts.left) * (parts.bottom - parts.top), 0)))
    others = keep.copy()
    others[outer] = False
    low, high = parts.box[others, :2].min(0), parts.box[others, 2:].max(0)
    around = (parts.box[outer, :2] < low).all() and (parts.box[outer, 2:] > high).all()
    extent = (parts.box[outer, 2:] - parts.box[outer, :2]).min()
    if around and (high - low).max() > _BOXED * extent:
        found[outer] = _is_quadrilateral((parts.labels == outer).astype(np.uint8), parts.pen)
    return found


def _is_quadrilateral(mask: np.ndarray, pen: float) -> bool:
    """Whether all of the part lies along the outline of its hull, and the hull has four corners."""
    hull = cv2.convexHull(cv2.findNonZero(mask))
    corners = cv2.approxPolyDP(hull, 0.04 * cv2.arcLength(hull, True), True)
    if len(corners) != 4 or cv2.contourArea(corners) < 0.85 * cv2.contourArea(hull):
        return False
    outline = np.zeros_like(mask)
    side = np.sqrt(cv2.contourArea(hull))
    cv2.polylines(outline, [hull], True, 1, max(1, round(2 * pen + 0.08 * side)))
    return bool((mask & outline).sum() > 0.9 * mask.sum())
