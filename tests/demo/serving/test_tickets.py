"""The line for what takes long: Gradio's own queue, with one event, and visitors who listen or do not."""

import asyncio
import json

import gradio as gr
import httpx
import pytest
from gradio.data_classes import PredictBodyInternal
from gradio.server_messages import EstimationMessage

from demo.serving import tickets
from demo.serving.serve import launch
from demo.serving.sessions import Session, Sessions
from demo.serving.tickets import CLOSED, MOST, TAKEN, UNHEARD, Tickets
from demo.settings import Settings

PATIENCE = 120  # seconds until a test is given up


def page(work):
    with gr.Blocks() as demo:
        text = gr.HTML()
        gr.on([demo.load], work, None, text, concurrency_id="training", concurrency_limit=None)
    return demo


class Line:
    """A queue whose events are begun by hand; what `begun` says is what would be worked on."""

    def __init__(self):
        demo = page(lambda: "done")
        Sessions().set_blocks(demo)
        self.queue, self.ended = demo._queue, []

        async def process_events(events, *_):
            self.ended += events

        self.queue.process_events = process_events
        Tickets(self.queue)

    async def join(self, session: str) -> tuple:
        return await self.queue.push(PredictBodyInternal(session_hash=session, data=[], fn_index=0), None, None)

    def listen(self, session: str) -> None:
        """Take what there is to hear."""
        messages = self.queue.pending_messages_per_session[session]
        while messages.qsize():
            messages.get_nowait()

    def begun(self) -> list[str]:
        """The visitors whose event is begun now."""
        begun = []
        while found := self.queue.get_events():
            begun += [event.session_hash for event in found[0]]
        self.queue.get_events.__self__._looked = 0  # whether it has been looked at lately or not
        return begun

    @property
    def remembered(self) -> set[str]:
        waiting = {event.session_hash for event in self.queue.event_ids_to_events.values()}
        return waiting | set(self.queue.pending_messages_per_session) | set(self.queue.pending_event_ids_session)


@pytest.fixture
def line(monkeypatch):
    monkeypatch.setattr("gradio.state_holder.SessionState", Session)
    return Line()


def test_what_nobody_listens_to_is_not_begun_and_holds_up_nobody(line):
    async def visit():
        for session in ("deaf1", "deaf2", "hears", "deaf3"):
            assert (await line.join(session))[0]
        first = line.begun()
        line.listen("hears")
        second = line.begun()
        line.listen("deaf2")
        return first, second, line.begun()

    assert asyncio.run(visit()) == ([], ["hears"], ["deaf2"])


def test_who_does_not_listen_in_time_has_no_ticket_and_is_not_remembered(line, monkeypatch):
    async def visit():
        for session in ("deaf1", "deaf2", "hears"):
            await line.join(session)
        line.listen("hears")
        monkeypatch.setattr(tickets, "HEARING", -1)
        return line.begun()

    assert asyncio.run(visit()) == ["hears"]
    assert line.remembered == {"hears"}


def test_who_was_heard_once_keeps_the_ticket_though_a_message_is_on_its_way(line, monkeypatch):
    async def visit():
        await line.join("a")
        line.queue.event_queue_per_concurrency_id["training"].concurrency_limit = 0  # not yet
        line.listen("a")
        nobody = line.begun()
        (event,) = line.queue.event_ids_to_events.values()
        line.queue.send_message(event, EstimationMessage(queue_size=1))
        monkeypatch.setattr(tickets, "HEARING", -1)
        nobody += line.begun()
        line.queue.event_queue_per_concurrency_id["training"].concurrency_limit = None
        return nobody, line.begun()

    assert asyncio.run(visit()) == ([], ["a"])


def test_a_visitor_has_one_ticket_until_it_is_used(line):
    async def visit():
        first, second, other = await line.join("a"), await line.join("a"), await line.join("b")
        (event,) = (e for e in line.queue.event_ids_to_events.values() if e.session_hash == "a")
        await line.queue.clean_events(session_hash="a")  # as where the page is closed
        return first[0], second, other[0], event.alive, (await line.join("a"))[0]

    assert asyncio.run(visit()) == (True, (False, TAKEN, "queue_full"), True, True, True)


def test_the_line_has_an_end(line):
    async def visit():
        answers = [await line.join(f"s{i}") for i in range(MOST + 1)]
        for i in range(MOST):
            line.listen(f"s{i}")
        return answers, line.begun()

    answers, begun = asyncio.run(visit())
    assert all(taken for taken, *_ in answers[:-1]) and answers[-1] == (False, CLOSED, "queue_full")
    assert len(begun) == MOST


def test_each_ticket_has_a_place_to_be_worked_on(line):
    async def visit():
        line.queue.active_jobs = ["a job", "another"]
        for session in "ab":
            await line.join(session)
        return line.queue.active_jobs

    assert asyncio.run(visit()) == ["a job", "another", None]


def test_what_is_no_longer_heard_ends(line):
    async def visit():
        await line.join("a")
        line.listen("a")
        (event,) = line.queue.event_ids_to_events.values()
        alive = []
        for _ in range(UNHEARD + 1):
            line.queue.send_message(event, EstimationMessage(queue_size=1))
            alive.append(event.alive)
        return alive

    assert asyncio.run(visit()) == [True] * UNHEARD + [False]


@pytest.mark.parametrize("listens", [True, False])
def test_after_its_end_nothing_of_it_is_remembered(line, listens, monkeypatch):
    monkeypatch.setattr(tickets, "HEARING", 0)

    async def visit():
        await line.join("a")
        (event,) = line.queue.event_ids_to_events.values()
        if listens:  # to the end
            line.listen("a")
            line.queue.pending_event_ids_session["a"].clear()
        line.queue.event_ids_to_events.clear()
        await line.queue.process_events([event], False, 0, event.fn)
        while line.remembered:
            await asyncio.sleep(0)

    asyncio.run(asyncio.wait_for(visit(), PATIENCE))
    assert [event.session_hash for event in line.ended] == ["a"]


def test_of_many_who_asked_only_who_listens_is_served():
    """Over HTTP, as programs and the page do it."""
    runs = []

    def work():
        runs.append(1)
        for i in range(3):
            yield f"news {i}"

    demo = page(work)
    launch(demo, Settings(), prevent_thread_lock=True, quiet=True)
    try:
        api = f"{demo.local_url}gradio_api"
        join = lambda session: httpx.post(  # noqa: E731
            f"{api}/queue/join", json={"data": [], "fn_index": 0, "session_hash": session}
        )
        assert [join(f"deaf{i}").status_code for i in range(50)] == [200] * 50
        assert [join("greedy").status_code for _ in range(3)] == [200, 503, 503]
        for _ in range(2):
            assert join("hears").status_code == 200
            told = httpx.get(f"{api}/queue/data?session_hash=hears", timeout=PATIENCE).text
            news = [json.loads(line[5:]) for line in told.splitlines() if line.startswith("data:")]
            assert news[-2]["msg"] == "process_completed" and news[-2]["success"]
        assert len(runs) == 2
    finally:
        demo.close()
