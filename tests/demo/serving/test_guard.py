"""The guard round a small app that answers with the size of what it was sent."""

import asyncio
import logging
from collections.abc import Coroutine

import pytest
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from demo.serving import guard
from demo.serving.bodies import CROWDED, EVENT, ROOM, SWIFT, WORD
from demo.serving.guard import FAILED, HEADERS, LARGE, MALFORMED, STRANGE, Guard, _Gone, _TooLarge
from demo.serving.hosts import Hosts

OWN = "http://192.168.1.5:7860"
ASK = "/gradio_api/run/compare"
UPLOAD = "/gradio_api/component_server"


async def app(scope, receive, send):
    body = await Request(scope, receive).body()
    await PlainTextResponse(f"{len(body)} bytes")(scope, receive, send)


async def failing(scope, receive, send):
    raise RuntimeError("strokes 417 403")


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


def piece(size: int, *, more: bool = False) -> dict:
    return {"type": "http.request", "body": b"x" * size, "more_body": more}


def post(app, receive, path=ASK, length=None) -> Coroutine:
    """A POST to an app whose answer nobody reads."""

    async def send(message):
        pass

    headers = [(b"content-length", b"%d" % length)] if length else []
    return app({"type": "http", "method": "POST", "path": path, "headers": headers, "query_string": b""}, receive, send)


def test_large_bodies_are_taken_in_one_after_the_other():
    order = []

    def receive_as(name):
        waiting = [piece(LARGE + 1, more=True), piece(1, more=True), piece(0)]

        async def receive():
            if not waiting:
                return {"type": "http.disconnect"}
            order.append(name)
            await asyncio.sleep(0)
            return waiting.pop(0)

        return receive

    async def both():
        one = Guard(app, megabytes=2, uploads=1)
        await asyncio.gather(*(post(one, receive_as(name)) for name in ("first", "second")))

    asyncio.run(both())
    # Of each one piece comes before it is known to be large.
    assert sorted(order[:2]) == ["first", "second"] and order[2:] == ["first", "first", "second", "second"]


def test_what_is_worked_on_for_long_keeps_no_large_body_from_coming_in():
    handled = []

    async def both():
        second_is_here = asyncio.Event()

        async def wait_for_the_second(scope, receive, send):
            handled.append(scope["path"])
            if len(handled) == 2:
                second_is_here.set()
            await second_is_here.wait()

        one = Guard(wait_for_the_second, megabytes=2, uploads=1)
        large = lambda: pieces(piece(LARGE + 1, more=True), piece(1))  # noqa: E731
        await asyncio.wait_for(asyncio.gather(post(one, large()), post(one, large())), 60)

    asyncio.run(both())
    assert len(handled) == 2


def test_what_was_asked_for_is_no_longer_worked_on_when_the_client_has_left(caplog):
    caplog.set_level(logging.INFO)

    async def leave():
        begun, ended = asyncio.Event(), asyncio.Event()

        async def work(scope, receive, send):
            await Request(scope, receive).body()
            begun.set()
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()

        waiting = [piece(1)]

        async def receive():
            if waiting:
                return waiting.pop()
            await begun.wait()
            return {"type": "http.disconnect"}

        await asyncio.wait_for(post(Guard(work, megabytes=2, uploads=1), receive), 60)
        return ended.is_set()

    assert asyncio.run(leave())
    assert [record.message for record in caplog.records] == [f"left POST {ASK!r}"]


def test_what_comes_after_the_answer_is_done_though_the_server_says_that_the_client_left():
    async def answered():
        sent, done = asyncio.Event(), []

        async def work(scope, receive, send):
            await PlainTextResponse("done")(scope, receive, send)
            sent.set()
            for _ in range(5):
                await asyncio.sleep(0)
            done.append("all of it")

        waiting = [piece(1)]

        async def receive():
            if waiting:
                return waiting.pop()
            await sent.wait()
            return {"type": "http.disconnect"}

        await asyncio.wait_for(post(Guard(work, megabytes=2, uploads=1), receive), 60)
        return done

    assert asyncio.run(answered()) == ["all of it"]


def test_who_announces_much_and_sends_little_holds_up_nobody():
    async def never():
        await asyncio.sleep(60)

    async def attack():
        one = Guard(app, megabytes=2, uploads=1)
        slow = [asyncio.create_task(post(one, never, length=2_000_000)) for _ in range(4)]
        await asyncio.sleep(0)
        await asyncio.wait_for(post(one, pieces(piece(LARGE + 1, more=True), piece(1))), 10)
        assert not any(task.done() for task in slow)

    asyncio.run(attack())


def test_who_has_a_place_and_stands_still_loses_it(monkeypatch):
    monkeypatch.setattr(guard, "START", 0.01)

    async def stand_still():
        waiting = [piece(LARGE + 1, more=True)]

        async def receive():
            if not waiting:
                await asyncio.sleep(60)
            return waiting.pop()

        one = Guard(app, megabytes=2, uploads=1)
        await asyncio.wait_for(post(one, receive), 10)
        await asyncio.wait_for(post(one, pieces(piece(LARGE + 1, more=True), piece(1))), 10)

    asyncio.run(stand_still())


def test_who_does_not_read_an_answer_has_no_place():
    async def attack():
        one = Guard(app, megabytes=2, uploads=1)
        scope = {"type": "http", "method": "POST", "path": UPLOAD, "headers": [], "query_string": b""}
        large = lambda: pieces(piece(LARGE + 1, more=True), piece(1))  # noqa: E731

        async def deaf(message):
            await asyncio.sleep(60)

        attacks = [asyncio.create_task(one(scope, large(), deaf)) for _ in range(3)]
        await asyncio.wait_for(post(one, large(), UPLOAD), 10)
        for attack in attacks:
            attack.cancel()

    asyncio.run(attack())


def test_what_raises_is_one_sentence_for_the_visitor_and_one_line_for_the_log(caplog):
    from demo.serving.log import OneLine

    answer = TestClient(Guard(failing, megabytes=2, uploads=1), base_url=OWN).post(ASK)
    assert (answer.status_code, answer.text) == (500, FAILED + "\n")
    (record,) = caplog.records
    line = OneLine("%(message)s").format(record)
    assert "failed POST" in line and "RuntimeError at serving/test_guard.py" in line
    assert "\n" not in line and "417" not in line  # what an exception says may be a drawing


def test_json_of_more_than_the_page_sends_is_refused_before_it_is_read(client):
    json = {"content-type": "application/json"}
    assert client.post(ASK, content=b"," * CROWDED, headers=json).status_code == 200
    answer = client.post(ASK, content=b"," * (CROWDED + 1), headers=json)
    assert (answer.status_code, answer.text) == (400, MALFORMED + "\n")


def test_a_file_may_have_any_bytes_where_files_are_taken(client):
    form = {"content-type": "multipart/form-data; boundary=b"}
    content = b"," * (CROWDED + 1)
    assert client.post(UPLOAD, content=content, headers=form).status_code == 200
    assert client.post(ASK, content=content, headers=form).status_code == 400


@pytest.mark.parametrize(
    ("path", "limit"),
    [(UPLOAD, 3_000_000), (ASK, EVENT), ("/gradio_api/cancel", WORD), ("/gradio_api/reset/", WORD), ("/login", WORD)],
)
def test_what_is_no_upload_may_be_large_nowhere(path, limit):
    client = TestClient(Guard(app, megabytes=3, uploads=1), base_url=OWN)
    assert client.post(path, content=b"x" * limit).status_code == 200
    answer = client.post(path, content=b"x" * (limit + 1))
    assert answer.status_code == 413
    assert answer.text.startswith(f"This is more than {limit / 1e6:g} MB")


@pytest.mark.parametrize("problem", [KeyError("component_id"), ValueError("fn_index"), TypeError("data")], ids=repr)
def test_what_gradio_trips_over_is_refused_and_not_repeated_in_the_log(problem, caplog):
    from demo.serving.log import OneLine

    async def gradio(scope, receive, send):
        raise problem

    caplog.set_level(logging.INFO, "demo")
    answer = TestClient(Guard(gradio, megabytes=2, uploads=1), base_url=OWN).post(ASK)
    assert (answer.status_code, answer.text) == (400, MALFORMED + "\n")
    (record,) = [record for record in caplog.records if record.name == "demo.serving.guard"]
    assert record.levelno == logging.INFO
    line = OneLine("%(message)s").format(record)
    assert line.startswith(f"refused 400 POST {ASK!r} {type(problem).__name__} at serving/test_guard.py")
    assert problem.args[0] not in line


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


def test_only_the_hosts_that_are_known_are_answered():
    client = TestClient(Guard(app, megabytes=2, uploads=1, hosts=Hosts(frozenset(("localhost",)))))
    assert client.get("/", headers={"host": "localhost:7860"}).status_code == 200
    for path in ("/", "/healthz", "/assets/a.js"):
        answer = client.get(path, headers={"host": "evil.example"})
        assert (answer.status_code, answer.text) == (403, STRANGE + "\n")


async def tell_scope(scope, receive, send):
    """Answers with what of a request could change an answer."""
    headers = Headers(scope=scope)
    told = [headers.get("host"), headers.get("x-forwarded-host"), scope["query_string"].decode()]
    await PlainTextResponse(str(told))(scope, receive, send)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/gradio_api/info?a=1", "[None, None, 'a=1']"),
        ("/gradio_api/openapi.json", "[None, None, '']"),
        ("/?page=x&tab=lesson", "['school.example', 'evil.example', '']"),
        ("/config?page=x", "['school.example', 'evil.example', '']"),
        ("/gradio_api/queue/data?session_hash=x", "['school.example', 'evil.example', 'session_hash=x']"),
    ],
)
def test_what_is_made_once_for_all_depends_on_nobody(path, told):
    client = TestClient(Guard(tell_scope, megabytes=2, uploads=1))
    headers = {"host": "school.example", "x-forwarded-host": "evil.example"}
    assert client.get(path, headers=headers).text == told


@pytest.mark.parametrize(
    "path", ["/static/" + "x" * 6000, "/static/%00", "/assets/" + "%F0%9F%98%80" * 60, "/svelte/%0a"]
)
def test_no_file_has_such_a_name(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["heartbeat/s", "queue/data?session_hash=s", "call/compare/s"])
def test_streams_of_one_address_are_limited_and_nothing_else_is(path, monkeypatch):
    monkeypatch.setattr(guard, "STREAMS", 2)

    async def follow():
        end, sent = asyncio.Event(), []

        async def stream(scope, receive, send):
            if "compare" not in scope["path"] or scope["method"] == "GET":
                await end.wait()
            await PlainTextResponse("")(scope, receive, send)

        async def keep(message):
            sent.append(message.get("status"))

        one = Guard(stream, megabytes=2, uploads=1)

        def ask(method, path, client):
            scope = {"type": "http", "method": method, "path": path.split("?")[0], "headers": [], "query_string": b""}
            return one({**scope, "client": (client, 1)}, pieces(piece(0)), keep)

        streams = [asyncio.create_task(ask("GET", f"/gradio_api/{path}", "10.0.0.1")) for _ in range(2)]
        await asyncio.sleep(0)
        await ask("GET", f"/gradio_api/{path}", "10.0.0.1")
        await ask("POST", ASK, "10.0.0.1")
        streams.append(asyncio.create_task(ask("GET", f"/gradio_api/{path}", "10.0.0.2")))
        end.set()
        await asyncio.gather(*streams)
        await ask("GET", f"/gradio_api/{path}", "10.0.0.1")
        return [status for status in sent if status]

    assert asyncio.run(follow()) == [429, 200, 200, 200, 200, 200]


def test_healthz_asks_nothing_of_the_app():
    answer = TestClient(Guard(failing, megabytes=2, uploads=1)).get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


@pytest.mark.parametrize("path", ["/", "/gradio_api/upload", ASK, "/healthz"])
def test_every_answer_carries_the_headers(client, path):
    answer = client.get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_another_site_may_frame_the_page_where_that_was_said():
    page = TestClient(Guard(app, megabytes=2, uploads=1, embed_in="https://school.example https://*.b.example"))
    policy = page.get("/").headers["content-security-policy"]
    (ancestors,) = [part for part in policy.split("; ") if part.startswith("frame-ancestors")]
    assert ancestors.split()[-2:] == ["https://school.example", "https://*.b.example"] and "'self'" in ancestors
    assert "school" not in HEADERS["Content-Security-Policy"]


def test_what_is_fetched_ahead_is_said_with_the_page_alone():
    page = TestClient(Guard(app, megabytes=2, uploads=1, preloads="<a.js>; rel=modulepreload"))
    assert page.get("/").headers["link"] == "<a.js>; rel=modulepreload"
    assert "link" not in page.get("/config").headers


def test_the_page_travels_compressed_as_the_browser_can_read_it():
    async def page(scope, receive, send):
        await PlainTextResponse("same or different " * 1000)(scope, receive, send)

    client = TestClient(Guard(page, megabytes=2, uploads=1))
    for accepted, came in (("br, gzip", "br"), ("gzip", "gzip"), ("identity", None)):
        with client.stream("GET", "/", headers={"accept-encoding": accepted}) as answer:
            assert answer.headers.get("content-encoding") == came
            assert (len(b"".join(answer.iter_raw())) < 1000) == (came is not None)


def serve_files(asked: list):
    """An app that answers with how often it was asked, where it is asked for a.js."""

    async def file(scope, receive, send):
        asked.append(scope)
        await PlainTextResponse(f"{len(asked)}", 200 if scope["path"].endswith("a.js") else 404)(scope, receive, send)

    return file


def test_files_are_read_once_for_each_encoding_and_parts_of_them_are_not_kept():
    client = TestClient(Guard(serve_files([]), megabytes=2, uploads=1))
    plain = {"accept-encoding": "identity"}
    assert [client.get("/assets/a.js", headers=plain).text for _ in range(3)] == ["1", "1", "1"]
    assert client.get("/assets/a.js", headers={"accept-encoding": "br"}).text == "2"
    assert client.get("/assets/a.js", headers={**plain, "range": "bytes=0-1"}).text == "3"
    assert [client.get("/assets/b.css", headers=plain).text for _ in range(2)] == ["4", "5"]  # what is missing may come
    assert client.get("/assets/a.js", headers=plain).headers["x-content-type-options"] == "nosniff"


def test_what_is_kept_of_a_file_is_the_same_for_every_visitor():
    async def outer(scope, receive, send):
        async def change(message):
            if message["type"] == "http.response.start":
                message["headers"].append((b"vary", b"origin"))
            else:
                message["body"] += b"!"
            await send(message)

        await guarded(scope, receive, change)

    asked = []
    guarded = Guard(serve_files(asked), megabytes=2, uploads=1)
    client = TestClient(outer, base_url=OWN)
    for _ in range(3):
        answer = client.get("/assets/a.js", headers={"origin": OWN})
        assert (answer.text, answer.headers["vary"]) == ("1!", "origin")
    assert not any(name == b"origin" for name, _ in asked[0]["headers"])


def test_only_so_much_of_files_is_kept_and_none_twice(monkeypatch):
    one = Guard(serve_files([]), megabytes=2, uploads=1)
    for path in ("/assets/./a.js", "/assets//a.js", "/assets/x/../a.js", "/assets/a.js", "/assets/a.js"):
        asyncio.run(one({"type": "http", "method": "GET", "path": path, "headers": []}, pieces(), _nowhere))
    assert [path for path, *_ in one._files] == ["/assets/a.js"]
    monkeypatch.setattr(guard, "KEPT", 1)
    asyncio.run(one({"type": "http", "method": "GET", "path": "/assets/aa.js", "headers": []}, pieces(), _nowhere))
    assert len(one._files) == 1


async def _nowhere(message):
    pass


def test_reading_a_body_says_how_it_ended():
    with pytest.raises(_Gone):
        asyncio.run(guard.read_body(pieces({"type": "http.disconnect"}), 5, None, None))
    with pytest.raises(_TooLarge):
        asyncio.run(guard.read_body(pieces({"type": "http.request", "body": b"123456"}), 5, None, None))


def test_the_rest_of_a_large_body_comes_at_the_pace_of_all():
    taken = []

    class Paced:
        async def take(self, n):
            taken.append(n)

    parts = [{"type": "http.request", "body": b"a" * n, "more_body": n != 7} for n in (SWIFT, 1, 5, 7)]
    body = asyncio.run(guard.read_body(pieces(*parts), 10 * SWIFT, None, Paced()))
    assert body == b"a" * (SWIFT + 13)
    assert taken == [1, 5]  # before more is asked for; the last piece is here already


def test_whoever_leaves_while_a_file_is_fetched_is_no_failure(caplog):
    async def silent(scope, receive, send):
        pass

    caplog.set_level("INFO")
    left = Guard(silent, megabytes=2, uploads=1)
    asyncio.run(left({"type": "http", "method": "GET", "path": "/assets/a.js", "headers": []}, pieces(), _nowhere))
    assert [record.getMessage() for record in caplog.records] == ["left GET '/assets/a.js'"]


# ---- the rooms of classes ----


async def rooms(scope, receive, send):
    await PlainTextResponse("a room")(scope, receive, send)


@pytest.fixture
def house():
    return TestClient(Guard(app, megabytes=2, uploads=1, rooms=rooms), base_url=OWN, follow_redirects=False)


@pytest.mark.parametrize("path", ["/room", "/room/ABCDEF", "/room/ABCDEF/since/12?pupil", "/room/ABCDEF/save/symbols"])
def test_rooms_are_answered_beside_the_app(house, path):
    assert house.get(path).text == house.post(path).text == "a room"


@pytest.mark.parametrize("path", ["/rooms", "/room/", "/room/a/b/c/d/e", "/room/<b>", "/room/ABCDEF/../../config"])
def test_what_is_no_room_is_none(house, path):
    assert house.get(path).text != "a room"


def test_a_drawing_for_a_class_has_its_size(house):
    assert house.post("/room/ABCDEF/drawings", content=b"x" * ROOM).status_code == 200
    assert house.post("/room/ABCDEF/drawings", content=b"x" * (ROOM + 1)).status_code == 413


def test_the_code_of_a_room_is_in_no_log(caplog):
    caplog.set_level(logging.INFO)
    TestClient(Guard(failing, megabytes=2, uploads=1), base_url=OWN).get("/room/ABCDEF/since/0")
    TestClient(Guard(app, megabytes=2, uploads=1), base_url=OWN).post("/room/ABCDEF/votes", content=b"x" * (ROOM + 1))
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("demo")]
    assert len(ours) == 2
    assert "ABCDEF" not in "".join(ours)


def test_an_address_of_the_page_that_names_a_room_leads_to_it(house):
    answer = house.get("/?tab=class&room=K7M2QX")
    assert (answer.status_code, answer.headers["location"]) == (303, "room/K7M2QX")
    for query in ("?tab=class", "?room=", "?room=//evil.example", "?room=a%0d%0ab", "?classroom=K7M2QX"):
        assert house.get(f"/{query}").status_code == 200
