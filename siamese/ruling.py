"""Finding and dropping the lines printed on ruled and squared paper.

`depth` is float32, shape `(height, width)`: how much darker than the paper a place is. Lines are sought that run
across the picture from side to side; those from top to bottom are the same, transposed.
"""

import cv2
import numpy as np

_THICK = 9  # pixels, odd: no printed line is thicker
_STEEPEST = 20  # degrees from level
_BOW = 10  # pixels that a line on curled paper may leave the straight one
_STRIDE = 4  # columns between the places where a line is followed
_COVERAGE = 0.55  # of a line must be seen; the rest is under the symbol, in the dark or worn
_MANY = 5  # parallel lines are no symbol
_FAINT = 0.6  # of the pen's depth: fewer lines must be fainter than this


def drop_ruled_lines(depth: np.ndarray) -> np.ndarray:
    """`depth` without printed lines; what crosses them stays."""
    noise = 1.4826 * float(np.median(np.abs(depth)))
    level = _drop_level_lines(depth, noise)
    upright = _drop_level_lines(np.ascontiguousarray(level.T), noise)
    return np.ascontiguousarray(upright.T)


def _drop_level_lines(depth: np.ndarray, noise: float) -> np.ndarray:
    # What is left where only things taller than a line remain: strokes that cross it.
    taller = cv2.morphologyEx(depth, cv2.MORPH_OPEN, np.ones((_THICK, 1), np.uint8))
    thin = depth - taller
    seen = thin > max(3 * noise, 0.03)
    courses = _follow(thin, seen, _candidates(seen))
    if not len(courses):
        return depth
    height, width = depth.shape
    columns = np.arange(width)
    rows = np.rint(courses).astype(int)
    inside = (rows >= 0) & (rows < height)
    places = np.clip(rows, 0, height - 1)
    near = cv2.dilate(seen.astype(np.uint8), np.ones((3, 1), np.uint8)) > 0
    covered = near[places, columns] & inside
    good = covered.sum(1) >= _COVERAGE * np.maximum(inside.sum(1), 1)
    good &= inside.sum(1) >= 0.3 * width
    good = _without_doubles(courses, good, covered.sum(1))
    if not good.any():
        return depth
    # A line is as dark as the darkest of the pixels across it.
    across = cv2.dilate(depth, np.ones((3, 1), np.uint8))[places, columns]
    levels = np.array([np.median(a[c]) if c.any() else 1.0 for a, c in zip(across, covered, strict=True)])
    pen = _pen_depth(depth, noise)
    if good.sum() < _MANY:
        good &= levels < _FAINT * pen
    cleaned = depth.copy()
    for course, level in zip(courses[good], levels[good], strict=True):
        _erase(cleaned, depth, taller, course, level, noise)
    return cleaned


def _candidates(seen: np.ndarray) -> np.ndarray:
    """Straight lines through many seen places: float64, shape (n, 2), the row at the left and the right edge."""
    width = seen.shape[1]
    steep = np.radians(_STEEPEST)
    found = cv2.HoughLines(
        seen.astype(np.uint8), 2, np.pi / 360, int(0.25 * width),
        min_theta=np.pi / 2 - steep, max_theta=np.pi / 2 + steep,
    )  # fmt: skip
    if found is None:
        return np.zeros((0, 2))
    rho, theta = found[:400, 0].T.astype(np.float64)  # the most voted first
    ends = np.stack([rho / np.sin(theta), (rho - (width - 1) * np.cos(theta)) / np.sin(theta)], axis=1)
    kept = np.zeros((0, 2))
    for end in ends:
        # Printed lines keep their distance and do not cross; what does is the same line once more.
        apart = np.abs(kept - end)
        crossing = np.prod(kept - end, axis=1) < 0
        if not (crossing | (apart.min(axis=1, initial=np.inf) < 6)).any():
            kept = np.vstack([kept, end])
    return kept


def _follow(thin: np.ndarray, seen: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """The rows along which each line runs: float64, shape (n, width); it may bow a little, but not jump."""
    height, width = thin.shape
    if not len(ends):
        return np.zeros((0, width))
    columns = np.arange(0, width, _STRIDE)
    offsets = np.arange(-_BOW, _BOW + 1)
    straight = ends[:, :1] + (ends[:, 1:] - ends[:, :1]) * columns / (width - 1)
    # A pen is darker than a line; it shall not draw the course to itself.
    gain = cv2.blur(np.where(seen, 1.0, 0.0).astype(np.float32), (2 * _STRIDE + 1, 1))
    rows = np.rint(straight[:, None] + offsets[:, None]).astype(int)
    gains = np.where((rows >= 0) & (rows < height), gain[np.clip(rows, 0, height - 1), columns], 0)
    gains = gains - 0.004 * np.abs(offsets)[:, None]
    best, choices = gains[..., 0], []
    for step in range(1, len(columns)):
        padded = np.pad(best, ((0, 0), (1, 1)), constant_values=-np.inf)
        options = np.stack([padded[:, 1:-1], padded[:, :-2] - 0.15, padded[:, 2:] - 0.15])
        choice = options.argmax(axis=0)
        choices.append(choice)
        best = np.take_along_axis(options, choice[None], 0)[0] + gains[..., step]
    state = best.argmax(axis=1)
    path = [state]
    for choice in reversed(choices):
        state = state + np.array([0, -1, 1])[choice[np.arange(len(state)), state]]
        path.append(state)
    bowed = straight + offsets[np.array(path[::-1]).T]
    return np.stack([np.interp(np.arange(width), columns, course) for course in bowed])


def _without_doubles(courses: np.ndarray, good: np.ndarray, votes: np.ndarray) -> np.ndarray:
    kept: list[int] = []
    for i in np.argsort(-votes):
        if good[i] and all(np.median(np.abs(courses[i] - courses[j])) > 3 for j in kept):
            kept.append(i)
    result = np.zeros(len(courses), bool)
    result[kept] = True
    return result


def _pen_depth(depth: np.ndarray, noise: float) -> float:
    seen = depth[depth > max(5 * noise, 0.06)]
    return float(np.percentile(seen, 95)) if seen.size else 0.0


def _erase(cleaned, depth, taller, course, level, noise) -> None:
    height, width = depth.shape
    columns = np.arange(width)
    # Darker than the line alone: the pen went over it.
    pen = 1.4 * level + 3 * noise
    for offset in range(-_THICK // 2 + 1, _THICK // 2 + 1):
        rows = np.rint(course).astype(int) + offset
        ok = (rows >= 0) & (rows < height)
        r, c = rows[ok], columns[ok]
        here = depth[r, c]
        cleaned[r, c] = np.where(here > pen, cleaned[r, c], np.minimum(cleaned[r, c], taller[r, c]))
