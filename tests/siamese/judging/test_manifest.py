import json
import shutil
from pathlib import Path

import pytest

from siamese.judging.manifest import (
    FOLDER,
    BadWeights,
    load_encoder,
    open_network,
    read_manifest,
    sha256,
    write_manifest,
)

LARGEST = 10_000_000  # bytes, of a file in weights/


@pytest.fixture
def folder(tmp_path) -> Path:
    """A copy of the shipped weights."""
    for name in ("manifest.json", "encoder.keras"):
        shutil.copy(FOLDER / name, tmp_path)
    return tmp_path


def test_shipped_weights_are_the_manifest_s():
    manifest = read_manifest()
    encoder = load_encoder(manifest)
    assert encoder.input_shape == (None, manifest.frame, manifest.frame, 1)
    assert encoder.output_shape == (None, manifest.embedding)
    assert encoder.count_params() == manifest.parameters


def test_shipped_files_are_small():
    assert all(path.stat().st_size < LARGEST for path in FOLDER.rglob("*") if path.is_file())


def test_manifest_survives_writing(folder):
    manifest = read_manifest(folder)
    write_manifest(manifest, folder)
    assert read_manifest(folder) == manifest


def test_direction_and_calibration_agree():
    calibration = read_manifest().calibration
    assert calibration.weight < 0  # near means same
    assert calibration.probability(calibration.threshold) == pytest.approx(0.5)


def test_a_truncated_file_is_refused(folder):
    path = folder / "encoder.keras"
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(BadWeights, match=r"damaged or belongs to another manifest\. Restore"):
        load_encoder(read_manifest(folder), folder)


def test_a_missing_file_is_refused(folder):
    (folder / "encoder.keras").unlink()
    with pytest.raises(BadWeights, match=r"cannot be read: No such file.*Restore"):
        load_encoder(read_manifest(folder), folder)


def test_a_missing_manifest_is_refused(tmp_path):
    with pytest.raises(BadWeights, match="cannot be read"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1}', '{"format": 1, "calibration": 3}', "\x00"])
def test_a_damaged_manifest_is_refused(folder, text):
    (folder / "manifest.json").write_text(text)
    with pytest.raises(BadWeights, match="Restore"):
        read_manifest(folder)


def paths_to_numbers(content, path=()):
    """Where in JSON there are numbers that the app uses."""
    if isinstance(content, dict | list):
        for key, part in content.items() if isinstance(content, dict) else enumerate(content):
            if key not in ("figures", "training", "format"):
                yield from paths_to_numbers(part, (*path, key))
    elif isinstance(content, int | float):
        yield path


@pytest.mark.parametrize("number", [None, "1.2", [], True, float("nan"), float("inf")], ids=repr)
def test_a_manifest_whose_numbers_are_none_is_refused(folder, number):
    text = (folder / "manifest.json").read_text("utf-8")
    paths = list(paths_to_numbers(json.loads(text)))
    assert ("calibration", "threshold") in paths and ("frame",) in paths
    for *outer, last in paths[:: max(len(paths) // 40, 1)] + paths[:10]:
        content = json.loads(text)
        part = content
        for key in outer:
            part = part[key]
        part[last] = number
        (folder / "manifest.json").write_text(json.dumps(content))
        with pytest.raises(BadWeights, match="is damaged"):
            read_manifest(folder)


@pytest.mark.parametrize("name", ["frame", "embedding"])
def test_a_manifest_of_another_network_is_refused(folder, name):
    content = json.loads((folder / "manifest.json").read_text("utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**content, name: 10**9}))
    with pytest.raises(BadWeights, match="another network"):
        load_encoder(read_manifest(folder), folder)


def test_another_version_s_manifest_is_refused(folder):
    content = json.loads((folder / "manifest.json").read_text("utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**content, "format": 99}))
    with pytest.raises(BadWeights, match="another format than 1"):
        read_manifest(folder)


def test_a_network_of_another_keras_is_refused(tmp_path):
    (tmp_path / "encoder.keras").write_bytes(b"of a format to come")
    with pytest.raises(BadWeights, match=r"cannot be opened by Keras .* requirements\.txt"):
        open_network(tmp_path / "encoder.keras")


def test_checksum_is_sha256(tmp_path):
    (tmp_path / "abc").write_bytes(b"abc")
    # FIPS 180-2, appendix B.1
    assert sha256(tmp_path / "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
