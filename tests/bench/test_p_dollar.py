import numpy as np
import pytest

from tests.bench.p_dollar import cloud_of, distances


def plain(one, other, epsilon=0.5):
    """The paper's pseudocode, line by line, of two clouds."""
    n = len(one)

    def cloud_distance(points, template, start):
        matched, total, i = [False] * n, 0.0, start
        while True:
            least, index = np.inf, None
            for j in range(n):
                if not matched[j] and np.hypot(*(points[i] - template[j])) < least:
                    least, index = np.hypot(*(points[i] - template[j])), j
            matched[index] = True
            total += (1 - ((i - start + n) % n) / n) * least
            i = (i + 1) % n
            if i == start:
                return total

    found = np.inf
    for start in range(0, n, int(np.floor(n ** (1 - epsilon)))):
        found = min(found, cloud_distance(one, other, start), cloud_distance(other, one, start))
    return found


def test_points_are_evenly_spread_over_the_strokes():
    # Two level lines of 2 and 4: six units, seven points at 0, 1 … 6; the way between the lines is none. In a box of
    # 4 × 3, sizes become quarters, and the mean, x (0 + 1 + 2 + 1 + 2 + 3 + 4) / 28, y (0·3 + 3·4) / 28, the origin.
    strokes = [np.array([[0, 0], [2, 0]]), np.array([[0, 3], [4, 3]])]
    expected = np.array([[0, 0], [1, 0], [2, 0], [1, 3], [2, 3], [3, 3], [4, 3]]) / 4 - [13 / 28, 12 / 28]
    np.testing.assert_allclose(cloud_of(strokes, n=7), expected, atol=1e-12)


def test_a_tap_is_a_cloud_in_one_place():
    np.testing.assert_array_equal(cloud_of([np.array([[5, 5]])], n=4), np.zeros((4, 2)))


def test_a_matching_by_hand():
    # n = 4, beginnings at points 0 and 2. One cloud lies at 0, 1, 2, 3 of a line, the other 0.25 further on.
    one = np.stack([np.arange(4.0), np.zeros(4)], axis=1)
    other = one + np.array([0.25, 0])
    # From 0: each takes its own at 0.25, weights 1, 3/4, 2/4, 1/4: 0.25 · 2.5. No other is less: nobody has nearer.
    assert distances(one[None], other[None]) == pytest.approx(0.625)
    assert distances(one[None], one[None]) == 0


def test_order_and_direction_do_not_count():
    rng = np.random.default_rng(0)
    strokes = [rng.uniform(0, 100, (9, 2)), rng.uniform(0, 100, (5, 2))]
    turned = [strokes[1][::-1], strokes[0][::-1]]
    other = cloud_of([rng.uniform(0, 100, (9, 2))])
    to_itself = distances(cloud_of(strokes)[None], cloud_of(turned)[None])[0]
    assert to_itself < 0.2 * distances(cloud_of(strokes)[None], other[None])[0]


@pytest.mark.parametrize("n", [9, 32])
def test_all_at_once_is_one_by_one(n):
    rng = np.random.default_rng(n)
    ones, others = ([cloud_of([rng.uniform(0, 100, (9, 2))], n=n) for _ in range(5)] for _ in range(2))
    expected = [plain(one, other) for one, other in zip(ones, others, strict=True)]
    np.testing.assert_allclose(distances(np.array(ones), np.array(others)), expected)
