import numpy as np
import pytest

from siamese.data.digits import load_digits
from siamese.training.drawers import Drawers
from siamese.training.mixture import Mixture, MnistSource, ShapeSource
from siamese.training.twins import class_look


@pytest.fixture(scope="module")
def mixture() -> Mixture:
    images, labels = load_digits()
    scanned = MnistSource(np.pad(images, ((0, 0), (1, 1), (1, 1))), labels)
    return Mixture((scanned, ShapeSource()), (0.5, 0.5))


def drawn(mixture: Mixture, workers: int, steps: range) -> list[tuple[np.ndarray, np.ndarray]]:
    with Drawers(mixture, workers) as drawers:
        return list(drawers.batches(steps, 8, seed=3, frame=lambda step: 32 if step < 2 else 64))


def assert_same(batches, others):
    for (frames, labels), (again, same) in zip(batches, others, strict=True):
        np.testing.assert_array_equal(frames, again)
        np.testing.assert_array_equal(labels, same)


def test_batches_depend_on_seed_and_step_alone(mixture):
    whole = drawn(mixture, 1, range(6))
    assert [frames.shape for frames, _ in whole] == 2 * [(8, 32, 32, 1)] + 4 * [(8, 64, 64, 1)]
    assert_same(whole[4:], drawn(mixture, 1, range(4, 6)))
    frames, labels = mixture.batch(8, rng=np.random.default_rng([3, 5]))
    np.testing.assert_allclose(whole[5][0], frames, atol=1e-3)
    np.testing.assert_array_equal(whole[5][1], labels)


def test_several_processes_draw_what_one_thread_does(mixture):
    assert_same(drawn(mixture, 1, range(2, 9)), drawn(mixture, 2, range(2, 9)))


def test_the_looks_of_all_classes_come_in_their_order(mixture):
    with Drawers(mixture) as drawers:
        looks = list(drawers.class_looks())
    assert len(looks) == len(mixture.classes)
    for number in (0, 9, len(looks) - 1):
        np.testing.assert_array_equal(looks[number], class_look(mixture, number))


def test_what_a_drawer_raises_is_raised(mixture):
    with Drawers(mixture) as drawers, pytest.raises(ValueError):
        next(drawers.batches(range(3), -1, seed=0, frame=lambda step: 64))
