"""Plain shapes and marks, the first things that people draw, made by program: what the encoder learns them from.

Kinds come in families, so that which angle, how many corners, open or closed, what stands inside, beside or how often,
is each a class of its own. Each drawing has proportions of its own; `siamese.training.augmentation` adds the hand.
"""

from collections.abc import Sequence
from functools import partial

import numpy as np

from siamese.data.shape_pieces import (
    Draw,
    Strokes,
    arc,
    arrow,
    bent_arrow,
    bounds,
    circle,
    closed,
    crescent,
    cross,
    dot_at,
    drop,
    edges,
    eight,
    heart,
    loop,
    parallel,
    path,
    rays,
    ring,
    rotated,
    round_arrow,
    scallops,
    shut,
    spiral,
    spokes,
    turned,
    zigzag,
)


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
        **{
            f"{a} {p}": _attached(plain[a], part) for a in _BASES for p, part in _PARTS.items() if (a, p) not in _THINGS
        },
    }
    return plain | composed


# ---- plain kinds -------------------------------------------------------------------------------------------


def _lines() -> dict[str, Draw]:
    kinds: dict[str, Draw] = {}
    for name, turn in (("lying", 0), ("rising", 45), ("upright", 90), ("falling", 135)):
        kinds[f"{name} line"] = turned(lambda rng: [np.array([[-1, 0], [1, 0]])], -turn)
        for n in (2, 3, 4):
            kinds[f"{n} {name} lines"] = turned(partial(parallel, n), -turn)
    kinds["plus"] = lambda rng: cross(0, rng)
    kinds["cross"] = lambda rng: cross(45, rng)
    kinds["asterisk"] = lambda rng: spokes(3, 90)
    kinds["eight spokes"] = lambda rng: spokes(4, 0)
    kinds["hash"] = lambda rng: parallel(2, rng) + [rotated(s, 90) for s in parallel(2, rng)]
    for n in (2, 3, 4):
        kinds[f"{n} dots in a row"] = _placed([_dot] * n, down=False)
        kinds[f"{n} dots in a column"] = _placed([_dot] * n, down=True)
    kinds["three dots"] = lambda rng: [dot_at(p) for p in ring(3, -90)]
    kinds["four dots"] = lambda rng: [dot_at(p) for p in ring(4, 45)]
    return kinds


def _arcs() -> dict[str, Draw]:
    kinds = {}
    for turn, where in enumerate(("right", "down", "left", "up")):
        kinds[f"ring open {where}"] = turned(lambda rng: [arc(rng.uniform(35, 60), rng.uniform(300, 325))], 90 * turn)
        kinds[f"bow open {where}"] = turned(lambda rng: [arc(rng.uniform(80, 130), rng.uniform(230, 280))], 90 * turn)
        kinds[f"staple open {where}"] = turned(lambda rng: [path([(1, -1), (-1, -1), (-1, 1), (1, 1)], rng)], 90 * turn)
        kinds[f"hook open {where}"] = turned(lambda rng: [np.concatenate([[[-1, -2.2]], arc(180, 0)])], 90 * turn)
        kinds[f"hook open {where}, mirrored"] = turned(
            lambda rng: [np.concatenate([[[-1, -2.2]], arc(180, 0)]) * [-1, 1]], 90 * turn
        )
    return kinds


def _polygons() -> dict[str, Draw]:
    kinds = {
        "square": closed([(-1, -1), (1, -1), (1, 1), (-1, 1)]),
        "diamond": closed([(0, -1.2), (1, 0), (0, 1.2), (-1, 0)]),
        "tall rectangle": closed([(-0.5, -1.1), (0.5, -1.1), (0.5, 1.1), (-0.5, 1.1)]),
        "wide rectangle": closed([(-1.1, -0.5), (1.1, -0.5), (1.1, 0.5), (-1.1, 0.5)]),
        "pentagon": lambda rng: edges(ring(5, -90), rng),
        "hexagon": lambda rng: edges(ring(6, 0), rng),
        "trapezium": closed([(-0.5, -0.7), (0.5, -0.7), (1.1, 0.7), (-1.1, 0.7)]),
        "trapezium upside down": closed([(-1.1, -0.7), (1.1, -0.7), (0.5, 0.7), (-0.5, 0.7)]),
        "parallelogram": closed([(-0.5, -0.6), (1.3, -0.6), (0.5, 0.6), (-1.3, 0.6)]),
        "parallelogram leaning back": closed([(-1.3, -0.6), (0.5, -0.6), (1.3, 0.6), (-0.5, 0.6)]),
        "kite": closed([(0, -1.2), (0.8, -0.5), (0, 1.4), (-0.8, -0.5)]),
        "bow tie": closed([(-1, -0.8), (1, 0.8), (1, -0.8), (-1, 0.8)]),
        "two triangles tip to tip": closed([(-0.8, -1), (0.8, -1), (-0.8, 1), (0.8, 1)]),
    }
    for turn, where in enumerate(("up", "right", "down", "left")):
        kinds[f"triangle {where}"] = turned(closed([(0, -1), (1.1, 0.9), (-1.1, 0.9)]), 90 * turn)
        kinds[f"right angle {where}"] = turned(closed([(-1, -1), (1, 1), (-1, 1)]), 90 * turn)
    return kinds


def _rounds() -> dict[str, Draw]:
    def petals(n: int) -> Draw:
        return lambda rng: [scallops(n, rng, deep=True)]

    kinds: dict[str, Draw] = {
        "circle": lambda rng: [circle(rng)],
        "tall ellipse": lambda rng: [circle(rng) * [0.45, 1]],
        "wide ellipse": lambda rng: [circle(rng) * [1, 0.45]],
        "two rings": lambda rng: [circle(rng), circle(rng) * rng.uniform(0.4, 0.65)],
        "spiral": lambda rng: [spiral(rng)],
        "spiral, mirrored": lambda rng: [spiral(rng) * [-1, 1]],
        "eight": lambda rng: [eight()],
        "infinity": lambda rng: [eight()[:, ::-1]],
        "scalloped ring": lambda rng: [scallops(int(rng.integers(6, 10)), rng)],
        "wide scalloped ring": lambda rng: [scallops(int(rng.integers(6, 10)), rng) * [1, 0.6]],
    }
    for n in (4, 5, 6):
        kinds[f"{n} petals"] = petals(n)
    for turn, where in enumerate(("up", "right", "down", "left")):
        kinds[f"heart {where}"] = turned(heart, 90 * turn)
        kinds[f"drop {where}"] = turned(lambda rng: [drop()], 90 * turn)
        kinds[f"half disc {where}"] = turned(lambda rng: [shut(arc(180, 360))], 90 * turn)
        kinds[f"crescent {where}"] = turned(crescent, 90 * turn)
        kinds[f"loop {where}"] = turned(lambda rng: [loop()], 90 * turn)
    return kinds


def _stars() -> dict[str, Draw]:
    def outline(n: int, inner: float) -> Draw:
        def draw(rng):
            outer, between = ring(n, -90), ring(n, -90 + 180 / n) * (inner + rng.normal(0, 0.04))
            return edges(np.stack([outer, between], axis=1).reshape(-1, 2), rng)

        return draw

    return {
        "star": lambda rng: outline(5, 0.42)(rng) if rng.random() < 0.5 else [shut(ring(5, -90)[[0, 2, 4, 1, 3]])],
        "four-pointed star": outline(4, 0.3),
        "six-pointed star": outline(6, 0.5),
        "eight-pointed star": outline(8, 0.6),
        "two triangles crossed": lambda rng: [shut(ring(3, -90)), shut(ring(3, 90))],
        "gear": lambda rng: [circle(rng) * 0.55, *rays(8, 0.65, 1.0)],
        "ring with four rays": lambda rng: [circle(rng) * 0.5, *rays(4, 0.6, 1.0)],
    }


def _open() -> dict[str, Draw]:
    kinds = {}
    for turn, where in enumerate(("up", "right", "down", "left")):
        kinds[f"angle {where}"] = turned(lambda rng: [path([(-0.9, 0.8), (0, -0.8), (0.9, 0.8)], rng)], 90 * turn)
        kinds[f"two angles {where}"] = turned(
            lambda rng: [path([(-0.9, y + 0.5), (0, y - 0.5), (0.9, y + 0.5)], rng) for y in (-0.5, 0.5)],
            90 * turn,
        )
        kinds[f"corner {where}"] = turned(lambda rng: [path([(-0.8, -1), (-0.8, 0.9), (0.8, 0.9)], rng)], 90 * turn)
        kinds[f"tee {where}"] = turned(
            lambda rng: [path([(-1, -0.9), (1, -0.9)], rng), path([(0, -0.9), (0, 1)], rng)], 90 * turn
        )
        kinds[f"fork {where}"] = turned(
            lambda rng: [path([(-0.8, -1), (0, 0), (0.8, -1)], rng), path([(0, 0), (0, 1.1)], rng)],
            90 * turn,
        )
        kinds[f"trident {where}"] = turned(
            lambda rng: [path([(-0.8, -1), (0, 0), (0.8, -1)], rng), path([(0, -1), (0, 1.1)], rng)],
            90 * turn,
        )
        kinds[f"tick {where}"] = turned(lambda rng: [path([(-0.8, 0.1), (-0.3, 0.8), (0.9, -1)], rng)], 90 * turn)
        kinds[f"tick {where}, mirrored"] = turned(
            lambda rng: [path([(0.8, 0.1), (0.3, 0.8), (-0.9, -1)], rng)], 90 * turn
        )
        kinds[f"comb {where}"] = turned(
            lambda rng: [
                path([(-1, -0.6), (1, -0.6)], rng),
                *(path([(x, -0.6), (x, 0.7)], rng) for x in (-0.9, 0, 0.9)),
            ],
            90 * turn,
        )
    return kinds


def _waves() -> dict[str, Draw]:
    def wave(n: int, sign: int, smooth: bool, *, upright: bool = False) -> Draw:
        return lambda rng: [zigzag(n, sign, smooth, rng)[:, :: -1 if upright else 1]]

    kinds = {}
    for n in (3, 4, 5):
        for name, smooth in (("zigzag", False), ("wave", True)):
            kinds[f"{name} of {n} strokes"] = wave(n, 1, smooth)
            kinds[f"{name} of {n} strokes, other way"] = wave(n, -1, smooth)
            kinds[f"upright {name} of {n} strokes"] = wave(n, 1, smooth, upright=True)
    return kinds


def _arrows() -> dict[str, Draw]:
    kinds = {}
    for eighth in range(8):
        name = ("right", "down right", "down", "down left", "left", "up left", "up", "up right")[eighth]
        kinds[f"arrow {name}"] = turned(lambda rng: arrow(rng), 45 * eighth)
        if eighth % 2 == 0:
            kinds[f"double arrow {name}"] = turned(lambda rng: arrow(rng, shafts=2), 45 * eighth)
            kinds[f"block arrow {name}"] = turned(
                closed([(-1, -0.3), (0.2, -0.3), (0.2, -0.8), (1, 0), (0.2, 0.8), (0.2, 0.3), (-1, 0.3)]),
                45 * eighth,
            )
            kinds[f"arrow round {name}"] = turned(round_arrow, 45 * eighth)
            kinds[f"bent arrow {name}"] = turned(bent_arrow, 45 * eighth)
        if eighth < 4:
            kinds[f"arrow both ways {name}"] = turned(lambda rng: arrow(rng, both=True), 45 * eighth)
    return kinds


def _faces() -> dict[str, Draw]:
    mouths = {
        "smiling": lambda rng: [arc(30, 150) * [0.55, 0.5] - [0, 0.38]],
        "frowning": lambda rng: [arc(210, 330) * [0.55, 0.5] + [0, 0.38]],
        "plain": lambda rng: [np.array([[-0.45, 0], [0.45, 0]])],
        "astonished": lambda rng: [circle(rng) * 0.22],
        "laughing": lambda rng: [shut(arc(0, 180)) * 0.5 - [0, 0.2]],
        "crooked": lambda rng: [np.array([[-0.45, 0.12], [-0.15, -0.12], [0.15, 0.12], [0.45, -0.12]])],
    }
    eyes = {
        "face": lambda rng: [dot_at((x, -0.3), rng.uniform(0.03, 0.12)) for x in (-0.35, 0.35)],
        "face with long eyes": lambda rng: [np.array([[x, -0.5], [x, -0.15]]) for x in (-0.35, 0.35)],
        "face with round eyes": lambda rng: [circle(rng) * 0.16 + [x, -0.3] for x in (-0.35, 0.35)],
        "face without eyes": lambda rng: [],
    }

    def face(look: Draw, mouth: Draw) -> Draw:
        def draw(rng):
            wide, low = rng.uniform(0.5, 1.15), rng.uniform(0.3, 0.5)
            apart = rng.uniform(0.7, 1.2)
            above = [stroke * [apart, 1] for stroke in look(rng)]
            return [circle(rng), *above, *(stroke * wide + [0, low] for stroke in mouth(rng))]

        return draw

    return {f"{mood} {name}": face(look, mouth) for mood, mouth in mouths.items() for name, look in eyes.items()}


# ---- marks, and how kinds are put together ---------------------------------------------------------------------


def _dot(rng) -> Strokes:
    return [dot_at((0, 0), rng.uniform(0.03, 0.2))]


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
    "two dots": lambda rng: [_dot(rng)[0] + [x, 0] for x in (-0.35, 0.35)],
    "three dots": lambda rng: [_dot(rng)[0] + p * 0.5 for p in ring(3, -90)],
    "a lying bar": lambda rng: [np.array([[-1.6, 0], [1.6, 0]])],
    "an upright bar": lambda rng: [np.array([[0, -1.6], [0, 1.6]])],
    "a rising bar": lambda rng: [np.array([[-1.2, 1.2], [1.2, -1.2]])],
    "a falling bar": lambda rng: [np.array([[-1.2, -1.2], [1.2, 1.2]])],
    "a plus": lambda rng: [rotated(np.array([[-1.6, 0], [1.6, 0]]), turn) for turn in (0, 90)],
    "a cross": lambda rng: [rotated(np.array([[-1.6, 0], [1.6, 0]]), turn) for turn in (45, 135)],
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

_BASES = (
    *("circle", "square", "diamond", "triangle up", "half disc up", "heart up", "star", "tall ellipse"),
    *("wide ellipse", "wide rectangle", "scalloped ring"),
)
# Where a part is joined, and what is joined there, in halves of the outline's size; y points down.
_PARTS: dict[str, tuple[tuple[float, float], Draw]] = {
    "on a stem": ((0, 1), lambda rng: [np.array([[0, 0], [0, rng.uniform(0.6, 1.4)]])]),
    "on a hook": ((0, 1), lambda rng: [np.concatenate([[[0, 0], [0, 0.9]], arc(0, 180) * 0.25 + [-0.25, 0.9]])]),
    "on a string": ((0, 1), lambda rng: [zigzag(3, 1, True, rng)[:, ::-1] * [0.25, 0.4] + [0, 0.6]]),
    "on two legs": ((0, 1), lambda rng: [np.array([[x, 0], [1.4 * x, 0.8]]) for x in (-0.35, 0.35)]),
    "on a box": ((0, 1), lambda rng: [path([(-0.3, 0), (-0.3, 0.9), (0.3, 0.9), (0.3, 0)], rng)]),
    "under a roof": ((0, -1), lambda rng: [path([(-1.1, -0.05), (0, -0.9), (1.1, -0.05)], rng)]),
    "with ears": (
        (0, -1),
        lambda rng: [np.array([[x - 0.25, 0.2], [1.3 * x, -0.5], [x + 0.25, 0.2]]) for x in (-0.5, 0.5)],
    ),
    "with a handle": ((1, 0), lambda rng: [arc(-80, 80) * [0.5, 0.45]]),
    "with a tail": ((-1, 0), lambda rng: [path([(0, 0), (-0.6, -0.45), (-0.6, 0.45), (0, 0)], rng)]),
    "with rays": ((0, 0), lambda rng: rays(8, rng.uniform(1.3, 1.5), rng.uniform(1.8, 2.1))),
}
# What `siamese.data.doodle_kinds` keeps for judging: an umbrella, a mushroom, a house, a tree, a fish, a balloon.
_THINGS = {
    ("half disc up", "on a hook"),
    ("half disc up", "on a box"),
    ("half disc up", "on a stem"),
    ("square", "under a roof"),
    ("scalloped ring", "on a box"),
    ("scalloped ring", "on a stem"),
    ("wide ellipse", "with a tail"),
    ("circle", "on a string"),
    ("tall ellipse", "on a string"),
}


def _attached(outline: Draw, at: tuple[tuple[float, float], Draw]) -> Draw:
    """An outline with a part joined to a side of it, or round its middle."""
    side, part = at

    def draw(rng):
        around = outline(rng)
        low, high = bounds(around)
        half = (high - low) / 2
        place, size = (low + high) / 2 + np.array(side) * half, half.max() * rng.uniform(0.8, 1.1)
        return around + [stroke * size + place for stroke in part(rng)]

    return draw


def _inside(outline: Draw, mark: Draw) -> Draw:
    """A mark of half the size in the middle of an outline; a bar reaches about across."""

    def draw(rng):
        around = outline(rng)
        low, high = bounds(around)
        middle, size = (low + high) / 2 + rng.normal(0, 0.04, 2), (high - low).min() / 2
        return around + [stroke * (rng.uniform(0.42, 0.58) * size) + middle for stroke in mark(rng)]

    return draw


def _beside(base: Draw, mark: Draw, side: tuple[float, float]) -> Draw:
    def draw(rng):
        strokes = base(rng)
        low, high = bounds(strokes)
        place = (low + high) / 2 + np.array(side) * ((high - low) / 2 + rng.uniform(0.35, 0.7))
        return strokes + [stroke * rng.uniform(0.8, 1.1) + place for stroke in mark(rng)]

    return draw


def _placed(kinds: Sequence[Draw], *, down: bool) -> Draw:
    """One after the other, with gaps."""

    def draw(rng):
        placed, end, axis = [], 0.0, int(down)
        for kind in kinds:
            strokes = [stroke * rng.uniform(0.9, 1.1) for stroke in kind(rng)]
            low, high = bounds(strokes)
            shift = (end - low[axis]) * np.eye(2)[axis]
            placed += [stroke + shift for stroke in strokes]
            end += (high - low)[axis] + rng.uniform(0.2, 0.8)
        return placed

    return draw
