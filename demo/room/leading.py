"""What a teacher does with a room."""

import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Any

from demo.lanes import Lane
from demo.lesson.challenge import Challenge
from demo.room import state as changes
from demo.room.rooms import HIDDEN, LONGEST_ID, SHOWN, WAITING, Rooms, Visit
from demo.room.state import CannotDo, State

MOST_IDS = 500  # of drawings that are shown or hidden at once
MALFORMED = "This is not what the page sends. Load it again."


class Malformed(ValueError):
    """Not what the page sends."""

    def __init__(self):
        super().__init__(MALFORMED)


class Leading:
    """do: has a function of the rooms done by a thread that may wait for the store. lane: for what takes long."""

    def __init__(
        self, do: Callable[[Callable], Awaitable], rooms: Callable[[], Rooms], challenge: Challenge, lane: Lane
    ):
        self._do, self._rooms, self._challenge, self._lane = do, rooms, challenge, lane
        self._acts: dict[str, Callable[[Visit, dict], Awaitable[dict | None]]] = {
            "begin": self._begin,
            "show_round": self._show_round,
            "switch": self._switch,
            "let_sign": self._let_sign,
            "ask": self._ask,
            "ask_trial": self._ask_trial,
            "reveal": self._reveal,
            "set_status": self._set_status,
            "remove": self._remove,
            "end": self._end,
        }

    async def act(self, visit: Visit, body: dict) -> dict:
        """Do what `body["do"]` names. Raises Malformed, CannotDo, and what the rooms raise."""
        act = self._acts.get(str(body.get("do")))
        if act is None:
            raise Malformed
        return await act(visit, body) or {}

    async def _change(self, visit: Visit, how: Callable[[State], State]) -> None:
        await self._do(lambda: self._rooms().change(visit, how))

    async def _begin(self, visit: Visit, body: dict) -> None:
        await self._change(visit, lambda state: changes.begin(state, body.get("kind"), body.get("words")))

    async def _show_round(self, visit: Visit, body: dict) -> None:
        await self._change(visit, lambda state: changes.show_round(state, body.get("round")))

    async def _switch(self, visit: Visit, body: dict) -> None:
        await self._change(visit, lambda state: changes.switch(state, body.get("name"), body.get("on")))

    async def _let_sign(self, visit: Visit, body: dict) -> None:
        await self._change(visit, lambda state: changes.let_sign(state, _whole(body.get("member"))))

    async def _ask(self, visit: Visit, body: dict) -> None:
        await self._change(visit, lambda state: changes.ask(state, body.get("on") is True))

    async def _ask_trial(self, visit: Visit, body: dict) -> None:
        seed = secrets.randbelow(2**31)
        await self._lane.call(self._challenge.ask, seed)  # before the countdown begins
        now, seconds = time.time(), body.get("seconds")
        await self._change(visit, lambda state: changes.ask_trial(state, seed, now=now, seconds=seconds))

    async def _reveal(self, visit: Visit, body: dict) -> None:
        trial = changes.open_trial(await self._do(lambda: self._rooms().state(visit)))
        if trial is None:
            raise CannotDo("No question is open.")
        told: dict[str, Any] = await self._lane.call(self._challenge.reveal, trial.seed)
        told["people"] = (await self._lane.call(self._challenge.ask, trial.seed))["people"]
        await self._change(visit, lambda state: changes.reveal(state, told))

    async def _set_status(self, visit: Visit, body: dict) -> None:
        ids, status = body.get("ids"), body.get("status")
        if status not in (WAITING, SHOWN, HIDDEN) or not isinstance(ids, list) or len(ids) > MOST_IDS:
            raise Malformed
        if not all(isinstance(id, str) and len(id) <= LONGEST_ID for id in ids):
            raise Malformed
        await self._do(lambda: self._rooms().set_status(visit, ids, status))

    async def _remove(self, visit: Visit, body: dict) -> dict:
        member, on = _whole(body.get("member")), body.get("on") is True
        return {"ids": await self._do(lambda: self._rooms().remove(visit, member, is_removed=on))}

    async def _end(self, visit: Visit, body: dict) -> None:
        await self._do(lambda: self._rooms().end(visit))


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise Malformed
    return value
