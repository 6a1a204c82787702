import json
from dataclasses import asdict

import numpy as np

from siamese.judging.calibration import Calibration
from siamese.training.fit_calibration import calibrate


def drawn(n=4000, seed=0, weight=-8.0, bias=7.0):
    """Pairs whose probability of "same" is known: sigmoid(weight · distance + bias)."""
    rng = np.random.default_rng(seed)
    distances = rng.uniform(0, 2, n)
    return distances, (rng.random(n) < 1 / (1 + np.exp(-(weight * distances + bias)))).astype(int)


def test_the_verdict_is_too_close_round_the_threshold_and_moves_with_it():
    found = calibrate(*drawn())
    below, above = found.unsure
    places = found.threshold + np.array([-2 * below, -below / 2, 0, above / 2, 2 * above])
    assert found.verdict(places).tolist() == ["same", "unsure", "unsure", "unsure", "different"]
    assert found.verdict(places - 0.1, threshold=found.threshold - 0.1).tolist() == found.verdict(places).tolist()


def test_it_survives_json():
    found = calibrate(*drawn())
    again = Calibration(**json.loads(json.dumps(asdict(found))))
    assert again.error_table == found.error_table
    assert again.probability(0.7) == found.probability(0.7)
