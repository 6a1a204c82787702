"""MNIST: 70,000 handwritten digits (LeCun, Cortes and Burges)."""

import numpy as np

from siamese.data import source

URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"

Part = tuple[np.ndarray, np.ndarray]


def load_mnist() -> tuple[Part, Part]:
    """`(x_train, y_train), (x_test, y_test)`, in the form and order of `keras.datasets.mnist`.

    x: uint8, shape (60000, 28, 28) and (10000, 28, 28), 0 is paper and 255 is ink.
    y: uint8 in 0…9, shape (60000,) and (10000,).

    Raises source.MissingData, source.DamagedData.
    """
    path = source.find("mnist.npz", url=URL, sha256=SHA256)
    with source.reading(path), path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return _part(arrays, "train", 60_000), _part(arrays, "test", 10_000)


def _part(arrays: np.lib.npyio.NpzFile, name: str, n: int) -> Part:
    x, y = arrays[f"x_{name}"], arrays[f"y_{name}"]
    if x.shape != (n, 28, 28) or x.dtype != np.uint8:
        raise ValueError(f"x_{name} is {x.dtype} of shape {x.shape}, expected uint8 of shape ({n}, 28, 28)")
    if y.shape != (n,) or y.dtype != np.uint8:
        raise ValueError(f"y_{name} is {y.dtype} of shape {y.shape}, expected uint8 of shape ({n},)")
    if np.unique(y).tolist() != list(range(10)):
        raise ValueError(f"y_{name} has the labels {np.unique(y).tolist()}, expected each of 0 to 9")
    return x, y
