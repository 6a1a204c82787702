"""Characters written with a pen on tablets (UNIPEN), as strokes: just what a pad sends."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from siamese.data import source
from siamese.data.packing import Glyphs, check, check_each, unpacked

NAME = "unipen.npz"
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


@dataclass(frozen=True, eq=False, kw_only=True)
class PenGlyphs(Glyphs):
    """Isolated characters as strokes, which `strokes(i)` reads.

    labels: str ('<U1'), shape (n,), the character that was to be written.
    category: str, shape (n,), one of CATEGORIES.
    site: str, shape (n,), where it was recorded ("aga").
    writer: int64, shape (n,), index into `writers`.
    writers: names of the recording files ("aga/amywldrp"), which stand for the people who wrote; a selection
        keeps them all, and with them the numbers.
    """

    category: np.ndarray = field(repr=False)
    site: np.ndarray = field(repr=False)
    writer: np.ndarray = field(repr=False)
    writers: tuple[str, ...] = field(repr=False)

    of_each = (*Glyphs.of_each, "category", "site", "writer")


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
    strokes = unpacked(arrays)
    labels, category, writer = (arrays[name] for name in ("labels", "category", "writer"))
    writers = tuple(arrays["writers"].tolist())
    check_each(labels, category=category, writer=writer)
    check(labels.dtype == np.dtype("<U1") and np.all(labels != ""), "labels: single characters")
    check(np.isin(category, CATEGORIES).all(), f"category: {', '.join(CATEGORIES)}")
    check(writer.min() >= 0 and writer.max() < len(writers), "writer: index into writers")
    sites = np.array([name.split("/")[0] for name in writers])
    return PenGlyphs(**strokes, category=category, site=sites[writer], writer=writer.astype(np.int64), writers=writers)
