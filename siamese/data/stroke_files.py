"""Symbols of many kinds as strokes, beyond UNIPEN's characters: a file each, all of one form.

detexify: what people drew with mouse and finger on a web page that finds LaTeX symbols.
scripts, invented: the middle lines of the letters of real and of invented scripts, most by one font.
hands: kanji, kana and Hangul in several handwriting fonts, a font a hand.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from siamese.data import source

NAMES = ("detexify", "scripts", "invented", "hands")
BOX = 1000  # file units: a glyph fills a box of 0…1000 × 0…1000, in its longer direction


@dataclass(frozen=True, eq=False)
class StrokeGlyphs:
    """Symbols as strokes, which `strokes(i)` reads.

    labels: str, shape (n,), "script/character": what was to be drawn.
    script: str, shape (n,), the set of symbols that it belongs to.
    hand: int64, shape (n,), who drew it, or the font; people who cannot be told apart are taken for different ones.
    twins: str, shape (n_twins, 2), labels that people draw alike: they are no different pair.
    """

    labels: np.ndarray = field(repr=False)
    script: np.ndarray = field(repr=False)
    hand: np.ndarray = field(repr=False)
    twins: np.ndarray = field(repr=False)
    _points: np.ndarray = field(repr=False)  # int16, (n_points, 2), of all strokes of the file
    _point_edges: np.ndarray = field(repr=False)  # int64, (n_strokes + 1,): stroke j has points [j]…[j + 1]
    _first_stroke: np.ndarray = field(repr=False)  # int64, (n,)
    _n_strokes: np.ndarray = field(repr=False)  # int64, (n,)

    def __len__(self) -> int:
        return len(self.labels)

    def strokes(self, i: int) -> list[np.ndarray]:
        """Glyph `i`: float32 arrays of shape (n_points, 2) in [0, 1], x right and y down."""
        first = self._first_stroke[i]
        edges = self._point_edges[first : first + self._n_strokes[i] + 1]
        points = self._points[edges[0] : edges[-1]].astype(np.float32) / BOX
        return np.split(points, edges[1:-1] - edges[0])

    def select(self, rows: np.ndarray) -> "StrokeGlyphs":
        """Some of the glyphs: a bool mask of shape (n,), or indices. The points are shared, not copied."""
        names = ("labels", "script", "hand", "_first_stroke", "_n_strokes")
        return replace(self, **{name: getattr(self, name)[rows] for name in names})

    @cached_property
    def shapes(self) -> np.ndarray:
        """str, shape (n,): the first label of all that are drawn alike, directly or through others between them."""
        first: dict[str, str] = {}

        def root(label: str) -> str:
            while (further := first.get(label, label)) != label:
                label = further
            return label

        for a, b in self.twins.tolist():
            low, high = sorted((root(a), root(b)))
            first[high] = low
        names, index = np.unique(self.labels, return_inverse=True)
        return np.array([root(name) for name in names.tolist()])[index]


def load_glyphs(name: str) -> StrokeGlyphs:
    """The glyphs of one of the files in NAMES, as `source.find` finds it.

    Raises source.MissingData, source.DamagedData.
    """
    how = f"python -m siamese.data {name} --help says how to make it."
    path = source.find(f"{name}.npz", how=how)
    with source.reading(Path(path), how), path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return glyphs_from(dict(arrays))


def glyphs_from(arrays: dict[str, np.ndarray]) -> StrokeGlyphs:
    """The glyphs of a file's arrays. Raises ValueError, where they are of another form."""
    points, labels, script = (arrays[name] for name in ("points", "labels", "script"))
    stroke_lengths = arrays["stroke_lengths"].astype(np.int64)
    glyph_strokes = arrays["glyph_strokes"].astype(np.int64)
    # A font is a hand; of people who are not named, every drawing may be another's.
    hand = arrays.get("writer", arrays.get("source", np.arange(len(labels))))
    twins = arrays.get("twins", np.zeros((0, 2), "<U1"))
    _check(points.ndim == 2 and points.shape[1] == 2 and points.dtype == np.int16, "points: int16, (n, 2)")
    _check(len(labels) > 0 and labels.dtype.kind == "U", "labels: at least one glyph's")
    _check(points.min() >= 0 and points.max() <= BOX, f"points: 0 to {BOX}")
    _check(stroke_lengths.min() > 0 and stroke_lengths.sum() == len(points), "stroke_lengths: sum to points")
    _check(glyph_strokes.min() > 0 and glyph_strokes.sum() == len(stroke_lengths), "glyph_strokes: sum to strokes")
    _check(len({len(labels), len(script), len(hand), len(glyph_strokes)}) == 1, "one script and hand a label")
    _check(twins.ndim == 2 and twins.shape[1] == 2 and twins.dtype.kind == "U", "twins: labels, (n, 2)")
    return StrokeGlyphs(
        labels=labels,
        script=script,
        hand=hand.astype(np.int64),
        twins=twins,
        _points=points,
        _point_edges=np.concatenate([[0], np.cumsum(stroke_lengths)]),
        _first_stroke=np.cumsum(glyph_strokes) - glyph_strokes,
        _n_strokes=glyph_strokes,
    )


def _check(met: bool, expected: str) -> None:
    if not met:
        raise ValueError(f"expected {expected}")
