import keras
import numpy as np
import pytest

from siamese.losses import CosineLogits


def test_logit_is_the_scaled_cosine():
    layer = CosineLogits(2, scale=10)
    layer.build((None, 2))
    layer.directions.assign([[3.0, 0.0], [4.0, -2.0]])  # columns (3, 4) and (0, −2)
    # (1, 0) · (3, 4)/5 = 0.6 and (1, 0) · (0, −1) = 0, times 10
    np.testing.assert_allclose(layer(np.array([[1.0, 0.0]], np.float32)), [[6, 0]], atol=1e-5)


def test_logits_never_leave_the_scale():
    embeddings = np.eye(4, dtype=np.float32)
    assert np.abs(np.asarray(CosineLogits(7, scale=16)(embeddings))).max() <= 16 + 1e-4


def test_serialises(tmp_path):
    x = keras.Input((4,))
    keras.Model(x, CosineLogits(3, scale=8)(x)).save(tmp_path / "l.keras")
    layer = keras.saving.load_model(tmp_path / "l.keras").layers[-1]
    assert (layer.n_classes, layer.scale) == (3, pytest.approx(8))
