"""The password round a small app that knows one, as Gradio's does."""

import asyncio
import logging
from types import SimpleNamespace

import pytest
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from demo.serving import door
from demo.serving.door import BUDGET, IN_LINE, WRONG, Door, TooMany

FREE = BUDGET // WRONG  # wrong ones that are heard at once


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    monkeypatch.setattr(door, "PACE", 0.01)


@pytest.fixture
def entry():
    return Door(SimpleNamespace(auth={"class": "secret"}, tokens={"t1": "class", "t2": "class"}, cookie_id="c"))


def asked(cookie: str) -> Headers:
    return Headers({"cookie": cookie} if cookie else {})


@pytest.mark.parametrize(
    ("cookie", "known"),
    [
        ("access-token-c=t1", True),
        ("a=b; access-token-unsecure-c=t2", True),
        ("access-token-c=; access-token-unsecure-c=t2", True),
        ("access-token-c=t3", False),
        ("access-token-d=t1", False),
        ("", False),
    ],
)
def test_who_has_a_cookie_of_ours_may_come_in(entry, cookie, known):
    assert entry.knows(asked(cookie)) is known


def test_without_a_password_everybody_may():
    assert Door(SimpleNamespace(auth=None, tokens={}, cookie_id="c")).knows(asked(""))


def test_who_leaves_takes_nobody_along(entry):
    sent = []

    async def keep(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "headers": []}
    asyncio.run(entry.log_out(asked("access-token-c=t1"), scope, None, keep))
    assert entry.app.tokens == {"t2": "class"}
    cookies = [value for name, value in sent[0]["headers"] if name == b"set-cookie"]
    assert [cookie.split(b"=")[0] for cookie in cookies] == [b"access-token-c", b"access-token-unsecure-c"]
    assert all(b"Max-Age=0" in cookie for cookie in cookies)
    asyncio.run(entry.log_out(asked(""), scope, None, keep))
    assert entry.app.tokens == {"t2": "class"}


def guess(entry: Door, who: str, password: str, order: list | None = None):
    """An attempt; what comes of it is appended to `order`."""

    async def look(scope, receive, send):
        await PlainTextResponse("", 200 if password == "secret" else 400)(scope, receive, send)

    async def attempt() -> int:
        status = []

        async def keep(message):
            status.append(message.get("status"))

        try:
            await entry.log_in(look, {"type": "http", "client": (who, 1), "headers": []}, None, keep)
        except TooMany:
            status.append(429)
        if order is not None:
            order.append((who, status[0]))
        return status[0]

    return attempt()


def test_some_mistype_and_nobody_waits(entry, monkeypatch):
    monkeypatch.setattr(door, "PACE", 1000)

    async def a_class_comes():
        wrong = [guess(entry, "10.0.0.1", "secert") for _ in range(FREE - 1)]
        return await asyncio.wait_for(
            asyncio.gather(*wrong, *(guess(entry, "10.0.0.1", "secret") for _ in range(19))), 60
        )

    assert asyncio.run(a_class_comes()) == [400] * (FREE - 1) + [200] * 19


def test_who_guesses_has_everybody_wait_but_only_some_of_one_address(entry, caplog):
    async def attack():
        order = []
        first = [guess(entry, f"10.0.1.{n}", "x") for n in range(FREE)]
        assert await asyncio.gather(*first) == [400] * FREE
        crowd = [asyncio.create_task(guess(entry, "10.0.0.1", "x", order)) for _ in range(50)]
        await asyncio.sleep(0)
        assert await guess(entry, "10.0.0.2", "secret", order) == 200
        await asyncio.gather(*crowd)
        return order

    order = asyncio.run(attack())
    heard = 1 + IN_LINE  # one has its turn, the others wait
    assert order.count(("10.0.0.1", 400)) == heard and order.count(("10.0.0.1", 429)) == 50 - heard
    assert order.index(("10.0.0.2", 200)) <= 50
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * (FREE + 1 + IN_LINE)
    assert caplog.records[-1].getMessage() == "wrong password from 10.0.0.1"
    assert not entry._waiting


def test_attempts_beyond_the_budget_are_heard_one_after_the_other(entry, monkeypatch):
    """With a pace that is never over, the first keeps all others out; those who are heard at once are just so many."""
    monkeypatch.setattr(door, "PACE", 1000)

    async def attack():
        attempts = [asyncio.create_task(guess(entry, f"10.0.{n}.1", "x")) for n in range(FREE + 10)]
        while sum(attempt.done() for attempt in attempts) < FREE:
            await asyncio.sleep(0)
        for _ in range(100):
            await asyncio.sleep(0)
        done = sum(attempt.done() for attempt in attempts)
        for attempt in attempts:
            attempt.cancel()
        return done

    assert asyncio.run(attack()) == FREE


def test_a_minute_later_all_is_as_before(entry, monkeypatch):
    async def wait():
        await asyncio.gather(*(guess(entry, "10.0.0.1", "x") for _ in range(FREE)))
        assert entry._is_slow()
        monkeypatch.setattr(door, "MINUTE", -1)
        assert not entry._is_slow()

    asyncio.run(wait())


@pytest.mark.parametrize(("space", "is_framed"), [(None, False), ("user/name", False), (None, True)])
def test_cookies_are_for_no_other_site_unless_that_shows_the_page(space, is_framed, monkeypatch):
    monkeypatch.setattr(door, "get_space", lambda: space)
    entry = Door(SimpleNamespace(auth={"class": "secret"}, tokens={}, cookie_id="c"), is_framed=is_framed)

    async def look(scope, receive, send):
        answer = PlainTextResponse("")
        answer.set_cookie("a", "1", samesite="none", secure=True, httponly=True)
        answer.set_cookie("b", "1", httponly=True)
        await answer(scope, receive, send)

    sent = []

    async def keep(message):
        sent.append(message)

    asyncio.run(entry.log_in(look, {"type": "http", "headers": []}, None, keep))
    cookies = [value for name, value in sent[0]["headers"] if name == b"set-cookie"]
    first = [b"SameSite=none", b"Secure", b"Partitioned"] if space or is_framed else [b"SameSite=lax", b"Secure"]
    assert cookies[0].split(b"; ")[-len(first) :] == first
    assert cookies[1].split(b"; ")[-2:] == [b"Path=/", b"SameSite=lax"]  # over plain HTTP it cannot be sent in a frame
