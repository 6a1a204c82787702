import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siamese.data import packing

coordinates = st.integers(0, 1000)
strokes = st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=5)
glyphs = st.lists(st.lists(strokes, min_size=1, max_size=4), min_size=1, max_size=6)


@given(glyphs)
def test_what_is_written_is_read(tmp_path_factory, some):
    out = tmp_path_factory.mktemp("packing") / "glyphs"
    labels = np.array([f"label {i}" for i in range(len(some))])
    packing.write(out, [[np.array(stroke, np.int16) for stroke in glyph] for glyph in some], labels=labels)
    with np.load(out) as arrays:
        read = packing.Glyphs(**packing.unpacked(dict(arrays)))
    assert len(read) == len(some) and read.labels.tolist() == labels.tolist()
    for i, glyph in enumerate(some):
        assert [(stroke * 1000).round().tolist() for stroke in read.strokes(i)] == [
            [list(point) for point in stroke] for stroke in glyph
        ]


def test_columns_have_an_entry_a_glyph():
    labels = np.array(["a", "b"])
    packing.check_each(labels, category=np.zeros(2), writer=np.zeros(2))
    for column in (np.zeros(3), np.zeros((2, 1))):
        with pytest.raises(ValueError, match="writer: as many as labels"):
            packing.check_each(labels, category=np.zeros(2), writer=column)


def test_a_file_needs_a_folder(tmp_path):
    assert packing.writable(str(tmp_path / "out.npz")) == tmp_path / "out.npz"
    with pytest.raises(ValueError, match=r"There is no folder .*none to write out\.npz to"):
        packing.writable(tmp_path / "none" / "out.npz")
