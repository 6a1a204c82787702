import keras
import numpy as np
import pytest

from siamese.training.whitening import whiten, whitening


def test_the_direction_in_which_a_class_spreads_is_shortened():
    # Round the means of their classes (0, 0) and (5, 5): ±3 along the first axis, ±1 along the second.
    embeddings = np.array([[3, 1], [-3, -1], [3, -1], [-3, 1], [8, 6], [2, 4], [8, 4], [2, 6]], float)
    labels = np.array([0, 0, 0, 0, 7, 7, 7, 7])
    # Their variances 9 and 1 are 9/5 and 1/5 of the mean, 5. With a ridge of 1: 2.8 and 1.2.
    expected = np.diag([2.8**-0.5, 1.2**-0.5])
    np.testing.assert_allclose(whitening(embeddings, labels, ridge=1), expected, atol=1e-12)


def test_without_a_ridge_every_direction_spreads_alike():
    rng = np.random.default_rng(0)
    labels = rng.integers(30, size=900)
    spread = rng.normal(size=(900, 4)) @ rng.normal(size=(4, 4))
    embeddings = rng.normal(size=(30, 4))[labels] * 10 + spread
    whitened = embeddings @ whitening(embeddings, labels, ridge=0)
    apart = np.concatenate([whitened[labels == c] - whitened[labels == c].mean(0) for c in range(30)])
    covariance = np.cov(apart.T)
    np.testing.assert_allclose(covariance, covariance[0, 0] * np.eye(4), atol=1e-9)


@pytest.mark.parametrize("size", [2, 3])
def test_only_the_last_layer_changes_and_distances_follow_the_matrix(size):
    image = keras.Input((2, 2, 1))
    dense = keras.layers.Dense(size, name="embedding")(keras.layers.Flatten()(image))
    encoder = keras.Model(image, keras.layers.UnitNormalization()(dense))
    rng = np.random.default_rng(1)
    frames, labels = rng.random((40, 2, 2, 1), np.float32), rng.integers(5, size=40)
    before = encoder.predict_on_batch(frames)
    whiten(encoder, [(frames[:25], labels[:25]), (frames[25:], labels[25:])])
    expected = before @ whitening(before.astype(float), labels)
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    np.testing.assert_allclose(encoder.predict_on_batch(frames), expected, atol=1e-5)


def test_single_drawings_show_no_spread():
    with pytest.raises(ValueError, match="4 drawings came, no two of one class"):
        whitening(np.eye(4), np.arange(4))
