"""Several symbols in one picture: a sheet, a word, a row of digits.

Which parts belong to one symbol is a guess by their places alone: a dot over a stroke belongs to it, a letter beside a
letter does not. Where it is no clear case, it is one symbol.
"""

import numpy as np

from siamese.ink.components import find_parts

Box = tuple[float, float, float, float]  # left, top, right and bottom, in shares of the picture's width and height

MOST, _MOST_PARTS = 40, 200
_STACKED = 0.4  # of the larger extent: a dot or bar that is nearer, over or under it, belongs to it
_TOUCHING = 0.05  # of the larger extent: so near, it does whatever way it lies
_SMALL, _FLAT = 0.5, 0.35  # a dot's share of the larger extent; a bar's height as a share of its width
_DOT = 2.5  # widths of the pen: what is no larger is a dot, and dots make up a symbol
_BESIDE = 0.3  # of the larger extent: two alone must be farther apart
_LARGE = 0.45  # of the largest symbol's extent: what is smaller is a dot, an accent, a speck
_THIN = 0.12  # of its extent: what is narrower is a stroke, and strokes make up a symbol
_MARGIN = 0.12  # of a symbol's extent, beside it


def find_symbols(ink: np.ndarray) -> list[Box]:
    """Where the symbols are, if there are several, line by line; none where it is one.

    Args:
        ink: float32 in [0, 1], shape `(height, width)`, 1 is ink.
    """
    parts = find_parts(ink)
    boxes = parts.box[1:][parts.area[1:] >= max(0.5 * parts.pen**2, 4)].astype(float)
    if not 2 <= len(boxes) <= _MOST_PARTS:
        return []
    groups = _join(boxes)
    extents = _extents(groups)
    large = groups[extents >= _LARGE * extents.max()]
    if not 2 <= len(large) <= MOST or extents.max() < _DOT * parts.pen or _is_one(large):
        return []
    for small in groups[extents < _LARGE * extents.max()]:  # a dot farther off goes to the nearest
        nearest = int(np.argmin([_gap(small, one) for one in large]))
        if _gap(small, large[nearest]) < _STACKED * _extents(large[nearest][None])[0]:
            large[nearest] = _around(small, large[nearest])
    return [_with_margin(box, large, ink.shape) for box in _in_lines(large)]


def _join(boxes: np.ndarray) -> np.ndarray:
    """Boxes of what belongs together, from those of the parts."""
    groups = list(boxes)
    joined = True
    while joined:
        joined = False
        for i in range(len(groups)):
            for j in range(i + 1, len(groups)):
                if _belong(groups[i], groups[j]):
                    groups[i] = _around(groups[i], groups.pop(j))
                    joined = True
                    break
            if joined:
                break
    return np.array(groups)


def _belong(a: np.ndarray, b: np.ndarray) -> bool:
    smaller, larger = sorted(_extents(np.stack([a, b])).tolist())
    beside, over = np.maximum(a[:2], b[:2]) - np.minimum(a[2:], b[2:])  # gaps; negative where they overlap
    if max(beside, over) <= _TOUCHING * larger:
        return True
    widths, heights = (np.array([a, b])[:, 2:] - np.array([a, b])[:, :2]).T
    is_part = smaller < _SMALL * larger or (heights < _FLAT * widths).all()
    return is_part and -beside >= 0.5 * widths.min() and over < _STACKED * larger


def _is_one(groups: np.ndarray) -> bool:
    """Whether these are strokes of one symbol after all: thin ones side by side, or two that are near."""
    sides = groups[:, 2:] - groups[:, :2]
    if (sides.min(1) < _THIN * sides.max(1)).mean() > 0.5:
        return True
    return len(groups) == 2 and _gap(*groups) < _BESIDE * _extents(groups).max()


def _gap(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.maximum(np.maximum(a[:2], b[:2]) - np.minimum(a[2:], b[2:]), 0).max())


def _around(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.concatenate([np.minimum(a[:2], b[:2]), np.maximum(a[2:], b[2:])])


def _extents(boxes: np.ndarray) -> np.ndarray:
    return (boxes[:, 2:] - boxes[:, :2]).max(1)


def _in_lines(boxes: np.ndarray) -> list[np.ndarray]:
    """From left to right, line by line: a new one begins below the middle of the one before."""
    lines: list[list[np.ndarray]] = []
    for box in boxes[np.argsort(boxes[:, 1] + boxes[:, 3])]:
        if lines and (box[1] + box[3]) / 2 < max(one[3] for one in lines[-1][:1]):
            lines[-1].append(box)
        else:
            lines.append([box])
    return [box for line in lines for box in sorted(line, key=lambda box: box[0])]


def _with_margin(box: np.ndarray, others: np.ndarray, shape: tuple[int, int]) -> Box:
    """In shares of the picture; the margin ends half way to the nearest other."""
    gaps = [_gap(box, other) / 2 for other in others if not np.array_equal(box, other)]
    margin = min([_MARGIN * float(_extents(box[None])[0]), *gaps])
    size = np.array([shape[1], shape[0]], float)
    low, high = np.maximum(box[:2] - margin, 0) / size, np.minimum(box[2:] + margin, size) / size
    return (*low.round(4).tolist(), *high.round(4).tolist())
