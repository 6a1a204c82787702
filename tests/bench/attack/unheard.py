"""Trainings that nobody listens to, of a thousand sessions and of one, beside somebody who trains."""

import asyncio
import json
import time
import uuid
from itertools import count

from tests.bench.attack import post, repeat
from tests.bench.http_client import Client
from tests.bench.parts import beside, config

MOST = 1_000
API = "/gradio_api"


def attack(address: str, *, seconds: float) -> str:
    order, numbers = training(address), count()

    def ask() -> str:
        session = uuid.uuid4().hex[:11] if next(numbers) % 2 else "greedy"
        return post(address, f"{API}/queue/join", json.dumps({**order, "session_hash": session}).encode())

    wait = seconds + 30
    return beside(
        lambda: repeat(ask, seconds=seconds, most=MOST),
        lambda: asyncio.run(asyncio.wait_for(train(address, order), wait)),
        "A training",
    )


def training(address: str) -> dict:
    """What the page sends when a button of the lesson is pressed."""
    (event,) = (e for e in config(address)["dependencies"] if e["queue"] and e["types"]["generator"])
    return {"data": [20, 16, 0, None, None, None], "fn_index": event["id"], "trigger_id": event["targets"][0][0]}


async def train(address: str, order: dict) -> float:
    """Seconds until the training of somebody who listens has begun."""
    begun, client, session = time.perf_counter(), Client(address), uuid.uuid4().hex[:11]
    status, answer = await client.post(f"{API}/queue/join", {**order, "session_hash": session})
    if status != 200:
        raise ValueError(f"{status}: {answer[:200]}")
    async for message in client.events(f"{API}/queue/data?session_hash={session}"):
        if "running" in str(message.get("output")):
            return time.perf_counter() - begun
    raise ValueError("it did not begin")
