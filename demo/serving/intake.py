"""What comes into Gradio: only what the page's parts send, and what fails is one line in the log, without a drawing."""

import asyncio
import io
import logging
from contextlib import nullcontext

import gradio as gr
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartParser

from demo.serving.guard import FAILED, MALFORMED
from demo.serving.sessions import Crowded, Turns

log = logging.getLogger(__name__)

CROWDED = "This is more at once than the page sends. Try again in a moment."
_LARGEST = 1e9  # of a number; none of the page's is near it
_NOBODY = Turns()  # all who give no session are one visitor


class InMemory(MultiPartParser):
    """Uploads as they came, in the memory that the guard allowed for them.

    Gradio's own parser writes each to a folder and leaves it there where the form is cut off or the disk is full.
    """

    spool_max_size = 0  # never to a file

    def __init__(self, headers, stream, *, max_files: int, max_fields: int, max_file_size: float):
        super().__init__(headers, stream, max_files=max_files, max_fields=max_fields)

    async def parse(self) -> FormData:
        form = await super().parse()
        for _, value in form.multi_items():
            if isinstance(value, UploadFile):  # which has the name of a file that Gradio would remove
                value.file = io.BytesIO(await value.read())
        return form


async def take_in(process, block_fn, inputs, *, iterator=None, state=None, session_hash=None, **options):
    """Have Gradio's `process` answer an event of the page; what is none, and what fails, becomes a gr.Error."""
    try:
        if iterator is None and not is_fit(block_fn.inputs, inputs):
            raise gr.Error(MALFORMED)
        inputs = [*map(within, block_fn.inputs, inputs), *inputs[len(block_fn.inputs) :]]
        turns = state.turns if session_hash else _NOBODY
        async with nullcontext() if iterator else turns.take(block_fn._id):
            known = {"state": state, "session_hash": session_hash, "iterator": iterator, **options}
            return await process(block_fn=block_fn, inputs=inputs, **known)
    except gr.Error:
        log.info("refused event %s", block_fn.api_name)
        raise gr.Error(MALFORMED, print_exception=False) from None
    except Crowded:
        log.info("refused event %s: too many at once", block_fn.api_name)
        raise gr.Error(CROWDED, print_exception=False) from None
    except asyncio.CancelledError:  # the client has left, see the guard; Gradio would print it
        raise gr.Error(FAILED, print_exception=False) from None
    except Exception:
        log.exception("failed event %s", block_fn.api_name)
        raise gr.Error(FAILED, print_exception=False) from None


def is_fit(parts: list, values: list) -> bool:
    """Whether there is a value for each part of the page: a text, a number within reason, or nothing."""
    return len(values) >= len(parts) and all(
        part.stateful  # not taken from what is sent
        or value is None
        or (isinstance(value, str) if isinstance(part, gr.HTML) else is_number(value))
        for part, value in zip(parts, values, strict=False)
    )


def within(part, value):
    """What was typed beyond the ends of a slider is the nearer end: Gradio would refuse it."""
    return min(max(value, part.minimum), part.maximum) if isinstance(part, gr.Slider) and value is not None else value


def is_number(value) -> bool:
    return isinstance(value, int | float) and abs(value) < _LARGEST  # NaN is not
