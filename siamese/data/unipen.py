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
from pathlib import Path

import numpy as np

from siamese.data import fitting, packing
from siamese.data.pen import CATEGORIES
from siamese.data.progress import Progress

FOLDERS = dict(zip(("1a", "1b", "1c", "1d"), CATEGORIES, strict=True))
SITES = ("aga", "apa", "apb", "app", "art", "ced", "ibm", "imp", "kai", "lav", "mot", "sie")
UPRIGHT = np.array([1, -1])  # y grows upwards in the distribution, downwards in the file

SEGMENT = re.compile(r'\.SEGMENT\s+CHARACTER\s+(?P<where>[\d\s:,-]+?)\s+(?P<quality>\S+)\s+"(?P<label>.*)"')
ESCAPED = re.compile(r'\\(["\\])')


def make_file(raw: str | Path, out: str | Path, *, sites: Collection[str] | None = None) -> Counter:
    """Write the isolated characters of these sites to `out`, in the form that `pen.load_pen` reads.

    sites: None stands for those of SITES that `raw` has.

    Gives what became of the labelled segments: "written", or why not. Raises ValueError where `raw` does not
    hold the distribution or a site, or where `out` cannot be.
    """
    raw, out = Path(raw), packing.writable(out)
    files = _label_files(raw / "data", sites)
    read = functools.cache(read_components)  # a pen file is often named in several of the four folders
    glyphs, labels, categories, names = [], [], [], []
    outcome: Counter[str] = Counter()
    progress = Progress("Reading UNIPEN", len(files))
    for folder, path in files:
        for label, components in read_segments(path, raw / "include", read):
            try:
                glyphs.append(_strokes(label, components))
            except fitting.Unfit as reason:
                outcome[str(reason)] += 1
                continue
            labels.append(label)
            categories.append(FOLDERS[folder])
            names.append(path.relative_to(raw / "data" / folder).with_suffix("").as_posix())
        progress.add()
    progress.end()
    if not glyphs:
        raise ValueError(f"No labelled character came from the {len(files)} files below {raw / 'data'}.")
    writers, writer = np.unique(names, return_inverse=True)
    packing.write(
        out,
        glyphs,
        labels=np.array(labels),
        category=np.array(categories),
        writers=writers,
        writer=writer.astype(np.int16),
    )
    return outcome + Counter(written=len(glyphs))


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
    components: list[np.ndarray] = []
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
    components: list[list[tuple[float, float]]] = []
    pen_down = False
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


def _strokes(label: str, components: list[np.ndarray] | None) -> list[np.ndarray]:
    """The strokes as they are packed. Raises fitting.Unfit."""
    if len(label) != 1:
        raise fitting.Unfit("several characters")
    if components is None:
        raise fitting.Unfit("cut components")
    return fitting.fit([component * UPRIGHT for component in components])
