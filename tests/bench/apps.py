"""The apps that are measured, ours and the baselines, each served in a process of its own.

Run as `python -m tests.bench.apps NAME PORT`, an app is served until its standard input ends; `served` does that.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 180  # seconds until an app must be there


@dataclass(frozen=True)
class App:
    """An app that is served. pid: of its process."""

    address: str
    pid: int

    @property
    def memory(self) -> float:
        """Resident memory in MB, as Linux counts it."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise ProcessLookupError(self.pid)

    @property
    def processor_time(self) -> float:
        """Seconds of processor that it has used so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(name: str) -> Iterator[App]:
    """Serve one of the apps below; it ends with the block, or with this process."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.apps", name, str(port)]
    environment = {
        "SIAMESE_STORE": "sqlite://",
        **os.environ,
        "GRADIO_ANALYTICS_ENABLED": "False",
        "TF_CPP_MIN_LOG_LEVEL": "2",
    }
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}/"
        wait_until_served(address, process)
        yield App(address, process.pid)
    finally:
        process.stdin.close()
        process.wait(60)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_served(address: str, process: subprocess.Popen, every: float = 0.1) -> bytes:
    """The first page that comes."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(address, timeout=PATIENCE) as answer:
                return answer.read()
        except OSError:
            time.sleep(every)
    raise RuntimeError(f"{' '.join(process.args)} serves no page (exit code {process.poll()})")


def ours():
    """The app as it is."""
    from demo.page import build_demo, load_verifier
    from demo.settings import Settings

    return build_demo(load_verifier(), Settings.read([]))


def queued():
    """The app, but every event goes through Gradio's queue, with the queue's defaults."""
    demo = ours()
    for event in demo.fns.values():
        event.queue = True
    return demo


def sketchpads():
    """What one would build with Gradio's own pads: two of them, the same network, a verdict.

    The answer names how much ink came on either pad, so that it can be told to which stroke it is.
    """
    import gradio as gr
    import numpy as np
    from PIL import Image

    from demo.page import load_verifier
    from siamese.ink.frame import EmptyDrawing
    from siamese.ink.photo import ink_from_image

    verifier = load_verifier()

    def paper(pixels: np.ndarray | None) -> Image.Image:
        if pixels is None:  # nothing was drawn yet
            return Image.new("L", (400, 400), "white")
        drawing = Image.fromarray(pixels).convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", drawing.size, "white"), drawing).convert("L")

    def compare(*drawings) -> str:
        papers = [paper(drawing["composite"]) for drawing in drawings]
        inked = json.dumps([int((np.asarray(paper) < 128).sum()) for paper in papers])
        try:
            found = verifier.compare(*(ink_from_image(paper) for paper in papers))
        except EmptyDrawing:
            return f"<p class='answer' data-ink='{inked}'>Draw on both sides</p>"
        return f"<p class='answer' data-ink='{inked}'>{found.verdict}, distance {found.distance:.2f}</p>"

    with gr.Blocks(title="Two sketchpads") as demo:
        with gr.Row():
            a, b = (gr.Sketchpad(elem_id=name, canvas_size=(400, 400)) for name in "ab")
        verdict = gr.HTML("<p class='answer' data-ink='[0,0]'></p>", elem_id="verdict")
        gr.on([a.change, b.change], compare, [a, b], verdict, show_progress="hidden")
    return demo


def timer(queue: bool = True):
    """Our app, and in it a class's room as one would build it with Gradio's own parts: an event and a timer."""
    import gradio as gr

    from demo.pad.content import Strokes

    demo = ours()
    judge = demo.classroom._judge
    drawn: list[str] = []

    async def send(text: str) -> str:
        await judge.looker.look(Strokes(text))
        drawn.append(text)
        return "sent"

    def poll() -> str:
        return f"round 1, {len(drawn)} drawings"

    with demo:
        paper, said = gr.HTML(), gr.HTML()
        paper.input(send, paper, said, queue=queue, api_name="send")
        gr.Timer(1).tick(poll, None, said, queue=queue, api_name="poll")
    return demo


def timer_unqueued():
    """The same outside the queue."""
    return timer(queue=False)


def empty():
    """Three tabs with nothing in them: what Gradio itself weighs."""
    import gradio as gr

    with gr.Blocks(title="Empty") as demo, gr.Tabs():
        for name in ("One", "Two", "Three"):
            with gr.Tab(name):
                pass
    return demo


APPS = {app.__name__: app for app in (ours, queued, timer, timer_unqueued, sketchpads, empty)}


def main() -> None:
    name, port = sys.argv[1], int(sys.argv[2])
    demo = APPS[name]()
    if name not in ("sketchpads", "empty"):
        from demo.serving.serve import launch
        from demo.settings import Settings

        launch(demo, Settings(port=port), prevent_thread_lock=True, quiet=True)
    else:
        demo.launch(server_port=port, prevent_thread_lock=True, quiet=True, ssr_mode=False)
    sys.stdin.read()
    demo.close()


if __name__ == "__main__":
    main()
