"""One of the class logs in and out, again and again, in every way there is."""

import asyncio
from itertools import cycle

from tests.bench.attack import get, post, repeat
from tests.bench.http_client import Client

AUTH = "class:secret"
PATHS = ("/logout", "/logout/", "/logout?all_session=true", "//logout")


def attack(address: str, *, seconds: float) -> str:
    paths = cycle(PATHS)

    def ask() -> str:
        path, headers = next(paths), f"Cookie: {asyncio.run(_cookie(address))}\r\n"
        return f"GET {get(address, path, headers=headers)} POST {post(address, path, b'', headers=headers)}"

    return repeat(ask, seconds=seconds, at_once=2)


async def _cookie(address: str) -> str:
    client = Client(address)
    await client.log_in(AUTH)
    await client.close()
    return "; ".join(f"{name}={value}" for name, value in client.cookies.items())
