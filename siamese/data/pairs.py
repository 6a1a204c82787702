"""Pairs of images to compare: for every image one of the same class and one of another."""

import numpy as np

SAME, DIFFERENT = 1, 0


def make_pairs(
    images: np.ndarray, labels: np.ndarray, *, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pair every image with one of its own class (target SAME) and one of another class (target DIFFERENT).

    Args:
        images: any dtype, shape `(n, …)`.
        labels: any dtype, shape `(n,)`; they need not be 0…n−1.

    Returns:
        first, second: as `images`, shape `(2 n, …)`.
        target: int64, shape `(2 n,)`, SAME and DIFFERENT in turn.

    Raises:
        ValueError: if there are fewer than two classes, or a class has one image only.
    """
    images = np.asarray(images)
    if len(images) != len(labels):
        raise ValueError(f"{len(images)} images came with {len(labels)} labels. Give each image one label.")
    first, second, target = pair_indices(labels, rng=rng)
    return images[first], images[second], target


def pair_indices(labels: np.ndarray, *, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """As `make_pairs`, but indices into the images instead of copies of them.

    Returns:
        first, second, target: int64, shape `(2 n,)`; `first` is 0, 0, 1, 1, 2, 2, …
    """
    names, label, counts = np.unique(np.asarray(labels), return_inverse=True, return_counts=True)
    if len(names) < 2:
        raise ValueError(
            f"The labels name {len(names)} class{'' if len(names) == 1 else 'es'}, but a pair of different "
            "images needs two. Add images of another class."
        )
    if counts.min() < 2:
        alone = names[counts.argmin()]
        raise ValueError(
            f"Class {alone} has one image, but a pair of the same class needs two. Add another image "
            "of it, or leave it out."
        )
    n = len(label)
    members = np.argsort(label, kind="stable")  # the images, class by class
    start = np.cumsum(counts) - counts  # of each class in `members`
    rank = np.empty(n, np.int64)
    rank[members] = np.arange(n) - start[label[members]]
    # One to n − 1 places further round the class: each other image of it alike, never the same one.
    same = (rank + rng.integers(1, counts[label])) % counts[label]
    # The other class first, then an image of it: a large class is no likelier partner than a small one.
    other = (label + rng.integers(1, len(names), n)) % len(names)
    different = rng.integers(0, counts[other])
    second = np.stack([members[start[label] + same], members[start[other] + different]], axis=1)
    return np.repeat(np.arange(n), 2), second.ravel(), np.tile([SAME, DIFFERENT], n)
