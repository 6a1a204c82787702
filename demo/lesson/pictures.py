"""The lesson's pictures of digits and pairs."""

import base64
import json

import cv2
import numpy as np

from siamese.data.pairs import SAME
from siamese.lesson.data import LessonData

N_PAIRS = 8


def png(ink: np.ndarray) -> str:
    """A data URL of a picture with dark ink on white. ink: uint8, shape `(height, width)`, 255 is ink."""
    return "data:image/png;base64," + base64.b64encode(cv2.imencode(".png", 255 - ink)[1].tobytes()).decode()


def show_pixels(data: LessonData, *, rng: np.random.Generator) -> str:
    """One picture for the first step: JSON of `pixels`, 784 bytes row by row, and `words`."""
    place = int(rng.integers(len(data.images)))
    words = f"One of {len(data.images):,} pictures to learn from; {len(data.test_images):,} more are for the test."
    return json.dumps({"pixels": data.images[place].ravel().tolist(), "words": words}, separators=(",", ":"))


def show_pairs(data: LessonData, *, note: str, rng: np.random.Generator) -> str:
    """Some of the pairs to learn from, for the second step: JSON of `pairs`, `words`, in HTML, and `note`."""
    chosen = data.train[rng.choice(len(data.train), N_PAIRS, replace=False)]
    pairs = [
        {"a": png(data.images[first]), "b": png(data.images[second]), "same": bool(target == SAME)}
        for first, second, target in zip(*chosen, strict=True)
    ]
    n_same = int((data.train.target == SAME).sum())
    words = (
        f"<b>{len(data.train):,}</b> pairs to learn from: <b>{n_same:,}</b> same (target 1), "
        f"<b>{len(data.train) - n_same:,}</b> different (target 0). <b>{len(data.test):,}</b> more, of other pictures, "
        "are for the test."
    )
    return json.dumps({"pairs": pairs, "words": words, "note": note}, separators=(",", ":"))
