"""The shipped weights and their manifest: what they are, how they were made, how well they do.

`weights/encoder.keras` is the encoder, `weights/manifest.json` says everything about it that the app needs;
both are written by `python -m siamese.training encoder`, figures are added by `python -m siamese.evaluation
--record`.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import keras

from siamese.judging.calibration import Calibration
from siamese.judging.rejection import Rejection
from siamese.network import encoder as _layers  # noqa: F401  registers the layers that the file names
from siamese.typed_json import read_as
from siamese.whole_file import replacing

FOLDER = Path(__file__).parents[2] / "weights"
FORMAT = 1
DIRECTION = "0 is identical, larger is less alike; same means distance <= threshold"
RESTORE = "Restore the folder from the project's repository (git checkout -- weights)."


class BadWeights(Exception):
    """The weights or their manifest cannot be used; the message says what to do."""


@dataclass(frozen=True)
class Manifest:
    """What is known about an encoder.

    file, sha256: the encoder's file beside the manifest, and its checksum.
    frame: side of the encoder's input in pixels.
    embedding: how many numbers an embedding has.
    parameters: the encoder's number of weights.
    calibration: how the distance of a pair becomes a probability and a verdict.
    rejection: how the distances to registered classes become probabilities, that of "none of these" too.
    training: command, configuration, versions and data of the training.
    figures: protocol → measured figures, as `python -m siamese.evaluation --json` prints them.
    """

    file: str
    sha256: str
    frame: int
    embedding: int
    parameters: int
    calibration: Calibration
    rejection: Rejection
    training: dict = field(default_factory=dict)
    figures: dict = field(default_factory=dict)


def read_manifest(folder: Path = FOLDER) -> Manifest:
    """Read `manifest.json` of a folder.

    Raises:
        BadWeights: if it is missing, damaged or of another format.
    """
    path = Path(folder) / "manifest.json"
    try:
        content = json.loads(path.read_text("utf-8"))
        if content.pop("format", None) != FORMAT:
            raise BadWeights(f"{path} is of another format than {FORMAT}, which this version reads. {RESTORE}")
        content.pop("direction", None)
        return read_as(Manifest, content)
    except OSError as error:
        raise BadWeights(f"The weights' manifest {path} cannot be read: {error.strerror}. {RESTORE}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadWeights(f"The weights' manifest {path} is damaged. {RESTORE}") from error


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write `manifest.json`, whole or not at all."""
    content = {"format": FORMAT, "direction": DIRECTION, **asdict(manifest)}
    with replacing(Path(folder) / "manifest.json") as part:
        part.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")


def load_encoder(manifest: Manifest, folder: Path = FOLDER) -> keras.Model:
    """Load the encoder that a manifest describes.

    Returns:
        Model from float32 in [0, 1], shape `(batch, frame, frame, 1)`, to unit-length embeddings, float32,
        shape `(batch, embedding)`.

    Raises:
        BadWeights: if the file is missing, or is not the one that the manifest was written for.
    """
    path = Path(folder) / manifest.file
    try:
        checksum = sha256(path)
    except OSError as error:
        raise BadWeights(f"The weights {path} cannot be read: {error.strerror}. {RESTORE}") from error
    if checksum != manifest.sha256:
        raise BadWeights(
            f"The weights {path} have the checksum {checksum[:12]}…, but the manifest names "
            f"{manifest.sha256[:12]}…: the file is damaged or belongs to another manifest. {RESTORE}"
        )
    encoder = open_network(path)
    if encoder.input_shape[1] != manifest.frame or encoder.output_shape[1] != manifest.embedding:
        raise BadWeights(f"The weights' manifest in {folder} tells of another network than {path}. {RESTORE}")
    return encoder


def open_network(path: Path) -> keras.Model:
    """A network of which the checksum is known to be right. Raises BadWeights, where Keras is of another version."""
    try:
        return keras.saving.load_model(path, compile=False, safe_mode=True)
    except Exception as error:  # Keras raises nearly anything then
        raise BadWeights(
            f"The weights {path} cannot be opened by Keras {keras.__version__}. "
            "Install the versions that requirements.txt names (pip install -r requirements.txt)."
        ) from error


def save_weights(
    encoder: keras.Model, calibration: Calibration, rejection: Rejection, training: dict, folder: Path
) -> Manifest:
    """Write an encoder and its manifest into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "encoder.keras"
    encoder.save(path)
    manifest = Manifest(
        file=path.name,
        sha256=sha256(path),
        frame=encoder.input_shape[1],
        embedding=encoder.output_shape[1],
        parameters=encoder.count_params(),
        calibration=calibration,
        rejection=rejection,
        training=training,
    )
    write_manifest(manifest, folder)
    return manifest


def sha256(path: Path) -> str:
    """The checksum of a file, in hexadecimal."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()
