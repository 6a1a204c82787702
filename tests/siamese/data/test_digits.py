import sys

import numpy as np
import pytest

from siamese.data import digits, source


def test_they_are_scikit_learns_with_255_for_ink():
    datasets = pytest.importorskip("sklearn.datasets", reason="scikit-learn is not installed")
    images, labels = digits.load_digits()
    original = datasets.load_digits()
    assert images.shape == (1797, 8, 8) and images.dtype == np.uint8
    assert labels.shape == (1797,) and labels.dtype == np.int64
    assert np.array_equal(labels, original.target)
    # 0 of 16 pixels: 0; all: 255; 4 of 16: 63.75, which rounds to 64.
    for value, ink in ((0, 0), (16, 255), (4, 64)):
        assert set(images[original.images == value].tolist()) == {ink}


def test_without_scikit_learn_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(source.MissingData, match="pip install scikit-learn"):
        digits.load_digits()
