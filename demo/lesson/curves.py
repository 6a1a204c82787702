"""The curves of all runs in one plot, with their figures in a table below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from demo.lesson.steps import NAMES, name_of
from siamese.lesson.nets import NETS
from siamese.lesson.record import Run
from siamese.lesson.train import EPOCHS

WIDTH, LEFT, RIGHT = 560, 52, 8
_TOP, _ACCURACY, _GAP, _LOSS, _FOOT = 26, 214, 50, 84, 46
HEIGHT = _TOP + _ACCURACY + _GAP + _LOSS + _FOOT


@dataclass(frozen=True)
class Curve:
    """A run as it is shown.

    group: "digits" or "alphabets"; a step shows one of the two.
    recorded: the date, for a run that is shipped.
    running: still going on.
    """

    run: Run
    group: str
    recorded: str = ""
    running: bool = False

    @property
    def kind(self) -> str:
        """Classes for the style sheet. `from-4`: a recorded run of the fourth step's network shows from there on."""
        step = f" from-{3 + NETS.index(self.run.which)}" if self.recorded and self.group == "digits" else ""
        wrong = " wrong" if self.run.wrong_way_round else ""
        return f"run run-{self.run.which} group-{self.group}{step}{wrong}{' recorded' if self.recorded else ''}"


def draw_curves(curves: Sequence[Curve]) -> str:
    """Accuracy and loss of training and test pairs, over epochs, in HTML."""
    epochs = max([EPOCHS, *(curve.run.epochs for curve in curves)])
    accuracy = _Scale(_TOP, _ACCURACY, 0.4, 1.0, epochs)
    loss = _Scale(_TOP + _ACCURACY + _GAP, _LOSS, 0.0, 0.8, epochs)
    lines = "".join(
        f'<g class="{curve.kind}">'
        f"{accuracy.line(curve.run, 'train_accuracy')}{accuracy.line(curve.run, 'test_accuracy')}"
        f"{loss.line(curve.run, 'train_loss')}{loss.line(curve.run, 'test_loss')}{_name(curve, accuracy)}</g>"
        for curve in curves
    )
    step = 2 if epochs <= 12 else 5
    below = loss.bottom + 22
    ticks = "".join(f'<text x="{loss.x(e):g}" y="{below}">{e}</text>' for e in range(0, epochs + 1, step))
    return f"""
<svg class="curves" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="Curves of the runs listed below">
  <text class="curves-title" x="{LEFT}" y="{_TOP - 10}">Accuracy</text>
  <g class="curves-key" transform="translate({WIDTH - RIGHT - 190} {_TOP - 15})">
    <path class="test" d="M0,0h30"/><text x="36" y="5">test</text>
    <path class="train" d="M90,0h30"/><text x="126" y="5">training</text></g>
  <text class="curves-coin" x="{WIDTH - RIGHT}" y="{accuracy.y(0.42):g}">about 50 %: as good as tossing a coin</text>
  {accuracy.grid((0.5, 0.6, 0.7, 0.8, 0.9, 1.0), lambda v: f"{v:.0%}".replace("%", " %"))}
  <text class="curves-title" x="{LEFT}" y="{loss.top - 10}">Loss</text>
  {loss.grid((0.0, 0.4, 0.8), lambda v: f"{v:.1f}")}
  {ticks}<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{below + 21}">epochs: how often every pair was seen</text>
  {lines}
</svg>
<table class="runs"><thead><tr><th>run</th><th>training</th><th>test</th><th>time</th></tr></thead>
<tbody>{"".join(map(_row, curves))}</tbody></table>"""


@dataclass(frozen=True)
class _Scale:
    """Where a value stands in one of the two plots."""

    top: float
    height: float
    low: float
    high: float
    epochs: int

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def x(self, epoch: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * epoch / self.epochs, 1)

    def y(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(self.bottom - self.height * share, 1)

    def line(self, run: Run, name: str) -> str:
        places = " ".join(f"{self.x(point.epoch):g},{self.y(getattr(point, name)):g}" for point in run.points)
        return f'<polyline class="{name.split("_")[0]}" points="{places}"/>'

    def grid(self, values: Sequence[float], label) -> str:
        return "".join(
            f'<path class="curves-grid" d="M{LEFT},{self.y(v):g}H{WIDTH - RIGHT}"/>'
            f'<text class="curves-tick" x="{LEFT - 8}" y="{self.y(v) + 5:g}">{label(v)}</text>'
            for v in values
        )


def _name(curve: Curve, scale: _Scale) -> str:
    """A run's name at the end of its curve, where it is above the bundle of those that learn nothing."""
    last = curve.run.points[-1] if curve.run.points else None
    if not last or last.test_accuracy < 0.65:
        return ""
    place = f'x="{scale.x(last.epoch):g}" y="{scale.y(last.test_accuracy) + 24:g}"'
    return f'<text class="curves-name" {place}>{NAMES[curve.run.which]}</text>'


def _row(curve: Curve) -> str:
    run, last = curve.run, curve.run.points[-1] if curve.run.points else None
    name = name_of(run.which, wrong_way_round=run.wrong_way_round)
    origin = (
        f"recorded {curve.recorded}" if curve.recorded else f"{run.data}, batches of {run.batch_size}, seed {run.seed}"
    )
    if curve.running:
        origin += ", running"
    swatch = '<svg viewBox="0 0 34 12" aria-hidden="true"><path class="test" d="M1,6h32"/></svg>'
    figures = ["–"] * 3
    if last:
        # How long it took elsewhere says nothing of how long it takes here.
        took = "" if curve.recorded else f"{last.seconds:.0f} s"
        figures = [f"{100 * last.train_accuracy:.1f} %", f"{100 * last.test_accuracy:.1f} %", took]
    cells = "".join(f"<td>{figure}</td>" for figure in figures)
    return f'<tr class="{curve.kind}"><th scope="row">{swatch} {name} <small>{origin}</small></th>{cells}</tr>'
