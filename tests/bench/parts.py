"""What the page's parts send, for attacks and for those who feel them: requests as bodies, files as forms."""

import base64
import io
import json
import threading
import time
import uuid
import zipfile
from collections.abc import Callable
from urllib.request import Request, urlopen

import numpy as np

from siamese.symbols.symbols_file import EMBEDDINGS, SYMBOLS

PATIENCE = 60  # seconds that an answer is waited for
PAUSE = 0.2  # seconds between two times that something honest is done


def config(address: str) -> dict:
    """What Gradio tells of the page."""
    with urlopen(f"{address}config", timeout=PATIENCE) as answer:
        return json.load(answer)


def to_symbols(address: str, session: str, request: dict) -> tuple[str, dict]:
    """The status of a request of the One-shot tab, or what came instead, and its answer."""
    body = {"data": [json.dumps({"n": 1, **request}), "", "", None], "session_hash": session}
    head = {"Content-Type": "application/json"}
    try:
        asked = Request(f"{address}gradio_api/run/symbols", json.dumps(body).encode(), head)
        with urlopen(asked, timeout=PATIENCE) as answer:
            return str(answer.status), json.loads(json.load(answer)["data"][1])
    except OSError as problem:
        return str(getattr(problem, "code", type(problem).__name__)), {}


def of_this_server(address: str) -> tuple[str, int]:
    """The sha256 of the server's weights and the size of its embeddings, as it tells whoever adds a symbol."""
    session, drawn = uuid.uuid4().hex[:11], '{"n":1,"strokes":[[200,200,800,800],[800,200,200,800]]}'
    _, answer = to_symbols(address, session, {"do": "add", "name": "x", "drawn": drawn, "kept": ""})
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(answer["kept"]))) as archive:
        return json.loads(archive.read(SYMBOLS))["encoder"], len(archive.read(EMBEDDINGS)) // 4


def symbols_file(drawings: list[dict], *, encoder: str, size: int) -> str:
    """A symbols file of one symbol, in base64, its embeddings all the same."""
    content = {"format": 1, "encoder": encoder, "classes": [{"name": "x", "drawings": drawings}]}
    embeddings = np.zeros((len(drawings), size), "<f4")
    embeddings[:, 0] = 1
    return packed(json.dumps(content, separators=(",", ":")).encode(), embeddings.tobytes())


def packed(text: bytes, embeddings: bytes | None = None) -> str:
    """A symbols file with this as its symbols.json, in base64."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr(SYMBOLS, text)
        if embeddings:
            archive.writestr(EMBEDDINGS, embeddings)
    return base64.b64encode(file.getvalue()).decode()


def call_part(address: str, part: str, function: str) -> dict:
    """The fields with which the part of the page of that name calls a function of the server."""
    (number,) = (c["id"] for c in config(address)["components"] if c["props"].get("elem_id") == part)
    return {"component_id": number, "session_hash": uuid.uuid4().hex[:11], "fn_name": function}


def form(fields: dict, *files: tuple[str, bytes]) -> tuple[str, bytes]:
    """The kind and the body of a form with files, as a browser sends them."""
    edge = uuid.uuid4().hex
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    for i, (name, data) in enumerate(files):
        head = (
            f'Content-Disposition: form-data; name="{i}"; filename="{name}"\r\nContent-Type: application/octet-stream'
        )
        parts.insert(i, f"{head}\r\n\r\n".encode() + data)
    between = f"--{edge}\r\n".encode()
    body = b"".join(between + part + b"\r\n" for part in parts) + f"--{edge}--\r\n".encode()
    return f"multipart/form-data; boundary={edge}", body


def beside(attack: Callable[[], str], honest: Callable[[], float], what: str) -> str:
    """What an attack was answered, and how long something honest took, done again and again while it lasted."""
    seconds, failed, over = [], [], threading.Event()

    def go_on() -> None:
        time.sleep(PAUSE)  # the attack has begun
        while not over.is_set():
            try:
                seconds.append(honest())
            except Exception as problem:
                failed.append(f"{type(problem).__name__} {problem}")
            over.wait(PAUSE)

    visitor = threading.Thread(target=go_on)
    visitor.start()
    try:
        said = attack()
    finally:
        over.set()
        visitor.join()
    felt = f"{what} beside it took {np.median(seconds):.2f} s, at most {max(seconds):.2f}" if seconds else f"no {what}"
    return f"{said}. {felt}, {len(seconds)} times; failed {len(failed)} times {failed[:1]}"
