"""Omniglot: 1,623 characters of 50 alphabets, each drawn by 20 people (Lake et al., 2015)."""

import io
import re
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from siamese.data import source

URL = "https://raw.githubusercontent.com/brendenlake/omniglot/master/python/"
SIDE = 105  # pixels, of every drawing
N_DRAWERS = 20
COUNTS = {"background": (19_280, 964, 30), "evaluation": (13_180, 659, 20)}  # drawings, characters, alphabets
STROKE_FILES = ("strokes_background_small1.zip", "strokes_background_small2.zip")
N_STROKE_DRAWINGS = 4_840  # of 242 characters of eight alphabets
N_RUNS = N_WAY = 20
LARGEST_ENTRY = 1 << 20  # bytes, unpacked: forty times the largest real one

DRAWING = re.compile(r"(^|/)(?P<alphabet>[^/]+)/character(?P<number>\d\d)/\d+_(?P<drawer>\d\d)\.(png|txt)$")
RUN_IMAGE = re.compile(r"(^|/)(?P<name>run\d\d/(training/class|test/item)\d\d\.png)$")
RUN_ANSWERS = re.compile(r"(^|/)(?P<run>run\d\d)/class_labels\.txt$")


@dataclass(frozen=True, eq=False)
class Omniglot:
    """Drawings and what they show, sorted by alphabet, character and drawer.

    images: bool, shape (n, 105, 105), True is ink (the files have black ink on white).
    alphabet: int64, shape (n,), index into `alphabets`.
    character: int64, shape (n,), index into `character_names`; a character belongs to one alphabet.
    drawer: int64, shape (n,), 1 to 20, counted anew in each alphabet.
    alphabets: names as the folders have them, "Mkhedruli_(Georgian)".
    character_names: "Greek/character03".
    """

    images: np.ndarray = field(repr=False)
    alphabet: np.ndarray = field(repr=False)
    character: np.ndarray = field(repr=False)
    drawer: np.ndarray = field(repr=False)
    alphabets: tuple[str, ...]
    character_names: tuple[str, ...] = field(repr=False)

    def __len__(self) -> int:
        return len(self.images)

    def select(self, alphabets: Collection[str]) -> "Omniglot":
        """The drawings of these alphabets alone; `alphabet` and `character` count from 0 again."""
        self._check_known(alphabets)
        rows = np.isin(self.alphabet, [i for i, name in enumerate(self.alphabets) if name in alphabets])
        kept_alphabets, alphabet = np.unique(self.alphabet[rows], return_inverse=True)
        kept_characters, character = np.unique(self.character[rows], return_inverse=True)
        return Omniglot(
            images=self.images[rows],
            alphabet=alphabet,
            character=character,
            drawer=self.drawer[rows],
            alphabets=tuple(self.alphabets[i] for i in kept_alphabets),
            character_names=tuple(self.character_names[i] for i in kept_characters),
        )

    def without(self, alphabets: Collection[str]) -> "Omniglot":
        """The drawings of all the other alphabets; `alphabet` and `character` count from 0 again."""
        self._check_known(alphabets)
        return self.select([name for name in self.alphabets if name not in alphabets])

    def _check_known(self, alphabets: Collection[str]) -> None:
        if isinstance(alphabets, str):
            raise TypeError(f"alphabets={alphabets!r}, expected several names: [{alphabets!r}]")
        if unknown := sorted(set(alphabets) - set(self.alphabets)):
            raise ValueError(f"No alphabet {', '.join(unknown)}. There are: {', '.join(self.alphabets)}.")


@dataclass(frozen=True, eq=False)
class StrokeDrawing:
    """One drawing as the pen went, in a browser, for the picture of the same name in the background split.

    character, drawer: the numbers in the file names, from 1.
    strokes: float32 arrays of shape (n_points, 2), x right and y down, the frame of 105 pixels being [0, 1].
    """

    alphabet: str
    character: int
    drawer: int
    strokes: list[np.ndarray] = field(repr=False)

    @property
    def character_name(self) -> str:
        """As in `Omniglot.character_names`."""
        return _character_name(self.alphabet, self.character)


@dataclass(frozen=True, eq=False)
class Run:
    """One of the 20 runs of Lake et al.'s one-shot benchmark: 20 characters of one alphabet.

    training, test: bool, shape (20, 105, 105), True is ink; one drawing of each character.
    answer: int64, shape (20,); `test[i]` shows the same character as `training[answer[i]]`.
    """

    training: np.ndarray
    test: np.ndarray
    answer: np.ndarray


def load_omniglot(split: str) -> Omniglot:
    """The "background" split (19,280 drawings) or the "evaluation" split (13,180; never to be trained on).

    Raises source.MissingData, source.DamagedData.
    """
    if split not in COUNTS:
        raise ValueError(f"split={split!r}, expected {' or '.join(map(repr, COUNTS))}.")
    name = f"images_{split}.zip"
    path = source.find(f"omniglot/{name}", url=URL + name)
    with source.reading(path):
        return _read_drawings(path, *COUNTS[split])


def load_strokes() -> list[StrokeDrawing]:
    """The 4,840 drawings of eight background alphabets whose strokes are published with their pictures.

    Sorted by alphabet, character and drawer.

    Raises source.MissingData, source.DamagedData.
    """
    drawings = {}
    for name in STROKE_FILES:
        path = source.find(f"omniglot/{name}", url=URL + name)
        with source.reading(path), zipfile.ZipFile(path) as archive:
            for match, entry in _entries(archive, DRAWING):
                key = match["alphabet"], int(match["number"]), int(match["drawer"])
                if key not in drawings:  # Greek and Latin are in both files
                    drawings[key] = StrokeDrawing(*key, _parse_strokes(archive.read(entry).decode("ascii")))
    if len(drawings) != N_STROKE_DRAWINGS:
        files = " and ".join(STROKE_FILES)
        found = f"{files} have {len(drawings)} drawings, expected {N_STROKE_DRAWINGS}"
        raise source.DamagedData(f"{found}. {source.REPLACE}")
    return [drawings[key] for key in sorted(drawings)]


def load_lake_runs() -> list[Run]:
    """The 20 runs of the one-shot benchmark, in their order; their alphabets are of the evaluation split.

    Raises source.MissingData, source.DamagedData.
    """
    name = "all_runs.zip"
    path = source.find(f"omniglot/{name}", url=f"{URL}one-shot-classification/{name}")
    with source.reading(path), zipfile.ZipFile(path) as archive:
        images = {match["name"]: _read_ink(archive, entry) for match, entry in _entries(archive, RUN_IMAGE)}
        answers = {match["run"]: archive.read(entry).decode() for match, entry in _entries(archive, RUN_ANSWERS)}
        return [_run(f"run{i:02}", images, answers) for i in range(1, N_RUNS + 1)]


def _run(run: str, images: dict[str, np.ndarray], answers: dict[str, str]) -> Run:
    training = [f"{run}/training/class{i:02}.png" for i in range(1, N_WAY + 1)]
    test = [f"{run}/test/item{i:02}.png" for i in range(1, N_WAY + 1)]
    # Lines "run01/test/item01.png run01/training/class08.png"
    pairs = dict(line.split() for line in answers[run].splitlines())
    return Run(
        training=np.stack([images[name] for name in training]),
        test=np.stack([images[name] for name in test]),
        answer=np.array([training.index(pairs[name]) for name in test]),
    )


def _read_drawings(path: Path, n_drawings: int, n_characters: int, n_alphabets: int) -> Omniglot:
    with zipfile.ZipFile(path) as archive:
        found = sorted(
            (match["alphabet"], int(match["number"]), int(match["drawer"]), entry.filename)
            for match, entry in _entries(archive, DRAWING)
        )
        if len(found) != n_drawings:
            raise ValueError(f"there are {len(found)} drawings, expected {n_drawings}")
        images = np.empty((n_drawings, SIDE, SIDE), bool)
        for image, (*_, name) in zip(images, found, strict=True):
            image[:] = _read_ink(archive, archive.getinfo(name))
    alphabets, alphabet = np.unique([row[0] for row in found], return_inverse=True)
    names, character = np.unique([_character_name(*row[:2]) for row in found], return_inverse=True)
    drawer = np.array([row[2] for row in found])
    if (len(names), len(alphabets)) != (n_characters, n_alphabets):
        raise ValueError(
            f"there are {len(names)} characters of {len(alphabets)} alphabets, expected {n_characters} of {n_alphabets}"
        )
    if not np.array_equal(drawer.reshape(n_characters, -1), [range(1, N_DRAWERS + 1)] * n_characters):
        raise ValueError(f"not every character has one drawing of each of {N_DRAWERS} people")
    return Omniglot(images, alphabet, character, drawer, tuple(alphabets.tolist()), tuple(names.tolist()))


def _character_name(alphabet: str, number: int) -> str:
    return f"{alphabet}/character{number:02}"


def _entries(archive: zipfile.ZipFile, name: re.Pattern) -> Iterator[tuple[re.Match, zipfile.ZipInfo]]:
    """The files of that form, in whatever folder they are, without what macOS packs beside them."""
    for entry in archive.infolist():
        match = name.search(entry.filename)
        if match and "__MACOSX/" not in entry.filename:
            if entry.file_size > LARGEST_ENTRY:
                raise ValueError(f"{entry.filename} unpacks to {entry.file_size} bytes")
            yield match, entry


def _read_ink(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> np.ndarray:
    with Image.open(io.BytesIO(archive.read(entry)), formats=["PNG"]) as image:
        if image.size != (SIDE, SIDE):
            raise ValueError(f"{entry.filename} has {image.width}×{image.height} pixels, not {SIDE}×{SIDE}")
        return np.asarray(image.convert("L")) < 128


def _parse_strokes(text: str) -> list[np.ndarray]:
    """START, then "x,y,t" lines in pixels (y negative downwards) and milliseconds; BREAK lifts the pen."""
    strokes: list[list[tuple[float, float]]] = [[]]
    for line in text.split():
        if line == "BREAK":
            strokes.append([])
        elif line != "START":
            x, y, _ = line.split(",")
            strokes[-1].append((float(x), -float(y)))
    arrays = [np.array(points, np.float32) / SIDE for points in strokes if points]
    # Three people drew over the right or lower edge (33 drawings, by up to 13 pixels): moved back, not cut.
    beyond = np.maximum(np.concatenate(arrays).max(axis=0) - 1, 0)
    return [array - beyond for array in arrays]
