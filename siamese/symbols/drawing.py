"""A drawing as it is kept: its strokes where there are strokes, else a small picture of its ink."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

import cv2
import numpy as np

from siamese.ink.frame import FRAME, MIN_EXTENT, check_ink, prepare
from siamese.ink.strokes import UNITS, ink_from_strokes

PICTURE = 128  # pixels, the side of a picture that is kept: twice what the encoder sees
_ARRAY = 128  # bytes that an array takes besides what is in it


@dataclass(frozen=True, eq=False)
class Drawing:
    """One symbol, drawn once. It has either strokes or a picture.

    strokes: int16 arrays of shape (n_points, 2), x right and y down, in whole paper units 0…1000.
    picture: uint8, shape (PICTURE, PICTURE), 255 is ink; tidied, as `prepare` gives it.
    """

    strokes: tuple[np.ndarray, ...] | None = None
    picture: np.ndarray | None = None

    @classmethod
    def of(cls, source: "Drawing | np.ndarray | Sequence[np.ndarray]") -> "Drawing":
        """Keep ink, float32 in [0, 1], shape `(height, width)`, or strokes as `siamese.ink.strokes` describes them.

        Raises:
            siamese.ink.frame.EmptyDrawing: if there is (nearly) no ink.
            siamese.ink.frame.NotInk: if an array is no ink, dark on light for instance.
        """
        if isinstance(source, Drawing):
            return source
        if isinstance(source, np.ndarray):
            check_ink(source)
            ink = prepare(source, frame=PICTURE)[..., 0]
            return cls(picture=np.rint(ink * 255).astype(np.uint8))
        strokes = [stroke for stroke in source if len(stroke)]
        points = np.concatenate([np.zeros((0, 2), np.float32), *(np.reshape(stroke, (-1, 2)) for stroke in strokes)])
        whole = np.clip(np.rint(points.astype(np.float32) * UNITS), 0, UNITS).astype(np.int16)
        ends = [0, *accumulate(map(len, strokes))]
        drawing = cls(strokes=tuple(whole[start:end] for start, end in pairwise(ends)))
        # A larger symbol has ink enough; it need not be drawn to know that.
        if not strokes or np.ptp(whole, axis=0).max() < MIN_EXTENT * UNITS:
            drawing.frame()
        return drawing

    def frame(self, side: int = FRAME) -> np.ndarray:
        """What the encoder sees of it: float32 in [0, 1], shape `(side, side, 1)`."""
        if self.picture is not None:
            return prepare(self.picture.astype(np.float32) / 255, frame=side, tidied=False)
        return prepare(ink_from_strokes([stroke / np.float32(UNITS) for stroke in self.strokes or ()]), frame=side)

    def png(self, side: int) -> bytes:
        """A picture for people: dark ink on white, `side` pixels wide and high."""
        # Sixteen greys are enough for the eye, and make half the bytes of 256.
        dark_on_white = 255 - 17 * np.rint(self.frame(side) * 15).astype(np.uint8)
        return cv2.imencode(".png", dark_on_white, [cv2.IMWRITE_PNG_COMPRESSION, 6])[1].tobytes()

    @property
    def _arrays(self) -> tuple[np.ndarray, ...]:
        return self.strokes or () if self.picture is None else (self.picture,)

    @cached_property
    def id(self) -> str:
        """A name for just this drawing: equal drawings have the same."""
        content = hashlib.blake2b(digest_size=8)
        for part in self._arrays:
            content.update(len(part).to_bytes(4, "little") + np.ascontiguousarray(part).tobytes())
        return content.hexdigest()

    @cached_property
    def held(self) -> int:
        """Bytes of memory that it takes, nearly."""
        return sum(part.nbytes + _ARRAY for part in self._arrays)
