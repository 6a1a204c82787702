"""How long a verdict takes while a network of the lesson is trained on the same computer, against none being trained.

    python -m tests.bench.lesson_beside

Asks the Compare tab's handler about ever new drawings, as visitors' pens do, first alone, then while net three is
trained as the Lesson tab does it, in turn several times; the network of this copy (`weights/`), no web server between.
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
from demo.pad.looker import Looker
from siamese.data.made_up import draw_glyph, make_alphabet
from siamese.ink.strokes import dump_strokes
from siamese.judging.verifier import Verifier
from siamese.lesson.nets import DISTANCE

GOAL = 3  # times as long, at most


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
    asyncio.run(measure(options.seconds, options.every, options.rounds))


if __name__ == "__main__":
    main()
