import subprocess
import sys
import time

import numpy as np
import pytest

from siamese.ink.frame import EmptyDrawing
from siamese.judging.rejection import Rejection
from siamese.symbols.drawing import Drawing
from siamese.symbols.names import BadName
from siamese.symbols.support_set import Example, NoSymbols, SupportSet, SymbolClass
from tests.siamese.glyphs import BAR, CROSS, DOT, HOOK, RING, shaky
from tests.siamese.pixel_verifier import PixelVerifier


@pytest.fixture
def verifier():
    return PixelVerifier()


@pytest.fixture
def symbols(verifier):
    """Three symbols, one of them drawn twice."""
    few = SupportSet(verifier).register("ring", RING).register("cross", CROSS).register("bar", BAR)
    return few.register("cross", shaky(CROSS))


def names(symbols):
    return [(c.name, len(c.examples)) for c in symbols.classes]


def test_a_drawing_makes_a_class_and_another_of_that_name_joins_it(symbols):
    assert names(symbols) == [("ring", 1), ("cross", 2), ("bar", 1)]


def test_a_set_is_a_value(symbols):
    before = names(symbols)
    symbols.register("hook", HOOK)
    symbols.rename("ring", "round")
    symbols.remove("bar")
    assert names(symbols) == before


def test_the_same_drawing_counts_once(symbols):
    assert names(symbols.register("ring", RING)) == names(symbols)
    # In another class it is an example of that too: people may know better.
    assert names(symbols.register("bar", RING))[2] == ("bar", 2)


def test_another_drawing_of_a_symbol_is_recognised(symbols):
    answer = symbols.recognise(shaky(RING, 3))
    assert (answer.verdict, answer.matches[0].name) == ("known", "ring")
    assert {match.name for match in answer.matches} == {"ring", "cross", "bar"}
    distances = [match.distance for match in answer.matches]
    assert distances == sorted(distances)
    assert sum(match.probability for match in answer.matches) + answer.none == pytest.approx(1)


def test_the_nearest_example_is_named(symbols):
    again = shaky(CROSS)
    nearest = symbols.recognise(again).matches[0].nearest
    assert nearest.drawing.id == Drawing.of(again).id


def test_the_distance_to_a_class_is_that_to_its_nearest_example(symbols):
    """Against a plain loop."""
    query = symbols.embed([Drawing.of(HOOK)])[0]
    for match in symbols.classify(query).matches:
        loop = min(float(np.linalg.norm(example.embedding - query)) for example in symbols[match.name].examples)
        assert match.distance == pytest.approx(loop, abs=1e-3)


def test_a_symbol_that_is_not_registered_is_none_of_these(symbols):
    answer = symbols.recognise(HOOK)
    assert answer.verdict == "none"
    assert answer.none > 2 / 3
    assert answer.matches[0].distance > answer.threshold


def test_between_two_classes_it_is_too_close_to_call(verifier):
    """One drawing registered under two names: neither is likelier."""
    answer = SupportSet(verifier).register("one", RING).register("two", RING).recognise(RING)
    assert answer.verdict == "unsure"
    assert answer.matches[0].probability == pytest.approx(answer.matches[1].probability)
    assert answer.matches[0].probability == pytest.approx(0.5, abs=0.01)


def test_near_the_limit_it_is_too_close_to_call(verifier):
    """The stand-in's probability is 1/3 … 2/3 within 0.035 of distance 0.6."""
    symbols = SupportSet(verifier, (SymbolClass("one", (Example(Drawing.of(RING), np.eye(1, 128)[0]),)),))

    def verdict(distance):
        # Unit vectors at an angle whose chord is the distance: cos = 1 − d²/2.
        cosine = 1 - distance**2 / 2
        return symbols.classify(np.eye(1, 128)[0] * cosine + np.eye(1, 128, 1)[0] * np.sqrt(1 - cosine**2)).verdict

    assert [verdict(d) for d in (0.2, 0.56, 0.58, 0.62, 0.64, 1.4)] == [
        "known",
        "known",
        "unsure",
        "unsure",
        "none",
        "none",
    ]


def test_the_limit_falls_with_the_number_of_drawings():
    verifier = PixelVerifier(rejection=Rejection(weight=-20.0, bias=12.0, per_log_n=1.0))
    one = SupportSet(verifier).register("ring", RING)
    three = one.register("bar", BAR).register("cross", CROSS)
    assert one.recognise(RING).threshold == pytest.approx(0.6)
    # (12 − log 3) / 20
    assert three.recognise(RING).threshold == pytest.approx(0.6 - np.log(3) / 20)
    four = three.register("bar", CROSS)
    assert four.recognise(RING).threshold == pytest.approx(0.6 - np.log(4) / 20)


def test_nothing_registered_or_nothing_drawn_cannot_be_recognised(verifier, symbols):
    with pytest.raises(NoSymbols, match="Register at least one"):
        SupportSet(verifier).recognise(RING)
    with pytest.raises(EmptyDrawing):
        symbols.recognise(DOT)
    with pytest.raises(EmptyDrawing):
        symbols.register("dot", DOT)
    with pytest.raises(BadName):
        symbols.register("  ", RING)


def test_rename(symbols):
    assert names(symbols.rename("ring", " round ")) == [("round", 1), ("cross", 2), ("bar", 1)]
    assert names(symbols.rename("ring", "ring")) == names(symbols)
    with pytest.raises(BadName, match="“cross” already"):
        symbols.rename("ring", "cross")
    with pytest.raises(BadName, match="no symbol called “leaf”"):
        symbols.rename("leaf", "fern")


def test_remove_a_class_or_one_drawing_of_it(symbols):
    assert names(symbols.remove("cross")) == [("ring", 1), ("bar", 1)]
    first, second = (example.drawing.id for example in symbols["cross"].examples)
    left = symbols.remove("cross", first)
    assert [example.drawing.id for example in left["cross"].examples] == [second]
    assert names(left.remove("cross", second)) == [("ring", 1), ("bar", 1)]


def test_merge_joins_classes_of_one_name_and_drops_what_is_there_already(symbols, verifier):
    other = SupportSet(verifier).register("cross", CROSS).register("ring", shaky(RING)).register("hook", HOOK)
    assert names(symbols.merge(other)) == [("ring", 2), ("cross", 2), ("bar", 1), ("hook", 1)]
    assert names(symbols.merge(symbols)) == names(symbols)


def test_what_was_added_makes_the_older_set_the_newer(symbols):
    newer = symbols.register("ring", shaky(RING)).register("hook", HOOK)
    assert names(newer.since(symbols)) == [("hook", 1), ("ring", 1)]
    assert names(symbols.merge(newer.since(symbols))) == names(newer)
    assert names(symbols.since(symbols)) == []


def test_what_was_renamed_removed_or_moved_is_not_only_added(symbols):
    for newer in (symbols.rename("ring", "round"), symbols.remove("bar"), symbols.remove("bar").register("hook", HOOK)):
        assert newer.since(symbols) is None
    one_less = symbols.remove("cross", symbols["cross"].examples[0].drawing.id)
    assert one_less.since(symbols) is None


def test_an_embedding_that_is_known_is_not_made_again(verifier):
    symbols = SupportSet(verifier)
    embedding = symbols.embed([Drawing.of(RING)])[0]
    before = verifier.embedded
    symbols = symbols.register("ring", RING, embedding)
    symbols.classify(embedding)
    assert verifier.embedded == before


def test_ten_thousand_drawings_cost_little_more_than_ten(verifier):
    """At most 5 ms more: medians of many runs in turn, so that a busy machine slows both."""
    rng = np.random.default_rng(0)
    drawing = Drawing.of(RING)
    rows = rng.normal(size=(10_000, 128)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    few, many = (
        SupportSet(verifier, tuple(SymbolClass(f"n{i}", (Example(drawing, row),)) for i, row in enumerate(rows[:n])))
        for n in (10, 10_000)
    )
    took = {few: [], many: []}
    for query in rows[:40]:
        for symbols, times in took.items():
            start = time.perf_counter()
            symbols.classify(query)
            times.append(time.perf_counter() - start)
    assert np.median(took[many]) - np.median(took[few]) < 0.005


def test_neither_registry_nor_file_needs_tensorflow():
    heavy = "any(m.split('.')[0] in ('tensorflow', 'keras') for m in sys.modules)"
    code = f"import sys, siamese.symbols.support_set; sys.exit({heavy})"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
