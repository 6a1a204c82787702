"""The ruler: the distance of two drawings as a needle among the distances of real pairs."""

from dataclasses import dataclass

import gradio as gr
import numpy as np

from demo.shared.component import component
from demo.shared.template import render
from siamese.judging.calibration import Calibration

# The drawing's own units; the axis runs from LEFT to RIGHT, the histograms stand on FLOOR. Letters have rows of their
# own above and below whatever moves: needle and limit cross none of them, wherever they stand.
LEFT, RIGHT, TOP, FLOOR = 20, 420, 66, 172

# What the domains of the calibration are called on the page.
_KINDS = {
    "digits": "digits",
    "glyphs": "letters of alphabets it has never seen",
    "symbols": "signs of mathematics and the like",
    "shapes": "plain shapes and doodles",
    "one person": "letters and digits that one person wrote twice",
}


@dataclass(frozen=True)
class _Hill:
    """A histogram. outline: data of an SVG path. middle: x of its name. half: see `half_way`."""

    outline: str
    middle: float
    half: float


def build_ruler(calibration: Calibration) -> gr.HTML:
    """Build the ruler. Its value is the limit as text, "" for the calibrated one; it triggers `input`."""
    return component(
        "compare/ruler",
        _html(calibration),
        value="",
        elem_id="ruler",
        calibrated=calibration.threshold,
        unsure=list(calibration.unsure),
        farthest=_farthest(calibration),
        left=LEFT,
        right=RIGHT,
    )


def limit_from_value(value: str | None, calibration: Calibration) -> float:
    """The limit that a visitor set; the calibrated one where the ruler's value is none."""
    try:
        limit = float(value or "")
    except ValueError:
        return calibration.threshold
    return min(max(limit, 0.0), _farthest(calibration)) if limit == limit else calibration.threshold


def cost(calibration: Calibration, limit: float) -> str:
    """What a limit costs on real pairs, in a sentence."""
    table = calibration.error_table
    missed, mistaken = (
        _of_100(np.interp(limit, [row["threshold"] for row in table], [row[name] for row in table]))
        for name in ("same_called_different", "different_called_same")
    )
    return (
        f"With this limit, of 100 real same pairs {missed} would be called different, "
        f"and of 100 real different pairs {mistaken} would be called same."
    )


def pairs_behind(calibration: Calibration) -> str:
    """Which pairs the hills, the probability and the cost of a limit are of, and what the network learned from."""
    kinds = [_KINDS.get(name, name) for name in calibration.error_rates]
    listed = ", and ".join(filter(None, [", ".join(kinds[:-1]), kinds[-1]]))
    return (
        "The network learned from other people’s letters, digits, signs and plain shapes. The pairs are of drawings "
        f"that it was not trained on, as many of each kind: {listed}. What is none of these it may judge worse."
    )


def _of_100(share: float) -> str:
    if 0 < share < 0.005:
        return "fewer than 1"
    return "none" if share == 0 else f"{100 * share:.0f}"


def half_way(edges: list[float], densities: list[float]) -> float:
    """The distance below which half of the pairs of a histogram lie."""
    sums = np.concatenate([[0], np.cumsum(np.diff(edges) * densities)])
    return float(np.interp(sums[-1] / 2, sums, edges))


def _farthest(calibration: Calibration) -> float:
    return calibration.histograms["edges"][-1]


def _html(calibration: Calibration) -> str:
    return render(
        "compare/ruler.html",
        left=LEFT,
        right=RIGHT,
        top=TOP,
        floor=FLOOR,
        farthest=_farthest(calibration),
        threshold=calibration.threshold,
        hills={kind: _hill(kind, calibration) for kind in ("same", "different")},
        pairs_behind=pairs_behind(calibration),
        cost=cost(calibration, calibration.threshold),
    )


def _hill(kind: str, calibration: Calibration) -> _Hill:
    histograms = calibration.histograms
    bars, edges = histograms[kind], histograms["edges"]
    highest = max(histograms["same"] + histograms["different"])
    x = [LEFT + (RIGHT - LEFT) * edge / _farthest(calibration) for edge in edges]
    y = [FLOOR - (FLOOR - TOP) * density / highest for density in bars]
    steps = " ".join(f"L{x[i]:.1f} {y[i]:.1f}H{x[i + 1]:.1f}" for i in range(len(bars)))
    peak = max(range(len(bars)), key=bars.__getitem__)
    return _Hill(
        outline=f"M{x[0]:.1f} {FLOOR}{steps}V{FLOOR}Z",
        middle=min(max((x[peak] + x[peak + 1]) / 2, LEFT + 40), RIGHT - 60),
        half=half_way(edges, bars),
    )
