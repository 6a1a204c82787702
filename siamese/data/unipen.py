"""Makes the pen file from the raw UNIPEN distribution (train_r01_v07: folders data/ and include/).

A file under data/1a … data/1d (digits, upper case, lower case, symbols) labels what a pen file wrote:

    .INCLUDE aga/amywldrp.dat                 a pen file, below include/
    .SEGMENT CHARACTER 169-170 ? "5"          its components 169 and 170 are a "5"; "?" is a quality

and a pen file has the pen's way, y upwards, in columns that .COORD names:

    .COORD X Y T
    .PEN_DOWN                                 begins a component; components are counted from 0
    1204 3310 0
    .PEN_UP

A segment may also name parts of a component ("3:0-3:12"); those few are left out.
"""

import contextlib
import functools
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from siamese.data.pen import BOX, CATEGORIES
from siamese.data.progress import Progress

FOLDERS = dict(zip(("1a", "1b", "1c", "1d"), CATEGORIES, strict=True))
SITES = ("aga", "apa", "apb", "app", "art", "ced", "ibm", "imp", "kai", "lav", "mot", "sie")
TOLERANCE = 4.0  # box units: a stroke may move this far when points are left out
MOST_POINTS = 400  # of a glyph, simplified: one with more is scribble

SEGMENT = re.compile(r'\.SEGMENT\s+CHARACTER\s+(?P<where>[\d\s:,-]+?)\s+(?P<quality>\S+)\s+"(?P<label>.*)"')
ESCAPED = re.compile(r'\\(["\\])')


@dataclass(frozen=True)
class Glyph:
    """One character; strokes: int16 arrays of shape (n_points, 2) in 0…1000, x right and y down."""

    label: str
    category: str
    writer: str
    strokes: list[np.ndarray]


def make_pen_file(raw: str | Path, out: str | Path, *, sites: Collection[str] | None = None) -> Counter:
    """Write the isolated characters of these sites to `out`, in the form that `pen.load_pen` reads.

    sites: None stands for those of SITES that `raw` has.

    Gives what became of the labelled segments: "written", or why not. Raises ValueError where `raw` does not
    hold the distribution or a site, or where `out` cannot be.
    """
    raw, out = Path(raw), Path(out)
    if not out.parent.is_dir():
        raise ValueError(f"There is no folder {out.parent} to write {out.name} to.")
    files = _label_files(raw / "data", sites)
    read = functools.cache(read_components)  # a pen file is often named in several of the four folders
    glyphs, outcome, progress = [], Counter(), Progress("Reading UNIPEN", len(files))
    for folder, path in files:
        writer = path.relative_to(raw / "data" / folder).with_suffix("").as_posix()
        for label, components in read_segments(path, raw / "include", read):
            strokes, why_not = _shape(components) if len(label) == 1 else ([], "several characters")
            outcome[why_not or "written"] += 1
            if strokes:
                glyphs.append(Glyph(label, FOLDERS[folder], writer, strokes))
        progress.add()
    progress.end()
    if not glyphs:
        raise ValueError(f"No labelled character came from the {len(files)} files below {raw / 'data'}.")
    _write(out, glyphs)
    return outcome


def _label_files(data: Path, sites: Collection[str] | None) -> list[tuple[str, Path]]:
    """The folder ("1a") and path of each file that labels characters of these sites, in a fixed order."""
    folders = [folder for folder in FOLDERS if (data / folder).is_dir()]
    there = {site.name for folder in folders for site in (data / folder).iterdir() if site.is_dir()}
    if not there:
        raise ValueError(
            f"{data} has no folders {', '.join(FOLDERS)} with the sites' folders in them. "
            "Give the folder to which the UNIPEN distribution was unpacked: it holds data and include."
        )
    wanted = there.intersection(SITES) if sites is None else set(sites)
    if not wanted <= there or not wanted:
        raise ValueError(
            f"The sites {', '.join(sorted(wanted or SITES))} are not all in {data}, which has "
            f"{', '.join(sorted(there))}."
        )
    found = ((folder, path) for folder in folders for path in (data / folder).rglob("*") if path.is_file())
    return sorted((folder, path) for folder, path in found if path.relative_to(data).parts[1] in wanted)


def read_segments(
    path: Path, include: Path, read: Callable[[Path], list[np.ndarray]]
) -> Iterator[tuple[str, list[np.ndarray] | None]]:
    """The label and the components, float64 (n_points, 2), of each character that a file labels.

    None stands for components that the segment cuts in pieces. read: `read_components`, or a cache of it.
    """
    components = []
    for line in _lines(path):
        keyword, *rest = line.split(maxsplit=1)
        if keyword == ".INCLUDE" and rest:
            components = read(include / rest[0])
        elif match := SEGMENT.match(line):
            yield (
                ESCAPED.sub(r"\1", match["label"]),
                None if ":" in match["where"] else _pick(components, match["where"]),
            )


def _pick(components: list[np.ndarray], where: str) -> list[np.ndarray]:
    """The components that a list such as "3,5-7" names, without the empty ones."""
    picked = []
    for first, last in re.findall(r"(\d+)(?:-(\d+))?", where):
        picked += components[int(first) : int(last or first) + 1]
    return [component for component in picked if len(component)]


def read_components(path: Path) -> list[np.ndarray]:
    """The components of a pen file, float64 (n_points, 2), y upwards; none where there is no such file."""
    if not path.is_file():
        return []
    components, pen_down = [], False
    columns = {"X": 0, "Y": 1}
    for line in _lines(path):
        keyword, *names = fields = line.split()
        if keyword == ".COORD":
            columns = {name: column for column, name in enumerate(names)}
        if keyword == ".PEN_DOWN":
            components.append([])
            pen_down = True
        elif keyword.startswith("."):
            # .DT, the time between two points, is the one statement that may stand within a component.
            pen_down = pen_down and keyword == ".DT"
        elif pen_down:
            with contextlib.suppress(ValueError, LookupError):  # a line cut short, or no coordinates
                components[-1].append((float(fields[columns["X"]]), float(fields[columns["Y"]])))
    return [np.array(points, float).reshape(-1, 2) for points in components]


def _lines(path: Path) -> Iterator[str]:
    """Stripped, without the empty ones."""
    # Not splitlines(), which would also break at the odd control character.
    return filter(None, map(str.strip, path.read_text(encoding="latin-1").split("\n")))


def _shape(components: list[np.ndarray] | None) -> tuple[list[np.ndarray], str]:
    """The strokes fitted into the box, simplified and rounded to int16; or none, and why."""
    if components is None:
        return [], "cut components"
    if sum(map(len, components)) < 2:
        return [], "no shape"
    points = np.concatenate(components)
    low, high = points.min(axis=0), points.max(axis=0)
    size = (high - low).max()
    if not size:
        return [], "no shape"
    box = np.array([BOX, -BOX])  # y turns from upwards to downwards
    fitted = [(component - (low + high) / 2) / size * box + BOX / 2 for component in components]
    strokes = [np.round(simplify(stroke, TOLERANCE)).astype(np.int16) for stroke in fitted]
    if sum(map(len, strokes)) > MOST_POINTS:
        return [], "too long"
    return strokes, ""


def simplify(points: np.ndarray, tolerance: float) -> np.ndarray:
    """The points (n, 2) that a stroke needs: the others are within `tolerance` of the line past them.

    Ramer, Douglas and Peucker's way: between two kept points, keep the one furthest from the line through
    them, as long as it is too far.
    """
    z = points @ np.array([1, 1j])
    kept, gaps = {0, len(z) - 1}, [(0, len(z) - 1)]
    while gaps:
        first, last = gaps.pop()
        if last - first < 2:
            continue
        along, inner = z[last] - z[first], z[first + 1 : last] - z[first]
        # Turned so that the line lies on the real axis, the imaginary part is the distance from it.
        distance = abs((inner * along.conjugate()).imag) / abs(along) if along else abs(inner)
        furthest = int(distance.argmax())
        if distance[furthest] > tolerance:
            middle = first + 1 + furthest
            kept.add(middle)
            gaps += [(first, middle), (middle, last)]
    return points[sorted(kept)]


def _write(out: Path, glyphs: list[Glyph]) -> None:
    strokes = [stroke for glyph in glyphs for stroke in glyph.strokes]
    writers, writer = np.unique([glyph.writer for glyph in glyphs], return_inverse=True)
    with out.open("wb") as file:  # a name alone would have ".npz" put after it
        np.savez_compressed(
            file,
            points=np.concatenate(strokes),
            stroke_lengths=np.array([len(stroke) for stroke in strokes], np.int16),
            glyph_strokes=np.array([len(glyph.strokes) for glyph in glyphs], np.int16),
            labels=np.array([glyph.label for glyph in glyphs]),
            category=np.array([glyph.category for glyph in glyphs]),
            writers=writers,
            writer=writer.astype(np.int16),
        )
