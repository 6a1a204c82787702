"""Memory after many visits: each opens the page's data, draws, registers a symbol, and leaves.

python -m tests.bench.memory
"""

import asyncio
import json
import uuid

import numpy as np

from tests.bench.apps import App, served
from tests.bench.http_client import Client
from tests.bench.load import API, enter
from tests.bench.report import parser, show

EARLY = 100  # visits, after which memory is looked at first
STROKES = 3


async def visit(address: str, rng: np.random.Generator) -> None:
    (visitor,) = await enter(address, 1, drawn=False, rng=rng)
    for _ in range(STROKES):
        visitor.draw()
        await visitor.ask()
    await register(visitor.client, visitor.papers)
    await visitor.client.close()


async def register(client: Client, papers: dict) -> None:
    """Teach one symbol in the One-shot tab. Raises ValueError if it is not kept."""
    session = uuid.uuid4().hex[:11]
    drawn = json.dumps({"n": 1, "strokes": next(iter(papers.values()))})
    request = {"n": 1, "do": "add", "name": "leaf", "drawn": drawn, "kept": ""}
    body = {"data": [json.dumps(request), drawn, '{"n":0,"strokes":[]}', None], "session_hash": session}
    status, answer = await client.post(f"{API}/run/symbols", body)
    if status != 200:
        raise ValueError(f"status {status}: {answer[:200]}")
    if not json.loads(json.loads(answer)["data"][1])["classes"]:
        raise ValueError(f"nothing was registered: {answer[:300]}")


async def visits(app: App, n: int, at_once: int, rng: np.random.Generator) -> None:
    for _ in range(n // at_once):
        await asyncio.gather(*(visit(app.address, child) for child in rng.spawn(at_once)))


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--visits", type=int, default=2000)
    chosen = options.parse_args()
    rng = np.random.default_rng(0)
    with served("ours") as app:
        begun = app.memory
        asyncio.run(visits(app, EARLY, 10, rng))
        early = app.memory
        asyncio.run(visits(app, chosen.visits - EARLY, 10, rng))
        late = app.memory
    found = {
        "served_mb": round(begun),
        f"after_{EARLY}_mb": round(early),
        f"after_{chosen.visits}_mb": round(late),
        "growth_mb": round(late - early),
    }
    show(found, as_json=chosen.json)


if __name__ == "__main__":
    main()
