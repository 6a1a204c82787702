"""The optimiser of the encoder: Muon, for convolutions too."""

import keras
import numpy as np
from keras import ops


@keras.saving.register_keras_serializable(package="siamese")
class ConvolutionMuon(keras.optimizers.Muon):
    """Keras' Muon (Jordan et al. 2024; Liu et al. 2025, arXiv 2502.16982), which leaves convolutions to AdamW.

    Here a kernel of shape `(height, width, in, out)` is the matrix `(height · width · in, out)` that it is in a
    convolution, and its momentum is orthogonalised like that of a dense layer. Biases, normalisation, kernels on a
    single channel and the classifier's directions are left to AdamW, at `adam_lr_ratio` of the learning rate.

    precision: of the orthogonalisation, "float32" or "bfloat16".
    """

    def __init__(self, learning_rate=0.001, precision: str = "float32", **kwargs):
        super().__init__(learning_rate, **kwargs)
        self.precision = precision

    def _should_use_adamw(self, variable):
        return len(variable.shape) not in (2, 4) or variable.shape[-2] == 1 or "directions" in variable.path

    def zeropower_via_newtonschulz5(self, x, steps: int):
        """The nearest matrix with orthonormal rows or columns, roughly: bfloat16 is exact enough for that."""
        x = ops.convert_to_tensor(x)
        matrix = ops.reshape(x, (-1, x.shape[-1]))
        tall = matrix.shape[0] > matrix.shape[1]
        matrix = ops.transpose(matrix) if tall else matrix
        matrix = ops.cast(matrix / (ops.norm(matrix) + 1e-7), self.precision)
        for _ in range(steps):
            square = ops.matmul(matrix, ops.transpose(matrix))
            polynomial = self.muon_b * square + self.muon_c * ops.matmul(square, square)
            matrix = self.muon_a * matrix + ops.matmul(polynomial, matrix)
        matrix = ops.cast(ops.transpose(matrix) if tall else matrix, x.dtype)
        return ops.reshape(matrix, x.shape)

    def lr_adjust(self, x):
        """Scale an update to the size that AdamW's would have (Liu et al. 2025, section 2.2)."""
        return x * self.rms_rate * max(np.prod(x.shape[:-1]), x.shape[-1]) ** 0.5

    def get_config(self):
        return {**super().get_config(), "precision": self.precision}
