import json

import pytest

from demo.compare.examples import build_examples, load_examples
from demo.pad.content import Strokes
from demo.pad.looker import look_at
from siamese.judging.verifier import Verifier, distance
from tests.browser.conftest import needs_weights

EXAMPLES = load_examples()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["id"])
def test_an_example_is_two_drawings_that_can_be_judged(example, verifier):
    for look in look_at([Strokes(json.dumps({"strokes": example[side]})) for side in "ab"], verifier):
        assert look.problem is None


def test_the_examples_are_those_that_a_class_needs():
    assert [example["id"] for example in EXAMPLES] == ["sevens", "four-nine", "made-up", "heart"]


def test_the_buttons_show_what_they_put_on_the_pads():
    html = build_examples(["a", "b"]).html_template
    assert html.count("<button") == len(EXAMPLES) + 1
    assert "${" not in html


@needs_weights
def test_the_network_gets_the_examples_right():
    verifier = Verifier.load()
    verdicts = {}
    for example in EXAMPLES:
        a, b = (
            look.embedding
            for look in look_at([Strokes(json.dumps({"strokes": example[side]})) for side in "ab"], verifier)
        )
        verdicts[example["id"]] = verifier.judge(distance(a, b)).verdict
    assert verdicts == {"sevens": "same", "four-nine": "different", "made-up": "same", "heart": "different"}
