"""Training while the class watches: one at a time on this computer, the others wait in line and see their place."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, replace

import keras

from demo.lesson.curves import Curve
from demo.lesson.resources import Material
from demo.lesson.steps import name_of
from siamese.lesson.data import LessonData
from siamese.lesson.judge import spread
from siamese.lesson.nets import DISTANCE, UNITS, build_net
from siamese.lesson.record import Run
from siamese.lesson.train import EARLY, Progress, train
from siamese.lesson.watch import Watch, Watched

MOST_EPOCHS, BATCH_SIZES, LARGEST_SEED = 20, (16, 64, 512), 9999
SHOW_EVERY = 0.25  # seconds between two pictures of the curves
LOOK_EVERY = 0.3  # seconds between two looks at the line
# Seconds between two times that somebody is told the same place: whoever left the page is noticed then.
TELL_EVERY = 5
LONGEST_LINE = 40
FULL = "So many wait to train on this computer that the line is closed. See the recorded runs, or try again later."


@dataclass(frozen=True, eq=False)
class Ticket:
    """A place in line."""

    is_teacher: bool


class Line:
    """Who waits for their training; the first in line trains."""

    def __init__(self):
        self._tickets: list[Ticket] = []

    @contextmanager
    def stand(self, *, is_teacher: bool = False) -> Iterator[Ticket]:
        """Stand in line, a teacher before all who are none and do not train yet; leave it at the end."""
        ticket = Ticket(is_teacher)
        # A teacher comes behind whoever trains, and the teachers who came before.
        before = 1 + sum(other.is_teacher for other in self._tickets[1:]) if is_teacher else len(self._tickets)
        self._tickets.insert(before, ticket)
        try:
            yield ticket
        finally:
            self._tickets.remove(ticket)

    def place(self, ticket: Ticket) -> int:
        """How many are before this one."""
        return self._tickets.index(ticket)

    def __len__(self) -> int:
        return len(self._tickets)


@dataclass(frozen=True)
class Order:
    """A training that somebody asked for.

    alphabets: on Omniglot instead of digits.
    """

    which: str
    wrong_way_round: bool
    alphabets: bool
    epochs: int
    batch_size: int
    seed: int

    def limited(self) -> "Order":
        """With what a page sends brought within what the page offers."""
        return replace(
            self,
            epochs=min(max(int(self.epochs or 1), 1), MOST_EPOCHS),
            batch_size=self.batch_size if self.batch_size in BATCH_SIZES else BATCH_SIZES[-1],
        )

    def __str__(self) -> str:
        return name_of(self.which, wrong_way_round=self.wrong_way_round, alphabets=self.alphabets)


@dataclass(frozen=True)
class News:
    """What a watcher hears of a training.

    state: "waiting", "running", "done" or "failed".
    watched: what is seen of the network: while it is trained with the snapshots since the news before, then with all.
    """

    state: str
    words: str
    share: float = 0.0
    curve: Curve | None = None
    net: keras.Model | None = None
    watched: Watched | None = None


STOPPED = News("done", "Stopped.")


async def follow(
    order: Order, material: Material, line: Line, halt: asyncio.Event, *, is_teacher: bool = False
) -> AsyncIterator[News]:
    """Wait in line, train, and tell how it goes. `halt` ends the training at its next point; so does closing this."""
    order = order.limited()
    halt.clear()
    if order.seed not in range(LARGEST_SEED + 1):
        given = "None" if order.seed is None else f"{order.seed:g}"
        yield News(
            "failed", f"A seed is a whole number from 0 to {LARGEST_SEED:,}. {given} was given: nothing is trained."
        )
        return
    if len(line) >= LONGEST_LINE:
        yield News("failed", FULL)
        return
    with line.stand(is_teacher=is_teacher) as ticket:
        told, when = 0, 0.0
        while (before := line.place(ticket)) and not halt.is_set():
            if before != told or time.monotonic() - when >= TELL_EVERY:
                told, when = before, time.monotonic()
                yield News("waiting", f"Somebody else is training on this computer. Your place in line: {before}.")
            await asyncio.sleep(LOOK_EVERY)
        yield News("running", "Fetching the pairs…")
        fetching = asyncio.ensure_future(asyncio.to_thread(_fetch, order, material))
        while not fetching.done() and not halt.is_set():
            await asyncio.wait({fetching}, timeout=LOOK_EVERY)
        if halt.is_set():
            yield STOPPED
            return
        if (data := fetching.result()) is None:
            yield News("failed", "Omniglot is not on this computer and could not be downloaded. See the recorded run.")
            return
        async with aclosing(_train(order, data, halt)) as training:
            async for news in training:
                yield news


async def _train(order: Order, data: LessonData, halt: asyncio.Event) -> AsyncGenerator[News]:
    """Train, and look at the network from time to time."""
    run = Run(order.which, data.name, order.epochs, order.batch_size, order.seed, (), order.wrong_way_round)
    curve = Curve(run, "alphabets" if order.alphabets else "digits", running=True)
    training = await asyncio.to_thread(Training, order, data)
    told, shown = 1, 0.0
    first = replace(training.watch.watched, snapshots=tuple(training.snapshots))
    yield News("running", f"Beginning: {len(data.train):,} pairs.", 0.0, curve, training.net, first)
    while not halt.is_set() and (point := await asyncio.to_thread(training.go_on, shown)):
        curve = replace(curve, run=replace(curve.run, points=(*curve.run.points, point)))
        if time.monotonic() - shown < SHOW_EVERY:
            continue
        shown, fresh = time.monotonic(), replace(first, snapshots=tuple(training.snapshots[told:]))
        told = len(training.snapshots)
        yield News("running", _words(point, order), point.step / point.steps, curve, training.net, fresh)
    curve, watched = replace(curve, running=False), await asyncio.to_thread(training.finish)
    if halt.is_set():
        yield replace(STOPPED, curve=curve, net=training.net, watched=watched)
        return
    last = curve.run.points[-1]
    words = f"{order}: done in {last.seconds:.0f} s, {100 * last.test_accuracy:.1f} % of the test pairs."
    if order.which == DISTANCE:
        distance, units = await asyncio.to_thread(spread, training.net, data.test_images, data.test)
        words += f" They are {distance:.2f} apart on average; {units} of the tower’s {UNITS} units answer."
    yield News("done", words, 1.0, curve, training.net, watched)


class Training:
    """A network on its way, and what was seen of it."""

    def __init__(self, order: Order, data: LessonData):
        self.net = build_net(order.which, seed=order.seed, wrong_way_round=order.wrong_way_round)
        self.watch = Watch(self.net, data)
        self.snapshots = [self.watch.take(0)]
        self._points = train(self.net, data, epochs=order.epochs, batch_size=order.batch_size, seed=order.seed)
        self._epoch = 0.0

    def go_on(self, shown: float) -> Progress | None:
        """Train until the next point of the curve, and look where somebody will see it; `shown` is when last."""
        if point := next(self._points, None):
            self._epoch = point.epoch
            if point.step in EARLY or time.monotonic() - shown >= SHOW_EVERY:
                self.snapshots.append(self.watch.take(point.epoch))
        return point

    def finish(self) -> Watched:
        """All that was seen, the end as well."""
        return self.watch.finish((*self.snapshots, self.watch.take(self._epoch)))


def _fetch(order: Order, material: Material):
    """The pairs to train on, or None where there are none."""
    return material.alphabets() if order.alphabets else material.digits(again=True)[0]


def _words(point: Progress, order: Order) -> str:
    # The first steps wait for what is made once, and say nothing of the others.
    left = f"about {point.seconds_left:.0f} s left" if point.seconds_left >= 1 else "nearly done"
    left = left if point.step > EARLY[-1] else "just begun"
    return f"{order}: epoch {min(int(point.epoch) + 1, order.epochs)} of {order.epochs}, {left}."
