import asyncio
import logging
import threading
from types import SimpleNamespace

import numpy as np
import pytest

from demo.pad import looker as module
from demo.pad.content import TOO_LONG, Blank, Content, Picture, Strokes, read_value
from demo.pad.looker import (
    BLANK,
    BUSY,
    FAILED,
    LARGE,
    LARGEST_BATCH,
    SPECK,
    Looker,
    look_at,
)
from siamese.ink.strokes import MAX_BYTES
from tests.demo.drawings import CORNER, CROSS, DOT, SMALL_CROSS, value


def content(strokes) -> Content:
    return read_value(value(strokes)).content


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
    assert asyncio.run(looker.look(Blank())) is BLANK
    assert asyncio.run(looker.look(content(DOT))).problem == SPECK


@pytest.mark.parametrize("text", ["{", '{"strokes":3}', '{"picture":1,"box":2}', '{"picture":"x"}', "[" * 100_000])
def test_what_cannot_be_read_is_a_problem_not_an_exception(looker, text):
    look = asyncio.run(looker.look(read_value(text).content))
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
    long, junk, drawn = Strokes("x" * (MAX_BYTES + 1)), Strokes("x" * MAX_BYTES), content(CROSS)

    async def look_at_all():
        return [await looker.look(one) for one in (long, junk, content(DOT), drawn)]

    assert [look.problem is None for look in asyncio.run(look_at_all())] == [False, False, False, True]
    assert len(looker._looks) == 1 and not any(one.text in looker._looks for one in (long, junk, drawn))
    monkeypatch.setattr("json.loads", None)  # it is not even read
    for one in (long, Picture(long.text)):
        assert asyncio.run(looker.look(one)).problem == TOO_LONG


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


PICTURE = Picture('{"picture":"","box":[0,0,1,1]}')
LONG = content([[0, 0, 900, 900] * (LARGE // 10)])


@pytest.fixture
def held_up(monkeypatch):
    """A looker that tells what it looks at, and looks at what is large only when it is told to go on."""
    go_on, looked, look = threading.Event(), [], module.look_at

    def look_at_what_may_be_large(contents, verifier, *, tidied):
        looked.append(contents)
        if any(len(content.text) > LARGE or isinstance(content, Picture) for content in contents):
            go_on.wait()
        return look(contents, verifier, tidied=tidied)

    monkeypatch.setattr(module, "look_at", look_at_what_may_be_large)
    return SimpleNamespace(go_on=go_on, looked=looked)


@pytest.mark.parametrize("large", [PICTURE, LONG])
def test_nobody_waits_for_a_large_drawing_of_somebody_else(verifier, held_up, large):
    async def many():
        looker = Looker(verifier)
        others = [asyncio.create_task(looker.look(type(large)(f"{large.text} {i}"))) for i in range(30)]
        await asyncio.sleep(0)
        look = await looker.look(content(CROSS))
        assert not any(task.done() for task in others)
        held_up.go_on.set()
        await asyncio.gather(*others)
        return look

    assert asyncio.run(many()).embedding is not None
    # Those whose drawings are large do not wait for all of them either.
    assert sorted(map(len, held_up.looked)) == [1] * 31


def test_what_people_draw_is_not_large():
    """Four hundred points, as many as in five seconds of drawing."""
    assert len(content([[n % 1000 for n in range(800)]]).text) < LARGE


def test_a_line_has_an_end_and_says_so(verifier, held_up):
    async def crowd():
        looker = Looker(verifier)
        looks = [asyncio.create_task(looker.look(Strokes(f"{LONG.text} {i}"))) for i in range(150)]
        await asyncio.wait(looks, return_when=asyncio.FIRST_COMPLETED)
        held_up.go_on.set()
        return [(await look).problem for look in looks], len(looker._looks)

    problems, remembered = asyncio.run(crowd())
    assert [problem == BUSY for problem in problems] == [False] * 100 + [True] * 50 and remembered == 0


def test_a_look_holds_its_own_embedding_and_not_those_of_its_batch(verifier):
    for look in look_at([content(CROSS), content(CORNER)], verifier):
        assert look.embedding.base is None


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
    good, bad, dot = look_at([content(CROSS), Strokes("no drawing"), content(DOT)], verifier)
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

    with caplog.at_level(logging.CRITICAL, logger="demo.pad.looker"):
        first, second = asyncio.run(twice())
    assert first.problem == FAILED
    assert second.embedding is not None


def test_after_a_large_drawing_others_come_first_for_as_long_as_it_took(verifier, monkeypatch):
    rested, sleep = [], asyncio.sleep

    async def rest(seconds):
        rested.append(seconds)
        await sleep(0)

    async def look_at(looker, *contents):
        await asyncio.gather(*map(looker.look, contents))

    large = [content([[(i % 100, (i * k) % 1000) for i in range(1500)]]) for k in (3, 7, 11)]
    assert min(len(one.text) for one in large) > LARGE
    monkeypatch.setattr(module.asyncio, "sleep", rest)
    asyncio.run(look_at(Looker(verifier), content(CROSS), content(CORNER)))
    assert rested == []
    asyncio.run(look_at(Looker(verifier), *large))
    assert len(rested) == 2 and min(rested) > 0  # after the last nobody waits
