"""A class draws together, beside the same room as one would build it with Gradio's own timer.

    python -m tests.bench.classroom                          # one room, 100 pupils
    python -m tests.bench.classroom --pupils 300 --rooms 10

Pupils are plain HTTP on the loopback, and ask and send what their page does: a drawing every five seconds each, and now
and then whether something is new. The projector of the first room is a real browser; the time of a drawing runs from
when it is sent until it stands on that page. Twenty visitors compare drawings meanwhile, a stroke a second each, and
did so before the class came in. `processor` is in cores, of the server, with the class and nobody else. The last rows
are the baseline, an event for each drawing and a `gr.Timer` of a second on each page, which only tells how many there
are: as Gradio has them by default, and outside its queue.
"""

import asyncio
import json
import os
import tempfile
import threading
import time
from dataclasses import dataclass, field

import numpy as np

from demo.room.pages import ASKS
from tests.bench.apps import App, served
from tests.bench.http_client import Client
from tests.bench.load import draw_each_second, enter, visit
from tests.bench.report import parser, show, spread
from tests.browser.conftest import open_browser
from tests.browser.oneshot_page import starter

EACH = 5  # seconds between two drawings of one pupil
ACROSS = 20  # visitors who compare meanwhile
ALONE = 30  # seconds with the class and nobody else
# Notes when each drawing first stands on the projector's page, in seconds since 1970.
WATCH = """() => {
  window.arrived = {};
  const note = (node) => {
    if (node.dataset?.id) requestAnimationFrame(() => { window.arrived[node.dataset.id] ??= Date.now() / 1000; });
  };
  new MutationObserver((changes) => changes.forEach(({ addedNodes }) => addedNodes.forEach(note)))
    .observe(document.querySelector(".stage"), { childList: true, subtree: true });
}"""


@dataclass
class Sent:
    """What came of the drawings. at: when each was sent, by its id. answered: seconds until the server took it."""

    at: dict[str, float] = field(default_factory=dict)
    answered: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Drawings:
    """Drawings that nobody has made before."""

    def __init__(self, rng: np.random.Generator):
        self._rng, self._drawings = rng, [*starter("alphabet").values(), *starter("digits").values()]

    def __call__(self) -> list[list[int]]:
        strokes = self._drawings[self._rng.integers(len(self._drawings))]
        matrix = np.eye(2) + self._rng.normal(0, 0.06, (2, 2))
        moved = [((s - 0.5) @ matrix + 0.5 + self._rng.normal(0, 0.003, s.shape)) * 900 for s in strokes]
        return [np.clip(np.rint(s), 0, 1000).astype(int).ravel().tolist() for s in moved]


class Room:
    """A room of ours, and who is in it."""

    def __init__(self, address: str):
        self.address, self.teacher, self.code = address, Client(address), ""
        self.pupils: list[Client] = []

    async def open(self, pupils: int) -> None:
        self.code = (await self._post(self.teacher, "/room", {}))["code"]
        await self.act(do="begin", kind="same", words=["anything"])
        await self.act(do="switch", name="is_open", on=True)
        self.pupils = [Client(self.address) for _ in range(pupils)]
        for pupil in self.pupils:
            await self._post(pupil, f"/room/{self.code}/join", {})

    async def act(self, **what) -> None:
        await self._post(self.teacher, f"/room/{self.code}/act", what)

    async def send(self, pupil: Client, id: str, strokes: list) -> None:
        await self._post(pupil, f"/room/{self.code}/drawings?pupil", {"id": id, "round": 0, "strokes": strokes})

    async def ask(self, pupil: Client, seen: int) -> int:
        status, answer = await pupil.get(f"/room/{self.code}/since/{seen}?pupil")
        return json.loads(answer)["seq"] if status == 200 else seen

    async def look(self, seen: int) -> int:
        """As a projector does whose page nobody measures."""
        status, answer = await self.teacher.get(f"/room/{self.code}/since/{seen}")
        return json.loads(answer)["seq"] if status == 200 else seen

    @staticmethod
    async def _post(client: Client, path: str, body: dict) -> dict:
        status, answer = await client.post(path, body)
        if status != 200:
            raise ValueError(f"{path}: status {status}: {answer[:200]!r}")
        return json.loads(answer)


class TimerRoom(Room):
    """The baselines': one for all."""

    async def open(self, pupils: int) -> None:
        self.pupils = [Client(self.address) for _ in range(pupils)]
        _, config = await self.teacher.get("/config")
        self.events = {event["api_name"]: event for event in json.loads(config)["dependencies"]}

    async def send(self, pupil: Client, id: str, strokes: list) -> None:
        await self._event(pupil, "send", json.dumps({"strokes": strokes}))

    async def ask(self, pupil: Client, seen: int) -> int:
        await self._event(pupil, "poll")
        return seen

    async def look(self, seen: int) -> int:
        return await self.ask(self.teacher, seen)

    async def _event(self, client: Client, name: str, *data: str) -> None:
        session, event = f"{id(client):x}", self.events[name]
        body = {"data": [*data], "session_hash": session, "fn_index": event["id"]}
        if not event["queue"]:
            await self._post(client, f"/gradio_api/run/{name}", body)
            return
        joined = await self._post(client, "/gradio_api/queue/join", body)
        async for message in client.events(f"/gradio_api/queue/data?session_hash={session}"):
            if message["msg"] == "process_completed" and message["event_id"] == joined["event_id"]:
                return
        raise ValueError(f"{name}: the stream ended before the answer")


async def take_part(room: Room, pupil: Client, name: str, start: float, end: float, drawings: Drawings, sent: Sent):
    """Draw every EACH seconds from `start` on."""
    due, n = start, 0
    while due < end:
        await asyncio.sleep(max(0, due - time.time()))
        id = f"{name}n{n:04d}"
        begun = time.time()
        try:
            await room.send(pupil, id, drawings())
            sent.at[id] = begun
            sent.answered.append(time.time() - begun)
        except Exception as error:
            sent.errors.append(f"{type(error).__name__}: {error}"[:200])
        n, due = n + 1, due + EACH


async def follow(ask, every: float, start: float, end: float) -> None:
    seen = 0
    await asyncio.sleep(max(0, start - time.time()))
    while time.time() < end:
        seen = await ask(seen)
        await asyncio.sleep(every)


async def lesson(
    rooms: list[Room], seconds: float, asks: float, watched: Room | None, name: str = "room"
) -> tuple[Sent, Sent]:
    """Everyone takes part for so long: what came of the first room's drawings, and of the others'."""
    rng, first, others = np.random.default_rng(), Sent(), Sent()
    begin, tasks = time.time() + 0.5, []
    for i, room in enumerate(rooms):
        if room is not watched:
            tasks.append(follow(room.look, 0.4 if room.code else 1, begin, begin + seconds))
        for j, pupil in enumerate(room.pupils):
            poller = Client(room.address)
            poller.cookies = pupil.cookies
            start, offset = begin + EACH * rng.random(), asks * rng.random()
            tasks.append(follow(lambda seen, r=room, p=poller: r.ask(p, seen), asks, begin + offset, begin + seconds))
            who = f"{name}{i:02d}pupil{j:03d}"
            tally = others if i else first
            tasks.append(take_part(room, pupil, who, start, begin + seconds, Drawings(rng), tally))
    await asyncio.gather(*tasks)
    return first, others


def in_another_thread(work):
    """What comes of a coroutine function; Playwright's own event loop lives in this thread."""
    results: list = []
    thread = threading.Thread(target=lambda: results.append(asyncio.run(work())))
    thread.start()
    thread.join()
    return results[0]


def row(sent: Sent, used: float) -> dict:
    found = {"sent": len(sent.at), "errors": len(sent.errors), "processor": round(used / ALONE, 3)}
    found |= {f"taken_{name}": value for name, value in spread(sent.answered).items()}
    return found | ({"first_error": sent.errors[0]} if sent.errors else {})


def measure(app: App, pupils: int, n_rooms: int, seconds: float) -> dict:
    """The rows of our app."""
    rooms = [Room(app.address) for _ in range(n_rooms)]

    async def before() -> tuple[list, dict]:
        visitors = await enter(app.address, ACROSS)
        tally = await visit(visitors, draw_each_second, min(seconds, 20))
        await asyncio.gather(*(visitor.client.close() for visitor in visitors))
        for room in rooms:
            await room.open(pupils // n_rooms)
        return spread(tally.seconds)

    idle = asyncio.run(before())
    for room in rooms:
        for client in (room.teacher, *room.pupils):
            client._streams = None  # of an event loop that has ended
    with open_browser() as browser:
        context = browser.new_context(viewport={"width": 1280, "height": 720})
        cookies = [
            {"name": name, "value": value, "url": app.address} for name, value in rooms[0].teacher.cookies.items()
        ]
        context.add_cookies(cookies)
        page = context.new_page()
        page.goto(f"{app.address}room/{rooms[0].code}/screen")
        page.wait_for_selector(".mosaic")
        page.evaluate(WATCH)

        async def during():
            used = app.processor_time
            await lesson(rooms, ALONE, ASKS, rooms[0], "alone")
            used = app.processor_time - used
            visitors = await enter(app.address, ACROSS)
            (sent, others), tally = await asyncio.gather(
                lesson(rooms, seconds, ASKS, rooms[0]), visit(visitors, draw_each_second, seconds)
            )
            return sent, others, spread(tally.seconds), used

        sent, others, beside, used = in_another_thread(during)
        page.wait_for_timeout(2000)
        arrived = page.evaluate("window.arrived")
        drawn = [arrived[id] - at for id, at in sent.at.items() if id in arrived]
    sent.answered += others.answered
    sent.errors += others.errors
    found = row(sent, used)
    found["sent"] = len(sent.at) + len(others.at)
    return {
        "ours": found,
        "on_the_projector": {"sent": len(sent.at), "arrived": len(drawn), **spread(drawn)},
        "compare_idle": idle,
        "compare_beside": {**beside, "ratio_p95": round(beside["p95_ms"] / idle["p95_ms"], 2)},
    }


def measure_timer(app: App, pupils: int) -> dict:
    room = TimerRoom(app.address)

    async def run():
        await room.open(pupils)
        used = app.processor_time
        sent, _ = await lesson([room], ALONE, 1, None)
        return row(sent, app.processor_time - used)

    return asyncio.run(run())


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--pupils", type=int, default=100, help="in all rooms together, %(default)s by default")
    options.add_argument("--rooms", type=int, default=1)
    options.add_argument("--seconds", type=float, default=60)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SIAMESE_STORE"] = f"sqlite:///{folder}/rooms.sqlite"
        with served("ours") as app:
            found = measure(app, chosen.pupils, chosen.rooms, chosen.seconds)
    for name in ("timer", "timer_unqueued"):
        with served(name) as app:
            found[name] = measure_timer(app, chosen.pupils)
        found[f"{name}_ratio"] = round(found["ours"]["processor"] / found[name]["processor"], 2)
    show(found, as_json=chosen.json)


if __name__ == "__main__":
    main()
