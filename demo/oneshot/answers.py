"""What One-shot answers. The page's scripts know these by the same names, see `demo/oneshot/symbols.js`."""

from dataclasses import dataclass, field

from demo.oneshot.actions import Said
from demo.pad.answer import PadAnswer


@dataclass(frozen=True)
class LostAnswer:
    """The server lacks the page's symbols: the page is to ask again with what it keeps. n: of the request."""

    n: int
    lost: bool = True


@dataclass(frozen=True)
class DrawingShown:
    """A registered drawing: its picture, a data URL, and its place on the map."""

    picture: str
    at: list[float]


@dataclass(frozen=True)
class SymbolsAnswer:
    """What became of a request for the symbols.

    n: of the request. version: of the shelf. said: what to tell the visitor. undo: what would be undone.
    suggestion: the next name. classes: name and ids of drawings. drawings: by id, those that are new since the last
    answer. reach: of the map. kept: the symbols for the browser to keep, where they have changed; more: to be kept
    besides, where there are only more of them. review: where it was asked for, see `actions.answer_review`. is_unread:
    whether what the browser kept is no set of symbols; then nothing else was done.
    """

    n: int
    version: int
    said: Said | None
    undo: str | None
    suggestion: str
    classes: list[tuple[str, list[str]]]
    drawings: dict[str, DrawingShown]
    reach: list[float]
    kept: str | None = None
    more: str | None = None
    review: dict | None = None
    is_unread: bool = False


@dataclass(frozen=True)
class PreviewAnswer:
    """What is in files that were chosen together.

    problems: sentences on what could not be read. classes: name, thumbnail as a data URL, number of drawings.
    is_sheet: whether they are the symbols of one picture, which have no names yet. file: all of it, a symbols file in
    base64.
    """

    title: str
    words: str
    problems: list[str]
    classes: list[tuple[str, str, int]]
    is_sheet: bool
    file: str


@dataclass(frozen=True)
class FileAnswer:
    """Kept symbols as a file, in base64."""

    file: str


@dataclass(frozen=True)
class MatchShown:
    """A symbol that the second drawing may be. id: of its nearest drawing."""

    name: str
    id: str
    distance: float
    probability: float


@dataclass(frozen=True)
class RecogniseAnswer:
    """What is on the two pads.

    version: of the shelf, 0 where the server knows of none. alike: a sentence where the first drawing looks like a
    registered symbol. On the second drawing: verdict ("known", "none", "unsure", or None), words, detail, threshold,
    at, its place on the map, and matches, the nearest first.
    """

    pads: dict[str, PadAnswer]
    version: int
    alike: str | None
    words: str
    detail: str
    verdict: str | None = None
    threshold: float | None = None
    at: list[float] | None = None
    matches: list[MatchShown] = field(default_factory=list)
