"""The Lesson tab: its layout and its handlers."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import gradio as gr
import keras
import numpy as np

from demo.lesson import steps
from demo.lesson.challenge import Challenge, build_challenge
from demo.lesson.curves import Curve, draw_curves
from demo.lesson.layout import (
    Pictures,
    lay_out_networks,
    lay_out_own_pair,
    lay_out_pictures,
    lay_out_questions,
    lay_out_training,
)
from demo.lesson.one_shot import OneShot
from demo.lesson.opinions import DIGITS, nav, progress_bar, recorded_curves
from demo.lesson.own_pair import Judges, Own, judge_own
from demo.lesson.pictures import show_pairs, show_pixels
from demo.lesson.resources import Material
from demo.lesson.training_line import Line, News, Order, follow
from demo.lesson.watching import new_key, watched_json
from demo.shared.component import component
from siamese.judging.verifier import Verifier
from siamese.lesson.watch import Projection

log = logging.getLogger(__name__)

FAILED = "The training ended with a fault. Try it again."
MOST_RUNS = 20  # of one page


@dataclass(frozen=True, eq=False)
class Trained:
    """A network that was trained on a page, and its map once the training is over."""

    net: keras.Model
    projection: Projection | None


class Nets(dict[str, Trained]):
    """Networks that were trained on a page, by name."""

    @property
    def held(self) -> int:
        """Bytes of memory that they take, nearly."""
        return sum(4 * trained.net.count_params() for trained in self.values())


async def nobody(cookies: Mapping[str, str]) -> bool:
    return False


def build_lesson(
    verifier: Verifier,
    material: Material | None = None,
    leads: Callable[[Mapping[str, str]], Awaitable[bool]] = nobody,
) -> None:
    """Lay out the tab inside the current gr.Blocks.

    leads: whether a browser with these cookies is a teacher's, who trains before the others.
    """
    material, line = material or Material(), Line()
    recorded = recorded_curves(material.record)
    runs, nets, halt = gr.State([]), gr.State(Nets()), gr.State(asyncio.Event())
    with gr.Column(elem_id="lesson"):
        place = component("lesson/nav", nav(), elem_id="lesson-nav")
        pictures = lay_out_pictures()
        orders = lay_out_networks(material.record, verifier, OneShot(material))
        side = lay_out_training(material.record, recorded, material.watched)
        own = lay_out_own_pair()
        build_challenge(Challenge(material, verifier))
        lay_out_questions()

    # The queue is for trainings.
    at_once: dict[str, Any] = {"queue": False, "show_progress": "hidden"}
    _show_pictures(place, pictures, material, at_once)
    pressed = {button._id: order for button, order in orders.items()}

    async def train_pressed(epochs, batch, seed, runs, nets, halt, event: gr.EventData, request: gr.Request):
        assert event.target is not None
        order = Order(*pressed[event.target._id], epochs, batch, seed)
        fixed: dict[str, Any] = {"material": material, "line": line, "recorded": recorded}
        async for shown in train(order, runs, nets, halt, is_teacher=await leads(request.cookies), **fixed):
            yield shown

    training = gr.on(
        [button.click for button in orders],
        train_pressed,
        [side.epochs, side.batch, side.seed, runs, nets, halt],
        [side.progress, side.plot, side.watch, runs, nets],
        # Everybody in line takes a place; the line itself lets one train at a time.
        concurrency_id="training",
        concurrency_limit=None,
        trigger_mode="once",
        show_progress="hidden",
        api_visibility="private",
    )
    side.stop.click(stop_training, halt, None, queue=False, api_visibility="private")
    fresh = [side.progress, side.plot, runs, nets]
    clearing = side.clear.click(partial(cleared, recorded=recorded), None, fresh, queue=False)
    judging = {
        "fn": partial(judge, material=material, verifier=verifier),
        "inputs": [own.a, own.b, own.shift, own.size, runs, nets],
        "outputs": own.opinions,
        "api_visibility": "private",
        **at_once,
    }
    changes = [own.a.input, own.b.input, own.shift.input, own.size.input]
    gr.on(changes, **judging, trigger_mode="always_last", api_name="own")
    # By the networks that have just been trained, or no longer by those that are gone.
    training.then(**judging)
    clearing.then(**judging)


def _show_pictures(place: gr.HTML, pictures: Pictures, material: Material, at_once: dict[str, Any]) -> None:
    another, pixels, others, pairs = pictures
    place.input(partial(begin, material=material), None, [pixels, pairs], api_visibility="private", **at_once)
    another.click(partial(another_picture, material=material), None, pixels, api_name="picture", **at_once)
    others.click(partial(other_pairs, material=material), None, pairs, api_name="pairs", **at_once)


# ---- handlers ----------------------------------------------------------------------------------------------


def begin(*, material: Material) -> tuple[str, str]:
    """The first picture and the first pairs, when somebody first looks at the lesson."""
    return another_picture(material=material), other_pairs(material=material)


def another_picture(*, material: Material) -> str:
    """A picture for the first step."""
    data, _ = material.digits()
    return show_pixels(data, rng=np.random.default_rng())


def other_pairs(*, material: Material) -> str:
    """Pairs for the second step."""
    data, real = material.digits()
    return show_pairs(data, note="" if real else steps.MADE_UP_NOTE, rng=np.random.default_rng())


async def train(
    order: Order,
    runs: list[Curve],
    nets: Nets,
    halt: asyncio.Event,
    *,
    material: Material,
    line: Line,
    recorded: list[Curve],
    is_teacher: bool = False,
) -> AsyncIterator[tuple]:
    """Train a network until it is done or `halt` is set; the page hears how it goes.

    Yields: the progress and the curves in HTML, what is seen of the network, the page's own runs and networks.
    """
    shown, mine, key = runs, nets, new_key()
    try:
        async for news in follow(order, material, line, halt, is_teacher=is_teacher):
            if news.curve is None:
                yield progress_bar(news), gr.skip(), gr.skip(), gr.skip(), gr.skip()
                continue
            begun = news.curve.running or news.curve.run.points
            shown = [*runs, news.curve][-MOST_RUNS:] if begun else runs
            # A network trained on alphabets is no judge of digits.
            if news.net is not None and not order.alphabets:
                projection = news.watched.projection if news.watched and not news.curve.running else None
                mine = Nets({**nets, order.which: Trained(news.net, projection)})
            seen = gr.skip() if news.watched is None else watched_json(key, news.curve, news.watched)
            yield progress_bar(news), draw_curves([*recorded, *shown]), seen, shown, mine
    except Exception:
        log.exception("a training failed")
        shown = [replace(curve, running=False) for curve in shown if curve.run.points]
        yield progress_bar(News("failed", FAILED)), draw_curves([*recorded, *shown]), gr.skip(), shown, mine


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
        mine = {which: trained.net for which, trained in nets.items()}
        maps = {**material.maps(), **{which: trained.projection for which, trained in nets.items()}}
        judges = Judges({**material.nets(), **mine}, _figures(runs, nets), maps)
        return judge_own(own, judges, material.record, verifier)

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
