import numpy as np

from siamese.data.packing import unpacked
from siamese.data.splits import HOLDOUT_SCRIPTS, held_out, held_out_symbols
from siamese.data.stroke_files import StrokeGlyphs


def test_about_one_shape_in_twelve_is_held_out():
    shapes = np.array([f"package/symbol {i}" for i in range(12_000)])
    # Of 12,000 with a chance of 1/12 each: 1,000, with a standard deviation of sqrt(12,000 * 1/12 * 11/12) = 30.
    assert abs(int(held_out_symbols(shapes).sum()) - 1000) < 5 * 30


def test_a_shape_is_held_out_as_a_whole_and_whatever_else_there_is():
    names = np.array([f"package/symbol {i}" for i in range(200)])
    rng = np.random.default_rng(0)
    alone = dict(zip(names.tolist(), held_out_symbols(names).tolist(), strict=True))
    drawings = rng.choice(names[:150], 3_000)
    held_out = held_out_symbols(drawings)
    assert held_out.dtype == bool and held_out.shape == drawings.shape
    assert held_out.tolist() == [alone[name] for name in drawings.tolist()]


def test_no_shapes():
    assert held_out_symbols(np.zeros(0, "<U1")).shape == (0,)


def glyphs(labels: list[str], scripts: list[str]) -> StrokeGlyphs:
    """One line each."""
    ones = np.ones(len(labels), np.int16)
    arrays = {"points": np.tile(np.array([[0, 0], [1000, 1000]], np.int16), (len(labels), 1))}
    arrays |= {"stroke_lengths": 2 * ones, "glyph_strokes": ones, "labels": np.array(labels)}
    return StrokeGlyphs(
        **unpacked(arrays), script=np.array(scripts), hand=np.arange(len(labels)), twins=np.zeros((0, 2), "<U1")
    )


def test_scripts_are_held_out_whole_and_symbols_of_latex_alone_by_their_names():
    names = [f"sign{i}" for i in range(60)]
    scripts, latex = (glyphs([f"{kind}/{name}" for name in names], ["some"] * 60) for kind in ("some", "latex"))
    assert not held_out(scripts).any()
    assert held_out(latex).tolist() == held_out_symbols(latex.labels).tolist()
    assert 0 < held_out(latex).sum() < 60
    assert held_out(glyphs(["a/1", "b/1"], [HOLDOUT_SCRIPTS[0], "b"])).tolist() == [True, False]
