"""The Compare tab: two drawings, their distance on a ruler, a verdict."""

import asyncio
import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import gradio as gr

from demo.compare.examples import build_examples
from demo.compare.inside import fold, judge_by_lesson, look_inside
from demo.compare.ruler import build_ruler, cost, limit_from_value
from demo.lesson.resources import Material
from demo.pad.looker import Look, Looker
from demo.pad.pad import pad, split_value
from siamese.judging.verifier import Verifier, distance

_FOLDER = Path(__file__).parent
A, B = "compare-a", "compare-b"
OFF = "off"  # value of the switch of tidying
WORDS = {"same": "Same symbol", "different": "Different symbols", "unsure": "Too close to call"}


@dataclass(frozen=True)
class Lookers:
    """One that tidies drawings up before the network sees them, and one that does not."""

    tidied: Looker
    as_drawn: Looker

    async def look(self, a: str | None, b: str | None, tidy: str | None) -> list[Look]:
        """Look at the values of two pads; `tidy` is the value of the switch."""
        looker = self.as_drawn if tidy == OFF else self.tidied
        return await asyncio.gather(*(looker.look(content) for _, content in map(split_value, (a, b))))


def build_compare(verifier: Verifier, looker: Looker, material: Material) -> None:
    """Lay out the tab inside the current gr.Blocks."""
    lookers = Lookers(looker, Looker(verifier, tidied=False))
    with gr.Column(elem_classes="compare"):
        a = pad(A, label="First symbol", letter="A", colour="blue")
        verdict = _html("verdict", pads=[A, B])
        ruler = build_ruler(verifier.manifest.calibration)
        tidy = _html("tidy", value="")
        b = pad(B, label="Second symbol", letter="B", colour="orange")
    build_examples([A, B])
    with gr.Column(elem_classes="compare-more"):
        inside = fold("inside", "Look inside")
        opinions = fold("opinions", "How the lesson’s networks judge this pair")
        _html("slide", pads=[A, B])
    live = {"queue": False, "trigger_mode": "always_last", "show_progress": "hidden"}
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


def _html(name: str, **props) -> gr.HTML:
    html, js = ((_FOLDER / f"{name}.{kind}").read_text("utf-8") for kind in ("html", "js"))
    return gr.HTML(html_template=html, js_on_load=js, apply_default_css=False, elem_id=name, **props)


async def show_inside(a: str | None, b: str | None, tidy: str | None = "", *, lookers: Lookers) -> str:
    """What the network makes of the two pads, see `demo.compare.inside.look_inside`."""
    return look_inside(*await lookers.look(a, b, tidy))


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
    looks = await lookers.look(a, b, tidy)
    threshold = limit_from_value(limit, verifier.manifest.calibration)
    return await judge_by_lesson(a, b, looks, threshold, tidied=tidy != OFF, verifier=verifier, material=material)


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
        a, b: values of pads, see `demo.pad.pad`.
        limit: value of the ruler.
        tidy: "off" where the network is to see the drawings as they are on the paper.

    Returns:
        JSON of `pads` (name → `n` of the input that this is an answer to, `seen`, a picture of what the network
        sees, and `problem`, a sentence), `words`, `cost`, and `verdict`, `distance`, `probability`, `threshold`,
        of which the first three are null where there are not two symbols, and `probability` too where the drawings
        are not tidied up: it is calibrated on drawings that are.
    """
    (n_a, _), (n_b, _) = split_value(a), split_value(b)
    looks = await lookers.look(a, b, tidy)
    calibration = verifier.manifest.calibration
    threshold = limit_from_value(limit, calibration)
    answer = {
        "pads": {
            name: {"n": n, "seen": look.picture, "problem": look.problem}
            for name, n, look in zip((A, B), (n_a, n_b), looks, strict=True)
        },
        "verdict": None,
        "words": None,
        "distance": None,
        "probability": None,
        "threshold": threshold,
        "cost": cost(calibration, threshold),
    }
    if all(look.embedding is not None for look in looks):
        found = verifier.judge(distance(*(look.embedding for look in looks)), threshold=threshold)
        answer |= {
            "verdict": found.verdict,
            "words": WORDS[found.verdict],
            "distance": round(found.distance, 4),
            "probability": None if tidy == OFF else round(found.probability, 4),
        }
    else:
        answer["words"] = what_to_draw(*looks)
    return json.dumps(answer, separators=(",", ":"), ensure_ascii=False)


def what_to_draw(a: Look, b: Look) -> str:
    """What to do where there are not two symbols yet. A first dot is no reason to say something else."""
    missing = [letter for letter, look in {"A": a, "B": b}.items() if look.embedding is None]
    return "Draw a symbol on each side" if len(missing) == 2 else f"Now draw {missing[0]}"
