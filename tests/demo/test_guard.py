"""The guard round a small app that answers with the size of what it was sent."""

import asyncio
import logging

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from demo import guard
from demo.guard import FAILED, HEADERS, LARGE, Guard, _Gone, _TooLarge

OWN = "http://192.168.1.5:7860"
ASK = "/gradio_api/run/compare"


async def app(scope, receive, send):
    body = await Request(scope, receive).body()
    await PlainTextResponse(f"{len(body)} bytes")(scope, receive, send)


async def failing(scope, receive, send):
    raise ValueError("strokes 417 403")


@pytest.fixture
def client():
    return TestClient(Guard(app, megabytes=2, uploads=1), base_url=OWN)


def ask(app, receive, *, headers=(), path=ASK) -> list[dict]:
    """What an app sends for a POST."""
    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "headers": list(headers), "query_string": b""}
    asyncio.run(app(scope, receive, send))
    return sent


def pieces(*messages):
    """A `receive` that gives messages, one after the other."""
    waiting = list(messages)

    async def receive():
        return waiting.pop(0)

    return receive


def test_a_body_comes_through_whole(client):
    assert client.post(ASK, content=b"x" * 999).text == "999 bytes"
    assert client.post(ASK, content=b"x" * 2_000_000).text == "2000000 bytes"


def test_a_body_in_pieces_without_a_length_comes_through_whole(client):
    assert client.post(ASK, content=(b"x" * 1000 for _ in range(1500))).text == "1500000 bytes"


@pytest.mark.parametrize("length", [b"2000001", b"60000000", b"9" * 5000])
def test_a_body_that_is_too_large_is_refused_unread(length):
    async def receive():
        raise AssertionError("the body was read")

    start, body = ask(Guard(app, megabytes=2, uploads=1), receive, headers=[(b"content-length", length)])
    assert start["status"] == 413
    assert body["body"] == b"This is more than 2 MB, more than is taken here. Send a smaller file.\n"


@pytest.mark.parametrize("headers", [[], [(b"content-length", b"many")], [(b"content-length", b"5")]])
def test_a_body_that_turns_out_too_large_is_read_no_further(headers):
    receive = pieces(
        *[{"type": "http.request", "body": b"x" * 1_000_000, "more_body": True}] * 3
    )  # a fourth: IndexError
    start, _ = ask(Guard(app, megabytes=2, uploads=1), receive, headers=headers)
    assert start["status"] == 413


def test_who_leaves_in_the_middle_reaches_no_handler(caplog):
    caplog.set_level(logging.INFO)
    receive = pieces({"type": "http.request", "body": b"x", "more_body": True}, {"type": "http.disconnect"})
    assert ask(Guard(failing, megabytes=2, uploads=1), receive) == []
    assert [record.message for record in caplog.records] == [f"left POST {ASK!r}"]


def test_a_body_that_never_ends_is_given_up(monkeypatch):
    monkeypatch.setattr(guard, "PATIENCE", 0.01)

    async def receive():
        await asyncio.sleep(0.001)
        return {"type": "http.request", "body": b"x", "more_body": True}

    assert ask(Guard(app, megabytes=2, uploads=1), receive)[0]["status"] == 408


def test_large_bodies_wait_unread_for_one_another():
    order = []

    async def slow(scope, receive, send):
        order.append("handled")
        await asyncio.sleep(0.01)

    def receive_as(name):
        async def receive():
            order.append(name)
            return {"type": "http.request", "body": b"", "more_body": False}

        return receive

    async def both():
        one = Guard(slow, megabytes=2, uploads=1)
        scope = {"type": "http", "method": "POST", "path": ASK, "headers": [(b"content-length", b"%d" % (LARGE + 1))]}
        await asyncio.gather(*(one(dict(scope), receive_as(name), None) for name in ("first", "second")))

    asyncio.run(both())
    assert order == ["first", "handled", "second", "handled"]


def test_what_raises_is_one_sentence_for_the_visitor_and_one_line_for_the_log(caplog):
    from demo.serving import OneLine

    answer = TestClient(Guard(failing, megabytes=2, uploads=1), base_url=OWN).post(ASK)
    assert (answer.status_code, answer.text) == (500, FAILED + "\n")
    (record,) = caplog.records
    line = OneLine("%(message)s").format(record)
    assert "failed POST" in line and "ValueError at test_guard.py" in line
    assert "\n" not in line and "417" not in line  # what an exception says may be a drawing


FOREIGN = [
    {"origin": "http://evil.example"},
    {"origin": "https://192.168.1.5.evil.example"},
    {"origin": "http://192.168.1.5:8000"},  # another program on the same computer
    {"origin": "null"},
    {"origin": "http://[broken"},
    {"origin": "http://evil.example", "x-forwarded-host": "evil.example"},
    {"origin": "http://evil.example", "sec-fetch-site": "cross-site"},
    {"origin": "http://evil.example", "sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_another_site_is_refused_on_an_address_of_the_local_network(client, headers):
    assert client.post(ASK, headers=headers, content=b"x").status_code == 403


WELCOME = [
    {},  # a program
    {"origin": OWN},
    {"origin": "https://user-space.hf.space", "host": "user-space.hf.space"},
    {"origin": "https://school.example", "host": "127.0.0.1:7860", "sec-fetch-site": "same-origin"},  # a proxy
    {"origin": "http://school.example:8080", "host": "school.example"},  # a proxy that drops the port
]


@pytest.mark.parametrize("headers", WELCOME, ids=str)
def test_the_page_itself_and_programs_are_welcome(client, headers):
    assert client.post(ASK, headers=headers, content=b"x").text == "1 bytes"


def test_another_site_may_link_here_but_not_read(client):
    assert client.get("/", headers={"sec-fetch-site": "cross-site"}).status_code == 200
    assert client.get("/config", headers={"origin": "http://evil.example"}).status_code == 403


def test_healthz_asks_nothing_of_the_app():
    answer = TestClient(Guard(failing, megabytes=2, uploads=1)).get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


@pytest.mark.parametrize("path", ["/", "/gradio_api/upload", ASK, "/healthz"])
def test_every_answer_carries_the_headers(client, path):
    answer = client.get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_the_page_travels_compressed_as_the_browser_can_read_it():
    async def page(scope, receive, send):
        await PlainTextResponse("same or different " * 1000)(scope, receive, send)

    client = TestClient(Guard(page, megabytes=2, uploads=1))
    for accepted, came in (("br, gzip", "br"), ("gzip", "gzip"), ("identity", None)):
        with client.stream("GET", "/", headers={"accept-encoding": accepted}) as answer:
            assert answer.headers.get("content-encoding") == came
            assert (len(b"".join(answer.iter_raw())) < 1000) == (came is not None)


def test_files_are_read_once_for_each_encoding_and_parts_of_them_are_not_kept():
    asked = []

    async def file(scope, receive, send):
        asked.append(scope["path"])
        await PlainTextResponse(f"{len(asked)}", 200 if "a.js" in scope["path"] else 404)(scope, receive, send)

    client = TestClient(Guard(file, megabytes=2, uploads=1))
    plain = {"accept-encoding": "identity"}
    assert [client.get("/assets/a.js", headers=plain).text for _ in range(3)] == ["1", "1", "1"]
    assert client.get("/assets/a.js", headers={"accept-encoding": "br"}).text == "2"
    assert client.get("/assets/a.js", headers={**plain, "range": "bytes=0-1"}).text == "3"
    assert [client.get("/assets/b.css", headers=plain).text for _ in range(2)] == ["4", "5"]  # what is missing may come
    assert client.get("/assets/a.js", headers=plain).headers["x-content-type-options"] == "nosniff"


def test_reading_a_body_says_how_it_ended():
    with pytest.raises(_Gone):
        asyncio.run(guard.read_body(pieces({"type": "http.disconnect"}), 5))
    with pytest.raises(_TooLarge):
        asyncio.run(guard.read_body(pieces({"type": "http.request", "body": b"123456"}), 5))
