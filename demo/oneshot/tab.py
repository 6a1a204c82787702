"""The One-shot tab: teach symbols by one drawing each, and have new drawings recognised."""

import asyncio
import json
import logging
from dataclasses import replace
from functools import cached_property, partial
from typing import Any

import gradio as gr
import numpy as np

from demo.lanes import Full, Lane
from demo.oneshot.actions import (
    ACTIONS,
    FILES,
    KEPT,
    CannotDo,
    Drawn,
    Request,
    Said,
    answer_review,
    look_alike,
    next_version,
)
from demo.oneshot.answers import DrawingShown, LostAnswer, MatchShown, RecogniseAnswer, SymbolsAnswer
from demo.oneshot.files import file_functions, thumbnail
from demo.oneshot.shelf import Shelf, TooMany, from_text, quote, suggest_name, to_text
from demo.oneshot.starter import SETS, load_starter
from demo.pad.answer import answer_pads, to_json
from demo.pad.content import read_value
from demo.pad.looker import Look, Looker
from demo.pad.pad import pad
from demo.shared.component import component
from siamese.ink.frame import EmptyDrawing
from siamese.ink.image_file import BadPicture
from siamese.ink.strokes import BadDrawing
from siamese.judging.verifier import Verifier
from siamese.slices import Slices, finish
from siamese.symbols.names import LONGEST, BadName
from siamese.symbols.projection import Projection
from siamese.symbols.support_set import Answer, SupportSet
from siamese.symbols.symbols_file import BadSymbols

log = logging.getLogger(__name__)

TEACH, QUERY = "oneshot-teach", "oneshot-query"
MAX_REQUEST = 60_000_000  # bytes
FAILED = "That did not work, and nothing was changed. Try again."
# What an action may refuse with: a sentence for the visitor.
REFUSALS = (BadName, BadSymbols, BadDrawing, BadPicture, EmptyDrawing, CannotDo, TooMany)
_LANE = Lane("symbols")


class Map:
    """Where drawings stand on the map: one for the whole app, the same for every visitor."""

    def __init__(self, verifier: Verifier):
        self._verifier = verifier

    @cached_property
    def _starters(self) -> np.ndarray:
        classes = [pair for name in SETS for pair in load_starter(name)]
        return np.stack([example.embedding for example in SupportSet.of(classes, self._verifier).examples])

    @cached_property
    def _projection(self) -> Projection:
        """Fitted on the starter sets, whatever a visitor registers: so no point ever moves."""
        return Projection.fit(self._starters)

    @cached_property
    def reach(self) -> list[float]:
        """The least x and y and the greatest of the starter sets; little else lies farther out."""
        points = self._projection(self._starters)
        return np.concatenate([points.min(0), points.max(0)]).round(3).tolist()

    def place(self, embedding: np.ndarray) -> list[float]:
        """Where an embedding stands: x and y."""
        return self._projection(embedding[None])[0].round(3).tolist()


def build_oneshot(verifier: Verifier, looker: Looker, places: Map) -> None:
    """Lay out the tab inside the current gr.Blocks."""
    shelf = gr.State(None)
    with gr.Column(elem_classes="oneshot"):
        teach = pad(TEACH, label="Teach a symbol", letter="1", hint="Draw a new symbol", takes_sheets=True)
        component("oneshot/naming", elem_id="naming", longest=LONGEST, pad=TEACH)
        query = pad(QUERY, label="Which one is it?", letter="2", hint="Draw one of them again", colour="orange")
        ranking = component("oneshot/ranking", elem_id="ranking", pads=[TEACH, QUERY])
        request = component("oneshot/shelf", elem_id="shelf", sets=SETS, server_functions=file_functions(verifier))
    live: dict[str, Any] = {"queue": False, "show_progress": "hidden"}
    gr.on(
        [teach.input, query.input],
        partial(watch, looker=looker, places=places),
        inputs=[teach, query, shelf],
        outputs=ranking,
        trigger_mode="always_last",
        api_name="recognise",
        **live,
    )
    request.input(
        partial(act, verifier=verifier, looker=looker, places=places),
        inputs=[request, teach, query, shelf],
        outputs=[shelf, request, ranking],
        trigger_mode="multiple",  # the page asks for one thing after the other
        api_name="symbols",
        **live,
    )


async def act(
    request: str | None,
    teach: str | None,
    query: str | None,
    shelf: Shelf | None,
    *,
    verifier: Verifier,
    looker: Looker,
    places: Map,
) -> tuple[Shelf | None, str, str]:
    """Do what the page asks for.

    Args:
        request: JSON of `n`, the number of the request, `do`, a name of `actions.ACTIONS`, and what that needs;
            `drawn`, the value of a pad when it was asked for, is the drawing to register; `version`, that of the
            symbols that the page shows, or `kept`, what it keeps of them, which is taken up first.
        teach, query: values of the pads now.
        shelf: the visitor's; None where the server knows of none, as after it was restarted. Of another version than
            the page's it counts as none: the page has been at another server meanwhile.

    Returns:
        the shelf, the answer (see `answer`), and what `watch` would say now.
    """
    fields = _parse(request)
    sent = fields.get("drawn")
    content = read_value(sent if isinstance(sent, str) else None).content
    drawn = Drawn(content, await looker.look(content))
    try:
        work = _do(fields, drawn, shelf, verifier, places)
        shelf, text = await _LANE.do(work, size=len(request or ""))
    except Full as full:
        # Symbols that could not be read now are not to be laid aside as if they never could be.
        known = None if KEPT in fields or is_lost(shelf, fields) else shelf
        text = finish(answer(fields, known, known, Said("problem", str(full)), places))
    return shelf, text, await watch(teach, query, shelf, looker=looker, places=places)


def _do(
    fields: dict, drawn: Drawn, shelf: Shelf | None, verifier: Verifier, places: Map
) -> Slices[tuple[Shelf | None, str]]:
    """The next shelf and the answer."""
    if KEPT not in fields and is_lost(shelf, fields):
        return shelf, (yield from answer(fields, None, None, None, places))
    before, said, review, do = shelf, None, None, str(fields.get("do"))
    is_unread = False
    request = Request(fields, drawn, verifier, SupportSet(verifier))
    if KEPT in fields:
        before = None  # nothing that the page could still have
        try:
            shelf = yield from _taken_up(shelf, request)
        except BadSymbols as refusal:  # what the browser kept is no set of symbols: nothing else is done to it
            shelf = _empty(shelf, request) if is_lost(shelf, fields) else shelf
            said, is_unread = Said("problem", str(refusal)), True
        except Exception:
            log.exception("restore failed")
            return shelf, (yield from answer(fields, None, None, None, places))
    base = shelf
    try:
        if base is not None and not is_unread:
            shelf, said = yield from _next(do, base, request)
        if shelf is not None and do == "judge":
            review = answer_review(shelf.symbols)
    except REFUSALS as refusal:
        said = Said("problem", str(refusal))
    except Exception:
        log.exception("%s failed", do)
        said = Said("problem", FAILED)
    yield None
    try:
        return shelf, (yield from answer(fields, before, shelf, said, places, review, is_unread=is_unread))
    except BadSymbols as refusal:  # more than the browser could hand back
        said = Said("problem", str(refusal))
        return base, (yield from answer(fields, before, base, said, places))


def is_lost(shelf: Shelf | None, fields: dict) -> bool:
    """Whether the server lacks the symbols that a request is about."""
    return shelf is None or fields.get("version") != shelf.version


def _empty(shelf: Shelf | None, request: Request) -> Shelf:
    return Shelf(SupportSet(request.verifier), next_version(shelf, request.fields))


def _taken_up(shelf: Shelf | None, request: Request) -> Slices[Shelf]:
    """The symbols that came with a request, instead of those that the server has. Raises BadSymbols."""
    empty, text = _empty(shelf, request), request.text(KEPT)
    return replace(empty, symbols=(yield from from_text(text, request.verifier))) if text else empty


def _next(do: str, shelf: Shelf, request: Request) -> Slices[tuple[Shelf, Said | None]]:
    """The next shelf and what to say. Raises what may be refused."""
    if do not in ACTIONS:
        raise CannotDo(FAILED)
    if do in FILES and (text := request.text(FILES[do])):
        request = replace(request, symbols=(yield from from_text(text, request.verifier)))
    return ACTIONS[do](shelf, request)


def answer(
    fields: dict,
    before: Shelf | None,
    shelf: Shelf | None,
    said: Said | None,
    places: Map,
    review: dict | None = None,
    *,
    is_unread: bool = False,
) -> Slices[str]:
    """The answer to a request: JSON of a SymbolsAnswer, or of a LostAnswer.

    before: the shelf that the page has the drawings of, if any.
    """
    asked = fields.get("n")
    n = asked if isinstance(asked, int) else 0
    if shelf is None:
        return to_json(LostAnswer(n))
    symbols = shelf.symbols
    known = {example.drawing.id for example in before.symbols.examples} if before else set()
    drawings = {}
    for example in symbols.examples:
        if example.drawing.id not in known:
            drawings[example.drawing.id] = DrawingShown(thumbnail(example.drawing), places.place(example.embedding))
            yield None
    kept = more = None
    if before is None:
        # The browser has it, unless other weights have embedded it anew or it came in several files; and where it
        # could not be read, it must not be overwritten.
        whole, sent = (yield from _kept(symbols)), fields.get(KEPT)
        kept = whole if whole != (sent if isinstance(sent, str) else "") and not is_unread else None
    elif before.version != shelf.version:
        # The whole of 1,000 symbols is a megabyte, which both sides would feel at each drawing.
        added = symbols.since(before.symbols) if before.symbols.classes else None
        if added:
            more = yield from to_text(added)
        else:
            kept = yield from _kept(symbols)
    return to_json(
        SymbolsAnswer(
            n,
            version=shelf.version,
            said=said,
            undo=shelf.past[0].done if shelf.past else None,
            suggestion=suggest_name(symbols),
            classes=[(c.name, [example.drawing.id for example in c.examples]) for c in symbols.classes],
            drawings=drawings,
            reach=places.reach,
            kept=kept,
            more=more,
            review=review,
            is_unread=is_unread,
        )
    )


def _kept(symbols: SupportSet) -> Slices[str]:
    return (yield from to_text(symbols)) if symbols.classes else ""


async def watch(teach: str | None, query: str | None, shelf: Shelf | None, *, looker: Looker, places: Map) -> str:
    """What is on the two pads: JSON of a RecogniseAnswer."""
    inputs = [read_value(teach), read_value(query)]
    looks = await asyncio.gather(*(looker.look(given.content) for given in inputs))
    symbols = shelf.symbols if shelf else None
    answer = RecogniseAnswer(
        answer_pads((TEACH, QUERY), inputs, looks),
        version=shelf.version if shelf else 0,
        alike=look_alike(symbols, None, looks[0]) if symbols else None,
        **recognise(symbols, looks[1], places),
    )
    return to_json(answer)


def recognise(symbols: SupportSet | None, look: Look, places: Map) -> dict[str, Any]:
    """The part of a RecogniseAnswer on the second drawing."""
    if symbols is None or not symbols.classes:
        return {"words": "Nothing to recognise yet", "detail": "Teach it a symbol first."}
    if look.embedding is None:
        which = (
            f"which of your {len(symbols):,} symbols it is, if any" if len(symbols) > 1 else "whether it is your symbol"
        )
        return {"words": "Draw a symbol", "detail": f"The network tells {which}."}
    found = symbols.classify(look.embedding)
    first = found.matches[0]
    words, detail = {
        "known": (first.name, f"{_percent(first.probability)} sure"),
        "none": ("None of these", f"{_percent(found.none)} sure"),
        "unsure": ("Too close to call", _either(found)),
    }[found.verdict]
    return {
        "verdict": found.verdict,
        "words": words,
        "detail": detail,
        "threshold": round(found.threshold, 4),
        "at": places.place(look.embedding),
        "matches": [
            MatchShown(match.name, match.nearest.drawing.id, round(match.distance, 4), round(match.probability, 4))
            for match in found.matches
        ],
    }


def _either(found: Answer) -> str:
    """The two likeliest, where it is too close to call."""
    first, *others = found.matches
    known = [(match.probability, quote(match.name)) for match in (first, *others[:1])]
    (_, one), (_, two) = sorted([*known, (found.none, "none of these")], reverse=True)[:2]
    return f"None of these, or {two}?" if one == "none of these" else f"{one} or {two}?"


def _percent(probability: float) -> str:
    """Never more certain than a network can be; as the list of matches has it."""
    percent = round(100 * probability)
    return "over 99 %" if percent > 99 else f"{max(percent, 1)} %"


def _parse(request: str | None) -> dict:
    try:
        fields = json.loads((request or "")[:MAX_REQUEST])
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}
