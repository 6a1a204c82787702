"""Stands in for the network where a test is not about it, without TensorFlow: embeddings are blurred pixels."""

from types import SimpleNamespace

import cv2
import numpy as np

from siamese.ink.frame import FRAME
from siamese.judging.calibration import Calibration
from siamese.judging.rejection import Rejection


class PixelVerifier:
    """Gives embeddings of 128 numbers; near means alike. Unrelated drawings are about 1 apart."""

    def __init__(self, *, sha256: str = "a" * 64, rejection: Rejection | None = None):
        # Probability one half at distance 0.6, and 1/3 … 2/3 within log(2)/20 ≈ 0.035 of it.
        calibration = Calibration(
            weight=-20.0,
            bias=12.0,
            threshold=0.6,
            unsure=(0.035, 0.035),
            error_table=[{"threshold": 0.0, "same_called_different": 1.0, "different_called_same": 0.0}],
            histograms={"edges": [0.0, 2.0], "same": [0.5], "different": [0.5]},
            error_rates={},
        )
        rejection = rejection or Rejection(weight=-20.0, bias=12.0)
        self.manifest = SimpleNamespace(
            sha256=sha256, frame=FRAME, embedding=128, calibration=calibration, rejection=rejection
        )
        self.embedded = 0

    def embed_frames(self, frames: np.ndarray) -> np.ndarray:
        self.embedded += len(frames)
        small = [
            cv2.resize(cv2.GaussianBlur(frame, (0, 0), 2), (8, 16), interpolation=cv2.INTER_AREA) for frame in frames
        ]
        rows = np.reshape(small, (len(frames), 128)).astype(np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)
