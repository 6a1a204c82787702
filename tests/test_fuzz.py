"""Whatever is sent to the page or typed in the shell: an answer or a sentence, never a traceback, and nothing changes.

Valid inputs are damaged in a few places, by chance, but the same way in each run: over 15,000 cases. And requests are
drawn by what they are made of, over 15,000 more, and smaller ones sought where one is answered wrongly.
"""

import asyncio
import base64
import contextlib
import io
import json
import logging
import re
import resource
import socket
import sys
import zipfile
from functools import partial
from types import SimpleNamespace
from urllib.parse import quote

import gradio as gr
import httpx
import numpy as np
import pytest
from gradio.data_classes import DataWithFiles
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from starlette.datastructures import Headers

from demo.compare.ruler import limit_from_value
from demo.compare.tab import build_compare
from demo.lesson import build_lesson
from demo.lesson.resources import Material
from demo.oneshot import files, tab
from demo.oneshot.shelf import Shelf, to_text
from demo.pad.content import read_value
from demo.pad.looker import Looker, look_at
from demo.pad.picture import read_picture
from demo.serving import bodies
from demo.serving.bodies import is_crowded
from demo.serving.door import Door
from demo.serving.guard import MALFORMED
from demo.serving.hosts import Hosts, is_foreign
from demo.serving.serve import launch
from demo.settings import Settings
from siamese.__main__ import main
from siamese.data.source import MissingData
from siamese.judging.manifest import FOLDER, BadWeights, read_manifest
from siamese.lesson.challenge import MadeUpTrials
from siamese.slices import finish
from siamese.symbols.names import LONGEST, BadName, clean_name, count_characters
from siamese.symbols.support_set import SupportSet
from tests.demo.drawings import CROSS, value
from tests.demo.verifiers import untrained_verifier
from tests.siamese.glyphs import BAR, HOOK, RING
from tests.siamese.pixel_verifier import PixelVerifier

# The same cases in each run, and as many of them as are counted above.
drawn = partial(settings, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

# What stands where a number, a list or a text was expected.
ATOMS = (
    *("NaN", "-Infinity", "1e999", "-1", "9" * 400, "1e-320", "null", "true", "[]", "{}", '""', "[" * 5000),
    *('"<img src=x onerror=alert(1)>"', '"${alert(1)}"', '"\\u202e\\u0000"', '"\\ud800"', f'"{"x" * 10_000}"'),
)
SIGNS = (
    "<b>&\"'",
    "${x}",
    "\u202e",
    "\u0000",
    "\ud800",
    "../",
    "é",
    "𓀀",
    "👩\u200d👩\u200d👧",
    "x" * 10_000,
    "\n",
    "{{",
)


@pytest.fixture(autouse=True)
def quiet(caplog):
    """No handler met what it did not expect: those say so in the log."""
    with caplog.at_level(logging.WARNING):
        yield
    assert not caplog.records


@pytest.fixture(scope="module")
def verifier() -> PixelVerifier:
    return PixelVerifier()


@pytest.fixture(scope="module")
def symbols(verifier) -> SupportSet:
    return SupportSet(verifier).register("ring", RING).register("<b>", BAR).register("leaf", HOOK)


def damaged_text(text: str, rng: np.random.Generator) -> str:
    """A piece replaced by a hostile one, dropped or repeated, once to three times."""
    for _ in range(rng.integers(1, 4)):
        start, end = sorted(rng.integers(0, len(text) + 1, 2).tolist())
        end = min(end, start + int(rng.integers(1, 30)))
        middle = (str(rng.choice(ATOMS)), "", 2 * text[start:end], chr(int(rng.integers(1, 0xD800))))[rng.integers(4)]
        text = text[:start] + middle + text[end:]
    return text


def damaged_bytes(data: bytes, rng: np.random.Generator) -> bytes:
    """Bytes changed, cut off, or mixed up."""
    broken = bytearray(data)
    for _ in range(rng.integers(1, 6)):
        kind, place = rng.integers(4), int(rng.integers(len(broken) + 1))
        if kind == 0:
            del broken[place:]
        elif kind == 1:
            broken[place : place + 4] = rng.integers(0, 256, 4, np.uint8).tobytes()
        elif kind == 2:
            broken[place:place] = b"\xff" * int(rng.integers(1, 9))
        else:
            broken[place : place + 1] = b"\x00\xff"
    return bytes(broken)


def is_sentence(text: str) -> bool:
    return isinstance(text, str) and 8 < len(text) < 400 and "\n" not in text and text.rstrip('”"')[-1] == "."


def upload(name: str, data: bytes, **fields) -> DataWithFiles:
    return DataWithFiles(data=fields, files=[(name, data)])


def peak() -> float:
    """The most memory that this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def test_drawings(verifier):
    rng = np.random.default_rng(1)
    picture = read_picture(upload("a.png", png(24)))
    whole = (
        json.dumps({"strokes": CROSS}),
        json.dumps({"picture": picture["picture"], "box": picture["box"]}),
        json.dumps({"strokes": [[500, 500]] * 20}),
    )
    contents = [read_value(damaged_text(whole[i % 3], rng)).content for i in range(4000)]
    looks = look_at(contents[:1000], verifier)
    before = peak()
    for start in range(1000, 4000, 250):
        looks += look_at(contents[start : start + 250], verifier)
    assert peak() - before < 50  # one drawing of the largest kind has less
    for look in looks:
        assert is_sentence(look.problem) if look.embedding is None else np.isfinite(look.embedding).all()
    judged = sum(look.embedding is not None for look in looks)
    assert 50 < judged < 3900  # there are some of both kinds


def png(side: int, kind: str = "PNG", **options) -> bytes:
    pixels = np.full((side, side), 255, np.uint8)
    pixels[side // 4 : -side // 4, side // 2] = 0
    pixels[side // 2, side // 4 : -side // 4] = 0
    file = io.BytesIO()
    Image.fromarray(pixels).convert("RGB").save(file, kind, **options)
    return file.getvalue()


def test_pictures():
    rng = np.random.default_rng(2)
    whole = [png(48, kind) for kind in ("PNG", "JPEG", "GIF", "BMP", "WEBP", "AVIF", "TIFF")]
    answers = [read_picture(upload("x", damaged_bytes(whole[i % len(whole)], rng))) for i in range(1200)]
    assert all(is_sentence(a["problem"]) if "problem" in a else a["picture"] for a in answers)
    assert 100 < sum("problem" in a for a in answers) < 1200


def test_fixes():
    rng = np.random.default_rng(3)
    whole = json.dumps({"turn": 1, "crop": [0.1, 0.1, 0.9, 0.9], "swap": False, "darkness": 0.2, "keep_lines": True})
    answers = [read_picture(upload("x", png(48), fix=damaged_text(whole, rng))) for _ in range(500)]
    assert all(is_sentence(a["problem"]) if "problem" in a else a["picture"] for a in answers)


def test_symbols_files_and_archives(verifier, symbols):
    rng = np.random.default_rng(4)
    functions = {
        function.__name__: lambda sent, function=function: asyncio.run(function(sent))
        for function in files.file_functions(verifier)
    }
    file = symbols.to_bytes()
    folders = base64.b64decode(functions["pictures"](finish(to_text(symbols)))["file"])
    content = zipfile.ZipFile(io.BytesIO(file)).read("symbols.json").decode()
    for i in range(1500):
        if i % 3 == 0:
            data = damaged_bytes(file, rng)
        elif i % 3 == 1:
            data = damaged_bytes(folders, rng)
        else:
            data = archive({"symbols.json": damaged_text(content, rng).encode("utf-8", "surrogatepass")})
        answer = functions["preview"](upload(damaged_text("a/b.zip", rng), data))
        assert is_sentence(answer["problem"]) if "problem" in answer else answer["classes"]
        kept = base64.b64encode(data).decode() if i % 2 else damaged_text(finish(to_text(symbols)), rng)
        answer = functions["save"](kept)
        assert is_sentence(answer["problem"]) if "problem" in answer else answer["file"]


def archive(entries: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in entries.items():
            packed.writestr(name, data)
    return file.getvalue()


def test_requests_of_the_symbols_tab(verifier, symbols):
    """Each request at a shelf of its own: what is refused leaves it as it was."""
    rng = np.random.default_rng(5)
    places, looker = tab.Map(verifier), Looker(verifier)
    whole = [
        {"do": "add", "name": "new"},
        {"do": "mend", "name": "ring"},
        {"do": "rename", "name": "ring", "to": "circle"},
        {"do": "remove", "name": "ring", "drawing": symbols.examples[0].drawing.id},
        {"do": "restore", "kept": finish(to_text(symbols))},
        {"do": "starter", "set": "digits"},
        {"do": "load", "file": finish(to_text(symbols)), "how": "merge"},
        {"do": "undo"},
        {"do": "judge"},
    ]

    async def ask() -> None:
        for i in range(900):
            shelf = Shelf(symbols, 1)
            drawn = value(CROSS) if i % 2 else damaged_text(value(CROSS), rng)
            request = damaged_text(json.dumps({"n": 1, "version": 1, "drawn": drawn, **whole[i % len(whole)]}), rng)
            after, answer, _ = await tab.act(
                request, drawn, drawn, shelf, verifier=verifier, looker=looker, places=places
            )
            answer = json.loads(answer)
            said = answer.get("said")
            if said and said["kind"] == "problem":
                assert is_sentence(said["text"])
                # Of another version than the page's, these were no symbols of that page any more.
                assert after.symbols is symbols or (answer["is_unread"] and not after.symbols.classes)

    asyncio.run(ask())


@pytest.fixture(scope="module")
def page():
    """All of the page that answers, served; the lesson without its data."""

    def missing(**_):
        raise MissingData("no data")

    verifier = untrained_verifier()
    material = Material(load_digits=missing, load_alphabets=missing, find_trials=MadeUpTrials)
    with gr.Blocks() as demo:
        looker = Looker(verifier)
        build_compare(verifier, looker, material)
        tab.build_oneshot(verifier, looker, tab.Map(verifier))
        build_lesson(verifier, material)
    launch(demo, Settings(), prevent_thread_lock=True, quiet=True)
    yield demo
    demo.close(verbose=False)


# As JSON, where a part of the page sends a text or a number.
SENT = (
    *(*ATOMS, "5", "0.5", "-1e9", "[[1]]", '{"a":{"b":[]}}', json.dumps(value(CROSS))),
    '{"path":"https://192.0.2.1/x","meta":{"_type":"gradio.FileData"}}',
    '{"path":"/etc/passwd","url":"/etc/passwd","meta":{"_type":"gradio.FileData"}}',
)


def as_sent(part, rng: np.random.Generator) -> str:
    if rng.random() < 0.4:
        return str(rng.choice(SENT))
    if isinstance(part, gr.HTML):
        return json.dumps(value(CROSS) if rng.random() < 0.5 else damaged_text(value(CROSS), rng))
    return "null" if part.stateful else str(rng.integers(-10, 20))


def test_requests(page, caplog, capsys):
    """Over HTTP: events with wrong values, too few and damaged bodies; calls of the page's functions; forms."""
    rng = np.random.default_rng(9)
    events = [(i, event) for i, event in page.fns.items() if event.fn and not event.queue]
    functions = [
        (block._id, function.__name__)
        for block in page.blocks.values()
        for function in getattr(block, "server_fns", ())
    ]
    form = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{content}\r\n'
        for name, content in (
            *(("component_id", functions[0][0]), ("fn_name", functions[0][1]), ("session_hash", "s"), ("data", "{}")),
            ('x"; filename="x.png', "no picture"),
        )
    )
    answers: dict[int, int] = {}
    with httpx.Client(base_url=page.local_url, timeout=60) as client:
        for i in range(900):
            if i == 300:
                before = peak()
            kind = "application/json"
            if i % 3 == 0:
                index, event = events[i // 3 % len(events)]
                values = [as_sent(part, rng) for part in event.inputs][: rng.integers(1, 8)]
                body = f'{{"fn_index":{index},"session_hash":"s","data":[{",".join(values)}]}}'
                path, body = "run/predict", damaged_text(body, rng) if i % 9 == 0 else body
            elif i % 3 == 1:
                part, name = functions[i // 3 % len(functions)]
                body = f'{{"component_id":{part},"fn_name":"{name}","session_hash":"s","data":{rng.choice(SENT)}}}'
                path = "component_server"
            else:
                path, kind = "component_server", "multipart/form-data; boundary=b"
                body = damaged_bytes(f"{form}--b--\r\n".encode(), rng)
            body = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
            answer = client.post(f"gradio_api/{path}", content=body, headers={"Content-Type": kind})
            answers[answer.status_code] = answers.get(answer.status_code, 0) + 1
            assert answer.status_code in (200, 400, 404, 422, 500), answer.text
            assert "Traceback" not in answer.text
            if answer.status_code == 500:
                assert answer.json()["error"] == MALFORMED
    assert peak() - before < 50
    assert set(answers) >= {200, 400, 422, 500} and answers[200] > 200
    assert capsys.readouterr() == ("", "")
    told = ("python_multipart", "demo.lesson.resources")  # damaged forms, and that there are no data
    assert all(record.name.startswith(told) for record in caplog.get_records("call"))
    caplog.clear()


# JSON in which there is much of something: lists in lists, texts that are JSON, numbers of many digits.
numbers = st.integers(0, 40).map(lambda digits: "9" * digits + "0") | st.sampled_from(("1.5", "-1e9", "1e999", "NaN"))


def as_json(fields: dict[str, str]) -> str:
    """An object of fields that are JSON already."""
    return "{" + ",".join(f'"{name}":{part}' for name, part in fields.items()) + "}"


values = st.recursive(
    numbers | st.sampled_from(("null", "true", '""')) | st.text(max_size=5).map(json.dumps),
    lambda part: (
        st.lists(part, max_size=12).map(lambda parts: f"[{','.join(parts)}]")
        | st.lists(part, max_size=12).map(lambda parts: as_json(dict(enumerate(parts))))
        | st.tuples(part, st.integers(1, 30)).map(lambda nested: "[" * nested[1] + nested[0] + "]" * nested[1])
        | part.map(lambda text: json.dumps(text, ensure_ascii=False))
    ),
    max_leaves=40,
)
codings = st.sampled_from(("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"))


def contents(value) -> tuple[int, int, int]:
    """How many lists and objects there are in JSON that was read, how many values, and digits of the longest number."""
    if isinstance(value, str):
        with contextlib.suppress(ValueError):
            return contents(json.loads(value))
    parts = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else None
    if parts is None:
        return 0, 1, len(str(value)) if type(value) is int else 0
    inner = [contents(part) for part in parts]
    return 1 + sum(i[0] for i in inner), sum(i[1] for i in inner), max((i[2] for i in inner), default=0)


@drawn(max_examples=5000)
@given(values, codings, st.integers(0, 50))
def test_what_is_let_through_is_read_in_no_time(text, coding, before):
    """With smaller limits, since what is drawn is small: whatever is let through has no more in it than they say."""
    with pytest.MonkeyPatch.context() as patch:
        for name, limit in (("NESTED", 20), ("CROWDED", 30), ("LONG", 10), ("_SLICE", 100)):
            patch.setattr(bodies, name, limit)
        body = (" " * before + text).encode(coding, "surrogatepass")
        if asyncio.run(is_crowded(body)):
            return
    try:
        lists, n, digits = contents(json.loads(body))
    except (ValueError, RecursionError):
        return
    assert lists <= 20 and n <= 31 + lists and digits < 20


def say(address: str, request: bytes) -> bytes:
    """What is answered to bytes that end with the end of a head."""
    host, port = address.removeprefix("http://").strip("/").split(":")
    with socket.create_connection((host, int(port)), timeout=60) as line, contextlib.suppress(ConnectionError):
        line.sendall(request)
        return line.recv(1 << 16)
    return b""


def is_borne(answer: bytes) -> bool:
    """Whether it is an answer other than that something failed, or the connection was closed."""
    return not answer or re.match(rb"HTTP/1\.1 [1-4]\d\d ", answer) is not None


PARTS = (
    *("", ".", "..", "%2e%2e", "%00", "%0a", "%ff", "%", "//", "\\", "~", "x" * 300, "x" * 6000, "%F0%9F%98%80" * 90),
    *("index.html", "file=", "static", "assets", "login", "theme.css", "etc/passwd", "compare", "0", "9" * 5000),
)
STARTS = (
    *("", "static/", "assets/", "svelte/", "pwa_icon/", "config", "login", "logout", "manifest.json", "theme.css"),
    *(f"gradio_api/{name}" for name in ("info", "user", "queue/status", "run/", "call/", "queue/data", "heartbeat/")),
)
QUERIES = ("", "?", "?page=x", "?deep_link=../x", "?session_hash=", "?all_endpoints=1", "?" + "a" * 5000)
parts_of_paths = st.sampled_from(PARTS) | st.text(max_size=8).map(partial(quote, safe=""))


@drawn(max_examples=3000)
@given(
    start=st.sampled_from(STARTS),
    parts=st.lists(parts_of_paths, max_size=4),
    query=st.sampled_from(QUERIES),
    method=st.sampled_from(("HEAD", "OPTIONS", "GET")),
)
def test_paths(page, start, parts, query, method):
    path = f"/{start}{'/'.join(parts)}{query}"
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    answer = say(page.local_url, head.encode())
    assert is_borne(answer) and b"root:" not in answer


HEAD = (
    "GET /config HTTP/1.1",
    "Host: localhost:7860",
    "Origin: http://localhost:7860",
    "Cookie: access-token-x=y; a=b",
    "X-Forwarded-Host: a.example",
    "X-Forwarded-Proto: https",
    "Accept-Encoding: br, gzip",
    "Range: bytes=0-10",
    "Content-Type: multipart/form-data; boundary=b",
)
SCRAPS = (
    *("\r\n", "\n", "\0", ": ", ";", ",", "=", "[", "%", "é", "\x7f", "\t", " ", "x" * 9000, "9" * 5000, "q=1e999"),
    *("http://[", "Upgrade: websocket", "Connection: Upgrade", "HTTP/0.9", "HTTP/2", "POST", "HEAD", "/", "//login"),
)
scraps = st.sampled_from(SCRAPS) | st.text(max_size=4)


@drawn(max_examples=2500)
@given(
    lines=st.lists(st.sampled_from(HEAD[1:]), max_size=9),
    changes=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 0.1), scraps), max_size=4),
)
def test_heads(page, lines, changes):
    head = "\r\n".join((HEAD[0], *lines))
    for place, length, scrap in changes:
        start = int(place * len(head))
        head = head[:start] + scrap + head[start + int(length * len(head)) :]
    answer = say(page.local_url, head.encode("latin-1", "replace") + b"\r\nConnection: close\r\n\r\n")
    assert is_borne(answer)


WHOLE = {
    "data": '["","","",""]',
    "session_hash": '"s"',
    "event_id": '"e"',
    "fn_index": "99",
    "component_id": "1",
    "fn_name": '"save"',
}
EVENTS = ("run/compare", "cancel", "reset", "queue/join", "call/compare", "call/v2/compare", "component_server")
KINDS = ("application/json", "text/json+x", "", "multipart/form-data")
LARGE = ("[" * 900 + "]" * 900, "[" * 19_000, "[" * 30_000, '{"a":' * 500 + "1" + "}" * 500, "9" * 5000)


@drawn(max_examples=1500)
@given(
    path=st.sampled_from(EVENTS),
    field=st.sampled_from((None, *WHOLE)),
    text=values | st.sampled_from(LARGE),
    coding=codings,
    kind=st.sampled_from(KINDS),
)
def test_bodies(page, path, field, text, coding, kind):
    body = as_json(WHOLE | {field: text}) if field else text
    sent = body.encode(coding, "surrogatepass")
    head = f"POST /gradio_api/{path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nConnection: close\r\n"
    answer = say(page.local_url, f"{head}Content-Length: {len(sent)}\r\n\r\n".encode() + sent)
    assert b"HTTP/1.1 500" not in answer or MALFORMED.encode() in answer
    assert 0 < len(answer) < 2000


@drawn(max_examples=3000)
@given(
    st.text(max_size=30) | st.sampled_from(("localhost", "127.0.0.1", "[::1]", "a.localhost")),
    st.lists(scraps, max_size=2),
)
def test_hosts_and_cookies(name, parts):
    known = Hosts(frozenset(("localhost", ".localhost"))).know(name + "".join(parts))
    assert known in (True, False)
    door = Door(SimpleNamespace(auth={"a": "b"}, tokens={"t": "a"}, cookie_id="c"))
    assert not door.knows(Headers({"cookie": "".join((name, *parts)).encode("ascii", "ignore").decode()}))


def test_manifests(tmp_path):
    rng = np.random.default_rng(10)
    whole = (FOLDER / "manifest.json").read_text("utf-8")
    content = json.loads(whole)
    whole = json.dumps({name: part for name, part in content.items() if name not in ("figures", "training")})
    kept = 0
    for _ in range(2000):
        (tmp_path / "manifest.json").write_text(damaged_text(whole, rng), "utf-8", "surrogatepass")
        try:
            manifest = read_manifest(tmp_path)
        except BadWeights as problem:
            assert is_sentence(str(problem).replace(str(tmp_path), ""))
            continue
        kept += 1
        found = manifest.calibration, manifest.rejection
        assert all(np.isfinite([part.weight, part.bias]).all() for part in found)
        assert np.isfinite(manifest.calibration.threshold) and isinstance(manifest.frame, int)
    assert 20 < kept < 1900


def test_names():
    rng = np.random.default_rng(6)
    kept = 0
    for _ in range(2500):
        pieces = [
            str(rng.choice(SIGNS)) if rng.random() < 0.4 else chr(int(rng.integers(1, 0x11000))) for _ in range(4)
        ]
        try:
            name = clean_name("".join(pieces))
        except BadName as problem:
            assert is_sentence(str(problem))
            continue
        kept += 1
        assert count_characters(name) <= LONGEST and clean_name(name) == name
        assert not set(name) & set("\u202e\u0000\n")
        name.encode("utf-8")
    assert kept > 500


def test_limits_and_origins(verifier):
    """The threshold of a link, and the headers that tell where a request comes from."""
    rng = np.random.default_rng(7)
    for _ in range(1000):
        assert 0 <= limit_from_value(damaged_text("1.25", rng), verifier.manifest.calibration) <= 2
        origin = damaged_text("http://127.0.0.1:7860", rng)
        allowed = not is_foreign("POST", {"origin": origin, "host": "127.0.0.1:7860"})
        assert not allowed or re.search(r"//127\.0\.0\.1:7860($|[/?#])", origin)


def test_command_lines(tmp_path, capsys):
    """Of the app and of the shell commands: exit code 2 and a sentence, or settings that make sense."""
    rng = np.random.default_rng(8)
    (tmp_path / "picture.png").write_bytes(png(48)[:60])
    (tmp_path / "symbols.zip").write_bytes(b"PK\3\4" + bytes(40))
    shell = [
        ["compare", str(tmp_path / "picture.png"), str(tmp_path / "none.png")],
        ["recognise", "--symbols", str(tmp_path / "symbols.zip"), str(tmp_path / "picture.png")],
    ]
    app = ["--port", "7860", "--host", "127.0.0.1", "--sessions", "20", "--megabytes", "5", "--auth", "a:b"]
    for i in range(600):
        arguments = list(app if i % 3 else shell[i % 2])
        place = int(rng.integers(len(arguments)))
        arguments[place] = damaged_text(arguments[place], rng).replace("\0", "")
        if i % 3:
            with contextlib.suppress(SystemExit):
                settings = Settings.read(arguments, {})
                assert settings.port is None or 0 <= settings.port < 65536
                assert settings.sessions > 0 and settings.megabytes > 0
                continue
        else:
            with contextlib.suppress(SystemExit):
                assert main(arguments) == 2
        told = capsys.readouterr()
        assert "Traceback" not in told.err + told.out


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"strokes": [[i % 1000 for i in range(100_000)]]}),  # 50,000 points
        '{"strokes":[[NaN,1]]}',
        '{"strokes":[[1e999,1]]}',
        '{"strokes":' + "[" * 100_000,
        '{"picture":"' + "A" * 1_000_000 + '","box":[0,0,1,1]}',
        '{"picture":"' + base64.b64encode(png(2000)).decode() + '","box":[0,0,1000,1000]}',
    ],
    ids=["points", "NaN", "infinite", "nested", "long", "large"],
)
def test_hostile_drawings(content, verifier):
    (look,) = look_at([read_value(content).content], verifier)
    assert look.embedding is None and is_sentence(look.problem)


def bomb() -> bytes:
    """A picture of 900 megapixels in less than a megabyte."""
    file = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        bomb(),
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a/*<script>alert(1)</script>*/=1;",
        b"%PDF-1.7\n" + png(48),
        png(48, "JPEG")[:200],
        b"\x89PNG\r\n\x1a\n" + png(48, "JPEG"),
        b"",
    ],
    ids=["bomb", "svg", "script", "pdf", "truncated", "mislabelled", "empty"],
)
def test_hostile_pictures(data):
    assert is_sentence(read_picture(upload("x.png", data))["problem"])


def test_a_picture_of_one_row_is_read_or_refused():
    file = io.BytesIO()
    Image.new("L", (20_000, 1), 255).save(file, "PNG")
    assert is_sentence(read_picture(upload("x.png", file.getvalue()))["problem"])


@pytest.mark.parametrize(
    "entries",
    [
        {"../../evil/a.png": b"x", "/etc/passwd": b"x"},
        {f"{i}/a.png": b"x" for i in range(10_000)},
        {"symbols.json": b" " * 50_000_000},
        {"symbols.json": b'{"format":1,"encoder":"","classes":' + b"[" * 50_000},
        {"a/a.png": bomb()},
    ],
    ids=["outside", "many", "bomb", "nested", "picture bomb"],
)
def test_hostile_archives(entries, verifier):
    preview, *_ = files.file_functions(verifier)
    assert is_sentence(asyncio.run(preview(upload("x.zip", archive(entries))))["problem"])
