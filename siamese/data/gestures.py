"""Gestures of known people, each drawn many times: to judge by, never to train or to choose on.

Mixed Multistroke Gestures (Anthony and Wobbrock, Graphics Interface 2012): 16 gestures, ten repetitions at each of
three speeds, by twenty people, half of them with a stylus, half with a finger. They are published as a file each, in a
folder for each person, tool and speed:

    <Gesture Name="arrowhead~01" Subject="10" InputType="stylus" Speed="FAST" …>
      <Stroke index="1"><Point X="28" Y="29" T="0" …/> … </Stroke> …
    </Gesture>
"""

import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

import numpy as np

from siamese.data import packing, source
from siamese.data.packing import BOX
from siamese.data.stroke_files import StrokeGlyphs, glyphs_from

NAME = "gestures_mmg.npz"
HOW = "python -m siamese.data gestures_mmg --help says how to make it."


def load_gestures(path: str | Path | None = None) -> StrokeGlyphs:
    """The gestures of a file, of `path` or of the gestures_mmg.npz that `source.find` finds, all speeds together.

    `hand` is the person. Each gesture is fitted into its box; the file has the screen's pixels. A file of several
    collections names them in `source`: people and labels of two collections are different ones.

    Raises source.MissingData, source.DamagedData.
    """
    path = source.find(NAME, how=HOW) if path is None else Path(path)
    if not path.is_file():
        raise source.MissingData(f"There is no file of gestures {path}. {HOW}")
    with source.reading(path, HOW), path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return _gestures(dict(arrays))


def _gestures(arrays: dict[str, np.ndarray]) -> StrokeGlyphs:
    labels, collection = arrays["labels"], arrays.get("source", np.full(len(arrays["labels"]), "mmg"))
    people = np.char.add(np.char.add(collection, "/"), arrays["subject"].astype(str))
    return glyphs_from(
        {
            "points": _fitted(arrays["points"], arrays["stroke_lengths"], arrays["glyph_strokes"]),
            "stroke_lengths": arrays["stroke_lengths"],
            "glyph_strokes": arrays["glyph_strokes"],
            "labels": np.char.add(np.char.add(collection, "/"), labels),
            "script": collection,
            "writer": np.unique(people, return_inverse=True)[1],
        }
    )


def _fitted(points: np.ndarray, stroke_lengths: np.ndarray, glyph_strokes: np.ndarray) -> np.ndarray:
    """Each glyph's points in a box of its own, int16 in 0…BOX, proportions kept."""
    first_stroke = np.cumsum(glyph_strokes, dtype=np.int64) - glyph_strokes
    n_points = np.add.reduceat(stroke_lengths.astype(np.int64), first_stroke)
    start = np.cumsum(n_points) - n_points
    low, high = (of.reduceat(points, start).astype(np.float64) for of in (np.minimum, np.maximum))
    size = np.maximum((high - low).max(1, keepdims=True), 1)
    glyph = np.repeat(np.arange(len(start)), n_points)
    return np.rint((points - low[glyph]) / size[glyph] * BOX).astype(np.int16)


def make_file(raw: str | Path, out: str | Path) -> Counter:
    """Write the gestures in a folder, at any depth, to `out`, in the form that `load_gestures` reads.

    Gives what became of them: "written", or why not. Raises ValueError where there are none or `out` cannot be,
    source.DamagedData where a file does not hold what it should.
    """
    raw, out = Path(raw), packing.writable(out)
    glyphs, rows = [], []
    outcome: Counter[str] = Counter()
    for path in sorted(raw.rglob("*.xml")):
        with source.reading(path, "Give the folder of the Mixed Multistroke Gestures, as it is."):
            row, strokes = _read(path)
        if strokes:
            glyphs.append(strokes)
            rows.append(row)
        else:
            outcome["no points"] += 1
    if not glyphs:
        raise ValueError(f"{raw} has no gesture in it, a file .xml each. Give the folder of the data set.")
    labels, subject, speed, tool, repetition = (np.array(column) for column in zip(*rows, strict=True))
    packing.write(
        out,
        glyphs,
        labels=labels,
        speed=speed,
        tool=tool,
        subject=subject.astype(np.int16),
        repetition=repetition.astype(np.int8),
    )
    return outcome + Counter(written=len(glyphs))


def _read(path: Path) -> tuple[tuple[str, int, str, str, int], list[np.ndarray]]:
    """Kind, person, speed, tool and repetition of a gesture; its strokes in pixels, int16, (n_points, 2)."""
    gesture = ElementTree.parse(path).getroot()
    name = gesture.attrib["Name"]
    if not (match := re.fullmatch(r"(.+?)[_~]?(\d\d)", name)):
        raise ValueError(f"the name {name!r} does not end in two digits")
    kind, repetition = match.groups()
    row = kind, int(gesture.attrib["Subject"]), gesture.get("Speed", "").lower(), gesture.get("InputType", "")
    strokes = [
        np.array([(float(point.attrib["X"]), float(point.attrib["Y"])) for point in stroke.iter("Point")])
        for stroke in gesture.iter("Stroke")
    ]
    return (*row, int(repetition)), [np.rint(stroke).astype(np.int16) for stroke in strokes if len(stroke)]
