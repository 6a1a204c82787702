"""The Siamese network: one encoder on two inputs, the distance of its two embeddings, a verdict."""

import keras

from siamese.network.distance import EuclideanDistance

# Near means same: the probability falls with the distance and is one half at −bias / weight = 1, in the
# middle of the distances [0, 2] that unit-length embeddings can have. Started with the opposite sign,
# training would pull all embeddings to one point and stay there.
START_WEIGHT, START_BIAS = -4.0, 4.0


def build_siamese(encoder: keras.Model, *, weight: float = START_WEIGHT, bias: float = START_BIAS) -> keras.Model:
    """Use one encoder on both inputs: `encoder → EuclideanDistance → Dense(1, sigmoid)`.

    Args:
        encoder: model from an image to an embedding of shape `(batch, size)`.
        weight, bias: start of the last layer, which turns a distance into the probability of "same".
            `weight` must be negative, and `−bias / weight` must lie among the distances that the encoder gives.

    Returns:
        Model from two images to the probability of "same", shape `(batch, 1)`, in [0, 1].

    Raises:
        ValueError: if `weight` is not negative or the crossing is not a distance.
    """
    if weight >= 0 or bias <= 0:
        raise ValueError(
            f"weight={weight}, bias={bias}, but near must mean same: give a negative weight and a positive bias, "
            "so that the probability falls with the distance and crosses one half at a distance above 0."
        )
    first, second = (keras.Input(encoder.input_shape[1:], name=name) for name in ("first", "second"))
    distance = EuclideanDistance(name="distance")([encoder(first), encoder(second)])
    probability = keras.layers.Dense(
        1,
        activation="sigmoid",
        kernel_initializer=keras.initializers.Constant(weight),
        bias_initializer=keras.initializers.Constant(bias),
        name="same",
    )(distance)
    return keras.Model([first, second], probability, name="siamese")
