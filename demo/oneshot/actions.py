"""What a visitor can do with registered symbols. Each action takes a shelf and gives the next one with a sentence."""

import secrets
from dataclasses import dataclass

import numpy as np

from demo.oneshot.shelf import Shelf, count, describe, quote, suggest_name
from demo.oneshot.starter import SETS, load_starter
from demo.pad.content import Content
from demo.pad.looker import Look
from siamese.judging.verifier import Verifier
from siamese.symbols.names import clean_name
from siamese.symbols.review import look_alikes, review, strangers
from siamese.symbols.support_set import SupportSet

DONE, NOTE = "done", "note"


class CannotDo(ValueError):
    """Nothing was changed; the message is a sentence for the visitor."""


@dataclass(frozen=True)
class Said:
    """What the page tells the visitor: `kind` is "done", "note" (look again) or "problem"."""

    kind: str
    text: str


@dataclass(frozen=True, eq=False)
class Drawn:
    """A drawing as it came from the page, and what the network makes of it."""

    content: Content
    look: Look


@dataclass(frozen=True, eq=False)
class Request:
    """What the page asks for.

    fields: of the request, as they came; nothing in them is to be relied on.
    drawn: the drawing that is to be registered, if any.
    symbols: what came with it, see `FILES`.
    """

    fields: dict
    drawn: Drawn
    verifier: Verifier
    symbols: SupportSet

    def text(self, field: str) -> str:
        value = self.fields.get(field)
        return value if isinstance(value, str) else ""


def restore(shelf: Shelf, request: Request) -> tuple[Shelf, Said | None]:
    """Nothing but to take up what came with the request, which is done before any action, see `KEPT`."""
    return shelf, None


def next_version(shelf: Shelf | None, fields: dict) -> int:
    """One that neither the page nor this server has seen yet, and, most likely, no other server either.

    Where a page goes on at another server, both may have made a change of the same shelf, each without the other's.
    """
    seen = fields.get("version")
    newest = max(shelf.version if shelf else 0, min(seen, 2**52) if type(seen) is int else 0)
    return newest + 1 + secrets.randbelow(2**32)


def add(shelf: Shelf, request: Request) -> tuple[Shelf, Said | None]:
    """Register a drawing as one of a symbol, new or not."""
    name, before = request.text("name").strip(), shelf.symbols
    shelf, said = _register(shelf, clean_name(name) if name else suggest_name(before), request.drawn)
    added = shelf.symbols.since(before)
    strange = _stranger(before, added, "It") if added else None
    return shelf, Said(NOTE, f"{said.text} {strange}") if strange else said


def mend(shelf: Shelf, request: Request) -> tuple[Shelf, Said | None]:
    """Register a drawing that was taken for another symbol, or for none, under the name that it really has."""
    return _register(shelf, clean_name(request.text("name")), request.drawn)


def _register(shelf: Shelf, name: str, drawn: Drawn) -> tuple[Shelf, Said]:
    if drawn.look.embedding is None:
        raise CannotDo(drawn.look.problem or "The paper is blank. Draw the symbol first, or upload a picture of it.")
    symbols, drawing = shelf.symbols, drawn.content.drawing()
    is_new = name not in symbols
    if not is_new and any(example.drawing.id == drawing.id for example in symbols[name].examples):
        return shelf, Said(NOTE, f"{quote(name)} has this very drawing already. Draw it once more.")
    changed = shelf.changed(symbols.register(name, drawing, drawn.look.embedding), f"Added {quote(name)}")
    n = len(changed.symbols[name].examples)
    text = f"Added {quote(name)}." if is_new else f"{quote(name)} has {count(n, 'drawing')} now."
    alike = look_alike(symbols, name, drawn.look)
    return changed, Said(NOTE, f"{text} {alike}") if alike else Said(DONE, text)


def look_alike(symbols: SupportSet, name: str | None, look: Look) -> str | None:
    """A sentence if the drawing could be taken for another symbol than the one called `name`."""
    others = symbols.remove(name) if name is not None and name in symbols else symbols
    if not others.classes or look.embedding is None:
        return None
    found = others.classify(look.embedding, top=1)
    nearest = found.matches[0]
    if nearest.distance > found.threshold:
        return None
    return f"The network sees little difference from {quote(nearest.name)}: distance {nearest.distance:.2f}."


def _stranger(before: SupportSet, added: SupportSet, which: str) -> str | None:
    """A sentence if a drawing got the name of a symbol that was drawn quite differently before."""
    found = strangers(before, added)
    if not found:
        return None
    (name, distance), *others = found
    more = f", and so it is with {count(len(others), 'more name')}" if others else ""
    return (
        f"{which} is very different from what {quote(name)} was before (distance {distance:.2f}){more}. "
        "If that is another symbol, undo this and give it another name."
    )


def rename(shelf: Shelf, request: Request) -> tuple[Shelf, Said | None]:
    old, new = request.text("name"), clean_name(request.text("to"))
    if old == new:
        return shelf, None
    text = f"Renamed {quote(old)} to {quote(new)}"
    return shelf.changed(shelf.symbols.rename(old, new), text), Said(DONE, f"{text}.")


def remove(shelf: Shelf, request: Request) -> tuple[Shelf, Said | None]:
    """Delete a class, or the drawing of it that the request names."""
    name, drawing = request.text("name"), request.text("drawing")
    symbols = shelf.symbols.remove(name, drawing or None)
    text = f"Deleted a drawing of {quote(name)}" if drawing and name in symbols else f"Deleted {quote(name)}"
    return shelf.changed(symbols, text), Said(DONE, f"{text}.")


def clear(shelf: Shelf, request: Request) -> tuple[Shelf, Said | None]:
    if not shelf.symbols.classes:
        return shelf, None
    text = f"Deleted all {describe(shelf.symbols)}"
    return shelf.changed(SupportSet(request.verifier), text), Said(DONE, f"{text}.")


def undo(shelf: Shelf, request: Request) -> tuple[Shelf, Said | None]:
    if not shelf.past:
        return shelf, Said(NOTE, "There is nothing to undo.")
    done = shelf.past[0].done
    return shelf.undone(), Said(DONE, f"Undone: {done[0].lower()}{done[1:]}.")


def starter(shelf: Shelf, request: Request) -> tuple[Shelf, Said | None]:
    """Add a starter set."""
    name = request.text("set")
    if name not in SETS:
        raise CannotDo("There is no such starter set.")
    return _merge(shelf, SupportSet.of(load_starter(name), request.verifier), SETS[name])


def load(shelf: Shelf, request: Request) -> tuple[Shelf, Said | None]:
    """Add or take over the symbols of a file, under other names where these are given; those of one name become one."""
    symbols, names = request.symbols, request.fields.get("names")
    if isinstance(names, list) and names and len(names) == len(symbols):
        classes = [
            (clean_name(name) if isinstance(name, str) and name.strip() else old, drawings)
            for name, (old, drawings) in zip(names, symbols.content, strict=True)
        ]
        embeddings = np.stack([example.embedding for example in symbols.examples])
        symbols = SupportSet.of(classes, request.verifier, embeddings)
    if request.text("how") == "replace":
        text = f"Replaced your symbols by {describe(symbols)}"
        return shelf.changed(symbols, text), _say(text, symbols, symbols)
    return _merge(shelf, symbols, "The file")


def _merge(shelf: Shelf, symbols: SupportSet, source: str) -> tuple[Shelf, Said]:
    merged = shelf.symbols.merge(symbols)
    added = merged.since(shelf.symbols)
    if not added:
        return shelf, Said(NOTE, f"{source} has nothing that you have not.")
    n_new, n_drawings = len(merged) - len(shelf.symbols), len(added.examples)
    parts = [count(n_new, "new symbol")] if n_new else []
    if n_drawings != n_new:
        parts.append(count(n_drawings, "drawing"))
    text = f"{source}: added {' and '.join(parts)}"
    said, strange = _say(text, merged, added), _stranger(shelf.symbols, added, "A drawing in it")
    return shelf.changed(merged, text), Said(NOTE, f"{said.text} {strange}") if strange else said


def _say(text: str, symbols: SupportSet, added: SupportSet) -> Said:
    """What was done, and whether one of the added classes could be taken for another."""
    pairs = look_alikes(symbols, _limit(symbols), {c.name for c in added.classes})
    if not pairs:
        return Said(DONE, f"{text}.")
    (one, other, distance), *others = pairs
    more = f", and so do {count(len(others), 'more pair')}" if others else ""
    alike = f"To the network {quote(one)} and {quote(other)} look alike (distance {distance:.2f}){more}."
    return Said(NOTE, f"{text}. {alike}")


def judge(shelf: Shelf, request: Request) -> tuple[Shelf, Said | None]:
    """How well the symbols can be told apart is in the answer, see `answer_review`."""
    return shelf, None


def answer_review(symbols: SupportSet) -> dict:
    """The review of the symbols for the page."""
    found = review(symbols)
    limit = _limit(symbols)
    if found.n:
        words = f"{found.n_right} of {count(found.n, 'drawing')} are recognised by the others."
    else:
        words = "No symbol has two drawings yet. Draw one of them once more: then each can be judged by the others."
    words += f" The more drawings there are, the nearer a match must be: with these the limit is {limit:.2f}."
    return {
        "words": words,
        "confused": [list(row) for row in found.confused],
        "closest": [[a, b, round(distance, 2), bool(distance <= limit)] for a, b, distance in found.closest],
    }


def _limit(symbols: SupportSet) -> float:
    """The distance up to which a drawing counts as one of these symbols."""
    return symbols.verifier.manifest.rejection.threshold(max(len(symbols.examples), 1))


ACTIONS = {
    action.__name__: action for action in (restore, add, mend, rename, remove, clear, undo, starter, load, judge)
}
# The field in which this action is sent symbols; what it has is read first.
FILES = {load.__name__: "file"}
# The field in which any of them is sent what the browser keeps, where this is to be taken up first.
KEPT = "kept"
