"""How the page is served: the port, the guard before it, the log, and the end."""

import gc
import logging
import os
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import gradio as gr
import httpx
from gradio.http_server import INITIAL_PORT_VALUE, LOCALHOST_NAME, TRY_NUM_PORTS
from starlette.routing import Router

from demo.lesson.teaching import TEACHER_ROUTES
from demo.page import TITLE, Page, build_demo, load_verifier, styles, theme
from demo.room.store import BadStore
from demo.serving.connections import let_in_one_by_one, watch_connections
from demo.serving.gradio_hooks import GuardedApp, main_script, take_hold
from demo.serving.hosts import Hosts
from demo.serving.log import start_log
from demo.settings import Settings
from demo.shared.component import MODULE_ROUTE, preloads
from siamese.ink.image_file import MAX_BYTES
from siamese.judging.manifest import FOLDER, BadWeights
from siamese.lesson.record import check_nets, read_record
from siamese.lesson.watch import read_watched

log = logging.getLogger(__name__)

UNTIL_THE_END = 20  # seconds
SWEEP = 600  # seconds until rooms whose time is over are looked for again
# In which a thread that reads a file or a large drawing keeps the interpreter from those who answer at once. With
# Python's own five milliseconds an answer, which is handed from thread to thread, would wait several times as long.
SWITCH = 0.0005
_LINE = '{"n":1,"strokes":[[100,100,500,500,900,900]]}'  # as a pad sends it
WHO = f"{TITLE} asks for a name and a password. Whoever gave you this address knows them."
UNASKED = (
    "whoever has the public link can open the page, and use this computer's processor with it; "
    "--auth user:password asks for a password first"
)


class CannotServe(Exception):
    """The page cannot be served; the message says why and what to do."""


def launch(demo: gr.Blocks, settings: Settings, **options) -> None:
    """Serve the page; `options` go to `gr.Blocks.launch`. Raises CannotServe."""
    host = settings.host or LOCALHOST_NAME
    port = find_port(host, settings.port)
    reach_this_computer_directly(host)
    take_hold(demo)
    connections = watch_connections()
    user, _, password = (settings.auth or "").partition(":")
    if settings.share and not settings.auth:
        log.warning(UNASKED)
    demo.launch(
        server_name=f"[{host}]" if ":" in host else host,
        server_port=port,
        share=settings.share or None,
        root_path=settings.root_path,
        auth=(user, password) if settings.auth else None,
        auth_message=WHO,
        state_session_capacity=settings.sessions,
        max_file_size=MAX_BYTES,
        _app=GuardedApp(
            (MODULE_ROUTE, *TEACHER_ROUTES),
            rooms=Router(demo.classroom.routes if isinstance(demo, Page) else []),
            megabytes=settings.megabytes,
            uploads=settings.uploads,
            hosts=Hosts.of(settings),
            preloads=preloads(main_script()),
            embed_in=settings.embed_in,
        ),
        theme=theme(),
        css=styles(),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        pwa=False,
        show_error=False,
        enable_monitoring=False,
        **options,
    )
    let_in_one_by_one(demo.server, connections)


def serve(settings: Settings, folder: Path = FOLDER) -> None:
    """Serve the page until the process is told to stop (SIGTERM, Ctrl+C); what is being answered then is finished.

    Answers get UNTIL_THE_END seconds for that. Exits with code 2 and a sentence where weights, port or address cannot
    be used.
    """
    start_log()
    sys.setswitchinterval(SWITCH)
    try:
        check_nets(read_record(folder / "lesson"), folder / "lesson")
        read_watched(folder / "lesson")
        find_port(settings.host or LOCALHOST_NAME, settings.port)  # before the seconds that loading takes
        demo = build_demo(load_verifier(folder), settings)
        demo.classroom.sweep()
        launch(demo, settings, prevent_thread_lock=True, quiet=True)
        answer_once(demo)
        gc.freeze()  # what is there stays: to look through it for what can go would stop everyone for 0.3 seconds
    except (BadWeights, BadStore, CannotServe) as problem:
        print(problem, file=sys.stderr)
        sys.exit(2)
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    with suppress(OSError):  # into a file on a full disk, or to somebody who has left
        if settings.port is None and demo.server_port != INITIAL_PORT_VALUE:
            print(f"Port {INITIAL_PORT_VALUE} is taken; the next free one is {demo.server_port}.")
        print(f"Open {demo.local_url} in a browser. Ctrl+C stops.", flush=True)
    log.info("serving on %s port %d", demo.server_name, demo.server_port)
    swept = time.monotonic()
    while not stop.wait(1):  # on Windows Ctrl+C does not end a wait without an end
        if time.monotonic() - swept > SWEEP:
            swept = time.monotonic()
            demo.classroom.sweep()
    demo.close(verbose=False)
    demo.server.thread.join(UNTIL_THE_END)  # Gradio itself waits no longer than five seconds
    log.info("stopped")
    # Threads that still train or decode are not waited for; nothing that they do is kept.
    os._exit(0)


def answer_once(demo: Page) -> None:
    """Compare two drawings as a page does, so that the first visitor waits no longer than the next."""
    with suppress(httpx.HTTPError), httpx.Client(trust_env=False) as visitor:
        visitor.post(f"{demo.local_url}gradio_api/run/compare", json={"data": [_LINE, _LINE, "", ""]})


def find_port(host: str, asked: int | None) -> int:
    """The port that was asked for, else the first free one. Raises CannotServe if there is none."""
    ports = [asked] if asked else range(INITIAL_PORT_VALUE, INITIAL_PORT_VALUE + TRY_NUM_PORTS)
    for port in ports:
        # Gradio tries the port on localhost too, and gives up without a word that helps.
        if is_free(host, port) and is_free(LOCALHOST_NAME, port):
            return port
    if asked:
        raise CannotServe(f"Port {asked} is taken. Choose another, or leave --port out: the next free one is used.")
    raise CannotServe(f"Ports {ports[0]} to {ports[-1]} are all taken. Choose another with --port.")


def is_free(host: str, port: int) -> bool:
    """Whether a port of this computer can be listened on. Raises CannotServe where no port of that host could."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        raise CannotServe(f"{host} is no address. Leave --host out, or give one of this computer.") from None
    with socket.socket(family, kind, protocol) as listener:
        if os.name != "nt":  # there it would let two programs listen on one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            return True
        except PermissionError:
            raise CannotServe(f"Port {port} may not be used. Choose one from 1024 with --port.") from None
        except OSError:
            pass
        try:  # was it the port or the address?
            listener.bind((address[0], 0, *address[2:]))
        except OSError:
            raise CannotServe(f"{host} is no address of this computer. Leave --host out, or give one.") from None
    return False


def reach_this_computer_directly(host: str) -> None:
    """Keep Gradio, which asks its own page once it is served, from asking a school's proxy for it."""
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(filter(None, (os.environ.get(name), "localhost", "127.0.0.1", host)))
