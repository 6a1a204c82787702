"""The three networks as pictures: two towers and what joins them."""

import html
from dataclasses import dataclass

import keras

from siamese.lesson.nets import DISTANCE, SEPARATE, SHARED, UNITS, build_net, towers

WIDTH, HEIGHT = 380, 372
_LEFT, _MIDDLE, _RIGHT = 95, 190, 285
_JOINS = {
    SEPARATE: (f"{2 * UNITS} numbers", "side by side"),
    SHARED: (f"{2 * UNITS} numbers", "side by side"),
    DISTANCE: ("1 number", "the distance √ Σ (a − b)²"),
}


@dataclass(frozen=True)
class Sizes:
    """How many parameters a network has; computed from the network itself.

    summary: Keras' own.
    """

    tower: int
    last: int
    total: int
    summary: str


def measure(which: str) -> Sizes:
    """Count a network's parameters."""
    net = build_net(which, seed=0)
    lines = []
    net.summary(print_fn=lambda text, **_: lines.append(text), line_length=88)
    last: keras.Layer = net.get_layer("same")
    return Sizes(towers(net)[0].count_params(), last.count_params(), net.count_params(), "\n".join(lines))


def draw_net(which: str, sizes: Sizes) -> str:
    """An SVG of a network. The two pictures have the colours of the two drawings."""
    shared = which != SEPARATE
    numbers, how = _JOINS[which]
    second = "the same weights" if shared else f"{sizes.tower:,} parameters"
    words = (
        f"Two pictures, A and B. {'One tower with shared weights for both' if shared else 'A tower for each'}; what "
        f"the towers give is joined as {numbers} ({how}); a last unit gives the chance of same. {sizes.total:,} "
        "parameters in all."
    )
    link = (
        '<path class="net-shared" d="M175,135h30"/><text class="net-link" x="190" y="84">shared</text>'
        if shared
        else ""
    )
    return f"""
<svg class="net" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{html.escape(words)}">
  {_picture(_LEFT, "A")}{_picture(_RIGHT, "B")}
  {_arrow(_LEFT, 62, _LEFT, 92)}{_arrow(_RIGHT, 62, _RIGHT, 92)}
  {_box(_LEFT, 96, 160, 78, "net-tower", "Flatten, Dense 128", "ReLU", f"{sizes.tower:,} parameters")}
  {_box(_RIGHT, 96, 160, 78, "net-tower" if shared else "net-tower net-other", "Flatten, Dense 128", "ReLU", second)}
  {link}
  {_arrow(_LEFT, 174, 150, 206)}{_arrow(_RIGHT, 174, 230, 206)}
  {_box(_MIDDLE, 210, 220, 52, "net-join net-distance" if which == DISTANCE else "net-join", numbers, how)}
  {_arrow(_MIDDLE, 262, _MIDDLE, 286)}
  {_box(_MIDDLE, 290, 280, 40, "net-last", f"Dense 1, sigmoid: {sizes.last:,} parameters")}
  <text class="net-total" x="{_MIDDLE}" y="{HEIGHT - 10}">{sizes.total:,} parameters in all</text>
</svg>"""


def _picture(x: int, letter: str) -> str:
    return (
        f'<rect class="net-picture net-{letter.lower()}" x="{x - 25}" y="10" width="50" height="50" rx="8"/>'
        f'<text class="net-letter" x="{x}" y="43">{letter}</text>'
    )


def _box(x: int, y: int, width: int, height: int, kind: str, *lines: str) -> str:
    first = y + height / 2 - 9 * (len(lines) - 1) + 5
    texts = "".join(f'<text x="{x}" y="{first + 18 * i:g}">{line}</text>' for i, line in enumerate(lines))
    return (
        f'<g class="{kind}"><rect x="{x - width // 2}" y="{y}" width="{width}" height="{height}" rx="10"/>{texts}</g>'
    )


def _arrow(x1: int, y1: int, x2: int, y2: int) -> str:
    return f'<path class="net-arrow" d="M{x1},{y1}L{x2},{y2}"/><circle class="net-tip" cx="{x2}" cy="{y2}" r="3.5"/>'
