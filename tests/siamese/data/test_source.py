import hashlib
import subprocess
import sys
from pathlib import Path
from unittest.mock import MagicMock

import pytest

from siamese.data import mnist, omniglot, pen, source

REFUSED = "http://127.0.0.1:9/file.zip"  # nothing listens at port 9


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """An empty SIAMESE_DATA folder and an empty Keras cache."""
    own, keras = tmp_path / "own", tmp_path / "keras"
    own.mkdir()
    monkeypatch.setenv("SIAMESE_DATA", str(own))
    monkeypatch.setenv("KERAS_HOME", str(keras))
    monkeypatch.setenv("no_proxy", "*")
    return own, keras / "datasets"


def put(path: Path, content: bytes = b"content") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_the_folder_of_the_variable_comes_first(folders):
    own, cache = folders
    cached = put(cache / "a" / "file.zip")
    assert source.find("a/file.zip") == cached
    assert source.find("a/file.zip", url=REFUSED) == cached
    preferred = put(own / "a" / "file.zip")
    assert source.find("a/file.zip") == preferred


def test_the_cache_is_that_of_keras(monkeypatch):
    monkeypatch.delenv("KERAS_HOME", raising=False)
    assert source.cache_folder() == Path.home() / ".keras" / "datasets"


def test_a_missing_file_is_downloaded_once(folders, tmp_path, capsys):
    _, cache = folders
    original = put(tmp_path / "web" / "file.zip", b"x" * 200_000)
    sha256 = hashlib.sha256(b"x" * 200_000).hexdigest()
    path = source.find("a/file.zip", url=original.as_uri(), sha256=sha256)
    assert path == cache / "a" / "file.zip"
    assert path.read_bytes() == original.read_bytes()
    assert "Downloading" in capsys.readouterr().err
    original.unlink()
    assert source.find("a/file.zip", url=original.as_uri(), sha256=sha256) == path


def test_a_download_of_something_else_leaves_nothing_behind(folders, tmp_path):
    _, cache = folders
    original = put(tmp_path / "web" / "file.zip")
    with pytest.raises(source.MissingData, match="sha256"):
        source.find("file.zip", url=original.as_uri(), sha256="0" * 64)
    assert list(cache.iterdir()) == []


def test_a_download_that_breaks_off_leaves_nothing_behind(folders, monkeypatch):
    answer = MagicMock()
    answer.__enter__.return_value = answer
    answer.headers = {"Content-Length": "10"}
    answer.read.side_effect = [b"half!", b""]
    monkeypatch.setattr(source.urllib.request, "urlopen", lambda *_, **__: answer)
    with pytest.raises(source.MissingData, match="only 5 of 10 bytes came"):
        source.find("file.zip", url=REFUSED)
    assert list(folders[1].iterdir()) == []


def test_two_downloads_of_one_file_at_a_time_are_both_whole(folders, tmp_path, monkeypatch):
    original = put(tmp_path / "web" / "file.zip", b"x" * 200_000)
    path = folders[1] / "file.zip"
    begin = source.Progress

    def begin_another(*arguments):
        monkeypatch.setattr(source, "Progress", begin)
        source.download(original.as_uri(), path)
        return begin(*arguments)

    monkeypatch.setattr(source, "Progress", begin_another)
    source.download(original.as_uri(), path)
    assert path.read_bytes() == original.read_bytes()


def test_without_a_connection_the_message_says_what_to_put_where(folders):
    own, cache = folders
    with pytest.raises(source.MissingData) as caught:
        source.find("a/file.zip", url=REFUSED)
    message = str(caught.value)
    assert "a/file.zip is missing" in message
    assert REFUSED in message and "refused" in message
    assert f"Put it at {own / 'a' / 'file.zip'} or at {cache / 'a' / 'file.zip'}." in message
    assert "\n" not in message and "<" not in message


def test_without_the_variable_the_message_names_it(folders, monkeypatch):
    monkeypatch.delenv("SIAMESE_DATA")
    with pytest.raises(source.MissingData, match="or in a folder named by SIAMESE_DATA"):
        source.find("file.zip", url=REFUSED)


@pytest.mark.parametrize(
    ("load", "name"),
    [
        (mnist.load_mnist, "mnist.npz"),
        (lambda: omniglot.load_omniglot("background"), "omniglot/images_background.zip"),
        (lambda: omniglot.load_omniglot("evaluation"), "omniglot/images_evaluation.zip"),
        (omniglot.load_strokes, "omniglot/strokes_background_small1.zip"),
        (omniglot.load_lake_runs, "omniglot/all_runs.zip"),
    ],
)
def test_every_loader_says_which_file_it_misses(folders, monkeypatch, load, name):
    asked = []

    def offline(url, path, *, sha256=None):
        asked.append(url)
        raise OSError("no network")

    monkeypatch.setattr(source, "download", offline)
    with pytest.raises(source.MissingData) as caught:
        load()
    assert f"{name} is missing" in str(caught.value) and "no network" in str(caught.value)
    assert asked[0].startswith("https://") and asked[0].endswith(Path(name).name)


def test_the_pen_file_is_made_not_downloaded(folders, monkeypatch):
    monkeypatch.setattr(source, "download", None)  # would fail if it were called
    with pytest.raises(source.MissingData) as caught:
        pen.load_pen()
    assert "python -m siamese.data unipen FOLDER unipen.npz" in str(caught.value)
    assert "10.5281/zenodo.1195803" in str(caught.value)


@pytest.mark.parametrize("name", ["mnist.npz", "omniglot/images_background.zip", "omniglot/all_runs.zip"])
def test_a_file_of_rubbish_is_an_error_that_names_it(folders, name):
    path = put(folders[0] / name, b"<html>404</html>")
    load = {
        "mnist.npz": mnist.load_mnist,
        "omniglot/images_background.zip": lambda: omniglot.load_omniglot("background"),
        "omniglot/all_runs.zip": omniglot.load_lake_runs,
    }[name]
    with pytest.raises(source.DamagedData) as caught:
        load()
    assert str(path) in str(caught.value) and "Delete it" in str(caught.value)


def test_importing_the_loaders_imports_nothing_heavy():
    script = (
        "import sys, siamese.data.mnist, siamese.data.omniglot, siamese.data.digits, siamese.data.stroke_files, "
        "siamese.data.__main__; "
        "print(*{'tensorflow', 'keras', 'gradio', 'sklearn', 'fontTools', 'skimage'}.intersection(sys.modules))"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == ""
