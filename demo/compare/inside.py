"""What lies behind the folds of the Compare tab; nothing of it is computed while they are closed."""

import asyncio

import gradio as gr
import numpy as np

from demo.lesson.own_pair import opinion_cards
from demo.lesson.resources import Material
from demo.pad.content import Content
from demo.pad.looker import Look, data_url
from demo.shared.component import component
from demo.shared.template import render
from siamese.ink.frame import prepare
from siamese.judging.verifier import Verifier, distance
from siamese.lesson.framing import SIDE, frame_as_mnist
from siamese.lesson.judge import judge_frames

NOTHING_YET = "<p>Draw a symbol on each side first.</p>"
# Ink lets this share of red, green and blue through: where both drawings have ink, it is dark.
BLUE, ORANGE = np.array([0x08, 0x77, 0xBD]) / 255, np.array([0xF5, 0x93, 0x22]) / 255
_WIDTH, _HEIGHT = 640, 64  # of a strip, in its own units


def fold(name: str, title: str) -> gr.HTML:
    """Build a fold. Its value is HTML of the server's own making.

    It triggers `input` when it is opened, and while it is open after each verdict.
    """
    return component(
        "compare/fold",
        f'<details class="fold" data-fold="{name}"><summary>{title}</summary>'
        f'<div class="fold-content" aria-live="off"><p>One moment…</p></div></details>',
        elem_id=name,
    )


def look_inside(a: Look, b: Look) -> str:
    """What the network sees of both on top of each other, their embeddings, and the difference of these, in HTML."""
    if a.frame is None or b.frame is None or a.embedding is None or b.embedding is None:
        return NOTHING_YET
    difference = a.embedding - b.embedding
    strips = {"a": a.embedding, "b": b.embedding, "difference": difference}
    tallest = max(float(np.abs(numbers).max()) for numbers in strips.values())
    return render(
        "compare/inside.html",
        picture=data_url(overlay(a.frame, b.frame)),
        size=len(difference),
        half=_half_of_it(difference),
        distance=distance(a.embedding, b.embedding),
        width=_WIDTH,
        height=_HEIGHT,
        bars={kind: _bars(numbers, tallest) for kind, numbers in strips.items()},
    )


def overlay(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Two frames as inks on one paper.

    Args:
        a, b: float32 in [0, 1], shape `(side, side, 1)`, 1 is ink.

    Returns:
        RGB, floats in [0, 1], shape `(side, side, 3)`: white, blue where there is only `a`, orange where there is
        only `b`, dark where there are both.
    """
    return (1 - a * (1 - BLUE)) * (1 - b * (1 - ORANGE))


async def judge_by_lesson(
    contents: tuple[Content, Content],
    looks: list[Look],
    threshold: float,
    *,
    tidied: bool,
    verifier: Verifier,
    material: Material,
) -> str:
    """The verdicts of the lesson's networks and of the app's own on a pair and on the pair swapped, in HTML.

    Args:
        contents: what is on the two pads.
        looks: what the app's network makes of them.
        tidied: whether the lesson's networks, too, are shown the symbols cut out and centred.
    """
    embeddings = [look.embedding for look in looks if look.embedding is not None]
    if len(embeddings) < len(looks):
        return NOTHING_YET
    app = verifier.judge(distance(*embeddings), threshold=threshold)

    def ask() -> str:
        inks = [content.ink() for content in contents]
        frames = [frame_as_mnist(ink) if tidied else prepare(ink, frame=SIDE, tidied=False)[..., 0] for ink in inks]
        return opinion_cards(judge_frames(material.nets(), *frames), app.verdict, material.record, verifier)

    return await asyncio.to_thread(ask)


def _half_of_it(difference: np.ndarray) -> int:
    """How many of the largest differences make up half of the sum of squares; 0 where there is no difference."""
    sums = np.cumsum(np.sort(difference**2)[::-1])
    return int(np.searchsorted(sums, sums[-1] / 2)) + 1 if sums[-1] else 0


def _bars(numbers: np.ndarray, tallest: float) -> str:
    """Numbers as bars up and down: the data of an SVG path."""
    step, middle = _WIDTH / len(numbers), _HEIGHT / 2
    return "".join(
        f"M{(i + 0.5) * step:.1f} {middle:g}v{-number / max(tallest, 1e-9) * middle:.1f}"
        for i, number in enumerate(numbers.tolist())
    )
