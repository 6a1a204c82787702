"""What a teacher changes in a room: its rounds, and what the phones and the projector may do and show.

Values: each change gives a new state. As JSON it is kept in the store and sent to the pages, whose scripts know it by
the same names (`demo/room/types.js`).
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from siamese.symbols.names import BadName, clean_name

KINDS = ("same", "two", "teach", "fool", "people")
WORDS = {"same": 1, "two": 2}  # how many words a round of a kind is given
SWITCHES = ("is_open", "has_nicknames", "is_frozen", "is_blank")
MOST_ROUNDS = 100
MOST_SIGNS = 6
COUNTDOWN = (5, 120)  # seconds


class CannotDo(ValueError):
    """What is asked for cannot be done now; the message is a sentence for whoever asked."""


@dataclass(frozen=True)
class Trial:
    """A question of the twenty-way trial, known by its seed.

    until: when the time for votes is over, seconds since 1970.
    answer, network: the right candidate and the network's, once they are told. distances: from the query to each.
    people: the published share of right answers on such trials, where there is one.
    """

    seed: int
    until: float
    answer: int | None = None
    network: int | None = None
    distances: tuple[float, ...] = ()
    people: float | None = None


@dataclass(frozen=True)
class Round:
    """kind: one of KINDS.

    words: what is to be drawn, one word or two, as the teacher typed them.
    signer: the member who draws the signs of "teach", 0 for the teacher. is_asking: whether the signs are complete.
    trials: of "people", the last one is the one that is asked.
    """

    kind: str
    words: tuple[str, ...] = ()
    signer: int = 0
    is_asking: bool = False
    trials: tuple[Trial, ...] = ()


@dataclass(frozen=True)
class State:
    """rounds: all so far; the last one is what the phones are at.

    shown: the round on the projector.
    is_open: whether drawings are shown as they come, without the teacher's leave.
    has_nicknames: whether pupils may choose a name.
    is_frozen: whether nothing is taken. is_blank: whether the projector shows nothing.
    """

    rounds: tuple[Round, ...] = ()
    shown: int = -1
    is_open: bool = False
    has_nicknames: bool = False
    is_frozen: bool = False
    is_blank: bool = False

    @property
    def round(self) -> Round | None:
        """What the phones are at."""
        return self.rounds[-1] if self.rounds else None

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "State":
        fields = json.loads(text)
        rounds = tuple(
            Round(**{**one, "words": tuple(one["words"]), "trials": tuple(map(_trial, one["trials"]))})
            for one in fields.pop("rounds")
        )
        return cls(rounds=rounds, **fields)


def begin(state: State, kind: object, words: object) -> State:
    """Begin a round. The projector follows, unless an older one was kept on it. Raises CannotDo."""
    if kind not in KINDS:
        raise CannotDo("There is no such round. Load the page again.")
    if len(state.rounds) >= MOST_ROUNDS:
        raise CannotDo(f"A room has at most {MOST_ROUNDS} rounds. Open another one.")
    given = words if isinstance(words, list) else []
    if len(given) != WORDS.get(str(kind), 0):
        raise CannotDo("Type what is to be drawn, then begin.")
    try:
        cleaned = tuple(map(clean_name, given))
    except BadName as problem:
        raise CannotDo(str(problem)) from None
    if len(set(cleaned)) < len(cleaned):
        raise CannotDo("These are the same word. Type two different things.")
    follows = state.shown == len(state.rounds) - 1
    rounds = (*state.rounds, Round(str(kind), cleaned))
    return replace(state, rounds=rounds, shown=len(rounds) - 1 if follows else state.shown, is_blank=False)


def show_round(state: State, n: object) -> State:
    """Have a round on the projector, whatever the phones are at. Raises CannotDo."""
    if not isinstance(n, int) or isinstance(n, bool) or not 0 <= n < len(state.rounds):
        raise CannotDo("There is no such round.")
    return replace(state, shown=n, is_blank=False)


def switch(state: State, name: object, on: object) -> State:
    """Raises CannotDo."""
    if name not in SWITCHES or not isinstance(on, bool):
        raise CannotDo("There is no such switch. Load the page again.")
    changed: dict[str, Any] = {str(name): on}
    return replace(state, **changed)


def let_sign(state: State, member: int) -> State:
    """Have a member draw the signs of the round, 0 for the teacher. Raises CannotDo."""
    return _with_round(state, "teach", signer=member)


def ask(state: State, on: bool) -> State:
    """Ask for the signs that were taught, or go back to teaching. Raises CannotDo."""
    return _with_round(state, "teach", is_asking=on)


def ask_trial(state: State, seed: int, *, now: float, seconds: object) -> State:
    """Ask the next question of the twenty-way trial. Raises CannotDo."""
    low, high = COUNTDOWN
    if not isinstance(seconds, int) or not low <= seconds <= high:
        raise CannotDo(f"The countdown takes {low} to {high} seconds.")
    trials = state.round.trials if state.round else ()
    if trials and trials[-1].answer is None:
        raise CannotDo("One question is still open. Reveal its answer first.")
    return _with_round(state, "people", trials=(*trials, Trial(seed, now + seconds)))


def reveal(state: State, answers: Mapping) -> State:
    """Tell the answer of the open question; `answers` are the fields of a Trial. Raises CannotDo."""
    trial = open_trial(state)
    if trial is None:
        raise CannotDo("No question is open.")
    assert state.round
    told = _trial({**asdict(trial), **answers})
    return _with_round(state, "people", trials=(*state.round.trials[:-1], told))


def open_trial(state: State) -> Trial | None:
    """The question that is asked now."""
    trials = state.round.trials if state.round else ()
    return trials[-1] if trials and trials[-1].answer is None else None


def _trial(fields: Mapping) -> Trial:
    return Trial(**{**fields, "distances": tuple(fields["distances"])})


def _with_round(state: State, kind: str, **changes) -> State:
    if state.round is None or state.round.kind != kind:
        raise CannotDo("Another round has begun since.")
    return replace(state, rounds=(*state.rounds[:-1], replace(state.round, **changes)))
