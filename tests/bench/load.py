"""A class of 100 draws at once: each a new stroke every second, beside the same app with Gradio's default queue.

    python -m tests.bench.load

Plain HTTP on the loopback, what the page sends and nothing else, the network as it is shipped. As on the page, a
visitor whose answer is still out waits with the next stroke, and then sends the newest; the time runs from when that
stroke was drawn until its answer is there. One app at a time, the other is not running. Last: how many verdicts in a
second there are when nobody pauses. `processor_ms` is what an answer costs the server, on all cores together.
"""

import asyncio
import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from demo.compare.tab import A, B
from tests.bench.apps import App, served
from tests.bench.http_client import Client
from tests.bench.report import parser, show, spread
from tests.browser.oneshot_page import starter

API = "/gradio_api"


@dataclass
class Tally:
    """What came of the strokes. seconds: of each answer."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Visitor:
    """Draws on the Compare tab, over HTTP."""

    def __init__(self, address: str, event: dict, drawings: list, rng: np.random.Generator):
        self.client, self.event, self.drawings, self.rng = Client(address), event, drawings, rng
        self.session = uuid.uuid4().hex[:11]
        self.n = 0
        self.papers = {A: [], B: []}
        self.left: list[list[int]] = []
        self.start_over()

    def start_over(self) -> None:
        """A new drawing on the first paper."""
        self.papers[A] = self._drawing()

    def _drawing(self) -> list[list[int]]:
        """A drawing that nobody else makes: no answer can be one that was given before."""
        strokes = self.drawings[self.rng.integers(len(self.drawings))]
        matrix = np.eye(2) + self.rng.normal(0, 0.06, (2, 2))
        moved = [((s - 0.5) @ matrix + 0.5 + self.rng.normal(0, 0.003, s.shape)) * 900 for s in strokes]
        return [np.clip(np.rint(s), 0, 1000).astype(int).ravel().tolist() for s in moved]

    def draw(self) -> None:
        """Add a stroke to the second paper, on a new one where the drawing is finished."""
        if not self.left:
            self.left, self.papers[B] = self._drawing(), []
        self.papers[B] = [*self.papers[B], self.left.pop(0)]
        self.n += 1

    async def ask(self) -> None:
        """Have the papers judged. Raises ValueError if what comes is no verdict on just these."""
        dump = lambda strokes: json.dumps({"n": self.n, "strokes": strokes}, separators=(",", ":"))  # noqa: E731
        untouched = [""] * (len(self.event["inputs"]) - 2)  # the ruler and what else there is
        data = [dump(self.papers[A]), dump(self.papers[B]), *untouched]
        body = {"data": data, "fn_index": self.event["id"], "session_hash": self.session, "event_data": None}
        output = await (self._queued(body) if self.event["queue"] else self._direct(body))
        answer = json.loads(output["data"][0])
        if answer["pads"][B]["n"] != self.n or answer["verdict"] is None:
            raise ValueError(f"no verdict on input {self.n}: {str(answer)[:200]}")

    async def _direct(self, body: dict) -> dict:
        status, answer = await self.client.post(f"{API}/run/{self.event['api_name']}", body)
        if status != 200:
            raise ValueError(f"status {status}: {answer[:200]}")
        return json.loads(answer)

    async def _queued(self, body: dict) -> dict:
        status, answer = await self.client.post(f"{API}/queue/join?__theme=light", body)
        if status != 200:
            raise ValueError(f"status {status}: {answer[:200]}")
        event, output = json.loads(answer)["event_id"], None
        async for message in self.client.events(f"{API}/queue/data?session_hash={self.session}"):
            if message["msg"] == "process_completed" and message["event_id"] == event:
                if not message["success"]:
                    raise ValueError(str(message)[:200])
                output = message["output"]
                break
        if output is None:
            raise ValueError("the stream ended before the answer")
        return output


async def draw_each_second(visitor: Visitor, start: float, end: float, tally: Tally) -> None:
    """A stroke at `start`, `start` + 1, …"""
    due = start
    while due < end:
        await asyncio.sleep(due - time.perf_counter())
        visitor.draw()
        while due + 1 <= time.perf_counter():  # drawn while an answer was out
            due += 1
            visitor.draw()
        await _judged(visitor, due, tally)
        due += 1


async def draw_without_pause(visitor: Visitor, start: float, end: float, tally: Tally) -> None:
    await asyncio.sleep(start - time.perf_counter())
    while time.perf_counter() < end:
        visitor.draw()
        await _judged(visitor, time.perf_counter(), tally)


async def _judged(visitor: Visitor, drawn_at: float, tally: Tally) -> None:
    try:
        await asyncio.wait_for(visitor.ask(), 60)
        tally.seconds.append(time.perf_counter() - drawn_at)
    except Exception as error:
        tally.errors.append(f"{type(error).__name__}: {error}")
        await visitor.client.close()


async def enter(
    address: str,
    clients: int,
    *,
    drawn: bool = True,
    auth: str | None = None,
    rng: np.random.Generator | None = None,
) -> list[Visitor]:
    """Visitors who have opened the page; `drawn`: and drawn their first stroke, so that the server knows them.

    auth: user:password that each of them gives first.
    """
    probe = Client(address)
    if auth:
        await probe.log_in(auth)
    _, config = await probe.get("/config")
    await probe.close()
    event = next(e for e in json.loads(config)["dependencies"] if e["api_name"] == "compare")
    drawings = [*starter("alphabet").values(), *starter("digits").values()]
    rngs = (rng or np.random.default_rng()).spawn(clients)
    visitors = [Visitor(address, event, drawings, child) for child in rngs]
    for visitor in visitors if auth else ():
        await visitor.client.log_in(auth)
    for visitor in visitors if drawn else ():
        visitor.draw()
        await visitor.ask()
    return visitors


async def visit(visitors: list[Visitor], how: Callable, seconds: float) -> Tally:
    """Let the visitors draw for a while."""
    tally, now = Tally(), time.perf_counter() + 0.5
    # People do not draw in step: their strokes are spread over the second.
    starts = now + np.random.default_rng().random(len(visitors)) * (how is draw_each_second)
    await asyncio.gather(*(how(v, s, now + seconds, tally) for v, s in zip(visitors, starts, strict=True)))
    return tally


async def measure(app: App, *, clients: int, seconds: float, saturated: float) -> dict:
    """A row of the table."""
    visitors = await enter(app.address, clients)
    used = app.processor_time
    tally = await visit(visitors, draw_each_second, seconds)
    row = {**spread(tally.seconds), "answers": len(tally.seconds), "errors": len(tally.errors)}
    row["processor_ms"] = round(1000 * (app.processor_time - used) / max(len(tally.seconds), 1), 1)
    errors = list(tally.errors)
    if saturated:
        begun = time.perf_counter()
        tally = await visit(visitors, draw_without_pause, saturated)
        row["saturated_per_s"] = round(len(tally.seconds) / (time.perf_counter() - begun - 0.5), 1)
        row["saturated_errors"] = len(tally.errors)
        errors += tally.errors
    if errors:
        row["first_error"] = errors[0]
    await asyncio.gather(*(visitor.client.close() for visitor in visitors))
    return row


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--clients", type=int, default=100)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--saturated", type=float, default=15, help="seconds without pauses, %(default)s by default")
    options.add_argument("--only", choices=("ours", "queued"))
    chosen = options.parse_args()
    apps = [chosen.only] if chosen.only else ["ours", "queued"]
    amount = {"clients": chosen.clients, "seconds": chosen.seconds, "saturated": chosen.saturated}
    found = {}
    for name in apps:
        with served(name) as app:
            found[name] = asyncio.run(measure(app, **amount))
    if len(found) == 2:
        found["p95_ratio"] = round(found["queued"]["p95_ms"] / found["ours"]["p95_ms"], 1)
    show(found, as_json=chosen.json)


if __name__ == "__main__":
    main()
