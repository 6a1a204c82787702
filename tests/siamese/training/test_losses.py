import keras
import numpy as np
import pytest

from siamese.training.losses import CosineLogits, MarginCrossEntropy, margin_cross_entropy


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


def test_without_margin_it_is_keras_cross_entropy():
    rng = np.random.default_rng(0)
    logits, targets = rng.normal(size=(5, 7)).astype(np.float32), np.eye(7, dtype=np.float32)[[0, 3, 3, 6, 1]]
    theirs = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)
    ours = MarginCrossEntropy(scale=16, margin=0, label_smoothing=0.1)
    assert float(ours(targets, logits)) == pytest.approx(float(theirs(targets, logits)), rel=1e-5)


def test_margin_is_taken_from_the_right_class():
    loss = margin_cross_entropy([[1.0, 0.0]], [[4.0, 0.0]], scale=8, margin=0.5, label_smoothing=0)
    # 4 − 8 · 0.5 = 0: both classes are equally likely, −log ½
    assert float(loss[0]) == pytest.approx(np.log(2), rel=1e-6)


def test_what_is_neither_same_nor_different_is_left_out():
    # As if the second class were not there: the first and third are equally likely, −log ½.
    options = {"scale": 16, "margin": 0, "label_smoothing": 0}
    loss = margin_cross_entropy([[1.0, -1.0, 0.0]], [[2.0, 16.0, 2.0]], **options)
    assert float(loss[0]) == pytest.approx(np.log(2), rel=1e-5)
    smoothed = margin_cross_entropy([[1.0, -1.0, 0.0]], [[3.0, 16.0, 1.0]], scale=16, margin=0, label_smoothing=0.2)
    without = margin_cross_entropy([[1.0, 0.0]], [[3.0, 1.0]], scale=16, margin=0, label_smoothing=0.2)
    assert float(smoothed[0]) == pytest.approx(float(without[0]), rel=1e-5)


def test_margin_loss_serialises():
    loss = keras.saving.deserialize_keras_object(
        keras.saving.serialize_keras_object(MarginCrossEntropy(scale=8, margin=0.3, label_smoothing=0.1))
    )
    assert (loss.scale, loss.margin, loss.label_smoothing) == (8, 0.3, 0.1)
