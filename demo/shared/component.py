"""A part of the page with a script: the script is an ES module, served from the app's own address.

Each module exports `mount({element, props, trigger, watch, server})`, which Gradio's HTML component hands in, see
`mount.js`. A template of the same name lies beside it, which the page fills in, or the server, see `template.py`.
"""

import hashlib
import json
from pathlib import Path

import gradio as gr
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

FOLDER = Path(__file__).parent.parent
MODULES = {path.relative_to(FOLDER).as_posix(): path.read_text("utf-8") for path in sorted(FOLDER.rglob("*.js"))}
# Under an address that changes with them, they can be kept for good.
VERSION = hashlib.sha256("".join(f"{name}\n{text}\n" for name, text in MODULES.items()).encode()).hexdigest()[:12]
ADDRESS = f"code/{VERSION}"
KEPT = "private, max-age=31536000, immutable"
# Of the tab that opens first; a part of another tab fetches its module when the tab is opened.
FIRST = ("compare/", "pad/", "shared/")

# Nothing can be pressed before it does something.
_MOUNT = """element.inert = true;
import(new URL("%s/shared/mount.js", document.baseURI))
  .then(({ mount }) => mount("%s", { element, props, trigger, watch, server }))
  .catch((error) => {
    console.error(error);
    element.append("This part of the page did not arrive. Reload the page.");
  })
  .finally(() => { element.inert = false; });"""


def component(part: str, html: str | None = None, **options) -> gr.HTML:
    """Build a part of the page.

    Args:
        part: folder and name of its module, such as "compare/ruler".
        html: its template for Gradio, by default the file beside the module.
        options: of `gr.HTML`; what that does not know becomes a field of the script's `props`.
    """
    if html is None:
        html = (FOLDER / f"{part}.html").read_text("utf-8")
    return gr.HTML(html_template=html, js_on_load=_MOUNT % (ADDRESS, part), apply_default_css=False, **options)


def call(module: str, function: str, *arguments) -> str:
    """The script of an event that calls a function of a module, which may give what Gradio is to do."""
    given = ", ".join(map(json.dumps, arguments))
    return f'async () => (await import(new URL("{ADDRESS}/{module}.js", document.baseURI))).{function}({given})'


def preloads(*before: str) -> str:
    """The Link header that has a browser fetch the first tab's modules while it still reads the page (RFC 8288).

    before: addresses of what is needed before them.
    """
    first = [*before, *(f"{ADDRESS}/{name}" for name in MODULES if name.startswith(FIRST))]
    return ", ".join(f"<{name}>; rel=modulepreload" for name in first)


async def _give(request: Request) -> Response:
    text = MODULES.get(request.path_params["name"])
    if text is None:
        return Response(status_code=404)
    return Response(text, media_type="text/javascript", headers={"Cache-Control": KEPT})


MODULE_ROUTE = Route(f"/{ADDRESS}/{{name:path}}", _give, methods=["GET"])
