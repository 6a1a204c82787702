import cv2
import numpy as np
import pytest

from siamese.data.made_up import Glyph, Stroke, draw_glyph, make_alphabet
from siamese.ink.frame import prepare
from siamese.ink.strokes import dump_strokes, ink_from_strokes, parse_strokes


@pytest.fixture(scope="module")
def alphabet():
    return make_alphabet(20, rng=np.random.default_rng(0))


def test_the_seed_decides_the_alphabet_and_the_drawings(alphabet):
    again = make_alphabet(20, rng=np.random.default_rng(0))
    drawn, drawn_again = (draw_glyph(glyphs[3], rng=np.random.default_rng(1)) for glyphs in (alphabet, again))
    assert all(np.array_equal(a, b) for a, b in zip(drawn, drawn_again, strict=True))
    other = draw_glyph(alphabet[3], rng=np.random.default_rng(2))
    assert not np.array_equal(drawn[0], other[0])


def test_drawings_are_strokes_on_the_paper(alphabet):
    rng = np.random.default_rng(0)
    for glyph in alphabet:
        strokes = draw_glyph(glyph, rng=rng, wobble=3)
        assert len(strokes) == len(glyph.strokes) >= 1
        for stroke in strokes:
            assert stroke.dtype == np.float32
            assert stroke.ndim == 2 and stroke.shape[1] == 2 and len(stroke) >= 2
            assert ((stroke >= 0) & (stroke <= 1)).all()
        assert len(parse_strokes(dump_strokes(strokes))) == len(strokes)


def test_eight_bends_of_a_ring_are_drawn_round():
    turns = np.linspace(0, 2 * np.pi, 9)
    ring = Stroke(0.5 + 0.3 * np.stack([np.cos(turns), np.sin(turns)], axis=1), smooth=True)
    corners = Stroke(ring.bends, smooth=False)
    round_, angular = draw_glyph(Glyph((ring, corners)), rng=np.random.default_rng(0), wobble=0)
    # 0.3 of four fifths of the paper, all the way round; straight lines cut the corners at cos(π / 8) of it.
    assert np.hypot(*(round_ - 0.5).T) == pytest.approx(0.24, rel=0.01)
    assert np.hypot(*np.diff(round_, axis=0).T).max() < 0.02  # 1.5 round, in 96 steps: 0.016 each
    np.testing.assert_allclose(angular, 0.8 * (ring.bends - 0.5) + 0.5, atol=1e-6)


def blurred(glyph: Glyph, **options) -> np.ndarray:
    ink = ink_from_strokes(draw_glyph(glyph, **options))
    picture = cv2.GaussianBlur(prepare(ink, frame=28)[..., 0], (0, 0), 2)
    return picture.ravel() / np.linalg.norm(picture)


def test_each_sign_can_be_told_from_the_others(alphabet):
    signs = np.stack([blurred(glyph, rng=np.random.default_rng(0), wobble=0) for glyph in alphabet])
    likeness = (signs @ signs.T)[np.triu_indices(20, 1)]
    # Of twenty signs made without a look at the others, two have a cosine of more than 0.9.
    assert likeness.max() < 0.8


def test_two_drawings_of_a_sign_are_more_alike_than_drawings_of_two_signs(alphabet):
    rng = np.random.default_rng(0)
    first, second = (np.stack([blurred(glyph, rng=rng) for glyph in alphabet]) for _ in range(2))
    nearest = (first @ second.T).argmax(axis=1)
    # By pixels alone; chance is 1 of 20.
    assert (nearest == np.arange(20)).sum() >= 15


def test_large_alphabets_come_to_an_end():
    assert len(make_alphabet(80, rng=np.random.default_rng(3))) == 80
