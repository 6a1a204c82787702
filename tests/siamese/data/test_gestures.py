import numpy as np
import pytest

from siamese.data import source
from siamese.data.gestures import load_gestures, make_file


def gesture_file(path, **changes):
    """Of two people a line and a T, in pixels, one of them partly beyond the screen."""
    arrays = {
        "points": np.array([[-10, 40], [190, 40], [0, 0], [50, 0], [25, 0], [25, 100], [7, 7], [7, 7]], np.int16),
        "stroke_lengths": np.array([2, 2, 2, 2], np.int16),
        "glyph_strokes": np.array([1, 2, 1], np.int16),
        "labels": np.array(["line", "T", "line"]),
        "subject": np.array([88, 10, 10], np.int16),
    }
    np.savez(path, **arrays | changes)
    return path


def test_gestures_are_fitted_into_their_boxes(tmp_path):
    gestures = load_gestures(gesture_file(tmp_path / "own.npz"))
    assert gestures.labels.tolist() == ["mmg/line", "mmg/T", "mmg/line"]
    assert gestures.hand.tolist() == [1, 0, 0]
    # 200 pixels wide, and level: the box's upper side.
    np.testing.assert_allclose(gestures.strokes(0), [[[0, 0], [1, 0]]], atol=1e-6)
    # 100 high, 50 wide: half of the box.
    np.testing.assert_allclose(gestures.strokes(1), [[[0, 0], [0.5, 0]], [[0.25, 0], [0.25, 1]]], atol=1e-6)
    np.testing.assert_allclose(gestures.strokes(2), [[[0, 0], [0, 0]]])  # the pen stood still


def test_people_of_two_collections_are_different_ones(tmp_path):
    both = {"source": np.array(["mmg", "letters", "mmg"]), "subject": np.array([10, 10, 10])}
    gestures = load_gestures(gesture_file(tmp_path / "own.npz", **both))
    assert gestures.hand.tolist() == [1, 0, 1]
    assert gestures.labels.tolist() == ["mmg/line", "letters/T", "mmg/line"]


def test_a_file_that_is_missing_or_damaged_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("SIAMESE_DATA", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    with pytest.raises(source.MissingData, match=r"gestures_mmg\.npz is missing"):
        load_gestures()
    with pytest.raises(source.MissingData, match=r"no file of gestures .*other\.npz"):
        load_gestures(tmp_path / "other.npz")
    with pytest.raises(source.DamagedData, match="glyph_strokes: sum to strokes"):
        load_gestures(gesture_file(tmp_path / "own.npz", glyph_strokes=np.array([1, 1, 1], np.int16)))


def written(folder, name, strokes, **attributes):
    """A gesture as it is published."""
    folder.mkdir(parents=True, exist_ok=True)
    given = "".join(f' {key}="{value}"' for key, value in attributes.items())
    drawn = "".join(
        f'<Stroke index="{i}">' + "".join(f'<Point X="{x}" Y="{y}" T="7" />' for x, y in stroke) + "</Stroke>"
        for i, stroke in enumerate(strokes, 1)
    )
    text = f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<Gesture Name="{name}"{given}>{drawn}</Gesture>'
    (folder / f"{name}.xml").write_text(text, "utf-8-sig")


def test_the_published_files_become_one(tmp_path, monkeypatch):
    raw = tmp_path / "mmg"
    line, cross = [[(-10, 40), (190, 40.4)]], [[(0, 0), (9, 9)], [(9, 0), (0, 9)]]
    person = {"Subject": "10", "InputType": "stylus"}
    written(raw / "10-stylus-FAST", "line~02", line, Speed="FAST", **person)
    written(raw / "10-stylus-SLOW", "X_11", cross, Speed="SLOW", **person)
    written(raw / "10-stylus-SLOW", "null~01", [], Speed="SLOW", **person)
    assert make_file(raw, tmp_path / "gestures_mmg.npz") == {"written": 2, "no points": 1}
    with np.load(tmp_path / "gestures_mmg.npz") as arrays:
        assert arrays["points"].tolist() == [[-10, 40], [190, 40], [0, 0], [9, 9], [9, 0], [0, 9]]
        assert [arrays[name].tolist() for name in ("speed", "tool")] == [["fast", "slow"], ["stylus"] * 2]
        assert arrays["repetition"].tolist() == [2, 11]
    monkeypatch.setenv("SIAMESE_DATA", str(tmp_path))
    gestures = load_gestures()
    assert gestures.labels.tolist() == ["mmg/line", "mmg/X"]
    np.testing.assert_allclose(gestures.strokes(1), [[[0, 0], [1, 1]], [[1, 0], [0, 1]]], atol=1e-6)


def test_a_published_file_that_is_damaged_says_so(tmp_path):
    written(tmp_path, "line", [[(0, 0)]], Subject="10")  # no repetition
    with pytest.raises(source.DamagedData, match=r"line\.xml"):
        make_file(tmp_path, tmp_path / "out.npz")


def test_the_gestures_of_twenty_people(data_folder):
    gestures = load_gestures(data_folder / "gestures_mmg.npz")
    assert (len(gestures), len(np.unique(gestures.labels)), len(np.unique(gestures.hand))) == (9598, 16, 20)
    sizes = [np.ptp(np.concatenate(gestures.strokes(i)), axis=0).max() for i in range(0, 9598, 97)]
    np.testing.assert_allclose(sizes, 1)
