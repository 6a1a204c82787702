"""What is answered about pads. The page's scripts know these by the same names, see `demo/pad/pads.js`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from demo.pad.content import Input
from demo.pad.looker import Look


@dataclass(frozen=True)
class PadAnswer:
    """n: of the input that it is an answer to. seen: what the network sees, a data URL. problem: a sentence."""

    n: int
    seen: str | None
    problem: str | None


def answer_pads(names: Sequence[str], inputs: Sequence[Input], looks: Sequence[Look]) -> dict[str, PadAnswer]:
    """By name of the pad."""
    return {
        name: PadAnswer(given.n, look.picture, look.problem)
        for name, given, look in zip(names, inputs, looks, strict=True)
    }


def to_json(answer: object) -> str:
    """An answer, of dataclasses, for the page."""
    return json.dumps(answer, default=vars, separators=(",", ":"), ensure_ascii=False)
