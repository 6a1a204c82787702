"""The About tab: what the network is, how well it does, what becomes of the drawings."""

from pathlib import Path

import gradio as gr

from demo.settings import Settings
from siamese.verifier import Verifier
from siamese.weights import FOLDER

_PRIVACY = """## Your drawings

Drawings and pictures are sent to the computer that runs this page, judged in its memory, and not stored there.
Your browser keeps them so that they survive a reload; *Start over* removes them. Nothing is sent anywhere else."""


def build_about(verifier: Verifier, settings: Settings) -> None:
    """Lay out the tab inside the current gr.Blocks."""
    gr.Markdown(f"{network(verifier)}\n\n{_PRIVACY}\n\n{model_card()}", elem_classes="about")


def network(verifier: Verifier) -> str:
    """What the network is, in Markdown."""
    manifest = verifier.manifest
    rows = "".join(
        f"\n| {domain} | {100 * (1 - rates['same_called_different']):.1f} % "
        f"| {100 * (1 - rates['different_called_same']):.1f} % | {rates['n']:,} |"
        for domain, rates in manifest.calibration.error_rates.items()
    )
    return f"""## The network

It turns a drawing of {manifest.frame} × {manifest.frame} pixels into an *embedding*: {manifest.embedding} numbers, a
point in space. It has {manifest.parameters:,} parameters, and the same ones look at both drawings. Two drawings whose
points are at most {manifest.calibration.threshold:.2f} apart are called the same symbol.

On pairs that it was not trained on:

| pairs of | same pairs called same | different pairs called different | pairs |
|---|---|---|---|{rows}"""


def model_card(folder: Path = FOLDER) -> str:
    """The model card beside the weights, in Markdown; empty where there is none."""
    try:
        return (Path(folder) / "README.md").read_text("utf-8")
    except OSError:
        return ""
