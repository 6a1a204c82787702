"""A verifier for tests of the page: the real network, untrained, with a made-up calibration."""

import keras
import numpy as np

from siamese.data.pairs import DIFFERENT, SAME
from siamese.judging.manifest import Manifest
from siamese.judging.rejection import Rejection
from siamese.judging.verifier import Verifier
from siamese.network.encoder import build_encoder
from siamese.training.fit_calibration import calibrate


def untrained_verifier(seed: int = 1) -> Verifier:
    keras.utils.set_random_seed(seed)
    encoder = build_encoder()
    rng = np.random.default_rng(seed)
    distances = np.concatenate([rng.normal(0.55, 0.16, 5000), rng.normal(1.25, 0.15, 5000)]).clip(0, 2)
    targets = np.repeat([SAME, DIFFERENT], 5000)
    calibration = calibrate(distances, targets, domains=np.tile(["digits", "glyphs"], 5000))
    manifest = Manifest(
        file="untrained",
        sha256="",
        frame=encoder.input_shape[1],
        embedding=encoder.output_shape[1],
        parameters=encoder.count_params(),
        calibration=calibration,
        rejection=Rejection(weight=calibration.weight, bias=calibration.bias),
    )
    return Verifier(encoder, manifest)
