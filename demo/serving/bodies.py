"""Which bodies of requests are taken in: how large they may be, and how much there may be in them to read."""

import asyncio
import re

# Files, and the symbols that a browser kept. What else comes are drawings, of up to three papers, and a password.
_UPLOADS = re.compile(r"/gradio_api/(component_server|(run|api)/symbols)/?")
_EVENTS = re.compile(r"/gradio_api/(queue|run|api|call)(/.*)?", re.DOTALL)
_ROOMS = re.compile(r"/room/.*")
EVENT = 2_000_000  # bytes
ROOM = 64_000  # bytes of a drawing for a class
WORD = 10_000  # bytes of what is neither

# JSON with more in it than the page sends holds up everyone while it is read.
CROWDED = 200_000  # commas, one between two values; two full pads have 80,000
NESTED = 20_000  # lists and objects; a full pad has 1,000
LONG = 400  # digits: all numbers of fewer are let through, none of twice as many
_SLICE = 50_000  # bytes looked at before others have their turn

# What the page sends while somebody draws is smaller. The rest of a larger body is taken in at the pace that all such
# bodies together have: reading them takes the processor from those who draw.
SWIFT = 100_000  # bytes
PACE = 10_000_000  # bytes a second; thirty phones on a school's wifi bring less
BURST = 20_000_000  # bytes that may come at once after a while in which little came


class Pace:
    """Lets so many bytes a second through, for all who ask together, each in the order in which it asked."""

    def __init__(self, rate: float = PACE, burst: float = BURST):
        self._rate, self._ahead, self._next = rate, burst / rate, 0.0

    async def take(self, n: int) -> None:
        """Wait until n bytes more may be taken in."""
        now = asyncio.get_running_loop().time()
        self._next = max(self._next, now - self._ahead) + n / self._rate
        if self._next > now:
            await asyncio.sleep(self._next - now)


def largest_body(path: str, megabytes: int) -> int:
    """Bytes that a request to this path may have, where uploads may have so many megabytes."""
    most = megabytes * 1_000_000
    if _UPLOADS.fullmatch(path):
        return most
    return min(most, EVENT if _EVENTS.fullmatch(path) else ROOM if _ROOMS.fullmatch(path) else WORD)


def is_form(path: str, kind: str) -> bool:
    """Whether the body is a form with files, of any bytes; as Gradio tells a form from JSON."""
    return _UPLOADS.fullmatch(path) is not None and kind.startswith("multipart/form-data")


async def is_crowded(body: bytes) -> bool:
    """Whether a body, read as JSON, would hold up everyone."""
    commas = lists = 0
    for start in range(0, len(body), _SLICE):
        part = body[start : start + _SLICE]
        # In a text that is JSON itself a comma may be written as \u002c, and a bracket as \u005b.
        commas += part.count(b",") + part.count(b"\\")
        lists += part.count(b"[") + part.count(b"{") + part.count(b"\\u")
        if commas > CROWDED or lists > NESTED or _has_long_number(part):
            return True
        await asyncio.sleep(0)
    # Of UTF-16 and UTF-32, which no page sends, that look would have seen half.
    return b"\0" in body


def _has_long_number(part: bytes) -> bool:
    # What a number takes to read grows with the square of its digits. Twice LONG of them fill one of these pieces.
    return any(part[i : i + LONG].isdigit() for i in range(0, len(part) - LONG + 1, LONG))
