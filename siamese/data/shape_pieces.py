"""What plain shapes are drawn with: lines, arcs and outlines, each a little different every time."""

from collections.abc import Callable

import numpy as np

Strokes = list[np.ndarray]  # of shape (n_points, 2), x right and y down, of about the size of [−1, 1]²
Draw = Callable[[np.random.Generator], Strokes]

_LOOSE = 0.05  # standard deviation of a corner's place


def bounds(strokes: Strokes) -> tuple[np.ndarray, np.ndarray]:
    """The upper left and the lower right corner of the box round them."""
    points = np.concatenate(strokes)
    return points.min(0), points.max(0)


def rotated(points: np.ndarray, degrees: float) -> np.ndarray:
    """With the clock, as y points down."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return points @ np.array([[c, s], [-s, c]])


def turned(draw: Draw, degrees: float) -> Draw:
    return lambda rng: [rotated(np.asarray(stroke), degrees) for stroke in draw(rng)]


def path(corners, rng: np.random.Generator) -> np.ndarray:
    """A line through corners, each of them a little off its place."""
    corners = np.asarray(corners, float)
    return corners + rng.normal(0, _LOOSE, corners.shape)


def edges(corners: np.ndarray, rng: np.random.Generator) -> Strokes:
    """A closed outline from a corner of chance on, in one go or edge by edge."""
    corners = np.roll(path(corners, rng), rng.integers(len(corners)), axis=0)
    if rng.random() < 0.3:
        return [np.stack(edge) for edge in zip(corners, np.roll(corners, -1, axis=0), strict=True)]
    return [shut(corners[:: rng.choice([-1, 1])])]


def closed(corners) -> Draw:
    return lambda rng: edges(np.asarray(corners, float), rng)


def shut(points: np.ndarray) -> np.ndarray:
    """The line back to where it began."""
    return np.concatenate([points, points[:1]])


def ring(n: int, begin: float) -> np.ndarray:
    """The corners of a regular polygon, the first at so many degrees."""
    angle = np.radians(begin + 360 / n * np.arange(n))
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def arc(begin: float, end: float) -> np.ndarray:
    """Part of the unit circle, degrees with the clock from the right."""
    angle = np.radians(np.linspace(begin, end, 2 + int(abs(end - begin) / 15)))
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def circle(rng: np.random.Generator) -> np.ndarray:
    """From anywhere round, either way, not always quite closed."""
    begin = rng.uniform(0, 360)
    return arc(begin, begin + rng.choice([-1, 1]) * rng.uniform(345, 385))


def dot_at(place, size: float = 0.05) -> np.ndarray:
    return np.asarray(place) + size * shut(ring(4, 0))


def parallel(n: int, rng: np.random.Generator) -> Strokes:
    apart = rng.uniform(0.5, 0.8) if n < 4 else rng.uniform(0.4, 0.55)
    return [np.array([[-1, y], [1, y]]) for y in apart * (np.arange(n) - (n - 1) / 2)]


def cross(turn: float, rng: np.random.Generator) -> Strokes:
    line = np.array([[-1, 0], [1, 0]])
    return [rotated(line, turn) + rng.normal(0, _LOOSE, 2), rotated(line, turn + 90) + rng.normal(0, _LOOSE, 2)]


def spokes(n: int, begin: float) -> Strokes:
    return [rotated(np.array([[-1, 0], [1, 0]]), begin + 180 / n * i) for i in range(n)]


def rays(n: int, inner: float, outer: float) -> Strokes:
    """Lines away from the middle, between two circles of these radii."""
    return [np.stack([inner * point, outer * point]) for point in ring(n, -90)]


def spiral(rng: np.random.Generator) -> np.ndarray:
    angle = np.linspace(0, rng.uniform(3.5, 6.5) * np.pi, 60) + rng.uniform(0, 2 * np.pi)
    return np.linspace(0.08, 1, 60)[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def scallops(n: int, rng: np.random.Generator, *, deep: bool = False) -> np.ndarray:
    """A closed outline of so many bumps, as a cloud has them; deep: they reach nearly to the middle, as petals do."""
    t = np.linspace(0, 2 * np.pi, 16 * n + 1) + rng.uniform(0, 2 * np.pi)
    bumps = np.abs(np.sin(n * t / 2))
    reach = 0.2 + 0.8 * bumps if deep else 1 - rng.uniform(0.2, 0.35) * (1 - bumps)
    return reach[:, None] * np.stack([np.cos(t), np.sin(t)], axis=1)


def eight() -> np.ndarray:
    t = np.linspace(0, 2 * np.pi, 33)
    return np.stack([0.55 * np.sin(2 * t), np.cos(t)], axis=1)


def heart(rng: np.random.Generator) -> Strokes:
    t = np.linspace(0, 2 * np.pi, 40)
    lobes = rng.uniform(4, 6)  # how deep the notch between the two is
    x, y = 16 * np.sin(t) ** 3, -(13 * np.cos(t) - lobes * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t))
    points = np.stack([x, y], axis=1) / 15
    if rng.random() < 0.5:  # two strokes, from the notch down
        return [points[:20], points[:18:-1]]
    return [points]


def drop() -> np.ndarray:
    return np.concatenate([[[0, -1.6]], arc(-25, 205) * 0.75 + [0, 0.4], [[0, -1.6]]])


def crescent(rng: np.random.Generator) -> Strokes:
    inner = arc(-60, -300) * 0.9
    inner = (inner - inner[0]) * [rng.uniform(0.4, 0.65), 1]
    outer = arc(60, 300)
    return [np.concatenate([outer, inner * (np.ptp(outer[:, 1]) / np.ptp(inner[:, 1])) + outer[-1]])]


def loop() -> np.ndarray:
    return np.concatenate([[[-0.9, 1.1]], arc(140, 400) * 0.6 - [0, 0.4], [[-0.5, 0.5]]])


def zigzag(n: int, sign: int, smooth: bool, rng: np.random.Generator) -> np.ndarray:
    """A zigzag of n strokes, or a wave of as many halves; sign, 1 or −1: which way it begins."""
    height = rng.uniform(0.35, 0.7)
    if smooth:
        t = np.linspace(0, n, 8 * n)
        return np.stack([t - n / 2, -sign * height * np.sin(np.pi * t)], axis=1)
    across = np.arange(n + 1.0)
    return path(np.stack([across - n / 2, np.where(np.arange(n + 1) % 2, -sign, sign) * height], axis=1), rng)


def arrow(rng: np.random.Generator, *, shafts: int = 1, both: bool = False) -> Strokes:
    head, spread = rng.uniform(0.35, 0.7), rng.uniform(0.3, 0.6)
    places = [0.0] if shafts == 1 else [-0.22, 0.22]
    reach = 1.0 if shafts == 1 else 0.75
    strokes = [np.array([[-reach if both else -1.0, y], [reach, y]]) for y in places]
    tip = np.array([[1 - head, -spread], [1, 0], [1 - head, spread]])
    return [*strokes, tip, *([tip * [-1, 1]] if both else [])]


def round_arrow(rng: np.random.Generator) -> Strokes:
    shaft = arc(-60, 210)
    along = shaft[-1] - shaft[-2]
    along = along / np.hypot(*along) * rng.uniform(0.4, 0.6)
    return [shaft, np.stack([shaft[-1] + rotated(-along, 35), shaft[-1], shaft[-1] + rotated(-along, -35)])]


def bent_arrow(rng: np.random.Generator) -> Strokes:
    head = rng.uniform(0.35, 0.55)
    return [
        np.array([[-1, 1], [-1, -0.4], [0.9, -0.4]]),
        np.array([[0.9 - head, -0.4 - head], [0.9, -0.4], [0.9 - head, -0.4 + head]]),
    ]
