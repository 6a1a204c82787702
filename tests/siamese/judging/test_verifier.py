import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siamese.ink.frame import FRAME, EmptyDrawing
from siamese.ink.strokes import ink_from_strokes
from siamese.judging.verifier import BATCH_SIZES, Verifier
from siamese.network.distance import EPSILON

HOOK = [
    np.array([[0.3, 0.2], [0.3, 0.8], [0.5, 0.9], [0.7, 0.7]], np.float32),
    np.array([[0.2, 0.5], [0.6, 0.45]], np.float32),
]
RING = [np.array([[0.5 + 0.3 * np.cos(a), 0.5 + 0.3 * np.sin(a)] for a in np.linspace(0, 6.3, 30)], np.float32)]


@pytest.fixture(scope="module")
def verifier() -> Verifier:
    return Verifier.load()


def moved(strokes, scale: float, right: float, down: float):
    """The strokes made smaller and pushed about, still on the paper."""
    return [stroke * scale + np.array([right, down], np.float32) * (1 - scale) for stroke in strokes]


def test_symmetric_and_zero_to_itself(verifier):
    a, b = ink_from_strokes(HOOK), ink_from_strokes(RING)
    assert verifier.compare(a, b).distance == verifier.compare(b, a).distance
    assert verifier.compare(a, a).distance <= np.sqrt(EPSILON) * (1 + 1e-6)
    assert verifier.compare(a, a).verdict == "same"


def test_a_hook_is_no_ring(verifier):
    found = verifier.compare(ink_from_strokes(HOOK), ink_from_strokes(RING))
    assert found.verdict == "different"
    assert 0 < found.distance <= 2
    assert found.probability < 0.5


@settings(max_examples=25)
@given(st.floats(0.3, 1.0), st.floats(0, 1), st.floats(0, 1))
def test_verdict_does_not_change_when_a_drawing_is_moved_or_scaled(verifier, scale, right, down):
    drawn = ink_from_strokes(moved(HOOK, scale, right, down))
    assert verifier.compare(drawn, ink_from_strokes(HOOK)).verdict == "same"
    assert verifier.compare(drawn, ink_from_strokes(RING)).verdict == "different"


def test_probability_is_one_half_at_the_threshold(verifier):
    threshold = verifier.manifest.calibration.threshold
    assert verifier.judge(threshold).probability == pytest.approx(0.5)
    assert verifier.judge(threshold).verdict == "unsure"


def test_the_verdict_follows_the_threshold_and_the_probability_does_not(verifier):
    near, far = verifier.judge(0.6, threshold=1.5), verifier.judge(0.6, threshold=0.1)
    assert (near.verdict, far.verdict) == ("same", "different")
    assert near.probability == far.probability
    assert (near.threshold, far.threshold) == (1.5, 0.1)


@pytest.mark.parametrize("n", [0, 1, 3, max(BATCH_SIZES) + 1])
def test_padding_changes_no_embedding(verifier, n):
    frames = np.random.default_rng(0).random((n, FRAME, FRAME, 1), np.float32)
    embeddings = verifier.embed_frames(frames)
    assert embeddings.shape == (n, verifier.manifest.embedding)
    if n:
        np.testing.assert_allclose(embeddings, verifier.encoder.predict_on_batch(frames), atol=1e-4)
        np.testing.assert_allclose(np.linalg.norm(embeddings, axis=1), 1, atol=1e-5)


def test_no_inks_have_no_embeddings(verifier):
    assert verifier.embed([]).shape == (0, verifier.manifest.embedding)


def test_an_empty_paper_has_no_verdict(verifier):
    with pytest.raises(EmptyDrawing):
        verifier.compare(ink_from_strokes([]), ink_from_strokes(HOOK))
