import numpy as np
import pytest

from siamese.data import source, splits, stroke_files


def stroke_file(**changes) -> dict[str, np.ndarray]:
    """Four glyphs: a cross of two strokes, a dot beside a line, and two single lines."""
    arrays = {
        "points": np.array(
            [
                *([500, 0], [500, 1000], [0, 500], [1000, 500]),
                *([0, 500], [900, 0], [900, 1000]),
                *([0, 500], [1000, 500]),
                *([0, 0], [500, 1000], [1000, 0]),
            ],
            np.int16,
        ),
        "stroke_lengths": np.array([2, 2, 1, 2, 2, 3], np.int16),
        "glyph_strokes": np.array([2, 2, 1, 1], np.int16),
        "labels": np.array(["latex/plus", "latex/odd", "latex/minus", "upgreek/nu"]),
        "script": np.array(["latex", "latex", "latex", "upgreek"]),
    }
    arrays.update(changes)
    return {name: array for name, array in arrays.items() if array is not None}


@pytest.fixture
def load(tmp_path, monkeypatch):
    """Loads a file with these changes, by the name of one of the real ones."""
    monkeypatch.setenv("SIAMESE_DATA", str(tmp_path))

    def load(name="detexify", **changes):
        np.savez(tmp_path / f"{name}.npz", **stroke_file(**changes))
        return stroke_files.load_glyphs(name)

    return load


def lists(strokes):
    return [stroke.tolist() for stroke in strokes]


def test_the_strokes_of_each_glyph(load):
    glyphs = load()
    assert len(glyphs) == 4
    assert lists(glyphs.strokes(0)) == [[[0.5, 0], [0.5, 1]], [[0, 0.5], [1, 0.5]]]
    dot, line = glyphs.strokes(1)
    np.testing.assert_allclose(dot, [[0, 0.5]])
    np.testing.assert_allclose(line, [[0.9, 0], [0.9, 1]], rtol=1e-6)
    assert lists(glyphs.strokes(3)) == [[[0, 0], [0.5, 1], [1, 0]]]
    assert all(stroke.dtype == np.float32 for i in range(4) for stroke in glyphs.strokes(i))


def test_a_selection_keeps_glyphs_whole(load):
    glyphs = load(writer=np.array([4, 5, 6, 7]), twins=np.array([["latex/minus", "latex/plus"]]))
    for rows in (glyphs.script == "latex", np.array([0, 1, 2])):
        some = glyphs.select(rows)
        assert some.labels.tolist() == ["latex/plus", "latex/odd", "latex/minus"]
        assert some.script.tolist() == ["latex"] * 3 and some.hand.tolist() == [4, 5, 6]
        assert [lists(some.strokes(i)) for i in range(3)] == [lists(glyphs.strokes(i)) for i in range(3)]
    again = glyphs.select(np.array([3, 2])).select(np.array([False, True]))
    assert lists(again.strokes(0)) == lists(glyphs.strokes(2))
    assert again.shapes.tolist() == ["latex/minus"]  # the twins stay
    assert len(glyphs.select(np.zeros(4, bool))) == 0


def test_a_hand_is_a_writer_or_a_font_or_anybody(load):
    assert load(writer=np.array([1, 0, 1, 1], np.int16)).hand.tolist() == [1, 0, 1, 1]
    assert load(source=np.array([2, 2, 0, 0], np.int16)).hand.tolist() == [2, 2, 0, 0]
    assert load().hand.tolist() == [0, 1, 2, 3]  # nobody is named: every drawing may be another's
    assert load().hand.dtype == np.int64


def test_shapes_join_what_is_drawn_alike_through_others_too(load):
    labels = np.array(["latex/d", "latex/b", "latex/a", "latex/c"])
    # d is like c, and c like a; b is like nothing.
    twins = np.array([["latex/c", "latex/d"], ["latex/a", "latex/c"]])
    for some in (twins, twins[::-1], twins[:, ::-1], np.vstack([twins, twins, [["latex/a", "latex/d"]]])):
        assert load(labels=labels, twins=some).shapes.tolist() == ["latex/a", "latex/b", "latex/a", "latex/a"]
    assert load(labels=labels).shapes.tolist() == labels.tolist()


def test_a_twin_that_is_not_there_joins_others_all_the_same(load):
    twins = np.array([["latex/odd", "latex/gone"], ["latex/gone", "latex/plus"]])
    assert load(twins=twins).shapes.tolist() == ["latex/gone", "latex/gone", "latex/minus", "upgreek/nu"]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"points": None}, "points"),
        ({"points": np.zeros((12, 2))}, "points: int16"),
        ({"points": np.full((12, 2), 1001, np.int16)}, "points: 0 to 1000"),
        ({"stroke_lengths": np.array([2, 2, 1, 2, 2, 2], np.int16)}, "stroke_lengths"),
        ({"glyph_strokes": np.array([2, 2, 2, 0], np.int16)}, "glyph_strokes"),
        ({"labels": np.array(["latex/plus"])}, "as many as labels"),
        ({"labels": np.arange(4)}, "labels: str"),
        ({"script": np.array(["latex"] * 3)}, "script: as many as labels"),
        ({"script": None}, "script"),
        ({"writer": np.arange(5)}, "hand: as many as labels"),
        ({"twins": np.array(["latex/plus", "latex/minus"])}, "twins"),
        ({"twins": np.zeros((1, 2))}, "twins"),
        ({"labels": np.array(["a", "b", "c", "d"], object)}, "allow_pickle"),
        ({name: array[:0] for name, array in stroke_file().items()}, "at least one"),
    ],
)
def test_another_form_is_damage(load, changes, complaint):
    with pytest.raises(source.DamagedData, match=complaint) as caught:
        load(**changes)
    assert "detexify.npz" in str(caught.value) and "python -m siamese.data detexify --help" in str(caught.value)


def test_a_half_written_file_is_damage(load, tmp_path):
    load("hands")
    whole = (tmp_path / "hands.npz").read_bytes()
    (tmp_path / "hands.npz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(source.DamagedData, match=r"siamese\.data hands --help"):
        stroke_files.load_glyphs("hands")


@pytest.mark.parametrize("name", stroke_files.NAMES)
def test_a_missing_file_names_the_command_that_makes_it(name, tmp_path, monkeypatch):
    monkeypatch.setenv("SIAMESE_DATA", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    with pytest.raises(source.MissingData, match=rf"{name}\.npz is missing.*python -m siamese\.data {name} --help"):
        stroke_files.load_glyphs(name)


@pytest.mark.parametrize("name", stroke_files.NAMES)
def test_the_real_glyphs(name, data_folder, monkeypatch):
    if not (data_folder / f"{name}.npz").is_file():
        pytest.skip(f"needs {name}.npz in {data_folder}: python -m siamese.data {name} --help says how to make it")
    monkeypatch.setenv("SIAMESE_DATA", str(data_folder))
    glyphs = stroke_files.load_glyphs(name)
    assert all("/" in label for label in np.unique(glyphs.labels).tolist())
    for i in range(0, len(glyphs), 500):
        points = np.concatenate(glyphs.strokes(i))
        # A glyph fills its box in the longer direction, and is centred in the other.
        assert points.min() <= 0.02 and points.max() >= 0.98
        np.testing.assert_allclose(points.min(axis=0) + points.max(axis=0), 1, atol=0.02)


def test_the_real_twins_are_held_out_together(data_folder, monkeypatch):
    if not (data_folder / "detexify.npz").is_file():
        pytest.skip(f"needs detexify.npz in {data_folder}: python -m siamese.data detexify --help says how to make it")
    monkeypatch.setenv("SIAMESE_DATA", str(data_folder))
    glyphs = stroke_files.load_glyphs("detexify")
    held_out = splits.held_out_symbols(glyphs.shapes)
    kept = set(glyphs.labels[~held_out].tolist())
    lost = set(glyphs.labels[held_out].tolist())
    assert lost and kept and not lost & kept
    assert not any(len({a, b} & lost) == 1 for a, b in glyphs.twins.tolist() if {a, b} <= lost | kept)
    # One shape in twelve; a few shapes are many labels' and may be on either side.
    n = len(np.unique(glyphs.shapes))
    assert len(np.unique(glyphs.shapes[held_out])) == pytest.approx(n / 12, rel=0.4)
