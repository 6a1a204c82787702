"""How often something may be asked for: codes of rooms by all together, anything by one visitor."""

import asyncio
import time
from collections import OrderedDict, deque

MINUTE = 60  # seconds
WRONG = 30  # codes that were none within a minute, from where on each guess waits for its turn
PACE = 0.1  # seconds between two guesses then: finding one of 200 rooms so takes five days
IN_LINE = 100

# Requests at once, and a second from then on, of one visitor. A pupil sends one or two; a teacher has several screens.
PUPIL, TEACHER = (20, 4), (60, 20)
ROOM = (120, 25)  # drawings of one room: what the network looks at for one class must not keep it from the others
# Rooms that one address opens: a school is one, and no address opens half of those that there may be.
OPENING = (50, 1 / 300)
REMEMBERED = 10_000  # visitors


SLOWER = "This comes faster than the page sends. Wait a moment."
GUESSING = "Too many wrong codes were tried here. Try again in a minute."


class TooMany(Exception):
    """It is asked for too often; the message is a sentence."""


class Guesses:
    """Slows those who do not know a code, all together: a school is one address."""

    def __init__(self):
        self._wrong: deque[float] = deque()
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def wait(self) -> None:
        """Before a code is looked up. Raises TooMany."""
        now = time.monotonic()
        while self._wrong and self._wrong[0] < now - MINUTE:
            self._wrong.popleft()
        if len(self._wrong) < WRONG:
            return
        if self._waiting >= IN_LINE:
            raise TooMany(GUESSING)
        self._waiting += 1
        try:
            async with self._turn:
                await asyncio.sleep(PACE)
        finally:
            self._waiting -= 1

    def was_wrong(self) -> None:
        self._wrong.append(time.monotonic())
        if len(self._wrong) > 2 * WRONG:
            self._wrong.popleft()


class Rate:
    """Lets one visitor ask so often and no more (a leaking bucket)."""

    def __init__(self, burst: float, rate: float):
        self._burst, self._rate = burst, rate
        self._filled: OrderedDict[str, tuple[float, float]] = OrderedDict()  # who → how full the bucket is, and when

    def take(self, who: str) -> None:
        """Raises TooMany."""
        now = time.monotonic()
        level, then = self._filled.pop(who, (0.0, now))
        level = max(level - self._rate * (now - then), 0.0) + 1
        self._filled[who] = min(level, self._burst + 1), now
        if len(self._filled) > REMEMBERED:
            self._filled.popitem(last=False)
        if level > self._burst:
            raise TooMany(SLOWER)
