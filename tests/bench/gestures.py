"""The shipped network and $P on one person's gestures, taught by one drawing each: the same episodes for both.

    python -m tests.bench.gestures

Prints a table in Markdown. The episodes are those of the protocol `gestures`; what one person drew is a cluster.
"""

import argparse

import numpy as np

from siamese.data.episodes import Episode
from siamese.evaluation import Bench, Settings
from siamese.evaluation.oneshot import judge_each
from siamese.evaluation.results import Result, scored
from siamese.evaluation.taught import gesture_episodes
from siamese.judging.verifier import Verifier
from siamese.options import number_from
from tests.bench import p_dollar

_AT_ONCE = 2_000  # pairs of clouds: some 16 MB


def right_by_p_dollar(clouds: np.ndarray, episodes: list[Episode]) -> np.ndarray:
    """Whether the nearest is the right one, bool, shape `(n_episodes, n_way)`."""
    support = np.stack([episode.support[:, 0] for episode in episodes])  # (n_episodes, n_way)
    query = np.stack([episode.query[:, 0] for episode in episodes])
    shape = (*query.shape, support.shape[1])
    pairs = [np.broadcast_to(rows, shape).ravel() for rows in (query[:, :, None], support[:, None])]
    # The same two drawings often meet again, in either role.
    met, again = np.unique(np.sort(pairs, axis=0), axis=1, return_inverse=True)
    parts = np.array_split(met, -(-met.shape[1] // _AT_ONCE), axis=1)
    apart = np.concatenate([p_dollar.distances(*clouds[part]) for part in parts])[again.ravel()].reshape(shape)
    return apart.argmin(-1) == np.arange(shape[1])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    times = {"type": number_from(1), "default": 100, "help": "episodes of each person (%(default)s)"}
    options.add_argument("--times", **times)
    options.add_argument("--points", type=number_from(2), default=p_dollar.N_POINTS, help="of a cloud (%(default)s)")
    chosen = options.parse_args()
    bench = Bench(Verifier.load().embed_frames, Settings())
    gallery, glyphs = bench.gestures, bench.gesture_glyphs
    episodes, people = gesture_episodes(gallery, chosen.times, rng=bench.rng("gestures"))
    clouds = np.stack([p_dollar.cloud_of(glyphs.strokes(i), n=chosen.points) for i in range(len(glyphs))])
    judged = {
        "the shipped network": judge_each(gallery, episodes)[0],
        f"$P, {chosen.points} points": right_by_p_dollar(clouds, episodes),
    }
    n_people, n_way = len(np.unique(people)), judged["the shipped network"].shape[1]
    print(f"| {n_way} gestures, {n_people} people, one drawing of each taught | accuracy | 95 % interval | n |")
    print("|---|---|---|---|")
    for name, correct in judged.items():
        print(_row(name, scored(correct.ravel(), np.repeat(people, n_way))), flush=True)


def _row(name: str, result: Result) -> str:
    interval = f"{100 * result.low:.2f} to {100 * result.high:.2f}"
    return f"| {name} | {100 * result.accuracy:.2f} % | {interval} | {result.n:,} |"


if __name__ == "__main__":
    main()
