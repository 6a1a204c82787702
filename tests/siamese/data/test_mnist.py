import numpy as np
import pytest

from siamese.data import mnist, source


def write(folder, **changes):
    """A file in MNIST's form, in the folder that the loader reads; blank images, labels 0 to 9 in turn."""
    arrays = {
        "x_train": np.zeros((60_000, 28, 28), np.uint8),
        "y_train": np.resize(np.arange(10, dtype=np.uint8), 60_000),
        "x_test": np.zeros((10_000, 28, 28), np.uint8),
        "y_test": np.resize(np.arange(10, dtype=np.uint8), 10_000),
    }
    arrays.update(changes)
    np.savez(folder / "mnist.npz", **{name: array for name, array in arrays.items() if array is not None})


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("SIAMESE_DATA", str(tmp_path))
    return tmp_path


def test_it_has_the_form_of_keras(folder):
    write(folder)
    (x_train, y_train), (x_test, y_test) = mnist.load_mnist()
    assert (x_train.shape, x_test.shape) == ((60_000, 28, 28), (10_000, 28, 28))
    assert (y_train.shape, y_test.shape) == ((60_000,), (10_000,))
    assert {a.dtype for a in (x_train, y_train, x_test, y_test)} == {np.dtype("uint8")}
    assert y_test[:12].tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"x_test": np.zeros((9_999, 28, 28), np.uint8)}, "x_test"),
        ({"x_train": np.zeros((60_000, 28, 28), np.float32)}, "float32"),
        ({"y_test": np.zeros(10_000, np.uint8)}, "each of 0 to 9"),
        ({"y_train": np.zeros(59_999, np.uint8)}, "y_train"),
        ({"y_train": None}, "y_train"),
    ],
)
def test_another_form_is_damage(folder, changes, complaint):
    write(folder, **changes)
    with pytest.raises(source.DamagedData, match=complaint):
        mnist.load_mnist()


def test_the_real_digits(data_folder):
    (x_train, y_train), (_, y_test) = mnist.load_mnist()
    # The counts of the digits 0 to 9, as LeCun's page and many papers give them.
    assert np.bincount(y_train).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(y_test).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert y_train[:5].tolist() == [5, 0, 4, 1, 9]
    # Ink is the large value: the published mean of the training pixels is 0.1307 of 255.
    assert x_train.mean() / 255 == pytest.approx(0.1307, abs=5e-5)
