"""The fixed hold-out: data that the shipped encoder was not trained on.

Every choice is made on it, and threshold, probability and rejection are calibrated on it.
"""

import zlib

import numpy as np

from siamese.data.stroke_files import StrokeGlyphs

# Two with pen strokes, one of straight lines, one of round letters that differ little.
HOLDOUT_ALPHABETS = ("Anglo-Saxon_Futhorc", "Balinese", "Early_Aramaic", "Mkhedruli_(Georgian)")
HOLDOUT_SITES = ("aga",)  # of UNIPEN; it has digits, upper and lower case
# The last 5,000 of MNIST's training digits.
MNIST_TRAINED, MNIST_HELD_OUT = slice(0, 55_000), slice(55_000, 60_000)
HOLDOUT_SCRIPTS = ("Adlam", "Tamil", "Dni", "Olaetyan", "Sitelen Pona")  # of scripts and invented; two fonts have them


def held_out_symbols(shapes: np.ndarray) -> np.ndarray:
    """Which symbols of detexify are kept out of training: one shape in twelve, by a checksum of its name.

    Args:
        shapes: str, shape `(n,)`, of which labels that are drawn alike have the same.

    Returns:
        bool, shape `(n,)`.
    """
    names, index = np.unique(shapes, return_inverse=True)
    return np.array([zlib.crc32(name.encode()) % 12 == 0 for name in names.tolist()], bool)[index]


def held_out(glyphs: StrokeGlyphs) -> np.ndarray:
    """Which glyphs of a file are kept out of training, bool, shape `(n,)`: whole scripts, and symbols of detexify."""
    symbols = held_out_symbols(glyphs.shapes) & np.char.startswith(glyphs.labels, "latex/")
    return np.isin(glyphs.script, HOLDOUT_SCRIPTS) | symbols
