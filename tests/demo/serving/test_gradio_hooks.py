"""What Gradio is patched for: each hook is still asked by Gradio itself."""

import inspect
from pathlib import Path

import gradio
import gradio as gr
import gradio.blocks
import gradio.queueing
import gradio.route_utils
import gradio.routes
import gradio.state_holder
import pytest

from demo.serving import gradio_hooks
from demo.serving.gradio_hooks import main_script, take_hold
from demo.serving.intake import InMemory
from demo.serving.sessions import Session, Sessions


@pytest.mark.parametrize(
    ("where", "what"),
    [
        (gradio.routes, "GradioMultiPartParser("),
        (gradio.routes, "StateHolder()"),
        (gradio.state_holder, "SessionState("),
        (gradio.route_utils, "SessionState("),
        (gradio.route_utils, ".process_api("),
        (gradio.routes, "queue.push("),
        (gradio.queueing, "self.get_events()"),
        (gradio.queueing, "self.process_events,"),
        (gradio.queueing, "self.send_message("),
        (gradio.queueing, "compute_analytics_summary("),
        (gradio.routes, "access-token-unsecure-"),
        (gradio.routes, "SameSite"),
    ],
)
def test_gradio_still_asks_for_what_is_replaced(where, what):
    assert what.lower() in inspect.getsource(where).lower()


def test_what_is_replaced_is_ours():
    with gr.Blocks() as demo:
        pass
    process = demo.process_api
    take_hold(demo)
    assert gradio.routes.GradioMultiPartParser is InMemory
    assert gradio.state_holder.SessionState is gradio.route_utils.SessionState is Session
    assert gradio.routes.StateHolder is Sessions
    assert demo.process_api != process


def test_no_page_holds_a_connection():
    with gr.Blocks() as demo:
        gr.State()
    take_hold(demo)
    assert demo.get_config_file()["connect_heartbeat"] is False


def test_another_gradio_is_noticed(monkeypatch):
    with gr.Blocks() as demo:
        pass
    monkeypatch.delattr(gradio.routes, "StateHolder")
    with pytest.raises(AttributeError, match="StateHolder"):
        take_hold(demo)


def test_the_main_script_is_a_file_of_gradio_s():
    assert (Path(gradio.__file__).parent / "templates" / "frontend" / main_script()).is_file()


def test_no_other_module_reaches_in():
    """But those whose classes are put in, which are built on Gradio's, and what reads a constant or a type of it."""
    inside = {"gradio_hooks", "door", "guard", "sessions", "tickets"}
    root = Path(gradio_hooks.__file__).parent.parent
    reaching = {
        path.stem
        for path in root.rglob("*.py")
        if any(
            line.startswith(("from gradio.", "import gradio."))
            and not line.endswith(("DataWithFiles", "_NAME"))
            and "INITIAL_PORT_VALUE" not in line
            for line in path.read_text("utf-8").splitlines()
        )
    }
    assert reaching == inside
