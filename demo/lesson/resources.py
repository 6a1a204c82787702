"""What the lesson works with, loaded when it is first asked for and then kept for all visitors."""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable

import keras
import numpy as np

from siamese.data.source import DataError
from siamese.lesson.challenge import Trials, find_trials
from siamese.lesson.data import LessonData, made_up_data, mnist_data, unseen_data
from siamese.lesson.record import Record, load_nets, read_record
from siamese.lesson.watch import Projection, Watched, read_watched

log = logging.getLogger(__name__)
SEED = 0
RETRY = 60  # seconds until data that could not be had are asked for again: each attempt may take half as long


class Material:
    """Data, trained networks and recorded runs.

    load_digits, load_alphabets: return LessonData or raise DataError.
    """

    def __init__(
        self,
        *,
        load_digits: Callable[..., LessonData] = mnist_data,
        load_alphabets: Callable[..., LessonData] = unseen_data,
        find_trials: Callable[[], Trials] = find_trials,
    ):
        self.record: Record = read_record()
        self._load_digits, self._load_alphabets, self._find_trials = load_digits, load_alphabets, find_trials
        self._kept: dict[str, tuple[object, float]] = {}  # name → what was loaded, or None, and when
        self._locks: dict[str, threading.Lock] = defaultdict(threading.Lock)

    def digits(self, *, again: bool = False) -> tuple[LessonData, bool]:
        """MNIST, or made-up signs where it cannot be had; and whether it is MNIST.

        again: where it could not be had before, try once more; there may be a network now.
        """
        digits = self._once("digits", self._digits, again=again)
        if digits is not None:
            return digits, True
        return self._once("made-up signs", lambda: made_up_data(rng=np.random.default_rng(SEED))), False

    def alphabets(self) -> LessonData | None:
        """Omniglot's pairs, or None where it cannot be had now."""
        return self._once("alphabets", self._alphabets, again=True)

    def trials(self) -> Trials:
        """The best source of trials for the challenge."""
        return self._once("trials", self._find_trials)

    def nets(self) -> dict[str, keras.Model]:
        """The shipped networks, trained on MNIST."""
        return self._once("nets", lambda: load_nets(self.record))

    def watched(self) -> list[Watched]:
        """What was seen of the recorded runs, in their order."""
        return self._once("watched", read_watched)

    def maps(self) -> dict[str, Projection]:
        """The last map of each shipped network's training."""
        # The first run of each: later ones were started the wrong way round, or on alphabets.
        runs = reversed(list(zip(self.record.runs, self.watched(), strict=True)))
        return {run.which: seen.projection for run, seen in runs}

    def _digits(self) -> LessonData | None:
        try:
            return self._load_digits(rng=np.random.default_rng(SEED))
        except DataError as problem:
            log.warning("The lesson goes on with made-up signs. %s", problem)
            return None

    def _alphabets(self) -> LessonData | None:
        try:
            return self._load_alphabets(rng=np.random.default_rng(SEED))
        except DataError as problem:
            log.warning("The lesson's last step cannot be trained here. %s", problem)
            return None

    def _once(self, name: str, load: Callable, *, again: bool = False):
        """What `load` gave. Where that was None and `again` is asked for, it is called once more after RETRY."""
        with self._locks[name]:
            loaded, when = self._kept.get(name, (None, None))
            if when is None or (loaded is None and again and time.monotonic() - when >= RETRY):
                loaded = load()
                self._kept[name] = loaded, time.monotonic()
            return loaded
