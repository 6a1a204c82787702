"""What a network makes of test pictures while it learns: the two hills of their pairs, a map, what its units look for.

All of it is kept as JSON has it, since a page draws it and a file keeps it for the recorded runs.
"""

import base64
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from siamese.judging.manifest import RESTORE, BadWeights
from siamese.lesson.data import LessonData
from siamese.lesson.nets import towers
from siamese.lesson.record import FOLDER
from siamese.typed_json import read_as
from siamese.whole_file import replacing

KINDS, PICTURES = 10, 25  # digits or characters, and pictures of each, of whose pairs the hills are made
ON_MAP = 20  # pictures of each on the map
BINS = 40
FARTHEST = 12.0  # the right end of a ruler of distances
UNITS, PAIRS = 8, 6
STEP = 8  # of the map: its places are kept in eighths of a distance of 1


@dataclass(frozen=True)
class Snapshot:
    """A network at one moment of its training.

    epoch: how often every pair was seen so far.
    same, different: for each of the BINS of the ruler how many of 1,000 pairs of that kind lie there.
    decision: where on the ruler the network is undecided; None if nowhere.
    places: base64 of int8, x and y of each picture on the map, in STEPs.
    """

    epoch: float
    same: tuple[int, ...]
    different: tuple[int, ...]
    decision: float | None
    places: str


@dataclass(frozen=True)
class Units:
    """The UNITS of the first tower that tell the test pictures apart best, before and after the training.

    before, after: base64 of int8, shape `(UNITS, 28, 28)`: a weight for each pixel, as a share of the unit's largest.
    pairs: base64 of uint8, shape `(PAIRS, 2, 28, 28)`, 255 is ink; the first half show the same.
    answers: of each pair two lists of what the units answer, from 0, nothing, to 100, as much as ever.
    """

    before: str
    after: str
    pairs: str
    answers: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]


@dataclass(frozen=True)
class Watched:
    """A training as it was watched.

    has_distance: whether the network compares by a distance. Else the ruler has 1 less its output.
    farthest: the right end of the ruler.
    labels: which of the KINDS each place on the map is of.
    second: from this place on the map they are of the second tower, where the network has two.
    mean, axes: base64 of float32, shapes `(128,)` and `(128, 2)`, the Projection of the last snapshot.
    """

    has_distance: bool
    farthest: float
    labels: tuple[int, ...]
    second: int
    snapshots: tuple[Snapshot, ...] = ()
    units: Units | None = None
    mean: str = ""
    axes: str = ""

    @property
    def projection(self) -> "Projection":
        """From embeddings to the map of the last snapshot."""
        mean, axes = (np.frombuffer(base64.b64decode(part), np.float32) for part in (self.mean, self.axes))
        return Projection(mean, axes.reshape(-1, 2))


@dataclass(frozen=True, eq=False)
class Projection:
    """From a tower's 128 numbers to a place on the map.

    mean: float32, shape `(128,)`. axes: float32, shape `(128, 2)`, orthonormal, so that nothing is farther apart on
    the map than it is.
    """

    mean: np.ndarray
    axes: np.ndarray

    def place(self, embeddings: np.ndarray) -> np.ndarray:
        """float32, shape `(n, 2)`, of embeddings of shape `(n, 128)`."""
        return (embeddings - self.mean) @ self.axes

    def follow(self, embeddings: np.ndarray) -> "Projection":
        """The projection for embeddings that have moved a little.

        The axes are those along which the embeddings differ most, by one step of orthogonal iteration from the ones
        before (Golub & Van Loan, Matrix Computations, section 8.2.4); of all orthonormal pairs that span the same
        plane it is the nearest. So a map follows what is learned, and never turns over from one snapshot to the next.
        """
        mean, spread = _spread(embeddings)
        left, sizes, right = np.linalg.svd(spread @ self.axes, full_matrices=False)
        # Where all has fallen into one point no direction is better than another.
        return Projection(mean, left @ right if sizes[1] > 1e-9 else self.axes)

    @classmethod
    def of(cls, embeddings: np.ndarray) -> "Projection":
        """On the plane in which these embeddings differ most."""
        mean, spread = _spread(embeddings)
        return cls(mean, np.linalg.eigh(spread)[1][:, :-3:-1])


class Watch:
    """Looks at a network from time to time while it is trained. `watched` is what is known from the start."""

    def __init__(self, net: keras.Model, data: LessonData):
        self._net, self._towers = net, towers(net)
        self._two = self._towers[0] is not self._towers[1]
        kinds = np.unique(data.test_labels)
        kinds = kinds[:: max(1, len(kinds) // KINDS)][:KINDS]
        rows = np.concatenate([np.flatnonzero(data.test_labels == kind)[:PICTURES] for kind in kinds])
        self._images = data.test_images[rows].astype(np.float32) / 255
        self._labels = np.searchsorted(kinds, data.test_labels[rows])
        self._above = np.triu_indices(len(rows), 1)
        self._same = (self._labels[:, None] == self._labels)[self._above]
        each = ON_MAP // 2 if self._two else ON_MAP
        self._mapped = np.concatenate([np.flatnonzero(self._labels == kind)[:each] for kind in range(len(kinds))])
        labels = np.tile(self._labels[self._mapped], 2 if self._two else 1)
        has_distance = any(layer.name == "distance" for layer in net.layers)
        self.watched = Watched(
            has_distance, FARTHEST if has_distance else 1.0, tuple(labels.tolist()), len(self._mapped)
        )
        self._before = self._weights()
        self.projection = Projection.of(self._on_map(*self._embed()))

    def take(self, epoch: float) -> Snapshot:
        """The network as it is now."""
        first, second = self._embed()
        on_map = self._on_map(first, second)
        self.projection = self.projection.follow(on_map)
        ruler, decision = self._judge(first, second)
        same, different = (_hill(ruler[self._same == kind], self.watched.farthest) for kind in (True, False))
        places = np.clip(np.rint(self.projection.place(on_map) * STEP), -127, 127)
        return Snapshot(round(epoch, 3), same, different, decision, _text(places, np.int8))

    def finish(self, snapshots: tuple[Snapshot, ...]) -> Watched:
        """All that is known in the end."""
        mean, axes = (_text(part, np.float32) for part in (self.projection.mean, self.projection.axes))
        return replace(self.watched, snapshots=snapshots, units=self._units(), mean=mean, axes=axes)

    def _judge(self, first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, float | None]:
        """Where each pair stands on the ruler, and where the network is undecided."""
        weight, bias = self._net.get_layer("same").get_weights()
        if self.watched.has_distance:
            squares = (first**2).sum(axis=1)
            apart = squares[:, None] + squares - 2 * _product(first, first.T)
            limit = -float(bias[0]) / float(weight[0, 0] or np.inf)
            found = round(limit, 2) if 0 < limit < self.watched.farthest else None
            return np.sqrt(np.maximum(apart[self._above], 0)), found
        half = len(weight) // 2
        output = first @ weight[:half] + (second @ weight[half:]).T + bias
        return 1 / (1 + np.exp(output[self._above])), 0.5

    def _units(self) -> Units:
        answers = self._embed()[0]
        best = np.argsort(-answers.var(axis=0), kind="stable")[:UNITS]
        n_kinds = int(self._labels.max()) + 1
        first = [int(np.argmax(self._labels == kind % n_kinds)) for kind in range(PAIRS + 1)]
        same = [(place, place + 1) for place in first[: PAIRS // 2]]
        rows = np.array([*same, *zip(first[PAIRS // 2 : PAIRS], first[PAIRS // 2 + 1 :], strict=True)])
        share = 100 * answers[rows][..., best] / np.maximum(answers[:, best].max(axis=0), 1e-9)
        before, after = (_tiles(weights[best]) for weights in (self._before, self._weights()))
        return Units(before, after, _text(255 * self._images[rows], np.uint8), _nested(np.rint(share).astype(int)))

    def _embed(self) -> tuple[np.ndarray, np.ndarray]:
        first = self._towers[0](self._images, training=False).numpy()
        return first, self._towers[1](self._images, training=False).numpy() if self._two else first

    def _on_map(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        parts = (first, second) if self._two else (first,)
        return np.concatenate([part[self._mapped] for part in parts])

    def _weights(self) -> np.ndarray:
        """Shape `(128, 28, 28)`."""
        kernel = self._towers[0].get_layer("dense").get_weights()[0]
        return kernel.T.reshape(-1, *self._images.shape[1:])


def _spread(embeddings: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance."""
    mean = embeddings.mean(axis=0)
    apart = embeddings - mean
    return mean, _product(apart.T, apart) / len(apart)


def _product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """`a @ b`, by TensorFlow."""
    # The threads of NumPy's library wait busily for a while after a large product: a quarter of a training's processor.
    return tf.matmul(a, b).numpy()


def _hill(values: np.ndarray, farthest: float) -> tuple[int, ...]:
    counts = np.histogram(np.minimum(values, farthest), BINS, (0, farthest))[0]
    return tuple(np.rint(1000 * counts / len(values)).astype(int).tolist())


def _tiles(weights: np.ndarray) -> str:
    largest = np.abs(weights).max(axis=(1, 2), keepdims=True)
    return _text(127 * weights / np.maximum(largest, 1e-9), np.int8)


def _text(values: np.ndarray, kind: type) -> str:
    whole = values if kind is np.float32 else np.rint(values)
    return base64.b64encode(np.ascontiguousarray(whole, kind).tobytes()).decode()


def _nested(values: np.ndarray) -> tuple:
    return tuple(tuple(tuple(answers) for answers in pair) for pair in values.tolist())


# ---- the recorded ones ----

_FILE = "watched.json"


def write_watched(runs: list[Watched], folder: Path = FOLDER) -> None:
    """Write `watched.json`, whole or not at all: a line for each run of the record, in its order."""
    lines = ",\n".join(json.dumps(asdict(run), separators=(",", ":")) for run in runs)
    with replacing(Path(folder) / _FILE) as part:
        part.write_text(f"[\n{lines}\n]\n", "utf-8")


def read_watched(folder: Path = FOLDER) -> list[Watched]:
    """Read `watched.json` of a folder.

    Raises:
        siamese.judging.manifest.BadWeights: if it is missing or damaged.
    """
    path = Path(folder) / _FILE
    try:
        return [read_as(Watched, run) for run in json.loads(path.read_text("utf-8"))]
    except OSError as error:
        raise BadWeights(f"The lesson's snapshots {path} cannot be read: {error.strerror}. {RESTORE}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadWeights(f"The lesson's snapshots {path} are damaged. {RESTORE}") from error
