"""Episodes: small one-shot tasks drawn from many labelled drawings.

An episode has `n_way` classes, `n_shot` support drawings of each, which are known, and `n_query` query
drawings of each, which are to be recognised (Vinyals et al. 2016).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np


@dataclass(frozen=True, eq=False)
class Episode:
    """Indices into the drawings that it was sampled from; no drawing is in it twice.

    classes: the labels, shape `(n_way,)`.
    support: int64, shape `(n_way, n_shot)`; row i shows `classes[i]`.
    query: int64, shape `(n_way, n_query)`.
    """

    classes: np.ndarray
    support: np.ndarray
    query: np.ndarray


def sample_episode(
    labels: np.ndarray,
    *,
    n_way: int,
    n_shot: int,
    n_query: int,
    rng: np.random.Generator,
    groups: np.ndarray | None = None,
    query_from: Literal["one", "others"] = "one",
) -> Episode:
    """Sample classes, then drawings of them.

    Args:
        labels: any dtype, shape `(n,)`.
        groups: who made each drawing, shape `(n,)`. The support is then all of one person, and no query is.
        query_from: with `groups`, the queries of an episode are of "one" other person, or of any "others".

    Raises:
        ValueError: if there are too few classes, drawings or groups.
    """
    episodes = sample_episodes(
        labels, n_episodes=1, n_way=n_way, n_shot=n_shot, n_query=n_query, rng=rng, groups=groups, query_from=query_from
    )
    return next(episodes)


def sample_episodes(
    labels: np.ndarray,
    *,
    n_episodes: int,
    n_way: int,
    n_shot: int,
    n_query: int,
    rng: np.random.Generator,
    groups: np.ndarray | None = None,
    query_from: Literal["one", "others"] = "one",
) -> Iterator[Episode]:
    """As `sample_episode`, many times; the labels are sorted only once."""
    if min(n_way, n_shot, n_query) < 1:
        raise ValueError(f"n_way={n_way}, n_shot={n_shot}, n_query={n_query}, but each must be at least 1.")
    if groups is None:
        return _ungrouped(np.asarray(labels), n_episodes, n_way, n_shot, n_query, rng)
    if query_from not in ("one", "others"):
        raise ValueError(f'query_from={query_from!r}, but "one" or "others" was expected.')
    if len(groups) != len(labels):
        raise ValueError(f"{len(labels)} labels came with {len(groups)} groups. Give each drawing one of both.")
    return _grouped(np.asarray(labels), np.asarray(groups), query_from, n_episodes, n_way, n_shot, n_query, rng)


def _ungrouped(labels, n_episodes, n_way, n_shot, n_query, rng):
    names, label, counts = np.unique(labels, return_inverse=True, return_counts=True)
    members = np.split(np.argsort(label, kind="stable"), np.cumsum(counts)[:-1])
    usable = np.flatnonzero(counts >= n_shot + n_query)
    if len(usable) < n_way:
        raise ValueError(
            f"n_way={n_way}, but only {len(usable)} of {len(names)} classes have the {n_shot + n_query} "
            f"drawings that n_shot={n_shot} and n_query={n_query} take. Lower one of them or add drawings."
        )
    for _ in range(n_episodes):
        classes = rng.choice(usable, n_way, replace=False)
        drawn = np.stack([rng.choice(members[c], n_shot + n_query, replace=False) for c in classes])
        yield Episode(names[classes], drawn[:, :n_shot], drawn[:, n_shot:])


def _grouped(labels, groups, query_from, n_episodes, n_way, n_shot, n_query, rng):
    names, label = np.unique(labels, return_inverse=True)
    people, person = np.unique(groups, return_inverse=True)
    cell = label * len(people) + person
    order = np.argsort(cell, kind="stable")  # the drawings by class, and inside a class by person
    counts = np.bincount(cell, minlength=len(names) * len(people)).reshape(len(names), len(people))
    start = (np.cumsum(counts) - counts.ravel()).reshape(counts.shape)

    can_support = counts >= n_shot
    if query_from == "one":
        shared = can_support.T.astype(np.int64) @ (counts >= n_query)  # classes, for each two people
        np.fill_diagonal(shared, 0)
    else:
        left = counts.sum(1, keepdims=True) - counts  # drawings by all others
        can_query = left >= n_query
        shared = (can_support & can_query).sum(0)[:, None]
    choices = np.argwhere(shared >= n_way)
    if not len(choices):
        raise ValueError(
            f"n_way={n_way}, but of {len(people)} people none shares more than {shared.max(initial=0)} "
            f"classes with {'another' if query_from == 'one' else 'the others'} (n_shot={n_shot}, "
            f"n_query={n_query}). Lower n_way or add drawings."
        )
    for _ in range(n_episodes):
        supporter, querier = choices[rng.integers(len(choices))]
        both = can_support[:, supporter] & (
            counts[:, querier] >= n_query if query_from == "one" else can_query[:, supporter]
        )
        classes = rng.choice(np.flatnonzero(both), n_way, replace=False)
        support, query = [], []
        for c in classes:
            n, first = counts[c, supporter], start[c, supporter]
            support.append(first + rng.choice(n, n_shot, replace=False))
            if query_from == "one":
                query.append(start[c, querier] + rng.choice(counts[c, querier], n_query, replace=False))
            else:
                place = start[c, 0] + rng.choice(left[c, supporter], n_query, replace=False)
                query.append(place + n * (place >= first))  # step over the supporter's own
        yield Episode(names[classes], order[np.stack(support)], order[np.stack(query)])
