"""Everything that reaches into Gradio's insides: what is put in the place of what, and why.

Gradio's public interface has no place for these. Each hook fails loudly where another version of Gradio has nothing
of that name; `tests/demo/serving/test_gradio_hooks.py` looks whether it still does what it is there for.
"""

import re
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import gradio as gr
import gradio.route_utils
import gradio.routes
import gradio.state_holder
import gradio.utils
from fastapi.exceptions import RequestValidationError
from gradio.routes import App, ORJSONResponse
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute

from demo.serving.door import Door
from demo.serving.guard import MALFORMED, Guard
from demo.serving.intake import InMemory, take_in
from demo.serving.sessions import Session, Sessions
from demo.serving.tickets import Tickets

_TEMPLATE = Path(gradio.__file__).parent / "templates" / "frontend" / "index.html"


class GuardedApp(App):
    """Gradio's app behind the guard, and with routes more.

    Among the middleware that Gradio is started with, the guard would come last, behind what reads a whole request.
    `options` are the guard's. Where the page may be shown in a frame of another site, so is its login.
    """

    def __init__(self, routes: Iterable[BaseRoute], **options):
        super().__init__(default_response_class=ORJSONResponse)
        door = Door(self, is_framed=bool(options.get("embed_in")))
        self._guard = Middleware(Guard, door=door, **options)
        self.router.routes.extend(routes)
        # FastAPI would repeat what was sent, which takes it longer than anything else does.
        self.add_exception_handler(RequestValidationError, lambda *_: JSONResponse({"detail": MALFORMED}, 422))

    def build_middleware_stack(self):
        self.user_middleware.insert(0, self._guard)
        return super().build_middleware_stack()


def take_hold(demo: gr.Blocks) -> None:
    """Put ours in the place of Gradio's, before a page is served. Raises AttributeError where Gradio has changed."""
    # Gradio's writes each upload to a folder, and leaves it there where the form is cut off or the disk is full.
    _replace(gradio.routes, "GradioMultiPartParser", InMemory)
    # Gradio's copies the description of the whole page for each visitor, and has no limit that counts bytes.
    for module in (gradio.state_holder, gradio.route_utils):
        _replace(module, "SessionState", Session)
    _replace(gradio.routes, "StateHolder", Sessions)
    # Gradio's prints what an event raises with all that was sent, and fetches files from where an input says.
    _replace(demo, "process_api", partial(take_in, demo.process_api))
    # Gradio's begins whatever it is asked for, and keeps the messages for who never listens.
    Tickets(demo._queue)
    # Each page would hold a connection for as long as it is open, of which a browser has six for a host: the sixth tab
    # would stay blank. What is remembered of visitors who have left is limited by Sessions.
    _replace(gradio.utils, "connect_heartbeat", lambda *_, **__: False)
    # Gradio looks for it twice at each event, on the whole path where it is not installed. Nothing here needs it.
    sys.modules.setdefault("matplotlib", None)  # type: ignore[arg-type]  # Python's sign for "not to be had"


def main_script() -> str:
    """The address of the script that Gradio's page begins with, for a browser to fetch it before the page is read."""
    found = re.search(r'<script type="module" crossorigin src="\./(.+?)">', _TEMPLATE.read_text("utf-8"))
    if found is None:
        raise LookupError(f"{_TEMPLATE} names no script that the page begins with.")
    return found[1]


def _replace(owner, name: str, ours) -> None:
    getattr(owner, name)
    setattr(owner, name, ours)
