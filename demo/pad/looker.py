"""What the network makes of drawings: the one place where the app asks it.

Requests that come while the network is busy wait together and are answered in one call; what was looked at
lately is not looked at again. Pictures, and drawings larger than people draw, have a line of their own.
"""

import asyncio
import base64
import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np

from demo.lanes import give_way
from demo.pad.content import TOO_LONG, Blank, Content, Picture
from siamese.ink.frame import EmptyDrawing, prepare
from siamese.ink.image_file import BadPicture
from siamese.ink.strokes import MAX_BYTES, BadDrawing
from siamese.judging.verifier import Verifier

log = logging.getLogger(__name__)

LARGEST_BATCH = 64
LARGE = 4_000  # characters: some five hundred points, which take a few milliseconds at most
SPECK = "Only a dot so far. Draw the symbol larger."
BUSY = "So many draw here just now that this drawing cannot be looked at yet. Draw on in a moment."
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
    return "data:image/png;base64," + base64.b64encode(cv2.imencode(".png", bgr)[1].tobytes()).decode()


BLANK = Look()


class _Line:
    """Contents that wait for one thread.

    at_once: how many are looked at with one call of the network, at most. longest: how many wait, at most.
    yields: whether it leaves the processor to others, and rests for as long as it worked.
    """

    def __init__(
        self,
        name: str,
        look: Callable[[list[Content]], list[Look]],
        *,
        at_once: int,
        longest: int,
        yields: bool = False,
    ):
        self._look, self._at_once, self._longest, self._yields = look, at_once, longest, yields
        self._waiting: list[tuple[Content, asyncio.Future[Look]]] = []
        self._after: list[tuple[Content, asyncio.Future[Look]]] = []  # who can wait until those have been served
        self._work: asyncio.Task | None = None
        # Of its own: nobody waits here for a training or for a file that others have sent.
        self._thread = ThreadPoolExecutor(1, name, initializer=give_way if yields else None)

    def join(self, content: Content, *, after_others: bool = False) -> "asyncio.Future[Look]":
        future = asyncio.get_running_loop().create_future()
        line = self._after if after_others else self._waiting
        if len(line) >= self._longest:
            future.set_result(Look(problem=BUSY))
            return future
        line.append((content, future))
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._look_at_waiting())
        return future

    async def _look_at_waiting(self) -> None:
        while self._waiting or self._after:
            batch, self._waiting = self._waiting[: self._at_once], self._waiting[self._at_once :]
            if not batch:  # one at a time: whoever comes now waits no longer than for this one
                batch, self._after = self._after[:1], self._after[1:]
            begun = time.monotonic()
            try:
                contents = [content for content, _ in batch]
                looks = await asyncio.get_running_loop().run_in_executor(self._thread, self._look, contents)
            except Exception:
                log.exception("looking at %d drawings failed", len(batch))
                looks = [Look(problem=FAILED)] * len(batch)
            for (_, future), look in zip(batch, looks, strict=True):
                future.set_result(look)
            if self._yields and self._waiting:
                await asyncio.sleep(time.monotonic() - begun)


class Looker:
    """Turns what is on pads into looks; one for the whole app.

    tidied: whether symbols are cut out and centred first, see `siamese.ink.frame.prepare`.
    """

    def __init__(self, verifier: Verifier, *, tidied: bool = True, remembered: int = 1000):
        self._remembered = remembered
        self._looks: OrderedDict[bytes, asyncio.Future[Look]] = OrderedDict()  # by a digest of what was looked at
        look = partial(look_at, verifier=verifier, tidied=tidied)
        self._usual = _Line("looking", look, at_once=LARGEST_BATCH, longest=1000)
        self._large = _Line("looking at what is large", look, at_once=1, longest=100, yields=True)

    async def look(self, content: Content, *, after_others: bool = False) -> Look:
        """Look at what is on a pad. What cannot be judged is a look with a problem, never an exception.

        after_others: whether it is looked at where those who draw just now leave room for it.
        """
        if isinstance(content, Blank):
            return BLANK
        if len(content.text) > MAX_BYTES:
            return Look(problem=TOO_LONG)
        key = hashlib.blake2b(content.text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        future = self._looks.get(key)
        if future is None:
            is_large = len(content.text) > LARGE or isinstance(content, Picture)
            line = self._large if is_large else self._usual
            future = self._looks[key] = line.join(content, after_others=after_others)
            future.add_done_callback(partial(self._forget_problem, key))
            if len(self._looks) > self._remembered:
                self._looks.popitem(last=False)
        self._looks.move_to_end(key)
        # A visitor who leaves must not take the answer away from another who drew the same.
        return await asyncio.shield(future)

    def _forget_problem(self, key: bytes, future: "asyncio.Future[Look]") -> None:
        if future.result().problem and self._looks.get(key) is future:  # not worth its place
            del self._looks[key]


def look_at(contents: list[Content], verifier: Verifier, *, tidied: bool = True) -> list[Look]:
    """Look at all contents with one call of the network."""
    frames, problems = {}, {}
    for i, content in enumerate(contents):
        try:
            frames[i] = prepare(content.ink(), frame=verifier.manifest.frame, tidied=tidied)
        except EmptyDrawing:
            problems[i] = SPECK
        except (BadDrawing, BadPicture) as problem:
            problems[i] = str(problem)
    embeddings = verifier.embed_frames(np.stack(list(frames.values()))) if frames else np.empty(0)
    looks = {
        i: Look(frame, embedding.copy(), picture=data_url(1 - frame))  # else each would hold all of the batch
        for (i, frame), embedding in zip(frames.items(), embeddings, strict=True)
    }
    return [looks.get(i) or Look(problem=problems[i]) for i in range(len(contents))]
