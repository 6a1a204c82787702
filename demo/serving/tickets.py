"""The line for what takes long, trainings: one ticket a visitor, none that nobody listens to, and not too many."""

import asyncio
import random
import time

from gradio.data_classes import PredictBodyInternal
from gradio.queueing import Event, Queue
from gradio.server_messages import EventMessage

MOST = 200
HEARING = 10  # seconds until somebody must listen
UNHEARD = 100  # messages, after which nobody does any more
EVERY = 0.01  # seconds between two looks at who is heard
TAKEN = "You have something under way already. Wait until it has ended, or stop it."
CLOSED = "So many wait here that the line is closed. Try again later."


class Tickets:
    """Keeps Gradio's queue from filling: what nobody listens to is neither begun nor remembered.

    A page that asks for something opens a stream, over which it is told how it goes. Gradio itself begins whatever it
    is asked for, as often as it is, and keeps the messages for who never comes.
    """

    def __init__(self, queue: Queue):
        self._queue, self._looked = queue, 0.0
        self._push, self._process, self._send = queue.push, queue.process_events, queue.send_message
        queue.push, queue.get_events = self.push, self.next_event  # type: ignore[method-assign, assignment]
        queue.process_events, queue.send_message = self.process, self.send  # type: ignore[method-assign, assignment]
        # A table of all that ever ran, made anew after each, for a page that is closed.
        queue.compute_analytics_summary = lambda records: {}  # type: ignore[method-assign]

    async def push(self, body: PredictBodyInternal, request, username) -> tuple[bool, str | list[dict], str]:
        """As Gradio's, unless there is no ticket for this visitor."""
        tickets = self._queue.event_ids_to_events.values()
        if any(event.alive and event.session_hash == body.session_hash for event in tickets):
            return False, TAKEN, "queue_full"
        if len(tickets) >= MOST:
            return False, CLOSED, "queue_full"
        if None not in self._queue.active_jobs:  # who is in line is told the place in it: that, too, is a job
            self._queue.active_jobs.append(None)
        return await self._push(body, request, username)

    def next_event(self) -> tuple[list[Event], bool, str] | None:
        """What is begun next: the first in a line whose visitor listens. Who does not in time, has no ticket more."""
        now = time.monotonic()
        if now - self._looked < EVERY:
            return None
        lines = list(self._queue.event_queue_per_concurrency_id.items())
        random.shuffle(lines)
        for name, line in lines:
            for event in list(line.queue):
                if self._is_heard(event):
                    if line.concurrency_limit is None or line.current_concurrency < line.concurrency_limit:
                        line.queue.remove(event)
                        return [event], False, name
                elif now - event.enqueue_time > HEARING:
                    line.queue.remove(event)
                    event.alive = False
                    self._queue.event_ids_to_events.pop(event._id, None)
                    self._forget(event.session_hash)
        self._looked = now
        return None

    async def process(self, events: list[Event], *details) -> None:
        """As Gradio's; what is not heard of it is forgotten after a while."""
        try:
            await self._process(events, *details)
        finally:
            for event in events:
                asyncio.get_running_loop().call_later(HEARING, self._forget, event.session_hash)

    def send(self, event: Event, message: EventMessage) -> None:
        """As Gradio's; where nobody has heard the last ones, the event ends."""
        self._send(event, message)
        if self._unread(event.session_hash) > UNHEARD:
            event.alive = False

    def _unread(self, session: str) -> int:
        """Messages that nobody has taken."""
        messages = self._queue.pending_messages_per_session.get(session)
        return messages.qsize() if messages else 0

    def _is_heard(self, event: Event) -> bool:
        # The first message tells the place in line; later ones may be on their way.
        if event.session_hash in self._queue.pending_messages_per_session and not self._unread(event.session_hash):
            event.is_heard = True  # type: ignore[attr-defined]  # ours
        return getattr(event, "is_heard", False)

    def _forget(self, session: str) -> None:
        """Let go the messages to a visitor that nobody takes, and who has nothing under way."""
        if any(event.alive and event.session_hash == session for event in self._queue.event_ids_to_events.values()):
            return
        if self._unread(session) or not self._queue.pending_event_ids_session.get(session):
            self._queue.pending_messages_per_session.pop(session, None)
            self._queue.pending_event_ids_session.pop(session, None)
