"""Chance variations of a drawing: what another hand, pen, paper or camera would have made of the same symbol.

Blur, resolution and contrast vary alike over every source of drawings, so that none of them tells the encoder
where a drawing comes from.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from siamese.ink.strokes import ink_from_strokes

_FILLED = 0.75  # of the paper, by the symbol's larger side, before it is drawn
_SPACING = 0.03  # paper units between two points of a stroke that is drawn again
_CANVAS = 112  # pixels, the side on which pictures are warped
_STEPS = (np.arange(_CANVAS, dtype=np.float32) + 0.5) / _CANVAS - 0.5
_GRID = np.stack(np.meshgrid(_STEPS, _STEPS), axis=-1) * 1.25  # some margin, for what the warp moves outwards


@dataclass(frozen=True)
class Variation:
    """How far drawings vary; standard deviations unless said otherwise."""

    rotation: float = 8.0  # degrees
    stretch: float = 0.12  # log of each side's scale
    shear: float = 0.12
    bend: float = 0.025  # shift of a grid's nodes, as a share of the paper
    stroke_shift: float = 0.02  # of each pen stroke, in paper units
    stroke_turn: float = 4.0  # degrees
    stroke_stretch: float = 0.06
    redrawn: float = 0.3  # probability that a stroke has other ends, corners and tremor than it was drawn with
    ends: float = 0.015  # by which a stroke is longer or shorter at each end, in paper units
    tremor: float = 0.006  # of the hand, in paper units
    rounded: float = 0.3  # probability that corners are cut
    again: float = 0.03  # probability of a stroke being drawn twice
    pen: tuple[float, float] = (0.02, 0.22)  # range of pen widths, as shares of the symbol
    blur: float = 0.5  # probability
    coarse: float = 0.25  # probability of a low resolution
    coarsest: int = 7  # pixels of the symbol's larger side

    def of_one_hand(self) -> "Variation":
        """For symbols that one hand alone has drawn: strokes vary so much that the result could be another's."""
        return replace(
            self,
            bend=1.5 * self.bend,
            stroke_shift=1.6 * self.stroke_shift,
            stroke_turn=1.6 * self.stroke_turn,
            stroke_stretch=2 * self.stroke_stretch,
            redrawn=0.8,
            ends=2 * self.ends,
            tremor=1.5 * self.tremor,
        )


def vary_strokes(strokes: Sequence[np.ndarray], variation: Variation, *, rng: np.random.Generator) -> np.ndarray:
    """Draw strokes as another hand might have, with a pen of chance width.

    Args:
        strokes: list of float32 arrays `(n_points, 2)` in paper units.

    Returns:
        ink, float32 in [0, 1], shape `(side, side)`.
    """
    moved = [
        _vary_stroke(np.asarray(stroke, np.float32) - 0.5, variation, rng) for stroke in _drawn(strokes, variation, rng)
    ]
    points = np.concatenate(moved) @ _affine(variation, rng).T
    points += _bend_at(points, variation, rng)
    # Not the whole paper for the symbol: `prepare` undoes the size, the cut at the paper's edge it could not undo.
    centre, extent = (points.max(0) + points.min(0)) / 2, max(np.ptp(points, axis=0).max(), 1e-3)
    points = (points - centre) * (_FILLED / extent) + 0.5
    pen = float(np.exp(rng.uniform(*np.log(variation.pen))))
    ink = ink_from_strokes(np.split(points, np.cumsum([len(stroke) for stroke in moved])[:-1]), pen=pen)
    return _degrade(ink, variation, rng, filled=_FILLED)


def vary_picture(
    picture: np.ndarray,
    variation: Variation,
    *,
    rng: np.random.Generator,
    quarter_turns: int = 0,
    mirrored: bool = False,
) -> np.ndarray:
    """Warp a picture of a symbol and change the width of its strokes.

    Args:
        picture: uint8, shape `(side, side)`, 255 is ink.
        quarter_turns: of the symbol before it is varied.
        mirrored: left for right, before it is turned.

    Returns:
        ink, float32 in [0, 1], shape `(112, 112)` or coarser.
    """
    side = picture.shape[0]
    # Where each pixel of the result comes from: a regular grid, bent, turned and stretched about the middle.
    grid = _GRID
    if variation.bend:
        nodes = rng.normal(0, variation.bend, (4, 4, 2)).astype(np.float32)
        grid = grid + cv2.resize(nodes, (_CANVAS, _CANVAS), interpolation=cv2.INTER_CUBIC)
    flip = np.diag([-1 if mirrored else 1, 1])
    matrix = side * flip @ _quarter_turn(quarter_turns) @ _affine(variation, rng)
    middle = np.full((2, 1), side / 2 - 0.5)
    pixels = cv2.transform(grid, np.hstack([matrix, middle]))
    interpolation = cv2.INTER_CUBIC if side < _CANVAS / 2 else cv2.INTER_LINEAR
    # The stub does not know that pixels with x and y need no second map.
    varied = cv2.remap(picture, pixels, None, interpolation, borderValue=0)  # type: ignore[call-overload]
    ink = varied.astype(np.float32) / 255
    return _degrade(_change_width(ink, rng), variation, rng, filled=0.5)


def _affine(variation: Variation, rng: np.random.Generator) -> np.ndarray:
    angle, shear = np.radians(rng.normal(0, variation.rotation)), rng.normal(0, variation.shear)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    stretch = np.diag(np.exp(rng.normal(0, variation.stretch, 2)))
    return (turn @ stretch @ np.array([[1, shear], [0, 1]])).astype(np.float32)


def _quarter_turn(times: int) -> np.ndarray:
    return np.linalg.matrix_power(np.array([[0, -1], [1, 0]]), times % 4).astype(np.float32)


def _drawn(strokes: Sequence[np.ndarray], variation: Variation, rng: np.random.Generator) -> list[np.ndarray]:
    """The strokes, some of them twice."""
    return [stroke for stroke in strokes for _ in range(1 + (rng.random() < variation.again))]


def _vary_stroke(points: np.ndarray, variation: Variation, rng: np.random.Generator) -> np.ndarray:
    if rng.random() < variation.redrawn and len(points) > 1:
        points = _redraw(points, variation, rng)
    centre = (points.max(0) + points.min(0)) / 2
    small = Variation(rotation=variation.stroke_turn, stretch=variation.stroke_stretch, shear=0)
    shift = rng.normal(0, variation.stroke_shift, 2)
    return (points - centre) @ _affine(small, rng).T + centre + shift


def _redraw(points: np.ndarray, variation: Variation, rng: np.random.Generator) -> np.ndarray:
    """The same way, with corners rounder, ends longer or shorter, and a tremor."""
    z = points @ np.array([1, 1j])
    along = np.concatenate([[0], np.cumsum(np.abs(np.diff(z)))])
    length = along[-1]
    if length < _SPACING:
        return points
    # Evenly spaced from where the pen comes down to where it is lifted; beyond an end it goes straight on.
    begin, end = np.clip(rng.normal(0, variation.ends, 2), -0.2 * length, 0.2 * length)
    at = np.linspace(begin, length + end, max(3, int(length / _SPACING)))
    path = np.interp(at, along, z.real) + 1j * np.interp(at, along, z.imag)
    path += _beyond(at, z[0] - z[1], -at) + _beyond(at, z[-1] - z[-2], at - length)
    if rng.random() < variation.rounded:
        path = _smooth(path, rng.uniform(0.5, 2.5))
    waves = rng.uniform(4, 40, (2, 1)) * at + rng.uniform(0, 2 * np.pi, (2, 1))
    path += variation.tremor * np.exp(1j * rng.uniform(0, 2 * np.pi, 2)) @ np.sin(waves)
    return np.stack([path.real, path.imag], axis=1)


def _beyond(at: np.ndarray, direction: complex, by: np.ndarray) -> np.ndarray:
    """How far to go straight on in a direction, where `by` is above 0."""
    return np.maximum(by, 0) * direction / max(abs(direction), 1e-9)


def _smooth(path: np.ndarray, width: float) -> np.ndarray:
    """A moving average of points, complex, shape `(n,)`; the ends stay."""
    smooth = cv2.GaussianBlur(
        np.stack([path.real, path.imag], axis=1)[:, None],
        (1, 2 * int(2 * width) + 1),
        width,
        borderType=cv2.BORDER_REPLICATE,
    )[:, 0]
    smooth[[0, -1]] = np.stack([path.real, path.imag], axis=1)[[0, -1]]
    return smooth @ np.array([1, 1j])


def _bend_at(points: np.ndarray, variation: Variation, rng: np.random.Generator) -> np.ndarray:
    """A smooth field of shifts at the points: a few waves of chance direction, each about a symbol long."""
    waves = rng.normal(0, 4, (2, 4))
    phases = rng.uniform(0, 2 * np.pi, 4)
    shifts = rng.normal(0, variation.bend, (4, 2))
    return np.sin(points @ waves + phases) @ shifts


def _change_width(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Thicken or thin the strokes by a few pixels, where they stay visible."""
    choice = rng.random()
    if choice < 0.45:
        return cv2.dilate(ink, _disc(int(np.exp(rng.uniform(np.log(2), np.log(12))))))
    if choice < 0.6:
        thinner = cv2.erode(ink, _disc(int(rng.integers(2, 4))))
        # A thin pen's lines would be gone: keep the drawing where less than a third of the ink is left.
        return thinner if thinner.sum() > 0.35 * ink.sum() else ink
    return ink


def _disc(size: int) -> np.ndarray:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))


def _degrade(ink: np.ndarray, variation: Variation, rng: np.random.Generator, *, filled: float) -> np.ndarray:
    """Blur, lower the resolution and change the contrast, each by chance. The symbol fills about `filled` of a side."""
    if rng.random() < variation.blur:
        ink = cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.4, 3.0))
    if rng.random() < variation.coarse:
        side = round(1 / filled * np.exp(rng.uniform(np.log(variation.coarsest), np.log(40))))
        ink = cv2.resize(ink, (side, side), interpolation=cv2.INTER_AREA)
    if rng.random() < 0.5:
        # Harder or softer edges; never so hard that faint lines vanish.
        ink = np.clip(ink / max(ink.max(), 1e-3), 0, 1)
        level, gain = rng.uniform(0.15, 0.45), float(np.exp(rng.uniform(0, np.log(4))))
        ink = np.clip((ink - level) * gain + level, 0, 1) ** rng.uniform(0.6, 1.6)
    return ink
