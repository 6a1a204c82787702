"""Attacks on the app, each a module of this folder, run beside honest visitors by `python -m tests.bench.attack`.

A module has a docstring that says what it does, and

    def attack(address: str, *, seconds: float) -> str

which attacks the app at that address for so long and returns a line about what the server answered. It runs in a
process of its own. `AUTH = "user:password"` in a module has the app ask for that password; the visitors know it.
"""

import ipaddress
import pkgutil
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from types import ModuleType
from urllib.parse import urlsplit

AT_ONCE = 8  # requests of an attack that are out at the same time, where it says nothing else
MOST = 20_000  # requests of one attack
PATIENCE = 60  # seconds that an answer is waited for


def find_attacks() -> dict[str, ModuleType]:
    """The attacks by name."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__) if found.name != "__main__")
    return {name: import_module(f"{__name__}.{name}") for name in names}


def place_of(address: str) -> tuple[str, int]:
    """Host and port of an address of this computer. Raises ValueError for any other."""
    parts = urlsplit(address)
    if parts.hostname != "localhost" and not ipaddress.ip_address(parts.hostname or "").is_loopback:
        raise ValueError(f"{address} is not this computer. Only 127.0.0.1 is attacked.")
    return parts.hostname, parts.port


def post(address: str, path: str, body: bytes, *, kind: str = "application/json", headers: str = "") -> str:
    """The status of what is answered to a POST, or what came instead."""
    host, port = place_of(address)
    head = f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: {kind}\r\n{headers}"
    return send(address, f"{head}Connection: close\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)


def get(address: str, path: str, *, headers: str = "") -> str:
    """The status of what is answered to a GET, or what came instead."""
    host, port = place_of(address)
    return send(address, f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n{headers}Connection: close\r\n\r\n".encode())


def send(address: str, request: bytes) -> str:
    """The status of what is answered to a request, as it is sent, or what came instead."""
    try:
        with socket.create_connection(place_of(address), timeout=PATIENCE) as line:
            with suppress(ConnectionError):  # answered before all of it was read
                line.sendall(request)
            answer = line.recv(1 << 16)
            while line.recv(1 << 16):
                pass
    except OSError as problem:
        return type(problem).__name__
    return answer.split()[1].decode() if answer.startswith(b"HTTP/") else "closed without an answer"


def repeat(ask: Callable[[], str], *, seconds: float, at_once: int = AT_ONCE, most: int = MOST) -> str:
    """Ask again and again, a few times at once; a line of how often what was answered."""
    end = time.monotonic() + seconds

    def asks() -> Iterator[str]:
        for _ in range(most // at_once):
            if time.monotonic() > end:
                break
            yield ask()

    with ThreadPoolExecutor(at_once) as askers:
        answers = Counter(answer for found in askers.map(lambda _: list(asks()), range(at_once)) for answer in found)
    return tell(answers)


def tell(answers: Counter) -> str:
    """Such as `400 12 times, 200 once`."""
    often = (f"{answer} {'once' if n == 1 else f'{n:,} times'}" for answer, n in answers.most_common(8))
    return ", ".join(often) or "nothing was answered"


def run(name: str, address: str, seconds: str) -> None:
    """Attack, in this process, and print the line that comes of it."""
    place_of(address)
    print(find_attacks()[name].attack(address, seconds=float(seconds)), flush=True)
