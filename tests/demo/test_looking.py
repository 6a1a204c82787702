import asyncio
import logging
import threading

import numpy as np
import pytest

from demo.looking import BLANK, FAILED, LARGEST_BATCH, SPECK, TOO_LONG, Looker, ink_from_content, look_at
from demo.pad import NOTHING, split_value
from siamese.strokes import MAX_BYTES, BadDrawing
from tests.demo.drawings import CORNER, CROSS, DOT, SMALL_CROSS, value


def content(strokes) -> str:
    return split_value(value(strokes))[1]


class Counting:
    """A verifier that counts the frames of each call."""

    def __init__(self, verifier):
        self.verifier, self.manifest, self.calls = verifier, verifier.manifest, []

    def embed_frames(self, frames):
        self.calls.append(len(frames))
        return self.verifier.embed_frames(frames)


def test_a_look_is_what_the_verifier_makes_of_the_drawing(looker, verifier):
    look = asyncio.run(looker.look(content(CROSS)))
    assert look.frame.shape == (verifier.manifest.frame, verifier.manifest.frame, 1)
    np.testing.assert_allclose(look.embedding, verifier.embed_frames(look.frame[None])[0], atol=1e-6)
    assert look.picture.startswith("data:image/png;base64,")
    assert look.problem is None


def test_a_blank_pad_is_blank_and_a_dot_is_explained(looker):
    assert asyncio.run(looker.look(NOTHING)) is BLANK
    assert asyncio.run(looker.look(content(DOT))).problem == SPECK


@pytest.mark.parametrize("text", ["", "{", '{"strokes":3}', '{"picture":1,"box":2}', '{"picture":"x"}', "[" * 100_000])
def test_what_cannot_be_read_is_a_problem_not_an_exception(looker, text):
    look = asyncio.run(looker.look(text))
    assert look.problem
    assert look.embedding is None


def test_what_was_looked_at_is_not_looked_at_again(verifier):
    counting = Counting(verifier)
    looker = Looker(counting)

    async def twice():
        await looker.look(content(CROSS))
        await looker.look(content(CROSS))

    asyncio.run(twice())
    assert counting.calls == [1]


def test_the_oldest_looks_are_forgotten(verifier):
    counting = Counting(verifier)
    looker = Looker(counting, remembered=2)

    async def look_at_three_and_the_first_again():
        for strokes in (CROSS, SMALL_CROSS, CORNER, CROSS):
            await looker.look(content(strokes))

    asyncio.run(look_at_three_and_the_first_again())
    assert counting.calls == [1, 1, 1, 1]


def test_nothing_that_was_sent_is_kept_and_of_what_cannot_be_judged_no_trace(looker, monkeypatch):
    long, junk, drawn = "x" * (MAX_BYTES + 1), "x" * MAX_BYTES, content(CROSS)

    async def look_at_all():
        return [await looker.look(text) for text in (long, junk, content(DOT), drawn)]

    assert [look.problem is None for look in asyncio.run(look_at_all())] == [False, False, False, True]
    assert len(looker._looks) == 1 and not any(text in looker._looks for text in (long, junk, drawn))
    monkeypatch.setattr("json.loads", None)  # it is not even read
    for text in (long, '{"picture":' + long):
        assert asyncio.run(looker.look(text)).problem == TOO_LONG
        with pytest.raises(BadDrawing, match=TOO_LONG):
            ink_from_content(text)


def test_verdicts_do_not_wait_for_other_work(looker):
    async def look_while_all_other_threads_work():
        loop, go_on = asyncio.get_running_loop(), threading.Event()
        others = [loop.run_in_executor(None, go_on.wait) for _ in range(64)]  # more than there are threads
        try:
            return await asyncio.wait_for(looker.look(content(CROSS)), 30)
        finally:
            go_on.set()
            await asyncio.gather(*others)

    assert asyncio.run(look_while_all_other_threads_work()).embedding is not None


def test_the_picture_of_a_look_is_drawn_once(looker):
    async def twice():
        return [(await looker.look(content(CROSS))).picture for _ in range(2)]

    first, second = asyncio.run(twice())
    assert first is second


def test_what_comes_together_is_embedded_together(verifier):
    counting = Counting(verifier)
    looker = Looker(counting)
    drawings = [content([[0, 0, 500, 10 * i, 900, 900]]) for i in range(2 * LARGEST_BATCH)]

    async def all_at_once():
        return await asyncio.gather(*(looker.look(drawing) for drawing in drawings))

    looks = asyncio.run(all_at_once())
    assert counting.calls == [LARGEST_BATCH, LARGEST_BATCH]
    for drawing, look in zip(drawings[::20], looks[::20], strict=True):
        np.testing.assert_allclose(look.embedding, look_at([drawing], verifier)[0].embedding, atol=1e-5)


def test_a_bad_drawing_does_not_spoil_the_batch_it_is_in(verifier):
    good, bad, dot = look_at([content(CROSS), "no drawing", content(DOT)], verifier)
    assert good.problem is None
    assert bad.problem
    assert dot.problem == SPECK


def test_a_visitor_who_leaves_takes_nothing_from_another(looker):
    async def one_leaves():
        leaving = asyncio.create_task(looker.look(content(CROSS)))
        staying = asyncio.create_task(looker.look(content(CROSS)))
        await asyncio.sleep(0)
        leaving.cancel()
        return await staying

    assert asyncio.run(one_leaves()).embedding is not None


def test_a_failure_is_logged_told_and_tried_anew(verifier, caplog):
    class Failing(Counting):
        def embed_frames(self, frames):
            if not self.calls:
                self.calls.append(0)
                raise RuntimeError("the network is ill")
            return super().embed_frames(frames)

    looker = Looker(Failing(verifier))

    async def twice():
        return [await looker.look(content(CROSS)) for _ in range(2)]

    with caplog.at_level(logging.CRITICAL, logger="demo.looking"):
        first, second = asyncio.run(twice())
    assert first.problem == FAILED
    assert second.embedding is not None
