"""What comes into Gradio, at a page of one text and one number."""

import asyncio
import logging

import gradio as gr
import pytest

from demo.serving.gradio_hooks import take_hold
from demo.serving.guard import FAILED
from demo.serving.intake import CROWDED, MALFORMED, is_fit, within
from demo.serving.sessions import WAITING, Sessions

TEXT, NUMBER, KEPT = gr.HTML(), gr.Number(maximum=9), gr.State()
FILE = {"path": "https://192.0.2.1/x", "meta": {"_type": "gradio.FileData"}}


@pytest.mark.parametrize(
    ("values", "fit"),
    [
        (["a", 1, None], True),
        ([None, None, None], True),
        (["a", 0.5, FILE], True),  # what is kept is not taken from what is sent
        (["a", 1, None, FILE], True),  # nor what is beyond it
        (["a", 1], False),
        ([], False),
        ([5, 1, None], False),
        (["a", "1", None], False),
        ([["a"], 1, None], False),
        ([FILE, 1, None], False),
        (["a", FILE, None], False),
        (["a", float("nan"), None], False),
        (["a", float("inf"), None], False),
        (["a", 10**400, None], False),
    ],
)
def test_texts_and_numbers_are_fit_and_nothing_else(values, fit):
    assert is_fit([TEXT, NUMBER, KEPT], values) == fit


class Served:
    """A page with one event, and one visitor."""

    def __init__(self, work):
        with gr.Blocks() as self.demo:
            text, number = gr.HTML(), gr.Number(maximum=9)
            gr.on([self.demo.load], work, [text, number], text)
        take_hold(self.demo)
        self.visitors = Sessions()
        self.visitors.set_blocks(self.demo)

    @property
    def state(self):
        return self.visitors["somebody"]

    def ask(self, *values):
        return asyncio.run(self.asked(*values))

    async def asked(self, *values, visitor="somebody"):
        who = {"state": self.visitors[visitor or "s"], "session_hash": visitor}
        return (await self.demo.process_api(block_fn=self.demo.fns[0], inputs=list(values), **who))["data"]


def test_an_event_is_answered_and_nothing_of_it_is_kept():
    served = Served(lambda text, number: f"{text}{number}")
    assert served.state.config_values == {}
    assert served.ask("sent", 5) == ["sent5"]
    assert "sent" not in str(served.state.config_values)


@pytest.mark.parametrize("values", [["sent"], ["sent", "5"], ["sent", 10], [FILE, 5]], ids=str)
def test_what_is_not_fit_is_refused_in_a_line(values, caplog):
    caplog.set_level(logging.INFO, "demo")
    with pytest.raises(gr.Error) as refusal:
        Served(lambda text, number: 1 / 0).ask(*values)
    assert refusal.value.message == MALFORMED and not refusal.value.print_exception
    (record,) = caplog.records
    assert record.message.startswith("refused event") and "sent" not in record.message


@pytest.mark.parametrize(("typed", "taken"), [(99, 8), (-99, -8), (3, 3), (None, None)])
def test_a_number_beyond_a_slider_is_its_end(typed, taken):
    assert within(gr.Slider(-8, 8), typed) == taken
    assert within(NUMBER, 10) == 10


def test_what_raises_is_a_line_and_a_sentence(caplog):
    with pytest.raises(gr.Error) as failure:
        Served(lambda text, number: 1 / 0).ask("sent", 5)
    assert failure.value.message == FAILED and not failure.value.print_exception
    (record,) = caplog.records
    assert record.message.startswith("failed event") and record.exc_info[0] is ZeroDivisionError


class Work:
    """A handler that tells what it is at, and goes on when it is told."""

    def __init__(self):
        self.at_work, self.most, self.begun, self.go_on = 0, 0, [], asyncio.Event()

    async def do(self, text, number):
        self.begun.append(text)
        self.at_work += 1
        self.most = max(self.most, self.at_work)
        await self.go_on.wait()
        self.at_work -= 1
        return text


@pytest.mark.parametrize("visitor", ["somebody", None])
def test_of_one_visitor_one_event_is_under_way_and_others_pass(visitor):
    async def crowd():
        work = Work()
        served = Served(work.do)
        mine = [asyncio.create_task(served.asked(f"mine {i}", 1, visitor=visitor)) for i in range(5)]
        others = [asyncio.create_task(served.asked(f"other {i}", 1, visitor=f"other{i}")) for i in range(3)]
        while len(work.begun) < 4:
            await asyncio.sleep(0.001)
        for _ in range(100):
            await asyncio.sleep(0)
        begun = sorted(work.begun)
        work.go_on.set()
        await asyncio.gather(*mine, *others)
        return begun, work.begun, work.most

    begun, all_of_them, most = asyncio.run(crowd())
    assert begun == ["mine 0", "other 0", "other 1", "other 2"] and most == 4
    assert [text for text in all_of_them if "mine" in text] == [f"mine {i}" for i in range(5)]


def test_a_visitor_who_sends_more_at_once_than_any_page_is_refused(caplog):
    caplog.set_level(logging.INFO, "demo")

    async def flood():
        work = Work()
        served = Served(work.do)
        sent = [asyncio.create_task(served.asked(f"{i}", 1)) for i in range(WAITING + 2)]
        await asyncio.wait(sent, return_when=asyncio.FIRST_COMPLETED)
        other = asyncio.create_task(served.asked("other", 1, visitor="other"))
        while "other" not in work.begun:
            await asyncio.sleep(0.001)
        work.go_on.set()
        return await asyncio.gather(*sent, other, return_exceptions=True)

    *answers, other = asyncio.run(flood())
    assert other == ["other"] and answers[:WAITING] == [[f"{i}"] for i in range(WAITING)]
    assert [answer.message for answer in answers[WAITING:]] == [CROWDED] * 2
    assert "too many at once" in caplog.text
