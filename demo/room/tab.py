"""The Class tab: the way into a room, for teachers and for pupils."""

import gradio as gr

from demo.shared.component import component


def build_class() -> None:
    """Lay out the tab inside the current gr.Blocks."""
    with gr.Column(elem_classes="class"):
        component("room/entrance", elem_id="entrance")
