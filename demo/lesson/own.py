"""A pair of the class's own, judged by the lesson's three networks and by the app's."""

import base64
import html
import json
from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import keras
import numpy as np

from demo.lesson.words import APP, NAMES
from demo.looking import ink_from_content
from demo.pad import NOTHING, split_value
from siamese.lesson.framing import SIDE, frame_as_mnist
from siamese.lesson.judge import Opinion, judge_frames
from siamese.lesson.record import Record
from siamese.pictures import BadPicture
from siamese.preprocessing import EmptyDrawing
from siamese.strokes import BadDrawing
from siamese.verifier import Verifier

A, B = "lesson-a", "lesson-b"
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
class _Seen:
    """A pad's input number and ink, what the lesson's networks see of it, or why there is nothing to see."""

    n: int
    ink: np.ndarray | None = None
    frame: np.ndarray | None = None
    problem: str | None = None


def judge_own(
    own: Own, nets: Mapping[str, keras.Model], trained: Mapping[str, str], record: Record, verifier: Verifier
) -> str:
    """Judge a pair.

    Args:
        nets: name → network.
        trained: name → where the network comes from, for those that were trained on this page.

    Returns:
        JSON: `pads`, as `demo.compare` answers them, and `html`, a card for each network.
    """
    a, b = _see(own.a), _see(own.b, own.shift, own.size)
    if a.frame is None or b.frame is None:
        missing = [letter for letter, seen in (("A", a), ("B", b)) if seen.frame is None]
        cards = f'<p class="own-empty">Draw {" and ".join(missing)}: the networks answer here.</p>'
    else:
        app = verifier.judge(_distance(verifier, a.ink, b.ink)).verdict
        parts = [_card(opinion, record, trained.get(opinion.which)) for opinion in judge_frames(nets, a.frame, b.frame)]
        cards = f'<ul class="opinions">{"".join(parts)}{_app_card(app, verifier)}</ul>'
    pads = {name: {"n": seen.n, "seen": _png(seen.frame), "problem": seen.problem} for name, seen in ((A, a), (B, b))}
    return json.dumps({"pads": pads, "html": cards}, separators=(",", ":"), ensure_ascii=False)


def _see(value: str | None, shift: float = 0.0, size: float = 1.0) -> _Seen:
    n, content = split_value(value)
    if content == NOTHING:
        return _Seen(n)
    try:
        ink = ink_from_content(content)
        frame = frame_as_mnist(ink)
    except EmptyDrawing:
        return _Seen(n, problem="Only a dot so far. Draw the symbol larger.")
    except (BadDrawing, BadPicture) as problem:
        return _Seen(n, problem=str(problem))
    # The paper is much larger than its symbol may become, so that nothing of it is cut off for the app's network.
    margin = ink.shape[0]
    return _Seen(n, _move(np.pad(ink, margin), shift / SIDE * margin, size), _move(frame, shift, size))


def _move(picture: np.ndarray, shift: float, size: float) -> np.ndarray:
    """Move a picture's content to the right by `shift` pixels and resize it about the middle."""
    if shift == 0 and size == 1:
        return picture
    middle = (picture.shape[0] - 1) / 2
    turn = np.float32([[size, 0, middle - size * middle + shift], [0, size, middle - size * middle]])
    return np.clip(cv2.warpAffine(picture, turn, picture.shape[::-1], flags=cv2.INTER_AREA), 0, 1)


def _distance(verifier: Verifier, a: np.ndarray, b: np.ndarray) -> float:
    first, second = verifier.embed([a, b])
    return float(np.linalg.norm(first - second))


def _card(opinion: Opinion, record: Record, trained: str | None) -> str:
    net = record.nets[opinion.which]
    figures = f"{net.parameters:,} parameters"
    if trained is None:
        figures += f" · {_percent(net.test_accuracy)} of MNIST’s test pairs"
    else:
        figures += f" · {html.escape(trained)}"
    return _opinion(
        NAMES[opinion.which],
        figures,
        (opinion.verdict, f"{opinion.probability:.2f}"),
        (opinion.swapped_verdict, f"{opinion.swapped:.2f}"),
        opinion.which,
    )


def _app_card(verdict: str, verifier: Verifier) -> str:
    figures = f"{verifier.manifest.parameters:,} parameters"
    if accuracy := accuracy_on(verifier, "digits"):
        figures += f" · {_percent(accuracy)} of held-out digit pairs"
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
    return rates and 1 - (rates["same_called_different"] + rates["different_called_same"]) / 2


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _png(frame: np.ndarray | None) -> str | None:
    if frame is None:
        return None
    dark_on_white = 255 - np.rint(frame * 255).astype(np.uint8)
    return "data:image/png;base64," + base64.b64encode(cv2.imencode(".png", dark_on_white)[1]).decode()
