import numpy as np
import pytest

from siamese.data import pen, source


def pen_file(**changes) -> dict[str, np.ndarray]:
    """Three glyphs of two writers: a "4" of two strokes, an "O" and a ":" of two dots."""
    arrays = {
        "points": np.array(
            [
                *([500, 0], [0, 600], [800, 600], [600, 200], [600, 1000]),  # 4
                *([0, 0], [1000, 0], [1000, 1000], [0, 0]),  # O
                *([500, 0], [500, 1000]),  # :
            ],
            np.int16,
        ),
        "stroke_lengths": np.array([3, 2, 4, 1, 1], np.int16),
        "glyph_strokes": np.array([2, 1, 2], np.int16),
        "labels": np.array(["4", "O", ":"]),
        "category": np.array(["digit", "upper", "symbol"]),
        "writers": np.array(["aga/ann", "kai/x/bob"]),
        "writer": np.array([1, 0, 1], np.int16),
    }
    arrays.update(changes)
    return {name: array for name, array in arrays.items() if array is not None}


@pytest.fixture
def glyphs(tmp_path):
    np.savez(tmp_path / "own.npz", **pen_file())
    return pen.load_pen(tmp_path / "own.npz")


def lists(strokes):
    return [stroke.round(3).tolist() for stroke in strokes]


def test_the_strokes_of_each_glyph(glyphs):
    assert len(glyphs) == 3
    four = lists(glyphs.strokes(0))
    np.testing.assert_allclose(four[0], [[0.5, 0], [0, 0.6], [0.8, 0.6]], atol=1e-6)
    np.testing.assert_allclose(four[1], [[0.6, 0.2], [0.6, 1]], atol=1e-6)
    assert lists(glyphs.strokes(1)) == [[[0, 0], [1, 0], [1, 1], [0, 0]]]
    assert lists(glyphs.strokes(2)) == [[[0.5, 0]], [[0.5, 1]]]
    assert all(stroke.dtype == np.float32 for i in range(3) for stroke in glyphs.strokes(i))


def test_who_wrote_what(glyphs):
    assert glyphs.labels.tolist() == ["4", "O", ":"]
    assert glyphs.category.tolist() == ["digit", "upper", "symbol"]
    assert glyphs.writer.tolist() == [1, 0, 1]
    assert glyphs.site.tolist() == ["kai", "aga", "kai"]
    assert glyphs.writers == ("aga/ann", "kai/x/bob")


def test_a_selection_keeps_glyphs_whole(glyphs):
    for rows in (glyphs.site == "kai", np.array([0, 2])):
        some = glyphs.select(rows)
        assert some.labels.tolist() == ["4", ":"] and some.writer.tolist() == [1, 1]
        assert [lists(some.strokes(i)) for i in (0, 1)] == [lists(glyphs.strokes(i)) for i in (0, 2)]
    again = glyphs.select(np.array([2, 1])).select(np.array([True, False]))
    assert lists(again.strokes(0)) == lists(glyphs.strokes(2))
    assert len(glyphs.select(np.zeros(3, bool))) == 0


def test_it_is_looked_for_like_all_data(tmp_path, monkeypatch):
    np.savez(tmp_path / "unipen.npz", **pen_file())
    monkeypatch.setenv("SIAMESE_DATA", str(tmp_path))
    assert pen.load_pen().labels.tolist() == ["4", "O", ":"]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"points": None}, "points"),
        ({"points": np.zeros((11, 3), np.int16)}, "points"),
        ({"points": np.full((11, 2), 1001, np.int16)}, "points: 0 to 1000"),
        ({"points": np.full((11, 2), -1, np.int16)}, "points: 0 to 1000"),
        ({"points": np.zeros((11, 2))}, "points: int16"),
        ({"stroke_lengths": np.array([3, 2, 4, 1, 2], np.int16)}, "stroke_lengths"),
        ({"stroke_lengths": np.array([3, 2, 5, 0, 1], np.int16)}, "stroke_lengths"),
        ({"glyph_strokes": np.array([2, 1, 1], np.int16)}, "glyph_strokes"),
        ({"labels": np.array(["4", "O"])}, "as many"),
        ({"labels": np.array(["4", "OO", ":"])}, "single characters"),
        ({"labels": np.array(["4", "", ":"])}, "single characters"),
        ({"category": np.array(["digit", "upper", "sign"])}, "category"),
        ({"writer": np.array([1, 0, 2])}, "writer"),
        ({"writer": np.array([1, 0, -1])}, "writer"),
        ({name: array[:0] for name, array in pen_file().items()}, "at least one"),
    ],
)
def test_another_form_is_damage(tmp_path, changes, complaint):
    np.savez(tmp_path / "own.npz", **pen_file(**changes))
    with pytest.raises(source.DamagedData, match=complaint) as caught:
        pen.load_pen(tmp_path / "own.npz")
    assert "own.npz" in str(caught.value) and "python -m siamese.data unipen" in str(caught.value)


def test_a_file_that_runs_no_code(tmp_path):
    np.savez(tmp_path / "own.npz", **pen_file(labels=np.array(["4", "O", ":"], object)))  # is pickled
    with pytest.raises(source.DamagedData, match="allow_pickle"):
        pen.load_pen(tmp_path / "own.npz")


def test_a_wrong_path(tmp_path):
    with pytest.raises(source.MissingData, match="There is no pen file"):
        pen.load_pen(tmp_path / "none.npz")


def test_merging_keeps_the_digits_apart():
    assert [pen.merged_label(digit) for digit in "0123456789"] == list("0123456789")


def test_labels_of_one_shape_have_one_name():
    for group in ("cC", "oO0", "sS", "vV", "wW", "xX", "zZ", "kK", "pP", "uU", "l1|I", "'`,", "-_"):
        assert len({pen.merged_label(label) for label in group}) == 1, group
    assert pen.merged_label("o") == "0" and pen.merged_label("I") == "1"
    assert pen.merged_label("5") != pen.merged_label("S")
    # A slanted line is no upright one, and a dot above is seen.
    assert len({pen.merged_label(label) for label in "/|ijJ"}) == 5
    assert pen.merged_label("a") == "a" and pen.merged_label("A") == "A"


def test_no_label_is_in_two_groups():
    labels = "".join(pen.SAME_SHAPE)
    assert len(labels) == len(set(labels))
    assert all(pen.merged_label(pen.merged_label(label)) == pen.merged_label(label) for label in labels)


def test_merging_many_labels_is_merging_each():
    labels = np.array(list("oO0aI|/-_5S"))
    assert pen.merged_labels(labels).tolist() == [pen.merged_label(label) for label in labels.tolist()]
    assert pen.merged_labels(labels).dtype == np.dtype("<U1")


def test_a_tiny_mark_shares_its_class_with_tiny_marks_alone():
    for group in pen.SAME_SHAPE:
        assert len(pen.TINY.intersection(group)) in (0, len(group)), group


def test_the_real_glyphs(data_folder):
    glyphs = pen.load_pen(data_folder / "unipen.npz")
    assert len(glyphs) == 81_176 and len(glyphs.writers) == 2_420
    counts = {name: int((glyphs.category == name).sum()) for name in pen.CATEGORIES}
    assert counts == {"digit": 7_518, "upper": 19_670, "lower": 43_961, "symbol": 10_027}
    assert len(set(glyphs.site.tolist())) == 12
    digits = glyphs.select(glyphs.category == "digit")
    assert set(digits.labels.tolist()) == set("0123456789")
    assert {"kai", "lav", "mot", "sie"}.isdisjoint(digits.site.tolist())  # have no digits
    for i in range(0, len(digits), 500):
        points = np.concatenate(digits.strokes(i))
        # A glyph fills its box in the longer direction, and is centred in the other.
        assert points.min() == 0 and points.max() == 1
        np.testing.assert_allclose(points.min(axis=0) + points.max(axis=0), 1, atol=0.002)
