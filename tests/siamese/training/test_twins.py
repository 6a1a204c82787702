import numpy as np
import pytest

from siamese.training.mixture import Mixture, StrokeSource
from siamese.training.twins import class_look, directions, find_twins

CIRCLE = np.stack([f(np.linspace(0, 2 * np.pi, 30)) / 2 + 0.5 for f in (np.cos, np.sin)], axis=1).astype(np.float32)
SQUARE = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]], np.float32)
UPRIGHT = np.array([[0.5, 0], [0.5, 1]], np.float32)
SHAPES = {"circle": CIRCLE, "square": SQUARE, "line": UPRIGHT}


def script(name: str, *shapes: str, twins=()) -> StrokeSource:
    """One drawing of each shape, its class called after the script and the shape."""
    labels = np.array([f"{name} {shape}" for shape in shapes])
    return StrokeSource(lambda i: [SHAPES[shapes[i]]], labels, np.full(len(labels), name), twins=twins)


def named(mixture: Mixture) -> dict[str, set[str]]:
    names = list(mixture.classes)
    found = find_twins(mixture, [class_look(mixture, number) for number in range(len(names))])
    return {name: {names[t] for t in twins} for name, twins in zip(names, found, strict=True)}


def test_one_shape_of_two_scripts_is_no_negative():
    twins = named(Mixture((script("a", "circle", "square"), script("b", "circle", "line")), (0.5, 0.5)))
    assert twins == {"a circle": {"b circle"}, "b circle": {"a circle"}, "a square": set(), "b line": set()}


def test_within_a_script_only_those_it_names_are_twins():
    alike = script("a", "circle", "line")
    alike.strokes = lambda i: [CIRCLE]  # drawn alike, but of one script: still two letters
    assert named(Mixture((alike,), (1.0,))) == {"a circle": set(), "a line": set()}
    told = script("a", "circle", "line", twins=[("a circle", "a line")])
    assert named(Mixture((told,), (1.0,))) == {"a circle": {"a line"}, "a line": {"a circle"}}


@pytest.mark.parametrize("turn, direction", [(0, 0), (90, 2)])
def test_a_line_has_the_direction_that_its_ink_changes_in(turn, direction):
    """Across an upright line the ink changes to the right: 0 of four directions; across a lying one downwards: 2."""
    frame = np.zeros((64, 64), np.float32)
    frame[5:59, 30:34] = 1
    look = directions(np.rot90(frame, turn // 90).copy())
    assert (look**2).sum((0, 1)).argmax() == direction
    assert np.linalg.norm(look) == pytest.approx(1, abs=1e-4)


def test_a_look_of_nothing_is_nothing():
    blank = script("a", "line")
    blank.draw = lambda label, variation, rng: np.zeros((20, 20), np.float32)
    assert class_look(Mixture((blank,), (1.0,)), 0).sum() == 0
