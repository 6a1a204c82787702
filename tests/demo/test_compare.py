import asyncio
import json

import pytest

from demo.compare import WORDS, A, B, compare
from demo.looking import SPECK
from tests.demo.drawings import CORNER, CROSS, DOT, SMALL_CROSS, value


@pytest.fixture
def ask(verifier, looker):
    def ask(a, b, limit=""):
        return json.loads(asyncio.run(compare(a, b, limit, verifier=verifier, looker=looker)))

    return ask


def test_an_answer_names_the_inputs_that_it_is_to(ask):
    answer = ask(value(CROSS, n=7), value(CORNER, n=3))
    assert [answer["pads"][pad]["n"] for pad in (A, B)] == [7, 3]


def test_a_drawing_moved_and_scaled_is_the_same(ask):
    answer = ask(value(CROSS), value(SMALL_CROSS))
    assert (answer["verdict"], answer["words"]) == ("same", "Same symbol")
    assert answer["distance"] < 0.05
    assert answer["probability"] > 0.9


def test_the_order_of_the_two_does_not_matter(ask):
    there, back = ask(value(CROSS), value(CORNER)), ask(value(CORNER), value(CROSS))
    assert there["distance"] == pytest.approx(back["distance"], abs=1e-4)
    assert there["verdict"] == back["verdict"]


def test_the_limit_changes_the_verdict_but_not_what_the_network_says(ask, verifier):
    strict, kind = (ask(value(CROSS), value(CORNER), limit) for limit in ("0", "2"))
    assert strict["distance"] == kind["distance"]
    assert strict["probability"] == kind["probability"]
    assert kind["verdict"] == "same"
    assert strict["verdict"] != "same"
    assert strict["cost"] != kind["cost"]
    assert ask(None, None)["threshold"] == verifier.manifest.calibration.threshold


def test_too_close_to_call_is_a_verdict(ask):
    distance = ask(value(CROSS), value(CORNER))["distance"]
    answer = ask(value(CROSS), value(CORNER), str(distance))
    assert (answer["verdict"], answer["words"]) == ("unsure", WORDS["unsure"])


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        (None, None, "Draw a symbol on each side"),
        (value([]), value([]), "Draw a symbol on each side"),
        (value(CROSS), None, "Now draw B"),
        (value([]), value(CROSS), "Now draw A"),
        (value(CROSS), value(DOT), "Now draw B"),
    ],
)
def test_without_two_symbols_there_is_no_verdict_but_a_sentence(ask, a, b, words):
    answer = ask(a, b)
    assert (answer["verdict"], answer["distance"], answer["words"]) == (None, None, words)


def test_a_problem_is_told_at_its_side(ask):
    answer = ask(value(DOT), "no drawing")
    assert answer["pads"][A]["problem"] == SPECK
    assert answer["pads"][B]["problem"]


def test_text_of_a_visitor_never_comes_back(ask):
    for text in ("<img src=x onerror=alert(1)>", "${alert(1)}", '{"strokes":"<script>"}'):
        answer = json.dumps(ask(text, text, text))
        assert "alert" not in answer
        assert "<" not in answer
