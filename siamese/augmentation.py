"""Chance variations of a drawing: what another hand, pen, paper or camera would have made of the same symbol.

Blur, resolution and contrast vary alike over every source of drawings, so that none of them tells the encoder
where a drawing comes from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from siamese.strokes import ink_from_strokes

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
    pen: tuple[float, float] = (0.02, 0.14)  # range of pen widths, as shares of the symbol
    blur: float = 0.5  # probability
    coarse: float = 0.25  # probability of a low resolution
    coarsest: int = 10  # pixels of the symbol's larger side


def vary_strokes(strokes: Sequence[np.ndarray], variation: Variation, *, rng: np.random.Generator) -> np.ndarray:
    """Draw strokes as another hand might have, with a pen of chance width.

    Args:
        strokes: list of float32 arrays `(n_points, 2)` in paper units.

    Returns:
        ink, float32 in [0, 1], shape `(side, side)`.
    """
    moved = [_vary_stroke(np.asarray(stroke, np.float32) - 0.5, variation, rng) for stroke in strokes]
    points = np.concatenate(moved) @ _affine(variation, rng).T
    points += _bend_at(points, variation, rng)
    # Half the paper for the symbol: `prepare` undoes the size, the cut at the paper's edge it could not undo.
    centre, extent = (points.max(0) + points.min(0)) / 2, max(np.ptp(points, axis=0).max(), 1e-3)
    points = (points - centre) / (2 * extent) + 0.5
    pen = float(np.exp(rng.uniform(*np.log(variation.pen))))
    ink = ink_from_strokes(np.split(points, np.cumsum([len(stroke) for stroke in moved])[:-1]), pen=pen)
    return _degrade(ink, variation, rng)


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
    ink = cv2.remap(picture, pixels, None, interpolation, borderValue=0).astype(np.float32) / 255
    return _degrade(_change_width(ink, rng), variation, rng)


def _affine(variation: Variation, rng: np.random.Generator) -> np.ndarray:
    angle, shear = np.radians(rng.normal(0, variation.rotation)), rng.normal(0, variation.shear)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    stretch = np.diag(np.exp(rng.normal(0, variation.stretch, 2)))
    return (turn @ stretch @ np.array([[1, shear], [0, 1]])).astype(np.float32)


def _quarter_turn(times: int) -> np.ndarray:
    return np.linalg.matrix_power(np.array([[0, -1], [1, 0]]), times % 4).astype(np.float32)


def _vary_stroke(points: np.ndarray, variation: Variation, rng: np.random.Generator) -> np.ndarray:
    centre = (points.max(0) + points.min(0)) / 2
    small = Variation(rotation=variation.stroke_turn, stretch=variation.stroke_stretch, shear=0)
    shift = rng.normal(0, variation.stroke_shift, 2)
    return (points - centre) @ _affine(small, rng).T + centre + shift


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
        return cv2.dilate(ink, _disc(int(rng.integers(2, 7))))
    if choice < 0.6:
        thinner = cv2.erode(ink, _disc(int(rng.integers(2, 4))))
        # A thin pen's lines would be gone: keep the drawing where less than a third of the ink is left.
        return thinner if thinner.sum() > 0.35 * ink.sum() else ink
    return ink


def _disc(size: int) -> np.ndarray:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))


def _degrade(ink: np.ndarray, variation: Variation, rng: np.random.Generator) -> np.ndarray:
    """Blur, lower the resolution and change the contrast, each by chance."""
    if rng.random() < variation.blur:
        ink = cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.4, 3.0))
    if rng.random() < variation.coarse:
        # The symbol fills about half of the paper.
        side = round(2 * np.exp(rng.uniform(np.log(variation.coarsest), np.log(40))))
        ink = cv2.resize(ink, (side, side), interpolation=cv2.INTER_AREA)
    if rng.random() < 0.5:
        # Harder or softer edges; never so hard that faint lines vanish.
        ink = np.clip(ink / max(ink.max(), 1e-3), 0, 1)
        level, gain = rng.uniform(0.15, 0.45), float(np.exp(rng.uniform(0, np.log(4))))
        ink = np.clip((ink - level) * gain + level, 0, 1) ** rng.uniform(0.6, 1.6)
    return ink
