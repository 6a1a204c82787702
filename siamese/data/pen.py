"""Characters written with a pen on tablets (UNIPEN), as strokes: just what a canvas sends."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from siamese.data import source

NAME = "unipen.npz"
BOX = 1000  # file units: a glyph fills a box of 0…1000 × 0…1000, in its longer direction
CATEGORIES = ("digit", "upper", "lower", "symbol")
HOW = (
    "It is made from the UNIPEN distribution train_r01_v07 (https://doi.org/10.5281/zenodo.1195803), "
    f"unpacked to a folder: python -m siamese.data unipen FOLDER {NAME}."
)

# Labels of one shape, now that each glyph fills its box: size and place on the line, which tell them apart on
# paper, are gone. They are no different pair. A group goes by its first label: the digit, where it has one.
SAME_SHAPE = (
    *("0oO", "1lI|", "cC", "kK", "pP", "sS", "uU", "vV", "wW", "xX", "zZ"),
    *("',`", "-_"),
)
_SHAPE_NAME = {label: group[0] for group in SAME_SHAPE for label in group}

# Marks that only their size and place make: in its box, "." is any blob, and "'", "," and "`" are strokes
# like "/", ")" and "\". They are neither the same as those nor surely different: leave them out of pairs.
# (":", ";", '"' and "-" stay: two dots or two strokes have a shape, and so has a level line.)
TINY = frozenset(".,'`")


@dataclass(frozen=True, eq=False)
class PenGlyphs:
    """Isolated characters as strokes, which `strokes(i)` reads.

    labels: str ('<U1'), shape (n,), the character that was to be written.
    category: str, shape (n,), one of CATEGORIES.
    site: str, shape (n,), where it was recorded ("aga").
    writer: int64, shape (n,), index into `writers`.
    writers: names of the recording files ("aga/amywldrp"), which stand for the people who wrote; a selection
        keeps them all, and with them the numbers.
    """

    labels: np.ndarray = field(repr=False)
    category: np.ndarray = field(repr=False)
    site: np.ndarray = field(repr=False)
    writer: np.ndarray = field(repr=False)
    writers: tuple[str, ...] = field(repr=False)
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

    def select(self, rows: np.ndarray) -> "PenGlyphs":
        """Some of the glyphs: a bool mask of shape (n,), or indices. The points are shared, not copied."""
        names = ("labels", "category", "site", "writer", "_first_stroke", "_n_strokes")
        return replace(self, **{name: getattr(self, name)[rows] for name in names})


def merged_label(label: str) -> str:
    """The one name of all labels of this shape: "0" for "o", "O" and "0"; most labels are their own."""
    return _SHAPE_NAME.get(label, label)


def merged_labels(labels: np.ndarray) -> np.ndarray:
    """`merged_label` of each label, '<U1', the same shape."""
    names, index = np.unique(labels, return_inverse=True)
    return np.array([merged_label(name) for name in names.tolist()], "<U1")[index]


def load_pen(path: str | Path | None = None) -> PenGlyphs:
    """The glyphs of a pen file: of `path`, or of the unipen.npz that `source.find` finds.

    Raises source.MissingData, source.DamagedData.
    """
    path = source.find(NAME, how=HOW) if path is None else Path(path)
    if not path.is_file():
        raise source.MissingData(f"There is no pen file {path}. {HOW}")
    with source.reading(path, HOW), path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return _glyphs(dict(arrays))


def _glyphs(arrays: dict[str, np.ndarray]) -> PenGlyphs:
    points, labels, category, writer = (arrays[name] for name in ("points", "labels", "category", "writer"))
    stroke_lengths = arrays["stroke_lengths"].astype(np.int64)
    glyph_strokes = arrays["glyph_strokes"].astype(np.int64)
    writers = tuple(arrays["writers"].tolist())

    _check(points.ndim == 2 and points.shape[1] == 2 and points.dtype == np.int16, "points: int16, (n, 2)")
    _check(len(labels) > 0, "at least one glyph")
    _check(points.min() >= 0 and points.max() <= BOX, f"points: 0 to {BOX}")
    _check(stroke_lengths.min() > 0 and stroke_lengths.sum() == len(points), "stroke_lengths: sum to points")
    _check(
        glyph_strokes.min() > 0 and glyph_strokes.sum() == len(stroke_lengths),
        "glyph_strokes: sum to strokes",
    )
    sizes = {len(labels), len(category), len(writer), len(glyph_strokes)}
    _check(len(sizes) == 1, "labels, category, writer, glyph_strokes: as many as glyphs")
    _check(labels.dtype == np.dtype("<U1") and np.all(labels != ""), "labels: single characters")
    _check(np.isin(category, CATEGORIES).all(), f"category: {', '.join(CATEGORIES)}")
    _check(writer.min() >= 0 and writer.max() < len(writers), "writer: index into writers")

    sites = np.array([name.split("/")[0] for name in writers])
    return PenGlyphs(
        labels=labels,
        category=category,
        site=sites[writer],
        writer=writer.astype(np.int64),
        writers=writers,
        _points=points,
        _point_edges=np.concatenate([[0], np.cumsum(stroke_lengths)]),
        _first_stroke=np.cumsum(glyph_strokes) - glyph_strokes,
        _n_strokes=glyph_strokes,
    )


def _check(met: bool, expected: str) -> None:
    if not met:
        raise ValueError(f"expected {expected}")
