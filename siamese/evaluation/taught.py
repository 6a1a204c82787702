"""Protocols that do what visitors do: one person teaches symbols by one drawing each, and draws them again.

Judged are the nearest symbol and what the One-shot tab would say: its name, none of these, or too close to call.
"""

import numpy as np

from siamese.data.episodes import Episode
from siamese.evaluation.bench import Bench
from siamese.evaluation.gallery import Gallery
from siamese.evaluation.oneshot import episode_distances, judge_each, sites_note
from siamese.evaluation.pairs import all_distances, called
from siamese.evaluation.results import CannotRun, Result, scored
from siamese.judging.rejection import Rejection

N_TAUGHT = 10  # characters of a writer


def gestures(bench: Bench) -> Result:
    """16 gestures of one person, each taught by one drawing and asked by another, 20 people. For reporting only.

    Whatever the speed; each person as many times as a tenth of --episodes. "accuracy" is how often the nearest is the
    right one. The pairs are all pairs of one person. What one person drew is a cluster.
    """
    gallery, rejection, calibration = bench.gestures, bench.rejecting(), bench.calibrated()
    episodes, people = gesture_episodes(gallery, bench.settings.episodes // 10, rng=bench.rng("gestures"))
    correct, mistakes = judge_each(gallery, episodes)
    said = answers(gallery, episodes, rejection)
    pairs = [all_distances(gallery.select(gallery.groups == person)) for person in np.unique(people)]
    near, far = (np.concatenate(part) for part in zip(*pairs, strict=True))
    more = {**_shares(said), **called(calibration, near, far), "people": len(pairs), "episodes": len(episodes)}
    notes = [f"{len(pairs)} people, {len(near):,} like and {len(far):,} unlike pairs of drawings by one person"]
    cluster = np.repeat(people, correct.shape[1])
    return scored(correct.ravel(), cluster, more=more, notes=notes, mistakes=mistakes)


def one_person(bench: Bench) -> Result:
    """Ten characters of one writer, each taught by one drawing and asked by another; and ten that are not taught.

    "accuracy" is how often the One-shot tab would name the character rightly. Labels of one shape are one, marks
    without a shape of their own are left out. What one writer drew is a cluster.
    """
    gallery, rejection, rng = bench.characters, bench.rejecting(), bench.rng("one-person")
    repeated = {writer: _repeated(gallery, writer) for writer in np.unique(gallery.groups).tolist()}
    repeated = {writer: kinds for writer, kinds in repeated.items() if len(kinds) >= N_TAUGHT}
    if not repeated:
        raise CannotRun(f"{bench.sites()}: nobody wrote {N_TAUGHT} characters twice. Name others by --sites.")
    times = -(-bench.settings.episodes // len(repeated))
    episodes, untaught = [], []
    for writer, kinds in repeated.items():
        every = _by_label(gallery, writer)
        for _ in range(times):
            taught = _episode(gallery, [kinds[i] for i in rng.choice(len(kinds), N_TAUGHT, replace=False)], rng)
            others = [rows for rows in every if gallery.labels[rows[0]] not in taught.classes]
            query = [rng.choice(others[i]) for i in rng.permutation(len(others))[:N_TAUGHT]]
            episodes.append(taught)
            untaught += [Episode(np.array([-1]), taught.support, np.array([[drawing]])) for drawing in query]
    correct, mistakes = judge_each(gallery, episodes)
    said = answers(gallery, episodes, rejection)
    strange = answers(gallery, untaught, rejection)
    more = {
        **_shares(said),
        "nearest": float(correct.mean()),
        "untaught_taken_for_one": float((strange == "another").mean()),
        "untaught_too_close": float((strange == "unsure").mean()),
        "people": len(repeated),
        "episodes": len(episodes),
    }
    cluster = np.repeat(list(repeated), times * N_TAUGHT)
    return scored((said == "named").ravel(), cluster, more=more, notes=[sites_note(bench)], mistakes=mistakes)


def gesture_episodes(gallery: Gallery, times: int, *, rng: np.random.Generator) -> tuple[list[Episode], np.ndarray]:
    """Of each person, `times` times, one drawing of each kind to teach and one other to ask.

    Returns:
        the episodes, and the person of each, int, shape `(n_episodes,)`. Where some people drew fewer kinds more than
        once than others, episodes of all have as few, chosen by chance.
    """
    people = np.unique(gallery.groups)
    kinds = [_repeated(gallery, person) for person in people]
    n_way = min(map(len, kinds))
    episodes = []
    for drawn in kinds:
        for _ in range(max(1, times)):
            episodes.append(_episode(gallery, [drawn[i] for i in np.sort(rng.choice(len(drawn), n_way, False))], rng))
    return episodes, np.repeat(people, max(1, times))


def answers(gallery: Gallery, episodes: list[Episode], rejection: Rejection) -> np.ndarray:
    """What the One-shot tab would say to the queries of episodes of equal size, row i of which shows class i.

    Returns:
        str, shape `(n_episodes, n_way)`: "named" (rightly), "another" (taken for another), "none" or "unsure". Of
        queries whose class is −1, none of those taught, "named" does not occur.
    """
    distances = episode_distances(
        gallery, np.stack([episode.support for episode in episodes]), np.stack([e.query[:, 0] for e in episodes])
    )
    each, none = rejection.probabilities(distances, distances.shape[-1])
    own = np.stack([np.where(episode.classes < 0, -1, np.arange(len(episode.classes))) for episode in episodes])
    verdict = rejection.verdict(each.max(-1), none)
    return np.where(verdict == "known", np.where(distances.argmin(-1) == own, "named", "another"), verdict)


def _by_label(gallery: Gallery, person: int) -> list[np.ndarray]:
    """One person's drawings of each label."""
    rows = np.flatnonzero(gallery.groups == person)
    return [rows[gallery.labels[rows] == label] for label in np.unique(gallery.labels[rows])]


def _repeated(gallery: Gallery, person: int) -> list[np.ndarray]:
    """The same of labels that the person drew more than once."""
    return [rows for rows in _by_label(gallery, person) if len(rows) > 1]


def _episode(gallery: Gallery, kinds: list[np.ndarray], rng: np.random.Generator) -> Episode:
    chosen = np.array([rng.choice(rows, 2, replace=False) for rows in kinds])
    return Episode(gallery.labels[chosen[:, 0]], chosen[:, :1], chosen[:, 1:])


def _shares(said: np.ndarray) -> dict[str, float]:
    words = {"named_rightly": "named", "taken_for_another": "another", "called_none": "none", "too_close": "unsure"}
    return {name: float((said == word).mean()) for name, word in words.items()}
