"""The challenge at the end of the lesson: twenty candidates, one query, all signs of an alphabet never seen.

Where the drawings come from, best first: Omniglot's evaluation alphabets, the background alphabets that are held
out of training, made-up alphabets. None of them was ever trained on.
"""

from dataclasses import dataclass, field

import numpy as np

from siamese.data.omniglot import SIDE, Omniglot, load_omniglot
from siamese.data.source import DataError
from siamese.episodes import sample_episode
from siamese.glyphs import draw_glyph, make_alphabet
from siamese.splits import HOLDOUT_ALPHABETS
from siamese.strokes import ink_from_strokes

N_WAY = 20
CHANCE = 1 / N_WAY
PEOPLE = 0.955  # Lake et al. 2015, on trials of this kind with Omniglot


@dataclass(frozen=True, eq=False)
class Trial:
    """One question: which candidate shows the same sign as the query?

    query: ink, float32 in [0, 1], shape `(height, width)`, 1 is ink.
    candidates: 20 inks, one of each sign, all drawn by one other person.
    answer: which of them it is.
    alphabet: its name.
    """

    query: np.ndarray = field(repr=False)
    candidates: list[np.ndarray] = field(repr=False)
    answer: int
    alphabet: str


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


def find_trials() -> OmniglotTrials | MadeUpTrials:
    """The best source of trials that can be had on this computer; Omniglot is downloaded where it can be."""
    try:
        return OmniglotTrials(load_omniglot("evaluation"), "evaluation")
    except DataError:
        pass
    try:
        return OmniglotTrials(load_omniglot("background").select(HOLDOUT_ALPHABETS), "holdout")
    except DataError:
        return MadeUpTrials()
