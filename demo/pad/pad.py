"""The drawing pad: a paper for pen, finger, mouse and keyboard, with a slot for pictures.

Its value is one JSON string, `{"n": 12, "strokes": [[x0, y0, x1, y1, …], …]}` in whole paper units 0…1000, or
`{"n": 12, "picture": "<PNG, base64>", "box": [x, y, width, height]}`; `n` counts the inputs of a page, and an
answer that names it can be told from an older one. It triggers `input` while the pen moves and when it lifts.
"""

import re
from pathlib import Path

import gradio as gr
from gradio.data_classes import DataWithFiles

from demo.lanes import Full, Lane
from demo.pad import picture
from siamese.ink.image_file import MAX_BYTES

_FOLDER = Path(__file__).parent
_HTML, _JS = ((_FOLDER / f"pad.{kind}").read_text("utf-8") for kind in ("html", "js"))
_NUMBER = re.compile(r'\{"n":(\d{1,9}),')

# Large pictures take much memory for a moment: not many at once. They do not wait for files with symbols.
_LANE = Lane("pictures", threads=2)

NOTHING = '{"strokes":[]}'  # the content of a blank paper


def pad(name: str, *, label: str, letter: str = "", hint: str = "Draw a symbol", colour: str = "blue") -> gr.HTML:
    """Build a pad.

    A function, not a subclass of gr.HTML: beside the module of each subclass Gradio writes a stub file.

    Args:
        name: its name in the page: drawings are kept in the browser under it, and answers are addressed to it.
        label: what it is called on the screen and by screen readers.
        letter: one letter in a circle before the label.
        colour: "blue" or "orange".
    """
    return gr.HTML(
        html_template=_HTML,
        js_on_load=_JS,
        apply_default_css=False,
        server_functions=[read_picture],
        elem_id=name,
        name=name,
        label=label,
        letter=letter,
        hint=hint,
        colour=colour,
        max_bytes=MAX_BYTES,
    )


async def read_picture(upload: DataWithFiles) -> dict:
    """See `demo.pad.picture.read_picture`."""
    try:
        size = sum(len(data) for _, data in getattr(upload, "files", ()))
        return await _LANE.call(picture.read_picture, upload, size=size)
    except Full as problem:
        return {"problem": str(problem)}


def split_value(value: str | None) -> tuple[int, str]:
    """The number of an input and what is on the paper: (12, '{"strokes":[[…]]}').

    The content is not read here, and is the same for the same drawing.
    """
    value = value or ""
    found = _NUMBER.match(value)
    if not found:
        return 0, value or NOTHING
    return int(found[1]), "{" + value[found.end() :]
