"""Made-up alphabets: signs that no network and no person has seen, as the pens of many people would draw them.

A sign is built the way letters are: one large first stroke, then smaller ones that begin on it. An alphabet has a
taste of its own for some kinds of stroke, so that its signs look related.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from siamese.ink.frame import prepare
from siamese.ink.strokes import ink_from_strokes

_MOST_ALIKE = 0.72  # of the blurred pictures of two signs of an alphabet, as a cosine
_POINTS = 12  # of the drawn curve, between two of its bends


@dataclass(frozen=True, eq=False)
class Stroke:
    """bends: float32, shape `(n, 2)`, paper units, where the pen turns; smooth: on a curve, or in straight lines."""

    bends: np.ndarray
    smooth: bool


@dataclass(frozen=True, eq=False)
class Glyph:
    """A sign as it is meant, before anybody has drawn it."""

    strokes: tuple[Stroke, ...]


def make_alphabet(n: int, *, rng: np.random.Generator) -> list[Glyph]:
    """Make up `n` signs, each of which can be told from the others."""
    taste = rng.dirichlet(np.full(len(_LARGE) + len(_SMALL), 1.2))
    large, small = np.split(taste + 0.04, [len(_LARGE)])
    glyphs: list[Glyph] = []
    pictures = np.zeros((0, 14 * 14), np.float32)
    likeness = _MOST_ALIKE
    while len(glyphs) < n:
        glyph = _make_glyph(large / large.sum(), small / small.sum(), rng)
        picture = _blurred(glyph)
        if (pictures @ picture).max(initial=0) < likeness:
            glyphs.append(glyph)
            pictures = np.vstack([pictures, picture])
        else:
            likeness += 0.0005  # there is only so much room: large alphabets have signs that are more alike
    return glyphs


def draw_glyph(glyph: Glyph, *, rng: np.random.Generator, wobble: float = 1.0) -> list[np.ndarray]:
    """Draw a sign as some person would.

    Args:
        wobble: how far that person strays from what is meant; 0 is exactly that.

    Returns:
        strokes: list of float32 arrays `(n_points, 2)` in paper units.
    """
    turn, shear = np.radians(rng.normal(0, 5 * wobble)), rng.normal(0, 0.1 * wobble)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    hand = rotation @ np.diag(np.exp(rng.normal(0, 0.1 * wobble, 2))) @ np.array([[1, shear], [0, 1]])
    strokes = []
    for stroke in glyph.strokes:
        size = np.ptp(stroke.bends, axis=0).max()
        bends = stroke.bends + rng.normal(0, 0.03 * wobble * size, stroke.bends.shape)
        bends = bends + rng.normal(0, 0.014 * wobble, 2)
        points = _curve(bends) if stroke.smooth else bends
        # Four fifths of the paper, so that no hand draws beyond its edge.
        strokes.append(np.clip(0.8 * (points - 0.5) @ hand.T + 0.5, 0.03, 0.97).astype(np.float32))
    return strokes


def _make_glyph(large: np.ndarray, small: np.ndarray, rng: np.random.Generator) -> Glyph:
    strokes = [_LARGE[rng.choice(len(_LARGE), p=large)](rng)]
    for _ in range(rng.choice([0, 1, 2, 3], p=[0.03, 0.4, 0.42, 0.15])):
        drawn = np.concatenate([_curve(s.bends) if s.smooth else _along(s.bends) for s in strokes])
        strokes.append(_SMALL[rng.choice(len(_SMALL), p=small)](drawn[rng.integers(len(drawn))], rng))
    return Glyph(tuple(strokes))


# ---- kinds of large strokes --------------------------------------------------------------------------------


def _stem(rng) -> Stroke:
    ends = [[0.5, 0.15], [0.5, 0.85]] if rng.random() < 0.6 else [[0.15, 0.5], [0.85, 0.5]]
    return _stroke(np.array(ends) + rng.choice([-0.2, 0, 0.2]) * np.array(ends)[0, ::-1], smooth=False)


def _diagonal(rng) -> Stroke:
    return _turned(np.array([[0.2, 0.8], [0.5, 0.45 + rng.choice([-0.2, 0.1])], [0.8, 0.2]]), rng, smooth=True)


def _bow(rng) -> Stroke:
    depth = rng.uniform(0.3, 0.6)
    return _turned(np.array([[0.25, 0.2], [0.25 + depth, 0.3], [0.25 + depth, 0.7], [0.25, 0.8]]), rng, smooth=True)


def _corner(rng) -> Stroke:
    return _turned(np.array([[0.2, 0.2], [0.2, 0.8], [0.8, rng.choice([0.8, 0.5])]]), rng, smooth=False)


def _zigzag(rng) -> Stroke:
    n = rng.integers(3, 5)
    across = np.linspace(0.15, 0.85, n)
    return _turned(np.stack([across, np.where(np.arange(n) % 2, 0.75, 0.25)], axis=1), rng, smooth=False)


def _wave(rng) -> Stroke:
    zigzag = _zigzag(rng)
    return Stroke(zigzag.bends, smooth=True)


def _ring(rng) -> Stroke:
    return _round(np.array([0.5, 0.5]), rng.uniform(0.22, 0.34, 2), rng.uniform(0, 2 * np.pi), 1.0)


def _spiral(rng) -> Stroke:
    angle = np.linspace(0, rng.uniform(2.2, 3.4) * np.pi, 9) + rng.uniform(0, 2 * np.pi)
    radius = np.linspace(0.36, 0.07, 9)[:, None]
    return _stroke(0.5 + radius * np.stack([np.cos(angle), rng.choice([-1, 1]) * np.sin(angle)], axis=1), smooth=True)


# ---- kinds of small strokes, which begin at a point of what is there already -----------------------------------


def _bar(start, rng) -> Stroke:
    half = _inwards(start, rng, rng.uniform(0.25, 0.45)) - start
    return _stroke(
        start + np.array([[-0.5], [1.0]]) * half if rng.random() < 0.5 else [start, start + half], smooth=False
    )


def _hook(start, rng) -> Stroke:
    end = _inwards(start, rng, rng.uniform(0.3, 0.5))
    along = end - start
    side = rng.choice([-1, 1]) * np.array([-along[1], along[0]])
    return _stroke([start, start + 0.7 * along, end + 0.1 * side, end - 0.1 * along + 0.45 * side], smooth=True)


def _arc(start, rng) -> Stroke:
    end = _inwards(start, rng, rng.uniform(0.3, 0.55))
    along = end - start
    side = rng.choice([-0.5, 0.5]) * np.array([-along[1], along[0]])
    return _stroke([start, start + 0.25 * along + side, start + 0.75 * along + side, end], smooth=True)


def _tick(start, rng) -> Stroke:
    middle = _inwards(start, rng, rng.uniform(0.2, 0.35))
    return _stroke([start, middle, _inwards(middle, rng, rng.uniform(0.25, 0.4))], smooth=False)


def _loop(start, rng) -> Stroke:
    centre = _inwards(start, rng, rng.uniform(0.12, 0.19))
    out = start - centre
    return _round(centre, np.full(2, np.hypot(*out)), np.arctan2(out[1], out[0]), 1.0)


def _dot(start, rng) -> Stroke:
    place = _inwards(start, rng, rng.uniform(0.18, 0.26))
    return _round(place, np.full(2, 0.025), 0.0, 1.0)


_LARGE = (_stem, _diagonal, _bow, _corner, _zigzag, _wave, _ring, _spiral)
_SMALL = (_bar, _hook, _arc, _tick, _loop, _dot)


def _inwards(start: np.ndarray, rng: np.random.Generator, length: float) -> np.ndarray:
    """A point `length` away, in one of eight directions, that is well on the paper."""
    angles = rng.permutation(8) * np.pi / 4
    ends = start + length * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    inside = ends[(np.abs(ends - 0.5) < 0.42).all(axis=1)]
    return inside[0] if len(inside) else start + (0.5 - start) * length


def _round(centre: np.ndarray, radii: np.ndarray, begin: float, turns: float) -> Stroke:
    angle = begin + np.linspace(0, turns * 2 * np.pi, 9)
    return _stroke(centre + radii * np.stack([np.cos(angle), np.sin(angle)], axis=1), smooth=True)


def _turned(bends: np.ndarray, rng: np.random.Generator, *, smooth: bool) -> Stroke:
    """In one of four directions, mirrored or not."""
    bends = bends - 0.5
    if rng.random() < 0.5:
        bends = bends * [1, -1]
    if rng.random() < 0.5:
        bends = bends[:, ::-1]
    if rng.random() < 0.5:
        bends = -bends
    return _stroke(bends + 0.5, smooth=smooth)


def _stroke(bends, *, smooth: bool) -> Stroke:
    return Stroke(np.clip(np.asarray(bends, np.float32), 0.06, 0.94), smooth)


# ---- curves ------------------------------------------------------------------------------------------------


def _curve(bends: np.ndarray) -> np.ndarray:
    """A smooth curve through the bends (Catmull and Rom's spline)."""
    before = np.concatenate([bends[:1], bends, bends[-1:]])
    if np.hypot(*(bends[0] - bends[-1])) < 0.05:  # closed, or meant so
        before[0], before[-1] = bends[-2], bends[1]
    p0, p1, p2, p3 = before[:-3, None], before[1:-2, None], before[2:-1, None], before[3:, None]
    t = np.linspace(0, 1, _POINTS, endpoint=False)[:, None]
    between = (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3) / 2
    return np.concatenate([between.reshape(-1, 2), bends[-1:]])


def _along(bends: np.ndarray) -> np.ndarray:
    """Points on straight lines between the bends."""
    t = np.linspace(0, 1, _POINTS)[:, None]
    return (bends[:-1, None] * (1 - t) + bends[1:, None] * t).reshape(-1, 2)


def _blurred(glyph: Glyph) -> np.ndarray:
    """A sign's blurred picture: float32, shape `(196,)`, of length 1."""
    ink = ink_from_strokes(draw_glyph(glyph, rng=np.random.default_rng(0), wobble=0), pen=0.1)
    picture = cv2.GaussianBlur(prepare(ink, frame=28)[..., 0], (0, 0), 2)
    small = cv2.resize(picture, (14, 14), interpolation=cv2.INTER_AREA).ravel()
    return small / np.linalg.norm(small)
