import keras
import numpy as np
import pytest

from siamese.lesson.siamese_model import build_siamese


def tower() -> keras.Model:
    image = keras.Input((4, 4, 1))
    return keras.Model(image, keras.layers.Dense(3)(keras.layers.Flatten()(image)))


def images(n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random((n, 4, 4, 1), np.float32)


def test_one_encoder_two_more_weights():
    encoder = tower()
    assert build_siamese(encoder).count_params() == encoder.count_params() + 2


def test_symmetric():
    model, a, b = build_siamese(tower()), images(5, 0), images(5, 1)
    np.testing.assert_allclose(model([a, b]), model([b, a]), atol=1e-6)


def test_a_thing_is_the_same_as_itself():
    a = images(5, 0)
    assert (np.asarray(build_siamese(tower())([a, a])) > 0.5).all()


def test_probability_is_one_half_at_the_crossing():
    # A "tower" that passes two numbers on: the distance is known. 2 − 1 · 2 = 0, sigmoid(0) = ½.
    numbers = keras.Input((2,))
    model = build_siamese(keras.Model(numbers, keras.layers.Identity()(numbers)), weight=-1, bias=2)
    assert float(model([np.array([[0.0, 0.0]]), np.array([[0.0, 2.0]])])[0, 0]) == pytest.approx(0.5)


@pytest.mark.parametrize(("weight", "bias"), [(1, 3), (0, 3), (-1, -3), (-1, 0)])
def test_the_wrong_way_round_is_refused(weight, bias):
    with pytest.raises(ValueError, match="near must mean same"):
        build_siamese(tower(), weight=weight, bias=bias)


def test_survives_saving(tmp_path):
    model, a, b = build_siamese(tower()), images(3, 0), images(3, 1)
    model.save(tmp_path / "m.keras")
    np.testing.assert_allclose(keras.saving.load_model(tmp_path / "m.keras")([a, b]), model([a, b]), atol=1e-6)
