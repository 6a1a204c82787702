import time

import numpy as np
import pytest

from siamese.data.pairs import DIFFERENT, SAME, make_pairs, pair_indices


def labelled(rng, n=600, names=(3, 7, -40, 1000)):
    labels = rng.choice(names, n)
    # Each image says which it is, so that a pair can be traced back.
    return np.arange(n, dtype=np.float32).reshape(n, 1, 1) + np.zeros((1, 2, 2), np.float32), labels


def test_direction():
    assert (SAME, DIFFERENT) == (1, 0)


def test_every_image_has_one_partner_of_its_class_and_one_of_another():
    images, labels = labelled(np.random.default_rng(1))
    first, second, target = make_pairs(images, labels, rng=np.random.default_rng(0))
    assert first.shape == second.shape == (1200, 2, 2)
    assert first.dtype == np.float32
    one, other = first[:, 0, 0].astype(int), second[:, 0, 0].astype(int)
    assert (np.sort(one[target == SAME]) == np.arange(600)).all()
    assert (np.sort(one[target == DIFFERENT]) == np.arange(600)).all()
    assert ((labels[one] == labels[other]) == (target == SAME)).all()
    assert (one != other).all()


def test_half_of_the_pairs_are_same_even_for_unequal_classes():
    labels = np.array(["a"] * 2 + ["b"] * 97 + ["c"] * 5)
    first, second, target = pair_indices(labels, rng=np.random.default_rng(0))
    assert target.sum() == len(labels) == len(target) / 2
    assert (first != second).all()


def test_every_other_image_of_the_class_can_be_the_partner_alike():
    # Class 0 has four images: of 3 partners each should be drawn about a third of the time.
    labels = np.array([0, 0, 0, 0, 1, 1])
    rng = np.random.default_rng(0)
    drawn = [pair_indices(labels, rng=rng)[1][0] for _ in range(3000)]
    shares = np.bincount(drawn, minlength=6)[:4] / 3000
    assert shares[0] == 0
    assert np.allclose(shares[1:], 1 / 3, atol=0.04)  # 4.6 standard errors of √(⅓ · ⅔ / 3000)


def test_a_large_class_is_no_likelier_the_other_one():
    labels = np.array([0] * 10 + [1] * 10 + [2] * 5000)
    others = [
        labels[second[(target == DIFFERENT) & (labels[first] == 0)]]
        for first, second, target in (pair_indices(labels, rng=np.random.default_rng(s)) for s in range(50))
    ]
    assert abs(np.mean(np.concatenate(others) == 1) - 0.5) < 0.1  # 500 draws: 4.5 standard errors


def test_the_seed_decides():
    images, labels = labelled(np.random.default_rng(1))
    a, b, c = (make_pairs(images, labels, rng=np.random.default_rng(seed))[1] for seed in (5, 5, 6))
    assert (a == b).all()
    assert (a != c).any()


@pytest.mark.parametrize(
    ("labels", "words"),
    [([4, 4, 4], "1 class,"), ([], "0 classes"), ([1, 1, 9], "Class 9 has one image")],
)
def test_what_cannot_be_paired_says_so(labels, words):
    with pytest.raises(ValueError, match=words):
        make_pairs(np.zeros((len(labels), 2, 2)), np.array(labels), rng=np.random.default_rng(0))


def test_as_many_labels_as_images():
    with pytest.raises(ValueError, match="3 images came with 2 labels"):
        make_pairs(np.zeros((3, 2, 2)), np.array([0, 1]), rng=np.random.default_rng(0))


def test_pairing_all_of_mnist_takes_no_time():
    labels = np.random.default_rng(0).integers(0, 10, 60_000)
    began = time.thread_time()  # which does not run while other programs have the processor
    assert len(pair_indices(labels, rng=np.random.default_rng(0))[2]) == 120_000
    assert time.thread_time() - began < 1
