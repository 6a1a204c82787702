"""Embeddings averaged over several views, slightly changed copies of a frame, to be reported apart."""

import cv2
import numpy as np

from siamese.evaluation.bench import Embed

# Standard deviations: degrees, log of the size, shear, share of the frame.
TURN, SIZE, SHEAR, SHIFT = 6.0, 0.06, 0.08, 0.02


def averaged(embed: Embed, n: int, *, seed: int) -> Embed:
    """An `embed` that looks at each frame as it is and at n − 1 copies, turned, sized, sheared and moved by chance.

    The copies of all frames are varied alike, so that a frame's embedding does not depend on what stands beside it.
    The mean of the n embeddings is lifted back to unit length.
    """
    rng = np.random.default_rng(seed)
    changes = [np.eye(2, 3), *(_change(rng) for _ in range(n - 1))]

    def embed_averaged(frames: np.ndarray) -> np.ndarray:
        total = sum(np.asarray(embed(_varied(frames, change))) for change in changes)
        return total / np.linalg.norm(total, axis=1, keepdims=True)

    return embed_averaged


def _change(rng: np.random.Generator) -> np.ndarray:
    """Shape (2, 3): where in a frame a pixel of its copy comes from, the middle of the frame being the origin."""
    angle = np.radians(rng.normal(0, TURN))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    stretch = np.diag(np.exp(rng.normal(0, SIZE, 2)))
    shear = np.array([[1, rng.normal(0, SHEAR)], [0, 1]])
    return np.hstack([turn @ stretch @ shear, rng.normal(0, SHIFT, (2, 1))])


def _varied(frames: np.ndarray, change: np.ndarray) -> np.ndarray:
    side = frames.shape[1]
    middle = np.full(2, (side - 1) / 2)
    matrix = np.column_stack([change[:, :2], middle - change[:, :2] @ middle + side * change[:, 2]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.stack([cv2.warpAffine(frame, matrix, (side, side), flags=flags) for frame in frames])[..., None]
