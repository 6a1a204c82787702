"""Gestures of known people, each drawn many times: to judge by, never to train or to choose on.

Mixed Multistroke Gestures (Anthony and Wobbrock, Graphics Interface 2012): 16 gestures, ten repetitions at each of
three speeds, by twenty people, half of them with a stylus, half with a finger.
"""

from pathlib import Path

import numpy as np

from siamese.data import source
from siamese.data.packing import BOX
from siamese.data.stroke_files import StrokeGlyphs, glyphs_from

NAME = "gestures_mmg.npz"
HOW = "It is made from the Mixed Multistroke Gestures (https://github.com/ypchen520/p-dollar-zhuyin-multistroke-gestures)."


def load_gestures(path: str | Path | None = None) -> StrokeGlyphs:
    """The gestures of a file, of `path` or of the gestures_mmg.npz that `source.find` finds, all speeds together.

    `hand` is the person. Each gesture is fitted into its box; the file has the screen's pixels. A file of several
    collections names them in `source`: people and labels of two collections are different ones.

    Raises source.MissingData, source.DamagedData.
    """
    path = source.find(NAME, how=HOW) if path is None else Path(path)
    if not path.is_file():
        raise source.MissingData(f"There is no file of gestures {path}. {HOW}")
    with source.reading(path, HOW), path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return _gestures(dict(arrays))


def _gestures(arrays: dict[str, np.ndarray]) -> StrokeGlyphs:
    labels, collection = arrays["labels"], arrays.get("source", np.full(len(arrays["labels"]), "mmg"))
    people = np.char.add(np.char.add(collection, "/"), arrays["subject"].astype(str))
    return glyphs_from(
        {
            "points": _fitted(arrays["points"], arrays["stroke_lengths"], arrays["glyph_strokes"]),
            "stroke_lengths": arrays["stroke_lengths"],
            "glyph_strokes": arrays["glyph_strokes"],
            "labels": np.char.add(np.char.add(collection, "/"), labels),
            "script": collection,
            "writer": np.unique(people, return_inverse=True)[1],
        }
    )


def _fitted(points: np.ndarray, stroke_lengths: np.ndarray, glyph_strokes: np.ndarray) -> np.ndarray:
    """Each glyph's points in a box of its own, int16 in 0…BOX, proportions kept."""
    first_stroke = np.cumsum(glyph_strokes, dtype=np.int64) - glyph_strokes
    n_points = np.add.reduceat(stroke_lengths.astype(np.int64), first_stroke)
    start = np.cumsum(n_points) - n_points
    low, high = (of.reduceat(points, start).astype(np.float64) for of in (np.minimum, np.maximum))
    size = np.maximum((high - low).max(1, keepdims=True), 1)
    glyph = np.repeat(np.arange(len(start)), n_points)
    return np.rint((points - low[glyph]) / size[glyph] * BOX).astype(np.int16)
