"""The Lesson tab: its layout and its handlers."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import gradio as gr
import keras
import numpy as np

from demo.lesson import steps
from demo.lesson.challenge import Challenge, build_challenge
from demo.lesson.curves import Curve, draw_curves
from demo.lesson.opinions import DIGITS, nav, network, origin, progress_bar, recorded_curves, unseen
from demo.lesson.own_pair import A, B, Own, judge_own
from demo.lesson.pictures import show_pairs, show_pixels
from demo.lesson.resources import Material
from demo.lesson.training_line import BATCH_SIZES, LARGEST_SEED, MOST_EPOCHS, Line, News, Order, follow
from demo.pad.pad import pad
from siamese.judging.verifier import Verifier
from siamese.lesson.nets import DISTANCE, NETS
from siamese.lesson.train import BATCH_SIZE, EPOCHS

log = logging.getLogger(__name__)

_FOLDER = Path(__file__).parent
FAILED = "The training ended with a fault. Try it again."
MOST_RUNS = 20  # of one page


class Nets(dict[str, keras.Model]):
    """Networks that were trained on a page, by name."""

    @property
    def held(self) -> int:
        """Bytes of memory that they take, nearly."""
        return sum(4 * net.count_params() for net in self.values())


def build_lesson(verifier: Verifier, material: Material | None = None) -> None:
    """Lay out the tab inside the current gr.Blocks."""
    material, line = material or Material(), Line()
    recorded = recorded_curves(material.record)
    runs, nets, halt = gr.State([]), gr.State(Nets()), gr.State(asyncio.Event())
    with gr.Column(elem_id="lesson"):
        place = gr.HTML(html_template=nav(), js_on_load=_read("nav.js"), apply_default_css=False, elem_id="lesson-nav")
        with _step(1):
            another = _button(1)
            pixels = gr.HTML(html_template=_read("pixels.html"), js_on_load=_read("pixels.js"), apply_default_css=False)
        with _step(2):
            with gr.Row(elem_classes="lesson-buttons"):
                others = _button(2)
                hidden = gr.Checkbox(label="Hide the answers", container=False, elem_classes="lesson-check")
            pairs = gr.HTML('<p class="lesson-count">Fetching the pairs…</p>', apply_default_css=False)
        orders = {}
        for number, which in enumerate(NETS, 3):
            with _step(number):
                with gr.Row(elem_classes="lesson-buttons"):
                    orders[_button(number)] = (which, False, False)
                    if which == DISTANCE:
                        wrong = gr.Button("Start it the wrong way round", elem_classes="lesson-button lesson-second")
                        orders[wrong] = (which, True, False)
                gr.HTML(network(which), apply_default_css=False)
        with _step(6):
            with gr.Row(elem_classes="lesson-buttons"):
                orders[_button(6)] = (DISTANCE, False, True)
            gr.HTML(unseen(material.record, verifier), apply_default_css=False)
        with gr.Column(elem_classes="lesson-side"):
            progress = gr.HTML(progress_bar(None), apply_default_css=False, elem_id="lesson-progress")
            with gr.Row(elem_classes="lesson-buttons lesson-running"):
                stop = gr.Button("Stop", elem_classes="lesson-button lesson-second lesson-stop")
                clear = gr.Button("Clear my runs", elem_classes="lesson-button lesson-second lesson-clear")
            plot = gr.HTML(draw_curves(recorded), apply_default_css=False, elem_id="lesson-curves")
            with gr.Accordion("Epochs, batch size, seed", open=False, elem_classes="lesson-options"):
                epochs = gr.Slider(1, MOST_EPOCHS, EPOCHS, step=1, label="Epochs: how often every pair is seen")
                batch = gr.Radio(BATCH_SIZES, value=BATCH_SIZE, label="Batch size: pairs learned from at once")
                # Without bounds of its own: Gradio would refuse what is beyond them without saying so.
                seed = gr.Number(0, precision=0, label=f"Seed of all that is chance, 0 to {LARGEST_SEED:,}")
            gr.HTML(origin(material.record), apply_default_css=False)
        with gr.Column(elem_classes="lesson-own"):
            gr.HTML("<h3>A pair of your own</h3>", apply_default_css=False)
            a = pad(A, label="First symbol", letter="A", colour="blue", hint="Draw a digit")
            b = pad(B, label="Second symbol", letter="B", colour="orange", hint="Draw another")
            with gr.Column(elem_classes="own-judged"):
                with gr.Row(elem_classes="own-moves"):
                    shift = gr.Slider(-8, 8, 0, step=1, label="Move B (pixels of 28)")
                    size = gr.Slider(0.5, 1.5, 1, step=0.05, label="Resize B (1 is as drawn)")
                gr.HTML(f'<p class="lesson-count">{steps.OWN_MOVES}</p>', apply_default_css=False)
                own = gr.HTML(
                    html_template='<div class="own-opinions"><p class="own-empty">Draw A and B: the networks answer '
                    'here.</p></div><p class="sr-only" role="status" data-spoken></p>',
                    js_on_load=_read("own_pair.js"),
                    apply_default_css=False,
                )
        build_challenge(Challenge(material, verifier))

    # The queue is for trainings.
    at_once = {"queue": False, "show_progress": "hidden"}
    place.input(partial(begin, material=material), hidden, [pixels, pairs], api_visibility="private", **at_once)
    another.click(partial(another_picture, material=material), None, pixels, api_name="picture", **at_once)
    gr.on(
        [others.click, hidden.change],
        partial(other_pairs, material=material),
        hidden,
        pairs,
        api_name="pairs",
        **at_once,
    )
    pressed = {button._id: order for button, order in orders.items()}

    async def train_pressed(epochs, batch, seed, runs, nets, halt, event: gr.EventData):
        order = Order(*pressed[event.target._id], epochs, batch, seed)
        async for shown in train(order, runs, nets, halt, material=material, line=line, recorded=recorded):
            yield shown

    training = gr.on(
        [button.click for button in orders],
        train_pressed,
        [epochs, batch, seed, runs, nets, halt],
        [progress, plot, runs, nets],
        # Everybody in line takes a place; the line itself lets one train at a time.
        concurrency_id="training",
        concurrency_limit=None,
        trigger_mode="once",
        show_progress="hidden",
        api_visibility="private",
    )
    stop.click(stop_training, halt, None, queue=False, api_visibility="private")
    clearing = clear.click(partial(cleared, recorded=recorded), None, [progress, plot, runs, nets], queue=False)
    judging = {
        "fn": partial(judge, material=material, verifier=verifier),
        "inputs": [a, b, shift, size, runs, nets],
        "outputs": own,
        "api_visibility": "private",
        **at_once,
    }
    gr.on([a.input, b.input, shift.input, size.input], **judging, trigger_mode="always_last", api_name="own")
    # By the networks that have just been trained, or no longer by those that are gone.
    training.then(**judging)
    clearing.then(**judging)


# ---- handlers ----------------------------------------------------------------------------------------------


def begin(hidden: bool, *, material: Material) -> tuple[str, str]:
    """The first picture and the first pairs, when somebody first looks at the lesson."""
    return another_picture(material=material), other_pairs(hidden, material=material)


def another_picture(*, material: Material) -> str:
    """A picture for the first step."""
    data, _ = material.digits()
    return show_pixels(data, rng=np.random.default_rng())


def other_pairs(hidden: bool, *, material: Material) -> str:
    """Pairs for the second step."""
    data, real = material.digits()
    note = "" if real else f'<p class="lesson-note">{steps.MADE_UP_NOTE}</p>'
    return show_pairs(data, hidden=bool(hidden), rng=np.random.default_rng()) + note


async def train(
    order: Order,
    runs: list[Curve],
    nets: Nets,
    halt: asyncio.Event,
    *,
    material: Material,
    line: Line,
    recorded: list[Curve],
) -> AsyncIterator[tuple]:
    """Train a network until it is done or `halt` is set; the page hears how it goes.

    Yields: the progress and the curves in HTML, the page's own runs and networks.
    """
    shown, mine = runs, nets
    try:
        async for news in follow(order, material, line, halt):
            if news.curve is None:
                yield progress_bar(news), gr.skip(), gr.skip(), gr.skip()
                continue
            begun = news.curve.running or news.curve.run.points
            shown = [*runs, news.curve][-MOST_RUNS:] if begun else runs
            # A network trained on alphabets is no judge of digits.
            mine = nets if order.alphabets else Nets({**nets, order.which: news.net})
            yield progress_bar(news), draw_curves([*recorded, *shown]), shown, mine
    except Exception:
        log.exception("a training failed")
        shown = [replace(curve, running=False) for curve in shown if curve.run.points]
        yield progress_bar(News("failed", FAILED)), draw_curves([*recorded, *shown]), shown, mine


async def stop_training(halt: asyncio.Event) -> None:
    """The training itself says when it has stopped, so that nothing it said before can come later."""
    halt.set()


def cleared(*, recorded: list[Curve]) -> tuple:
    """Back to the recorded runs and the networks as shipped."""
    return progress_bar(None), draw_curves(recorded), [], Nets()


async def judge(
    a: str, b: str, shift: float, size: float, runs: list[Curve], nets: Nets, *, material: Material, verifier: Verifier
) -> str:
    """Judge the pair on the two pads, see `demo.lesson.own_pair`."""

    def work() -> str:
        own = Own(a, b, float(np.clip(shift or 0, -8, 8)), float(np.clip(size or 1, 0.5, 1.5)))
        return judge_own(own, {**material.nets(), **nets}, _figures(runs, nets), material.record, verifier)

    return await asyncio.to_thread(work)


def _figures(runs: list[Curve], nets: dict) -> dict[str, str]:
    """What is known of the networks that were trained on this page."""
    latest = {curve.run.which: curve.run for curve in runs if curve.group == DIGITS}
    figures = {}
    for which in nets:
        run = latest.get(which)
        accuracy = (
            f": {run.points[-1].test_accuracy:.1%} of the test pairs".replace("%", " %") if run and run.points else ""
        )
        figures[which] = f"yours{accuracy}"
    return figures


# ---- parts of the layout ----------------------------------------------------------------------------------


def _read(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")


def _step(number: int) -> gr.Column:
    step = steps.STEPS[number - 1]
    column = gr.Column(elem_classes=["lesson-step", f"lesson-step-{number}"])
    with column:
        gr.HTML(
            f'<h2>{step.sentence}</h2><p class="lesson-try"><b>Try:</b> {step.attempt}</p>',
            apply_default_css=False,
            elem_classes="lesson-words",
        )
    return column


def _button(number: int) -> gr.Button:
    return gr.Button(steps.STEPS[number - 1].button, elem_classes="lesson-button")
