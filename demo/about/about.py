"""The About tab: how phones in the room reach the page, what becomes of the drawings, what the network is."""

import socket
from ipaddress import ip_address
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import gradio as gr
import segno
from gradio.http_server import LOCALHOST_NAME
from markdown_it import MarkdownIt

from demo.serving.hosts import EVERYWHERE
from demo.settings import IN_MEMORY, Settings
from demo.shared.component import component
from demo.shared.template import render
from siamese.judging.manifest import FOLDER
from siamese.judging.verifier import Verifier

LONGEST = 300  # characters of an address; more would make a code that no phone reads from afar
ONLY_HERE = (
    "<p>Only this computer can open the page. To let phones in the same network in, stop it and start it with "
    "<code>python app.py --host 0.0.0.0</code>.</p>"
)
UNKNOWN = (
    "<p>Phones in the same network can open the page under this computer’s address there, which it could not find out "
    "itself: it is among the computer’s network settings.</p>"
)


def build_about(verifier: Verifier, settings: Settings) -> None:
    """Lay out the tab inside the current gr.Blocks."""
    blocks = gr.context.Context.root_block
    assert blocks is not None

    def reach(address: str) -> str:
        return show_address(address_for_phones(address, settings, shared=blocks.share_url), settings)

    with gr.Column(elem_classes="about"):
        component(
            "about/about",
            f"<section><h2>On phones in the room</h2><div data-reach>{ONLY_HERE}</div></section>",
            server_functions=[reach],
            elem_id="reach",
        )
        # Not gr.Markdown: what it brings to the page weighs a tenth of all that a first visit loads.
        text = f"{privacy(settings)}\n\n{network(verifier)}\n\n{model_card()}"
        gr.HTML(with_contents(text), elem_classes="md")


def with_contents(text: str) -> str:
    """Markdown as HTML, after a list of links to its headings of the first two levels."""
    markdown = MarkdownIt().enable("table")
    tokens = markdown.parse(text)
    headings = []
    for i, (opening, words) in enumerate(pairwise(tokens)):
        if opening.type == "heading_open" and opening.tag in ("h1", "h2"):
            opening.attrSet("id", f"about-{i}")
            headings.append((opening.tag, f"about-{i}", words.content))
    body = markdown.renderer.render(tokens, markdown.options, {})
    return render("about/contents.html", headings=headings, text=body)


def address_for_phones(address: object, settings: Settings, *, shared: str | None = None) -> str | None:
    """The address under which other devices reach the page, as far as this can be known; None where they cannot.

    Args:
        address: under which a browser opened it; nothing in it is to be relied on.
        shared: the public link through gradio.live, where there is one.
    """
    if not isinstance(address, str):
        return None
    try:
        parts = urlsplit(address)
        name, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not name or len(address) > LONGEST:
        return None
    if not _is_this_computer(name) and name not in EVERYWHERE:
        return address
    if shared:
        return shared
    host = _host(settings)
    if _is_this_computer(host):
        return None
    reached = own_address() if host in EVERYWHERE else host
    if reached is None:
        return None
    return f"{parts.scheme}://{f'[{reached}]' if ':' in reached else reached}{f':{port}' if port else ''}{parts.path}"


def own_address() -> str | None:
    """This computer's address in its network; None where it is in none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # chooses a way out; with UDP nothing is sent
            host = probe.getsockname()[0]
        except OSError:
            return None
    return None if _is_this_computer(host) else host


def show_address(address: str | None, settings: Settings) -> str:
    """An address and its QR code, in HTML; or why there is none."""
    if address is None:
        return ONLY_HERE if _is_this_computer(_host(settings)) else UNKNOWN
    code = segno.make(address, error="m", micro=False)
    picture = code.svg_inline(scale=8, border=4, dark="#17202a", light="#ffffff", omitsize=True)
    return render("about/address.html", address=address, code=picture)


def privacy(settings: Settings) -> str:
    """What becomes of the drawings, as the page is served, in Markdown."""
    if settings.share:
        way = "They travel through gradio.live, a service of the makers of Gradio, because the page has a public link."
    elif _is_this_computer(_host(settings)):
        way = "Nothing leaves that computer, and no other can open the page unless a proxy passes it on."
    else:
        way = (
            "From other devices they travel through the network between; where the address begins with *http:* they "
            "are not encrypted on the way."
        )
    return f"""## Your drawings

Drawings and pictures are sent to the computer that runs this page. They stay in its memory for a while, and are not
kept on its disk. {way}

Your browser keeps what is on each paper, so that it survives a reload, until you clear that paper. Symbols that you
register in *One-shot* are kept there too, until you delete them.

What is sent in the room of a *Class* is kept {_place(settings)}: the strokes, what the network says of them, votes, and
the name that each pupil was given or chose; no photo, no address, and the teacher's key and the pupils' tokens only as
digests. It is deleted when the teacher ends the lesson, and else four hours after the room was last used, at most a day
after it was opened; where the program does not run then, when it next starts."""


def _place(settings: Settings) -> str:
    if settings.store is None:
        return "in a file in the data folder of whoever started the program (in memory, where that cannot be written)"
    return "in that computer’s memory" if settings.store == IN_MEMORY else "in the database that --store names"


def _host(settings: Settings) -> str:
    """Where the page listens; where nothing is set, Gradio's own variable GRADIO_SERVER_NAME decides."""
    return settings.host or LOCALHOST_NAME


def _is_this_computer(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def network(verifier: Verifier) -> str:
    """What the network is, in Markdown."""
    manifest = verifier.manifest
    rows = "".join(
        f"\n| {domain} | {100 * (1 - rates['same_called_different']):.1f} % "
        f"| {100 * (1 - rates['different_called_same']):.1f} % | {rates['n']:,} |"
        for domain, rates in manifest.calibration.error_rates.items()
    )
    return f"""## The network

It turns a drawing of {manifest.frame} × {manifest.frame} pixels into an *embedding*: {manifest.embedding} numbers, a
point in space. It has {manifest.parameters:,} parameters, and the same ones look at both drawings. Two drawings whose
points are at most {manifest.calibration.threshold:.2f} apart are called the same symbol.

On pairs that it was not trained on:

| pairs of | same pairs called same | different pairs called different | pairs |
|---|---|---|---|{rows}"""


def model_card(folder: Path = FOLDER) -> str:
    """The model card beside the weights, in Markdown; empty where there is none."""
    try:
        return (Path(folder) / "README.md").read_text("utf-8")
    except OSError:
        return ""
