"""Ten megabytes of brackets from somebody who has not given the password, to what asks for none and to what does."""

from itertools import cycle

from tests.bench.attack import post, repeat

AUTH = "class:secret"
HALF = 5_000_000
BODY = b"[" * HALF + b"]" * HALF
PATHS = ("gradio_api/cancel", "gradio_api/reset", "gradio_api/run/compare", "gradio_api/component_server", "login")


def attack(address: str, *, seconds: float) -> str:
    paths = cycle(PATHS)
    return repeat(lambda: post(address, f"/{next(paths)}", BODY), seconds=seconds)
