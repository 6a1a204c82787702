"""scikit-learn's bundled digits: 1,797 of 13 people, scanned, 8×8 pixels (Alpaydin and Kaynak, 1998)."""

import numpy as np

from siamese.data import source


def load_digits() -> tuple[np.ndarray, np.ndarray]:
    """`images` (uint8, shape (1797, 8, 8), 255 is ink) and `labels` (int64 in 0…9, shape (1797,)).

    Raises source.MissingData where scikit-learn is not installed.
    """
    try:
        from sklearn import datasets
    except ImportError as error:
        raise source.MissingData(
            "These digits come with scikit-learn, which is not installed: pip install scikit-learn"
        ) from error
    digits = datasets.load_digits()
    # A value of 0…16 counts the inked pixels in a 4×4 block of the scan.
    return np.round(digits.images / 16 * 255).astype(np.uint8), digits.target.astype(np.int64)
