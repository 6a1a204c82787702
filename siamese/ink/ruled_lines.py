"""Finding and dropping the lines printed on ruled and squared paper.

`depth` is float32, shape `(height, width)`: how much darker than the paper a place is. Lines are sought that run
across the picture from side to side; those from top to bottom are the same, with the picture turned over.
"""

from dataclasses import dataclass

import cv2
import numpy as np

_THICK = 9  # pixels, odd: no printed line is thicker
_STEEPEST = 20  # degrees from level
_BOW = 20  # pixels that a line on curled paper may leave the straight one
_STRIDE = 4  # columns between the places where a line is followed
_SEEN = 0.2  # of a line must lie straight to be followed
_COVERAGE = 0.55  # of it must be found then; the rest is under the symbol, in the dark or worn
_WHOLE = 0.85  # is seen of a line that nothing hides
_MANY = 5  # parallel lines are no symbol
_FAINT = 0.6  # of the pen's depth: fewer lines must be fainter than this
_OVER = 1.35  # times as dark as its line: there the pen went over it


@dataclass(frozen=True, eq=False)
class Lines:
    """rows: int, shape (n, width), where each line runs. levels: float, shape (n,), their depth.

    whole: bool, shape (n,), seen from edge to edge.
    """

    rows: np.ndarray
    levels: np.ndarray
    whole: np.ndarray

    def only(self, which: np.ndarray) -> "Lines":
        return Lines(self.rows[which], self.levels[which], self.whole[which])


def is_ruled(depth: np.ndarray) -> bool:
    """Whether many lines run from edge to edge of paper that is clean of noise."""
    noise = np.zeros_like(depth)
    sides = ((depth, noise), (np.ascontiguousarray(depth.T), noise.T))
    return any(_find_lines(*side).whole.sum() >= _MANY for side in sides)


def drop_ruled_lines(depth: np.ndarray, noise: np.ndarray) -> tuple[np.ndarray, bool]:
    """`depth` without printed lines (what crosses them stays), and whether the paper is ruled.

    Args:
        noise: its standard deviation at each place, shape `(height, width)`.
    """
    turned = np.ascontiguousarray(depth.T)
    level, upright = _find_lines(depth, noise), _find_lines(turned, noise.T)
    ruled = max(len(level.rows), len(upright.rows)) >= _MANY
    pen = _pen_depth(depth, noise)
    level, upright = (_printed(lines, pen, ruled=ruled) for lines in (level, upright))
    if not len(level.rows) and not len(upright.rows):
        return depth, False
    printed = _print(level, depth.shape)
    printed = 1 - (1 - printed) * (1 - _print(upright, turned.shape).T)
    on_line = (printed > 0) & (depth < _OVER * printed + 3 * noise)
    cleaned = np.where(on_line, 0, depth)
    # A stroke that crosses a line is seen on both sides of it.
    across = cv2.morphologyEx(cleaned, cv2.MORPH_CLOSE, np.ones((_THICK, _THICK), np.uint8))
    return np.where(on_line, np.minimum(across, depth), depth), ruled


def _find_lines(depth: np.ndarray, noise: np.ndarray) -> Lines:
    height, width = depth.shape
    # Things taller than a line, such as strokes that cross it, are left out.
    thin = depth - cv2.morphologyEx(depth, cv2.MORPH_OPEN, np.ones((_THICK, 1), np.uint8))
    seen = thin > np.maximum(3 * noise, 0.03)
    rows = np.rint(_follow(seen, _straight_lines(seen))).astype(int)
    inside = (rows >= 0) & (rows < height)
    places, columns = np.clip(rows, 0, height - 1), np.arange(width)
    near = cv2.dilate(seen.astype(np.uint8), np.ones((3, 1), np.uint8)) > 0
    found = near[places, columns] & inside
    coverage = found.sum(1) / np.maximum(inside.sum(1), 1)
    good = _without_doubles(rows, (coverage >= _COVERAGE) & (inside.sum(1) >= 0.3 * width), found.sum(1))
    across = cv2.dilate(depth, np.ones((3, 1), np.uint8))[places, columns]
    levels = np.array([np.median(a[f]) if f.any() else 1.0 for a, f in zip(across, found, strict=True)])
    return Lines(rows, levels, coverage >= _WHOLE).only(good)


def _straight_lines(seen: np.ndarray) -> np.ndarray:
    """Lines through many seen places: float64, shape (n, 2), the row at the left and at the right edge."""
    width = seen.shape[1]
    steep = np.radians(_STEEPEST)
    level = {"min_theta": np.pi / 2 - steep, "max_theta": np.pi / 2 + steep}
    found = cv2.HoughLines(seen.astype(np.uint8), 2, np.pi / 360, int(_SEEN * width), **level)
    if found is None:
        return np.zeros((0, 2))
    rho, theta = found[:400, 0].T.astype(np.float64)  # those with the most votes come first
    kept = np.zeros((0, 2))
    for ends in np.stack([rho / np.sin(theta), (rho - (width - 1) * np.cos(theta)) / np.sin(theta)], axis=1):
        # Printed lines keep their distance and do not cross; what does is the same line once more.
        apart = kept - ends
        if not ((np.prod(apart, axis=1) < 0) | (np.abs(apart).min(axis=1, initial=np.inf) < 6)).any():
            kept = np.vstack([kept, ends])
    return kept


def _follow(seen: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """The rows along which each line runs best: float64, shape (n, width); it may bow, but not jump.

    All lines are followed at once, from left to right (dynamic programming over the offsets from the straight line).
    """
    height, width = seen.shape
    if not len(ends):
        return np.zeros((0, width))
    columns, offsets = np.arange(0, width, _STRIDE), np.arange(-_BOW, _BOW + 1)
    straight = ends[:, :1] + (ends[:, 1:] - ends[:, :1]) * columns / max(width - 1, 1)
    rows = np.rint(straight[:, None] + offsets[:, None]).astype(int)
    share = cv2.blur(seen.astype(np.float32), (2 * _STRIDE + 1, 1))
    gains = np.where((rows >= 0) & (rows < height), share[np.clip(rows, 0, height - 1), columns], 0)
    gains = gains - 0.004 * np.abs(offsets)[:, None]
    best, steps = gains[..., 0], []
    for column in range(1, len(columns)):
        padded = np.pad(best, ((0, 0), (1, 1)), constant_values=-np.inf)
        options = np.stack([padded[:, :-2] - 0.15, padded[:, 1:-1], padded[:, 2:] - 0.15])
        step = options.argmax(axis=0)
        steps.append(step - 1)
        best = np.take_along_axis(options, step[None], 0)[0] + gains[..., column]
    path = [best.argmax(axis=1)]
    for step in reversed(steps):
        path.append(path[-1] + step[np.arange(len(ends)), path[-1]])
    bowed = straight + offsets[np.array(path[::-1]).T]
    return np.stack([np.interp(np.arange(width), columns, course) for course in bowed])


def _without_doubles(rows: np.ndarray, good: np.ndarray, votes: np.ndarray) -> np.ndarray:
    """Indices of the good lines, each once, the best first."""
    kept: list[int] = []
    for i in np.argsort(-votes):
        if good[i] and all(np.median(np.abs(rows[i] - rows[j])) > 3 for j in kept):
            kept.append(int(i))
    return np.array(kept, int)


def _pen_depth(depth: np.ndarray, noise: np.ndarray) -> float:
    dark = depth[depth > np.maximum(5 * noise, 0.06)]
    return float(np.percentile(dark, 95)) if dark.size else 0.0


def _printed(lines: Lines, pen: float, *, ruled: bool) -> Lines:
    """Leave out what may be a symbol's own straight strokes."""
    if len(lines.rows) >= _MANY:
        return lines
    return lines.only((lines.levels < _FAINT * pen) | (ruled & lines.whole))


def _print(lines: Lines, shape: tuple[int, int]) -> np.ndarray:
    """The lines alone, as dark as they are, a little wider: float32, shape (height, width)."""
    paper = np.zeros(shape, np.float32)
    columns = np.arange(shape[1])
    for rows, level in zip(lines.rows, lines.levels, strict=True):
        inside = (rows >= 0) & (rows < shape[0])
        paper[rows[inside], columns[inside]] = level
    return cv2.dilate(paper, np.ones((5, 1), np.uint8))
