"""Connections: how long they may be silent, and how many there are. Over real ones, to a small app."""

import asyncio
import threading
from contextlib import suppress
from functools import partial
from types import SimpleNamespace

import pytest
import uvicorn

from demo import connections
from demo.connections import EACH, Connection, Connections, allow_files, network_of, watch_connections

ASK = b"GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n"


async def app(scope, receive, send):
    """Answers at once; `/wait` when all of the body is there, `/stream` never ends, `/large` is 20 MB."""
    while scope["path"] == "/wait" and (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    if scope["path"] == "/stream":
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        await receive()
        await receive()
    body = b"x" * 20_000_000 if scope["path"] == "/large" else b"done"
    with suppress(OSError):
        await send({"type": "http.response.body", "body": body})


def served(test, most: int = 100):
    """Run a test, a coroutine of `connect`, beside a server that allows so many connections."""

    async def run():
        protocol = partial(Connection, connections=Connections(most))
        server = uvicorn.Server(uvicorn.Config(app, port=0, http=protocol, lifespan="off", log_level="error"))
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0)
        port = server.servers[0].sockets[0].getsockname()[1]
        try:
            return await asyncio.wait_for(test(partial(asyncio.open_connection, "127.0.0.1", port)), 60)
        finally:
            server.should_exit = server.force_exit = True
            await serving

    with suppress(KeyboardInterrupt):
        return asyncio.run(run())
