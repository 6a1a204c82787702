"""The addresses under which rooms are asked for, beside Gradio and outside its queue and state.

Whoever asks is known by a cookie that no script can read: the teacher's key, or the token of a pupil.
"""

import asyncio
import base64
import functools
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

from sqlalchemy import Row
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from demo.about.about import address_for_phones, show_address
from demo.lanes import Full, Lane
from demo.lesson.challenge import Challenge
from demo.room.judge import Judge, read_content, shorten
from demo.room.leading import Leading, Malformed
from demo.room.names import read_code
from demo.room.pages import pupil_page, screen_page
from demo.room.rooms import LONGEST, LONGEST_ID, NoRoom, Rooms, Sent, Stranger, TooSoon, Visit
from demo.room.save import save_pictures, save_symbols
from demo.room.slowing import OPENING, PUPIL, ROOM, TEACHER, Guesses, Rate, TooMany
from demo.room.state import CannotDo
from demo.room.store import Store, digest
from demo.settings import Settings

FRESH = 0.4  # seconds for which it is known that a room has nothing new for its phones
KNOWN = 20_000  # browsers, and rooms
MOST_KEYS = 10  # of one browser, of the rooms of a day

NO_ROOM = "There is no room {code}. Look at the code once more; or the lesson has ended."
JOIN = "Join the room first."
SO_MANY = "Many rooms were opened from your network. Try again in five minutes."


class Classroom:
    """All rooms of the app, as the page asks for them.

    shared: gives the public link of the page, where there is one.
    """

    def __init__(
        self, judge: Judge, challenge: Challenge, settings: Settings, shared: Callable[[], str | None] = lambda: None
    ):
        self._judge, self._challenge, self._settings, self._shared = judge, challenge, settings, shared
        self._guesses = Guesses()
        self._pupils, self._teachers, self._classes, self._opening = (
            Rate(*of) for of in (PUPIL, TEACHER, ROOM, OPENING)
        )
        # By code: the last that its phones were told of, and for how long that is sure.
        self._told: dict[str, tuple[int, float]] = {}
        self._visits: dict[str, Visit] = {}  # by code and token or key
        self._lane = Lane("files of rooms")
        self._leading = Leading(self._do, lambda: self.rooms, challenge, self._lane)

    @functools.cached_property
    def rooms(self) -> Rooms:
        """Raises demo.room.store.BadStore."""
        rooms = Rooms(Store(self._settings.store))
        rooms.sweep()
        return rooms

    @functools.cached_property
    def _threads(self) -> ThreadPoolExecutor:
        # A file has one writer.
        return ThreadPoolExecutor(4 if self.rooms.store.is_shared else 1, "rooms")

    def sweep(self) -> None:
        """Have the rooms deleted whose time is over."""
        self._threads.submit(self.rooms.sweep)

    @property
    def routes(self) -> list[Route]:
        asked: dict[str, tuple[str, Callable]] = {
            "/room": ("POST", self._open),
            "/room/{code}": ("GET", self._page),
            "/room/{code}/screen": ("GET", self._screen),
            "/room/{code}/desk": ("GET", self._screen),
            "/room/{code}/join": ("POST", self._join),
            "/room/{code}/key": ("POST", self._take_key),
            "/room/{code}/drawings": ("POST", self._draw),
            "/room/{code}/votes": ("POST", self._vote),
            "/room/{code}/act": ("POST", self._act),
            "/room/{code}/since/{seq:int}": ("GET", self._since),
            "/room/{code}/trial/{seed:int}": ("GET", self._trial),
            "/room/{code}/address": ("GET", self._address),
            "/room/{code}/save/{kind}": ("GET", self._save),
        }
        return [Route(path, _guarded(answer), methods=[method]) for path, (method, answer) in asked.items()]

    async def leads(self, cookies: Mapping[str, str]) -> bool:
        """Whether a browser is that of a teacher who has a room open."""
        for name, key in [(name, key) for name, key in cookies.items() if name.startswith("key-")][:MOST_KEYS]:
            with suppress(NoRoom, Stranger):
                await self._do(partial(self.rooms.visit, name.removeprefix("key-"), token=None, key=key))
                return True
        return False

    # ---- pages ----

    async def _page(self, request: Request) -> Response:
        return HTMLResponse(pupil_page())

    @functools.cached_property
    def _screen_page(self) -> str:
        return screen_page(self._judge.verifier.manifest.calibration)

    async def _screen(self, request: Request) -> Response:
        return HTMLResponse(self._screen_page)

    # ---- coming in ----

    async def _open(self, request: Request) -> Response:
        try:
            self._opening.take(request.client.host if request.client else "")
        except TooMany:
            raise TooMany(SO_MANY) from None
        code, key = await self._do(self.rooms.open)
        await self._do(lambda: self._judge.places.reach)  # made once: not while a class draws
        answer = JSONResponse({"code": code})
        _give_cookie(answer, request, f"key-{code}", key)
        return answer

    async def _join(self, request: Request) -> Response:
        code, token = _code(request), _token(request)
        body = await _body(request)
        if _known(code, token) not in self._visits:
            await self._guesses.wait()
        try:
            mine, visit = await self._do(lambda: self.rooms.join(code, token=token, nickname=body.get("name")))
        except NoRoom:
            self._guesses.was_wrong()
            raise
        self._told.pop(code, None)
        answer = JSONResponse({"id": visit.member, "name": visit.name})
        _give_cookie(answer, request, f"room-{code}", mine)
        return answer

    async def _take_key(self, request: Request) -> Response:
        code, key = _code(request), str((await _body(request)).get("key", ""))
        await self._guesses.wait()
        try:
            visit = await self._do(lambda: self.rooms.visit(code, token=None, key=key))
        except (NoRoom, Stranger):
            self._guesses.was_wrong()
            raise
        assert visit.is_teacher
        answer = JSONResponse({"code": code})
        _give_cookie(answer, request, f"key-{code}", key)
        return answer

    async def _visit(self, request: Request) -> Visit:
        """Who asks, as often as they may. Raises NoRoom, Stranger or TooMany."""
        code, token = _code(request), _token(request)
        # A teacher who tries out the pupils' page in the same browser is a pupil there.
        key = None if "pupil" in request.query_params else request.cookies.get(f"key-{code}")
        if not token and not key:
            raise Stranger
        (self._teachers if key else self._pupils).take(digest(key or token or ""))
        known = _known(code, key or token)
        if known in self._visits:  # nor are they slowed by those who guess
            return self._visits[known]
        await self._guesses.wait()
        try:
            visit = await self._do(lambda: self.rooms.visit(code, token=token, key=key))
        except (NoRoom, Stranger):
            self._guesses.was_wrong()
            raise
        if visit.is_teacher or not key:  # else it is by the token that they are who they are
            if len(self._visits) >= KNOWN:
                self._visits.clear()
            self._visits[known] = visit
        return visit

    async def _lead(self, request: Request) -> Visit:
        visit = await self._visit(request)
        if not visit.is_teacher:
            raise Stranger
        return visit

    # ---- drawing and voting ----

    async def _draw(self, request: Request) -> Response:
        visit, body = await self._visit(request), await _body(request)
        id, round = body.get("id"), body.get("round")
        if not isinstance(id, str) or not (8 <= len(id) <= LONGEST_ID and id.isascii() and id.isalnum()):
            raise Malformed
        if not isinstance(round, int) or isinstance(round, bool):
            raise Malformed
        self._classes.take(visit.code)
        is_sign = body.get("is_sign") is True
        ready = await self._do(lambda: self.rooms.prepare(visit, id, round, is_sign=is_sign))
        if ready:
            state, signs = ready
            current = state.rounds[round]
            content = read_content(body, current)
            sent = await self._judge.judge(Sent(id, round, content), current, signs)
            await self._do(lambda: self.rooms.add(visit, sent))
            if current.kind in ("teach", "fool"):  # else its phones are told nothing of it
                self._told.pop(visit.code, None)
        answer = {"id": id}
        if ready and not visit.is_teacher and sent.content.get("claim"):
            answer["pair"] = await self._do(lambda: self.rooms.next_pair(visit))
        return JSONResponse(answer)

    async def _vote(self, request: Request) -> Response:
        visit, body = await self._visit(request), await _body(request)
        subject, choice = body.get("subject"), body.get("choice")
        if not isinstance(subject, str) or len(subject) > 40 or not isinstance(choice, int):
            raise Malformed
        await self._do(lambda: self.rooms.vote(visit, subject, choice))
        pair = None if subject == "trial" else await self._do(lambda: self.rooms.next_pair(visit))
        return JSONResponse({"pair": pair})

    # ---- looking ----

    async def _since(self, request: Request) -> Response:
        visit, seq = await self._visit(request), request.path_params["seq"]
        if not visit.is_teacher and self._has_nothing_new(visit.code, seq):
            return Response(status_code=204)
        told, news = await self._do(lambda: self.rooms.since(visit, min(seq, 2**31 - 1)))
        if not visit.is_teacher:
            if len(self._told) >= KNOWN:
                self._told.clear()
            self._told[visit.code] = told, time.monotonic() + FRESH
        if news is None:
            return Response(status_code=204)
        if visit.is_teacher:
            news |= {name: [*map(show, news[name])] for name, show in _SHOWN.items()}
        return JSONResponse({"seq": told, "now": time.time(), **news})

    def _has_nothing_new(self, code: str, seq: int) -> bool:
        told, until = self._told.get(code, (0, 0.0))
        return told <= seq and time.monotonic() < until

    async def _trial(self, request: Request) -> Response:
        visit, seed = await self._visit(request), request.path_params["seed"]
        trials = [trial for one in (await self._do(lambda: self.rooms.state(visit))).rounds for trial in one.trials]
        if seed not in [trial.seed for trial in trials]:
            raise NoRoom
        answer = JSONResponse(await self._lane.call(self._challenge.ask, seed))
        answer.headers["Cache-Control"] = "private, max-age=3600"
        return answer

    # ---- leading ----

    async def _act(self, request: Request) -> Response:
        visit, body = await self._lead(request), await _body(request)
        if body.get("do") in ("remove", "end"):
            self._visits.clear()
        try:
            return JSONResponse(await self._leading.act(visit, body))
        finally:
            self._told.pop(visit.code, None)

    async def _address(self, request: Request) -> Response:
        visit = await self._lead(request)
        page = request.query_params.get("page", "")
        root = address_for_phones(page, self._settings, shared=self._shared())
        address = root and f"{root.rstrip('/')}/room/{visit.code}"
        key = request.cookies[f"key-{visit.code}"]
        link = address and f"{address}/desk#key={key}"
        return JSONResponse({"address": address, "code": show_address(address, self._settings), "link": link})

    async def _save(self, request: Request) -> Response:
        visit, kind = await self._lead(request), request.path_params["kind"]
        save = {"symbols": save_symbols, "pictures": save_pictures}.get(kind)
        if save is None:
            raise Malformed
        state, rows = await self._do(lambda: self.rooms.shown_drawings(visit))
        data = await self._lane.do(save(state, rows, self._judge.verifier))
        name = f'attachment; filename="class-{visit.code}-{kind}.zip"'
        return Response(data, media_type="application/zip", headers={"Content-Disposition": name})

    async def _do(self, work: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


# Status and sentence, by what was raised.
_REFUSALS: dict[type[Exception], tuple[int, str | None]] = {
    NoRoom: (404, NO_ROOM),
    Stranger: (401, JOIN),
    TooSoon: (429, None),
    CannotDo: (409, None),
    TooMany: (429, None),
    Full: (503, None),
    Malformed: (400, None),
}


def _guarded(answer: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """What answers a request, with a sentence where it was refused."""

    async def guarded(request: Request) -> Response:
        try:
            return await answer(request)
        except tuple(_REFUSALS) as problem:
            kind = next(kind for kind in type(problem).__mro__ if kind in _REFUSALS)
            status, sentence = _REFUSALS[kind]
            sentence = sentence or str(problem)
            return JSONResponse({"problem": sentence.format(code=request.path_params.get("code", ""))}, status)

    return guarded


async def _body(request: Request) -> dict:
    """What came, as JSON. Raises Malformed."""
    try:
        body = json.loads(await request.body() or b"{}")
    except (ValueError, RecursionError):
        raise Malformed from None
    if not isinstance(body, dict):
        raise Malformed
    return body


def _code(request: Request) -> str:
    code = read_code(request.path_params["code"])
    if code is None:
        raise NoRoom
    return code


def _token(request: Request) -> str | None:
    return request.cookies.get(f"room-{_code(request)}")


def _known(code: str, token: str | None) -> str:
    return f"{code} {digest(token or '')}"


def _give_cookie(answer: Response, request: Request, name: str, value: str) -> None:
    is_secure = request.url.scheme == "https" or request.headers.get("x-forwarded-proto", "").startswith("https")
    answer.set_cookie(name, value, max_age=LONGEST, httponly=True, samesite="lax", secure=is_secure)


def _show_drawing(row: Row) -> dict:
    embedding = base64.b64encode(shorten(row.embedding)).decode() if row.embedding else None
    fields = {name: getattr(row, name) for name in ("id", "n", "member", "round", "status")}
    return {**fields, **json.loads(row.content), **json.loads(row.answer), "embedding": embedding}


def _show_member(row: Row) -> dict:
    return {"id": row.id, "name": row.name, "is_removed": row.is_removed}


def _show_vote(row: Row) -> dict:
    return {"member": row.member, "subject": row.subject, "choice": row.choice}


_SHOWN: dict[str, Callable[[Row], dict]] = {
    "drawings": _show_drawing,
    "members": _show_member,
    "votes": _show_vote,
}
