"""The encoder: a residual convolutional network from a tidied drawing to a point on the unit sphere."""

from dataclasses import dataclass

import keras
from keras import layers, ops

from siamese.ink.frame import FRAME


@dataclass(frozen=True)
class EncoderConfig:
    """The encoder's shape.

    frame: side of what it sees; None for frames of any side that is a multiple of 8 · grid.
    blocks: (channels, halve the resolution?) after a stem that halves it once.
    grid: the last map is averaged over grid × grid cells, so that the embedding knows what stands where.
    """

    frame: int | None = FRAME
    stem: int = 32
    blocks: tuple[tuple[int, bool], ...] = ((48, False), (112, True), (112, False), (208, True), (208, False))
    grid: int = 4
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
    x = GridAverage(config.grid)(x)
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


def fold_normalisation(encoder: keras.Model) -> keras.Model:
    """The same encoder with its normalisation worked into the kernels and biases of its convolutions.

    After training, normalisation multiplies and adds fixed numbers; a convolution can do that itself, in less time.
    """
    plain = keras.models.clone_model(encoder, clone_function=_with_bias, call_function=_unless_it_normalises)
    producers = {id(layer.output): layer for layer in encoder.layers}
    for layer in encoder.layers:
        if isinstance(layer, FusedBatchNormalization):
            convolution = producers[id(layer.input)]
            factor = layer.gamma / ops.sqrt(layer.moving_variance + layer.epsilon)
            folded = [convolution.kernel * factor, layer.beta - layer.moving_mean * factor]
            plain.get_layer(convolution.name).set_weights([ops.convert_to_numpy(weights) for weights in folded])
        elif not isinstance(layer, layers.Conv2D):
            plain.get_layer(layer.name).set_weights(layer.get_weights())
    return plain


def _with_bias(layer: layers.Layer) -> layers.Layer:
    config = layer.get_config()
    return layer.__class__.from_config({**config, "use_bias": True} if isinstance(layer, layers.Conv2D) else config)


def _unless_it_normalises(layer: layers.Layer, inputs, **options):
    return inputs if isinstance(layer, FusedBatchNormalization) else layer(inputs, **options)


@keras.saving.register_keras_serializable(package="siamese")
class GridAverage(layers.Layer):
    """Means over the cells of a grid: `(batch, side, side, channels)` to `(batch, grid² · channels)`.

    Of a map of any side that is a multiple of `grid`: an encoder trained on small frames goes on with large ones.
    """

    def __init__(self, grid: int, **kwargs):
        super().__init__(**kwargs)
        self.grid = grid

    def call(self, inputs):
        side, channels = ops.shape(inputs)[1] // self.grid, inputs.shape[-1]
        cells = ops.reshape(inputs, (-1, self.grid, side, self.grid, side, channels))
        return ops.reshape(ops.mean(cells, axis=(2, 4)), (-1, self.grid**2 * channels))

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.grid**2 * input_shape[-1])

    def get_config(self):
        return {**super().get_config(), "grid": self.grid}


@keras.saving.register_keras_serializable(package="siamese")
class FusedBatchNormalization(layers.BatchNormalization):
    """Batch normalisation (Ioffe & Szegedy 2015) through TensorFlow's fused kernel.

    The same numbers as Keras' layer, but for the running variance, which is that of a sample here (n − 1 in place of
    n). The kernel also takes bfloat16 without a detour over float32 and makes a training step on a CPU about one and a
    half times as fast. Keras' other backends, for accelerators, have their own way.
    """

    def call(self, inputs, training=None, mask=None):
        if not training or keras.backend.backend() != "tensorflow":
            return super().call(inputs, training=training)
        import tensorflow as tf

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
