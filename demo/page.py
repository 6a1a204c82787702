"""The page: its tabs and its look."""

from pathlib import Path

import gradio as gr

from demo.about.about import build_about
from demo.compare.tab import build_compare
from demo.lesson import build_lesson
from demo.lesson.challenge import Challenge
from demo.lesson.resources import Material
from demo.oneshot.tab import Map, build_oneshot
from demo.pad.looker import Looker
from demo.room.judge import Judge
from demo.room.routes import Classroom
from demo.room.tab import build_class
from demo.settings import Settings
from demo.shared.component import call
from siamese.judging.manifest import FOLDER
from siamese.judging.verifier import Verifier

_FOLDER = Path(__file__).parent
TITLE = "Same or Different?"
STYLES = (
    "tokens.css",
    "style.css",
    "pad/pad.css",
    "compare/compare.css",
    "oneshot/oneshot.css",
    "lesson/lesson.css",
    "room/room.css",
)
_HEADER = f"<header class='top'><h1>{TITLE}</h1><p>Two drawings become two points; near means same.</p></header>"


def load_verifier(folder: Path = FOLDER) -> Verifier:
    """The network of a folder, by default the shipped one, warm. Raises siamese.judging.manifest.BadWeights."""
    verifier = Verifier.load(folder)
    verifier.warm_up()
    return verifier


class Page(gr.Blocks):
    """The page, with the rooms of classes that are served beside it."""

    classroom: Classroom


def build_demo(verifier: Verifier, settings: Settings) -> Page:
    """Build the page round a verifier; nothing is served yet."""
    looker, material, places = Looker(verifier), Material(), Map(verifier)
    with Page(title=TITLE, fill_width=True, analytics_enabled=False) as demo:
        demo.classroom = Classroom(
            Judge(looker, verifier, places), Challenge(material, verifier), settings, lambda: demo.share_url
        )
        gr.HTML(_HEADER, apply_default_css=False, padding=False)
        with gr.Tabs(elem_id="tabs") as tabs:
            with gr.Tab("Compare", id="compare"):
                build_compare(verifier, looker, material)
            with gr.Tab("One-shot", id="oneshot"):
                build_oneshot(verifier, looker, places)
            with gr.Tab("Lesson", id="lesson"):
                build_lesson(verifier, material, demo.classroom.leads)
            with gr.Tab("Class", id="class"):
                build_class()
            with gr.Tab("About", id="about"):
                build_about(verifier, settings)
        demo.load(None, None, tabs, js=call("shared/page", "asked", [tab.id for tab in tabs.children]))
        for begin in ("sayItIsEnglish", "goBack", "followKeys", *(["logInAgain"] if settings.auth else [])):
            demo.load(None, None, None, js=call("shared/page", begin))
        for tab in tabs.children:
            tab.select(None, None, None, js=call("shared/page", "write", tab.id))
    return demo


def styles() -> str:
    """The page's style sheet."""
    return "\n".join((_FOLDER / name).read_text("utf-8") for name in STYLES)


def theme() -> gr.themes.Base:
    """Gradio's plainest theme with the page's colours."""
    # Fonts that are there already: nothing is fetched from another host.
    fonts = ["system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "sans-serif"]
    return gr.themes.Base(
        primary_hue="blue", neutral_hue="slate", font=fonts, font_mono=["ui-monospace", "monospace"]
    ).set(
        body_background_fill="#f6f7f9",
        body_background_fill_dark="#12161c",
        body_text_color="#17202a",
        body_text_color_dark="#eef2f6",
    )
