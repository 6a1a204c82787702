import io
import zipfile

import numpy as np
import pytest
from PIL import Image
from scipy.spatial import KDTree

from siamese.data import omniglot, source

# Two small alphabets: a character's drawings have their one inked pixel at (row, drawer).
ROWS = {("Greek", 1): 10, ("Greek", 2): 20, ("Tifinagh", 1): 30}


def png(*inked: tuple[int, int], side: int = 105) -> bytes:
    """Black on white, 1 bit, as Omniglot has it."""
    paper = np.ones((side, side), bool)
    for pixel in inked:
        paper[pixel] = False
    file = io.BytesIO()
    Image.fromarray(paper).save(file, "PNG")
    return file.getvalue()


def drawings() -> dict[str, bytes]:
    return {
        f"{alphabet}/character{number:02}/{row:04}_{drawer:02}.png": png((row, drawer))
        for (alphabet, number), row in ROWS.items()
        for drawer in range(1, 21)
    }


def write_zip(path, entries: dict[str, bytes]) -> None:
    path.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A data folder, and splits as small as what is put there."""
    monkeypatch.setenv("SIAMESE_DATA", str(tmp_path))
    monkeypatch.setattr(omniglot, "COUNTS", {"background": (60, 3, 2), "evaluation": (60, 3, 2)})
    return tmp_path / "omniglot"


@pytest.mark.parametrize("prefix", ["", "images_background/", "omniglot-master/python/images_background/"])
def test_drawings_keep_alphabet_character_and_drawer(folder, prefix):
    entries = {prefix + name: content for name, content in reversed(drawings().items())}
    junk = {
        f"{prefix}Greek/": b"",
        f"{prefix}.DS_Store": b"junk",
        f"{prefix}Greek/character01/._0010_01.png": b"junk",
        f"__MACOSX/{prefix}Greek/character01/._0010_01.png": b"junk",
        f"__MACOSX/{prefix}Greek/character01/0010_01.png": b"junk",
    }
    write_zip(folder / "images_background.zip", junk | entries)
    read = omniglot.load_omniglot("background")
    assert len(read) == 60 and read.images.shape == (60, 105, 105) and read.images.dtype == bool
    assert read.alphabets == ("Greek", "Tifinagh")
    assert read.character_names == ("Greek/character01", "Greek/character02", "Tifinagh/character01")
    assert read.alphabet.tolist() == [0] * 40 + [1] * 20
    assert read.character.tolist() == [0] * 20 + [1] * 20 + [2] * 20
    assert read.drawer.tolist() == list(range(1, 21)) * 3
    # One inked pixel each, where that drawing should have it: True is ink.
    _, rows, columns = np.nonzero(read.images)
    assert rows.tolist() == [10] * 20 + [20] * 20 + [30] * 20
    assert columns.tolist() == read.drawer.tolist()


def test_selected_alphabets_are_numbered_from_0(folder):
    write_zip(folder / "images_background.zip", drawings())
    read = omniglot.load_omniglot("background")
    for some in (read.select(["Tifinagh"]), read.without({"Greek"})):
        assert some.alphabets == ("Tifinagh",) and some.character_names == ("Tifinagh/character01",)
        assert some.alphabet.tolist() == some.character.tolist() == [0] * 20
        assert some.drawer.tolist() == list(range(1, 21))
        assert np.nonzero(some.images)[1].tolist() == [30] * 20
    assert read.without([]).character.tolist() == read.character.tolist()


@pytest.mark.parametrize("method", ["select", "without"])
def test_an_alphabet_that_is_not_there(folder, method):
    write_zip(folder / "images_background.zip", drawings())
    read = omniglot.load_omniglot("background")
    with pytest.raises(ValueError, match=r"Klingon.*Greek, Tifinagh"):
        getattr(read, method)(["Klingon", "Greek"])
    with pytest.raises(TypeError, match="several"):
        getattr(read, method)("Greek")


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"Greek/character01/0010_20.png": None}, "59 drawings, expected 60"),
        ({"Greek/character01/0010_20.png": None, "Greek/character03/0040_01.png": png()}, "4 characters"),
        ({"Greek/character01/0010_20.png": None, "Greek/character01/0010_21.png": png()}, "20 people"),
        ({"Greek/character01/0010_20.png": png(side=104)}, "104×104"),
        ({"Greek/character01/0010_20.png": b"no picture"}, "cannot identify"),
        ({"Greek/character01/0010_20.png": bytes(1 << 21)}, "unpacks to 2097152 bytes"),
    ],
)
def test_another_number_or_form_of_drawings_is_damage(folder, changes, complaint):
    entries = drawings() | changes
    write_zip(folder / "images_evaluation.zip", {name: content for name, content in entries.items() if content})
    with pytest.raises(source.DamagedData, match=complaint) as caught:
        omniglot.load_omniglot("evaluation")
    assert "images_evaluation.zip" in str(caught.value)


def test_a_split_that_is_not_there():
    with pytest.raises(ValueError, match="'background' or 'evaluation'"):
        omniglot.load_omniglot("validation")


def test_strokes_run_right_and_down_in_the_unit_square(folder, monkeypatch):
    monkeypatch.setattr(omniglot, "N_STROKE_DRAWINGS", 3)
    plain = b"START\n0,-0,0\n21,-42,10\nBREAK\n105,-105,20\n84,-63,30\nBREAK\n"
    beyond = b"START\n10.5,-21,0\n84,-126,10\nBREAK\n"  # 21 pixels, 0.2, below the lower edge
    top = "strokes_background_small"
    write_zip(
        folder / "strokes_background_small1.zip",
        {
            f"{top}1/Korean/character02/0541_03.txt": plain,
            f"{top}1/Greek/character01/0394_02.txt": plain,
            f"__MACOSX/{top}1/Greek/character01/._0394_02.txt": b"junk",
            f"{top}1/.DS_Store": b"junk",
        },
    )
    write_zip(
        folder / "strokes_background_small2.zip",
        {
            f"{top}2/Greek/character01/0394_02.txt": plain,  # again
            f"{top}2/Greek/character01/0394_01.txt": beyond,
        },
    )
    first, second, third = omniglot.load_strokes()
    assert (first.alphabet, first.character, first.drawer) == ("Greek", 1, 1)
    assert (second.alphabet, second.character, second.drawer) == ("Greek", 1, 2)
    assert (third.alphabet, third.character, third.drawer) == ("Korean", 2, 3)
    assert third.character_name == "Korean/character02"
    # 21, 42, 63 and 84 of 105 pixels: 0.2, 0.4, 0.6 and 0.8.
    for stroke, points in zip(second.strokes, ([[0, 0], [0.2, 0.4]], [[1, 1], [0.8, 0.6]]), strict=True):
        assert stroke.dtype == np.float32
        np.testing.assert_allclose(stroke, points, atol=1e-6)
    # Moved up by the 0.2 that stood out.
    np.testing.assert_allclose(first.strokes[0], [[0.1, 0.0], [0.8, 1.0]], atol=1e-6)


def test_too_few_strokes_are_damage(folder):
    for name in omniglot.STROKE_FILES:
        write_zip(folder / name, {"Greek/character01/0394_01.txt": b"START\n1,-1,0\n2,-2,1\nBREAK\n"})
    with pytest.raises(source.DamagedData, match="1 drawings, expected 4840"):
        omniglot.load_strokes()


def lake_entries() -> dict[str, bytes]:
    """Training drawing i of a run has its inked pixel in row i; test item i shows character i + 3 (mod 20)."""
    entries = {}
    for run in (f"run{i:02}" for i in range(1, 21)):
        lines = []
        for i in range(20):
            answer = (i + 3) % 20
            entries[f"{run}/training/class{i + 1:02}.png"] = png((i, 0))
            entries[f"{run}/test/item{i + 1:02}.png"] = png((answer, 50))
            lines.append(f"{run}/test/item{i + 1:02}.png {run}/training/class{answer + 1:02}.png\n")
        entries[f"{run}/class_labels.txt"] = "".join(lines).encode()
    return entries


@pytest.mark.parametrize("prefix", ["", "all_runs/"])
def test_lake_runs_pair_each_test_drawing_with_its_answer(folder, prefix):
    write_zip(folder / "all_runs.zip", {prefix + name: content for name, content in lake_entries().items()})
    runs = omniglot.load_lake_runs()
    assert len(runs) == 20
    for run in runs:
        assert run.training.shape == run.test.shape == (20, 105, 105)
        assert run.training.dtype == run.test.dtype == bool
        assert run.answer.tolist() == [*range(3, 20), 0, 1, 2]
        ink_rows = run.training.any(axis=2).argmax(axis=1)
        assert np.array_equal(run.test.any(axis=2).argmax(axis=1), ink_rows[run.answer])


def test_a_missing_lake_drawing_is_damage(folder):
    entries = lake_entries()
    del entries["run07/test/item05.png"]
    write_zip(folder / "all_runs.zip", entries)
    with pytest.raises(source.DamagedData, match="run07/test/item05"):
        omniglot.load_lake_runs()


@pytest.fixture(scope="module")
def background(data_folder):
    return omniglot.load_omniglot("background")


def test_the_real_background_split(background):
    assert background.images.shape == (19_280, 105, 105)
    assert len(background.character_names) == 964 and len(background.alphabets) == 30
    assert np.bincount(background.character).tolist() == [20] * 964
    assert {"Balinese", "Early_Aramaic", "Anglo-Saxon_Futhorc", "Mkhedruli_(Georgian)"} < set(background.alphabets)
    for i in (0, 5_000, 19_279):
        name = background.character_names[background.character[i]]
        assert name.startswith(background.alphabets[background.alphabet[i]] + "/")
    assert 0.03 < background.images.mean() < 0.15  # ink is the smaller part


def test_the_real_evaluation_split(data_folder):
    if not (data_folder / "omniglot" / "images_evaluation.zip").is_file():
        pytest.skip("images_evaluation.zip is not in the data folder")
    evaluation = omniglot.load_omniglot("evaluation")
    assert len(evaluation) == 13_180
    assert len(evaluation.character_names) == 659 and len(evaluation.alphabets) == 20


def test_the_real_strokes_are_those_of_the_pictures(background):
    drawings = omniglot.load_strokes()
    assert len(drawings) == 4_840
    assert len({drawing.character_name for drawing in drawings}) == 242
    assert len({drawing.alphabet for drawing in drawings}) == 8
    points = np.concatenate([stroke for drawing in drawings for stroke in drawing.strokes])
    assert points.min() >= 0 and points.max() <= 1
    # Independent of the text files: each stroke's middle should be ink in the picture, or two pixels from it.
    rows = {
        (background.character_names[character], drawer): i
        for i, (character, drawer) in enumerate(zip(background.character, background.drawer, strict=True))
    }
    hits = []
    for drawing in drawings[::40]:
        image = background.images[rows[drawing.character_name, drawing.drawer]]
        for stroke in drawing.strokes:
            x, y = (stroke[len(stroke) // 2] * 105).astype(int)
            hits.append(image[max(y - 2, 0) : y + 3, max(x - 2, 0) : x + 3].any())
    assert np.mean(hits) > 0.98


def test_the_real_lake_runs(data_folder):
    runs = omniglot.load_lake_runs()
    assert len(runs) == 20
    assert all(sorted(run.answer.tolist()) == list(range(20)) for run in runs)
    assert 0.02 < np.mean([run.training.mean() for run in runs]) < 0.15


def test_the_benchmark_gives_its_published_error(data_folder):
    """That of its own demo: the modified Hausdorff distance (Dubuisson & Jain 1994) of ink pixels, their mean at 0."""

    def ink_points(image):
        points = np.argwhere(image)
        return KDTree(points - points.mean(0))

    def distance(a, b):
        return max(a.query(b.data)[0].mean(), b.query(a.data)[0].mean())

    wrong = 0
    for run in omniglot.load_lake_runs():
        training = [ink_points(image) for image in run.training]
        nearest = [np.argmin([distance(query, known) for known in training]) for query in map(ink_points, run.test)]
        wrong += int((nearest != run.answer).sum())
    # demo_classification.py of github.com/brendenlake/omniglot prints an average error rate of 38.75 %.
    assert wrong / 400 == 0.3875
