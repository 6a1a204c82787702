"""The Compare tab: two drawings, their distance on a ruler, a verdict."""

import asyncio
import json
from functools import partial
from pathlib import Path

import gradio as gr

from demo.examples import build_examples
from demo.looking import Look, Looker
from demo.pad import pad, split_value
from demo.ruler import build_ruler, cost, limit_from_value
from siamese.verifier import Verifier, distance

_FOLDER = Path(__file__).parent
A, B = "compare-a", "compare-b"
WORDS = {"same": "Same symbol", "different": "Different symbols", "unsure": "Too close to call"}


def build_compare(verifier: Verifier, looker: Looker) -> None:
    """Lay out the tab inside the current gr.Blocks."""
    with gr.Column(elem_classes="compare"):
        a = pad(A, label="First symbol", letter="A", colour="blue")
        verdict = gr.HTML(
            html_template=(_FOLDER / "verdict.html").read_text("utf-8"),
            js_on_load=(_FOLDER / "verdict.js").read_text("utf-8"),
            apply_default_css=False,
            elem_id="verdict",
            pads=[A, B],
        )
        ruler = build_ruler(verifier.manifest.calibration)
        b = pad(B, label="Second symbol", letter="B", colour="orange")
    build_examples([A, B])
    gr.on(
        [a.input, b.input, ruler.input],
        partial(compare, verifier=verifier, looker=looker),
        inputs=[a, b, ruler],
        outputs=verdict,
        queue=False,
        trigger_mode="always_last",
        show_progress="hidden",
        api_name="compare",
    )


async def compare(a: str | None, b: str | None, limit: str | None = "", *, verifier: Verifier, looker: Looker) -> str:
    """Judge two pads.

    Args:
        a, b: values of pads, see `demo.pad`.
        limit: value of the ruler.

    Returns:
        JSON of `pads` (name → `n` of the input that this is an answer to, `seen`, a picture of what the network
        sees, and `problem`, a sentence), `words`, `cost`, and `verdict`, `distance`, `probability`, `threshold`,
        of which the first three are null where there are not two symbols.
    """
    (n_a, content_a), (n_b, content_b) = split_value(a), split_value(b)
    looks = await asyncio.gather(looker.look(content_a), looker.look(content_b))
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
            "probability": round(found.probability, 4),
        }
    else:
        answer["words"] = what_to_draw(*looks)
    return json.dumps(answer, separators=(",", ":"), ensure_ascii=False)


def what_to_draw(a: Look, b: Look) -> str:
    """What to do where there are not two symbols yet. A first dot is no reason to say something else."""
    missing = [letter for letter, look in {"A": a, "B": b}.items() if look.embedding is None]
    return "Draw a symbol on each side" if len(missing) == 2 else f"Now draw {missing[0]}"
