"""Classes of different sources that look alike: one shape has several names, and none of them is wrong.

A circle is a letter of forty scripts, a zero and a sign of mathematics. Within one script all letters are different,
but whether a letter is "the same" as another script's nobody has said: such classes are no negatives of each other.
"""

from collections.abc import Iterable

import cv2
import numpy as np

from siamese.ink.frame import EmptyDrawing, prepare
from siamese.training.augmentation import Variation

# Cosine of two classes' looks from which on they are taken for one shape.
ALIKE = 0.8
_N_DRAWINGS = 4  # of a class
_GRID = 16  # cells of a look, to a side
_STILL = Variation(
    rotation=0.0,
    stretch=0.0,
    shear=0.0,
    bend=0.0,
    stroke_shift=0.0,
    stroke_turn=0.0,
    stroke_stretch=0.0,
    redrawn=0.0,
    again=0.0,
    blur=0.0,
    coarse=0.0,
    pen=(0.06, 0.06),
)


def find_twins(mixture, looks: Iterable[np.ndarray], *, alike: float = ALIKE) -> list[np.ndarray]:
    """For each class the others that are neither the same nor surely different.

    These are the twins that a source names, and of other families those whose looks are alike.

    Args:
        mixture: a `siamese.training.mixture.Mixture`.
        looks: `class_look` of each of its classes, in the order of their numbers.

    Returns:
        int64 arrays of class numbers, one for each class of the mixture.
    """
    looks = np.stack(list(looks))
    n = len(mixture.classes)
    families = np.empty(n, object)
    named: list[set[int]] = [set() for _ in range(n)]
    for source in mixture.sources:
        for name, family in zip(source.classes, source.families, strict=True):
            families[mixture.classes[str(name)]] = family
        for a, b in source.twins:
            named[mixture.classes[a]].add(mixture.classes[b])
            named[mixture.classes[b]].add(mixture.classes[a])
    _, family = np.unique(families.astype(str), return_inverse=True)
    twins = []
    for start in range(0, n, 1000):
        near = looks[start : start + 1000] @ looks.T > alike
        near &= family[start : start + 1000, None] != family
        twins += [
            np.array(sorted({*np.flatnonzero(row).tolist(), *named[start + i]}), int) for i, row in enumerate(near)
        ]
    return twins


def class_look(mixture, number: int) -> np.ndarray:
    """How much ink of a class's drawings, of each source, runs in which of four directions in each cell of a grid.

    Returns:
        float32, shape `(4 · 16²,)`, of length 1, or 0 where there is no ink.
    """
    look = np.zeros((_GRID, _GRID, 4), np.float32)
    rng = np.random.default_rng(number)
    for source, label in mixture.members(number):
        for _ in range(min(_N_DRAWINGS, source.n_drawings(label))):
            try:
                look += directions(prepare(source.draw(label, _STILL, rng))[..., 0])
            except EmptyDrawing:
                continue
    return look.ravel() / max(float(np.linalg.norm(look)), 1e-6)


def directions(frame: np.ndarray) -> np.ndarray:
    """Of a frame, float32, shape `(side, side)`: float32, shape `(16, 16, 4)`, of length 1 or 0."""
    smooth = cv2.GaussianBlur(frame, (0, 0), len(frame) / 40)
    x, y = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    strength, angle = np.hypot(x, y), np.arctan2(y, x) % np.pi / np.pi * 4
    low = angle.astype(int) % 4
    part = angle - np.floor(angle)
    planes = np.stack(
        [strength * (np.where(low == d, 1 - part, 0) + np.where((low + 1) % 4 == d, part, 0)) for d in range(4)], -1
    )
    cells = cv2.resize(cv2.GaussianBlur(planes, (0, 0), len(frame) / 20), (_GRID, _GRID), interpolation=cv2.INTER_AREA)
    return np.sqrt(cells) / max(float(np.sqrt(cells.sum())), 1e-6)
