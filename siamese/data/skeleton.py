"""The middle lines of a solid shape, as strokes.

The shape is thinned to lines one pixel wide, its skeleton. Where lines cross or branch off, a skeleton has bends,
links and spurs that nobody drew. They lie within the ink round the crossing, so all that is there counts as one
joint. Outside the joints the skeleton is plain lines; those that run straight on over a joint become one stroke.
"""

from collections import Counter
from itertools import combinations
from typing import NamedTuple

import cv2
import numpy as np

REACH = 0.7  # of the largest disc of ink round a crossing: where two lines cross at right angles, half their width
SPUR = 1.5  # of its radius: a line that ends so near to a crossing is none
STRAIGHT = -0.7  # cosine of the directions in which two lines leave a joint: below it they run straight on
AHEAD = 12  # pixels: how far along a line its direction is taken
SMOOTH = 2.0  # pixels: standard deviation of the blur along a stroke, which takes the steps of the pixels away

Pixel = tuple[int, int]  # x, y


class Line(NamedTuple):
    """Points, float64 of shape (n, 2), and the numbers of the joints before the first and after the last."""

    points: np.ndarray
    joints: tuple[int | None, int | None] = (None, None)

    def turned(self) -> "Line":
        return Line(self.points[::-1], self.joints[::-1])


def middle_lines(solid: np.ndarray) -> tuple[list[np.ndarray], float]:
    """The strokes in the middle of a shape's lines, and how thick the lines are.

    solid: bool, shape (height, width), True is ink; there is none along the border.

    Gives float64 arrays of shape (n_points, 2), x right and y down, in pixels; and half the width, in pixels, that
    three quarters of the lines do not exceed. No stroke and 0 where there is no ink.
    """
    from skimage.morphology import skeletonize

    skeleton = skeletonize(solid)
    if not skeleton.any():
        return [], 0.0
    radius = cv2.distanceTransform(solid.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    near = _neighbours(skeleton)
    joint, middles, sizes = _joints(near, radius)
    lines = _without_spurs(_lines(near, joint), sizes)
    for i, middle in enumerate(middles):
        lines = _joined(lines, i, middle)
    return [_smooth(line.points) for line in lines], float(np.percentile(radius[skeleton], 75))


def _neighbours(skeleton: np.ndarray) -> dict[Pixel, list[Pixel]]:
    """The pixels next to each; a diagonal step counts only where no pixel leads round its corner."""
    pixels = {(x, y) for y, x in np.argwhere(skeleton).tolist()}
    steps = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if (dx, dy) != (0, 0)]
    return {
        (x, y): [
            (x + dx, y + dy)
            for dx, dy in steps
            if (x + dx, y + dy) in pixels and not (dx and dy and pixels & {(x + dx, y), (x, y + dy)})
        ]
        for x, y in sorted(pixels)
    }


def _joints(near: dict[Pixel, list[Pixel]], radius: np.ndarray) -> tuple[np.ndarray, list[np.ndarray], list[float]]:
    """Of each pixel the joint that it is in, -1 for none; the middles of the joints; the radii of the ink there.

    A joint is a disc round a pixel with more than two neighbours, with all such discs that it touches.
    """
    crossings = np.array([pixel for pixel, others in near.items() if len(others) > 2], int).reshape(-1, 2)
    discs = np.zeros(radius.shape, np.uint8)
    for x, y in crossings.tolist():
        cv2.circle(discs, (x, y), round(REACH * float(radius[y, x])), 1, cv2.FILLED)
    n, joint = cv2.connectedComponents(discs)
    joint -= 1  # 0 was the ground
    x, y = crossings.T
    of = [joint[y, x] == i for i in range(n - 1)]
    return joint, [crossings[some].mean(axis=0) for some in of], [float(radius[y, x][some].max()) for some in of]


def _lines(near: dict[Pixel, list[Pixel]], joint: np.ndarray) -> list[Line]:
    """The skeleton outside the joints."""
    left = {pixel: None for pixel in near if joint[pixel[::-1]] < 0}  # a set in order
    ends = [pixel for pixel in left if sum(other in left for other in near[pixel]) < 2]
    lines = []
    for start in [*ends, *left]:  # what is left after the ends are rings
        if start not in left:
            continue
        path, ahead = [], [start]
        while ahead:
            path.append(ahead[0])
            del left[ahead[0]]
            ahead = [pixel for pixel in near[path[-1]] if pixel in left]
        if len(path) > 2 and path[0] in near[path[-1]]:
            path.append(path[0])
        # A single pixel may lie between two joints.
        before, after = ([int(joint[q[::-1]]) for q in near[p] if joint[q[::-1]] >= 0] for p in (path[0], path[-1]))
        after = after if len(path) > 1 else before[1:]
        lines.append(Line(np.array(path, float), (next(iter(before), None), next(iter(after), None))))
    return lines


def _without_spurs(lines: list[Line], sizes: list[float]) -> list[Line]:
    """Without the lines that leave a joint and soon end, where at least two others leave it."""
    leaving = Counter(joint for line in lines for joint in line.joints)

    def is_spur(line: Line) -> bool:
        at = [joint for joint in line.joints if joint is not None]
        return len(at) == 1 and leaving[at[0]] > 2 and len(line.points) < (SPUR - REACH) * sizes[at[0]] + 2

    return [line for line in lines if not is_spur(line)]


def _joined(lines: list[Line], joint: int, middle: np.ndarray) -> list[Line]:
    """The lines with those joined that run straight on over a joint; the others that meet there reach its middle."""
    if not any(joint in line.joints for line in lines):
        return [*lines, Line(middle[None])]  # a blob, with nothing but spurs
    while True:
        leaving = [(i, way) for i, line in enumerate(lines) for way in (line, line.turned()) if way.joints[0] == joint]
        pairs = [(_cosine(a, b, middle), i, j, a, b) for (i, a), (j, b) in combinations(leaving, 2)]
        straightest = min(pairs, key=lambda pair: pair[0], default=None)
        if straightest is None or (straightest[0] > STRAIGHT and len(leaving) > 2):
            return [_reaching(line, joint, middle) for line in lines]
        cosine, i, j, a, b = straightest
        # The last two are one stroke at any angle: then it turns in the middle.
        corner = [middle] if cosine > STRAIGHT else []
        if i == j:  # a loop
            joined = Line(np.array([*a.points, *corner, a.points[0]]))
        else:
            joined = Line(np.array([*a.points[::-1], *corner, *b.points]), (a.joints[1], b.joints[1]))
        lines = [line for k, line in enumerate(lines) if k not in (i, j)] + [joined]


def _cosine(a: Line, b: Line, middle: np.ndarray) -> float:
    """Of the angle between two lines that leave a joint: -1 where one goes straight on from the other."""
    u, v = (line.points[:AHEAD][-1] - middle for line in (a, b))
    return float(u @ v) / max(float(np.hypot(*u) * np.hypot(*v)), 1e-9)


def _reaching(line: Line, joint: int, middle: np.ndarray) -> Line:
    for _ in range(2):  # once for either end
        line = line.turned()
        if line.joints[0] == joint:
            line = Line(np.vstack([middle, line.points]), (None, line.joints[1]))
    return line


def _smooth(points: np.ndarray) -> np.ndarray:
    """Evenly spaced and without the steps of the pixels; an open stroke keeps its ends."""
    way = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    at = np.linspace(0, way[-1], round(way[-1]) + 1)
    points = np.stack([np.interp(at, way, column) for column in points.T], axis=1)
    if len(points) < 5:
        return points
    closed = np.array_equal(points[0], points[-1])
    reach = round(3 * SMOOTH)
    if closed:
        padded = np.pad(points[:-1], ((reach, reach + 1), (0, 0)), "wrap")
    else:  # mirrored through its ends, so that they stay
        padded = np.pad(points, ((reach, reach), (0, 0)), "reflect", reflect_type="odd")
    return cv2.GaussianBlur(padded, (1, 2 * reach + 1), 0, sigmaY=SMOOTH)[reach : reach + len(points)]
