"""Who is connected: for how long one may be silent, and how many connections there are."""

import asyncio
import itertools
import logging
import socket
from collections.abc import Callable
from functools import partial
from ipaddress import IPv6Address

import uvicorn
from uvicorn.protocols.http import auto
from uvicorn.protocols.http.h11_impl import H11Protocol

log = logging.getLogger(__name__)

HEAD = 10  # seconds until the head of a request is there, from when the connection or the last answer is
STALLED = 60  # seconds in which a client reads nothing of an answer
EACH = 2_000  # connections of one address: a thousand pupils, whose school has one
MOST = 4_000
FILES = 8_192  # open files and connections that are asked for
SPARE = 256  # of them for what is no connection
AT_ONCE, REST = 3, 0.001  # while there are too many: new ones, and the seconds after them for who is here already
RETRY = 1  # seconds until the next may come, where no more files can be opened


class Crowd:
    """The connections of one address, those that were answered once and those that were not; the last heard of last."""

    def __init__(self):
        self.known: dict[Connection, None] = {}
        self.strangers: dict[Connection, None] = {}

    def __len__(self) -> int:
        return len(self.known) + len(self.strangers)

    def idle(self) -> "Connection | None":
        """Who is sent away for a newcomer: who was never answered, before who was."""
        return next((one for one in itertools.chain(self.strangers, self.known) if one.waits), None)

    def add(self, one: "Connection") -> None:
        (self.known if one.known else self.strangers)[one] = None

    def remove(self, one: "Connection") -> bool:
        """Whether it was there."""
        known, stranger = (some.pop(one, 0) is None for some in (self.known, self.strangers))
        return known or stranger


class Connections:
    """All that are open, by address."""

    def __init__(self, most: int = MOST):
        self.most, self.each = most, min(EACH, most * 3 // 4)
        self._by_address: dict[str, Crowd] = {}
        self._n = 0
        self.crowded = False  # whether one had to go for the last that came

    def enter(self, new: "Connection") -> bool:
        """Count a connection in, or, where there are too many and none of them can be closed, do not."""
        own = self._by_address.get(new.address, Crowd())
        if len(own) >= self.each:
            crowd = own
        elif self._n >= self.most:
            crowd = max(self._by_address.values(), key=len)
        else:
            crowd = None
        self.crowded = crowd is not None
        if crowd is not None:
            idle = crowd.idle()
            log.warning("too many connections, %d of them from %s", len(crowd), idle.address if idle else new.address)
            if idle is None:
                return False
            self.leave(idle)
            idle.transport.abort()
        self._by_address.setdefault(new.address, own).add(new)
        self._n += 1
        return True

    def hear(self, one: "Connection") -> None:
        own = self._by_address.get(one.address)
        if own and own.remove(one):
            own.add(one)

    def leave(self, one: "Connection") -> None:
        own = self._by_address.get(one.address)
        if own and own.remove(one):
            self._n -= 1
            if not own:
                del self._by_address[one.address]


class Connection(H11Protocol):
    """A connection that has to say something, and that makes room for others while it does not."""

    def __init__(self, *arguments, connections: Connections, **options):
        super().__init__(*arguments, **options)
        self.others = connections
        self.address, self.known = "", False  # known: it was answered once
        self._head: asyncio.TimerHandle | None = None
        self._stall: asyncio.TimerHandle | None = None

    @property
    def waits(self) -> bool:
        """Whether it is the client's turn: to ask, to send the rest of what it asks, or to read."""
        return self._is_answered or self.cycle.more_body or self.flow.write_paused

    @property
    def _is_answered(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self.address = network_of(self.client[0]) if self.client else ""
        if self.others.enter(self):
            self._watch()
        else:
            transport.abort()

    def data_received(self, data: bytes) -> None:
        self.others.hear(self)
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self.known = True
        self.others.hear(self)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self.others.leave(self)
        for timer in (self._head, self._stall):
            if timer:
                timer.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stall = self.loop.call_later(STALLED, self._look_whether_read, self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._stall:
            self._stall.cancel()

    def _should_upgrade(self) -> bool:
        return False  # the page uses no WebSocket

    def _watch(self) -> None:
        """Give the client some time for the next head; what it sends in pieces, or after an answer, adds none."""
        if not self._is_answered:
            if self._head:
                self._head.cancel()
            self._head = None
        elif self._head is None and not self.transport.is_closing():
            self._head = self.loop.call_later(HEAD, self.transport.close)

    def _look_whether_read(self, left: int) -> None:
        now = self.transport.get_write_buffer_size()
        if now >= left:
            self.transport.abort()
        else:
            self._stall = self.loop.call_later(STALLED, self._look_whether_read, now)


def network_of(address: str) -> str:
    """The address, or, as one client may have any number of those of version 6, the network that it is from."""
    try:
        number = IPv6Address(address) if ":" in address else None
    except ValueError:
        return address
    return str(IPv6Address(int(number) >> 64 << 64)) if number and not number.ipv4_mapped else address


def watch_connections() -> Connections:
    """Have the servers that are started from now on watch their connections, which are returned."""
    files = allow_files()
    most = min(MOST, max(files - SPARE, files // 2))
    connections = Connections(most)
    auto.AutoHTTPProtocol = partial(Connection, connections=connections)  # type: ignore[assignment]  # ours for theirs
    return connections


def let_in_one_by_one(server: uvicorn.Server, connections: Connections) -> None:
    """Take the doors of a server from asyncio, which would let in all who wait at once, while who is here waits."""
    made: Callable[..., Connection] = server.config.http_protocol_class  # type: ignore[assignment]  # what we put there
    make = partial(made, server.config, server.server_state, server.lifespan.state)
    for doors in server.servers:
        doors.get_loop().call_soon_threadsafe(_take_over, doors, make, connections)


def _take_over(doors: asyncio.Server, make: Callable[[], Connection], connections: Connections) -> None:
    loop = doors.get_loop()
    closed = loop.create_task(doors.wait_closed())
    for listener in doors.sockets:
        try:
            loop.remove_reader(listener)
        except NotImplementedError:  # Windows: there they come as they like
            return
        keeper = loop.create_task(_let_in(listener.dup(), make, connections))
        closed.add_done_callback(partial(_cancel, keeper))


def _cancel(keeper: asyncio.Task, closed: asyncio.Task) -> None:
    keeper.cancel()


async def _let_in(listener: socket.socket, make: Callable[[], Connection], connections: Connections) -> None:
    loop = asyncio.get_running_loop()
    with listener:
        for n in itertools.count():
            try:
                line, _ = await loop.sock_accept(listener)
                await loop.connect_accepted_socket(make, line)
            except ConnectionError:
                pass  # it has gone already
            except OSError as problem:  # too many open files
                log.warning("no connection could be taken: %s", problem)
                await asyncio.sleep(RETRY)
            if connections.crowded and n % AT_ONCE == 0:
                await asyncio.sleep(REST)


def allow_files(wanted: int = FILES) -> int:
    """Raise the number of files and connections that may be open, as far as this user may; the number then."""
    try:
        import resource
    except ImportError:  # Windows, which has no such limit
        return wanted
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if now == resource.RLIM_INFINITY or now >= wanted:
        return wanted
    able = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (able, most))
    except (OSError, ValueError):  # macOS has another limit beside
        return now
    return able
