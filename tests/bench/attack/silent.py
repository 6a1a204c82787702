"""Connections that say nothing, and others that say half a head, a byte more of it now and then.

3,000 of them, 200 more a second; those that are closed are opened again.
"""

import selectors
import socket
import time
from collections import Counter
from contextlib import suppress

from tests.bench.attack import place_of, tell

CONNECTIONS = 3000
EACH = 20  # opened in a tenth of a second
HALF = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: "


def attack(address: str, *, seconds: float) -> str:
    place, came, end = place_of(address), Counter(), time.monotonic() + seconds
    with selectors.DefaultSelector() as lines:
        try:
            while time.monotonic() < end:
                for n in range(min(EACH, CONNECTIONS - len(lines.get_map()))):
                    _open(lines, place, came, talks=n % 2)
                for found, _ in lines.select(0.1):
                    _hear(lines, found.fileobj, came)
                for found in list(lines.get_map().values())[::50]:
                    if found.data:
                        _say(found.fileobj, b"a")
            came["open to the end"] = len(lines.get_map())
        finally:
            for found in list(lines.get_map().values()):
                found.fileobj.close()
    return tell(came)


def _open(lines: selectors.BaseSelector, place: tuple[str, int], came: Counter, *, talks: bool) -> None:
    try:
        line = socket.create_connection(place, timeout=1)
    except OSError as problem:
        came[type(problem).__name__] += 1
        return
    if talks:
        _say(line, HALF)
    line.setblocking(False)
    lines.register(line, selectors.EVENT_READ, talks)


def _say(line: socket.socket, words: bytes) -> None:
    with suppress(OSError):  # closed; that is heard next
        line.send(words)


def _hear(lines: selectors.BaseSelector, line: socket.socket, came: Counter) -> None:
    try:
        heard = line.recv(1000)
    except OSError as problem:
        heard, how = b"", type(problem).__name__
    else:
        how = heard.split()[1].decode() if heard.startswith(b"HTTP/") else "closed"
    came[how] += 1
    if not heard:
        lines.unregister(line)
        line.close()
