"""Which labels people draw alike: no two drawings of them are surely a different pair.

Found from the drawings, by their nearest neighbours: where nobody can tell two labels apart, every second drawing
lies nearest to one of the other label.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from siamese.data.packing import BOX

GRID, DIRECTIONS = 12, 4  # cells along each side of the box, directions of ink between 0° and 180°
STEP = 0.02  # of the box's side: a stroke is looked at once in so much of its length
EACH = 24  # drawings of a label, at most, that are compared
FEWEST = 4  # drawings of a label that say anything
ALIKE = 0.33  # share of drawings, of at most 1/2, from which on two labels are twins
DRAWS = 10  # times that as many drawings of the one label as of the other are chosen
CHUNK = 1000  # drawings that are compared at once with all others


def describe(strokes: Sequence[np.ndarray]) -> np.ndarray:
    """Where ink runs, and in which direction: float32 of unit length, shape (GRID * GRID * DIRECTIONS,).

    strokes: of shape (n_points, 2), in 0…1000.

    The product of two is their likeness, from 0 to 1.
    """
    ink = np.zeros((GRID, GRID, DIRECTIONS), np.float32)
    for stroke in strokes:
        at = stroke / BOX
        way = np.diff(at, axis=0)
        length = np.hypot(*way.T)
        if not length.sum():
            x, y = _cells(at[:1]).T
            ink[y, x] += STEP
            continue
        pieces = np.maximum(length / STEP, 1).astype(int)
        line = np.repeat(np.arange(len(way)), pieces)
        nth = np.arange(len(line)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        x, y = _cells(at[line] + way[line] * ((nth + 0.5) / pieces[line])[:, None]).T
        angle = (np.arctan2(way[:, 1], way[:, 0]) / np.pi * DIRECTIONS % DIRECTIONS)[line]
        # An angle between two directions counts for both, more for the nearer one.
        lower, part = angle.astype(int) % DIRECTIONS, angle % 1
        amount = (length / pieces)[line]
        np.add.at(ink, (y, x, lower), amount * (1 - part))
        np.add.at(ink, (y, x, (lower + 1) % DIRECTIONS), amount * part)
    blurred = np.sqrt(cv2.GaussianBlur(ink, (9, 9), 1.0, borderType=cv2.BORDER_REFLECT)).ravel()
    return blurred / np.linalg.norm(blurred)


def _cells(points: np.ndarray) -> np.ndarray:
    return np.clip(points * GRID, 0, GRID - 1).astype(int)


def find_aliases(
    glyphs: Sequence[Sequence[np.ndarray]], labels: Sequence[str] | np.ndarray, *, rng: np.random.Generator
) -> np.ndarray:
    """Pairs of labels that are drawn alike: str, shape (n_twins, 2), each pair and all pairs sorted.

    glyphs: of each drawing its strokes, in 0…1000.
    labels: what each was to be; a label of few drawings is nobody's twin.
    """
    names, label = np.unique(labels, return_inverse=True)
    rows = [rng.permutation(np.flatnonzero(label == i))[:EACH] for i in range(len(names))]
    count = np.array([len(some) for some in rows])
    first = np.cumsum(count) - count
    looks = np.stack([describe(glyphs[i]) for i in np.concatenate(rows)])

    # How like each drawing is to the one most like it of each label, itself left out.
    nearest = np.empty((len(looks), len(names)), np.float32)
    for start in range(0, len(looks), CHUNK):
        likeness = looks[start : start + CHUNK] @ looks.T
        likeness[np.arange(len(likeness)), np.arange(start, start + len(likeness))] = -1
        nearest[start : start + CHUNK] = np.maximum.reduceat(likeness, first, axis=1)
    own = nearest[np.arange(len(looks)), np.repeat(np.arange(len(names)), count)]
    taken = np.add.reduceat(nearest > own[:, None], first, axis=0, dtype=float) / count[:, None]
    likely = np.triu(taken + taken.T > 2 * ALIKE, 1) & (np.minimum.outer(count, count) >= FEWEST)

    drawings = np.split(looks, first[1:])
    pairs = [(a, b) for a, b in np.argwhere(likely).tolist() if confusion(drawings[a], drawings[b], rng=rng) > ALIKE]
    return names[np.array(pairs, int).reshape(-1, 2)]


def confusion(a: np.ndarray, b: np.ndarray, *, rng: np.random.Generator) -> float:
    """The share of drawings that lie nearest to one of the other label, as many of both: 1/2 if they are alike.

    a, b: what `describe` gives, of at least two drawings each, shape (n_drawings, n_numbers).
    """
    n = min(len(a), len(b))
    second = np.arange(2 * n) >= n
    shares = []
    for _ in range(DRAWS):
        some = np.concatenate([looks[rng.permutation(len(looks))[:n]] for looks in (a, b)])
        likeness = some @ some.T
        np.fill_diagonal(likeness, -1)
        shares.append(np.mean(second[likeness.argmax(axis=1)] != second))
    return float(np.mean(shares))
