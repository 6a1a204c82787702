"""A pair of the class's own, judged by the lesson's three networks and by the app's."""

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import cv2
import keras
import numpy as np

from demo.lesson.steps import APP, NAMES
from demo.pad.content import Blank, read_value
from demo.pad.looker import SPECK, data_url
from siamese.ink.frame import EmptyDrawing, prepare
from siamese.ink.image_file import BadPicture
from siamese.ink.strokes import BadDrawing
from siamese.judging.verifier import Verifier
from siamese.lesson.framing import SIDE, frame_as_mnist
from siamese.lesson.judge import Opinion, judge_frames
from siamese.lesson.nets import towers
from siamese.lesson.record import Record
from siamese.lesson.watch import Projection

A, B = "lesson-a", "lesson-b"
KEY = (
    "The figure after a verdict is what the network puts out: from one half on it says “same”, below “different”. "
    "Parameters are the numbers that it has learned."
)
VERDICTS = {"same": ("=", "same"), "different": ("≠", "different"), "unsure": ("?", "too close to call")}


@dataclass(frozen=True)
class Own:
    """What is on the two pads, and what is done to B before it is judged.

    a, b: values of pads. shift: pixels to the right, of 28. size: 1 leaves B as it is.
    """

    a: str | None
    b: str | None
    shift: float = 0.0
    size: float = 1.0


@dataclass(frozen=True, eq=False)
class Judges:
    """The lesson's networks.

    nets: name → network.
    trained: name → where the network comes from, for those that were trained on this page.
    maps: name → the map of what it was last seen to do, if there is one.
    """

    nets: Mapping[str, keras.Model]
    trained: Mapping[str, str] = field(default_factory=dict)
    maps: Mapping[str, Projection | None] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class _Seen:
    """A pad's input number, what the lesson's networks and the app's see of it, or why there is nothing to see."""

    n: int
    frame: np.ndarray | None = None
    tidied: np.ndarray | None = None
    problem: str | None = None


def judge_own(own: Own, judges: Judges, record: Record, verifier: Verifier) -> str:
    """Judge a pair.

    Returns:
        JSON: `pads`, as `demo.compare.tab` answers them, `html`, a card for each network, and `places`, where A and
        B stand on the networks' maps: name → two pairs of numbers, or null.
    """
    side = verifier.manifest.frame
    a, b = _see(own.a, side), _see(own.b, side, own.shift, own.size)
    if a.frame is None or a.tidied is None or b.frame is None or b.tidied is None:
        missing = [letter for letter, seen in (("A", a), ("B", b)) if seen.frame is None]
        cards = f'<p class="own-empty">Draw {" and ".join(missing)}: the networks answer here.</p>'
    else:
        first, second = verifier.embed_frames(np.stack([a.tidied, b.tidied]))
        app = verifier.judge(float(np.linalg.norm(first - second))).verdict
        opinions = judge_frames(judges.nets, a.frame, b.frame)
        cards = opinion_cards(opinions, app, record, verifier, judges.trained)
    pads = {
        name: {
            "n": seen.n,
            "seen": None if seen.frame is None else data_url(1 - seen.frame[..., None]),
            "problem": seen.problem,
        }
        for name, seen in ((A, a), (B, b))
    }
    places = _places(judges, a.frame, b.frame)
    return json.dumps({"pads": pads, "html": cards, "places": places}, separators=(",", ":"), ensure_ascii=False)


def _places(judges: Judges, *frames: np.ndarray | None) -> dict[str, list]:
    """Where the frames, of A and B, stand on the networks' maps."""
    places: dict[str, list] = {}
    for which, projection in judges.maps.items():
        if projection is None:
            continue
        pictures = [None if frame is None else frame[None].astype(np.float32) for frame in frames]
        both = zip(towers(judges.nets[which]), pictures, strict=True)
        answers = [None if picture is None else tower(picture, training=False).numpy() for tower, picture in both]
        places[which] = [None if one is None else projection.place(one)[0].round(2).tolist() for one in answers]
    return places


def opinion_cards(
    opinions: Sequence[Opinion],
    app: str,
    record: Record,
    verifier: Verifier,
    trained: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """A card for each of the lesson's networks and one for the app's, in HTML.

    Args:
        app: the verdict of the app's network, the same for (A, B) and (B, A).
        trained: name → where the network comes from, for those that are not the recorded ones.
    """
    cards = "".join(_card(opinion, record, trained.get(opinion.which)) for opinion in opinions)
    return f'<ul class="opinions">{cards}{_app_card(app, verifier)}</ul><p class="opinions-key">{KEY}</p>'


def _figure(probability: float) -> str:
    """With the digits that it takes to see on which side of one half it is."""
    digits = next((n for n in range(2, 6) if probability == 0.5 or f"{probability:.{n}f}" != f"{0.5:.{n}f}"), 6)
    return f"{probability:.{digits}f}"


def _see(value: str | None, side: int, shift: float = 0.0, size: float = 1.0) -> _Seen:
    n, content = read_value(value)
    if isinstance(content, Blank):
        return _Seen(n)
    try:
        ink = content.ink()
        frame = _move(frame_as_mnist(ink), shift, size)
        return _Seen(n, frame, prepare(_move_on_paper(ink, shift, size), frame=side))
    except EmptyDrawing:
        return _Seen(n, problem=SPECK)
    except (BadDrawing, BadPicture) as problem:
        return _Seen(n, problem=str(problem))


def _move_on_paper(ink: np.ndarray, shift: float, size: float) -> np.ndarray:
    """Move and resize what is drawn on a paper, without cutting anything off at the paper's edge."""
    if shift == 0 and size == 1:  # at every stroke; what follows takes longer than all the networks
        return ink
    side = max(ink.shape)
    symbol = _cut_out(ink)
    # Of the paper no more than what it needs: that of a small symbol is large.
    moved = _cut_out(_move(np.pad(symbol, max(symbol.shape, default=0)), shift / SIDE * side % 1, size))
    # On a paper as large as it was: how small a symbol may be depends on it.
    return np.pad(moved, [(0, max(side - length, 0)) for length in moved.shape])


def _cut_out(ink: np.ndarray) -> np.ndarray:
    """The part of it that has ink; all of it, where none has."""
    rows, columns = (np.flatnonzero(ink.any(axis)) for axis in (1, 0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] if len(rows) else ink


def _move(picture: np.ndarray, shift: float, size: float) -> np.ndarray:
    """Move a picture's content to the right by `shift` pixels and resize it about the middle."""
    if shift == 0 and size == 1:
        return picture
    middle = (picture.shape[0] - 1) / 2
    turn = np.array([[size, 0, middle - size * middle + shift], [0, size, middle - size * middle]], np.float32)
    return np.clip(cv2.warpAffine(picture, turn, picture.shape[::-1], flags=cv2.INTER_AREA), 0, 1)


def _card(opinion: Opinion, record: Record, trained: str | None) -> str:
    net = record.nets[opinion.which]
    figures = f"{net.parameters:,} parameters"
    if trained is None:
        figures += f" · {_percent(net.test_accuracy)} right on MNIST’s test pairs"
    else:
        figures += f" · {html.escape(trained)}"
    return _opinion(
        NAMES[opinion.which],
        figures,
        (opinion.verdict, _figure(opinion.probability)),
        (opinion.swapped_verdict, _figure(opinion.swapped)),
        opinion.which,
    )


def _app_card(verdict: str, verifier: Verifier) -> str:
    figures = f"{verifier.manifest.parameters:,} parameters"
    if accuracy := accuracy_on(verifier, "digits"):
        figures += f" · {_percent(accuracy)} right on digit pairs that it was not trained on"
    return _opinion(APP, figures, (verdict, ""), (verdict, ""), "app")


def _opinion(name: str, figures: str, there: tuple[str, str], back: tuple[str, str], kind: str) -> str:
    torn = '<p class="opinion-torn">It contradicts itself.</p>' if there[0] != back[0] else ""
    return (
        f'<li class="opinion opinion-{kind}"><h4>{name}</h4>'
        f"<p>{_verdict('A, B', *there)}{_verdict('B, A', *back)}</p>{torn}<small>{figures}</small></li>"
    )


def _verdict(order: str, verdict: str, output: str) -> str:
    sign, word = VERDICTS[verdict]
    output = f' <small title="the network’s output: 1 is same, 0 is different">{output}</small>' if output else ""
    return (
        f'<span class="opinion-verdict" data-verdict="{verdict}"><small>({order})</small> '
        f'<b><i aria-hidden="true">{sign}</i> {word}</b>{output}</span>'
    )


def accuracy_on(verifier: Verifier, domain: str) -> float | None:
    """The share of a held-out domain's pairs that the app's network judges right, from its manifest."""
    rates = verifier.manifest.calibration.error_rates.get(domain)
    if not rates:
        return None
    return 1 - (rates["same_called_different"] + rates["different_called_same"]) / 2


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
