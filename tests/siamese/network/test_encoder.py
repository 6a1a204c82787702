import keras
import numpy as np
import pytest

from siamese.ink.frame import FRAME
from siamese.network.encoder import (
    EncoderConfig,
    FusedBatchNormalization,
    GridAverage,
    build_encoder,
    fold_normalisation,
)


@pytest.fixture(scope="module")
def encoder() -> keras.Model:
    return build_encoder()


def frames(n: int) -> np.ndarray:
    return np.random.default_rng(0).random((n, FRAME, FRAME, 1), np.float32)


def test_embeddings_have_length_one(encoder):
    embeddings = np.asarray(encoder(frames(3)))
    assert embeddings.shape == (3, 128)
    np.testing.assert_allclose(np.linalg.norm(embeddings, axis=1), 1, atol=1e-5)


def test_small_enough_for_a_phone_line(encoder):
    assert encoder.count_params() <= 2_400_000


def test_survives_saving_in_safe_mode(encoder, tmp_path):
    encoder.save(tmp_path / "e.keras")
    loaded = keras.saving.load_model(tmp_path / "e.keras", safe_mode=True)
    np.testing.assert_allclose(loaded(frames(2)), encoder(frames(2)), atol=1e-6)


def test_grid_cells_are_averaged_one_by_one():
    rows = np.arange(4, dtype=np.float32)[:, None] * 10 + np.arange(4)  # 0 1 2 3 / 10 11 12 13 / 20 … 33
    maps = np.stack([rows, -rows], axis=-1)[None]
    # Of four cells, each of four numbers: (0 + 1 + 10 + 11) / 4 = 5.5, then 2 more to the right, 20 more below.
    expected = [[5.5, -5.5, 7.5, -7.5, 25.5, -25.5, 27.5, -27.5]]
    np.testing.assert_allclose(GridAverage(2)(maps), expected)


def test_small_frames_train_the_weights_of_large_ones(encoder):
    free = build_encoder(EncoderConfig(frame=None))
    free.set_weights(encoder.get_weights())
    np.testing.assert_allclose(free(frames(2)), encoder(frames(2)), atol=1e-6)
    assert free(frames(2)[:, ::2, ::2]).shape == (2, 128)


@pytest.mark.parametrize("training", [True, False])
def test_fused_normalisation_agrees_with_keras(training):
    x = np.random.default_rng(1).normal(3, 2, (8, 5, 5, 4)).astype(np.float32)
    ours, theirs = FusedBatchNormalization(), keras.layers.BatchNormalization()
    np.testing.assert_allclose(ours(x, training=training), theirs(x, training=training), atol=1e-4)
    np.testing.assert_allclose(ours.moving_mean, theirs.moving_mean, atol=1e-5)
    # The kernel's variance has Bessel's correction: 200 values a channel, 200 / 199.
    np.testing.assert_allclose(ours.moving_variance, theirs.moving_variance, rtol=0.01)


def test_folding_the_normalisation_keeps_every_embedding():
    encoder, rng = build_encoder(), np.random.default_rng(2)
    for layer in encoder.layers:
        if isinstance(layer, FusedBatchNormalization):  # as after a training: no factor is 1, nothing added is 0
            layer.set_weights([rng.uniform(0.5, 2, weights.shape) for weights in layer.get_weights()])
    folded = fold_normalisation(encoder)
    np.testing.assert_allclose(folded(frames(3)), encoder(frames(3)), atol=1e-5)
    assert not any(isinstance(layer, FusedBatchNormalization) for layer in folded.layers)
    # Of four numbers a channel one is left, the bias.
    channels = sum(layer.filters for layer in folded.layers if isinstance(layer, keras.layers.Conv2D))
    assert encoder.count_params() - folded.count_params() == 3 * channels
