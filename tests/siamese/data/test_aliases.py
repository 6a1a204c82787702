import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siamese.data import aliases

LEVEL = np.array([[0, 500], [1000, 500]])
UPRIGHT = np.array([[500, 0], [500, 1000]])


def test_ink_is_counted_where_it_runs_and_by_direction():
    level = aliases.describe([LEVEL]).reshape(aliases.GRID, aliases.GRID, aliases.DIRECTIONS)
    # All of it runs along direction 0; most of it in the row that y = 500 lies in, the seventh of twelve.
    assert level[..., 1:].max() == 0
    assert (level[..., 0].argmax(axis=0) == 6).all()
    upright = aliases.describe([UPRIGHT]).reshape(aliases.GRID, aliases.GRID, aliases.DIRECTIONS)
    assert upright[..., [0, 1, 3]].max() <= 1e-6 and (upright[..., 2].argmax(axis=1) == 6).all()
    # 22.5° lies half way between the directions 0° and 45°.
    between = aliases.describe([np.array([[0, 0], [1000, 1000 * np.tan(np.pi / 8)]])])
    between = between.reshape(-1, aliases.DIRECTIONS)
    np.testing.assert_allclose(between[:, 0], between[:, 1], atol=1e-5)
    assert between[:, 2:].max() == 0


glyphs = st.lists(
    st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)), min_size=1, max_size=6).map(np.array),
    min_size=1,
    max_size=4,
)


@given(glyphs)
def test_a_description_has_unit_length_and_does_not_ask_for_the_pen_s_way(strokes):
    look = aliases.describe(strokes)
    assert look.dtype == np.float32 and look.shape == (aliases.GRID**2 * aliases.DIRECTIONS,)
    assert look @ look == pytest.approx(1, abs=1e-4) and look.min() >= 0
    other = aliases.describe([stroke[::-1] for stroke in strokes[::-1]])
    assert look @ other >= 0.98  # a stroke is looked at in steps, which end elsewhere from the other side


def test_confusion_is_a_half_where_nothing_differs_and_none_where_all_does():
    rng = np.random.default_rng(0)
    same = rng.normal(size=(2, 300, 50))
    same /= np.linalg.norm(same, axis=-1, keepdims=True)
    # Of 600 drawings: a share of 1/2 with a standard deviation of some 1/2 / sqrt(600) = 0.02, and a little more for
    # what drawings have in common.
    assert aliases.confusion(*same, rng=rng) == pytest.approx(0.5, abs=0.1)
    apart = np.zeros((2, 5, 4))
    apart[0, :, 0] = apart[1, :, 1] = 1
    assert aliases.confusion(*apart, rng=rng) == 0


def wobbly(stroke, rng):
    return [stroke + rng.normal(scale=20, size=stroke.shape)]


@pytest.fixture
def drawings():
    """20 drawings each of "a/dash", "a/minus" and "b/line", which are one shape, and of "a/bar"; 3 of "a/rare"."""
    rng = np.random.default_rng(0)
    shapes = {"a/minus": LEVEL, "b/line": LEVEL, "a/bar": UPRIGHT, "a/dash": LEVEL, "a/rare": LEVEL}
    labels = [label for label in shapes for _ in range(3 if label == "a/rare" else 20)]
    return [wobbly(shapes[label], rng) for label in labels], labels


def test_labels_that_are_drawn_alike_are_found(drawings):
    found = aliases.find_aliases(*drawings, rng=np.random.default_rng(0))
    # Of each three drawings that are one shape, two are another label's: each pair is confused by its half.
    assert found.tolist() == [["a/dash", "a/minus"], ["a/dash", "b/line"], ["a/minus", "b/line"]]


def test_the_order_of_the_drawings_does_not_matter(drawings):
    glyphs, labels = drawings
    order = np.random.default_rng(1).permutation(len(labels))
    found = aliases.find_aliases([glyphs[i] for i in order], [labels[i] for i in order], rng=np.random.default_rng(0))
    assert found.tolist() == aliases.find_aliases(glyphs, labels, rng=np.random.default_rng(0)).tolist()


def test_nothing_alike(drawings):
    glyphs, labels = drawings
    rows = [i for i, label in enumerate(labels) if label in ("a/bar", "a/minus")]
    found = aliases.find_aliases([glyphs[i] for i in rows], [labels[i] for i in rows], rng=np.random.default_rng(0))
    assert found.shape == (0, 2) and found.dtype.kind == "U"


def test_chunks_make_no_difference(drawings, monkeypatch):
    expected = aliases.find_aliases(*drawings, rng=np.random.default_rng(0)).tolist()
    monkeypatch.setattr(aliases, "CHUNK", 7)
    assert aliases.find_aliases(*drawings, rng=np.random.default_rng(0)).tolist() == expected
