"""The ruler: the distance of two drawings as a needle among the distances of real pairs."""

import gradio as gr
import numpy as np

from demo.shared.component import component
from siamese.judging.calibration import Calibration

# The drawing's own units; the axis runs from LEFT to RIGHT, the histograms stand on FLOOR. Letters have rows of their
# own above and below whatever moves: needle and limit cross none of them, wherever they stand.
WIDTH, HEIGHT = 440, 250
LEFT, RIGHT, NAMES, TOP, FLOOR = 20, 420, 20, 66, 172

# What the domains of the calibration are called on the page.
_KINDS = {
    "digits": "digits",
    "glyphs": "letters of alphabets it has never seen",
    "symbols": "signs of mathematics and the like",
    "shapes": "plain shapes and doodles",
    "one person": "letters and digits that one person wrote twice",
}


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
    histograms, farthest = calibration.histograms, _farthest(calibration)
    x = [LEFT + (RIGHT - LEFT) * edge / farthest for edge in histograms["edges"]]
    highest = max(histograms["same"] + histograms["different"])
    shapes, names = "", ""
    for kind in ("same", "different"):
        bars = histograms[kind]
        y = [FLOOR - (FLOOR - TOP) * density / highest for density in bars]
        steps = " ".join(f"L{x[i]:.1f} {y[i]:.1f}H{x[i + 1]:.1f}" for i in range(len(bars)))
        shapes += f'<path class="ruler-{kind}" d="M{x[0]:.1f} {FLOOR}{steps}V{FLOOR}Z"/>'
        peak = max(range(len(bars)), key=bars.__getitem__)
        middle = min(max((x[peak] + x[peak + 1]) / 2, LEFT + 40), RIGHT - 60)
        names += f'<text class="ruler-name ruler-name-{kind}" x="{middle:.1f}" y="{NAMES}">{kind}</text>'
    numbers = "".join(
        f'<text x="{LEFT + (RIGHT - LEFT) * i / 4:.1f}" y="{FLOOR + 28}">{farthest * i / 4:.1f}</text>'
        for i in (1, 2, 3)
    )
    same, different = (half_way(histograms["edges"], histograms[kind]) for kind in ("same", "different"))
    return f"""
<section class="ruler" aria-label="Ruler of distances">
  <svg viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="Distances of real pairs that the network was not
    trained on, from 0 to {farthest:g}. Half of the same pairs are less than {same:.2f} apart, half of the different
    pairs more than {different:.2f}.">
    <defs><pattern id="ruler-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect class="ruler-hatch" width="2" height="7"/></pattern></defs>
    {shapes}
    <rect class="ruler-unsure" y="{TOP - 22}" height="{FLOOR - TOP + 22}"/>
    <path class="ruler-axis" d="M{LEFT} {FLOOR}H{RIGHT}"/>
    <g class="ruler-needle" hidden aria-hidden="true">
      <path d="M0 {TOP - 18}V{FLOOR}"/><path class="ruler-tip" d="M-11 {TOP - 37}H11L0 {TOP - 15}Z"/></g>
    <g class="ruler-limit" tabindex="0" role="slider" aria-label="Limit: up to this distance drawings count as the same"
      aria-valuemin="0" aria-valuemax="{farthest:g}" aria-valuenow="{calibration.threshold:.2f}">
      <path d="M0 {TOP - 22}V{FLOOR + 4}"/><circle cy="{FLOOR + 55}" r="18"/>
      <path class="ruler-grip" d="M-4 {FLOOR + 50}l-5 5l5 5M4 {FLOOR + 50}l5 5l-5 5"/>
      <text y="{FLOOR + 63}">limit</text></g>
    <g aria-hidden="true">{numbers}<text class="ruler-near" x="{LEFT - 16}" y="{FLOOR + 28}">0 near</text>
      <text class="ruler-far" x="{RIGHT + 16}" y="{FLOOR + 28}">far {farthest:g}</text></g>
    <g aria-hidden="true">{names}</g>
  </svg>
  <button type="button" data-reset aria-label="Reset the limit" disabled>Reset</button>
  <details class="ruler-key"><summary>Hills: distances of <u>real pairs</u> <span>too close to call</span></summary>
    <p>{pairs_behind(calibration)}</p></details>
  <p class="ruler-cost" data-cost>{cost(calibration, calibration.threshold)}</p>
</section>"""
