"""What the lesson's networks say of a pair of drawings, and of the same pair the other way round."""

from collections.abc import Mapping
from dataclasses import dataclass

import keras
import numpy as np

from siamese.lesson.data import Pairs
from siamese.lesson.nets import towers


@dataclass(frozen=True)
class Opinion:
    """One network's view of a pair.

    which: the network, one of `siamese.lesson.nets.NETS`.
    probability: of "same" for (A, B), in [0, 1].
    swapped: of "same" for (B, A). Only a distance is sure to say the same of both.
    """

    which: str
    probability: float
    swapped: float

    @property
    def verdict(self) -> str:
        """ "same" or "different"."""
        return _verdict(self.probability)

    @property
    def swapped_verdict(self) -> str:
        """ "same" or "different", of (B, A)."""
        return _verdict(self.swapped)


def judge_frames(nets: Mapping[str, keras.Model], a: np.ndarray, b: np.ndarray) -> list[Opinion]:
    """Ask each network about two drawings.

    Args:
        nets: name → network, as `siamese.lesson.record.load_nets` gives them.
        a, b: as `siamese.lesson.framing.frame_as_mnist` gives them: float32 in [0, 1], shape `(28, 28)`.
    """
    there, back = np.stack([a, b]).astype(np.float32), np.stack([b, a]).astype(np.float32)
    opinions = []
    for which, net in nets.items():
        probability, swapped = net([there, back], training=False).numpy()[:, 0].tolist()
        opinions.append(Opinion(which, probability, swapped))
    return opinions


def spread(net: keras.Model, images: np.ndarray, pairs: Pairs) -> tuple[float, int]:
    """How far apart a network with a distance puts pictures, and how much of its tower still answers.

    Args:
        images: uint8, shape `(n, 28, 28)`, 255 is ink.

    Returns:
        the mean distance of the pairs; how many of the tower's units answer to any of the pictures. Where a
        network has collapsed, both are 0.
    """
    tower, _ = towers(net)
    answers = tower(images.astype(np.float32) / 255, training=False).numpy()
    distances = np.linalg.norm(answers[pairs.first] - answers[pairs.second], axis=1)
    return float(distances.mean()), int((answers > 0).any(axis=0).sum())


def _verdict(probability: float) -> str:
    return "same" if probability >= 0.5 else "different"
