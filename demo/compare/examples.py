"""Example pairs to click, drawn for this project (examples.json)."""

import json
from pathlib import Path

import gradio as gr

from demo.shared.component import component
from demo.shared.template import render

_FOLDER = Path(__file__).parent


def load_examples() -> list[dict]:
    """The pairs: `id`, `name`, and `a` and `b`, strokes as a pad sends them."""
    return json.loads((_FOLDER / "examples.json").read_text("utf-8"))


def build_examples(pads: list[str]) -> gr.HTML:
    """Build a row of buttons that put a pair on the two pads of these names."""
    examples = load_examples()
    return component(
        "compare/examples",
        render("compare/examples.html", examples=examples),
        elem_id="examples",
        pads=pads,
        pairs={example["id"]: [example["a"], example["b"]] for example in examples},
    )
