import numpy as np

from siamese.data.splits import held_out_symbols


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
