"""JSON that is dear to read: a megabyte of brackets or of braces, or of integers of thousands of digits."""

from itertools import cycle

from tests.bench.attack import post, repeat

HALF = 500_000
BODIES = (
    b"[" * HALF + b"]" * HALF,
    b'{"data":[' + b"[],".join([b""] * 190_000) + b"0]}",
    b'{"data":[' + b'{"a":0},'.join([b""] * 100_000) + b"0]}",
    b'{"data":[' + b",".join([b"9" * 4299] * 230) + b"]}",
    b'{"session_hash":"s","fn_index":0,"event_id":' + b"[" * HALF + b"]" * HALF + b"}",
)
PATHS = ("cancel", "run/compare", "queue/join", "call/compare", "component_server", "reset")


def attack(address: str, *, seconds: float) -> str:
    sent = cycle((path, body) for path in PATHS for body in BODIES)

    def ask() -> str:
        path, body = next(sent)
        return post(address, f"/gradio_api/{path}", body)

    return repeat(ask, seconds=seconds)
