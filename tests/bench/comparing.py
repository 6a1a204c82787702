"""What other ways of comparing give with the shipped encoder: 20-way 1-shot within the hold-out's alphabets.

    python -m tests.bench.comparing

All judge the same episodes, so that they differ by less chance than each figure has. Prints a table in Markdown.
"""

import argparse

import keras
import numpy as np

from siamese.data.episodes import Episode, sample_episodes
from siamese.evaluation import Bench
from siamese.evaluation.views import averaged
from siamese.judging.manifest import FOLDER
from siamese.network.encoder import GridAverage

REACH = 1  # cells of the last map by which a part of a symbol may have moved
VIEWS = 8
WEIGHT = 2.0  # of the matched cells, beside the cosine of the embeddings


class Maps:
    """The last map of each drawing, before it is averaged: what a comparison of two drawings part by part would see.

    cells: float32, shape `(n, side, side, channels)`, each of unit length.
    shares: float32, shape `(n, side, side)`, how much there is in a cell; sums to 1.
    """

    def __init__(self, encoder: keras.Model, frames: np.ndarray):
        last = next(layer.input for layer in encoder.layers if isinstance(layer, GridAverage))
        maps = keras.Model(encoder.input, last).predict(frames, batch_size=256, verbose=0)
        lengths = np.linalg.norm(maps, axis=-1)
        self.cells = maps / np.maximum(lengths, 1e-6)[..., None]
        self.shares = lengths / lengths.sum((1, 2), keepdims=True)

    def alike(self, one: int, others: np.ndarray) -> np.ndarray:
        """Mean cosine of each cell and the best within REACH of it in the other map, both ways round: `(n_others,)`."""
        a, b = self.cells[one], self.cells[others]
        side = len(a)
        found = np.full((2, len(b), side, side), -1.0, np.float32)
        for dy in range(-REACH, REACH + 1):
            for dx in range(-REACH, REACH + 1):
                ours = (slice(max(0, -dy), side - max(0, dy)), slice(max(0, -dx), side - max(0, dx)))
                theirs = (slice(max(0, dy), side - max(0, -dy)), slice(max(0, dx), side - max(0, -dx)))
                cosine = np.einsum("yxc,nyxc->nyx", a[ours], b[:, *theirs])
                for way, place in enumerate((ours, theirs)):
                    found[way][:, *place] = np.maximum(found[way][:, *place], cosine)
        return ((found[0] * self.shares[one]).sum((1, 2)) + (found[1] * self.shares[others]).sum((1, 2))) / 2


def episodes_within(bench: Bench, each: int) -> list[Episode]:
    drawings, rng, episodes = bench.omniglot_drawings, bench.rng("comparing"), []
    for alphabet in range(len(drawings.alphabets)):
        rows = np.flatnonzero(drawings.alphabet == alphabet)
        options = {"n_way": 20, "n_shot": 1, "n_query": 1, "groups": drawings.drawer[rows]}
        for episode in sample_episodes(drawings.character[rows], n_episodes=each, rng=rng, **options):
            episodes.append(Episode(episode.classes, rows[episode.support], rows[episode.query]))
    return episodes


def share_right(alike, episodes: list[Episode]) -> float:
    """alike: from a query and the examples, by index, to how much they are alike."""
    right = [
        alike(query, episode.support[:, 0]).argmax() == own
        for episode in episodes
        for own, query in enumerate(episode.query[:, 0])
    ]
    return float(np.mean(right))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--episodes", type=int, default=100, help="of each alphabet, %(default)s by default")
    chosen = options.parse_args()
    encoder = keras.saving.load_model(FOLDER / "encoder.keras")
    bench = Bench(encoder.predict_on_batch)
    pictures = bench.omniglot_drawings.images
    frames = bench.frames([picture.astype(np.float32) for picture in pictures])
    points = encoder.predict(frames, batch_size=256, verbose=0)
    views = averaged(encoder.predict_on_batch, VIEWS, seed=0)
    several = np.concatenate([views(part) for part in np.array_split(frames, 10)])
    maps = Maps(encoder, frames)
    ways = {
        "the distance of the embeddings, as shipped": lambda query, examples: points[examples] @ points[query],
        f"{VIEWS} views of the example, one of the query": lambda query, examples: several[examples] @ points[query],
        f"{VIEWS} views of both": lambda query, examples: several[examples] @ several[query],
        "the last maps, cell by cell": maps.alike,
        "both, the maps twice as heavy": lambda query, examples: (
            points[examples] @ points[query] + WEIGHT * maps.alike(query, examples)
        ),
    }
    episodes = episodes_within(bench, chosen.episodes)
    print(f"| | within, {20 * len(episodes):,} queries |\n|---|---|")
    for name, alike in ways.items():
        print(f"| {name} | {100 * share_right(alike, episodes):.1f} |", flush=True)


if __name__ == "__main__":
    main()
