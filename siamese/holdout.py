"""What is settled on the hold-out: threshold, probability and rejection of a trained encoder."""

import keras
import numpy as np

from siamese.calibration import Calibration, calibrate
from siamese.evaluation import Bench, Settings, domain_pairs
from siamese.rejection import Rejection, calibrate_rejection

SEED = 0


def calibrate_on_holdout(encoder: keras.Model) -> tuple[Calibration, Rejection]:
    """Measure what an encoder's distances mean, on drawings that it was not trained on (`siamese.splits`).

    Raises:
        siamese.data.source.DataError: if a data set is missing.
    """
    bench = Bench(encoder.predict_on_batch, Settings(mnist="held-out", seed=SEED), frame=encoder.input_shape[1])
    pairs = domain_pairs(bench)
    distances, targets, _ = (np.concatenate(part) for part in zip(*pairs.values(), strict=True))
    domains = np.repeat(list(pairs), [len(pair[0]) for pair in pairs.values()])
    glyphs = bench.omniglot
    rejection = calibrate_rejection(
        glyphs.embeddings,
        glyphs.labels,
        glyphs.groups,
        groups=glyphs.families,
        rng=np.random.default_rng(SEED),
    )
    return calibrate(distances, targets, domains=domains), rejection
