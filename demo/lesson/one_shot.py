"""One example of each digit, and one more digit: which is it? By the lesson's own network, which never named one."""

import functools

import gradio as gr
import numpy as np

from demo.lanes import Full, Lane
from demo.lesson.pictures import png
from demo.lesson.resources import Material
from demo.shared.component import component
from siamese.lesson.nets import DISTANCE, towers
from siamese.network.distance import euclidean

_MOST = 2**31


class OneShot:
    """A support set of one example each, and queries."""

    def __init__(self, material: Material):
        self._material = material
        self._support = functools.lru_cache(maxsize=64)(self._choose)

    def ask(self, seeds: object) -> dict:
        """A query, and how far it is from each example.

        Args:
            seeds: of the examples and of the query; whatever a page sends is some seed.

        Returns:
            `support`: data URLs; `query`: one; `names`: of the examples; `distances`: to each; `answer`: which of them
            the query is; `right`, `of`: how many other test pictures the nearest example names rightly.
        """
        kept, asked = _checked(seeds)
        data, _ = self._material.digits()
        support, right = self._support(kept)
        kinds, others = data.test_labels[support], np.setdiff1d(np.arange(len(data.test_images)), support)
        query = int(np.random.default_rng([kept, asked]).choice(others))
        distances = euclidean(self._embeddings[[query]], self._embeddings[support])[0]
        return {
            "support": [png(data.test_images[place]) for place in support],
            "query": png(data.test_images[query]),
            "names": [str(kind) for kind in kinds.tolist()],
            "distances": [round(distance, 2) for distance in distances.tolist()],
            "answer": int(np.flatnonzero(kinds == data.test_labels[query])[0]),
            "right": right,
            "of": len(others),
        }

    def _choose(self, seed: int) -> tuple[np.ndarray, int]:
        """The examples' places, and how many of the other test pictures the nearest of them names rightly."""
        labels = self._material.digits()[0].test_labels
        rng = np.random.default_rng(seed)
        support = np.array([rng.choice(np.flatnonzero(labels == kind)) for kind in np.unique(labels)])
        nearest = euclidean(self._embeddings, self._embeddings[support]).argmin(axis=1)
        # Each example is nearest to itself.
        return support, int((labels[support][nearest] == labels).sum()) - len(support)

    @functools.cached_property
    def _embeddings(self) -> np.ndarray:
        data, _ = self._material.digits()
        tower, _ = towers(self._material.nets()[DISTANCE])
        return tower.predict(data.test_images.astype(np.float32) / 255, batch_size=1000, verbose=0)


def build_one_shot(one_shot: OneShot, button: str) -> gr.HTML:
    """Lay out the step; it goes on between the page and one function, without events."""
    lane = Lane("one-shot step")

    async def ask(seeds: object) -> dict | None:
        try:
            return await lane.call(one_shot.ask, seeds)
        except Full:  # as where the server does not answer
            return None

    return component("lesson/one_shot", server_functions=[ask], elem_id="lesson-one-shot", button=button)


def _checked(seeds: object) -> tuple[int, int]:
    """Whatever the page sent, as two seeds."""
    try:
        kept, asked = (int(seed) % _MOST for seed in seeds)  # type: ignore[attr-defined]
    except (TypeError, ValueError, OverflowError):
        return 0, 0
    return kept, asked
