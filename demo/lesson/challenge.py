"""The challenge: twenty signs of an alphabet never seen, and one more drawing. Which of them is it?

A trial is known by its seed alone, so the page keeps the score and the server remembers nothing.
"""

import functools
from collections.abc import Callable

import cv2
import gradio as gr
import numpy as np

from demo.lanes import Full, Lane
from demo.lesson.pictures import png
from demo.lesson.resources import Material
from demo.lesson.steps import SOURCES
from demo.shared.component import component
from siamese.judging.verifier import Verifier
from siamese.lesson.challenge import CHANCE, PEOPLE, Trial
from siamese.network.distance import euclidean

N_TRIALS = 10
_SHOWN = 105  # pixels, as Omniglot has them
_MOST = 2**31


class Challenge:
    """Trials as the page asks for them."""

    def __init__(self, material: Material, verifier: Verifier):
        self._material, self._verifier = material, verifier
        self._trial = functools.lru_cache(maxsize=64)(self._make)
        self._question = functools.lru_cache(maxsize=64)(self._draw)  # a whole class asks for the same one

    def ask(self, seed: int) -> dict:
        """A new trial: `query` and `candidates`, data URLs; `alphabet` and `source`, in words; `people`, or None."""
        return self._question(_checked(seed))

    def _draw(self, seed: int) -> dict:
        trial, source = self._trial(seed), self._material.trials().source
        return {
            "query": _picture(trial.query),
            "candidates": [_picture(ink) for ink in trial.candidates],
            "alphabet": trial.alphabet,
            "source": SOURCES[source],
            "people": None if source == "made-up" else PEOPLE,
        }

    def reveal(self, seed: int) -> dict:
        """`answer`: the right candidate; `network`: the network's choice; `distances`: from the query to each."""
        trial = self._trial(_checked(seed))
        query, *candidates = self._verifier.embed([trial.query, *trial.candidates])
        distances = euclidean(query[None], np.stack(candidates))[0]
        return {
            "answer": trial.answer,
            "network": int(distances.argmin()),
            "distances": [round(distance, 3) for distance in distances.tolist()],
        }

    def _make(self, seed: int) -> Trial:
        return self._material.trials().trial(rng=np.random.default_rng(seed))


def build_challenge(challenge: Challenge) -> gr.HTML:
    """Lay out the challenge; it is played between the page and these two functions, without events."""
    lane = Lane("challenge")

    async def call(function: Callable[[int], dict], seed: int) -> dict | None:
        try:
            return await lane.call(function, seed)
        except Full:  # as where the server does not answer
            return None

    async def ask(seed: int) -> dict | None:
        return await call(challenge.ask, seed)

    async def reveal(seed: int) -> dict | None:
        return await call(challenge.reveal, seed)

    return component(
        "lesson/challenge",
        server_functions=[ask, reveal],
        elem_id="lesson-challenge",
        n_trials=N_TRIALS,
        chance=CHANCE,
    )


def _checked(seed: int) -> int:
    """Whatever the page sent, as a seed."""
    try:
        return int(seed) % _MOST
    except (TypeError, ValueError, OverflowError):
        return 0


def _picture(ink: np.ndarray) -> str:
    return png(np.rint(cv2.resize(ink, (_SHOWN, _SHOWN), interpolation=cv2.INTER_AREA) * 255).astype(np.uint8))
