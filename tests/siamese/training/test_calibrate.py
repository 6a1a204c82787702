from types import SimpleNamespace

import numpy as np
import pytest

from siamese.evaluation import Bench
from siamese.evaluation.gallery import Gallery
from siamese.training.calibrate import calibrate_on_holdout, taught_sources


def pixels(frames):
    """An encoder without any learning: few, large pixels, scaled to unit length."""
    small = frames.reshape(len(frames), 8, 8, 8, 8).mean((2, 4)).reshape(len(frames), -1)
    return (small / np.maximum(np.linalg.norm(small, axis=1, keepdims=True), 1e-9)).astype(np.float32)


def test_who_asks_for_what_is_taught():
    drawn = Gallery(np.eye(6), np.array([0, 0, 1, 1, 0, 0]), np.array([0, 0, 0, 0, 1, 1]), np.zeros(6, int), None)
    bench = Bench(pixels)
    vars(bench).update(dict.fromkeys(("omniglot", "symbols", "doodles", "characters"), drawn))
    glyphs, symbols, shapes, characters = taught_sources(bench)
    # Of glyphs and symbols a drawing is asked for by another than who taught it.
    assert glyphs.drawers.tolist() == symbols.drawers.tolist() == [0, 0, 0, 0, 1, 1]
    for source in (shapes, characters):
        assert source.within == 1
        assert source.groups.tolist() == [0, 0, 0, 0, 1, 1]
        assert len(set(source.drawers.tolist())) == 6  # any drawing but the taught one may ask
        assert len(set(source.labels.tolist())) == 3  # label 0 of person 1 is another class than that of person 0


@pytest.mark.slow
def test_it_is_calibrated_on_what_visitors_do(data_folder):
    encoder = SimpleNamespace(predict_on_batch=pixels, input_shape=(None, 64, 64, 1))
    calibration, rejection = calibrate_on_holdout(encoder)
    assert sorted(calibration.error_rates) == ["digits", "glyphs", "one person", "shapes", "symbols"]
    assert {rates["n"] for rates in calibration.error_rates.values()} == {20_000}
    assert {row.source for row in rejection.measured} == {"glyphs", "symbols", "shapes", "one person"}
    # Many pairs of one person are alike even to pixels.
    rates = calibration.error_rates
    assert rates["one person"]["same_called_different"] < rates["symbols"]["same_called_different"]
