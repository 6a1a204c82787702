import numpy as np
import pytest

from siamese.evaluation.views import averaged

FRAMES = np.random.default_rng(0).random((3, 16, 16, 1), np.float32)


def embed(frames: np.ndarray) -> np.ndarray:
    """The rows' sums, of unit length."""
    sums = frames.sum((2, 3))
    return sums / np.linalg.norm(sums, axis=1, keepdims=True)


def test_the_first_view_is_the_drawing_itself():
    np.testing.assert_allclose(averaged(embed, 1, seed=0)(FRAMES), embed(FRAMES), atol=1e-6)


def test_several_views_have_unit_length_and_differ_from_one():
    several = averaged(embed, 4, seed=0)(FRAMES)
    np.testing.assert_allclose(np.linalg.norm(several, axis=1), 1, atol=1e-6)
    assert np.abs(several - embed(FRAMES)).max() > 1e-3


def test_a_drawing_is_looked_at_alike_whatever_stands_beside_it():
    several = averaged(embed, 4, seed=0)
    np.testing.assert_allclose(several(FRAMES)[2], several(FRAMES[2:])[0], atol=1e-6)


def test_the_views_average_to_the_middle():
    """A dot in the middle stays there: its copies are moved by a fiftieth of the frame, a third of a pixel."""
    dot = np.zeros((1, 17, 17, 1), np.float32)
    dot[0, 8, 8] = 1
    sums = averaged(embed, 8, seed=0)(dot)[0]
    assert (sums * np.arange(17)).sum() / sums.sum() == pytest.approx(8, abs=0.5)
