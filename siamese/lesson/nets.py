"""The three networks of the lesson: what joins the two towers makes the difference."""

import keras
import numpy as np
from keras import layers

from siamese.lesson.framing import SIDE
from siamese.lesson.siamese_model import build_siamese

SEPARATE, SHARED, DISTANCE = NETS = ("separate", "shared", "distance")
UNITS = 128

# Near means same, and a distance of 3 is undecided: about the distances that an untrained tower gives.
START_WEIGHT, START_BIAS = -1.0, 3.0


def build_net(which: str, *, seed: int, wrong_way_round: bool = False) -> keras.Model:
    """Build one of the lesson's networks, untrained.

    "separate": two towers, their outputs side by side, Dense(1, sigmoid). 201,217 parameters.
    "shared": the same tower on both inputs, side by side, Dense(1, sigmoid). 100,737 parameters.
    "distance": the same tower on both inputs, their Euclidean distance, Dense(1, sigmoid). 100,482 parameters.

    Args:
        seed: of the chance weights.
        wrong_way_round: start the "distance" network with a positive weight on the distance, "far means same".

    Returns:
        Model from two batches of pictures, float32 in [0, 1], shape `(batch, 28, 28)`, 1 is ink, to the
        probability of "same", shape `(batch, 1)`.

    Raises:
        ValueError: if there is no such network, or one without a distance is to start the wrong way round.
    """
    if which not in NETS:
        raise ValueError(f"which={which!r}, expected one of {', '.join(NETS)}.")
    if wrong_way_round and which != DISTANCE:
        raise ValueError(f"The {which!r} network has no distance to start the wrong way round; {DISTANCE!r} has.")
    if which == DISTANCE:
        net = build_siamese(_build_tower("tower", seed), weight=START_WEIGHT, bias=START_BIAS)
        if wrong_way_round:
            # `build_siamese` refuses this start, and rightly. Where far means same, every pair looks like one of
            # the same, and training pulls all pictures to one point, where the towers' ReLUs die. Keras' own
            # start is this one wherever chance makes the weight positive. A class should see it happen.
            net.get_layer("same").set_weights([np.array([[-START_WEIGHT]]), np.array([0.0])])
        return net
    if which == SHARED:
        first_tower = second_tower = _build_tower("tower", seed)
    else:
        first_tower, second_tower = _build_tower("first_tower", seed), _build_tower("second_tower", seed + 1)
    first, second = (keras.Input((SIDE, SIDE), name=name) for name in ("first", "second"))
    joined = layers.Concatenate(name="side_by_side")([first_tower(first), second_tower(second)])
    chance = keras.initializers.GlorotUniform(seed)
    probability = layers.Dense(1, activation="sigmoid", kernel_initializer=chance, name="same")(joined)
    return keras.Model([first, second], probability, name=which)


def towers(net: keras.Model) -> tuple[keras.Model, keras.Model]:
    """The towers for the first and the second picture; one and the same where they share their weights."""
    found = [layer for layer in net.layers if isinstance(layer, keras.Sequential)]
    return found[0], found[-1]


def join(net: keras.Model) -> keras.Model:
    """The part behind the towers: from two batches of 128 numbers to the probability of "same"."""
    return keras.Model(net.layers[-2].input, net.output)


def _build_tower(name: str, seed: int) -> keras.Sequential:
    chance = keras.initializers.GlorotUniform(seed)
    dense = layers.Dense(UNITS, activation="relu", kernel_initializer=chance, name="dense")
    return keras.Sequential([keras.Input((SIDE, SIDE)), layers.Flatten(name="flatten"), dense], name=name)
