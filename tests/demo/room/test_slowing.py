import asyncio

import pytest

from demo.room import slowing
from demo.room.slowing import Guesses, Rate, TooMany


def test_a_few_wrong_codes_slow_nobody(monkeypatch):
    async def guess():
        guesses, loop = Guesses(), asyncio.get_running_loop()
        for _ in range(slowing.WRONG - 1):
            guesses.was_wrong()
        before = loop.time()
        for _ in range(100):
            await guesses.wait()
        return loop.time() - before

    monkeypatch.setattr(slowing, "PACE", 30)  # one that waits would be noticed
    assert asyncio.run(guess()) < 30


def test_many_wrong_codes_have_each_guess_wait_for_its_turn(monkeypatch):
    monkeypatch.setattr(slowing, "PACE", 0.01)

    async def guess():
        guesses, loop = Guesses(), asyncio.get_running_loop()
        for _ in range(slowing.WRONG):
            guesses.was_wrong()
        before = loop.time()
        await asyncio.gather(*(guesses.wait() for _ in range(20)))
        return loop.time() - before

    assert asyncio.run(guess()) >= 20 * 0.01 * 0.9


def test_a_line_of_guesses_has_an_end(monkeypatch):
    monkeypatch.setattr(slowing, "PACE", 0.001)

    async def guess():
        guesses = Guesses()
        for _ in range(slowing.WRONG):
            guesses.was_wrong()
        answers = await asyncio.gather(*(guesses.wait() for _ in range(slowing.IN_LINE + 5)), return_exceptions=True)
        await guesses.wait()  # after it, one more has its turn
        return sum(isinstance(answer, TooMany) for answer in answers)

    assert asyncio.run(guess()) == 5


def test_a_minute_later_all_is_forgotten(monkeypatch):
    monkeypatch.setattr(slowing, "MINUTE", 0)
    monkeypatch.setattr(slowing, "PACE", 1000)

    async def guess():
        guesses = Guesses()
        for _ in range(slowing.WRONG):
            guesses.was_wrong()
        await asyncio.sleep(0.01)
        await guesses.wait()

    asyncio.run(asyncio.wait_for(guess(), 60))


def test_one_who_asks_too_often_is_refused_and_others_are_not():
    async def ask():
        rate = Rate(3, 0.001)
        for _ in range(3):
            rate.take("a")
        with pytest.raises(TooMany):
            rate.take("a")
        rate.take("b")

    asyncio.run(ask())


def test_who_waits_may_ask_again():
    async def ask():
        rate = Rate(1, 100)
        rate.take("a")
        with pytest.raises(TooMany):
            rate.take("a")
        await asyncio.sleep(0.05)
        rate.take("a")

    asyncio.run(ask())


def test_only_so_many_are_remembered(monkeypatch):
    monkeypatch.setattr(slowing, "REMEMBERED", 2)

    async def ask():
        rate = Rate(1, 0.001)
        for who in "abc":
            rate.take(who)
        rate.take("a")  # the one that was forgotten
        with pytest.raises(TooMany):
            rate.take("c")

    asyncio.run(ask())
