import asyncio
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.oneshot.tab import Map
from demo.pad.looker import Looker
from demo.room.judge import CHOOSE, MOST_POINTS, NOTHING, Judge, point_of, read_content, shorten
from demo.room.rooms import Sent
from demo.room.state import CannotDo, Round
from siamese.ink.strokes import parse_strokes
from siamese.judging.verifier import distance
from siamese.symbols.drawing import Drawing
from siamese.symbols.support_set import SupportSet
from tests.demo.drawings import CORNER, CROSS, DOT, SMALL_CROSS
from tests.demo.verifiers import untrained_verifier


class Sign:
    """A row of the store."""

    def __init__(self, id, embedding):
        self.id, self.embedding = id, embedding


@pytest.fixture(scope="module")
def judge():
    verifier = untrained_verifier()
    return Judge(Looker(verifier), verifier, Map(verifier))


def judged(judge, kind, content, signs=(), **round):
    return asyncio.run(judge.judge(Sent("id", 0, content), Round(kind, **round), signs))


def embedding(judge, strokes):
    drawing = Drawing.of(parse_strokes(json.dumps({"strokes": strokes})))
    return SupportSet(judge.verifier).embed([drawing])[0]


def test_a_drawing_gets_its_point_and_its_place(judge):
    sent = judged(judge, "same", {"strokes": CROSS})
    np.testing.assert_allclose(point_of(sent.embedding), embedding(judge, CROSS), atol=1e-5)
    assert sent.answer == {"at": judge.places.place(point_of(sent.embedding))}


def test_a_sign_is_taken_for_what_one_shot_would_take_it_for(judge):
    signs = [Sign(name, judged(judge, "teach", {"strokes": s, "is_sign": True}).embedding)
             for name, s in (("cross", CROSS), ("corner", CORNER))]  # fmt: skip
    answer = judged(judge, "teach", {"strokes": SMALL_CROSS, "meant": "cross"}, signs, is_asking=True).answer
    # The same cross, drawn smaller: tidied it is the same picture.
    assert (answer["taken"], answer["verdict"]) == ("cross", "known")
    assert answer["distance"] == pytest.approx(
        distance(embedding(judge, CROSS), embedding(judge, SMALL_CROSS)), abs=1e-3
    )


def test_where_no_sign_is_left_it_is_none_of_them(judge):
    answer = judged(judge, "teach", {"strokes": CROSS, "meant": "gone"}, is_asking=True).answer
    assert (answer["taken"], answer["verdict"]) == (None, "none")


def test_a_pair_is_judged_as_compare_does(judge):
    a, b = embedding(judge, CROSS), embedding(judge, CORNER)
    sent = judged(judge, "fool", {"a": CROSS, "b": CORNER, "claim": "same"})
    found = judge.verifier.judge(distance(a, b))
    assert sent.answer["verdict"] == found.verdict
    assert sent.answer["distance"] == pytest.approx(found.distance, abs=1e-3)
    assert sent.embedding is None


def test_what_cannot_be_judged_is_refused_with_the_pads_own_sentence(judge):
    with pytest.raises(CannotDo, match="Only a dot"):
        judged(judge, "same", {"strokes": DOT})


def test_of_what_is_sent_only_the_drawing_and_what_was_said_of_it_is_kept():
    body = {"strokes": CROSS, "name": "me", "answer": {"taken": "x"}, "meant": 1}
    assert read_content(body, Round("same", ("seven",))) == {"strokes": CROSS}
    assert read_content(body, Round("two", ("4", "9"))) == {"strokes": CROSS, "meant": 1}
    assert read_content({"a": CROSS, "b": DOT, "claim": "same"}, Round("fool")) == {
        "a": CROSS,
        "b": DOT,
        "claim": "same",
    }


@pytest.mark.parametrize(
    ("kind", "body", "sentence"),
    [
        ("same", {}, NOTHING),
        ("same", {"strokes": []}, NOTHING),
        ("same", {"strokes": "x"}, NOTHING),
        ("same", {"strokes": [[0, "1"]]}, "pairs of numbers"),
        ("same", {"strokes": [1]}, "list of numbers"),
        ("same", {"strokes": [[0, 0] * (MOST_POINTS + 1)]}, "more than 4,000"),
        ("two", {"strokes": CROSS}, CHOOSE),
        ("two", {"strokes": CROSS, "meant": 2}, CHOOSE),
        ("two", {"strokes": CROSS, "meant": True}, CHOOSE),
        ("teach", {"strokes": CROSS, "meant": 0}, CHOOSE),
        ("teach", {"strokes": CROSS, "meant": "x" * 33}, CHOOSE),
        ("fool", {"a": CROSS, "b": CROSS}, CHOOSE),
        ("fool", {"a": CROSS, "claim": "same"}, NOTHING),
    ],
)
def test_what_is_no_drawing_is_refused_with_a_sentence(kind, body, sentence):
    with pytest.raises(CannotDo, match=sentence):
        read_content(body, Round(kind, ("a", "b")))


@given(st.integers(0, 2**32 - 1))
def test_what_a_page_is_sent_of_a_point_is_enough_for_its_distances(seed):
    points = np.random.default_rng(seed).normal(size=(2, 128)).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    short = [np.frombuffer(shorten(point.tobytes()), "<i2") / 32767 for point in points]
    assert np.linalg.norm(short[0] - short[1]) == pytest.approx(distance(*points), abs=5e-4)
