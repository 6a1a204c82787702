"""Made-up hands: each draws in a manner of its own, and every drawing a little differently."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_STEP = 0.01  # of the paper, between the points of a stroke
_CORNER = np.radians(35)  # turns that are sharper are corners
_DOT = 0.03  # strokes that are shorter are dots
_NEAR = 0.05  # the pen goes on where the next stroke begins no farther off


@dataclass(frozen=True)
class Hand:
    """A manner of drawing. Lengths are shares of the paper, spreads are standard deviations from drawing to drawing.

    slant: shear, above 0 to the right. width: of a drawing, times its height. turn: degrees clockwise.
    restless: spread of these three, 1 is usual.
    bend: how far straight lines and proportions go astray. loose: how far a stroke is from where it belongs.
    tremor: how far the pen shakes.
    rounding: over which length corners are rounded off.
    reach: by how much open strokes are drawn too far at either end, and its spread; below 0 too short.
    closing: how far the end of a closed line is from its beginning, as a share of its size.
    begin: where a ring is begun, turns clockwise from the top.
    lifts: the pen is lifted at corners. joins: it is not lifted where the next stroke begins near by.
    dot: a "tap", a "dash" or a small "ring".
    """

    slant: float = 0.0
    width: float = 1.0
    turn: float = 0.0
    restless: float = 1.0
    bend: float = 0.02
    loose: float = 0.012
    tremor: float = 0.002
    rounding: float = 0.0
    reach: tuple[float, float] = (0.0, 0.01)
    closing: float = 0.02
    begin: float = 0.0
    lifts: bool = False
    joins: bool = False
    dot: str = "tap"


HANDS = {
    "careful": Hand(restless=0.5, bend=0.012, loose=0.006, closing=0.008),
    "hasty": Hand(slant=0.06, bend=0.03, loose=0.025, rounding=0.025, reach=(0.01, 0.05), closing=0.09, dot="dash"),
    "trembling mouse": Hand(bend=0.025, loose=0.015, tremor=0.009, reach=(0.0, 0.02), closing=0.03, begin=0.4),
    "round": Hand(width=1.05, bend=0.025, rounding=0.05, joins=True, closing=0.03, begin=0.1, dot="ring"),
    "slanted": Hand(slant=0.25, turn=-2, bend=0.02, begin=-0.12, dot="dash"),
    "wide": Hand(width=1.35, bend=0.02, rounding=0.01, closing=0.03, dot="ring"),
    "narrow": Hand(width=0.74, slant=0.05, bend=0.02, closing=0.02, begin=0.5),
    "line by line": Hand(bend=0.015, loose=0.015, reach=(0.025, 0.025), lifts=True, begin=0.25),
    "gaping": Hand(turn=3, bend=0.025, loose=0.02, reach=(-0.03, 0.02), closing=0.14, begin=-0.2),
    "child": Hand(slant=-0.1, restless=2.2, bend=0.045, loose=0.03, tremor=0.005, reach=(0.02, 0.04), closing=0.05),
}


def draw_by(hand: Hand, meant: Sequence[np.ndarray], *, rng: np.random.Generator) -> list[np.ndarray]:
    """One drawing of what is meant.

    Args:
        meant: strokes of shape (n_points, 2) on the paper [0, 1] × [0, 1]; sharp turns are corners.

    Returns:
        strokes: list of float32 arrays of shape (n_points, 2) in paper units, in the middle of the paper.
    """
    strokes = [np.asarray(stroke, np.float64) for stroke in meant]
    if hand.joins:
        strokes = _joined(strokes)
    if hand.lifts:
        strokes = [piece for stroke in strokes for piece in _at_corners(stroke)]
    strokes = [_dot(stroke, hand, rng) if _length(stroke) < _DOT else _stroke(stroke, hand, rng) for stroke in strokes]
    bent = _bent(strokes, hand.bend, rng)
    matrix = _manner(hand, rng)
    drawn = [(stroke - 0.5) @ matrix.T for stroke in bent]
    extent = max(np.abs(np.concatenate(drawn)).max(), 1e-6)
    return [(0.5 + 0.4 * stroke / extent).astype(np.float32) for stroke in drawn]


def _stroke(meant: np.ndarray, hand: Hand, rng: np.random.Generator) -> np.ndarray:
    closed = np.hypot(*(meant[0] - meant[-1])) < 1e-6
    points = _even(meant)
    if closed and not len(_corners(meant)):  # a ring
        first = round(len(points) * (hand.begin + rng.normal(0, 0.04))) % (len(points) - 1)
        points = np.concatenate([points[first:], points[1 : first + 1]])
    points = _smooth(points, hand.rounding * rng.uniform(0.7, 1.3))
    if closed:
        # The end strays from the beginning, more and more over the last third of the way.
        late = np.clip(np.linspace(-2, 1, len(points)), 0, 1)[:, None]
        points = points + late**2 * rng.normal(0, hand.closing, 2) * np.ptp(points, axis=0).max()
    else:
        points = _reaching(points, rng.normal(*hand.reach, 2))
    shaken = _smooth(rng.normal(0, 1, points.shape), 2 * _STEP)
    shaken *= hand.tremor / max(shaken.std(), 1e-9)
    size = np.exp(rng.normal(0, hand.loose))
    middle = points.mean(0)
    return (points - middle) * size + middle + shaken + rng.normal(0, hand.loose, 2)


def _dot(meant: np.ndarray, hand: Hand, rng: np.random.Generator) -> np.ndarray:
    place = meant.mean(0) + rng.normal(0, 0.5 * hand.loose, 2)
    if hand.dot == "ring":
        angle = np.linspace(0, 2 * np.pi, 9) + rng.uniform(0, 6)
        return place + rng.uniform(0.012, 0.022) * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    length = rng.uniform(0.02, 0.05) if hand.dot == "dash" else 0.008
    return place + np.outer([-0.5, 0.5], length * np.array([1, 0.5]))


def _manner(hand: Hand, rng: np.random.Generator) -> np.ndarray:
    slant, turn, width = hand.restless * rng.normal(0, [0.03, 2.5, 0.05])
    angle = np.radians(hand.turn + turn)
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return rotation @ np.array([[1, -hand.slant - slant], [0, 1]]) @ np.diag([hand.width * np.exp(width), 1])


def _bent(strokes: list[np.ndarray], bend: float, rng: np.random.Generator) -> list[np.ndarray]:
    """All moved along slow waves over the paper, as proportions go astray."""
    waves, phases = rng.normal(0, 2.5, (3, 2, 2)), rng.uniform(0, 2 * np.pi, (3, 2))
    sizes = rng.normal(0, bend, (3, 2))
    moves = list(zip(waves, phases, sizes, strict=True))
    return [stroke + sum(size * np.sin(stroke @ wave + phase) for wave, phase, size in moves) for stroke in strokes]


def _reaching(points: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """Both ends drawn farther, by at most a third of the stroke, or not far enough, by at most a sixth."""
    for by in reach:
        points = points[::-1]
        if by > 0:
            ahead = points[-1] - points[max(-6, -len(points))]
            by = min(by, len(points) * _STEP / 3)
            points = np.concatenate([points, points[-1:] + by * ahead / max(np.hypot(*ahead), 1e-9)])
        elif by < 0:
            points = points[: len(points) - min(round(-by / _STEP), len(points) // 6)]
    return points


def _even(stroke: np.ndarray) -> np.ndarray:
    """Points about _STEP apart."""
    way = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])
    places = np.linspace(0, way[-1], max(3, round(way[-1] / _STEP)))
    return np.stack([np.interp(places, way, stroke[:, i]) for i in (0, 1)], axis=1)


def _smooth(points: np.ndarray, length: float) -> np.ndarray:
    """Evened out by a Gaussian of this width; the ends stay."""
    if length < _STEP / 4:
        return points
    n = min(round(3 * length / _STEP) + 1, len(points) - 1)
    weights = np.exp(-0.5 * (np.arange(-n, n + 1) * _STEP / length) ** 2)
    # Turned round the end: what is beyond it goes on as it came.
    before, after = 2 * points[0] - points[n:0:-1], 2 * points[-1] - points[-2 : -n - 2 : -1]
    longer = np.concatenate([before, points, after])
    return np.stack([np.convolve(longer[:, i], weights / weights.sum(), "valid") for i in (0, 1)], axis=1)


def _corners(stroke: np.ndarray) -> np.ndarray:
    """Where a stroke turns sharply: indices of its points, without the ends."""
    ahead = np.diff(stroke, axis=0)
    angle = np.arctan2(ahead[:, 1], ahead[:, 0])
    turn = np.abs((np.diff(angle) + np.pi) % (2 * np.pi) - np.pi)
    return 1 + np.flatnonzero(turn > _CORNER)


def _at_corners(stroke: np.ndarray) -> list[np.ndarray]:
    edges = [0, *_corners(stroke), len(stroke) - 1]
    return [stroke[a : b + 1] for a, b in itertools.pairwise(edges)]


def _joined(strokes: list[np.ndarray]) -> list[np.ndarray]:
    joined = [strokes[0]]
    for stroke in strokes[1:]:
        if min(_length(joined[-1]), _length(stroke)) > _DOT and np.hypot(*(joined[-1][-1] - stroke[0])) < _NEAR:
            joined[-1] = np.concatenate([joined[-1], stroke])
        else:
            joined.append(stroke)
    return joined


def _length(stroke: np.ndarray) -> float:
    return float(np.hypot(*np.diff(stroke, axis=0).T).sum())
