from dataclasses import replace

import pytest

from demo.room.state import (
    MOST_ROUNDS,
    CannotDo,
    State,
    ask,
    ask_trial,
    begin,
    let_sign,
    open_trial,
    reveal,
    show_round,
    switch,
)

TOLD = {"answer": 3, "network": 4, "distances": [0.5] * 20, "people": 0.955}


def test_a_round_begins_and_the_projector_follows():
    state = begin(begin(State(), "same", [" a  seven "]), "two", ["four", "nine"])
    assert state.round.words == ("four", "nine")
    assert state.rounds[0].words == ("a seven",)
    assert state.shown == 1


def test_a_round_that_is_kept_on_the_projector_stays_there():
    state = show_round(begin(begin(State(), "same", ["1"]), "same", ["2"]), 0)
    assert begin(state, "fool", []).shown == 0


def test_a_new_round_lights_the_projector():
    assert not begin(switch(begin(State(), "fool", []), "is_blank", True), "fool", []).is_blank


@pytest.mark.parametrize(
    ("kind", "words"),
    [("chess", []), ("same", []), ("same", "seven"), ("same", [""]), ("same", [7]), ("two", ["a"]), ("fool", ["a"]),
     ("two", ["a", "a"]), (None, None)],
)  # fmt: skip
def test_what_is_no_round_is_refused(kind, words):
    with pytest.raises(CannotDo):
        begin(State(), kind, words)


def test_there_is_an_end_of_rounds():
    state = begin(State(), "fool", [])
    with pytest.raises(CannotDo, match="at most"):
        begin(replace(state, rounds=state.rounds * MOST_ROUNDS), "fool", [])


@pytest.mark.parametrize("n", [-1, 1, "0", True, None])
def test_what_is_no_number_of_a_round_is_refused(n):
    with pytest.raises(CannotDo):
        show_round(begin(State(), "fool", []), n)


@pytest.mark.parametrize(("name", "on"), [("rounds", True), ("is_open", 1), (None, True)])
def test_what_is_no_switch_is_refused(name, on):
    with pytest.raises(CannotDo):
        switch(State(), name, on)


def test_signs_are_drawn_by_whom_the_teacher_names_until_they_are_asked_for():
    state = ask(let_sign(begin(State(), "teach", []), 7), True)
    assert (state.round.signer, state.round.is_asking) == (7, True)
    with pytest.raises(CannotDo, match="Another round"):
        let_sign(begin(state, "fool", []), 7)


def test_one_question_is_asked_after_the_other():
    state = ask_trial(begin(State(), "people", []), 11, now=100.0, seconds=20)
    assert open_trial(state).until == 120
    with pytest.raises(CannotDo, match="still open"):
        ask_trial(state, 12, now=130.0, seconds=20)
    state = reveal(state, TOLD)
    assert open_trial(state) is None
    assert (state.round.trials[0].answer, state.round.trials[0].seed) == (3, 11)
    with pytest.raises(CannotDo, match="No question"):
        reveal(state, TOLD)
    assert open_trial(ask_trial(state, 12, now=130.0, seconds=20)).seed == 12


@pytest.mark.parametrize("seconds", [4, 121, None, "20"])
def test_a_countdown_has_its_limits(seconds):
    with pytest.raises(CannotDo, match="countdown"):
        ask_trial(begin(State(), "people", []), 1, now=0.0, seconds=seconds)


def test_a_question_needs_its_round():
    with pytest.raises(CannotDo):
        ask_trial(State(), 1, now=0.0, seconds=20)


def test_a_state_is_kept_as_it_is():
    state = begin(reveal(ask_trial(begin(State(), "people", []), 1, now=0.0, seconds=20), TOLD), "two", ["四", "九"])
    assert State.from_json(state.to_json()) == state
