"""The parts of the Lesson tab as they stand on the page; what they do is for `demo.lesson.tab`."""

from collections.abc import Callable
from typing import NamedTuple

import gradio as gr

from demo.lesson import steps
from demo.lesson.curves import Curve, draw_curves
from demo.lesson.glossary import explain, glossary
from demo.lesson.one_shot import OneShot, build_one_shot
from demo.lesson.opinions import network, origin, progress_bar, unseen
from demo.lesson.own_pair import A, B
from demo.lesson.teaching import NOTEBOOK_ADDRESS, PAGE_ADDRESS
from demo.lesson.training_line import BATCH_SIZES, LARGEST_SEED, MOST_EPOCHS
from demo.lesson.watching import build_watch
from demo.pad.pad import pad
from demo.shared.component import component
from siamese.judging.verifier import Verifier
from siamese.lesson.nets import DISTANCE, NETS, SHARED
from siamese.lesson.record import Record
from siamese.lesson.train import BATCH_SIZE, EPOCHS
from siamese.lesson.watch import Watched


class Pictures(NamedTuple):
    """The first two steps: one picture, and pairs."""

    another: gr.Button
    pixels: gr.HTML
    others: gr.Button
    pairs: gr.HTML


def lay_out_pictures() -> Pictures:
    with _step(1):
        another = _button(1)
        pixels = component("lesson/pixels", elem_classes="lesson-show")
    with _step(2):
        others = _button(2)
        pairs = component("lesson/pairs", elem_classes="lesson-show")
    return Pictures(another, pixels, others, pairs)


def lay_out_networks(record: Record, verifier: Verifier, one_shot: OneShot) -> dict[gr.Button, tuple[str, bool, bool]]:
    """The steps with a network each.

    Returns:
        each button with what it has trained: which network, whether the wrong way round, whether on alphabets.
    """
    orders = {}
    for number, which in enumerate(NETS, 3):
        with _step(number):
            with gr.Row(elem_classes="lesson-buttons"):
                orders[_button(number)] = (which, False, False)
                if which == DISTANCE:
                    wrong = gr.Button("Start it the wrong way round", elem_classes="lesson-button lesson-second")
                    orders[wrong] = (which, True, False)
            if which == SHARED:
                component("lesson/sums", elem_classes="lesson-show")
            gr.HTML(network(which), apply_default_css=False, elem_classes="" if which == SHARED else "lesson-show")
    with _step(6):
        build_one_shot(one_shot, steps.STEPS[5].button)
    with _step(7):
        with gr.Row(elem_classes="lesson-buttons"):
            orders[_button(7)] = (DISTANCE, False, True)
        gr.HTML(unseen(record, verifier), apply_default_css=False)
    return orders


class Training(NamedTuple):
    """Beside the steps: how a training goes, and with what it begins."""

    watch: gr.HTML
    progress: gr.HTML
    stop: gr.Button
    clear: gr.Button
    plot: gr.HTML
    epochs: gr.Slider
    batch: gr.Radio
    seed: gr.Number


def lay_out_training(record: Record, recorded: list[Curve], load: Callable[[], list[Watched]]) -> Training:
    with gr.Column(elem_classes="lesson-side"):
        progress = gr.HTML(progress_bar(None), apply_default_css=False, elem_id="lesson-progress")
        with gr.Row(elem_classes="lesson-buttons lesson-running"):
            stop = gr.Button("Stop", elem_classes="lesson-button lesson-second lesson-stop")
            clear = gr.Button("Clear my runs", elem_classes="lesson-button lesson-second lesson-clear")
        watch = build_watch(recorded, load)
        plot = gr.HTML(draw_curves(recorded), apply_default_css=False, elem_id="lesson-curves")
        with gr.Accordion("Epochs, batch size, seed", open=False, elem_classes="lesson-options"):
            epochs = gr.Slider(1, MOST_EPOCHS, EPOCHS, step=1, label="Epochs: how often every pair is seen")
            batch = gr.Radio(BATCH_SIZES, value=BATCH_SIZE, label="Batch size: pairs learned from at once")
            # Without bounds of its own: Gradio would refuse what is beyond them without saying so.
            seed = gr.Number(0, precision=0, label=f"Seed of all that is chance, 0 to {LARGEST_SEED:,}")
        gr.HTML(origin(record), apply_default_css=False)
    return Training(watch, progress, stop, clear, plot, epochs, batch, seed)


class OwnPair(NamedTuple):
    """A visitor's own pair, what is done to its second drawing, and what the networks say of it."""

    a: gr.HTML
    b: gr.HTML
    shift: gr.Slider
    size: gr.Slider
    opinions: gr.HTML


def lay_out_own_pair() -> OwnPair:
    with gr.Column(elem_classes="lesson-own"):
        gr.HTML(
            '<h3 class="own-pair">A pair of your own</h3><h3 class="own-sign">A sign of your own: keep one, ask of the '
            "other</h3>",
            apply_default_css=False,
        )
        a = pad(A, label="First symbol", letter="A", colour="blue", hint="Draw a digit")
        b = pad(B, label="Second symbol", letter="B", colour="orange", hint="Draw another")
        with gr.Column(elem_classes="own-judged"):
            with gr.Row(elem_classes="own-moves"):
                shift = gr.Slider(-8, 8, 0, step=1, label="Move B (pixels of 28)")
                size = gr.Slider(0.5, 1.5, 1, step=0.05, label="Resize B (1 is as drawn)")
            gr.HTML(f'<p class="lesson-count">{steps.OWN_MOVES}</p>', apply_default_css=False, elem_classes="own-moved")
            opinions = component(
                "lesson/own_pair",
                '<div class="own-opinions"><p class="own-empty">Draw A and B: the networks answer '
                'here.</p></div><p class="sr-only" role="status" data-spoken></p>',
                pads=[A, B],
            )
    return OwnPair(a, b, shift, size, opinions)


def lay_out_questions() -> None:
    """A question for each step, and all words."""
    questions = [{"question": explain(step.question), "answer": explain(step.answer)} for step in steps.STEPS]
    component("lesson/question", elem_id="lesson-question", questions=questions)
    links = (
        f'<p class="lesson-links">For teachers: <a href="{PAGE_ADDRESS}" target="_blank">what to say, to ask and to '
        f'expect</a>. To go on by yourself: <a href="{NOTEBOOK_ADDRESS}" download>the lesson as a notebook in Python'
        "</a>.</p>"
    )
    gr.HTML(links + glossary(), apply_default_css=False, elem_id="lesson-words")


def _step(number: int) -> gr.Column:
    step = steps.STEPS[number - 1]
    column = gr.Column(elem_classes=["lesson-step", f"lesson-step-{number}"])
    with column:
        gr.HTML(
            f"<h2>{explain(step.sentence)}</h2><p>{explain(step.words)}</p>"
            f'<p class="lesson-try"><b>Try:</b> {explain(step.attempt)}</p>',
            apply_default_css=False,
            elem_classes="lesson-words",
        )
    return column


def _button(number: int) -> gr.Button:
    return gr.Button(steps.STEPS[number - 1].button, elem_classes="lesson-button")
