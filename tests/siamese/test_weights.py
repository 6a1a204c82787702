import json
import shutil
from pathlib import Path

import pytest

from siamese.weights import FOLDER, BadWeights, load_encoder, read_manifest, sha256, write_manifest

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


def test_another_version_s_manifest_is_refused(folder):
    content = json.loads((folder / "manifest.json").read_text("utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**content, "format": 99}))
    with pytest.raises(BadWeights, match="another format than 1"):
        read_manifest(folder)


def test_checksum_is_sha256(tmp_path):
    (tmp_path / "abc").write_bytes(b"abc")
    # FIPS 180-2, appendix B.1
    assert sha256(tmp_path / "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
