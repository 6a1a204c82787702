"""How the page is served: ports, weights, folders, the end."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx
import pytest
from gradio_client import Client

from demo import build_demo, launch
from demo.serving import CannotServe, find_port
from demo.settings import Settings
from siamese.weights import FOLDER
from tests.demo.drawings import CROSS, SMALL_CROSS, value

ROOT = Path(__file__).parent.parent.parent
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
    monkeypatch.setattr("demo.serving.INITIAL_PORT_VALUE", taken)
    assert find_port("127.0.0.1", None) > taken
    monkeypatch.setattr("demo.serving.TRY_NUM_PORTS", 1)
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


def test_uploads_leave_nothing_behind(address, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    config = httpx.get(f"{address}/config").json()
    pads = [part["id"] for part in config["components"] if part["props"].get("elem_id") == "compare-a"]
    form = {"data": "{}", "component_id": str(pads[0]), "session_hash": "s", "fn_name": "read_picture"}
    answer = httpx.post(
        f"{address}/gradio_api/component_server", data=form, files={"picture": ("a.png", b"no picture")}
    )
    assert "problem" in answer.json()
    assert list(tmp_path.iterdir()) == []
    assert httpx.post(f"{address}/gradio_api/upload", files={"files": b"x"}).status_code == 404


def test_a_client_that_leaves_in_the_middle_disturbs_nobody(address):
    host, port = address.removeprefix("http://").split(":")
    for _ in range(20):
        with socket.create_connection((host, int(port))) as line:
            line.sendall(b"POST /gradio_api/run/compare HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n{")
    answer = Client(address, verbose=False).predict(value(CROSS), value(SMALL_CROSS), "", api_name="/compare")
    assert json.loads(answer)["verdict"] == "same"


def test_a_handler_that_raises_shows_no_traceback(address, monkeypatch):
    async def broken(*_):
        raise RuntimeError("strokes 417")

    monkeypatch.setattr("demo.looking.Looker.look", broken)
    answer = httpx.post(f"{address}/gradio_api/run/compare", json={"data": [value(CROSS), value(SMALL_CROSS), ""]})
    assert answer.status_code == 500
    assert "417" not in answer.text and "Traceback" not in answer.text


def start(*arguments: str, code: str = "import app; app.main()", **environment: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@needs_weights
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM")
def test_it_takes_the_next_port_says_so_and_stops_when_told(taken):
    # No folder for temporary files can be used, and a school's proxy stands in the way.
    process = start(GRADIO_SERVER_PORT=str(taken), HTTP_PROXY="http://127.0.0.1:9", TMPDIR="/nowhere", SIAMESE_PORT="")
    try:
        said = process.stdout.readline() + process.stdout.readline()
        assert f"Port {taken} is taken; the next free one is" in said
        address = said.split("Open ")[1].split()[0]
        assert httpx.get(f"{address}healthz").text == "ok\n"
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert process.returncode == 0
    lines = [line for line in log.splitlines() if " demo." in line]
    assert lines[0].split("demo.serving: ")[1].startswith("serving on 127.0.0.1 port")
    assert lines[-1].endswith("demo.serving: stopped")
    assert "Traceback" not in log


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
    ],
)
def test_weights_that_cannot_be_used_are_one_sentence_and_code_2(name, how, says, tmp_path, monkeypatch, capsys):
    from demo import serve

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
    from demo import serve

    with pytest.raises(SystemExit) as end:
        serve(Settings(port=taken))
    assert end.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_time_is_not_wasted_on_proxies(monkeypatch):
    from demo.serving import reach_this_computer_directly

    monkeypatch.setenv("NO_PROXY", "school.example")
    reach_this_computer_directly("192.168.1.5")
    assert os.environ["NO_PROXY"] == "school.example,localhost,127.0.0.1,192.168.1.5"
