"""The Compare tab: two drawings, their distance on a ruler, a verdict."""

import asyncio
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import gradio as gr

from demo.compare.examples import build_examples
from demo.compare.inside import fold, judge_by_lesson, look_inside
from demo.compare.ruler import build_ruler, cost, limit_from_value
from demo.lesson.resources import Material
from demo.pad.answer import PadAnswer, answer_pads, to_json
from demo.pad.content import Content, read_value, split_number
from demo.pad.looker import Look, Looker
from demo.pad.pad import pad
from demo.shared.component import component
from siamese.judging.verifier import Verifier, distance

A, B = "compare-a", "compare-b"
OFF = "off"  # value of the switch of tidying
WORDS = {"same": "Same symbol", "different": "Different symbols", "unsure": "Too close to call"}


@dataclass(frozen=True)
class CompareAnswer:
    """What is said of two drawings. The page's scripts know it by the same name, see `demo/compare/asking.js`.

    n: of the request, the newest of the numbers in its values. pads: by name. verdict, distance and probability are
    None where there are not two symbols, and probability too where the drawings are not tidied up: it is calibrated on
    drawings that are. cost: of the limit, a sentence.
    """

    n: int
    pads: dict[str, PadAnswer]
    words: str
    threshold: float
    cost: str
    verdict: str | None = None
    distance: float | None = None
    probability: float | None = None


@dataclass(frozen=True)
class Lookers:
    """One that tidies drawings up before the network sees them, and one that does not."""

    tidied: Looker
    as_drawn: Looker

    async def look(self, a: Content, b: Content, tidy: str | None) -> list[Look]:
        """Look at what is on two pads; `tidy` is the value of the switch."""
        looker = self.as_drawn if tidy == OFF else self.tidied
        return await asyncio.gather(*map(looker.look, (a, b)))


def build_compare(verifier: Verifier, looker: Looker, material: Material) -> None:
    """Lay out the tab inside the current gr.Blocks."""
    lookers = Lookers(looker, Looker(verifier, tidied=False))
    with gr.Column(elem_classes="compare"):
        a = pad(A, label="First symbol", letter="A", colour="blue")
        verdict = component("compare/verdict", elem_id="verdict", pads=[A, B])
        ruler = build_ruler(verifier.manifest.calibration)
        tidy = component("compare/tidy", elem_id="tidy", value="")
        b = pad(B, label="Second symbol", letter="B", colour="orange")
    build_examples([A, B])
    with gr.Column(elem_classes="compare-more"):
        inside = fold("inside", "Look inside")
        opinions = fold("opinions", "How the lesson’s networks judge this pair")
        component("compare/slide", elem_id="slide", pads=[A, B])
    live: dict[str, Any] = {"queue": False, "trigger_mode": "always_last", "show_progress": "hidden"}
    gr.on(
        [a.input, b.input, ruler.input, tidy.input],
        partial(compare, verifier=verifier, lookers=lookers),
        inputs=[a, b, ruler, tidy],
        outputs=verdict,
        api_name="compare",
        **live,
    )
    inside.input(
        partial(show_inside, lookers=lookers),
        inputs=[a, b, tidy],
        outputs=inside,
        api_visibility="private",
        **live,
    )
    opinions.input(
        partial(show_opinions, verifier=verifier, lookers=lookers, material=material),
        inputs=[a, b, ruler, tidy],
        outputs=opinions,
        api_visibility="private",
        **live,
    )


async def show_inside(a: str | None, b: str | None, tidy: str | None = "", *, lookers: Lookers) -> str:
    """What the network makes of the two pads, see `demo.compare.inside.look_inside`."""
    return look_inside(*await lookers.look(read_value(a).content, read_value(b).content, split_number(tidy)[0]))


async def show_opinions(
    a: str | None,
    b: str | None,
    limit: str | None = "",
    tidy: str | None = "",
    *,
    verifier: Verifier,
    lookers: Lookers,
    material: Material,
) -> str:
    """What the lesson's networks and the app's own say of the two pads, see `demo.compare.inside.judge_by_lesson`."""
    contents = read_value(a).content, read_value(b).content
    (limit, _), (tidy, _) = split_number(limit), split_number(tidy)
    looks = await lookers.look(*contents, tidy)
    threshold = limit_from_value(limit, verifier.manifest.calibration)
    return await judge_by_lesson(contents, looks, threshold, tidied=tidy != OFF, verifier=verifier, material=material)


async def compare(
    a: str | None,
    b: str | None,
    limit: str | None = "",
    tidy: str | None = "",
    *,
    verifier: Verifier,
    lookers: Lookers,
) -> str:
    """Judge two pads.

    Args:
        a, b: values of pads, see `demo.pad.content`.
        limit: value of the ruler.
        tidy: "off" where the network is to see the drawings as they are on the paper.

    Returns:
        JSON of a CompareAnswer.
    """
    inputs = [read_value(a), read_value(b)]
    (limit, n_limit), (tidy, n_tidy) = split_number(limit), split_number(tidy)
    looks = await lookers.look(inputs[0].content, inputs[1].content, tidy)
    calibration = verifier.manifest.calibration
    threshold = limit_from_value(limit, calibration)
    answer = CompareAnswer(
        n=max(inputs[0].n, inputs[1].n, n_limit, n_tidy),
        pads=answer_pads((A, B), inputs, looks),
        words=what_to_draw(*looks),
        threshold=threshold,
        cost=cost(calibration, threshold),
    )
    embeddings = [look.embedding for look in looks if look.embedding is not None]
    if len(embeddings) == len(looks):
        found = verifier.judge(distance(*embeddings), threshold=threshold)
        answer = replace(
            answer,
            verdict=found.verdict,
            words=WORDS[found.verdict],
            distance=round(found.distance, 4),
            probability=None if tidy == OFF else round(found.probability, 4),
        )
    return to_json(answer)


def what_to_draw(a: Look, b: Look) -> str:
    """What to do where there are not two symbols yet. A first dot is no reason to say something else."""
    missing = [letter for letter, look in {"A": a, "B": b}.items() if look.embedding is None]
    return "Draw a symbol on each side" if len(missing) != 1 else f"Now draw {missing[0]}"
