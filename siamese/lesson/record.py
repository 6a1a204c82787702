"""Finished runs and trained networks of the lesson, as files: `record.json` and a `.keras` for each network."""

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

import keras

from siamese.judging.manifest import FOLDER as WEIGHTS
from siamese.judging.manifest import RESTORE, BadWeights, open_network, sha256
from siamese.lesson.nets import NETS
from siamese.lesson.train import Progress
from siamese.typed_json import read_as
from siamese.whole_file import replacing

FOLDER = WEIGHTS / "lesson"
FORMAT = 1


@dataclass(frozen=True)
class Run:
    """A training and its curves.

    data: name of what it learned from, in words.
    """

    which: str
    data: str
    epochs: int
    batch_size: int
    seed: int
    points: tuple[Progress, ...] = field(default=(), repr=False)
    wrong_way_round: bool = False


@dataclass(frozen=True)
class TrainedNet:
    """A network's file and figures; accuracies are of the end of its training.

    test_pairs: how many pairs the test accuracy is of; no picture of them was trained on.
    """

    file: str
    sha256: str
    parameters: int
    train_accuracy: float
    test_accuracy: float
    test_pairs: int


@dataclass(frozen=True)
class Record:
    """made: the date, "2025-01-31". versions: package → version. nets: name → its file and figures."""

    made: str
    command: str
    versions: dict[str, str]
    nets: dict[str, TrainedNet]
    runs: tuple[Run, ...]


def read_record(folder: Path = FOLDER) -> Record:
    """Read `record.json` of a folder.

    Raises:
        siamese.judging.manifest.BadWeights: if it is missing, damaged or of another format.
    """
    path = Path(folder) / "record.json"
    try:
        content = json.loads(path.read_text("utf-8"))
        if content.pop("format", None) != FORMAT:
            raise BadWeights(f"{path} is of another format than {FORMAT}, which this version reads. {RESTORE}")
        content["runs"] = [{**run, "points": _to_points(run["points"])} for run in content["runs"]]
        return read_as(Record, content)
    except OSError as error:
        raise BadWeights(f"The lesson's record {path} cannot be read: {error.strerror}. {RESTORE}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadWeights(f"The lesson's record {path} is damaged. {RESTORE}") from error


def write_record(record: Record, folder: Path = FOLDER) -> None:
    """Write `record.json`, whole or not at all; a run is a line."""
    content = {"format": FORMAT, **asdict(record)}
    runs = [json.dumps({**run, "points": _to_columns(run["points"])}) for run in content.pop("runs")]
    head = json.dumps(content, indent=1, ensure_ascii=False).removesuffix("\n}")
    text = head + ',\n "runs": [\n  ' + ",\n  ".join(runs) + "\n ]\n}\n"
    with replacing(Path(folder) / "record.json") as part:
        part.write_text(text, "utf-8")


def check_nets(record: Record, folder: Path = FOLDER) -> None:
    """Raise siamese.judging.manifest.BadWeights if a network's file is missing, or is not the one of the record."""
    for net in record.nets.values():
        path = Path(folder) / net.file
        try:
            intact = sha256(path) == net.sha256
        except OSError as error:
            raise BadWeights(f"The lesson's network {path} cannot be read: {error.strerror}. {RESTORE}") from error
        if not intact:
            raise BadWeights(f"The lesson's network {path} is damaged, or belongs to another record. {RESTORE}")


def load_nets(record: Record, folder: Path = FOLDER) -> dict[str, keras.Model]:
    """The trained networks of a record, in the lesson's order. Raises BadWeights, see `check_nets`."""
    check_nets(record, folder)
    return {which: open_network(Path(folder) / record.nets[which].file) for which in NETS}


_COLUMNS = tuple(column.name for column in fields(Progress))


def _to_columns(points: list[dict]) -> dict[str, list]:
    return {name: [round(point[name], 4) for point in points] for name in _COLUMNS}


def _to_points(columns: dict[str, list]) -> list[dict]:
    rows = zip(*(columns[name] for name in _COLUMNS), strict=True)
    return [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
