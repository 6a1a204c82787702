import numpy as np
import pytest

from siamese.symbols.drawing import Drawing
from siamese.symbols.review import look_alikes, review, strangers
from siamese.symbols.support_set import Example, SupportSet, SymbolClass
from tests.siamese.glyphs import BAR
from tests.siamese.pixel_verifier import PixelVerifier


def support_set(**classes: list[float]) -> SupportSet:
    """Classes with drawings at these angles, in degrees, on the unit circle."""
    drawing = Drawing.of(BAR)

    def example(degrees):
        return Example(drawing, np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))], np.float32))

    return SupportSet(
        PixelVerifier(),
        tuple(SymbolClass(name, tuple(example(angle) for angle in angles)) for name, angles in classes.items()),
    )


def test_each_drawing_is_judged_by_the_others():
    # 10° is nearest to b's 12°, which is nearest to it, and 300° to a's 0°; only 0° finds its own; c has no second one.
    found = review(support_set(a=[0, 10], b=[12, 300], c=[200]))
    assert (found.n, found.n_right) == (4, 1)
    assert set(found.confused) == {("a", "b", 1), ("b", "a", 2)}
    assert found.confused[0] == ("b", "a", 2)  # the most frequent first


def test_the_closest_pairs():
    found = review(support_set(a=[0, 10], b=[12, 300], c=[200]))
    assert [pair[:2] for pair in found.closest] == [("a", "b"), ("b", "c"), ("a", "c")]
    # Chords of 2°, 100° and 160°: 2 sin(angle / 2)
    assert [pair[2] for pair in found.closest] == pytest.approx(
        [2 * np.sin(np.radians(a / 2)) for a in (2, 100, 160)], abs=1e-3
    )


def test_the_closest_pairs_are_few():
    # Four classes make six pairs.
    assert len(review(support_set(a=[0], b=[50], c=[110], d=[190])).closest) == 5


def test_look_alikes_are_pairs_within_the_limit_one_of_which_is_asked_for():
    few = support_set(a=[0, 10], b=[12, 300], c=[200], d=[201])
    # Chords of 1° and 2° are 0.017 and 0.035; the next is that of b and d, 99°: 1.52.
    assert [pair[:2] for pair in look_alikes(few, 0.1, {"a", "b", "c", "d"})] == [("c", "d"), ("a", "b")]
    assert look_alikes(few, 0.1, {"b"}) == [("a", "b", pytest.approx(2 * np.sin(np.radians(1)), abs=1e-3))]
    assert look_alikes(few, 0.01, {"a", "b", "c", "d"}) == look_alikes(support_set(), 2, {"a"}) == []


def test_a_stranger_is_far_from_all_drawings_of_its_class():
    # Same up to chords of 0.6, that of 35°; too close to call up to 0.635, that of 37°.
    mine = support_set(a=[0, 90], b=[0], c=[0])
    assert strangers(mine, support_set(a=[30, 100], b=[36], d=[180])) == []
    found = strangers(mine, support_set(a=[10, 150], b=[1, 40], c=[10]))
    assert [name for name, _ in found] == ["a", "b"]  # 60° from 90°, 40° from 0°: the farthest first
    assert [distance for _, distance in found] == pytest.approx(
        [2 * np.sin(np.radians(a / 2)) for a in (60, 40)], abs=1e-3
    )
    assert strangers(support_set(), mine) == strangers(mine, support_set()) == []


def test_nothing_to_review():
    assert review(support_set()).n == 0
    alone = review(support_set(a=[0, 10]))
    assert (alone.n, alone.n_right, alone.confused, alone.closest) == (2, 2, (), ())
