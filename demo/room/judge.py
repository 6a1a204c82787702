"""What the network says of what is drawn in a room: its point, its place on the map, a verdict where one is asked."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Row

from demo.oneshot.tab import Map
from demo.pad.content import Strokes
from demo.pad.looker import Looker
from demo.room.rooms import LONGEST_ID, Sent
from demo.room.state import CannotDo, Round
from siamese.ink.strokes import BadDrawing, parse_strokes
from siamese.judging.verifier import Verifier, distance
from siamese.symbols.drawing import Drawing
from siamese.symbols.support_set import Example, SupportSet, SymbolClass

MOST_POINTS = 4000  # of a drawing
NOTHING = "Draw something first."
TOO_MUCH = f"This drawing has more than {MOST_POINTS:,} points. Clear it and draw it simpler."
CHOOSE = "Say first which one it is."
_STANDARD = 32767  # what a component of 1 is sent as


@dataclass(frozen=True)
class Judge:
    """One for the whole app."""

    looker: Looker
    verifier: Verifier
    places: Map

    async def judge(self, sent: Sent, round: Round, signs: Sequence[Row]) -> Sent:
        """The drawing with what the network says of it. Raises CannotDo where it cannot be judged."""
        content = sent.content
        if round.kind == "fool":
            a, b = await asyncio.gather(self._look(content["a"]), self._look(content["b"]))
            found = self.verifier.judge(distance(a, b))
            answer = {"distance": round_off(found.distance), "verdict": found.verdict}
            return Sent(sent.id, sent.round, content, answer)
        embedding = await self._look(content["strokes"])
        answer = {"at": self.places.place(embedding)}
        if round.kind == "teach" and not sent.is_sign:
            answer |= self.recognise(embedding, signs)
        return Sent(sent.id, sent.round, content, answer, embedding.astype("<f4").tobytes())

    def recognise(self, embedding: np.ndarray, signs: Sequence[Row]) -> dict:
        """`taken`: the id of the sign that it is taken for; None where it is none of them, or too close to call."""
        if not signs:
            return {"taken": None, "verdict": "none"}
        # What was drawn is not looked at again: a stand-in for it is enough.
        classes = [SymbolClass(sign.id, (Example(_NO_DRAWING, point_of(sign.embedding)),)) for sign in signs]
        found = SupportSet(self.verifier, tuple(classes)).classify(embedding)
        nearest = found.matches[0]
        taken = nearest.name if found.verdict == "known" else None
        return {"taken": taken, "verdict": found.verdict, "distance": round_off(nearest.distance)}

    async def _look(self, strokes: list) -> np.ndarray:
        text = json.dumps({"strokes": strokes}, separators=(",", ":"))
        look = await self.looker.look(Strokes(text), after_others=True)
        if look.embedding is None:
            raise CannotDo(look.problem or NOTHING)
        return look.embedding


_NO_DRAWING = Drawing(strokes=())


def read_content(body: dict, round: Round) -> dict:
    """What was drawn and said, as it is kept, of a request's body. Raises CannotDo."""
    if round.kind == "fool":
        claim = body.get("claim")
        if claim not in ("same", "different"):
            raise CannotDo(CHOOSE)
        return {"a": _strokes(body.get("a")), "b": _strokes(body.get("b")), "claim": claim}
    content: dict = {"strokes": _strokes(body.get("strokes"))}
    if body.get("is_sign"):
        return content | {"is_sign": True}
    if round.kind in ("two", "teach"):
        meant = body.get("meant")
        if round.kind == "teach":
            is_one = isinstance(meant, str) and len(meant) <= LONGEST_ID
        else:
            is_one = meant in (0, 1) and not isinstance(meant, bool)
        if not is_one:
            raise CannotDo(CHOOSE)
        content["meant"] = meant
    return content


def _strokes(strokes: object) -> list[list[int]]:
    """Strokes as the page draws them, in whole paper units."""
    if not isinstance(strokes, list) or not strokes:
        raise CannotDo(NOTHING)
    if sum(len(stroke) for stroke in strokes if isinstance(stroke, list)) > 2 * MOST_POINTS:
        raise CannotDo(TOO_MUCH)
    try:
        points = parse_strokes(json.dumps({"strokes": strokes}))
    except BadDrawing as problem:
        raise CannotDo(str(problem)) from None
    return [np.rint(stroke * 1000).astype(int).ravel().tolist() for stroke in points]


def point_of(kept: bytes) -> np.ndarray:
    """The embedding, float32, shape (size,), of what is kept of it."""
    return np.frombuffer(kept, "<f4").astype(np.float32)


def shorten(kept: bytes) -> bytes:
    """An embedding for a page: little-endian int16, 32,767 is 1. Distances lose less than a thousandth by it."""
    return np.rint(point_of(kept) * _STANDARD).astype("<i2").tobytes()


def round_off(value: float) -> float:
    return round(float(value), 4)
