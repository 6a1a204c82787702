"""What goes wrong on the way, in a real browser: a server that dies, a page in a frame, names that are programs."""

import os
import re
import socket
import subprocess
import sys
from collections import Counter
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from demo.oneshot.tab import QUERY, TEACH
from demo.serving.serve import WHO
from tests.browser.conftest import needs_weights
from tests.browser.oneshot_page import OneShot
from tests.browser.page import A, B, Page
from tests.browser.test_compare import CROSS, RING, picture_of_a_cross

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent.parent
# Each sets a mark if it is executed: as HTML, in an attribute, as a template of Gradio, with its direction turned.
MARK = "owned=1"
NAMES = [
    f"<img src=x onerror={MARK}>",
    f"\"'><svg onload={MARK}>",
    "${" + MARK + "}",
    "{{" + MARK + "}}",
    f"</script><script>{MARK}</script>",
    "ab\u202egnp.exe",
]


@pytest.fixture
def context(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context
    context.close()


def test_no_name_is_executed(context, address, tmp_path):
    page = OneShot(context.new_page(), address)
    for name in NAMES:
        page.teach(name, CROSS)
    shown = [*NAMES[:-1], "abgnp.exe"]  # what would turn the direction is dropped
    assert page.symbols == shown
    page.ask(CROSS)
    assert page.ranked[0][0] in shown
    # The map and the table of symbols that are alike.
    page.tab.evaluate("() => document.querySelectorAll('.shelf details').forEach((part) => (part.open = true))")
    page.tab.locator("[data-closest] td").first.wait_for()
    assert page.tab.locator("[data-closest] td").first.inner_text().strip("\u2068\u2069") in shown
    assert "onerror" in page.tab.locator(".map svg").first.inner_html()  # as text: see the end of this test
    page.tab.locator(".shelf > .shelf-cards button").first.click()
    page.tab.wait_for_selector("[data-sheet=symbol][open]")
    assert page.tab.input_value("#sheet-name") == shown[0]
    page.tab.keyboard.press("Escape")
    # A symbols file, then files that are called like programs.
    with page.tab.expect_download() as download:
        page.tab.click(".shelf [data-do=save]")
    download.value.save_as(tmp_path / "symbols.zip")
    page.tab.locator(".shelf input[type=file]").set_input_files(tmp_path / "symbols.zip")
    page.tab.wait_for_selector("[data-sheet=preview][open]")
    assert shown[0] in page.tab.inner_text("[data-sheet=preview] .shelf-cards")
    page.tab.keyboard.press("Escape")
    named = [{"name": f"{name}.png".replace("/", ""), "mimeType": "image/png", "buffer": b"none"} for name in NAMES]
    page.tab.locator(".shelf input[type=file]").set_input_files(named)
    page.tab.get_by_text(f"{NAMES[0]}.png").first.wait_for()
    page.tab.reload()
    page.wait_until_there()
    assert page.symbols == shown
    assert page.tab.evaluate("() => window.owned") is None
    assert page.tab.locator("img[src=x]").count() == 0


# Each is the value of all parameters of the address at once, all NAMES together the first; then what no browser writes.
ODD = ["".join(NAMES), "x" * 10_000, "", "NaN", "1e999", "-1", "__proto__", "constructor"]
PARAMETERS = ("tab", "pair", "step", "threshold")
ADDRESSES = [
    *("?" + urlencode(dict.fromkeys(PARAMETERS, value)) for value in ODD),
    "?tab=%&pair=%zz&step=%u0033&threshold=%ff%00",
    "?tab=compare&tab=lesson&pair=<b>&pair=sevens&step=x&step=3&threshold=NaN&threshold=1",
]


def test_no_address_keeps_the_page_from_opening_or_is_executed(context, address):
    page = Page(context.new_page(), address)
    page.tab.on("dialog", lambda dialog: page.complaints.append(dialog.message))
    for visits, query in enumerate(ADDRESSES, start=1):
        page.open(query)
        for pad in (A, B):
            page.draw(pad, CROSS[:1])
            assert len(page.strokes(pad)) == visits, query  # none came or went but those drawn here
        assert page.verdict in ("same", "unsure"), query
        assert 0 <= float(page.tab.get_attribute(".ruler-limit", "aria-valuenow")) <= 2
        page.tab.get_by_role("tab", name="Lesson").first.click()
        page.tab.wait_for_selector("#lesson[data-step='1']")
        assert page.tab.evaluate("() => window.owned") is None, query
        assert page.complaints == [], query


def test_the_page_keeps_to_its_own_policy_and_host(context, address):
    tab, asked, said = context.new_page(), [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    Page(tab, address).draw(A, CROSS)
    for name in ("oneshot", "lesson", "about"):
        tab.goto(f"{address}?tab={name}")
        tab.wait_for_selector("#tabs")
        tab.wait_for_timeout(1500)
    assert not [text for text in said if "Content Security Policy" in text]
    assert not [url for url in asked if not url.startswith((address, "data:", "blob:"))]
    refused = tab.evaluate("() => fetch('https://example.invalid/').then(() => 'sent', () => 'refused')")
    assert refused == "refused"
    assert [text for text in said if "Content Security Policy" in text]  # so the first list was not empty for nothing


class Server:
    """The app in a process of its own, that can be killed and started again on its port."""

    def __init__(self, **environment: str):
        self.environment = {**os.environ, **environment}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}/"
        self.start()

    def start(self) -> None:
        command = [sys.executable, "app.py", "--port", str(self.port)]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True)
        assert "Open http" in self.process.stdout.readline()
        assert urlopen(f"{self.address}healthz").read() == b"ok\n"

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@needs_weights
@pytest.mark.parametrize(
    ("site", "shown"),
    [("https://huggingface.co/", True), ("https://school.example/", True), ("https://evil.example/", False)],
)
def test_a_space_and_who_was_told_of_may_frame_the_page_and_others_may_not(context, site, shown):
    server = Server(SIAMESE_EMBED_IN="https://school.example")
    try:
        context.grant_permissions(["local-network-access"])  # a Space is no address of the local network, the tests are
        frame_here = f"<iframe src='{server.address}' width=1200 height=700>"
        context.route(f"{site}**", lambda route: route.fulfill(body=frame_here))
        tab = context.new_page()
        tab.goto(site)
        frame = tab.frame_locator("iframe")
        if not shown:
            tab.wait_for_timeout(2000)
            assert frame.locator(f"#{A} canvas").count() == 0
            return
        for pad in (A, B):
            frame.locator(f"#{pad} canvas").wait_for()
            box = frame.locator(f"#{pad} canvas").bounding_box()
            tab.mouse.move(box["x"] + 60, box["y"] + 60)
            tab.mouse.down()
            for step in range(1, 12):
                tab.mouse.move(box["x"] + 60 + 10 * step, box["y"] + 60 + 9 * step)
            tab.mouse.up()
        frame.locator(".verdict[data-verdict=same], .verdict[data-verdict=unsure]").wait_for()
    finally:
        server.kill()


@needs_weights
def test_a_server_that_was_killed_while_drawing_is_found_again(context):
    server = Server()
    try:
        page = OneShot(context.new_page(), server.address)
        page.teach("cross", CROSS)
        page.teach("ring", RING)
        page.draw(QUERY, CROSS[:1])
        server.kill()
        page.draw_unanswered(QUERY, CROSS[1:])
        page.tab.wait_for_timeout(1000)
        with page.tab.expect_event("load"):  # the page finds the new server by itself
            server.start()
        page.wait_until_there()
        page.draw(QUERY, [0.5 + 0.02 * CROSS[0]])
        assert page.symbols == ["cross", "ring"]
        assert page.ranked[0][0] == "cross"
        assert len(page.strokes(QUERY)) == len(CROSS) + 1
        page.draw(TEACH, CROSS)
        page.open()
        assert page.symbols == ["cross", "ring"]
        assert page.ranked[0][0] == "cross"
    finally:
        server.kill()


class Either:
    """Sends each request of a page on to one of several servers, to the next one each time."""

    def __init__(self, servers: list[Server]):
        self._next = cycle(servers)
        self.answered: Counter[int] = Counter()  # by port

    def __call__(self, route) -> None:
        server = next(self._next)
        self.answered[server.port] += 1
        headers = {**route.request.headers, "origin": server.address.rstrip("/"), "sec-fetch-site": "same-origin"}
        url = re.sub(r":\d+/", f":{server.port}/", route.request.url, count=1)
        route.fulfill(response=route.fetch(url=url, headers=headers))


@needs_weights
def test_a_page_whose_requests_go_to_two_servers_in_turn_loses_no_symbol(context):
    servers = [Server(), Server()]
    try:
        page, either = OneShot(context.new_page(), servers[0].address), Either(servers)
        page.tab.route("**/gradio_api/run/**", either)
        names = [f"symbol {n}" for n in range(6)]
        for n, name in enumerate(names):
            page.teach(name, [stroke * [1, 0.4 + 0.1 * n] for stroke in CROSS])
            assert page.symbols == names[: n + 1]
        assert page.ask(RING) and page.complaints == []
        assert min(either.answered.values()) >= len(names) // 2 and len(either.answered) == 2
        page.tab.reload()
        page.wait_until_there()
        assert page.symbols == names
    finally:
        for server in servers:
            server.kill()


def log_in(tab, password: str) -> None:
    tab.get_by_label("username").fill("class")
    tab.get_by_label("password").fill(password)
    tab.get_by_label("password").press("Enter")


@needs_weights
def test_with_the_password_everything_works_and_a_new_server_asks_for_it_again(context):
    server = Server(SIAMESE_AUTH="class:secret")
    try:
        tab = context.new_page()
        tab.goto(f"{server.address}?tab=compare")
        tab.get_by_text(WHO).wait_for()
        log_in(tab, "wrong")
        tab.get_by_text("Incorrect Credentials").wait_for()
        assert tab.locator("canvas").count() == 0
        log_in(tab, "secret")
        tab.wait_for_selector(f"#{A} canvas")
        page = Page(tab, server.address)  # loads it once more
        page.draw(A, CROSS)
        page.draw(B, CROSS)
        assert page.verdict == "same"
        tab.locator(f"#{B} [data-source=upload]").set_input_files(picture_of_a_cross())
        tab.wait_for_selector(f"#{B} .pictured")
        page.wait_for_answer()
        assert page.verdict == "same" and page.problem(B) == ""
        server.kill()
        server.start()
        page.draw_unanswered(A, [0.5 + 0.02 * CROSS[0]])
        tab.get_by_text(WHO).wait_for()
        log_in(tab, "secret")
        tab.wait_for_selector(f"#{B} .pictured")
        page.wait_for_answer()
        assert page.verdict == "same" and len(page.strokes(A)) == len(CROSS) + 1
        assert page.complaints == []
    finally:
        server.kill()
