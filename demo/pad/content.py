"""What is on a pad: nothing, strokes, or a picture.

A pad's value is one JSON string, `{"n": 12, "strokes": [[x0, y0, x1, y1, …], …]}` in whole paper units 0…1000, or
`{"n": 12, "picture": "<PNG, base64>", "box": [x, y, width, height]}`; `n` counts the inputs of a page, and an answer
that names it can be told from an older one. What it is, is decided here; the rest is hostile until it is read.
"""

import json
import re
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from demo.pad.picture import ink_from_picture
from siamese.ink.frame import EmptyDrawing
from siamese.ink.image_file import BadPicture
from siamese.ink.strokes import MAX_BYTES, BadDrawing, ink_from_strokes, parse_strokes
from siamese.symbols.drawing import Drawing

TOO_LONG = "This drawing is larger than any that the page sends. Clear it and draw again."
UNREADABLE = "The picture on this side could not be read. Upload it again."
_BEGINNING = re.compile(r'\s*\{\s*(?:"n"\s*:\s*(\d{1,9})\s*,\s*)?"(strokes|picture)"')


@dataclass(frozen=True)
class Blank:
    """A paper with nothing on it."""

    def ink(self) -> np.ndarray:
        raise EmptyDrawing("The paper is blank.")

    def drawing(self) -> Drawing:
        raise EmptyDrawing("The paper is blank.")


@dataclass(frozen=True)
class Strokes:
    """text: JSON with a list `strokes`, the same for the same drawing."""

    text: str

    def ink(self) -> np.ndarray:
        """float32 in [0, 1], shape `(side, side)`, 1 is ink. Raises BadDrawing or EmptyDrawing."""
        return ink_from_strokes(self._strokes())

    def drawing(self) -> Drawing:
        """As it is registered; raises what `ink` does."""
        return Drawing.of(self._strokes())

    def _strokes(self) -> list[np.ndarray]:
        if len(self.text) > MAX_BYTES:
            raise BadDrawing(TOO_LONG)
        return parse_strokes(self.text)


@dataclass(frozen=True)
class Picture:
    """text: JSON of `picture` and `box`, the same for the same picture."""

    text: str

    def ink(self) -> np.ndarray:
        """float32 in [0, 1], shape `(side, side)`, 1 is ink. Raises BadPicture."""
        if len(self.text) > MAX_BYTES:
            raise BadPicture(TOO_LONG)
        try:
            parts = json.loads(self.text)
            picture, box = parts["picture"], parts["box"]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise BadPicture(UNREADABLE) from None
        return ink_from_picture(picture, box)

    def drawing(self) -> Drawing:
        """As it is registered; raises what `ink` does, or EmptyDrawing."""
        return Drawing.of(self.ink())


Content = Blank | Strokes | Picture


class Input(NamedTuple):
    """The number of an input, 0 where it has none, and what is on the paper."""

    n: int
    content: Content


def split_number(value: str | None) -> tuple[str, int]:
    """What a control of the page is set to, and the number of the request: ("0.85", 12) of "0.85#12"."""
    text, _, n = (value or "").partition("#")
    return text, int(n) if n.isdecimal() and len(n) < 10 else 0


def read_value(value: str | None) -> Input:
    """Tell what a pad's value is. What is neither strokes nor a picture is found out when its ink is asked for."""
    value = value or ""
    found = _BEGINNING.match(value)
    if not found:
        return Input(0, Strokes(value) if value.strip() else Blank())
    n, kind = int(found[1] or 0), found[2]
    text = f'{{"{kind}"{value[found.end() :]}'
    if text == '{"strokes":[]}':
        return Input(n, Blank())
    return Input(n, Picture(text) if kind == "picture" else Strokes(text))
