"""What stays in the server's memory: session hashes of megabytes, and shelves whose every step can be undone.

A file of a few kilobytes has 2,000 drawings of 240 strokes; it takes the place of the symbols again and again, in many
sessions.
"""

import json
from collections import defaultdict
from itertools import count, cycle

from tests.bench.attack import post, repeat
from tests.bench.parts import of_this_server, symbols_file, to_symbols

LONG = 5_000_000  # characters of a session hash
STEPS = 12  # of a session
DRAWINGS, STROKES = 2_000, 240


def attack(address: str, *, seconds: float) -> str:
    encoder, size = of_this_server(address)
    drawings = [{"strokes": [[0, 0, 900, n % 1000], *[[5, 5]] * (STROKES - 1)]} for n in range(DRAWINGS)]
    file = symbols_file(drawings, encoder=encoder, size=size)
    numbers, steps, versions = count(), cycle(range(STEPS + 1)), defaultdict(int)

    def ask() -> str:
        n, step = next(numbers), next(steps)
        if step == STEPS:
            body = json.dumps({"data": ["", "", "", ""], "session_hash": f"{n}".ljust(LONG, "x")}).encode()
            return f"hash {post(address, '/gradio_api/run/compare', body)}"
        session = f"hoard{n // (STEPS + 1)}"
        known = {"version": versions[session]} if step else {"kept": ""}
        status, answer = to_symbols(address, session, {"do": "load", "how": "replace", "file": file, **known})
        versions[session] = answer.get("version", versions[session])
        return f"file {status}"

    return repeat(ask, seconds=seconds, at_once=2)
