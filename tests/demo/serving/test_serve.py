"""How the page is served: ports, weights, folders, the end."""

import base64
import io
import json
import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import httpx
import numpy as np
import pytest
from gradio_client import Client
from PIL import Image

from demo.oneshot.shelf import to_text
from demo.pad.looker import Looker
from demo.page import build_demo
from demo.serving.guard import FAILED, LARGE
from demo.serving.intake import MALFORMED
from demo.serving.log import OneLine
from demo.serving.serve import WHO, CannotServe, answer_once, find_port, launch
from demo.settings import Settings
from siamese.judging.manifest import FOLDER
from siamese.slices import finish
from siamese.symbols.support_set import SupportSet
from tests.demo.drawings import CROSS, SMALL_CROSS, value

ROOT = Path(__file__).parents[3]
PATIENCE = 120  # seconds until a process is given up
needs_weights = pytest.mark.skipif(not (FOLDER / "lesson" / "record.json").exists(), reason="needs trained weights")


@pytest.fixture
def taken():
    """A port that something listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_that_was_asked_for_and_is_taken_is_refused(taken):
    with pytest.raises(CannotServe, match=f"Port {taken} is taken"):
        find_port("127.0.0.1", taken)


def test_the_next_free_port_is_found(taken, monkeypatch):
    monkeypatch.setattr("demo.serving.serve.INITIAL_PORT_VALUE", taken)
    assert find_port("127.0.0.1", None) > taken
    monkeypatch.setattr("demo.serving.serve.TRY_NUM_PORTS", 1)
    with pytest.raises(CannotServe, match="all taken"):
        find_port("127.0.0.1", None)


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_a_host_that_is_not_this_computer_is_refused(host):
    with pytest.raises(CannotServe, match="is no address"):
        find_port(host, None)


@pytest.fixture(scope="module")
def address(verifier):
    demo = build_demo(verifier, Settings(megabytes=2))
    launch(demo, Settings(megabytes=2), prevent_thread_lock=True, quiet=True)
    yield demo.local_url.rstrip("/")
    demo.close()


PATHS = [
    prefix + path
    for prefix in ("/", "/static/", "/assets/", "/svelte/", "/gradio_api/file=", "/gradio_api/file/", "/file=")
    for path in (
        "/etc/passwd",
        "app.py",
        "weights/manifest.json",
        "../app.py",
        "../../../../../../../../etc/passwd",
        "..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "..\\..\\app.py",
        "file:///etc/passwd",
        "http://127.0.0.1:1/",
        str(ROOT / "app.py"),
        tempfile.gettempdir(),
    )
] + ["/gradio_api/proxy=https://x.hf.space/", "/gradio_api/stream/a/b/1/playlist.m3u8", "/monitoring"]


def test_no_file_of_the_machine_is_served(address):
    host, port = address.removeprefix("http://").split(":")
    for path in PATHS:
        with socket.create_connection((host, int(port))) as line:  # a client library would tidy the path
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
            answer = b"".join(iter(lambda line=line: line.recv(65536), b""))
        assert answer.split()[1] in (b"400", b"403", b"404"), path
        assert b"root:" not in answer and b"def main" not in answer


def post_to_part(address: str, **request) -> httpx.Response:
    return httpx.post(f"{address}/gradio_api/component_server", **request)


def call(address: str, part: str, function: str) -> dict:
    """What the part of the page of that name sends when it calls a function of the server."""
    config = httpx.get(f"{address}/config").json()
    (number,) = (found["id"] for found in config["components"] if found["props"].get("elem_id") == part)
    return {"data": "{}", "component_id": number, "session_hash": "s", "fn_name": function}


@pytest.fixture
def form(address) -> dict:
    """What a pad sends beside a picture."""
    return call(address, "compare-a", "read_picture")


@pytest.mark.parametrize("size", [10, 2_000_000 - 2_000])
def test_uploads_leave_nothing_behind(address, form, size, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    answer = post_to_part(address, data=form, files={"picture": ("a.png", b"x" * size)})
    assert "problem" in answer.json()
    assert list(tmp_path.iterdir()) == []
    assert httpx.post(f"{address}/gradio_api/upload", files={"files": b"x"}).status_code == 404


def test_an_upload_that_is_cut_off_leaves_nothing_behind(address, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    body = b'--b\r\nContent-Disposition: form-data; name="picture"; filename="a.png"\r\n\r\nno end'
    answer = post_to_part(address, content=body, headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert answer.status_code in (400, 500)
    assert list(tmp_path.iterdir()) == []


def test_uploads_need_no_folder(address, form, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    answer = post_to_part(address, data=form, files={"picture": ("a.png", b"x" * 1_500_000)})
    assert "problem" in answer.json()


@pytest.mark.parametrize(
    ("origin", "status"), [("http://evil.example", 403), ("null", 403), ("http://localhost:1", 403)]
)
def test_another_site_is_not_even_told_that_it_may_ask(address, origin, status):
    asks = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    answer = httpx.options(f"{address}/gradio_api/run/compare", headers=asks)
    assert answer.status_code == status
    assert not any(name.startswith("access-control") for name in answer.headers)


def test_a_client_that_leaves_in_the_middle_disturbs_nobody(address):
    host, port = address.removeprefix("http://").split(":")
    for _ in range(20):
        with socket.create_connection((host, int(port))) as line:
            line.sendall(b"POST /gradio_api/run/compare HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\n{")
    answer = Client(address, verbose=False).predict(value(CROSS), value(SMALL_CROSS), "", api_name="/compare")
    assert json.loads(answer)["verdict"] == "same"


def ask(address: str, *data, event: str = "compare") -> httpx.Response:
    return httpx.post(
        f"{address}/gradio_api/run/{event}",
        content=json.dumps({"data": data}),
        headers={"Content-Type": "application/json"},
    )


def test_an_event_looks_for_no_library(address, monkeypatch):
    sought = []
    ask(address, value(CROSS), value(SMALL_CROSS), "", "")
    finder = SimpleNamespace(find_spec=lambda name, *_: sought.append(name))
    monkeypatch.setattr(sys, "meta_path", [finder, *sys.meta_path])
    ask(address, value(CROSS), value(SMALL_CROSS), "", "")
    assert sought == []


def test_the_first_visitor_is_not_the_first_who_is_answered(address, monkeypatch):
    looked, look = [], Looker.look

    async def watch(self, *contents):
        looked.append(contents)
        return await look(self, *contents)

    monkeypatch.setattr(Looker, "look", watch)
    answer_once(SimpleNamespace(local_url=f"{address}/"))
    assert "strokes" in str(looked)


def test_a_handler_that_raises_shows_no_traceback(address, monkeypatch, capsys, caplog):
    async def broken(*_):
        raise RuntimeError("strokes 417")

    monkeypatch.setattr("demo.pad.looker.Looker.look", broken)
    answer = ask(address, value(CROSS), value(SMALL_CROSS), "", "")
    assert (answer.status_code, answer.json()["error"]) == (500, FAILED)
    assert capsys.readouterr() == ("", "")
    (record,) = caplog.records
    line = OneLine("%(message)s").format(record)
    assert (
        line.startswith("failed event compare")
        and "RuntimeError at serving/test_serve.py" in line
        and "417" not in line
    )


def test_a_function_of_the_page_that_raises_is_a_failure_and_no_refusal(address, form, monkeypatch, capsys, caplog):
    def broken(*_):
        raise ValueError("strokes 417")

    monkeypatch.setattr("demo.pad.picture.ink_from_image", broken)
    file = io.BytesIO()
    Image.new("L", (20, 20), "white").save(file, "PNG")
    answer = post_to_part(address, data=form, files={"picture": ("a.png", file.getvalue())})
    assert (answer.status_code, answer.text) == (500, FAILED + "\n")
    assert capsys.readouterr() == ("", "")
    (record,) = caplog.records
    line = OneLine("%(message)s").format(record)
    assert line.startswith("failed POST") and "ValueError at serving/test_serve.py" in line and "417" not in line


FILE = {"path": "https://192.0.2.1/large", "meta": {"_type": "gradio.FileData"}}
DRAWN = value(CROSS)
FROM_NO_PAGE = [
    *(("compare", data) for data in ([DRAWN], [], [5, DRAWN, "", ""], [DRAWN, DRAWN, 1, ""], [FILE, FILE, "", ""])),
    *(("compare", data) for data in ([DRAWN, [DRAWN], "", ""], [DRAWN, DRAWN, {"a": FILE}, ""], [True] * 4)),
    ("symbols", [{"do": "add"}, DRAWN, DRAWN, None]),
    *(("own", [DRAWN, DRAWN, *sliders, None, None]) for sliders in (("0", 1), (0, float("nan")), (0, FILE))),
    ("own", [DRAWN, DRAWN, 0, 10**350, None, None]),
]


@pytest.mark.parametrize(("event", "data"), FROM_NO_PAGE, ids=lambda sent: str(sent)[:40])
def test_what_no_page_sends_is_refused_and_not_repeated_in_the_log(address, event, data, monkeypatch, capsys, caplog):
    def fetch(*_, **__):
        raise AssertionError("it was fetched")

    caplog.set_level(logging.INFO, "demo")
    monkeypatch.setattr("gradio.processing_utils.async_ssrf_protected_download", fetch)
    answer = ask(address, *data, event=event)
    assert (answer.status_code, answer.json()["error"]) == (500, MALFORMED)
    assert capsys.readouterr() == ("", "")
    assert [record.getMessage() for record in caplog.records if record.name != "httpx"] == [f"refused event {event}"]


FORM = "multipart/form-data; boundary=b"
UNFIT = [
    *(("queue/join", '{"data":[],"fn_index":99,"session_hash":"s"}'), ("queue/join", '{"data":[],"fn_index":99}')),
    *((f"run/{event}", '{"data":[],"fn_index":99}') for event in ("compare", "none")),
    *(("run/none", '{"data":[]}'), ("run/none", "["), ("call/none", '{"data":[]}')),
    *((f"call/v2/{event}", '{"data":[]}') for event in ("compare", "none")),
    *(("cancel", '{"session_hash":"\\ud800"}'), ("upload", "{}"), ("component_server", "[]")),
    ("component_server", '{"data":1,"component_id":99999,"fn_name":"read_picture","session_hash":"s"}'),
    # What is kept under a name is kept with it.
    *((path, f'{{"data":["","","",""],"session_hash":"{"x" * 1000}"}}') for path in ("run/compare", "call/compare")),
    ("queue/join", f'{{"data":["","","",""],"fn_index":0,"session_hash":"{"x" * 1000}"}}'),
    ("component_server", f'{{"data":"","component_id":5,"fn_name":"save","session_hash":"{"x" * 1000}"}}'),
    ("component_server", "--b--"),
    ("component_server", '--b\r\nContent-Disposition: form-data; name="component_id"\r\n\r\nx\r\n--b--'),
]


@pytest.mark.parametrize(("path", "body"), UNFIT)
def test_a_malformed_request_is_a_short_refusal(address, path, body, capsys, caplog):
    kind = FORM if body.startswith("--b") else "application/json"
    answer = httpx.post(f"{address}/gradio_api/{path}", content=body, headers={"Content-Type": kind})
    assert answer.status_code in (400, 404, 422) and len(answer.text) < 400
    assert capsys.readouterr() == ("", "")
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.parametrize("path", ["cancel", "reset", "run/compare", "queue/join", "call/compare"])
def test_what_is_malformed_is_not_repeated(address, path):
    answer = httpx.post(f"{address}/gradio_api/{path}", json={"data": "seven", "session_hash": ["seven"]})
    assert (answer.status_code, answer.json()) == (422, {"detail": MALFORMED})


def test_no_answer_is_kept_and_none_is_another_s(address):
    page = httpx.get(address)
    assert page.headers["cache-control"] == "no-store"
    for path in ("gradio_api/info", "?page=x", "gradio_api/info?page=x"):
        for name in ("X-Forwarded-Host", "X-Gradio-Server", "Host"):
            httpx.get(f"{address}/{path}", headers={name: "evil.example"})
    for path in ("", "config", "gradio_api/info", "gradio_api/openapi.json"):
        assert "evil" not in httpx.get(f"{address}/{path}").text
    assert address in httpx.get(f"{address}/gradio_api/info").text


@pytest.mark.parametrize("path", ["queue/data?session_hash=none", "call/compare/none"])
def test_a_stream_of_a_session_that_is_not_known_says_so_and_ends(address, path, capsys, caplog):
    assert "404" in httpx.get(f"{address}/gradio_api/{path}").text
    assert capsys.readouterr() == ("", "")
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_through_the_queue_it_is_refused_too(address, capsys, caplog):
    caplog.set_level(logging.INFO, "demo")
    event = httpx.post(f"{address}/gradio_api/call/own", json={"data": [FILE, "", 0, 1]}).json()["event_id"]
    assert MALFORMED in httpx.get(f"{address}/gradio_api/call/own/{event}", timeout=PATIENCE).text
    assert capsys.readouterr() == ("", "")
    assert [record.getMessage() for record in caplog.records if record.name != "httpx"] == ["refused event own"]


def test_behind_a_proxy_everything_has_its_path(verifier):
    settings = Settings(root_path="/demo")
    demo = build_demo(verifier, settings)
    launch(demo, settings, prevent_thread_lock=True, quiet=True)
    try:
        address = demo.local_url.rstrip("/")  # the proxy takes the path away
        assert httpx.get(f"{address}/config").json()["root"].endswith("/demo")
        answer = ask(address, value(CROSS), value(SMALL_CROSS), "", "")
        assert json.loads(answer.json()["data"][0])["verdict"] == "same"
        assert httpx.get(f"{address}/etc/passwd").status_code == 404
    finally:
        demo.close()


ASKED = ("info", "user", "heartbeat/s", "queue/data?session_hash=s", "queue/status", "call/compare/x")
SENT = ("run/compare", "api/compare", "call/compare", "call/v2/compare", "queue/join", "component_server")
SENT += ("cancel", "reset", "reset/")


def test_before_the_password_nothing_of_a_body_is_read(verifier):
    settings = Settings(auth="class:secret")
    demo = build_demo(verifier, settings)
    launch(demo, settings, prevent_thread_lock=True, quiet=True)
    try:
        host, port = demo.local_url.removeprefix("http://").rstrip("/").split(":")
        for path in SENT:
            with socket.create_connection((host, int(port)), timeout=PATIENCE) as line:
                head = f"POST /gradio_api/{path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1000\r\n"
                line.sendall(f"{head}Content-Type: application/json\r\nExpect: 100-continue\r\n\r\n".encode())
                assert line.recv(1000).startswith(b"HTTP/1.1 401")  # and not: 100 Continue
    finally:
        demo.close()


def test_without_the_password_nothing_but_the_login_is_served(verifier):
    settings = Settings(auth="class:pässwort", root_path="/demo")
    demo = build_demo(verifier, settings)
    launch(demo, settings, prevent_thread_lock=True, quiet=True)
    try:
        address = demo.local_url.rstrip("/")
        page = httpx.get(address).text
        assert "pad-paper" not in page and WHO in page
        for path in ("config", "lesson/teacher", "lesson/lesson.ipynb", *(f"gradio_api/{path}" for path in ASKED)):
            assert httpx.get(f"{address}/{path}").status_code == 401, path
        for path in SENT:
            sent = {"data": ["", "", "", ""], "fn_index": 0, "component_id": 5, "fn_name": "save", "session_hash": "s"}
            assert httpx.post(f"{address}/gradio_api/{path}", json=sent).status_code == 401, path
        # A room is opened with the password only; the class comes in with the code.
        assert httpx.post(f"{address}/room", json={}).status_code == 401
        assert httpx.post(f"{address}/room/ABCDEF/join", json={}).status_code == 404
        assert httpx.get(f"{address}/healthz").text == "ok\n"
        one, other = httpx.Client(), httpx.Client()
        for visitor in (one, other):
            for password, status in (("wrong", 400), ("pässwort", 200)):
                login = visitor.post(f"{address}/login", data={"username": "class", "password": password})
                assert login.status_code == status
            assert visitor.get(f"{address}/config").json()["root"].endswith("/demo")
            assert visitor.get(f"{address}/gradio_api/token").status_code == 404
            assert not re.search("samesite=none", login.headers["set-cookie"], re.IGNORECASE)
        assert (
            one.get(f"{address}/logout").status_code == one.get(f"{address}/logout?all_session=true").status_code == 404
        )
        assert one.get(f"{address}/config").status_code == 200
        assert one.post(f"{address}/logout").status_code == 204
        assert (one.get(f"{address}/config").status_code, other.get(f"{address}/config").status_code) == (401, 200)
    finally:
        demo.close()


def start(
    *arguments: str, code: str = "from demo.command import serve; serve()", **environment: str
) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


# No folder can be written to, and whoever calls another computer is stopped with code 9. At the end code 8 says that
# what was loaded was not kept from being looked through again and again.
ALONE = """
import gc, os, socket, tempfile
leave = os._exit
os._exit = lambda code: leave(code or (8 if gc.get_freeze_count() < 100_000 else 0))
tempfile._candidate_tempdir_list = lambda: ["/nowhere"]
def only_here(call, host):
    def checked(*arguments, **options):
        if host(*arguments) not in ("127.0.0.1", "localhost", "::1", None):
            os._exit(9)
        return call(*arguments, **options)
    return checked
socket.socket.connect = only_here(socket.socket.connect, lambda line, address: address[0])
socket.getaddrinfo = only_here(socket.getaddrinfo, lambda host, *_: host)
from demo.command import serve
serve()
"""


@needs_weights
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM")
def test_it_takes_the_next_port_says_so_calls_nobody_and_finishes_what_it_answers_when_told_to_stop(taken):
    # A school's proxy stands in the way.
    process = start(code=ALONE, GRADIO_SERVER_PORT=str(taken), HTTP_PROXY="http://127.0.0.1:9", SIAMESE_PORT="")
    try:
        said = process.stdout.readline() + process.stdout.readline()
        assert f"Port {taken} is taken; the next free one is" in said
        address = said.split("Open ")[1].split()[0].rstrip("/")
        assert httpx.get(f"{address}/healthz").text == "ok\n"
        assert ask(address, FILE, FILE, "", "").status_code == 500
        host, port = address.removeprefix("http://").split(":")
        body = json.dumps({"data": [value(CROSS), value(SMALL_CROSS), "", ""]}).encode()
        with socket.create_connection((host, int(port)), timeout=PATIENCE) as line:
            head = "POST /gradio_api/run/compare HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            line.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:9])
            time.sleep(1)
            process.send_signal(signal.SIGTERM)
            time.sleep(7)  # longer than Gradio waits
            line.sendall(body[9:])
            answer = b"".join(iter(lambda: line.recv(65536), b""))
        assert b"200 OK" in answer and b"verdict" in answer
        _, log = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert process.returncode == 0
    lines = [line for line in log.splitlines() if " demo." in line]
    assert lines[0].split("demo.serving.serve: ")[1].startswith("serving on 127.0.0.1 port")
    assert lines[1].endswith("demo.serving.intake: refused event compare")
    assert lines[2].endswith("demo.serving.serve: stopped") and len(lines) == 3
    assert "Traceback" not in log


# Nothing can be written to a file any more, and what it says goes into one.
FULL = """
import resource, sys
sys.stdout = open(sys.argv.pop(), "w")
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
from demo.command import serve
serve()
"""


def large_picture() -> bytes:
    """A PNG of a bar, not compressed: larger than what is taken in at once."""
    image, file = Image.new("L", (1100, 1100), "white"), io.BytesIO()
    image.paste(0, (200, 500, 900, 560))
    image.save(file, "PNG", compress_level=0)
    assert len(file.getvalue()) > LARGE
    return file.getvalue()


@needs_weights
@pytest.mark.skipif(os.name == "nt", reason="Windows sets no such limit")
def test_a_full_disk_keeps_nobody_from_anything(verifier, tmp_path):
    strokes = [np.reshape(stroke, (-1, 2)) / 1000 for stroke in CROSS]
    kept = finish(to_text(SupportSet(verifier).register("cross", strokes)))
    process = start(str(tmp_path / "said"), code=FULL)
    try:
        log = ""
        while "serving on" not in log:
            log += (said := process.stderr.readline())
            assert said, log
        address = f"http://127.0.0.1:{said.split()[-1]}"
        assert "pad-paper" in httpx.get(address).text
        answer = ask(address, value(CROSS), value(SMALL_CROSS), "", "").json()
        assert json.loads(answer["data"][0])["verdict"] == "same"
        form, picture = call(address, "compare-a", "read_picture"), large_picture()
        read = post_to_part(address, data=form, files={"picture": ("a.png", picture)}, timeout=PATIENCE).json()
        assert "problem" not in read and read["preview"].startswith("data:image/")
        saved = post_to_part(address, json={**call(address, "shelf", "save"), "data": kept}).json()
        form, file = call(address, "shelf", "preview"), base64.b64decode(saved["file"])
        opened = post_to_part(address, data=form, files={"files": ("symbols.zip", file)}).json()
        assert [name for name, *_ in opened["classes"]] == ["cross"]
        process.send_signal(signal.SIGTERM)
        log += process.communicate(timeout=PATIENCE)[1]
    finally:
        process.kill()
    assert process.returncode == 0 and "Traceback" not in log and "failed" not in log
    assert "WARNING:tensorflow" not in log  # what its compiler misses is a line as any other
    assert [file.stat().st_size for file in tmp_path.iterdir()] == [0]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM")
def test_told_to_stop_while_it_loads_it_ends_with_code_0():
    code = """
import os, signal, sys, types
from demo.command import serve
sys.modules["demo.serving.serve"] = types.ModuleType("demo.serving.serve")
sys.modules["demo.serving.serve"].__getattr__ = lambda _: os.kill(os.getpid(), signal.SIGTERM)
serve([])
"""
    process = start(code=code)
    assert process.communicate(timeout=PATIENCE) == ("", "")
    assert process.returncode == 0


def change(path: Path, how: str) -> None:
    if how == "missing":
        path.unlink()
    elif how == "truncated":
        path.write_bytes(path.read_bytes()[:-1000])
    elif how == "another":
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    else:
        path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "format": 999}), "utf-8")


@needs_weights
@pytest.mark.parametrize(
    ("name", "how", "says"),
    [
        ("encoder.keras", "missing", "cannot be read"),
        ("encoder.keras", "truncated", "damaged"),
        ("encoder.keras", "another", "checksum"),
        ("manifest.json", "missing", "cannot be read"),
        ("manifest.json", "truncated", "damaged"),
        ("manifest.json", "of another version", "another format than"),
        ("lesson/record.json", "of another version", "another format than"),
        ("lesson/shared.keras", "truncated", "damaged"),
        ("lesson/watched.json", "missing", "cannot be read"),
    ],
)
def test_weights_that_cannot_be_used_are_one_sentence_and_code_2(name, how, says, tmp_path, monkeypatch, capsys):
    from demo.serving.serve import serve

    shutil.copytree(FOLDER, tmp_path / "weights")
    path = tmp_path / "weights" / name
    if not path.exists():
        path = next(path.parent.glob("*.keras"))
    change(path, how)
    with pytest.raises(SystemExit) as end:
        serve(Settings(), tmp_path / "weights")
    said = capsys.readouterr().err.strip()
    assert end.value.code == 2
    assert says in said and path.name in said and "git checkout" in said
    assert "\n" not in said


def test_a_taken_port_ends_the_program_with_code_2(taken, capsys):
    from demo.serving.serve import serve

    with pytest.raises(SystemExit) as end:
        serve(Settings(port=taken))
    assert end.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_public_link_without_a_password_is_warned_of(monkeypatch, caplog):
    monkeypatch.setattr("demo.serving.serve.find_port", lambda *_: 7860)
    monkeypatch.setattr("demo.serving.serve.take_hold", lambda _: None)
    monkeypatch.setattr("demo.serving.serve.let_in_one_by_one", lambda *_: None)
    launched = SimpleNamespace(launch=lambda **options: None, server=None)
    for settings in (Settings(), Settings(auth="a:b", share=True), Settings(share=True)):
        assert not caplog.records
        launch(launched, settings)
    (record,) = caplog.records
    assert "public link" in record.getMessage() and "--auth" in record.getMessage()


def test_time_is_not_wasted_on_proxies(monkeypatch):
    from demo.serving.serve import reach_this_computer_directly

    monkeypatch.setenv("NO_PROXY", "school.example")
    reach_this_computer_directly("192.168.1.5")
    assert os.environ["NO_PROXY"] == "school.example,localhost,127.0.0.1,192.168.1.5"
