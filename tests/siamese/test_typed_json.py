"""JSON read as dataclasses."""

import json
from dataclasses import asdict, dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siamese.typed_json import read_as


@dataclass(frozen=True)
class Point:
    x: float
    n: int
    name: str = ""


@dataclass(frozen=True)
class Path:
    points: tuple[Point, ...]
    ends: tuple[float, float]
    columns: dict[str, list[float]] = field(default_factory=dict)
    rest: dict = field(default_factory=dict)


numbers = st.floats(allow_nan=False, allow_infinity=False)
points = st.builds(Point, numbers, st.integers(), st.text())
paths = st.builds(
    Path,
    st.lists(points).map(tuple),
    st.tuples(numbers, numbers),
    st.dictionaries(st.text(), st.lists(numbers)),
    st.dictionaries(st.text(), st.none() | st.text()),
)


@given(paths)
def test_what_was_written_is_read(path):
    assert read_as(Path, json.loads(json.dumps(asdict(path)))) == path


GOOD = {"points": [{"x": 1, "n": 2}], "ends": [0, 1.5]}


@pytest.mark.parametrize(
    "bad",
    [
        *({"ends": ends} for ends in (None, 3, "ab", [1], [1, 2, 3], [1, "2"], [1, None], [1, True], {"a": 1, "b": 2})),
        *({"ends": [1, number]} for number in (float("nan"), float("inf"))),
        *({"points": [point]} for point in (3, None, {"x": 1}, {"x": 1, "n": 2.5}, {"x": 1, "n": 2, "more": 3})),
        {"points": [{"x": 1, "n": 2, "name": 3}]},
        *({"columns": columns} for columns in ([1], {"a": 1}, {"a": [None]})),
        {"rest": []},
    ],
    ids=str,
)
def test_what_is_of_another_kind_is_refused(bad):
    assert read_as(Path, GOOD).ends == (0, 1.5)
    with pytest.raises((TypeError, ValueError)):
        read_as(Path, {**GOOD, **bad})
