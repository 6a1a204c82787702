"""What a shelf holds: drawings that are pictures have 128 × 128 bytes each, and little besides."""

import numpy as np
import pytest

from demo.oneshot import shelf as module
from demo.oneshot.shelf import MOST, REMEMBERED, Shelf, TooMany, amounts
from siamese.symbols.drawing import PICTURE, Drawing
from siamese.symbols.support_set import SupportSet
from tests.siamese.glyphs import BAR
from tests.siamese.pixel_verifier import PixelVerifier

BYTES = PICTURE**2


def pictures(n: int, first: int = 0) -> SupportSet:
    drawings = [Drawing(picture=np.full((PICTURE, PICTURE), 100 + first + i, np.uint8)) for i in range(n)]
    rows = np.eye(n, 128, dtype=np.float32)
    return SupportSet.of([(f"n{first + i}", [drawing]) for i, drawing in enumerate(drawings)], PixelVerifier(), rows)


def test_what_is_held_is_what_the_drawings_take():
    assert 10 * BYTES < Shelf(pictures(10)).held < 1.2 * 10 * BYTES
    drawing = Drawing.of([np.array([[0.1, 0.1], [0.9, 0.9]])] * 5)
    assert 5 * 2 * 2 * 2 < drawing.held < 5 * 200  # int16, x and y of two points each; and an array for each stroke


def test_a_step_holds_what_the_next_has_not():
    symbols = pictures(10)
    added = Shelf(symbols).changed(symbols.merge(pictures(1, first=50)), "added")
    assert added.past[0].held == 0
    removed = added.changed(added.symbols.remove("n3"), "removed")
    assert BYTES < removed.past[0].held < 1.2 * BYTES
    assert removed.changed(removed.symbols.rename("n4", "x"), "renamed").held == removed.held


def test_what_was_computed_of_an_older_set_is_not_held():
    shelf = Shelf(pictures(3))
    shelf.symbols.classify(np.eye(1, 128, dtype=np.float32)[0])
    assert "_embeddings" in vars(shelf.symbols)
    changed = shelf.changed(shelf.symbols.remove("n0"), "removed")
    assert "_embeddings" not in vars(changed.past[0].before)
    assert changed.undone().symbols.classes == shelf.symbols.classes


def test_steps_are_remembered_as_far_as_they_have_room_and_the_last_in_any_case(monkeypatch):
    monkeypatch.setattr(module, "UNDO", int(2.5 * BYTES))
    shelf = Shelf(pictures(8))
    for i in range(5):
        shelf = shelf.changed(shelf.symbols.remove(f"n{i}"), f"removed {i}")
    assert [step.done for step in shelf.past] == ["removed 4", "removed 3", "removed 2"]
    cleared = shelf.changed(SupportSet(PixelVerifier()), "cleared")  # three pictures, more than has room
    assert cleared.undone().symbols.classes == shelf.symbols.classes
    after = cleared.changed(pictures(1), "began anew")
    assert [step.done for step in after.past] == ["began anew"]


def test_only_so_many_steps_are_remembered():
    shelf = Shelf(pictures(1))
    for i in range(REMEMBERED + 5):
        shelf = shelf.changed(shelf.symbols.rename(shelf.symbols.classes[0].name, f"name {i}"), f"step {i}")
    assert len(shelf.past) == REMEMBERED and shelf.past[0].done == f"step {REMEMBERED + 4}"


def test_who_has_too_many_can_still_have_fewer(monkeypatch):
    strokes = SupportSet(PixelVerifier()).register("a", BAR).register("b", [*BAR, *BAR])
    assert amounts(strokes) == {"drawings": 2, "strokes": 3, "points": 3 * len(BAR[0])}
    monkeypatch.setitem(MOST, "strokes", 1)
    assert len(Shelf(strokes).changed(strokes.remove("a"), "removed").symbols) == 1
    with pytest.raises(TooMany, match="These would be 4 strokes, but the page keeps at most 1"):
        Shelf(strokes).changed(strokes.register("c", [0.9 * BAR[0]]), "added")
