"""Values of pads, as the page sends them."""

import json

CROSS = [[200, 200, 500, 500, 800, 800], [800, 200, 500, 500, 200, 800]]
SMALL_CROSS = [[100, 100, 200, 200, 300, 300], [300, 100, 200, 200, 100, 300]]
CORNER = [[200, 200, 200, 800, 800, 800]]
DOT = [[500, 500, 500, 500]]


def value(strokes: list[list[int]], n: int = 1) -> str:
    return json.dumps({"n": n, "strokes": strokes}, separators=(",", ":"))
