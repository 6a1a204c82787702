"""Simple symbols to draw in tests: strokes in paper units, float32 arrays of shape (n_points, 2) in [0, 1]."""

import numpy as np


def line(*points: tuple[float, float]) -> np.ndarray:
    return np.array(points, np.float32)


RING = [np.array([(0.5 + 0.3 * np.cos(t), 0.5 + 0.3 * np.sin(t)) for t in np.linspace(0, 2 * np.pi, 40)], np.float32)]
CROSS = [line((0.2, 0.2), (0.8, 0.8)), line((0.8, 0.2), (0.2, 0.8))]
BAR = [line((0.5, 0.1), (0.5, 0.9))]
HOOK = [line((0.3, 0.1), (0.3, 0.8), (0.8, 0.8))]
DOT = [line((0.5, 0.5))]


def shaky(strokes: list[np.ndarray], seed: int = 0) -> list[np.ndarray]:
    """The same symbol, drawn by another hand: each point up to 0.02 elsewhere."""
    rng = np.random.default_rng(seed)
    return [(stroke + rng.uniform(-0.02, 0.02, stroke.shape)).astype(np.float32) for stroke in strokes]
