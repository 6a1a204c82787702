"""JSON as the dataclasses that it was written from, checked: a number is one wherever a number should be."""

import sys
from collections.abc import Mapping
from dataclasses import is_dataclass
from types import NoneType, UnionType
from typing import get_args, get_origin, get_type_hints


def read_as(kind, value):
    """What JSON holds, as what an annotation says.

    Args:
        kind: a dataclass, float, int, str, bool, dict, or a list, tuple or dict of such; or one of these or None.
        value: as `json.loads` gives it.

    Raises:
        TypeError: if it is of another kind.
        ValueError: if a number is not finite, or there are too many or too few of them.
    """
    of = get_args(kind)
    match get_origin(kind) or kind:
        case dataclass if is_dataclass(dataclass):
            hints = get_type_hints(dataclass)
            fields = _of_kind(Mapping, value).items()
            return kind(**{name: read_as(hints.get(name, dict), field) for name, field in fields})
        case either if either is UnionType:
            return None if value is None else read_as(next(one for one in of if one is not NoneType), value)
        case container if container is dict and of:
            return {_of_kind(str, name): read_as(of[1], part) for name, part in _of_kind(dict, value).items()}
        case container if container in (list, tuple):
            parts = _of_kind(list, value)
            kinds = of if container is tuple and of[-1] is not ... else of[:1] * len(parts)
            return container(read_as(one, part) for one, part in zip(kinds, parts, strict=True))
        case number if number in (int, float):
            # Not math.isfinite, which cannot take whole numbers of hundreds of digits.
            if isinstance(value, bool) or not abs(_of_kind((int, number), value)) <= sys.float_info.max:
                raise ValueError(f"{value!r} is no number")
            return value
        case other:
            return _of_kind(other, value)


def _of_kind(kind, value):
    if not isinstance(value, kind):
        raise TypeError(f"{type(value).__name__} came, {kind} was expected")
    return value
