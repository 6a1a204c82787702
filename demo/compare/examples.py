"""Example pairs to click, drawn for this project (examples.json)."""

import html
import json
from pathlib import Path

import gradio as gr

from demo.shared.component import component

_FOLDER = Path(__file__).parent


def load_examples() -> list[dict]:
    """The pairs: `id`, `name`, and `a` and `b`, strokes as a pad sends them."""
    return json.loads((_FOLDER / "examples.json").read_text("utf-8"))


def build_examples(pads: list[str]) -> gr.HTML:
    """Build a row of buttons that put a pair on the two pads of these names."""
    examples = load_examples()
    return component(
        "compare/examples",
        _html(examples),
        elem_id="examples",
        pads=pads,
        pairs={example["id"]: [example["a"], example["b"]] for example in examples},
    )


def _html(examples: list[dict]) -> str:
    buttons = "".join(
        f'<button type="button" class="example" data-pair="{html.escape(example["id"])}">'
        f"<span>{_thumbnail(example['a'])}{_thumbnail(example['b'])}</span>{html.escape(example['name'])}</button>"
        for example in examples
    )
    return f"""
<section class="examples" aria-label="Examples">
  <p>Try a pair</p><div>{buttons}</div>
  <button type="button" class="plain" data-over>Start over</button>
</section>"""


def _thumbnail(strokes: list[list[int]]) -> str:
    lines = "".join(f'<polyline points="{" ".join(map(str, stroke))}"/>' for stroke in strokes)
    return f'<svg viewBox="100 100 800 800" aria-hidden="true">{lines}</svg>'
