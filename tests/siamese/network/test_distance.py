import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import pairwise_distances

from siamese.network.distance import EPSILON, EuclideanDistance, euclidean

POINTS = arrays(np.float32, (4, 3), elements=st.floats(-10, 10, width=32))


def test_three_four_five():
    distance = EuclideanDistance()([np.array([[0.0, 0.0]]), np.array([[3.0, 4.0]])])
    assert float(distance[0, 0]) == pytest.approx(5)  # √(3² + 4²)


@given(POINTS, POINTS)
def test_symmetric_and_never_negative(a, b):
    layer = EuclideanDistance()
    there, back = np.asarray(layer([a, b])), np.asarray(layer([b, a]))
    np.testing.assert_array_equal(there, back)
    assert (there >= 0).all()


@given(POINTS)
def test_to_itself_at_most_the_root_of_epsilon(a):
    assert float(np.max(EuclideanDistance()([a, a]))) <= np.float32(np.sqrt(EPSILON)) * (1 + 1e-6)


def test_gradient_is_finite_at_zero():
    a = tf.Variable([[0.3, 0.4]])
    with tf.GradientTape() as tape:
        distance = EuclideanDistance()([a, tf.constant([[0.3, 0.4]])])
    assert np.isfinite(tape.gradient(distance, a).numpy()).all()


def test_serialises_in_safe_mode(tmp_path):
    a, b = keras.Input((3,)), keras.Input((3,))
    keras.Model([a, b], EuclideanDistance(epsilon=1e-4)([a, b])).save(tmp_path / "d.keras")
    loaded = keras.saving.load_model(tmp_path / "d.keras", safe_mode=True)
    same = np.ones((1, 3), np.float32)
    assert float(loaded([same, same])[0, 0]) == pytest.approx(0.01)  # √0.0001


def test_all_pairs_agree_with_scikit_learn():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(5, 8)), rng.normal(size=(7, 8))
    np.testing.assert_allclose(euclidean(a, b), pairwise_distances(a, b))
