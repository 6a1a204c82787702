"""Losses for training an encoder."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="siamese")
class CosineLogits(keras.layers.Layer):
    """Cosine of an embedding with a learned direction for each class, times `scale`.

    Followed by a softmax cross-entropy this is the normalised softmax of Wang et al. (2017, "NormFace",
    section 3.3): the embeddings of a class gather on the unit sphere round the class's direction, so that
    distances between classes that were never trained on mean something too.

    Input: unit-length embeddings, shape `(batch, size)`. Output: logits in [−scale, scale], shape
    `(batch, n_classes)`, float32.
    """

    def __init__(self, n_classes: int, scale: float = 16.0, **kwargs):
        super().__init__(**{"dtype": "float32", **kwargs})
        self.n_classes, self.scale = n_classes, scale

    def build(self, input_shape):
        self.directions = self.add_weight(
            shape=(input_shape[-1], self.n_classes), initializer="glorot_normal", name="directions"
        )

    def call(self, embeddings):
        return self.scale * ops.matmul(embeddings, ops.normalize(self.directions, axis=0))

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.n_classes)

    def get_config(self):
        return {**super().get_config(), "n_classes": self.n_classes, "scale": self.scale}
