"""The drawing pad: a paper for pen, finger, mouse and keyboard, with a slot for pictures.

For its value see `demo.pad.content`. It triggers `input` while the pen moves and when it lifts.
"""

import gradio as gr
from gradio.data_classes import DataWithFiles

from demo.lanes import Full, Lane
from demo.pad import picture
from demo.shared.component import component
from siamese.ink.image_file import MAX_BYTES

# Large pictures take much memory for a moment: not many at once. They do not wait for files with symbols.
_LANE = Lane("pictures", threads=2)


def pad(
    name: str,
    *,
    label: str,
    letter: str = "",
    hint: str = "Draw a symbol",
    colour: str = "blue",
    takes_sheets: bool = False,
) -> gr.HTML:
    """Build a pad.

    A function, not a subclass of gr.HTML: beside the module of each subclass Gradio writes a stub file.

    Args:
        name: its name in the page: drawings are kept in the browser under it, and answers are addressed to it.
        label: what it is called on the screen and by screen readers.
        letter: one letter in a circle before the label.
        colour: "blue" or "orange".
        takes_sheets: whether all symbols of a picture can be added to the visitor's.
    """
    return component(
        "pad/pad",
        server_functions=[read_picture],
        elem_id=name,
        name=name,
        label=label,
        letter=letter,
        hint=hint,
        colour=colour,
        takes_sheets=takes_sheets,
        max_bytes=MAX_BYTES,
    )


async def read_picture(upload: DataWithFiles) -> dict:
    """See `demo.pad.picture.read_picture`."""
    try:
        size = sum(len(data) for _, data in getattr(upload, "files", ()))
        return await _LANE.call(picture.read_picture, upload, size=size)
    except Full as problem:
        return {"problem": str(problem)}
