"""Plain shapes and doodles as different people would draw them, made by program: to judge and to calibrate by.

No network is trained on them. `siamese.data.doodle_kinds` has what is drawn, `siamese.data.doodle_hands` how.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from siamese.data.doodle_hands import HANDS, draw_by
from siamese.data.doodle_kinds import COMMON, RARE

KINDS = {**COMMON, **RARE}
# By some hands a calibration is fitted, by the others it is judged.
CALIBRATING_HANDS = ("hasty", "round", "slanted", "narrow", "child")
JUDGED_HANDS = ("careful", "trembling mouse", "wide", "line by line", "gaping")


@dataclass(frozen=True, eq=False)
class Doodles:
    """Drawings.

    strokes: of each a list of float32 arrays of shape (n_points, 2), in paper units.
    labels, hands: str, shape (n,), the names of kinds and of hands.
    """

    strokes: list[list[np.ndarray]]
    labels: np.ndarray
    hands: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)


def make_doodles(
    n_per_kind: int,
    *,
    rng: np.random.Generator,
    kinds: Sequence[str] = tuple(KINDS),
    hands: Sequence[str] = tuple(HANDS),
) -> Doodles:
    """Each kind, drawn `n_per_kind` times by each hand."""
    rows = [(kind, hand) for kind in kinds for hand in hands for _ in range(n_per_kind)]
    strokes = [draw_by(HANDS[hand], KINDS[kind], rng=rng) for kind, hand in rows]
    return Doodles(strokes, *(np.array(column) for column in zip(*rows, strict=True)))
