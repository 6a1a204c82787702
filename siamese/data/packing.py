"""The form of a file of strokes: all points one after the other, and how many belong to each stroke and glyph.

    points          int16, (n_points, 2), x right and y down, each glyph in a box of 0…1000 × 0…1000
    stroke_lengths  points in each stroke
    glyph_strokes   strokes in each glyph
    labels          what each glyph shows

and further arrays, most with an entry a glyph.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar, Self

import numpy as np

BOX = 1000  # file units: a glyph fills a box of 0…1000 × 0…1000, in its longer direction


@dataclass(frozen=True, eq=False, kw_only=True)
class Glyphs:
    """Symbols as strokes, which `strokes(i)` reads.

    labels: str, shape (n,), what was to be drawn.
    """

    labels: np.ndarray = field(repr=False)
    _points: np.ndarray = field(repr=False)  # int16, (n_points, 2), of all strokes of the file
    _point_edges: np.ndarray = field(repr=False)  # int64, (n_strokes + 1,): stroke j has points [j]…[j + 1]
    _first_stroke: np.ndarray = field(repr=False)  # int64, (n,)
    _n_strokes: np.ndarray = field(repr=False)  # int64, (n,)

    of_each: ClassVar[tuple[str, ...]] = ("labels", "_first_stroke", "_n_strokes")  # fields with an entry a glyph

    def __len__(self) -> int:
        return len(self.labels)

    def strokes(self, i: int) -> list[np.ndarray]:
        """Glyph `i`: float32 arrays of shape (n_points, 2) in [0, 1], x right and y down."""
        first = self._first_stroke[i]
        edges = self._point_edges[first : first + self._n_strokes[i] + 1]
        points = self._points[edges[0] : edges[-1]].astype(np.float32) / BOX
        return np.split(points, edges[1:-1] - edges[0])

    def select(self, rows: np.ndarray) -> Self:
        """Some of the glyphs: a bool mask of shape (n,), or indices. The points are shared, not copied."""
        return replace(self, **{name: getattr(self, name)[rows] for name in self.of_each})


def unpacked(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The fields of `Glyphs`, of the arrays of a file. Raises ValueError where they have another form."""
    points, labels = arrays["points"], arrays["labels"]
    stroke_lengths = arrays["stroke_lengths"].astype(np.int64)
    glyph_strokes = arrays["glyph_strokes"].astype(np.int64)
    check(points.ndim == 2 and points.shape[1] == 2 and points.dtype == np.int16, "points: int16, (n, 2)")
    check(len(labels) > 0 and labels.dtype.kind == "U", "labels: str, of at least one glyph")
    check(points.min() >= 0 and points.max() <= BOX, f"points: 0 to {BOX}")
    check(stroke_lengths.min() > 0 and stroke_lengths.sum() == len(points), "stroke_lengths: sum to points")
    check(glyph_strokes.min() > 0 and glyph_strokes.sum() == len(stroke_lengths), "glyph_strokes: sum to strokes")
    check_each(labels, glyph_strokes=glyph_strokes)
    return {
        "labels": labels,
        "_points": points,
        "_point_edges": np.concatenate([[0], np.cumsum(stroke_lengths)]),
        "_first_stroke": np.cumsum(glyph_strokes) - glyph_strokes,
        "_n_strokes": glyph_strokes,
    }


def check(met: bool | np.bool, expected: str) -> None:
    if not met:
        raise ValueError(f"expected {expected}")


def check_each(labels: np.ndarray, **columns: np.ndarray) -> None:
    """Raises ValueError unless each column has as many entries as there are labels."""
    for name, column in columns.items():
        check(column.shape == labels.shape, f"{name}: as many as labels")


def writable(out: str | Path) -> Path:
    """`out` as a path. Raises ValueError where its folder is missing, before hours of work are lost to that."""
    out = Path(out)
    if not out.parent.is_dir():
        raise ValueError(f"There is no folder {out.parent} to write {out.name} to.")
    return out


def write(out: Path, glyphs: Sequence[list[np.ndarray]], **columns: np.ndarray) -> None:
    """Write a file of this form.

    glyphs: of each its strokes, int16 arrays of shape (n_points, 2).
    columns: `labels`, and what else is to be in the file.
    """
    strokes = [stroke for glyph in glyphs for stroke in glyph]
    with out.open("wb") as file:  # a name alone would have ".npz" put after it
        np.savez_compressed(
            file,
            points=np.concatenate(strokes),
            stroke_lengths=np.array([len(stroke) for stroke in strokes], np.int16),
            glyph_strokes=np.array([len(glyph) for glyph in glyphs], np.int16),
            allow_pickle=False,  # it could not be read again
            **columns,
        )
