"""Symbols of many kinds as strokes, beyond UNIPEN's characters: a file each, all of one form.

detexify: what people drew with mouse and finger on a web page that finds LaTeX symbols.
scripts, invented: the middle lines of the letters of real and of invented scripts, most by one font.
hands: kanji, kana and Hangul in several handwriting fonts, a font a hand.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from siamese.data import source
from siamese.data.packing import Glyphs, check, check_each, unpacked

NAMES = ("detexify", "scripts", "invented", "hands")


@dataclass(frozen=True, eq=False, kw_only=True)
class StrokeGlyphs(Glyphs):
    """Symbols as strokes, which `strokes(i)` reads.

    labels: str, shape (n,), "script/character": what was to be drawn.
    script: str, shape (n,), the set of symbols that it belongs to.
    hand: int64, shape (n,), who drew it, or the font; people who cannot be told apart are taken for different ones.
    twins: str, shape (n_twins, 2), labels that people draw alike: they are no different pair.
    """

    script: np.ndarray = field(repr=False)
    hand: np.ndarray = field(repr=False)
    twins: np.ndarray = field(repr=False)

    of_each = (*Glyphs.of_each, "script", "hand")

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
    with source.reading(path, how), path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return glyphs_from(dict(arrays))


def glyphs_from(arrays: dict[str, np.ndarray]) -> StrokeGlyphs:
    """The glyphs of a file's arrays. Raises ValueError, where they are of another form."""
    strokes = unpacked(arrays)
    labels, script = arrays["labels"], arrays["script"]
    # A font is a hand; of people who are not named, every drawing may be another's.
    hand = arrays.get("writer", arrays.get("source", np.arange(len(labels))))
    twins = arrays.get("twins", np.zeros((0, 2), "<U1"))
    check_each(labels, script=script, hand=hand)
    check(twins.ndim == 2 and twins.shape[1] == 2 and twins.dtype.kind == "U", "twins: labels, (n, 2)")
    return StrokeGlyphs(**strokes, script=script, hand=hand.astype(np.int64), twins=twins)
