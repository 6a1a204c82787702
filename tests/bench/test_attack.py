"""The frame of the attacks; they themselves are run by `python -m tests.bench.attack`."""

from collections import Counter

import pytest

from tests.bench.attack import find_attacks, place_of, repeat, run, tell
from tests.bench.attack.__main__ import is_borne


def test_each_attack_says_what_it_does():
    attacks = find_attacks()
    assert {"brackets", "guesses", "logout", "silent", "uninvited"} <= set(attacks)
    assert all(attack.__doc__ and callable(attack.attack) for attack in attacks.values())


@pytest.mark.parametrize("address", ["http://127.0.0.1:7860/", "http://[::1]:7860", "http://localhost:7860"])
def test_this_computer_may_be_attacked(address):
    assert place_of(address)[1] == 7860


@pytest.mark.parametrize(
    "address", ["http://192.168.1.5:7860", "http://school.example", "http://127.0.0.1.evil.example"]
)
def test_no_other_is(address):
    with pytest.raises(ValueError):
        run("guesses", address, "1")


def test_what_was_answered_is_counted_and_an_attack_has_an_end():
    assert repeat(lambda: "400", seconds=60, at_once=2, most=10) == "400 10 times"
    assert tell(Counter({"400": 2000, "200": 1})) == "400 2,000 times, 200 once"


BORNE = {"errors": 0, "ratio": 2.9, "mb_before": 800, "mb_after": 900, "log_lines": 300}


@pytest.mark.parametrize(
    ("row", "borne"),
    [
        ({}, True),
        *(({name: value}, False) for name, value in (("errors", 1), ("ratio", 3.0), ("ratio", float("nan")))),
        *(({name: value}, False) for name, value in (("mb_after", 901), ("log_lines", 301))),
    ],
)
def test_what_a_class_can_bear(row, borne):
    assert is_borne(BORNE | row) is borne
