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


def margin_cross_entropy(targets, logits, *, scale: float, margin: float, label_smoothing: float):
    """Softmax cross-entropy that asks more of the right class: its cosine must lead by `margin`.

    −Σ targets · log softmax(logits − scale · margin · targets), with smoothed targets (Wang et al. 2018, "CosFace",
    equation 4). Classes become tighter, so that one distance can tell same from different for all of them. Classes that
    are neither the same nor surely different are left out of the softmax.

    Args:
        targets: 1 the class, 0 another, −1 neither, shape `(batch, n_classes)`.
        logits: of `CosineLogits`, shape `(batch, n_classes)`.

    Returns:
        shape `(batch,)`.

    >>> margin_cross_entropy([[1.0, 0.0]], [[4.0, 0.0]], scale=8, margin=0.5, label_smoothing=0)
    [0.693]  # 4 − 8 · 0.5 = 0, as likely as the other: log 2
    """
    logits = ops.convert_to_tensor(logits)
    targets = ops.cast(targets, logits.dtype)
    judged, targets = ops.cast(targets >= 0, logits.dtype), ops.maximum(targets, 0)
    smooth = targets * (1 - label_smoothing) + judged * label_smoothing / ops.sum(judged, axis=-1, keepdims=True)
    # Far below any cosine: as if the class were not there.
    logits = logits - scale * margin * targets - 8 * scale * (1 - judged)
    return keras.losses.categorical_crossentropy(smooth, logits, from_logits=True)


@keras.saving.register_keras_serializable(package="siamese")
class MarginCrossEntropy(keras.losses.Loss):
    """Mean of `margin_cross_entropy` over a batch."""

    def __init__(self, scale: float, margin: float = 0.0, label_smoothing: float = 0.0, **kwargs):
        super().__init__(**{"name": "margin_cross_entropy", **kwargs})
        self.scale, self.margin, self.label_smoothing = scale, margin, label_smoothing

    def call(self, y_true, y_pred):
        return margin_cross_entropy(
            y_true, y_pred, scale=self.scale, margin=self.margin, label_smoothing=self.label_smoothing
        )

    def get_config(self):
        ours = {"scale": self.scale, "margin": self.margin, "label_smoothing": self.label_smoothing}
        return {**super().get_config(), **ours}
