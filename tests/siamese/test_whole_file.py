import pytest

from siamese.whole_file import replacing


def test_a_file_takes_the_place_of_the_old_one(tmp_path):
    path = tmp_path / "weights.keras"
    path.write_text("old")
    with replacing(path) as part:
        part.write_text("new")
        assert path.read_text() == "old"
        assert part.suffix == path.suffix  # by which some tell what to write
    assert path.read_text() == "new"
    assert [*tmp_path.iterdir()] == [path]


def test_what_fails_on_the_way_leaves_the_old_one(tmp_path):
    path = tmp_path / "weights.keras"
    path.write_text("old")
    with pytest.raises(OSError), replacing(path) as part:
        part.write_text("half of it")
        raise OSError
    assert path.read_text() == "old"
    assert [*tmp_path.iterdir()] == [path]
