"""Passwords guessed as fast as it goes, and at what of the page asks for none."""

from itertools import count

from tests.bench.attack import post, repeat

AUTH = "class:secret"


def attack(address: str, *, seconds: float) -> str:
    numbers = count()
    form = "application/x-www-form-urlencoded"
    guess = lambda: post(address, "/login", f"username=class&password={next(numbers)}".encode(), kind=form)  # noqa: E731
    return repeat(guess, seconds=seconds)
