"""Plain shapes and marks, the first things that people draw, made by program: what the encoder learns them from.

Kinds come in families, so that which angle, how many corners, open or closed, what stands inside, beside or how often,
is each a class of its own. Each drawing has proportions of its own; the hand is added by `siamese.augmentation`.
"""

from collections.abc import Sequence

import numpy as np

from siamese.data import shape_pieces as pieces
from siamese.data.shape_pieces import Draw, Strokes


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
        kinds[f"{name} line"] = pieces.turned(lambda rng: [np.array([[-1, 0], [1, 0]])], -turn)
        for n in (2, 3, 4):
            kinds[f"{n} {name} lines"] = pieces.turned(lambda rng, n=n: pieces.parallel(n, rng), -turn)
    kinds["plus"] = lambda rng: pieces.cross(0, rng)
    kinds["cross"] = lambda rng: pieces.cross(45, rng)
    kinds["asterisk"] = lambda rng: pieces.spokes(3, 90)
    kinds["eight spokes"] = lambda rng: pieces.spokes(4, 0)
    kinds["hash"] = lambda rng: pieces.parallel(2, rng) + [pieces.rotated(s, 90) for s in pieces.parallel(2, rng)]
    for n in (2, 3, 4):
        kinds[f"{n} dots in a row"] = _placed([_dot] * n, down=False)
        kinds[f"{n} dots in a column"] = _placed([_dot] * n, down=True)
    kinds["three dots"] = lambda rng: [pieces.dot_at(p) for p in pieces.ring(3, -90)]
    kinds["four dots"] = lambda rng: [pieces.dot_at(p) for p in pieces.ring(4, 45)]
    return kinds


def _arcs() -> dict[str, Draw]:
    kinds = {}
    for turn, where in enumerate(("right", "down", "left", "up")):
        kinds[f"ring open {where}"] = pieces.turned(
            lambda rng: [pieces.arc(rng.uniform(35, 60), rng.uniform(300, 325))], 90 * turn
        )
        kinds[f"bow open {where}"] = pieces.turned(
            lambda rng: [pieces.arc(rng.uniform(80, 130), rng.uniform(230, 280))], 90 * turn
        )
        kinds[f"staple open {where}"] = pieces.turned(
            lambda rng: [pieces.path([(1, -1), (-1, -1), (-1, 1), (1, 1)], rng)], 90 * turn
        )
        kinds[f"hook open {where}"] = pieces.turned(
            lambda rng: [np.concatenate([[[-1, -2.2]], pieces.arc(180, 0)])], 90 * turn
        )
        kinds[f"hook open {where}, mirrored"] = pieces.turned(
            lambda rng: [np.concatenate([[[-1, -2.2]], pieces.arc(180, 0)]) * [-1, 1]], 90 * turn
        )
    return kinds


def _polygons() -> dict[str, Draw]:
    kinds = {
        "square": pieces.closed([(-1, -1), (1, -1), (1, 1), (-1, 1)]),
        "diamond": pieces.closed([(0, -1.2), (1, 0), (0, 1.2), (-1, 0)]),
        "tall rectangle": pieces.closed([(-0.5, -1.1), (0.5, -1.1), (0.5, 1.1), (-0.5, 1.1)]),
        "wide rectangle": pieces.closed([(-1.1, -0.5), (1.1, -0.5), (1.1, 0.5), (-1.1, 0.5)]),
        "pentagon": lambda rng: pieces.edges(pieces.ring(5, -90), rng),
        "hexagon": lambda rng: pieces.edges(pieces.ring(6, 0), rng),
        "trapezium": pieces.closed([(-0.5, -0.7), (0.5, -0.7), (1.1, 0.7), (-1.1, 0.7)]),
        "trapezium upside down": pieces.closed([(-1.1, -0.7), (1.1, -0.7), (0.5, 0.7), (-0.5, 0.7)]),
        "parallelogram": pieces.closed([(-0.5, -0.6), (1.3, -0.6), (0.5, 0.6), (-1.3, 0.6)]),
        "parallelogram leaning back": pieces.closed([(-1.3, -0.6), (0.5, -0.6), (1.3, 0.6), (-0.5, 0.6)]),
        "kite": pieces.closed([(0, -1.2), (0.8, -0.5), (0, 1.4), (-0.8, -0.5)]),
        "bow tie": pieces.closed([(-1, -0.8), (1, 0.8), (1, -0.8), (-1, 0.8)]),
        "two triangles tip to tip": pieces.closed([(-0.8, -1), (0.8, -1), (-0.8, 1), (0.8, 1)]),
    }
    for turn, where in enumerate(("up", "right", "down", "left")):
        kinds[f"triangle {where}"] = pieces.turned(pieces.closed([(0, -1), (1.1, 0.9), (-1.1, 0.9)]), 90 * turn)
        kinds[f"right angle {where}"] = pieces.turned(pieces.closed([(-1, -1), (1, 1), (-1, 1)]), 90 * turn)
    return kinds


def _rounds() -> dict[str, Draw]:
    kinds = {
        "circle": lambda rng: [pieces.circle(rng)],
        "tall ellipse": lambda rng: [pieces.circle(rng) * [0.45, 1]],
        "wide ellipse": lambda rng: [pieces.circle(rng) * [1, 0.45]],
        "two rings": lambda rng: [pieces.circle(rng), pieces.circle(rng) * rng.uniform(0.4, 0.65)],
        "spiral": lambda rng: [pieces.spiral(rng)],
        "spiral, mirrored": lambda rng: [pieces.spiral(rng) * [-1, 1]],
        "eight": lambda rng: [pieces.eight()],
        "infinity": lambda rng: [pieces.eight()[:, ::-1]],
    }
    for turn, where in enumerate(("up", "right", "down", "left")):
        kinds[f"heart {where}"] = pieces.turned(pieces.heart, 90 * turn)
        kinds[f"drop {where}"] = pieces.turned(lambda rng: [pieces.drop()], 90 * turn)
        kinds[f"half disc {where}"] = pieces.turned(lambda rng: [pieces.shut(pieces.arc(180, 360))], 90 * turn)
        kinds[f"crescent {where}"] = pieces.turned(pieces.crescent, 90 * turn)
        kinds[f"loop {where}"] = pieces.turned(lambda rng: [pieces.loop()], 90 * turn)
    return kinds


def _stars() -> dict[str, Draw]:
    def outline(n: int, inner: float) -> Draw:
        def draw(rng):
            outer, between = pieces.ring(n, -90), pieces.ring(n, -90 + 180 / n) * (inner + rng.normal(0, 0.04))
            return pieces.edges(np.stack([outer, between], axis=1).reshape(-1, 2), rng)

        return draw

    return {
        "star": lambda rng: (
            outline(5, 0.42)(rng) if rng.random() < 0.5 else [pieces.shut(pieces.ring(5, -90)[[0, 2, 4, 1, 3]])]
        ),
        "four-pointed star": outline(4, 0.3),
        "six-pointed star": outline(6, 0.5),
        "two triangles crossed": lambda rng: [pieces.shut(pieces.ring(3, -90)), pieces.shut(pieces.ring(3, 90))],
        "gear": lambda rng: [pieces.circle(rng) * 0.55, *pieces.rays(8, 0.65, 1.0)],
        "ring with four rays": lambda rng: [pieces.circle(rng) * 0.5, *pieces.rays(4, 0.6, 1.0)],
    }


def _open() -> dict[str, Draw]:
    kinds = {}
    for turn, where in enumerate(("up", "right", "down", "left")):
        kinds[f"angle {where}"] = pieces.turned(
            lambda rng: [pieces.path([(-0.9, 0.8), (0, -0.8), (0.9, 0.8)], rng)], 90 * turn
        )
        kinds[f"two angles {where}"] = pieces.turned(
            lambda rng: [pieces.path([(-0.9, y + 0.5), (0, y - 0.5), (0.9, y + 0.5)], rng) for y in (-0.5, 0.5)],
            90 * turn,
        )
        kinds[f"corner {where}"] = pieces.turned(
            lambda rng: [pieces.path([(-0.8, -1), (-0.8, 0.9), (0.8, 0.9)], rng)], 90 * turn
        )
        kinds[f"tee {where}"] = pieces.turned(
            lambda rng: [pieces.path([(-1, -0.9), (1, -0.9)], rng), pieces.path([(0, -0.9), (0, 1)], rng)], 90 * turn
        )
        kinds[f"fork {where}"] = pieces.turned(
            lambda rng: [pieces.path([(-0.8, -1), (0, 0), (0.8, -1)], rng), pieces.path([(0, 0), (0, 1.1)], rng)],
            90 * turn,
        )
        kinds[f"trident {where}"] = pieces.turned(
            lambda rng: [pieces.path([(-0.8, -1), (0, 0), (0.8, -1)], rng), pieces.path([(0, -1), (0, 1.1)], rng)],
            90 * turn,
        )
        kinds[f"tick {where}"] = pieces.turned(
            lambda rng: [pieces.path([(-0.8, 0.1), (-0.3, 0.8), (0.9, -1)], rng)], 90 * turn
        )
        kinds[f"tick {where}, mirrored"] = pieces.turned(
            lambda rng: [pieces.path([(0.8, 0.1), (0.3, 0.8), (-0.9, -1)], rng)], 90 * turn
        )
        kinds[f"comb {where}"] = pieces.turned(
            lambda rng: [
                pieces.path([(-1, -0.6), (1, -0.6)], rng),
                *(pieces.path([(x, -0.6), (x, 0.7)], rng) for x in (-0.9, 0, 0.9)),
            ],
            90 * turn,
        )
    return kinds


def _waves() -> dict[str, Draw]:
    kinds = {}
    for n in (3, 4, 5):
        for name, smooth in (("zigzag", False), ("wave", True)):
            kinds[f"{name} of {n} strokes"] = lambda rng, n=n, smooth=smooth: [pieces.zigzag(n, 1, smooth, rng)]
            kinds[f"{name} of {n} strokes, other way"] = lambda rng, n=n, smooth=smooth: [
                pieces.zigzag(n, -1, smooth, rng)
            ]
            kinds[f"upright {name} of {n} strokes"] = lambda rng, n=n, smooth=smooth: [
                pieces.zigzag(n, 1, smooth, rng)[:, ::-1]
            ]
    return kinds


def _arrows() -> dict[str, Draw]:
    kinds = {}
    for eighth in range(8):
        name = ("right", "down right", "down", "down left", "left", "up left", "up", "up right")[eighth]
        kinds[f"arrow {name}"] = pieces.turned(lambda rng: pieces.arrow(rng), 45 * eighth)
        if eighth % 2 == 0:
            kinds[f"double arrow {name}"] = pieces.turned(lambda rng: pieces.arrow(rng, shafts=2), 45 * eighth)
            kinds[f"block arrow {name}"] = pieces.turned(
                pieces.closed([(-1, -0.3), (0.2, -0.3), (0.2, -0.8), (1, 0), (0.2, 0.8), (0.2, 0.3), (-1, 0.3)]),
                45 * eighth,
            )
            kinds[f"arrow round {name}"] = pieces.turned(pieces.round_arrow, 45 * eighth)
            kinds[f"bent arrow {name}"] = pieces.turned(pieces.bent_arrow, 45 * eighth)
        if eighth < 4:
            kinds[f"arrow both ways {name}"] = pieces.turned(lambda rng: pieces.arrow(rng, both=True), 45 * eighth)
    return kinds


def _faces() -> dict[str, Draw]:
    mouths = {
        "smiling": lambda rng: [pieces.arc(30, 150) * [0.55, 0.5] + [0, 0.05]],
        "frowning": lambda rng: [pieces.arc(210, 330) * [0.55, 0.5] + [0, 0.75]],
        "plain": lambda rng: [np.array([[-0.45, 0.4], [0.45, 0.4]])],
        "astonished": lambda rng: [pieces.circle(rng) * 0.22 + [0, 0.45]],
    }
    eyes = {
        "face": lambda rng: [pieces.dot_at((x, -0.3)) for x in (-0.35, 0.35)],
        "face with long eyes": lambda rng: [np.array([[x, -0.5], [x, -0.15]]) for x in (-0.35, 0.35)],
    }
    kinds = {}
    for mood, mouth in mouths.items():
        for face, look in eyes.items():
            kinds[f"{mood} {face}"] = lambda rng, mouth=mouth, look=look: [pieces.circle(rng), *look(rng), *mouth(rng)]
    return kinds


# ---- marks, and how kinds are put together ---------------------------------------------------------------------


def _dot(rng) -> Strokes:
    return [pieces.dot_at((0, 0))]


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
    "two dots": lambda rng: [pieces.dot_at((x, 0)) for x in (-0.35, 0.35)],
    "three dots": lambda rng: [pieces.dot_at(p * 0.5) for p in pieces.ring(3, -90)],
    "a lying bar": lambda rng: [np.array([[-1.6, 0], [1.6, 0]])],
    "an upright bar": lambda rng: [np.array([[0, -1.6], [0, 1.6]])],
    "a rising bar": lambda rng: [np.array([[-1.2, 1.2], [1.2, -1.2]])],
    "a falling bar": lambda rng: [np.array([[-1.2, -1.2], [1.2, 1.2]])],
    "a plus": lambda rng: [pieces.rotated(np.array([[-1.6, 0], [1.6, 0]]), turn) for turn in (0, 90)],
    "a cross": lambda rng: [pieces.rotated(np.array([[-1.6, 0], [1.6, 0]]), turn) for turn in (45, 135)],
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
        low, high = pieces.bounds(around)
        middle, size = (low + high) / 2 + rng.normal(0, 0.04, 2), (high - low).min() / 2
        return around + [stroke * (rng.uniform(0.42, 0.58) * size) + middle for stroke in mark(rng)]

    return draw


def _beside(base: Draw, mark: Draw, side: tuple[float, float]) -> Draw:
    def draw(rng):
        strokes = base(rng)
        low, high = pieces.bounds(strokes)
        place = (low + high) / 2 + np.array(side) * ((high - low) / 2 + rng.uniform(0.35, 0.7))
        return strokes + [stroke * rng.uniform(0.8, 1.1) + place for stroke in mark(rng)]

    return draw


def _placed(kinds: Sequence[Draw], *, down: bool) -> Draw:
    """One after the other, with gaps."""

    def draw(rng):
        placed, end, axis = [], 0.0, int(down)
        for kind in kinds:
            strokes = [stroke * rng.uniform(0.9, 1.1) for stroke in kind(rng)]
            low, high = pieces.bounds(strokes)
            shift = (end - low[axis]) * np.eye(2)[axis]
            placed += [stroke + shift for stroke in strokes]
            end += (high - low)[axis] + rng.uniform(0.2, 0.8)
        return placed

    return draw
