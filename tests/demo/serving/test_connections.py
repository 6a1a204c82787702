"""Connections: how long they may be silent, and how many there are. Over real ones, to a small app."""

import asyncio
import socket
import time
from contextlib import suppress
from functools import partial
from http.client import HTTPConnection
from threading import Thread
from types import SimpleNamespace

import pytest
import uvicorn
from uvicorn.protocols.http import auto
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.server import ServerState

from demo.serving import connections
from demo.serving.connections import (
    EACH,
    MOST,
    SPARE,
    Connection,
    Connections,
    allow_files,
    let_in_one_by_one,
    network_of,
    watch_connections,
)

HALF = b"GET / HTTP/1.1\r\nHost: local"
ASK = HALF + b"host\r\n\r\n"
LARGE = 20_000_000


async def app(scope, receive, send):
    """Answers once all of a body is there; `/stream` goes on until it is left, `/large` is large."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    if scope["path"] == "/stream":
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        await receive()
    await send({"type": "http.response.body", "body": b"x" * LARGE if scope["path"] == "/large" else b"done"})


class Connect:
    """Called, it connects to a server. lines: the connections as the server sees them."""

    def __init__(self, server: asyncio.Server, lines: Connections):
        self.place, self.lines = server.sockets[0].getsockname(), lines

    async def __call__(self, **options) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(*self.place, **options)


def beside(test, most: int = 100):
    """Run `test`, a coroutine function of a Connect, beside a server of so many connections."""

    async def run():
        config, state, lines = uvicorn.Config(app, log_config=None), ServerState(), Connections(most)
        config.load()
        make = partial(Connection, config, state, {}, connections=lines)
        server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
        try:
            return await asyncio.wait_for(test(Connect(server, lines)), 60)
        finally:
            server.close()
            for line in list(state.connections):
                line.transport.abort()
            assert not lines._by_address or await gone(lines)

    return asyncio.run(run())


async def gone(lines: Connections) -> bool:
    while lines._by_address:
        await asyncio.sleep(0.001)
    return lines._n == 0


async def end_of(reader: asyncio.StreamReader) -> bytes:
    """All that comes until the connection is closed."""
    came = b""
    with suppress(ConnectionError):
        while part := await reader.read(1 << 16):
            came += part
    return came


@pytest.fixture
def hasty(monkeypatch):
    monkeypatch.setattr(connections, "HEAD", 0.05)
    monkeypatch.setattr(connections, "STALLED", 0.05)


@pytest.mark.parametrize("said", [b"", HALF])
def test_who_says_no_whole_head_is_left(said, hasty):
    async def test(connect):
        reader, writer = await connect()
        writer.write(said)
        assert await end_of(reader) == b""

    beside(test)


def test_who_says_it_bit_by_bit_gains_no_time(hasty):
    async def test(connect):
        reader, writer = await connect()

        async def talk():
            writer.write(HALF)
            with suppress(ConnectionError):
                while not writer.is_closing():
                    writer.write(b"x")
                    await writer.drain()
                    await asyncio.sleep(0.01)

        talking = asyncio.create_task(talk())
        assert await end_of(reader) == b""
        talking.cancel()

    beside(test)


def test_who_was_answered_and_then_says_half_a_head_is_left_too(hasty):
    async def test(connect):
        reader, writer = await connect()
        writer.write(ASK + HALF)
        assert (await end_of(reader)).count(b"done") == 1

    beside(test)


def test_a_body_may_take_its_time_and_so_may_an_answer(monkeypatch):
    monkeypatch.setattr(connections, "HEAD", 0.5)

    async def test(connect):
        slow, slow_writer = await connect()
        slow_writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nConnection: close\r\n\r\n")
        stream, stream_writer = await connect()
        stream_writer.write(ASK.replace(b"/ ", b"/stream "))
        await stream.readuntil(b"first")
        await asyncio.sleep(1)  # twice as long as a head may take
        slow_writer.write(b"x")
        assert (await end_of(slow)).endswith(b"done\r\n0\r\n\r\n")
        assert not stream.at_eof()

    beside(test)


def test_who_reads_nothing_of_an_answer_is_left(hasty):
    async def test(connect):
        reader, writer = await connect(limit=1)
        writer.write(ASK.replace(b"/ ", b"/large "))
        await reader.read(1)
        assert await gone(connect.lines)
        assert len(await end_of(reader)) < LARGE

    beside(test)


@pytest.mark.parametrize(("left", "looks"), [([9, 9], 1), ([9, 8, 8], 2), ([9, 8, 4, 4], 3), ([9, 10], 1)])
def test_who_reads_slowly_has_time_as_long_as_there_is_less_left_each_time(left, looks):
    async def test():
        config, timers = uvicorn.Config(app, log_config=None), []
        one = Connection(config, ServerState(), {}, connections=Connections())
        one.loop = SimpleNamespace(call_later=lambda seconds, *call: timers.append(call))
        one.transport = SimpleNamespace(get_write_buffer_size=lambda: left.pop(0), abort=lambda: timers.append(None))
        one.flow = FlowControl(one.transport)
        one.pause_writing()
        while timers[-1]:
            call, *arguments = timers[-1]
            call(*arguments)
        assert len(timers) == looks + 1

    asyncio.run(test())


def test_no_connection_becomes_a_websocket():
    async def test(connect):
        reader, writer = await connect()
        upgrade = (
            b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        writer.write(ASK[:-2] + upgrade)
        assert b" 200 " in await reader.readline()

    beside(test)


async def is_answered(connect) -> bool:
    reader, writer = await connect()
    writer.write(ASK)
    with suppress(ConnectionError):
        return b" 200 " in await reader.readline()
    return False


@pytest.mark.parametrize("said", [b"", HALF, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n", ASK])
def test_who_waits_for_nothing_makes_room_for_newcomers(said, caplog):
    async def test(connect):
        lines = [await connect() for _ in range(10)]
        for _, writer in lines:
            writer.write(said)
        for _ in range(20):
            assert await is_answered(connect)
        await end_of(lines[0][0])

    beside(test, most=4)
    assert caplog.records[0].getMessage() == "too many connections, 3 of them from 127.0.0.1"


def test_who_is_being_answered_is_not_sent_away_for_a_newcomer(caplog):
    async def test(connect):
        streams = [await connect() for _ in range(3)]
        for reader, writer in streams:
            writer.write(ASK.replace(b"/ ", b"/stream "))
            await reader.readuntil(b"first")
        assert not await is_answered(connect)
        streams.pop()[1].close()
        while not await is_answered(connect):  # the server hears of it a little later
            await asyncio.sleep(0.001)
        assert not any(reader.at_eof() for reader, _ in streams)

    beside(test, most=4)


def read(line: HTTPConnection) -> bytes:
    line.request("GET", "/")
    return line.getresponse().read()


def test_while_too_many_come_who_is_here_is_answered(monkeypatch):
    monkeypatch.setattr(connections, "AT_ONCE", 1)
    monkeypatch.setattr(connections, "REST", 3600)
    lines = Connections(4)  # of which one address may have 3
    config = uvicorn.Config(app, port=0, log_config=None, http=partial(Connection, connections=lines))
    server = uvicorn.Server(config)
    serving = Thread(target=server.run)
    serving.start()
    while not server.started:
        time.sleep(0.001)
    let_in_one_by_one(server, lines)
    place = server.servers[0].sockets[0].getsockname()
    here = HTTPConnection(*place)
    crowd = []
    try:
        assert read(here) == b"done"
        crowd += [socket.create_connection(place) for _ in range(20)]
        while not lines.crowded:
            time.sleep(0.001)
        assert [read(here) for _ in range(3)] == [b"done"] * 3
    finally:
        for line in (here, *crowd):
            line.close()
        server.should_exit = True
        serving.join()
    with pytest.raises(ConnectionError):
        socket.create_connection(place)


class Line:
    """What `Connections` knows of a connection."""

    def __init__(self, address: str, waits: bool = True):
        self.address, self.waits, self.known = address, waits, False
        self.transport, self.is_closed = self, False

    def abort(self) -> None:
        self.is_closed = True


def test_one_address_has_its_share_and_the_others_theirs():
    lines = Connections(8)  # of which one may have 6
    crowd = [Line("a") for _ in range(6)]
    others = [Line("b"), Line("c")]
    assert all(map(lines.enter, [*crowd, *others]))
    lines.hear(crowd[0])
    assert lines.enter(Line("a")) and [line.is_closed for line in crowd] == [False, True, *[False] * 4]
    assert lines.enter(Line("d")) and crowd[2].is_closed  # of the address with the most
    assert not any(line.is_closed for line in others)
    for line in crowd:
        line.waits = False
    assert lines.enter(Line("b"))  # the newest of the crowd waits still


def test_who_never_asked_goes_before_who_was_answered_once():
    lines, pupil, silent = Connections(4), Line("a"), [Line("a"), Line("a")]
    assert all(map(lines.enter, [pupil, *silent]))
    pupil.known = True
    lines.hear(pupil)
    lines.hear(silent[0])
    assert lines.enter(Line("a")) and silent[1].is_closed
    assert lines.enter(Line("a")) and silent[0].is_closed and not pupil.is_closed


def test_where_all_are_being_answered_nobody_comes_in_or_goes():
    lines, crowd = Connections(4), [Line("a", waits=False) for _ in range(3)]
    assert all(map(lines.enter, crowd))
    assert not lines.enter(Line("a")) and lines.enter(Line("b")) and not lines.enter(Line("c", waits=False))
    for line in crowd:
        lines.leave(line)
        lines.leave(line)
    assert lines.enter(Line("a")) and lines._n == 2


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.168.1.5", "192.168.1.5"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::1", "2001:db8:1:2::"),
        ("::ffff:192.168.1.5", "::ffff:192.168.1.5"),
        ("somebody", "somebody"),
    ],
)
def test_the_network_of_an_address(address, network):
    assert network_of(address) == network


def test_a_school_behind_one_address_comes_in():
    lines = Connections()
    assert all(lines.enter(Line("school", waits=False)) for _ in range(EACH))
    assert lines.enter(Line("elsewhere"))


@pytest.fixture
def limits(monkeypatch):
    """The limits on open files of an imagined process, soft and hard."""
    resource = pytest.importorskip("resource")
    limits = [1024, 4096]
    monkeypatch.setattr(resource, "getrlimit", lambda _: tuple(limits))
    monkeypatch.setattr(resource, "setrlimit", lambda _, new: limits.__setitem__(slice(None), new))
    return limits


@pytest.mark.parametrize(("soft", "hard", "then"), [(1024, 4096, 4096), (1024, 10**6, 8192), (10**5, 10**6, 10**5)])
def test_as_many_files_as_are_needed_may_be_open(soft, hard, then, limits):
    limits[:] = soft, hard
    assert allow_files(8192) == min(then, 8192) and limits == [then, hard]


def test_without_a_limit_none_is_set(limits):
    import resource

    limits[:] = resource.RLIM_INFINITY, resource.RLIM_INFINITY
    assert allow_files(8192) == 8192 and limits[0] == resource.RLIM_INFINITY
    limits[:] = 1024, resource.RLIM_INFINITY
    assert allow_files(8192) == 8192 and limits[0] == 8192


def test_a_limit_that_cannot_be_raised_is_kept_to(limits, monkeypatch):
    def refuse(*_):
        raise ValueError

    monkeypatch.setattr("resource.setrlimit", refuse)
    monkeypatch.setattr(auto, "AutoHTTPProtocol", auto.AutoHTTPProtocol)
    for files, most in ((1024, 1024 - SPARE), (256, 128), (100_000, MOST)):
        limits[:] = files, files
        assert allow_files(8192) == min(files, 8192)
        watch_connections()
        assert auto.AutoHTTPProtocol.keywords["connections"].most == most
