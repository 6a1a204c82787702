"""Kept symbols of half a megabyte that unpack to half a gigabyte, beside somebody who adds a symbol."""

import json
import time
import uuid

from tests.bench.attack import repeat
from tests.bench.parts import beside, packed, to_symbols

LINES, UNPACKED = 20, 24_000_000
DRAWN = '{"n":1,"strokes":[[200,200,800,800],[800,200,200,800]]}'


def attack(address: str, *, seconds: float) -> str:
    text = json.dumps({"format": 1, "encoder": "", "classes": [], "x": ""})
    line = packed(text[:-2].encode() + b"a" * (UNPACKED - len(text)) + b'"}')
    kept = "\n".join([line] * LINES)

    def ask() -> str:
        return to_symbols(address, uuid.uuid4().hex[:11], {"do": "restore", "kept": kept})[0]

    return beside(lambda: repeat(ask, seconds=seconds), lambda: add(address), "An Add")


def add(address: str) -> float:
    """Seconds until a new visitor has added a symbol."""
    begun = time.perf_counter()
    request = {"do": "add", "name": "leaf", "drawn": DRAWN, "kept": ""}
    status, answer = to_symbols(address, uuid.uuid4().hex[:11], request)
    if status != "200" or not answer.get("classes"):
        raise ValueError(f"{status}: {str(answer)[:200]}")
    return time.perf_counter() - begun
