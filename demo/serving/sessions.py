"""What the server remembers of its visitors, and how much of it."""

import asyncio
import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import gradio as gr
from gradio.state_holder import SessionState, StateHolder

HELD = 64_000_000  # bytes, of all sessions together
WAITING = 8  # events of one kind that one visitor has under way or waiting; the page has one
# As the page makes them, and programs, whose are UUIDs.
_HASH = re.compile(r"[0-9a-z-]{1,36}")


class Crowded(Exception):
    """A visitor sends more at once than any page does."""


class Turns:
    """The events of one visitor: one of a kind at a time, as the page sends them."""

    def __init__(self):
        self._locks: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)  # by the number of the event
        self._waiting: Counter[int] = Counter()

    @asynccontextmanager
    async def take(self, event: int) -> AsyncIterator[None]:
        """Wait for one's turn, and have it. Raises Crowded."""
        if self._waiting[event] >= WAITING:
            raise Crowded
        self._waiting[event] += 1
        try:
            async with self._locks[event]:
                yield
        finally:
            self._waiting[event] -= 1


class Session(SessionState):
    """What is remembered of a visitor: the page's states.

    Gradio would copy the description of the whole page first, which takes longer than a verdict, and keep what was
    sent and answered last, for links that the page does not offer.
    """

    def __init__(self, blocks: gr.Blocks):
        all_that_it_reads = SimpleNamespace(default_config=blocks.default_config, blocks=())
        super().__init__(all_that_it_reads)  # type: ignore[arg-type]
        self._holder = blocks.state_holder
        self.turns = Turns()

    def _update_value_in_config(self, key, value) -> None:
        pass

    def __setitem__(self, key, value) -> None:
        super().__setitem__(key, value)
        self._holder.let_go()  # type: ignore[attr-defined]  # it is one of Sessions


class Sessions(StateHolder):
    """The sessions of all visitors, the one that was asked for last at the end.

    Where all states together are too large, some are let go, of the session first that was not asked for longest. A
    state is looked at that has `held`, the bytes that it takes; before any other, one that its page hands in again
    where it is missing, which has `is_with_page`.
    """

    def __getitem__(self, session_id: str) -> Session:
        """Raises ValueError where no page has such a session."""
        if not isinstance(session_id, str) or not _HASH.fullmatch(session_id):
            raise ValueError("this is no session of a page")
        return super().__getitem__(session_id)  # type: ignore[return-value]  # they are ours, see gradio_hooks

    @property
    def held(self) -> int:
        """Bytes of memory that the states of all sessions take, nearly."""
        return sum(value.held for *_, value in self._large(self.session_data.values()))

    def let_go(self) -> None:
        """Let go what is too much; never anything of the newest session."""
        too_much = self.held - HELD
        if too_much <= 0:
            return
        states = self._large([*self.session_data.values()][:-1])
        for session, key, value in sorted(states, key=lambda state: not getattr(state[2], "is_with_page", False)):
            if too_much <= 0:
                return
            too_much -= value.held
            del session.state_data[key]

    @staticmethod
    def _large(sessions: Iterable[SessionState]) -> list[tuple[SessionState, int, Any]]:
        """The states that are looked at, with where they are."""
        return [
            (session, key, value)
            for session in list(sessions)
            for key, value in list(session.state_data.items())
            if hasattr(value, "held")
        ]
