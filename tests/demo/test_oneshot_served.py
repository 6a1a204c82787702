"""The One-shot tab as programs see it: each has a session of its own."""

import json

import pytest
from gradio_client import Client

from demo.page import build_demo
from demo.serving.serve import launch
from demo.settings import Settings
from tests.demo.drawings import CROSS, SMALL_CROSS, value


@pytest.fixture(scope="module")
def address(verifier):
    demo = build_demo(verifier, Settings())
    launch(demo, Settings(), prevent_thread_lock=True, quiet=True)
    yield demo.local_url
    demo.close()


class Program:
    def __init__(self, address: str):
        self.client, self.version = Client(address, verbose=False), 0

    def ask(self, do: str, **fields) -> dict:
        request = json.dumps({"n": 1, "do": do, "version": self.version, **fields})
        text, _ = self.client.predict(request, value([]), value([]), api_name="/symbols")
        answer = json.loads(text)
        self.version = answer.get("version", self.version)
        return answer

    def recognise(self, drawn: str) -> dict:
        return json.loads(self.client.predict(value([]), drawn, api_name="/recognise"))


def test_a_session_keeps_its_symbols_and_shows_them_to_no_other(address):
    one, other = Program(address), Program(address)
    assert one.ask("add", drawn=value(CROSS), name="cross")["lost"]  # nothing was restored yet
    kept = one.ask("add", drawn=value(CROSS), name="cross", kept="")["kept"]
    assert one.recognise(value(SMALL_CROSS))["matches"][0]["name"] == "cross"
    assert other.recognise(value(SMALL_CROSS))["words"] == "Nothing to recognise yet"
    assert other.ask("restore", kept=kept)["classes"] == one.ask("judge")["classes"]
    one.ask("clear")
    assert other.recognise(value(SMALL_CROSS))["matches"][0]["name"] == "cross"
