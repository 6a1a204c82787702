"""What people draw first, stroke by stroke, as it is meant: on a square paper [0, 1] × [0, 1], x right and y down.

No two kinds are one shape once size and place on the paper are gone.
"""

import numpy as np

Stroke = np.ndarray  # float64, shape (n_points, 2); corners are its points, curves have a point every few degrees
_STEP = np.radians(6)


def _line(*points: tuple[float, float]) -> Stroke:
    return np.array(points, np.float64)


def _arc(x: float, y: float, radius: float | tuple[float, float], begin: float, end: float) -> Stroke:
    """Part of an ellipse. begin, end: degrees, 0 is right and 90 is down."""
    first, last = np.radians([begin, end])
    angle = np.linspace(first, last, max(2, round(abs(last - first) / _STEP)))
    return np.array([x, y]) + np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius


def _bezier(*points: tuple[float, float]) -> Stroke:
    """A curve of three or four points (Bézier), the first and the last of them on it."""
    t, curve = np.linspace(0, 1, 24)[:, None], np.array(points, np.float64)[:, None]
    while len(curve) > 1:
        curve = (1 - t) * curve[:-1] + t * curve[1:]
    return curve[0]


def _join(*parts: Stroke) -> Stroke:
    """One stroke; the end of a part is the beginning of the next."""
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def _ring(x: float = 0.5, y: float = 0.5, radius: float | tuple[float, float] = 0.4) -> Stroke:
    return _arc(x, y, radius, -90, 270)


def _polygon(n: int, radius: float = 0.42) -> Stroke:
    angle = np.arange(n + 1) * 2 * np.pi / n - np.pi / 2
    return 0.5 + radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _dot(x: float, y: float) -> Stroke:
    return _line((x, y), (x + 0.012, y + 0.012))


def _turned(strokes: tuple[Stroke, ...], quarters: int) -> tuple[Stroke, ...]:
    """Clockwise."""
    for _ in range(quarters):
        strokes = tuple(np.stack([1 - stroke[:, 1], stroke[:, 0]], axis=1) for stroke in strokes)
    return strokes


def _spiral() -> Stroke:
    angle = np.arange(0, 5.2 * np.pi, _STEP)
    return 0.5 + (0.03 + 0.025 * angle)[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _flower() -> tuple[Stroke, ...]:
    x, y = 0.5, 0.32
    angles = np.arange(5) * 2 * np.pi / 5
    petals = [(x + 0.18 * np.cos(a), y + 0.18 * np.sin(a)) for a in angles - np.pi / 2]
    stem = _bezier((0.5, 0.6), (0.52, 0.8), (0.5, 0.98))
    leaf = _bezier((0.51, 0.86), (0.66, 0.62), (0.8, 0.76), (0.51, 0.88))
    return (_ring(x, y, 0.08), *(_ring(*petal, 0.095) for petal in petals), stem, leaf)


def _sun() -> tuple[Stroke, ...]:
    angles = np.arange(8) * np.pi / 4
    rays = [0.5 + np.outer([0.29, 0.46], [np.cos(a), np.sin(a)]) for a in angles]
    return (_ring(radius=0.2), *rays)


def _face(mouth: Stroke) -> tuple[Stroke, ...]:
    return (_ring(radius=0.44), _dot(0.35, 0.38), _dot(0.64, 0.38), mouth)


def _heads() -> tuple[Stroke, ...]:
    return tuple(_line((0.5 + s * 0.24, 0.28), (0.5 + s * 0.46, 0.5), (0.5 + s * 0.24, 0.72)) for s in (-1, 1))


_HEAD_AND_SHAFT = (_line((0.08, 0.5), (0.92, 0.5)), _line((0.68, 0.27), (0.92, 0.5), (0.68, 0.73)))
_BOX = _line((0.12, 0.12), (0.88, 0.12), (0.88, 0.88), (0.12, 0.88), (0.12, 0.12))
_STAR = _polygon(5, 0.46)[[0, 2, 4, 1, 3, 0]]
_HEART = _join(
    _bezier((0.5, 0.3), (0.4, 0.02), (0.02, 0.1), (0.09, 0.42)),
    _bezier((0.09, 0.42), (0.13, 0.62), (0.35, 0.76), (0.5, 0.92)),
    _bezier((0.5, 0.92), (0.65, 0.76), (0.87, 0.62), (0.91, 0.42)),
    _bezier((0.91, 0.42), (0.98, 0.1), (0.6, 0.02), (0.5, 0.3)),
)

# Shapes, signs and marks such as a training may hold.
COMMON: dict[str, tuple[Stroke, ...]] = {
    "circle": (_ring(),),
    "square": (_BOX,),
    "triangle": (_line((0.5, 0.1), (0.93, 0.88), (0.07, 0.88), (0.5, 0.1)),),
    "heart": (_HEART,),
    "star": (_STAR,),
    "diamond": (_line((0.5, 0.04), (0.86, 0.5), (0.5, 0.96), (0.14, 0.5), (0.5, 0.04)),),
    "pentagon": (_polygon(5),),
    "minus": (_line((0.1, 0.5), (0.9, 0.5)),),
    "bar": (_line((0.5, 0.1), (0.5, 0.9)),),
    "slash": (_line((0.82, 0.1), (0.18, 0.9)),),
    "backslash": (_line((0.18, 0.1), (0.82, 0.9)),),
    "plus": (_line((0.5, 0.1), (0.5, 0.9)), _line((0.1, 0.5), (0.9, 0.5))),
    "cross": (_line((0.15, 0.12), (0.85, 0.88)), _line((0.85, 0.12), (0.15, 0.88))),
    "equals": (_line((0.1, 0.36), (0.9, 0.36)), _line((0.1, 0.64), (0.9, 0.64))),
    "arrow right": _HEAD_AND_SHAFT,
    "arrow down": _turned(_HEAD_AND_SHAFT, 1),
    "arrow left": _turned(_HEAD_AND_SHAFT, 2),
    "arrow up": _turned(_HEAD_AND_SHAFT, 3),
    "circle with a dot": (_ring(), _dot(0.495, 0.495)),
    "circle with a bar": (_ring(), _line((0.12, 0.5), (0.88, 0.5))),
    "circle in a circle": (_ring(), _ring(radius=0.2)),
    "smile": _face(_arc(0.5, 0.5, (0.25, 0.24), 160, 20)),
    "frown": _face(_arc(0.5, 0.82, (0.24, 0.22), 200, 340)),
    "plain face": _face(_line((0.32, 0.66), (0.68, 0.66))),
    "crescent": (_join(_arc(0.5, 0.5, 0.42, -60, -300), _arc(0.71, 0.5, (0.3, 0.364), 90, 270)),),
    "spiral": (_spiral(),),
    "wave": (
        _join(
            _bezier((0.04, 0.5), (0.12, 0.18), (0.26, 0.18), (0.35, 0.5)),
            _bezier((0.35, 0.5), (0.44, 0.82), (0.56, 0.82), (0.65, 0.5)),
            _bezier((0.65, 0.5), (0.74, 0.18), (0.88, 0.18), (0.96, 0.5)),
        ),
    ),
    "zigzag": (_line((0.04, 0.7), (0.22, 0.3), (0.4, 0.7), (0.6, 0.3), (0.78, 0.7), (0.96, 0.3)),),
    "lightning": (_line((0.62, 0.04), (0.3, 0.52), (0.66, 0.5), (0.36, 0.96)),),
    "check mark": (_line((0.1, 0.56), (0.36, 0.86), (0.9, 0.16)),),
    "infinity": (
        _join(
            _bezier((0.5, 0.5), (0.66, 0.2), (0.97, 0.2), (0.97, 0.5)),
            _bezier((0.97, 0.5), (0.97, 0.8), (0.66, 0.8), (0.5, 0.5)),
            _bezier((0.5, 0.5), (0.34, 0.2), (0.03, 0.2), (0.03, 0.5)),
            _bezier((0.03, 0.5), (0.03, 0.8), (0.34, 0.8), (0.5, 0.5)),
        ),
    ),
    "question mark": (
        _join(_arc(0.5, 0.28, 0.22, 190, 405), _bezier((0.656, 0.436), (0.5, 0.56), (0.5, 0.6), (0.5, 0.72))),
        _dot(0.49, 0.92),
    ),
    "exclamation mark": (_line((0.5, 0.06), (0.5, 0.7)), _dot(0.49, 0.93)),
    "drop": (
        _join(
            _bezier((0.5, 0.05), (0.46, 0.3), (0.22, 0.45), (0.22, 0.67)),
            _arc(0.5, 0.67, 0.28, 180, 0),
            _bezier((0.78, 0.67), (0.78, 0.45), (0.54, 0.3), (0.5, 0.05)),
        ),
    ),
    "hourglass": (_line((0.2, 0.08), (0.8, 0.08), (0.2, 0.92), (0.8, 0.92), (0.2, 0.08)),),
    "sun": _sun(),
    "asterisk": tuple(
        0.5 + np.outer([-0.42, 0.42], [np.cos(angle), np.sin(angle)]) for angle in np.radians([90, 30, 150])
    ),
    "half circle": (_join(_arc(0.5, 0.7, 0.42, 180, 360), _line((0.92, 0.7), (0.08, 0.7))),),
    "arc open above": (_arc(0.5, 0.2, (0.42, 0.5), 170, 10),),
    "arc open below": (_arc(0.5, 0.8, (0.42, 0.5), 190, 350),),
    "trapezoid": (_line((0.32, 0.2), (0.68, 0.2), (0.94, 0.8), (0.06, 0.8), (0.32, 0.2)),),
    "chevron right": (_line((0.3, 0.1), (0.7, 0.5), (0.3, 0.9)),),
    "chevron left": (_line((0.7, 0.1), (0.3, 0.5), (0.7, 0.9)),),
    "double arrow": (_line((0.04, 0.5), (0.96, 0.5)), *_heads()),
    "grid": (
        *(_line((x, 0.1), (x, 0.9)) for x in (0.36, 0.64)),
        *(_line((0.1, y), (0.9, y)) for y in (0.36, 0.64)),
    ),
}

# Things, such as no data set that the network is trained on contains.
RARE: dict[str, tuple[Stroke, ...]] = {
    "house": (
        _line((0.16, 0.42), (0.16, 0.94), (0.84, 0.94), (0.84, 0.42), (0.16, 0.42)),
        _line((0.08, 0.42), (0.5, 0.06), (0.92, 0.42)),
        _line((0.42, 0.94), (0.42, 0.66), (0.58, 0.66), (0.58, 0.94)),
    ),
    "fish": (
        _join(
            _bezier((0.95, 0.28), (0.6, 0.72), (0.25, 0.84), (0.06, 0.52)),
            _bezier((0.06, 0.52), (0.25, 0.2), (0.6, 0.3), (0.95, 0.74)),
        ),
        _line((0.95, 0.28), (0.9, 0.5), (0.95, 0.74)),
        _dot(0.24, 0.46),
    ),
    "cloud": (
        _join(
            _line((0.2, 0.72), (0.78, 0.72)),
            _arc(0.78, 0.57, (0.16, 0.15), 90, -70),
            _arc(0.66, 0.38, (0.18, 0.15), 10, -140),
            _arc(0.4, 0.36, (0.19, 0.18), -30, -185),
            _arc(0.2, 0.55, (0.16, 0.17), -80, -270),
        ),
    ),
    "flower": _flower(),
    "tree": (
        _join(
            _arc(0.34, 0.46, 0.19, 80, 220),
            _arc(0.5, 0.26, 0.2, 190, 350),
            _arc(0.66, 0.46, 0.19, -40, 100),
            _line((0.627, 0.647), (0.373, 0.647)),
        ),
        _line((0.44, 0.65), (0.42, 0.97), (0.58, 0.97), (0.56, 0.65)),
    ),
    "fir": (
        _line((0.5, 0.04), (0.28, 0.32), (0.42, 0.32), (0.18, 0.6), (0.4, 0.6), (0.1, 0.86)),
        _line((0.5, 0.04), (0.72, 0.32), (0.58, 0.32), (0.82, 0.6), (0.6, 0.6), (0.9, 0.86), (0.1, 0.86)),
        _line((0.5, 0.86), (0.5, 0.98)),
    ),
    "cup": (
        _line((0.12, 0.22), (0.2, 0.86), (0.6, 0.86), (0.68, 0.22), (0.12, 0.22)),
        _bezier((0.66, 0.34), (1.0, 0.26), (0.96, 0.72), (0.62, 0.68)),
    ),
    "key": (
        _ring(0.22, 0.5, 0.17),
        _line((0.39, 0.5), (0.95, 0.5), (0.95, 0.66)),
        _line((0.8, 0.5), (0.8, 0.64)),
    ),
    "umbrella": (
        _join(_arc(0.5, 0.48, (0.44, 0.4), 180, 360), _line((0.94, 0.48), (0.06, 0.48))),
        _join(_line((0.5, 0.48), (0.5, 0.84)), _arc(0.41, 0.84, 0.09, 0, 180)),
    ),
    "flag": (_line((0.2, 0.04), (0.2, 0.96)), _line((0.2, 0.08), (0.86, 0.08), (0.86, 0.48), (0.2, 0.48))),
    "boat": (
        _line((0.08, 0.68), (0.24, 0.92), (0.76, 0.92), (0.92, 0.68), (0.08, 0.68)),
        _line((0.48, 0.68), (0.48, 0.06), (0.84, 0.56), (0.48, 0.56)),
    ),
    "mushroom": (
        _join(_arc(0.5, 0.5, (0.42, 0.42), 180, 360), _line((0.92, 0.5), (0.08, 0.5))),
        _join(
            _line((0.4, 0.5), (0.36, 0.92)),
            _bezier((0.36, 0.92), (0.5, 1.0), (0.64, 0.92)),
            _line((0.64, 0.92), (0.6, 0.5)),
        ),
    ),
    "balloon": (
        _ring(0.5, 0.33, (0.27, 0.31)),
        _line((0.5, 0.64), (0.45, 0.7), (0.55, 0.7), (0.5, 0.64)),
        _bezier((0.5, 0.7), (0.62, 0.8), (0.38, 0.88), (0.5, 0.99)),
    ),
    "ladder": (
        _line((0.32, 0.04), (0.32, 0.96)),
        _line((0.68, 0.04), (0.68, 0.96)),
        *(_line((0.32, y), (0.68, y)) for y in (0.2, 0.4, 0.6, 0.8)),
    ),
    "cat": (
        _ring(0.5, 0.56, (0.38, 0.36)),
        _line((0.17, 0.4), (0.16, 0.06), (0.4, 0.22)),
        _line((0.6, 0.22), (0.84, 0.06), (0.83, 0.4)),
        _dot(0.36, 0.5),
        _dot(0.63, 0.5),
        *(_line((0.5 + s * 0.12, 0.66), (0.5 + s * 0.48, 0.6 + d)) for s in (-1, 1) for d in (0, 0.14)),
    ),
    "person": (
        _ring(0.5, 0.16, 0.13),
        _line((0.5, 0.29), (0.5, 0.64)),
        _line((0.24, 0.42), (0.76, 0.42)),
        _line((0.28, 0.97), (0.5, 0.64), (0.72, 0.97)),
    ),
    "ice cream": (
        _join(_arc(0.5, 0.34, 0.28, 180, 360), _line((0.78, 0.34), (0.22, 0.34))),
        _line((0.24, 0.34), (0.5, 0.98), (0.76, 0.34)),
    ),
    "bulb": (
        _join(_line((0.38, 0.72), (0.38, 0.62)), _arc(0.5, 0.34, 0.3, 115, 425), _line((0.62, 0.62), (0.62, 0.72))),
        _line((0.38, 0.72), (0.62, 0.72)),
        _line((0.4, 0.81), (0.6, 0.81)),
        _line((0.43, 0.9), (0.57, 0.9)),
    ),
    "apple": (
        _join(
            _bezier((0.5, 0.32), (0.34, 0.16), (0.04, 0.26), (0.1, 0.6)),
            _bezier((0.1, 0.6), (0.16, 0.92), (0.38, 1.0), (0.5, 0.9)),
            _bezier((0.5, 0.9), (0.62, 1.0), (0.84, 0.92), (0.9, 0.6)),
            _bezier((0.9, 0.6), (0.96, 0.26), (0.66, 0.16), (0.5, 0.32)),
        ),
        _bezier((0.5, 0.32), (0.5, 0.16), (0.58, 0.06)),
        _bezier((0.53, 0.2), (0.62, 0.04), (0.8, 0.06), (0.53, 0.22)),
    ),
    "glasses": (
        _ring(0.24, 0.55, 0.17),
        _ring(0.76, 0.55, 0.17),
        _arc(0.5, 0.55, (0.1, 0.08), 190, 350),
        _line((0.07, 0.53), (0.01, 0.4)),
        _line((0.93, 0.53), (0.99, 0.4)),
    ),
    "book": (
        _join(_bezier((0.5, 0.26), (0.36, 0.14), (0.2, 0.16), (0.06, 0.2)), _line((0.06, 0.2), (0.06, 0.8))),
        _join(
            _bezier((0.06, 0.8), (0.2, 0.76), (0.36, 0.74), (0.5, 0.86)),
            _bezier((0.5, 0.86), (0.64, 0.74), (0.8, 0.76), (0.94, 0.8)),
        ),
        _join(_bezier((0.5, 0.26), (0.64, 0.14), (0.8, 0.16), (0.94, 0.2)), _line((0.94, 0.2), (0.94, 0.8))),
        _line((0.5, 0.26), (0.5, 0.86)),
    ),
}
