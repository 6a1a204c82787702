"""A plain HTTP client, light enough that a hundred of them leave the processor to the server that is measured."""

import asyncio
import json
from collections.abc import AsyncIterator
from urllib.parse import urlencode, urlsplit


class Client:
    """One visitor: a connection that is kept open, and opened again where the server closed it."""

    def __init__(self, address: str):
        parts = urlsplit(address)
        self.host, self.port = parts.hostname, parts.port
        self.cookies: dict[str, str] = {}
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, headers: str = "") -> tuple[int, bytes]:
        """Status and body, as it came over the wire."""
        return await self._ask(f"{self._head('GET', path)}{headers}\r\n".encode())

    async def post(self, path: str, content: dict) -> tuple[int, bytes]:
        return await self._post(path, json.dumps(content, separators=(",", ":")), "application/json")

    async def log_in(self, auth: str) -> None:
        """Give user:password. Raises ValueError where they are not taken."""
        user, password = auth.split(":", 1)
        form = urlencode({"username": user, "password": password})
        status, answer = await self._post("/login", form, "application/x-www-form-urlencoded")
        if status != 200:
            raise ValueError(f"status {status}: {answer[:200]}")

    async def _post(self, path: str, content: str, kind: str) -> tuple[int, bytes]:
        body = content.encode()
        head = f"{self._head('POST', path)}Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        return await self._ask(head.encode() + body)

    def _head(self, method: str, path: str) -> str:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n"
        return head + f"Cookie: {cookies}\r\n" * bool(cookies)

    async def events(self, path: str) -> AsyncIterator[dict]:
        """The messages of a server-sent stream, over a connection of its own."""
        reader, writer = await asyncio.open_connection(self.host, self.port)
        try:
            writer.write(f"{self._head('GET', path)}Connection: close\r\n\r\n".encode())
            async for line in reader:
                if line.startswith(b"data:"):
                    yield json.loads(line[5:])
        finally:
            writer.close()

    async def close(self) -> None:
        if self._streams:
            self._streams[1].close()
            self._streams = None

    async def _ask(self, request: bytes) -> tuple[int, bytes]:
        for again in (True, False):
            if not self._streams:
                self._streams = await asyncio.open_connection(self.host, self.port, limit=1 << 20)
            reader, writer = self._streams
            try:
                writer.write(request)
                return await self._read(reader)
            except (asyncio.IncompleteReadError, ConnectionError):
                await self.close()  # it had been idle for too long: servers close such connections
                if not again:
                    raise
        raise AssertionError

    async def _read(self, reader: asyncio.StreamReader) -> tuple[int, bytes]:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status, lines = int(head.split(" ", 2)[1]), [line.split(": ", 1) for line in head.split("\r\n") if ": " in line]
        headers = {name.lower(): value for name, value in lines}
        cookies = (value.split(";")[0].split("=", 1) for name, value in lines if name.lower() == "set-cookie")
        self.cookies.update(cookies)
        if headers.get("transfer-encoding") == "chunked":
            body = b""
            while size := int(await reader.readuntil(b"\r\n"), 16):
                body += (await reader.readexactly(size + 2))[:-2]
            await reader.readexactly(2)
        else:
            body = await reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection") == "close":
            await self.close()
        return status, body
