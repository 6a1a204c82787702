"""What stands between the network and the page: which requests are let through, and what every answer carries."""

import asyncio
import logging
import posixpath
import re
import traceback
from collections import Counter
from contextlib import AsyncExitStack
from functools import partial

from gradio.brotli_middleware import BrotliResponder, Mode
from gradio.route_utils import FnIndexInferError
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipResponder
from starlette.responses import PlainTextResponse, RedirectResponse

from demo.serving.bodies import SWIFT, Pace, is_crowded, is_form, largest_body
from demo.serving.door import LOG_IN, SLOWED, Door, TooMany
from demo.serving.hosts import READING, Hosts, is_foreign, names_hosts

log = logging.getLogger(__name__)

# What the page and gradio_client ask for. All else that Gradio could serve (files, uploads, proxies, recordings)
# is closed: pictures come through component_server, are read once and let go.
_OPEN = re.compile(
    r"""/(config|info|theme\.css|favicon\.ico|robots\.txt|manifest\.json|login|logout|healthz)?/?
    |/(assets|code|static|svelte|pwa_icon)(/[ -~]{0,200})?  # no file of it has a longer name, or other letters
    |/lesson/(teacher|lesson\.ipynb)
    |/room(/[0-9A-Za-z]{1,20}){0,4}
    |/gradio_api/(info|openapi\.json|startup-events|user|app_id|login_check|theme\.css|heartbeat|queue|run|api
        |call|cancel|reset|component_server)(/.*)?""",
    re.VERBOSE | re.DOTALL,
)
# What is asked for with the name and the password only, where the page has them. Gradio itself keeps the rest shut.
# Who is in a class's room is known by its code or key; to open one takes the password too.
_INNER = re.compile(r"/room|/lesson/.*|/gradio_api/(?!theme\.css|startup-events).*", re.DOTALL)
# Gradio makes it once, for the first who asks, with the host that this one names.
_MADE_ONCE = re.compile(r"/gradio_api/(info|openapi\.json|call/v2)(/.*)?", re.DOTALL)
_NAMING = frozenset((b"host", b"x-forwarded-host", b"x-gradio-server"))
# Answers that go on and on: each takes a connection.
_STREAMS = re.compile(r"/gradio_api/(heartbeat|queue/data|call)/?.*", re.DOTALL)
STREAMS = 1000  # of one address

# Gradio's page is made of inline scripts and compiled templates, so those stay allowed; what is not allowed is any
# other host. The last two may show the page in a frame: that is how a Space is shown.
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' data: blob:",
        "media-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self' https://huggingface.co https://*.hf.space",
    )
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
}
# Of scripts, styles and fonts; the page rules what they may do, and there are dozens of them.
_FILES = ("/assets/", "/code/", "/static/")
OF_FILES = {"X-Content-Type-Options": "nosniff"}
_WHOLE = frozenset(("range", "if-none-match", "if-modified-since"))  # with one of these not all of it is wanted
KEPT = 20_000_000  # bytes of them; the page has a tenth of that

# Gradio compresses what has the name of a file; the page itself has none, and is most of a first load.
_LARGE_TEXTS = frozenset(("/", "/config"))
SMALL = 1000  # bytes: answers below are not worth compressing
LARGE = 1_000_000  # bytes: what comes beyond it is taken in of a few requests at a time
PATIENCE = 120  # seconds that the body of a request may take, and its wait for a place
# Who has a place and is slower gives it up: a slow telephone network is faster.
START, SLOWEST = 5, 50_000  # seconds, bytes per second

TOO_LARGE = "This is more than {limit:g} MB, more than is taken here. Send a smaller file."
TOO_SLOW = "What was sent took too long to arrive. Try again."
FOREIGN = (
    "This request seems to come from a page of another site and was not answered. Open this page itself. If it was "
    "this page: the proxy before it does not pass on the host that was asked for. Have it do so, or start the page "
    "with --hosts and its name."
)
STRANGE = "This page is not asked for under that name. Open it as localhost, or start it with --hosts and the name."
TOO_OFTEN = "This page is open too many times at that address. Close it somewhere."
MALFORMED = "This is not what the page sends. Load it again."
CLOSED = "There is nothing here."
FAILED = "Something went wrong here. Try again."

# What Gradio raises over a request that lacks a part, or names an event or a part of the page that is not there.
# Where it comes through on its way in.
_BEFORE = frozenset(
    (__name__, "demo.serving.door", "demo.serving.intake", "demo.serving.sessions", "demo.serving.tickets")
)
_UNFIT = (LookupError, TypeError, ValueError, FnIndexInferError)


class _TooLarge(Exception):
    def __init__(self, limit: int):
        self.limit = limit


class _TooCrowded(Exception):
    pass


class _TooOften(Exception):
    pass


class _Gone(Exception):
    """The client left before its request was complete."""


class _Exchange:
    """A request and its answer, which carries what every answer does.

    path: what is asked for, below the root.
    ours: headers of the answer, where it has no other of that name.
    """

    def __init__(self, scope, path: str, receive, send, ours: dict[str, str]):
        self.scope, self.path, self.receive, self._send, self._ours = scope, path, receive, send, ours
        self._has_started = False  # the answer

    async def send(self, message) -> None:
        if message["type"] == "http.response.start":
            self._has_started = True
            carried = MutableHeaders(scope=message)
            for name, value in self._ours.items():
                carried.setdefault(name, value)
        await self._send(message)

    async def answer(self, status: int, sentence: str) -> None:
        await PlainTextResponse(sentence + "\n", status)(self.scope, self.receive, self.send)

    async def refuse(self, status: int, sentence: str) -> None:
        log.info("refused %d %s %s", status, self.scope["method"], _name(self.path))
        await self.answer(status, sentence)

    async def fail(self, problem: Exception) -> None:
        """Answer, as far as there still can be an answer, where a request ended with an exception."""
        asked = self.scope["method"], _name(self.path)
        if self._has_started and isinstance(problem.__cause__, HTTPException):  # a stream of an unknown session
            log.info("ended %s %s", *asked)
            await self._send({"type": "http.response.body"})
        elif not self._has_started and self.scope["method"] not in READING and is_unfit(problem):
            log.info("refused 400 %s %s", *asked, exc_info=True)
            await self.answer(400, MALFORMED)
        else:
            log.exception("failed %s %s", *asked)
            if not self._has_started:  # else it is too late for an answer, and the connection is closed
                await self.answer(500, FAILED)


class Guard:
    """ASGI middleware.

    megabytes: size of the largest body.
    uploads: number of bodies above LARGE that are taken in at once; the others wait.
    hosts: the names that are answered to, by default any.
    door: where a password is asked for.
    preloads: a Link header for the page.
    rooms: what answers below /room, without the layers that Gradio has round its own.
    embed_in: sites that may show it in a frame, with spaces between.
    """

    def __init__(
        self,
        app,
        *,
        megabytes: int,
        uploads: int,
        hosts: Hosts | None = None,
        door: Door | None = None,
        preloads: str | None = None,
        rooms=None,
        embed_in: str | None = None,
    ):
        self.app, self.megabytes, self.hosts, self.door = app, megabytes, hosts, door
        self._rooms = rooms or app
        self._headers = HEADERS | {"Content-Security-Policy": f"{_POLICY} {embed_in}"} if embed_in else HEADERS
        self._of_page = self._headers | ({"Link": preloads} if preloads else {})
        self._streams: Counter[str] = Counter()  # open ones by address
        self._places = asyncio.Semaphore(uploads)
        self._pace = Pace()
        self._files: dict[tuple, list] = {}  # answers with files, compressed once for all visitors
        self._kept = 0  # bytes of them

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        path = scope["path"].removeprefix(scope.get("root_path", "")) or "/"
        ours = OF_FILES if path.startswith(_FILES) else self._of_page if path == "/" else self._headers
        exchange = _Exchange(scope, path, receive, send, ours)
        if refusal := self._refusal(scope["method"], path, headers):
            return await exchange.refuse(*refusal)
        if path == "/" and (room := _room(scope)):
            # Relative, as a browser resolves it: below whatever path a proxy has put the page.
            return await RedirectResponse(f"room/{room}", 303)(scope, receive, exchange.send)
        if path == "/healthz":
            return await exchange.answer(200, "ok")
        try:
            await self._let_in(path, scope, headers, receive, exchange.send)
        except _TooLarge as problem:
            await exchange.refuse(413, TOO_LARGE.format(limit=problem.limit / 1_000_000))
        except _TooOften:
            await exchange.refuse(429, TOO_OFTEN)
        except TooMany:
            await exchange.refuse(429, SLOWED)
        except _TooCrowded:
            await exchange.refuse(400, MALFORMED)
        except TimeoutError:
            await exchange.refuse(408, TOO_SLOW)
        except _Gone:
            log.info("left %s %s", scope["method"], _name(path))
        except Exception as problem:
            await exchange.fail(problem)

    def _refusal(self, method: str, path: str, headers: Headers) -> tuple[int, str] | None:
        """Status and sentence for what is not let in at all."""
        if not _OPEN.fullmatch(path):
            return 404, CLOSED
        if self.hosts and not self.hosts.know(headers.get("host", "")):
            return 403, STRANGE
        if is_foreign(method, headers, self.hosts):
            return 403, FOREIGN
        if not names_hosts(headers):
            return 400, MALFORMED
        if self.door and _INNER.fullmatch(path) and not self.door.knows(headers):
            return 401, LOG_IN
        if _is_logout(path) and (not self.door or method != "POST"):
            return 404, CLOSED  # by a link, which another site may show too, nobody leaves
        return None

    async def _let_in(self, path: str, scope, headers: Headers, receive, send) -> None:
        if self.door and _is_logout(path):
            return await self.door.log_out(headers, scope, receive, send)
        if scope["method"] == "GET" and path.startswith(_FILES) and _WHOLE.isdisjoint(headers):
            return await self._give_file(scope, headers, receive, send)
        scope = alike(scope, path)
        if scope["method"] in READING:
            if _is_of_rooms(path):
                app = GZipResponder(self._rooms, SMALL) if "gzip" in headers.get("accept-encoding", "") else self._rooms
            else:
                app = self._pressed(headers) if path in _LARGE_TEXTS else self.app
            if _STREAMS.fullmatch(path):
                app = partial(self._stream, app)
            await app(scope, receive, send)
        else:
            await self._take_in(path, scope, headers, receive, send)

    async def _give_file(self, scope, headers: Headers, receive, send) -> None:
        accepted = headers.get("accept-encoding", "")
        key = scope["path"], "br" in accepted, "gzip" in accepted
        answer = self._files.get(key)
        if answer is None:
            answer = []

            async def collect(message) -> None:
                answer.append(message)

            # The same for whoever asks: Gradio would answer an origin with that origin.
            alike = [header for header in scope["headers"] if header[0] != b"origin"]
            await self.app({**scope, "headers": alike}, receive, collect)
            if not answer:  # nobody reads it any more
                raise _Gone
            size = sum(len(message.get("body", b"")) for message in answer)
            # A path can be written in many ways; one of them is enough.
            plain = scope["path"] == posixpath.normpath(scope["path"])
            if answer[0]["status"] == 200 and plain and self._kept + size <= KEPT and key not in self._files:
                self._files[key] = answer
                self._kept += size
        start, *bodies = answer
        await send({**start, "headers": list(start["headers"])})  # what sends it adds to the headers
        for message in bodies:
            await send(dict(message))

    def _pressed(self, headers: Headers):
        """The app, its answers compressed as the client can read them."""
        accepted = headers.get("accept-encoding", "")
        if "br" in accepted:
            return BrotliResponder(self.app, quality=6, mode=Mode.text, lgwin=22, lgblock=0, minimum_size=SMALL)
        return GZipResponder(self.app, SMALL) if "gzip" in accepted else self.app

    async def _stream(self, app, scope, receive, send) -> None:
        """Have the app answer with what goes on and on."""
        who = (scope.get("client") or ("somebody",))[0]
        if self._streams[who] >= STREAMS:
            raise _TooOften
        self._streams[who] += 1
        try:
            await app(scope, receive, send)
        finally:
            self._streams[who] -= 1
            if not self._streams[who]:
                del self._streams[who]

    async def _take_in(self, path: str, scope, headers: Headers, receive, send) -> None:
        """Take in the body, and only then hand it on: who leaves in the middle of it leaves nothing behind."""
        limit = largest_body(path, self.megabytes)
        length = headers.get("content-length", "")
        # More digits than any size that is served has; int() of many would take long.
        announced = int(length[:15]) if length[:15].isdecimal() else None
        if announced is not None and announced > limit:
            raise _TooLarge(limit)
        async with AsyncExitStack() as held:
            body = await read_body(receive, limit, lambda: held.enter_async_context(self._places), self._pace)
            if not is_form(path, headers.get("content-type", "")) and await is_crowded(body):
                raise _TooCrowded
        app = self._rooms if _is_of_rooms(path) else self.app
        if self.door and path.rstrip("/") == "/login":
            app = partial(self.door.log_in, self.app)
        await answer_unless_gone(app, scope, body, receive, send)  # what it does with much has places of its own


def _room(scope) -> str | None:
    """The code of the room that an address of the page names, `?room=K7M2QX`."""
    found = re.search(rb"(?:^|&)room=([0-9A-Za-z]{1,20})(?:&|$)", scope.get("query_string", b""))
    return found and found[1].decode()


def _is_of_rooms(path: str) -> bool:
    return path == "/room" or path.startswith("/room/")


def _name(path: str) -> str:
    """A path for the log, which never has the code of a class's room."""
    return "'/room/…'" if _is_of_rooms(path) else ascii(path[:100])


def _is_logout(path: str) -> bool:
    return path.rstrip("/") == "/logout"


def alike(scope, path: str):
    """The scope of a request, without what one who asks for this path could change in what others are given."""
    if _MADE_ONCE.fullmatch(path):
        return {**scope, "headers": [header for header in scope["headers"] if header[0] not in _NAMING]}
    # The page and its configuration are the same for all; what stands in an address is for the script in the page.
    return {**scope, "query_string": b""} if path in _LARGE_TEXTS else scope


def is_unfit(problem: Exception) -> bool:
    """Whether Gradio raised it over a request that was none of the page's, and not a function of the page itself."""
    frames = (frame.f_globals.get("__name__", "") for frame, _ in traceback.walk_tb(problem.__traceback__))
    reached = any(re.match(r"(demo|siamese)\.", name) and name not in _BEFORE for name in frames)
    return isinstance(problem, _UNFIT) and not reached


async def read_body(receive, limit: int, take_place, pace: Pace) -> bytes:
    """The body of a request. Raises _TooLarge as soon as it is, TimeoutError, or _Gone.

    take_place: awaited when more than LARGE has come. Not before, whatever is announced: who sends little holds up
        nobody.
    pace: at which what is more than SWIFT is taken in.
    """
    clock = asyncio.get_running_loop().time
    parts, size, end, began = [], 0, clock() + PATIENCE, None
    async with asyncio.timeout_at(end) as patience:
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise _Gone
            part = message.get("body", b"")
            size += len(part)
            if size > limit:
                raise _TooLarge(limit)
            parts.append(part)
            if size > LARGE:
                if began is None:
                    await take_place()
                    began = clock()
                patience.reschedule(min(end, began + START + (size - LARGE) / SLOWEST))
            if not message.get("more_body", False):
                return b"".join(parts)
            if size > SWIFT:
                await pace.take(len(part))


async def answer_unless_gone(app, scope, body: bytes, receive, send) -> None:
    """Have a request answered whose body is here. Where the client leaves before that, the work ends: raises _Gone."""
    is_answered = False

    async def send_and_see(message) -> None:
        nonlocal is_answered
        is_answered |= message["type"] == "http.response.body" and not message.get("more_body", False)
        await send(message)

    async def leave() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    working = asyncio.ensure_future(app(scope, replay(body, receive), send_and_see))
    leaving = asyncio.ensure_future(leave())
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not is_answered and not working.done() and not leaving.exception():
            raise _Gone
        await working
    finally:
        leaving.cancel()
        working.cancel()
        await asyncio.wait((working, leaving))


def replay(body: bytes, receive):
    """A `receive` that gives a whole body, then what comes after it."""
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_message():
        return messages.pop() if messages else await receive()

    return next_message
