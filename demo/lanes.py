"""Lanes of threads for what takes long, each for one kind of work: what fills one does not hold up another.

In a lane, work is done a slice at a time (`siamese.slices`). Whoever has had the least of the lane is next, so that a
small file does not wait for the large ones that came before it.
"""

import asyncio
import ctypes
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from siamese.slices import Slices

T = TypeVar("T")

SLICE = 0.02  # seconds, after which others come in
ROOM = 256_000_000  # bytes, of what is waiting or begun
COPIES = 3  # of what came: as it was received, as a form or as JSON, and as it is read
KEPT = 10_000_000  # bytes, after which the memory that reading them took is given back
LONGEST = 64
BEHIND = 10  # by how much a lane's threads give way to what answers at once
BUSY = "Too many files and drawings are being read here just now. Try again in a moment."


class Full(Exception):
    """The lane has no room; the message is a sentence for the visitor."""

    def __init__(self):
        super().__init__(BUSY)


@dataclass(eq=False)
class _Job:
    """Work in a lane.

    size: bytes that it came in. done: what comes of it. used: seconds of the lane that it has had.
    needed, held: bytes that it asks for, and has. waits: for its next slice.
    """

    work: Slices
    size: int
    done: asyncio.Future = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    used: float = 0.0
    needed: int = 0
    held: int = 0
    waits: bool = True


class Lane:
    """A line before a few threads.

    threads: number of slices at the same time.
    room: bytes that what all in line came with takes, at most, and that all that have begun may ask for.
    longest: number of those who stand in line.
    """

    def __init__(self, name: str, *, threads: int = 1, room: int = ROOM, longest: int = LONGEST):
        self._threads = ThreadPoolExecutor(threads, name, initializer=give_way)
        self._free, self._room, self._longest = threads, room, longest
        self._jobs: list[_Job] = []
        self._kept = 0  # bytes that came since memory was given back

    async def do(self, work: Slices[T], *, size: int = 0) -> T:
        """What comes of the work. size: bytes that came for it. Raises Full, and whatever the work raises."""
        if len(self._jobs) >= self._longest or COPIES * (size + sum(job.size for job in self._jobs)) > self._room:
            raise Full
        job = _Job(work, size)
        self._jobs.append(job)
        try:
            self._go_on()
            return await job.done
        finally:  # also where nobody waits for it any more
            self._jobs.remove(job)
            self._go_on()
            self._kept += size
            if self._kept > KEPT and not self._jobs:
                self._kept = 0
                self._threads.submit(give_back)

    async def call(self, function: Callable[..., T], *arguments, size: int = 0) -> T:
        """As `do`, of a function, in one slice."""
        return await self.do(_whole(function, *arguments), size=size)

    def _go_on(self) -> None:
        while self._free and (ready := [job for job in self._jobs if job.waits and self._has_room(job)]):
            job = min(ready, key=lambda job: job.used)
            job.waits, job.held, self._free = False, max(job.held, job.needed), self._free - 1
            running = asyncio.get_running_loop().run_in_executor(self._threads, _do_slice, job)
            running.add_done_callback(partial(self._slice_ended, job))

    def _has_room(self, job: _Job) -> bool:
        return job.needed <= job.held or job.needed + sum(j.held for j in self._jobs if j is not job) <= self._room

    def _slice_ended(self, job: _Job, running: asyncio.Future) -> None:
        self._free += 1
        if job.done.done():  # nobody waits for it any more
            job.work.close()
        elif problem := running.exception():
            job.done.set_exception(problem)
        else:
            has_ended, value = running.result()
            if has_ended:
                job.done.set_result(value)
            else:
                job.needed, job.waits = value, True
        self._go_on()


def _whole(function: Callable[..., T], *arguments) -> Slices[T]:
    return function(*arguments)
    yield None  # of no further slice


def _do_slice(job: _Job) -> tuple[bool, object]:
    """Whether the work has ended, and with what; else the memory that it needs to go on."""
    begun = time.monotonic()
    try:
        while not (needed := next(job.work) or 0) and time.monotonic() - begun < SLICE:
            pass
        return False, needed
    except StopIteration as end:
        return True, end.value
    finally:
        job.used += time.monotonic() - begun


def _find_trim() -> Callable[[int], int] | None:
    try:
        return ctypes.CDLL("libc.so.6").malloc_trim
    except (OSError, AttributeError):  # not glibc, which alone keeps what was freed
        return None


_trim = _find_trim()


def give_back() -> None:
    """Give the memory that files took back to the system: glibc would keep it for the next of them."""
    if _trim:
        _trim(0)


def give_way() -> None:
    """Of the threads of a process, Linux serves these after the others; elsewhere all are alike."""
    if sys.platform == "linux":
        this = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, this, min(os.getpriority(os.PRIO_PROCESS, this) + BEHIND, 19))
