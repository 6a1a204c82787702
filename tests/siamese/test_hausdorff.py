import numpy as np
import pytest

from siamese.data.omniglot import load_lake_runs
from siamese.hausdorff import hausdorff_distances, ink_points, modified_hausdorff


def plain(a, b):
    """The definition, point by point."""
    distance = np.array([[np.hypot(*(p - q)) for q in b] for p in a])
    return max(distance.min(axis=1).mean(), distance.min(axis=0).mean())


def test_a_worked_example():
    a = np.array([[0.0, 0.0], [0.0, 4.0]])
    b = np.array([[3.0, 0.0]])
    # From a: 3 and √(3² + 4²) = 5, mean 4. From b: 3. The larger is 4.
    assert modified_hausdorff(a, b) == pytest.approx(4)
    assert modified_hausdorff(b, a) == pytest.approx(4)
    assert modified_hausdorff(a, a) == 0


def test_many_at_once_are_as_by_definition():
    rng = np.random.default_rng(0)
    query, *others = (rng.uniform(0, 105, (n, 2)) for n in (40, 30, 1, 55))
    assert hausdorff_distances(query, others) == pytest.approx([plain(query, other) for other in others])


def test_place_does_not_matter():
    image = np.zeros((20, 20), bool)
    image[3:9, 4] = image[8, 4:10] = True
    moved = np.roll(image, (5, 7), (0, 1))
    assert modified_hausdorff(ink_points(image), ink_points(moved)) == pytest.approx(0, abs=1e-6)


def test_no_ink_no_distance():
    with pytest.raises(ValueError, match="no ink"):
        ink_points(np.zeros((4, 4), bool))


def test_the_benchmark_gives_its_published_error(data_folder):
    wrong = 0
    for run in load_lake_runs():
        training = [ink_points(image) for image in run.training]
        nearest = [hausdorff_distances(ink_points(image), training).argmin() for image in run.test]
        wrong += int((nearest != run.answer).sum())
    # demo_classification.py of github.com/brendenlake/omniglot prints an average error rate of 38.75 %.
    assert wrong / 400 == 0.3875
