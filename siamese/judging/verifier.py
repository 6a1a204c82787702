"""The verifier: two drawings in, their distance and a verdict out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from siamese.ink.frame import check_ink, prepare
from siamese.judging.manifest import FOLDER, Manifest, load_encoder, read_manifest
from siamese.network.distance import EPSILON

# Batches are padded to one of these sizes, so that nothing is traced or compiled anew while people wait.
BATCH_SIZES = (1, 2, 4, 8, 16, 32, 64)


@dataclass(frozen=True)
class Comparison:
    """What the network says of two drawings.

    distance: in [0, 2], 0 is identical.
    probability: that both show the same symbol, in [0, 1], calibrated on drawings never trained on.
    verdict: "same", "different" or, too close to call, "unsure".
    threshold: the distance up to which drawings count as the same.
    """

    distance: float
    probability: float
    verdict: str
    threshold: float


class Verifier:
    """An encoder with its manifest, ready to compare drawings."""

    def __init__(self, encoder: keras.Model, manifest: Manifest):
        self.encoder, self.manifest = encoder, manifest
        frame = encoder.input_shape[1]
        self._embed = tf.function(
            lambda frames: encoder(frames, training=False),
            input_signature=[tf.TensorSpec((None, frame, frame, 1), tf.float32)],
            reduce_retracing=True,
            autograph=False,  # which writes files, and has nothing to do here
        )

    @classmethod
    def load(cls, folder: Path = FOLDER) -> "Verifier":
        """The verifier with the weights of a folder, by default the shipped ones.

        Raises:
            siamese.judging.manifest.BadWeights: if weights or manifest are missing, damaged or do not belong together.
        """
        manifest = read_manifest(folder)
        return cls(load_encoder(manifest, folder), manifest)

    def warm_up(self) -> None:
        """Embed a blank frame in each batch size, so that the first visitor waits no longer than the next."""
        for size in BATCH_SIZES:
            self.embed_frames(np.zeros((size, self.manifest.frame, self.manifest.frame, 1), np.float32))

    def embed_frames(self, frames: np.ndarray) -> np.ndarray:
        """Embed prepared frames.

        Args:
            frames: float32 in [0, 1], shape `(n, frame, frame, 1)`, as `siamese.ink.frame.prepare` gives them.

        Returns:
            float32, shape `(n, embedding)`, rows of length 1.
        """
        parts = []
        for start in range(0, len(frames), BATCH_SIZES[-1]):
            part = np.asarray(frames[start : start + BATCH_SIZES[-1]], np.float32)
            size = next(size for size in BATCH_SIZES if size >= len(part))
            padded = np.pad(part, ((0, size - len(part)), (0, 0), (0, 0), (0, 0)))
            parts.append(self._embed(padded).numpy()[: len(part)])
        return np.concatenate(parts) if parts else np.zeros((0, self.manifest.embedding), np.float32)

    def embed(self, inks: Sequence[np.ndarray]) -> np.ndarray:
        """Prepare and embed inks of any size.

        Args:
            inks: arrays of float32 in [0, 1], shape `(height, width)`, 1 is ink.

        Returns:
            float32, shape `(n, embedding)`, rows of length 1.

        Raises:
            siamese.ink.frame.EmptyDrawing: if one of them has no ink.
            siamese.ink.frame.NotInk: if one of them is something else, dark on light for instance.
        """
        for ink in inks:
            check_ink(ink)
        side = self.manifest.frame
        frames = [prepare(ink, frame=side) for ink in inks]
        return self.embed_frames(np.reshape(np.asarray(frames, np.float32), (-1, side, side, 1)))

    def compare(self, a: np.ndarray, b: np.ndarray, *, threshold: float | None = None) -> Comparison:
        """Compare two inks; see `embed` and `judge`."""
        # One at a time: in a batch the last digits depend on the row, and (a, b) would differ from (b, a).
        points = [self.embed([ink])[0] for ink in (a, b)]
        return self.judge(distance(*points), threshold=threshold)

    def judge(self, distance: float, *, threshold: float | None = None) -> Comparison:
        """The verdict on a distance, at the calibrated threshold or another.

        "Too close to call" lies round the threshold and moves with it; the probability does not move.
        """
        calibration = self.manifest.calibration
        if threshold is None:
            threshold = calibration.threshold
        verdict = str(calibration.verdict(distance, threshold=threshold))
        return Comparison(float(distance), float(calibration.probability(distance)), verdict, float(threshold))


def distance(a: np.ndarray, b: np.ndarray) -> float:
    """√max(Σ(a−b)², ε) of two embeddings, as in `siamese.network.distance.EuclideanDistance`."""
    return float(np.sqrt(max(float(((a - b) ** 2).sum()), EPSILON)))
