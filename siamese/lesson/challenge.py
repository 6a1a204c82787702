"""The challenge at the end of the lesson: twenty candidates, one query, all signs of an alphabet never seen.

Where the drawings come from, best first: the published trials on Omniglot's evaluation alphabets, new trials on
these, the background alphabets that are held out of training, made-up alphabets. None of them was ever trained on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from siamese.data.episodes import sample_episode
from siamese.data.made_up import draw_glyph, make_alphabet
from siamese.data.omniglot import SIDE, Omniglot, Run, load_lake_runs, load_omniglot
from siamese.data.source import DataError
from siamese.data.splits import HOLDOUT_ALPHABETS
from siamese.ink.strokes import ink_from_strokes

N_WAY = 20
CHANCE = 1 / N_WAY
PEOPLE = 0.955  # Lake et al. 2015, on the published trials


@dataclass(frozen=True, eq=False)
class Trial:
    """One question: which candidate shows the same sign as the query?

    query: ink, float32 in [0, 1], shape `(height, width)`, 1 is ink.
    candidates: 20 inks, one of each sign, all drawn by one other person.
    answer: which of them it is.
    alphabet: its name, or which of the published runs it is.
    """

    query: np.ndarray = field(repr=False)
    candidates: list[np.ndarray] = field(repr=False)
    answer: int
    alphabet: str


class PublishedTrials:
    """The 400 trials on which people were right 95.5 % of the time."""

    source = "published"

    def __init__(self, runs: Sequence[Run]):
        self._runs = runs

    def trial(self, *, rng: np.random.Generator) -> Trial:
        """Choose a run and one of its queries."""
        number, query = int(rng.integers(len(self._runs))), int(rng.integers(N_WAY))
        run = self._runs[number]
        candidates = list(run.training.astype(np.float32))
        name = f"run {number + 1} of {len(self._runs)}"
        return Trial(run.test[query].astype(np.float32), candidates, int(run.answer[query]), name)


class OmniglotTrials:
    """Trials from Omniglot's alphabets that have 20 characters.

    source: "evaluation" or "holdout".
    """

    def __init__(self, drawings: Omniglot, source: str):
        self.source = source
        self.alphabets = drawings.alphabets
        self._alphabet, self._character, self._drawer = drawings.alphabet, drawings.character, drawings.drawer
        # A bit for a pixel: 18 MB for 13,180 drawings, which stay in memory.
        self._packed = np.packbits(drawings.images.reshape(len(drawings), -1), axis=1)
        n_characters = [len(np.unique(self._character[self._alphabet == i])) for i in range(len(self.alphabets))]
        self._usable = np.flatnonzero(np.array(n_characters) >= N_WAY)

    def trial(self, *, rng: np.random.Generator) -> Trial:
        """Choose an alphabet, two people who drew it, twenty of its characters, and which one to ask for."""
        alphabet = rng.choice(self._usable)
        rows = np.flatnonzero(self._alphabet == alphabet)
        episode = sample_episode(
            self._character[rows], n_way=N_WAY, n_shot=1, n_query=1, groups=self._drawer[rows], rng=rng
        )
        answer = int(rng.integers(N_WAY))
        name = self.alphabets[alphabet].replace("_", " ")
        candidates = [self._ink(rows[i]) for i in episode.support[:, 0]]
        return Trial(self._ink(rows[episode.query[answer, 0]]), candidates, answer, name)

    def _ink(self, row: int) -> np.ndarray:
        return np.unpackbits(self._packed[row], count=SIDE * SIDE).reshape(SIDE, SIDE).astype(np.float32)


class MadeUpTrials:
    """Trials from alphabets that are made up for each of them."""

    source = "made-up"

    def trial(self, *, rng: np.random.Generator) -> Trial:
        """Make up an alphabet of twenty signs and draw it twice."""
        alphabet = make_alphabet(N_WAY, rng=rng)
        candidates = [ink_from_strokes(draw_glyph(glyph, rng=rng)) for glyph in alphabet]
        answer = int(rng.integers(N_WAY))
        return Trial(ink_from_strokes(draw_glyph(alphabet[answer], rng=rng)), candidates, answer, "a made-up alphabet")


Trials = PublishedTrials | OmniglotTrials | MadeUpTrials


def find_trials() -> Trials:
    """The best source of trials that can be had on this computer; Omniglot is downloaded where it can be."""
    for find in (_published, _of_evaluation, _of_holdout):
        try:
            return find()
        except DataError:
            continue
    return MadeUpTrials()


def _published() -> PublishedTrials:
    return PublishedTrials(load_lake_runs())


def _of_evaluation() -> OmniglotTrials:
    return OmniglotTrials(load_omniglot("evaluation"), "evaluation")


def _of_holdout() -> OmniglotTrials:
    return OmniglotTrials(load_omniglot("background").select(HOLDOUT_ALPHABETS), "holdout")
