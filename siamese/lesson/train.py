"""Training one of the lesson's networks, step by step, so that it can be watched and stopped."""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf

from siamese.lesson.data import LessonData, Pairs
from siamese.lesson.nets import join, towers

EPOCHS, BATCH_SIZE = 10, 512
POINTS = 10  # of a curve, in an epoch
EARLY = (1, 2, 4, 8, 16)  # steps that are points too: most is learned from the first few batches


@dataclass(frozen=True)
class Progress:
    """One point of a training's curves.

    epoch: how often every pair was seen so far, 0.1 after a tenth of the first epoch.
    step, steps: done, and in all.
    train_accuracy, train_loss: mean over the batches since the point before, each before it was learned from.
    test_accuracy, test_loss: on all test pairs.
    seconds: of training so far, without the time that testing and watching took.
    seconds_left: until the end, testing included.
    """

    epoch: float
    step: int
    steps: int
    train_accuracy: float
    train_loss: float
    test_accuracy: float
    test_loss: float
    seconds: float
    seconds_left: float


def learning_rate(batch_size: int) -> float:
    """Adam's own 0.001 up to batches of 64; beyond, it grows with the root of the batch: fewer, larger steps."""
    return 1e-3 * math.sqrt(max(1.0, batch_size / 64))


def train(
    net: keras.Model,
    data: LessonData,
    *,
    epochs: int = EPOCHS,
    batch_size: int = BATCH_SIZE,
    seed: int,
    points: int = POINTS,
) -> Iterator[Progress]:
    """Train with Adam on the binary cross-entropy; whoever stops asking for progress stops the training.

    The pictures stay where they are: a batch is a list of places in them, and one TensorFlow function looks
    them up, scales them and learns. So a pair costs no copy, and a step no detour through Python.

    Args:
        net: from `build_net`; it is trained in place.
        seed: of the order in which the pairs are seen.
        points: of the curves, in an epoch, beside the EARLY ones.
    """
    if min(epochs, batch_size, points) < 1:
        raise ValueError(f"epochs={epochs}, batch_size={batch_size}, points={points}: each must be at least 1.")
    n = len(data.train.target)
    per_epoch = math.ceil(n / batch_size)
    steps = epochs * per_epoch
    reported = {*EARLY, *np.ceil(np.linspace(0, steps, epochs * points + 1)[1:]).astype(int).tolist()}
    rng = np.random.default_rng(seed)
    test = make_test(net, data.test_images, data.test)
    began = clock = time.perf_counter()
    learn = _make_learn(net, data, learning_rate(batch_size))
    outcomes, seconds = [], 0.0
    for step in range(1, steps + 1):
        place = (step - 1) % per_epoch * batch_size
        if place == 0:
            order = rng.permutation(n)
        outcomes.append(learn(*map(tf.constant, data.train[order[place : place + batch_size]])))
        if step not in reported:
            continue
        accuracy, loss = np.mean([[float(number) for number in outcome] for outcome in outcomes], axis=0)
        outcomes.clear()
        seconds += time.perf_counter() - clock
        test_accuracy, test_loss = test()
        clock = time.perf_counter()
        yield Progress(
            epoch=step / per_epoch,
            step=step,
            steps=steps,
            train_accuracy=float(accuracy),
            train_loss=float(loss),
            test_accuracy=test_accuracy,
            test_loss=test_loss,
            seconds=seconds,
            seconds_left=(clock - began) * (steps / step - 1),
        )
        clock = time.perf_counter()


def _make_learn(net: keras.Model, data: LessonData, rate: float) -> Callable:
    """A function that learns from one batch of pairs and returns its accuracy and loss."""
    images = tf.constant(data.images)
    variables = net.trainable_variables
    optimizer = keras.optimizers.Adam(rate)
    optimizer.build(variables)

    batch = [tf.TensorSpec((None,), kind) for kind in (tf.int32, tf.int32, tf.float32)]

    @tf.function(input_signature=batch, autograph=False)  # which would write a file for each training
    def learn(first, second, target):
        with tf.GradientTape() as tape:
            probability = net([_look_up(images, first), _look_up(images, second)], training=True)[:, 0]
            loss = keras.losses.binary_crossentropy(target, probability)
        # Not apply_gradients: it also adds up the gradients of all devices, of which there is one, and leaves the
        # whole graph behind in a registry of TensorFlow's for as long as the server runs.
        for gradient, variable in zip(tape.gradient(loss, variables), variables, strict=True):
            optimizer.update_step(gradient, variable, optimizer.learning_rate)
        optimizer.iterations.assign_add(1)
        return _accuracy(target, probability), loss

    # Traced here and now: TensorFlow warns of functions that are made again and again, as these are meant to be.
    return learn.get_concrete_function()


def make_test(net: keras.Model, images: np.ndarray, pairs: Pairs) -> Callable[[], tuple[float, float]]:
    """A function that returns accuracy and loss on all of these pairs, with the weights as they then are.

    Every picture goes through a tower once, however many pairs it is in.

    Args:
        images: uint8, shape `(n, 28, 28)`, 255 is ink.
    """
    images, (first, second, target) = tf.constant(images), (tf.constant(part) for part in pairs)
    first_tower, second_tower = towers(net)
    joined = join(net)

    @tf.function(input_signature=[], autograph=False)
    def test():
        everything = tf.cast(images, tf.float32) / 255
        a = first_tower(everything, training=False)
        b = a if second_tower is first_tower else second_tower(everything, training=False)
        probability = joined([tf.gather(a, first), tf.gather(b, second)], training=False)[:, 0]
        return _accuracy(target, probability), keras.losses.binary_crossentropy(target, probability)

    traced = test.get_concrete_function()

    def numbers() -> tuple[float, float]:
        accuracy, loss = traced()
        return float(accuracy), float(loss)

    return numbers


def _look_up(images, places):
    return tf.cast(tf.gather(images, places), tf.float32) / 255


def _accuracy(target, probability):
    return tf.reduce_mean(tf.cast((probability >= 0.5) == (target == 1), tf.float32))
