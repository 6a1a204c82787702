"""What a training of the lesson costs verdicts, and what being watched costs the training.

    python -m tests.bench.lesson_beside

First it trains with and without the pictures that are made meanwhile, in turn. Then it asks the Compare tab's
handler about ever new drawings, as visitors' pens do, alone and while net three is trained as the Lesson tab does it,
in turn several times; the network of this copy (`weights/`), no web server between.
"""

import argparse
import asyncio
import json
import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np

from demo.compare.tab import Lookers, compare
from demo.lesson.resources import Material
from demo.lesson.training_line import Line, Order, follow
from demo.lesson.watching import watched_json
from demo.pad.looker import Looker
from siamese.data.made_up import draw_glyph, make_alphabet
from siamese.ink.strokes import dump_strokes
from siamese.judging.verifier import Verifier
from siamese.lesson.nets import DISTANCE, build_net
from siamese.lesson.train import train

GOAL, WATCHED = 3, 1.1  # times as long, at most


class Asker:
    """Asks for a verdict, again and again, each time on a drawing that was not there before."""

    def __init__(self):
        self.verifier = Verifier.load()
        self.verifier.warm_up()
        looker = Looker(self.verifier)
        self.lookers = Lookers(looker, looker)
        self.rng = np.random.default_rng(0)
        self.alphabet = make_alphabet(20, rng=self.rng)
        self.n = 0

    async def ask(self, seconds: float, every: float) -> list[float]:
        """Milliseconds that each verdict took."""
        took, end = [], time.perf_counter() + seconds
        while time.perf_counter() < end:
            a, b = self._draw(), self._draw()
            began = time.perf_counter()
            await compare(a, b, verifier=self.verifier, lookers=self.lookers)
            took.append(1000 * (time.perf_counter() - began))
            await asyncio.sleep(every)
        return took

    def _draw(self) -> str:
        self.n += 1
        strokes = draw_glyph(self.alphabet[self.rng.integers(20)], rng=self.rng)
        return json.dumps({"n": self.n, **json.loads(dump_strokes(strokes))}, separators=(",", ":"))


async def measure(seconds: float, every: float, rounds: int) -> None:
    asker, material = Asker(), Material()
    material.digits()
    await asker.ask(2, every)
    idle, busy = [], []
    for _ in range(rounds):
        idle += await asker.ask(seconds, every)
        training = asyncio.create_task(_train(material))
        await asyncio.sleep(2)  # the trace of the first step
        busy += await asker.ask(seconds, every)
        training.cancel()
        await asyncio.sleep(2)
    for name, took in (("idle", idle), ("training", busy)):
        median, late = np.quantile(took, [0.5, 0.95])
        print(f"{name}: median {median:.1f} ms, 95th percentile {late:.1f} ms, of {len(took)} verdicts")
    print(f"p95 {np.quantile(busy, 0.95) / np.quantile(idle, 0.95):.2f} times as long while training (goal {GOAL})")


async def measure_watching(rounds: int, epochs: int = 4) -> None:
    """Processor's time of trainings that the page shows, and of the same trainings by themselves."""
    material = Material()
    data, _ = material.digits()
    order = Order(DISTANCE, False, False, epochs=epochs, batch_size=512, seed=0)

    async def shown() -> None:
        async for news in follow(order, material, Line(), asyncio.Event()):
            if news.curve and news.watched:
                watched_json("key", news.curve, news.watched)

    async def alone() -> None:
        net = build_net(DISTANCE, seed=0)
        points = train(net, data, epochs=epochs, batch_size=512, seed=0)
        while await asyncio.to_thread(next, points, None):
            pass

    took: dict[str, list[float]] = {"shown": [], "alone": []}
    for _ in range(rounds + 1):
        for name, work in (("shown", shown), ("alone", alone)):
            began = time.process_time()
            await work()
            took[name].append(time.process_time() - began)
    with_pictures, without = (float(np.median(seconds[1:])) for seconds in took.values())
    print(f"a training of {epochs} epochs: {with_pictures:.2f} s of processor with pictures, {without:.2f} s without")
    print(f"{with_pictures / without:.3f} times as much (goal {WATCHED})")


async def _train(material: Material) -> None:
    order = Order(DISTANCE, False, False, epochs=20, batch_size=512, seed=0)
    async for _ in follow(order, material, Line(), asyncio.Event()):
        pass


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.lesson_beside", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="of each round")
    parser.add_argument("--every", type=float, default=0.1, help="seconds between an answer and the next question")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    asyncio.run(measure_watching(options.rounds))
    asyncio.run(measure(options.seconds, options.every, options.rounds))


if __name__ == "__main__":
    main()
