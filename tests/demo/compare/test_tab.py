import asyncio
import json

import pytest

from demo.compare.inside import NOTHING_YET
from demo.compare.tab import OFF, WORDS, A, B, Lookers, compare, show_inside, show_opinions
from demo.lesson.resources import Material
from demo.pad.looker import SPECK, Looker
from tests.demo.drawings import CORNER, CROSS, DOT, SMALL_CROSS, value


@pytest.fixture
def lookers(verifier, looker):
    return Lookers(looker, Looker(verifier, tidied=False))


@pytest.fixture
def ask(verifier, lookers):
    def ask(a, b, limit="", tidy=""):
        return json.loads(asyncio.run(compare(a, b, limit, tidy, verifier=verifier, lookers=lookers)))

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


def test_without_tidying_place_and_size_matter_and_no_probability_is_told(ask):
    tidied, as_drawn = (ask(value(CROSS), value(SMALL_CROSS), tidy=tidy) for tidy in ("", OFF))
    assert as_drawn["distance"] > tidied["distance"] + 0.1
    assert as_drawn["pads"][A]["seen"] != as_drawn["pads"][B]["seen"]
    assert (as_drawn["probability"], tidied["probability"] is None) == (None, False)
    assert ask(value(CROSS), value(CROSS), tidy=OFF)["verdict"] == "same"


def test_a_problem_is_told_at_its_side(ask):
    answer = ask(value(DOT), "no drawing")
    assert answer["pads"][A]["problem"] == SPECK
    assert answer["pads"][B]["problem"]


def test_text_of_a_visitor_never_comes_back(ask):
    for text in ("<img src=x onerror=alert(1)>", "${alert(1)}", '{"strokes":"<script>"}'):
        answer = json.dumps(ask(text, text, text))
        assert "alert" not in answer
        assert "<" not in answer


def test_inside_is_the_distance_of_the_verdict(ask, lookers):
    inside = asyncio.run(show_inside(value(CROSS), value(CORNER), lookers=lookers))
    assert f"<b>{ask(value(CROSS), value(CORNER))['distance']:.2f}</b>" in inside
    as_drawn = asyncio.run(show_inside(value(CROSS), value(SMALL_CROSS), OFF, lookers=lookers))
    assert f"<b>{ask(value(CROSS), value(SMALL_CROSS), tidy=OFF)['distance']:.2f}</b>" in as_drawn


def test_four_networks_judge_the_pair_both_ways_and_the_app_s_agrees_with_the_verdict(ask, verifier, lookers):
    def opinions(limit, tidy=""):
        options = {"verifier": verifier, "lookers": lookers, "material": material}
        return asyncio.run(show_opinions(value(CROSS), value(CORNER), limit, tidy, **options))

    material = Material()
    cards = opinions("2").split("<li")[1:]
    assert [card.count("data-verdict") for card in cards] == [2, 2, 2, 2]
    for net, card in zip(material.record.nets.values(), cards, strict=False):
        assert f"{net.parameters:,} parameters" in card
        assert f"{100 * net.test_accuracy:.1f} %" in card
    assert cards[-1].count('data-verdict="same"') == 2  # nothing is farther apart than 2
    assert opinions("0").split("<li")[-1].count('data-verdict="same"') == 0
    assert opinions("2", OFF) != opinions("2")


@pytest.mark.parametrize("b", [None, value(DOT), "no drawing"])
def test_behind_the_folds_a_pair_is_waited_for(verifier, lookers, b):
    assert asyncio.run(show_inside(value(CROSS), b, lookers=lookers)) == NOTHING_YET
    options = {"verifier": verifier, "lookers": lookers, "material": None}
    assert asyncio.run(show_opinions(value(CROSS), b, **options)) == NOTHING_YET
