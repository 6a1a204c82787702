"""How well registered symbols can be told apart: each drawing judged by the others."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from siamese.symbols.support_set import SupportSet

N_CLOSEST = 5


@dataclass(frozen=True)
class Review:
    """What leave-one-out recognition of a support set gives.

    n, n_right: drawings that were judged (those of classes with two or more), and how many the others recognised.
    confused: (name, name it was taken for, how often), the most frequent first.
    closest: (name, other name, distance of their nearest drawings), the nearest first.
    """

    n: int
    n_right: int
    confused: tuple[tuple[str, str, int], ...]
    closest: tuple[tuple[str, str, float], ...]


def review(symbols: SupportSet) -> Review:
    """Take each drawing out in turn and name it by its nearest neighbour among the rest."""
    names = [c.name for c in symbols.classes]
    label = _labels(symbols)
    if not names:
        return Review(0, 0, (), ())
    squares = _squares(symbols)
    judged = np.bincount(label)[label] > 1
    given = label[squares.argmin(1)]
    wrong, counts = np.unique(np.stack([label, given])[:, judged & (given != label)], axis=1, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    confused = tuple((names[wrong[0, i]], names[wrong[1, i]], int(counts[i])) for i in order)
    n, n_right = int(judged.sum()), int((judged & (given == label)).sum())
    return Review(n, n_right, confused, _closest(names, label, squares))


def look_alikes(symbols: SupportSet, limit: float, names: Collection[str]) -> list[tuple[str, str, float]]:
    """Pairs of classes, one of them or both in `names`, whose nearest drawings are no farther apart than the limit.

    Returns:
        (name, other name, distance), the nearest first.
    """
    if not symbols.classes:
        return []
    between = np.sqrt(_between(_labels(symbols), _squares(symbols)))
    asked = np.array([c.name in names for c in symbols.classes])
    near = np.argwhere(np.triu((between <= limit) & (asked | asked[:, None]), 1))
    pairs = [(symbols.classes[a].name, symbols.classes[b].name, float(between[a, b])) for a, b in near]
    return sorted(pairs, key=lambda pair: pair[2])


def strangers(symbols: SupportSet, added: SupportSet) -> list[tuple[str, float]]:
    """Classes of a set to which a drawing is added that is different, as two drawings are, from all that they have.

    Returns:
        (name, distance of the drawing from the nearest of its class), the farthest first.
    """
    mine = {c.name: c for c in symbols.classes}
    calibration, found = symbols.verifier.manifest.calibration, []
    for c in added.classes:
        if c.name in mine:
            new, old = (np.stack([e.embedding for e in several.examples]) for several in (c, mine[c.name]))
            distance = float(np.sqrt(np.maximum(2 - 2 * new @ old.T, 0)).min(axis=1).max())
            if calibration.verdict(distance) == "different":
                found.append((c.name, distance))
    return sorted(found, key=lambda pair: -pair[1])


def _labels(symbols: SupportSet) -> np.ndarray:
    """The number of each drawing's class, shape `(n drawings,)`."""
    return np.repeat(np.arange(len(symbols)), [len(c.examples) for c in symbols.classes])


def _squares(symbols: SupportSet) -> np.ndarray:
    """Squared distances of all drawings, shape `(n drawings, n drawings)`; infinite to itself."""
    points = np.stack([example.embedding for example in symbols.examples])
    squares = np.maximum(2 - 2 * points @ points.T, 0)
    np.fill_diagonal(squares, np.inf)
    return squares


def _between(label: np.ndarray, squares: np.ndarray) -> np.ndarray:
    """Squared distances of the nearest drawings of two classes, shape `(n classes, n classes)`."""
    starts = np.flatnonzero(np.diff(label, prepend=-1))
    return np.minimum.reduceat(np.minimum.reduceat(squares, starts, axis=0), starts, axis=1)


def _closest(names: list[str], label: np.ndarray, squares: np.ndarray) -> tuple[tuple[str, str, float], ...]:
    between = _between(label, squares)
    a, b = np.triu_indices(len(names), 1)
    nearest = np.argsort(between[a, b], kind="stable")[:N_CLOSEST]
    return tuple((names[a[i]], names[b[i]], float(np.sqrt(between[a[i], b[i]]))) for i in nearest)
