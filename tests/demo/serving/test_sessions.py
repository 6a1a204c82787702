"""What is remembered of visitors, with states of known sizes."""

from dataclasses import dataclass

import gradio as gr
import pytest

from demo.serving import sessions
from demo.serving.sessions import Session, Sessions


@dataclass
class Kept:
    held: int
    is_with_page: bool = True


class Page:
    """A page with two states, and its visitors."""

    def __init__(self):
        with gr.Blocks() as demo:
            self.shelf, self.nets = gr.State(None)._id, gr.State("none")._id
        self.visitors = Sessions()
        self.visitors.set_blocks(demo)


@pytest.fixture
def page(monkeypatch):
    monkeypatch.setattr("gradio.state_holder.SessionState", Session)
    monkeypatch.setattr(sessions, "HELD", 100)
    return Page()


@pytest.mark.parametrize("hash", ["i", "k3x9f2m1q7a", "0" * 36, "8d3c1a4e-6f0b-4c29-9a57-1be2d4f60c83"])
def test_sessions_of_pages_and_of_programs_are_known(page, hash):
    assert page.visitors[hash] is page.visitors[hash]


@pytest.mark.parametrize(
    "hash", ["", "x" * 37, "x" * 20_000_000, "a b", "A", "é", "a\n", "\ud800", "../a", None, 5, ["a"]]
)
def test_what_is_no_session_of_a_page_is_not_remembered(page, hash):
    with pytest.raises(ValueError, match="no session of a page"):
        page.visitors[hash]
    assert not page.visitors.session_data


def test_what_is_too_much_is_let_go_the_oldest_first(page):
    for name, held in {"a": 30, "b": 30, "c": 30}.items():
        page.visitors[name][page.shelf] = Kept(held)
    page.visitors["a"]  # is the newest now
    page.visitors["d"][page.shelf] = Kept(40)
    left = {name for name in "abcd" if page.visitors[name][page.shelf]}
    assert left == {"a", "c", "d"} and page.visitors.held == 100


def test_what_the_page_has_is_let_go_before_what_it_has_not(page):
    page.visitors["old"][page.nets] = Kept(30, is_with_page=False)
    for name in "abc":
        page.visitors[name][page.shelf] = Kept(30)
    assert page.visitors["old"][page.nets].held == 30 and page.visitors["a"][page.shelf] is None
    page.visitors["new"][page.shelf] = Kept(80)
    assert page.visitors["old"][page.nets] == "none"  # as at the beginning


def test_one_who_has_more_than_all_keeps_it_until_another_comes(page):
    page.visitors["a"][page.shelf] = Kept(500)
    assert page.visitors.held == 500
    page.visitors["b"][page.shelf] = Kept(1)
    assert page.visitors.held == 1


def test_what_has_no_size_is_kept(page):
    page.visitors["a"][page.nets] = "a switch"
    for name in "bcd":
        page.visitors[name][page.shelf] = Kept(90)
    assert page.visitors["a"][page.nets] == "a switch"
