"""Plain shapes and marks, the first things that people draw, made by program: what the encoder learns them from.

Kinds come in families, so that which angle, how many corners, open or closed, what stands inside, beside or how often,
is each a class of its own. Each drawing has proportions of its own; the hand is added by `siamese.augmentation`.
"""

from collections.abc import Callable, Sequence

import numpy as np

Strokes = list[np.ndarray]  # of shape (n_points, 2), x right and y down, of about the size of [−1, 1]²
Draw = Callable[[np.random.Generator], Strokes]

_LOOSE = 0.05  # standard deviation of a corner's place


def shape_kinds() -> dict[str, Draw]:
    """What draws each kind, by the name of the kind.

    A drawing is a list of float32 arrays of shape `(n_points, 2)`, x to the right and y downwards, in any units.
    """
    plain = {
        **_lines(),
        **_arcs(),
        **_polygons(),
        **_rounds(),
        **_stars(),
        **_open(),
        **_waves(),
        **_arrows(),
        **_faces(),
    }
    outlines = {name: plain[name] for name in _OUTLINES}
    small = {name: plain[name] for name in _SMALL}
    composed = {
        **{f"{a} with {m} inside": _inside(outlines[a], mark) for a in outlines for m, mark in _MARKS.items()},
        **{f"{a} with {m}": _beside(plain[a], *at) for a in _MARKED for m, at in (_DOTS | _BARS).items()},
        **{f"{a} with {m}": _beside(plain[a], *at) for a in _LINES for m, at in _DOTS.items()},
        **{f"{a} over {b}": _placed([small[a], small[b]], down=True) for a in small for b in small},
        **{f"{a} before {b}": _placed([small[a], small[b]], down=False) for a in small for b in small},
        **{f"{b} in {a}": _inside(outlines[a], outlines[b]) for a in _HOLDS for b in _HOLDS if a != b},
        **{f"{n} {a} in a row": _placed([small[a]] * n, down=False) for n in (3, 4) for a in small},
        **{f"{n} {a} in a column": _placed([small[a]] * n, down=True) for n in (3, 4) for a in small},
    }
    return plain | composed


# ---- plain kinds -------------------------------------------------------------------------------------------


def _lines() -> dict[str, Draw]:
    kinds = {}
    for name, turn in (("lying", 0), ("rising", 45), ("upright", 90), ("falling", 135)):
        kinds[f"{name} line"] = _turned(lambda rng: [np.array([[-1, 0], [1, 0]])], -turn)
        for n in (2, 3, 4):
            kinds[f"{n} {name} lines"] = _turned(lambda rng, n=n: _parallel(n, rng), -turn)
    kinds["plus"] = lambda rng: _cross(0, rng)
    kinds["cross"] = lambda rng: _cross(45, rng)
    kinds["asterisk"] = lambda rng: _spokes(3, 90)
    kinds["eight spokes"] = lambda rng: _spokes(4, 0)
    kinds["hash"] = lambda rng: _parallel(2, rng) + [_rotated(s, 90) for s in _parallel(2, rng)]
    for n in (2, 3, 4):
        kinds[f"{n} dots in a row"] = _placed([_dot] * n, down=False)
        kinds[f"{n} dots in a column"] = _placed([_dot] * n, down=True)
    kinds["three dots"] = lambda rng: [_dot_at(p) for p in _ring(3, -90)]
    kinds["four dots"] = lambda rng: [_dot_at(p) for p in _ring(4, 45)]
    return kinds


def _arcs() -> dict[str, Draw]:
    kinds = {}
    for turn, where in enumerate(("right", "down", "left", "up")):
        kinds[f"ring open {where}"] = _turned(lambda rng: [_arc(rng.uniform(35, 60), rng.uniform(300, 325))], 90 * turn)
        kinds[f"bow open {where}"] = _turned(lambda rng: [_arc(rng.uniform(80, 130), rng.uniform(230, 280))], 90 * turn)
        kinds[f"staple open {where}"] = _turned(
            lambda rng: [_path([(1, -1), (-1, -1), (-1, 1), (1, 1)], rng)], 90 * turn
        )
        kinds[f"hook open {where}"] = _turned(lambda rng: [np.concatenate([[[-1, -2.2]], _arc(180, 0)])], 90 * turn)
        kinds[f"hook open {where}, mirrored"] = _turned(
            lambda rng: [np.concatenate([[[-1, -2.2]], _arc(180, 0)]) * [-1, 1]], 90 * turn
        )
    return kinds


def _polygons() -> dict[str, Draw]:
    kinds = {
        "square": _closed([(-1, -1), (1, -1), (1, 1), (-1, 1)]),
        "diamond": _closed([(0, -1.2), (1, 0), (0, 1.2), (-1, 0)]),
        "tall rectangle": _closed([(-0.5, -1.1), (0.5, -1.1), (0.5, 1.1), (-0.5, 1.1)]),
        "wide rectangle": _closed([(-1.1, -0.5), (1.1, -0.5), (1.1, 0.5), (-1.1, 0.5)]),
        "pentagon": lambda rng: _edges(_ring(5, -90), rng),
        "hexagon": lambda rng: _edges(_ring(6, 0), rng),
        "trapezium": _closed([(-0.5, -0.7), (0.5, -0.7), (1.1, 0.7), (-1.1, 0.7)]),
        "trapezium upside down": _closed([(-1.1, -0.7), (1.1, -0.7), (0.5, 0.7), (-0.5, 0.7)]),
        "parallelogram": _closed([(-0.5, -0.6), (1.3, -0.6), (0.5, 0.6), (-1.3, 0.6)]),
        "parallelogram leaning back": _closed([(-1.3, -0.6), (0.5, -0.6), (1.3, 0.6), (-0.5, 0.6)]),
        "kite": _closed([(0, -1.2), (0.8, -0.5), (0, 1.4), (-0.8, -0.5)]),
        "bow tie": _closed([(-1, -0.8), (1, 0.8), (1, -0.8), (-1, 0.8)]),
        "two triangles tip to tip": _closed([(-0.8, -1), (0.8, -1), (-0.8, 1), (0.8, 1)]),
    }
    for turn, where in enumerate(("up", "right", "down", "left")):
        kinds[f"triangle {where}"] = _turned(_closed([(0, -1), (1.1, 0.9), (-1.1, 0.9)]), 90 * turn)
        kinds[f"right angle {where}"] = _turned(_closed([(-1, -1), (1, 1), (-1, 1)]), 90 * turn)
    return kinds


def _rounds() -> dict[str, Draw]:
    kinds = {
        "circle": lambda rng: [_circle(rng)],
        "tall ellipse": lambda rng: [_circle(rng) * [0.45, 1]],
        "wide ellipse": lambda rng: [_circle(rng) * [1, 0.45]],
        "two rings": lambda rng: [_circle(rng), _circle(rng) * rng.uniform(0.4, 0.65)],
        "spiral": lambda rng: [_spiral(rng)],
        "spiral, mirrored": lambda rng: [_spiral(rng) * [-1, 1]],
        "eight": lambda rng: [_eight()],
        "infinity": lambda rng: [_eight()[:, ::-1]],
    }
    for turn, where in enumerate(("up", "right", "down", "left")):
        kinds[f"heart {where}"] = _turned(_heart, 90 * turn)
        kinds[f"drop {where}"] = _turned(lambda rng: [_drop()], 90 * turn)
        kinds[f"half disc {where}"] = _turned(lambda rng: [_shut(_arc(180, 360))], 90 * turn)
        kinds[f"crescent {where}"] = _turned(_crescent, 90 * turn)
        kinds[f"loop {where}"] = _turned(lambda rng: [_loop()], 90 * turn)
    return kinds


def _stars() -> dict[str, Draw]:
    def outline(n: int, inner: float) -> Draw:
        def draw(rng):
            outer, between = _ring(n, -90), _ring(n, -90 + 180 / n) * (inner + rng.normal(0, 0.04))
            return _edges(np.stack([outer, between], axis=1).reshape(-1, 2), rng)

        return draw

    return {
        "star": lambda rng: outline(5, 0.42)(rng) if rng.random() < 0.5 else [_shut(_ring(5, -90)[[0, 2, 4, 1, 3]])],
        "four-pointed star": outline(4, 0.3),
        "six-pointed star": outline(6, 0.5),
        "two triangles crossed": lambda rng: [_shut(_ring(3, -90)), _shut(_ring(3, 90))],
        "gear": lambda rng: [_circle(rng) * 0.55, *_rays(8, 0.65, 1.0)],
        "ring with four rays": lambda rng: [_circle(rng) * 0.5, *_rays(4, 0.6, 1.0)],
    }


def _open() -> dict[str, Draw]:
    kinds = {}
    for turn, where in enumerate(("up", "right", "down", "left")):
        kinds[f"angle {where}"] = _turned(lambda rng: [_path([(-0.9, 0.8), (0, -0.8), (0.9, 0.8)], rng)], 90 * turn)
        kinds[f"two angles {where}"] = _turned(
            lambda rng: [_path([(-0.9, y + 0.5), (0, y - 0.5), (0.9, y + 0.5)], rng) for y in (-0.5, 0.5)], 90 * turn
        )
        kinds[f"corner {where}"] = _turned(lambda rng: [_path([(-0.8, -1), (-0.8, 0.9), (0.8, 0.9)], rng)], 90 * turn)
        kinds[f"tee {where}"] = _turned(
            lambda rng: [_path([(-1, -0.9), (1, -0.9)], rng), _path([(0, -0.9), (0, 1)], rng)], 90 * turn
        )
        kinds[f"fork {where}"] = _turned(
            lambda rng: [_path([(-0.8, -1), (0, 0), (0.8, -1)], rng), _path([(0, 0), (0, 1.1)], rng)], 90 * turn
        )
        kinds[f"trident {where}"] = _turned(
            lambda rng: [_path([(-0.8, -1), (0, 0), (0.8, -1)], rng), _path([(0, -1), (0, 1.1)], rng)], 90 * turn
        )
        kinds[f"tick {where}"] = _turned(lambda rng: [_path([(-0.8, 0.1), (-0.3, 0.8), (0.9, -1)], rng)], 90 * turn)
        kinds[f"tick {where}, mirrored"] = _turned(
            lambda rng: [_path([(0.8, 0.1), (0.3, 0.8), (-0.9, -1)], rng)], 90 * turn
        )
        kinds[f"comb {where}"] = _turned(
            lambda rng: [
                _path([(-1, -0.6), (1, -0.6)], rng),
                *(_path([(x, -0.6), (x, 0.7)], rng) for x in (-0.9, 0, 0.9)),
            ],
            90 * turn,
        )
    return kinds


def _waves() -> dict[str, Draw]:
    kinds = {}
    for n in (3, 4, 5):
        for name, smooth in (("zigzag", False), ("wave", True)):
            kinds[f"{name} of {n} strokes"] = lambda rng, n=n, smooth=smooth: [_zigzag(n, 1, smooth, rng)]
            kinds[f"{name} of {n} strokes, other way"] = lambda rng, n=n, smooth=smooth: [_zigzag(n, -1, smooth, rng)]
            kinds[f"upright {name} of {n} strokes"] = lambda rng, n=n, smooth=smooth: [
                _zigzag(n, 1, smooth, rng)[:, ::-1]
            ]
    return kinds


def _arrows() -> dict[str, Draw]:
    kinds = {}
    for eighth in range(8):
        name = ("right", "down right", "down", "down left", "left", "up left", "up", "up right")[eighth]
        kinds[f"arrow {name}"] = _turned(lambda rng: _arrow(rng), 45 * eighth)
        if eighth % 2 == 0:
            kinds[f"double arrow {name}"] = _turned(lambda rng: _arrow(rng, shafts=2), 45 * eighth)
            kinds[f"block arrow {name}"] = _turned(
                _closed([(-1, -0.3), (0.2, -0.3), (0.2, -0.8), (1, 0), (0.2, 0.8), (0.2, 0.3), (-1, 0.3)]), 45 * eighth
            )
            kinds[f"arrow round {name}"] = _turned(_round_arrow, 45 * eighth)
            kinds[f"bent arrow {name}"] = _turned(_bent_arrow, 45 * eighth)
        if eighth < 4:
            kinds[f"arrow both ways {name}"] = _turned(lambda rng: _arrow(rng, both=True), 45 * eighth)
    return kinds


def _faces() -> dict[str, Draw]:
    mouths = {
        "smiling": lambda rng: [_arc(30, 150) * [0.55, 0.5] + [0, 0.05]],
        "frowning": lambda rng: [_arc(210, 330) * [0.55, 0.5] + [0, 0.75]],
        "plain": lambda rng: [np.array([[-0.45, 0.4], [0.45, 0.4]])],
        "astonished": lambda rng: [_circle(rng) * 0.22 + [0, 0.45]],
    }
    eyes = {
        "face": lambda rng: [_dot_at((x, -0.3)) for x in (-0.35, 0.35)],
        "face with long eyes": lambda rng: [np.array([[x, -0.5], [x, -0.15]]) for x in (-0.35, 0.35)],
    }
    kinds = {}
    for mood, mouth in mouths.items():
        for face, look in eyes.items():
            kinds[f"{mood} {face}"] = lambda rng, mouth=mouth, look=look: [_circle(rng), *look(rng), *mouth(rng)]
    return kinds


# ---- marks, and how kinds are put together ---------------------------------------------------------------------


def _dot(rng) -> Strokes:
    return [_dot_at((0, 0))]


_OUTLINES = (
    *("circle", "square", "diamond", "triangle up", "triangle down", "tall rectangle", "wide rectangle", "pentagon"),
    *("hexagon", "heart up", "star", "tall ellipse", "wide ellipse", "half disc up", "drop up"),
)
_HOLDS = ("circle", "square", "diamond", "triangle up", "hexagon", "heart up")
_SMALL = ("circle", "square", "triangle up", "triangle down", "diamond", "cross", "plus", "bow open down")
_MARKED = (
    *("circle", "square", "triangle up", "triangle down", "heart up", "diamond", "plus", "cross", "bow open up"),
    *("bow open down", "ring open right", "angle up", "angle down", "wave of 3 strokes", "arrow right", "spiral"),
    *("corner up", "tee up", "star"),
)
_LINES = ("lying line", "upright line", "rising line", "falling line")
_MARKS: dict[str, Draw] = {
    "a dot": _dot,
    "two dots": lambda rng: [_dot_at((x, 0)) for x in (-0.35, 0.35)],
    "three dots": lambda rng: [_dot_at(p * 0.5) for p in _ring(3, -90)],
    "a lying bar": lambda rng: [np.array([[-1.6, 0], [1.6, 0]])],
    "an upright bar": lambda rng: [np.array([[0, -1.6], [0, 1.6]])],
    "a rising bar": lambda rng: [np.array([[-1.2, 1.2], [1.2, -1.2]])],
    "a falling bar": lambda rng: [np.array([[-1.2, -1.2], [1.2, 1.2]])],
    "a plus": lambda rng: [_rotated(np.array([[-1.6, 0], [1.6, 0]]), turn) for turn in (0, 90)],
    "a cross": lambda rng: [_rotated(np.array([[-1.6, 0], [1.6, 0]]), turn) for turn in (45, 135)],
    "two lying bars": lambda rng: [np.array([[-1.5, y], [1.5, y]]) for y in (-0.5, 0.5)],
}
_SIDES = {"above": (0, -1), "below": (0, 1), "left": (-1, 0), "right": (1, 0)}
_DOTS = {
    **{f"a dot {where}": (_dot, at) for where, at in _SIDES.items()},
    "two dots above": (_MARKS["two dots"], (0, -1)),
}
_BARS = {
    **{
        f"a bar {where}": (lambda rng: [np.array([[-0.9, 0], [0.9, 0]])], _SIDES[where]) for where in ("above", "below")
    },
    **{f"a bar {where}": (lambda rng: [np.array([[0, -0.9], [0, 0.9]])], _SIDES[where]) for where in ("left", "right")},
}


def _inside(outline: Draw, mark: Draw) -> Draw:
    """A mark of half the size in the middle of an outline; a bar reaches about across."""

    def draw(rng):
        around = outline(rng)
        low, high = _bounds(around)
        middle, size = (low + high) / 2 + rng.normal(0, 0.04, 2), (high - low).min() / 2
        return around + [stroke * (rng.uniform(0.42, 0.58) * size) + middle for stroke in mark(rng)]

    return draw


def _beside(base: Draw, mark: Draw, side: tuple[float, float]) -> Draw:
    def draw(rng):
        strokes = base(rng)
        low, high = _bounds(strokes)
        place = (low + high) / 2 + np.array(side) * ((high - low) / 2 + rng.uniform(0.35, 0.7))
        return strokes + [stroke * rng.uniform(0.8, 1.1) + place for stroke in mark(rng)]

    return draw


def _placed(kinds: Sequence[Draw], *, down: bool) -> Draw:
    """One after the other, with gaps."""

    def draw(rng):
        placed, end, axis = [], 0.0, int(down)
        for kind in kinds:
            strokes = [stroke * rng.uniform(0.9, 1.1) for stroke in kind(rng)]
            low, high = _bounds(strokes)
            shift = (end - low[axis]) * np.eye(2)[axis]
            placed += [stroke + shift for stroke in strokes]
            end += (high - low)[axis] + rng.uniform(0.2, 0.8)
        return placed

    return draw


# ---- what they are drawn with ---------------------------------------------------------------------------------


def _bounds(strokes: Strokes) -> tuple[np.ndarray, np.ndarray]:
    points = np.concatenate(strokes)
    return points.min(0), points.max(0)


def _rotated(points: np.ndarray, degrees: float) -> np.ndarray:
    """With the clock, as y points down."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return points @ np.array([[c, s], [-s, c]])


def _turned(draw: Draw, degrees: float) -> Draw:
    return lambda rng: [_rotated(np.asarray(stroke), degrees) for stroke in draw(rng)]


def _path(corners, rng: np.random.Generator) -> np.ndarray:
    corners = np.asarray(corners, float)
    return corners + rng.normal(0, _LOOSE, corners.shape)


def _edges(corners: np.ndarray, rng: np.random.Generator) -> Strokes:
    """A closed outline from a corner of chance on, in one go or edge by edge."""
    corners = np.roll(_path(corners, rng), rng.integers(len(corners)), axis=0)
    if rng.random() < 0.3:
        return [np.stack(edge) for edge in zip(corners, np.roll(corners, -1, axis=0), strict=True)]
    return [_shut(corners[:: rng.choice([-1, 1])])]


def _closed(corners) -> Draw:
    return lambda rng: _edges(np.asarray(corners, float), rng)


def _shut(points: np.ndarray) -> np.ndarray:
    return np.concatenate([points, points[:1]])


def _ring(n: int, begin: float) -> np.ndarray:
    """The corners of a regular polygon, the first at so many degrees."""
    angle = np.radians(begin + 360 / n * np.arange(n))
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _arc(begin: float, end: float) -> np.ndarray:
    """Part of the unit circle, degrees with the clock from the right."""
    angle = np.radians(np.linspace(begin, end, 2 + int(abs(end - begin) / 15)))
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _circle(rng: np.random.Generator) -> np.ndarray:
    """From anywhere round, either way, not always quite closed."""
    begin = rng.uniform(0, 360)
    return _arc(begin, begin + rng.choice([-1, 1]) * rng.uniform(345, 385))


def _dot_at(place) -> np.ndarray:
    return np.asarray(place) + 0.05 * _shut(_ring(4, 0))


def _parallel(n: int, rng: np.random.Generator) -> Strokes:
    apart = rng.uniform(0.5, 0.8) if n < 4 else rng.uniform(0.4, 0.55)
    return [np.array([[-1, y], [1, y]]) for y in apart * (np.arange(n) - (n - 1) / 2)]


def _cross(turn: float, rng: np.random.Generator) -> Strokes:
    line = np.array([[-1, 0], [1, 0]])
    return [_rotated(line, turn) + rng.normal(0, _LOOSE, 2), _rotated(line, turn + 90) + rng.normal(0, _LOOSE, 2)]


def _spokes(n: int, begin: float) -> Strokes:
    return [_rotated(np.array([[-1, 0], [1, 0]]), begin + 180 / n * i) for i in range(n)]


def _rays(n: int, inner: float, outer: float) -> Strokes:
    return [np.stack([inner * point, outer * point]) for point in _ring(n, -90)]


def _spiral(rng: np.random.Generator) -> np.ndarray:
    angle = np.linspace(0, rng.uniform(3.5, 6.5) * np.pi, 60) + rng.uniform(0, 2 * np.pi)
    return np.linspace(0.08, 1, 60)[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _eight() -> np.ndarray:
    t = np.linspace(0, 2 * np.pi, 33)
    return np.stack([0.55 * np.sin(2 * t), np.cos(t)], axis=1)


def _heart(rng: np.random.Generator) -> Strokes:
    t = np.linspace(0, 2 * np.pi, 40)
    lobes = rng.uniform(4, 6)  # how deep the notch between the two is
    x, y = 16 * np.sin(t) ** 3, -(13 * np.cos(t) - lobes * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t))
    points = np.stack([x, y], axis=1) / 15
    if rng.random() < 0.5:  # two strokes, from the notch down
        return [points[:20], points[:18:-1]]
    return [points]


def _drop() -> np.ndarray:
    return np.concatenate([[[0, -1.6]], _arc(-25, 205) * 0.75 + [0, 0.4], [[0, -1.6]]])


def _crescent(rng: np.random.Generator) -> Strokes:
    inner = _arc(-60, -300) * 0.9
    inner = (inner - inner[0]) * [rng.uniform(0.4, 0.65), 1]
    outer = _arc(60, 300)
    return [np.concatenate([outer, inner * (np.ptp(outer[:, 1]) / np.ptp(inner[:, 1])) + outer[-1]])]


def _loop() -> np.ndarray:
    return np.concatenate([[[-0.9, 1.1]], _arc(140, 400) * 0.6 - [0, 0.4], [[-0.5, 0.5]]])


def _zigzag(n: int, sign: int, smooth: bool, rng: np.random.Generator) -> np.ndarray:
    height = rng.uniform(0.35, 0.7)
    if smooth:
        t = np.linspace(0, n, 8 * n)
        return np.stack([t - n / 2, -sign * height * np.sin(np.pi * t)], axis=1)
    across = np.arange(n + 1.0)
    return _path(np.stack([across - n / 2, np.where(np.arange(n + 1) % 2, -sign, sign) * height], axis=1), rng)


def _arrow(rng: np.random.Generator, *, shafts: int = 1, both: bool = False) -> Strokes:
    head, spread = rng.uniform(0.35, 0.7), rng.uniform(0.3, 0.6)
    places = [0.0] if shafts == 1 else [-0.22, 0.22]
    reach = 1.0 if shafts == 1 else 0.75
    strokes = [np.array([[-reach if both else -1.0, y], [reach, y]]) for y in places]
    tip = np.array([[1 - head, -spread], [1, 0], [1 - head, spread]])
    return [*strokes, tip, *([tip * [-1, 1]] if both else [])]


def _round_arrow(rng: np.random.Generator) -> Strokes:
    shaft = _arc(-60, 210)
    along = shaft[-1] - shaft[-2]
    along = along / np.hypot(*along) * rng.uniform(0.4, 0.6)
    return [shaft, np.stack([shaft[-1] + _rotated(-along, 35), shaft[-1], shaft[-1] + _rotated(-along, -35)])]


def _bent_arrow(rng: np.random.Generator) -> Strokes:
    head = rng.uniform(0.35, 0.55)
    return [
        np.array([[-1, 1], [-1, -0.4], [0.9, -0.4]]),
        np.array([[0.9 - head, -0.4 - head], [0.9, -0.4], [0.9 - head, -0.4 + head]]),
    ]
