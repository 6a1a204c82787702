"""The shipped weights still reach the figures of their manifest."""

import pytest

from siamese.evaluation import evaluate
from siamese.judging.verifier import Verifier


@pytest.fixture(scope="module")
def verifier() -> Verifier:
    return Verifier.load()


def reaches(verifier: Verifier, protocol: str) -> bool:
    """The same drawings, the same weights: other processors round differently, no more."""
    result = evaluate(verifier.embed_frames, [protocol], calibration=verifier.manifest.calibration)[protocol]
    return abs(result.accuracy - verifier.manifest.figures[protocol]["accuracy"]) < 0.005


def test_scanned_digits(verifier):
    assert reaches(verifier, "digits-oneshot")


@pytest.mark.parametrize("protocol", ["lake", "mnist-pairs"])
def test_public_benchmarks(verifier, protocol, data_folder):
    assert reaches(verifier, protocol)
