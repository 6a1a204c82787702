"""How long the page takes from the end of a stroke to the verdict on it: `python -m tests.browser.latency [URL]`.

Replays real pen strokes with the mouse, 50 of them, and gives the median and the 95th percentile in milliseconds,
measured inside the browser from the pen's lifting until the page holds the answer to just that input. Without an
address it serves the app itself, so that browser, app and network share one machine.
"""

import json
import sys
from contextlib import nullcontext

import numpy as np

from siamese.data.pen import load_pen
from siamese.splits import HOLDOUT_SITES
from tests.browser.conftest import open_browser, serve
from tests.browser.page import A, B, Page

N_STROKES = 50
WATCH = """() => {
    window.times = [];
    let up = null, asked = null;
    addEventListener("pointerup", () => { up = performance.now(); }, { capture: true });
    addEventListener("pad:asked", ({ detail }) => { if (up) asked = { ...detail, up }; up = null; });
    const verdict = document.querySelector(".verdict");
    new MutationObserver(() => {
        if (!asked || JSON.parse(verdict.dataset.answered)[asked.pad] < asked.n) return;
        window.times.push(performance.now() - asked.up);
        asked = null;
    }).observe(verdict, { attributes: true });
}"""


def measure(address: str) -> list[float]:
    """Milliseconds for each stroke."""
    pen = load_pen()
    pen = pen.select(np.isin(pen.site, HOLDOUT_SITES))
    rng = np.random.default_rng(0)
    with open_browser() as browser:
        page = Page(browser.new_page(viewport={"width": 1280, "height": 800}), address)
        page.draw(A, pen.strokes(0))
        page.tab.evaluate(WATCH)
        while len(times := page.tab.evaluate("times")) < N_STROKES:
            for stroke in pen.strokes(rng.integers(len(pen))):
                page.draw(B, [stroke], pause=0.01)
            page.press(B, "clear")
    return times[:N_STROKES]


def main() -> None:
    with serve() if len(sys.argv) < 2 else nullcontext(sys.argv[1]) as address:
        times = measure(address)
    print(json.dumps({"median_ms": round(np.median(times), 1), "p95_ms": round(np.percentile(times, 95), 1)}))


if __name__ == "__main__":
    main()
