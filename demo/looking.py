"""What the network makes of drawings: the one place where the app asks it.

Requests that come while the network is busy wait together and are answered in one call; what was looked at
lately is not looked at again.
"""

import asyncio
import base64
import hashlib
import json
import logging
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np

from demo.pad import NOTHING
from demo.pictures import ink_from_picture
from siamese.pictures import BadPicture
from siamese.preprocessing import EmptyDrawing, prepare
from siamese.strokes import MAX_BYTES, BadDrawing, ink_from_strokes, parse_strokes
from siamese.verifier import Verifier

log = logging.getLogger(__name__)

LARGEST_BATCH = 64
TOO_LONG = "This drawing is larger than any that the page sends. Clear it and draw again."
SPECK = "Only a dot so far. Draw the symbol larger."
FAILED = "This drawing could not be judged. Draw it again."


@dataclass(frozen=True, eq=False)
class Look:
    """What the network makes of one drawing.

    frame: float32 in [0, 1], shape (side, side, 1), what the encoder sees, 1 is ink; None where there is none.
    embedding: float32, shape (size,), unit length; None where there is no frame.
    problem: a sentence for the person who drew, where it cannot be judged; None for a blank paper.
    picture: the frame as a data URL, dark ink on white.
    """

    frame: np.ndarray | None = None
    embedding: np.ndarray | None = None
    problem: str | None = None
    picture: str | None = None


def data_url(picture: np.ndarray) -> str:
    """A picture for the page: floats in [0, 1], shape (height, width, 1), or (height, width, 3) in RGB."""
    bgr = np.ascontiguousarray(np.rint(picture * 255).astype(np.uint8)[..., ::-1])
    return "data:image/png;base64," + base64.b64encode(cv2.imencode(".png", bgr)[1]).decode()


BLANK = Look()


class Looker:
    """Turns contents of pads (`demo.pad.split_value`) into looks; one for the whole app.

    tidied: whether symbols are cut out and centred first, see `siamese.preprocessing.prepare`.
    """

    def __init__(self, verifier: Verifier, *, tidied: bool = True, remembered: int = 1000):
        self._verifier, self._tidied = verifier, tidied
        self._remembered = remembered
        self._looks: OrderedDict[bytes, asyncio.Future[Look]] = OrderedDict()  # by a digest of what was looked at
        self._waiting: list[tuple[str, bytes, asyncio.Future[Look]]] = []
        self._work: asyncio.Task | None = None
        # Of its own: verdicts wait for no training and no file that others have sent.
        self._thread = ThreadPoolExecutor(1, "looking")

    async def look(self, content: str) -> Look:
        """Look at the content of a pad. What cannot be judged is a look with a problem, never an exception."""
        if content == NOTHING:
            return BLANK
        if len(content) > MAX_BYTES:
            return Look(problem=TOO_LONG)
        key = hashlib.blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        future = self._looks.get(key)
        if future is None:
            future = self._looks[key] = asyncio.get_running_loop().create_future()
            if len(self._looks) > self._remembered:
                self._looks.popitem(last=False)
            self._waiting.append((content, key, future))
            if self._work is None or self._work.done():
                self._work = asyncio.create_task(self._look_at_waiting())
        self._looks.move_to_end(key)
        # A visitor who leaves must not take the answer away from another who drew the same.
        return await asyncio.shield(future)

    async def _look_at_waiting(self) -> None:
        work = partial(look_at, verifier=self._verifier, tidied=self._tidied)
        while self._waiting:
            batch, self._waiting = self._waiting[:LARGEST_BATCH], self._waiting[LARGEST_BATCH:]
            try:
                contents = [content for content, *_ in batch]
                looks = await asyncio.get_running_loop().run_in_executor(self._thread, work, contents)
            except Exception:
                log.exception("looking at %d drawings failed", len(batch))
                looks = [Look(problem=FAILED)] * len(batch)
            for (_, key, future), look in zip(batch, looks, strict=True):
                if look.problem:  # not worth its place
                    self._looks.pop(key, None)
                future.set_result(look)


def look_at(contents: list[str], verifier: Verifier, *, tidied: bool = True) -> list[Look]:
    """Look at all contents with one call of the network."""
    frames, problems = {}, {}
    for i, content in enumerate(contents):
        try:
            frames[i] = prepare(ink_from_content(content), frame=verifier.manifest.frame, tidied=tidied)
        except EmptyDrawing:
            problems[i] = SPECK
        except (BadDrawing, BadPicture) as problem:
            problems[i] = str(problem)
    embeddings = verifier.embed_frames(np.stack(list(frames.values()))) if frames else []
    looks = {
        i: Look(frame, embedding, picture=data_url(1 - frame))
        for (i, frame), embedding in zip(frames.items(), embeddings, strict=True)
    }
    return [looks.get(i) or Look(problem=problems[i]) for i in range(len(contents))]


def ink_from_content(content: str) -> np.ndarray:
    """The ink of a pad, float32 in [0, 1], shape `(side, side)`. Raises BadDrawing or BadPicture."""
    if len(content) > MAX_BYTES:
        raise BadDrawing(TOO_LONG)
    if '"picture"' not in content[:20]:
        return ink_from_strokes(parse_strokes(content))
    try:
        parts = json.loads(content)
        picture, box = parts["picture"], parts["box"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BadPicture("The picture on this side could not be read. Upload it again.") from None
    return ink_from_picture(picture, box)
