"""Lanes, with work that tells of each of its slices."""

import asyncio
import os
import sys
import threading

import pytest

from demo import lanes
from demo.lanes import BEHIND, BUSY, COPIES, Full, Lane


class Clock:
    """Goes on by one each time that it is looked at."""

    now = 0

    def monotonic(self) -> int:
        self.now += 1
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Each step is a slice, and lasts as long as every other."""
    clock = Clock()
    monkeypatch.setattr(lanes, "SLICE", 0)
    monkeypatch.setattr(lanes, "time", clock)
    return clock


def tell(name: str, n: int, told: list[str], needed: int | None = None):
    for _ in range(n):
        told.append(name)
        yield needed
    return name


def run(work):
    return asyncio.run(work)


def test_what_comes_of_the_work_is_given_back_and_so_is_what_it_raises():
    def broken():
        yield
        raise ValueError("broken")

    async def both():
        lane = Lane("test")
        assert await lane.do(tell("a", 3, [])) == "a"
        assert await lane.call(max, 4, 7) == 7
        with pytest.raises(ValueError, match="broken"):
            await lane.do(broken())
        return await lane.call(min, 4, 7)  # it goes on

    assert run(both()) == 4


def test_short_work_comes_in_between_the_slices_of_long_work_that_came_first():
    told = []

    async def all_at_once():
        lane = Lane("test")
        works = [tell(name, 50, told) for name in "abcd"] + [tell("short", 2, told)]
        await asyncio.gather(*map(lane.do, works))

    run(all_at_once())
    # Each of the four had a slice, then the short one; and so again.
    assert told[:10] == ["a", "b", "c", "d", "short"] * 2


def test_who_has_had_least_of_the_lane_is_next(clock):
    def heavy(told):
        for _ in range(3):
            told.append("heavy")
            clock.now += 100
            yield

    async def both(told):
        lane = Lane("test")
        await asyncio.gather(lane.do(heavy(told)), lane.do(tell("light", 3, told)))
        return told

    assert run(both([])) == ["heavy", "light", "light", "light", "heavy", "heavy"]


def test_only_so_many_slices_are_done_at_once():
    at_work, most, lock = 0, 0, threading.Lock()

    def work():
        nonlocal at_work, most
        for _ in range(20):
            with lock:
                at_work += 1
                most = max(most, at_work)
            sum(range(10_000))
            with lock:
                at_work -= 1
            yield

    async def many():
        lane = Lane("test", threads=2)
        await asyncio.gather(*(lane.do(work()) for _ in range(6)))

    run(many())
    assert most <= 2


def test_the_line_has_an_end_in_number_and_in_bytes():
    async def crowd():
        lane, go_on = Lane("test", room=100 * COPIES, longest=3), threading.Event()
        waiting = [asyncio.create_task(lane.call(go_on.wait, size=size)) for size in (50, 10)]
        await asyncio.sleep(0)
        with pytest.raises(Full, match=BUSY):
            await lane.call(int, size=41)
        third = asyncio.create_task(lane.call(int, size=40))
        await asyncio.sleep(0)
        with pytest.raises(Full):
            await lane.call(int)
        go_on.set()
        await asyncio.gather(*waiting, third)
        return await lane.call(int, size=100)  # all have left

    assert run(crowd()) == 0


def test_who_needs_memory_waits_until_it_is_there_and_others_pass():
    told = []

    def greedy(name):
        told.append(f"{name} asks")
        yield 60
        told.append(f"{name} has it")
        yield
        told.append(f"{name} ends")

    async def three():
        lane = Lane("test", room=100)
        await asyncio.gather(lane.do(greedy("a")), lane.do(greedy("b")), lane.do(tell("c", 2, told)))

    run(three())
    assert told.index("b has it") > told.index("a ends") or told.index("a has it") > told.index("b ends")
    assert told.index("c") < told.index("b has it")


def test_who_leaves_makes_room_for_others():
    async def leave():
        lane, begun, go_on = Lane("test", longest=2), threading.Event(), threading.Event()

        def work():
            begun.set()
            go_on.wait()
            yield
            told.append("nobody waits for this")

        told = []
        leaving = asyncio.create_task(lane.do(work()))
        await asyncio.to_thread(begun.wait)
        never = asyncio.create_task(lane.do(tell("never begun", 1, told)))
        await asyncio.sleep(0)
        for task in (leaving, never):
            task.cancel()
        await asyncio.gather(leaving, never, return_exceptions=True)
        go_on.set()
        await lane.call(int)
        return told

    assert run(leave()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all threads are alike")
def test_a_lane_gives_way_to_what_answers_at_once():
    async def compare():
        nice = await Lane("test").call(lambda: os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        return nice - os.getpriority(os.PRIO_PROCESS, 0)

    assert run(compare()) == min(BEHIND, 19 - os.getpriority(os.PRIO_PROCESS, 0))


def test_memory_is_given_back_once_much_was_read(monkeypatch):
    given = []
    monkeypatch.setattr(lanes, "KEPT", 100)
    monkeypatch.setattr(lanes, "give_back", lambda: given.append(True))

    async def read(*sizes: int):
        lane = Lane("test")
        for size in sizes:
            await lane.call(int, size=size)
        await lane.call(int)  # after what is done then
        return len(given)

    assert run(read(60, 40)) == 0
    assert run(read(60, 41, 100)) == 1
