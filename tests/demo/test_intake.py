"""What comes into Gradio, at a page of one text and one number."""

import asyncio
import logging

import gradio as gr
import pytest
from gradio.state_holder import StateHolder

from demo.guard import FAILED
from demo.intake import MALFORMED, is_fit, take_in_carefully, within

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
        take_in_carefully(self.demo)
        visitors = StateHolder()
        visitors.set_blocks(self.demo)
        self.state = visitors["somebody"]

    def ask(self, *values):
        answer = self.demo.process_api(block_fn=self.demo.fns[0], inputs=list(values), state=self.state)
        return asyncio.run(answer)["data"]


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
