import keras
import numpy as np
import pytest

from siamese.training.muon import ConvolutionMuon


@pytest.mark.parametrize("shape", [(3, 3, 4, 8), (2, 2, 1, 64), (8, 40), (40, 8)])
def test_updates_of_kernels_are_orthogonal(shape):
    gradient = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    update = np.asarray(ConvolutionMuon().zeropower_via_newtonschulz5(gradient, 5))
    assert update.shape == shape
    # The five steps leave singular values between 0.7 and 1.2 or so (Jordan et al. 2024).
    values = np.linalg.svd(update.reshape(-1, shape[-1]), compute_uv=False)
    assert 0.6 < values.min() <= values.max() < 1.3


def test_an_update_is_as_large_as_one_of_adamw():
    """0.2 a weight (Liu et al. 2025): orthonormal columns of length n have a root mean square of 1 / √n."""
    kernel = np.linalg.qr(np.random.default_rng(0).normal(size=(36, 8)))[0].reshape(3, 3, 4, 8)
    size = np.sqrt(np.mean(ConvolutionMuon().lr_adjust(kernel) ** 2))
    assert size == pytest.approx(0.2)


def test_what_is_no_matrix_is_left_to_adamw():
    muon = ConvolutionMuon()
    shapes = {(3, 3, 4, 8): False, (40, 8): False, (5, 5, 1, 32): True, (8,): True}
    for shape, adamw in shapes.items():
        assert muon._should_use_adamw(keras.Variable(np.zeros(shape), name="kernel")) == adamw
    assert muon._should_use_adamw(keras.Variable(np.zeros((8, 40)), name="directions"))


def test_survives_saving(tmp_path):
    model = keras.Sequential([keras.Input((4, 4, 2)), keras.layers.Conv2D(3, 3), keras.layers.Flatten()])
    model.compile(ConvolutionMuon(0.01, precision="bfloat16"), "mse")
    model.train_on_batch(np.ones((2, 4, 4, 2)), np.ones((2, 12)))
    model.save(tmp_path / "m.keras")
    again = keras.saving.load_model(tmp_path / "m.keras").optimizer
    assert (again.precision, int(again.iterations)) == ("bfloat16", 1)
