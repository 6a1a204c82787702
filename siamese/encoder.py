"""The encoder: a residual convolutional network from a tidied drawing to a point on the unit sphere."""

from dataclasses import dataclass

import keras
import tensorflow as tf
from keras import layers

from siamese.preprocessing import FRAME


@dataclass(frozen=True)
class EncoderConfig:
    """The encoder's shape: `blocks` are (channels, halve the resolution?) after a stem that halves it once."""

    frame: int = FRAME
    stem: int = 32
    blocks: tuple[tuple[int, bool], ...] = ((48, False), (96, True), (96, False), (192, True), (192, False))
    embedding: int = 128


def build_encoder(config: EncoderConfig = EncoderConfig()) -> keras.Model:
    """Build the untrained encoder.

    Returns:
        Model from float32 in [0, 1], shape `(batch, frame, frame, 1)`, 1 is ink, to unit-length embeddings,
        float32, shape `(batch, embedding)`.
    """
    image = keras.Input((config.frame, config.frame, 1), name="drawing")
    x = _relu(_convolve(image, config.stem, size=5, strides=2))
    for channels, halve in config.blocks:
        x = _residual(x, channels, halve=halve)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(config.embedding, name="embedding")(x)
    # Distances need more digits than bfloat16 has, also where the layers before are trained with it.
    x = layers.UnitNormalization(dtype="float32", name="unit_length")(x)
    return keras.Model(image, x, name="encoder")


def _residual(x, channels: int, *, halve: bool):
    strides = 2 if halve else 1
    y = _relu(_convolve(x, channels, strides=strides))
    y = _convolve(y, channels)
    if halve:
        x = layers.AveragePooling2D(2)(x)
    if x.shape[-1] != channels:
        x = _convolve(x, channels, size=1)
    return _relu(layers.Add()([x, y]))


def _convolve(x, channels: int, *, size: int = 3, strides: int = 1):
    x = layers.Conv2D(channels, size, strides=strides, padding="same", use_bias=False)(x)
    return FusedBatchNormalization()(x)


def _relu(x):
    return layers.Activation("relu")(x)


@keras.saving.register_keras_serializable(package="siamese")
class FusedBatchNormalization(layers.BatchNormalization):
    """Batch normalisation (Ioffe & Szegedy 2015) through TensorFlow's fused kernel.

    The same numbers as Keras' layer; the kernel also takes bfloat16 without a detour over float32 and makes a
    training step on a CPU about half as long again as fast.
    """

    def call(self, inputs, training=None, mask=None):
        if not training:
            return super().call(inputs, training=False)
        outputs, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
            x=inputs,
            scale=tf.cast(self.gamma, tf.float32),
            offset=tf.cast(self.beta, tf.float32),
            mean=tf.zeros((0,)),
            variance=tf.zeros((0,)),
            epsilon=self.epsilon,
            is_training=True,
        )
        for average, value in ((self.moving_mean, mean), (self.moving_variance, variance)):
            average.assign(average * self.momentum + value * (1 - self.momentum))
        return outputs
