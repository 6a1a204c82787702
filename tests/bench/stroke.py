"""From the end of a stroke until the page shows the answer to that very stroke, beside two of Gradio's own sketchpads.

    python -m tests.bench.stroke

Both apps run side by side, each in a process of its own, and take turns, a drawing each: the same strokes with the
mouse of the same browser. The time is taken inside the page, from the pen's lifting until the answer stands there.
Ours numbers its answers; the baseline's names the amount of ink that it saw, and is the answer to a stroke once that
has grown. A stroke that the baseline never answers (within 10 s) is counted apart.
"""

import itertools
from collections.abc import Iterator

import numpy as np

from tests.bench.apps import served
from tests.bench.report import parser, show, spread
from tests.browser.conftest import open_browser
from tests.browser.oneshot_page import starter
from tests.browser.page import A, B, Page, thin

PAUSE = 10  # ms between two points of the pen
THINK = 300  # ms between two strokes
LOST = 10_000  # ms
WATCH = """() => {
    window.times = [];
    let up = null, asked = null;
    addEventListener("pointerup", () => { up = performance.now(); }, { capture: true });
    const verdict = document.querySelector(".verdict");
    new MutationObserver((changes) => {
        if (up && changes.some(({ attributeName }) => attributeName === "data-asked")) {
            asked = { n: Number(verdict.dataset.asked), up };
            up = null;
        }
        if (!asked || Number(verdict.dataset.answered) < asked.n) return;
        window.times.push(performance.now() - asked.up);
        asked = null;
    }).observe(verdict, { attributes: true });
}"""
WATCH_BASELINE = """() => {
    window.times = [];
    let up = null, before = 0;
    const ink = () => JSON.parse(document.querySelector(".answer").dataset.ink)[1];
    addEventListener("pointerup", (event) => {
        if (event.target.closest("#b canvas, #b .pixi-target")) [up, before] = [performance.now(), ink()];
    }, { capture: true });
    new MutationObserver(() => {
        if (up === null || ink() <= before) return;
        window.times.push(performance.now() - up);
        up = null;
    }).observe(document.querySelector("#verdict"), { attributes: true, subtree: true, childList: true });
}"""


class Ours:
    """The Compare tab."""

    def __init__(self, tab, address: str):
        self.page = Page(tab, address)
        self.tab = tab

    def begin(self, strokes) -> None:
        self.page.draw(A, strokes)
        self.tab.evaluate(WATCH)

    def draw(self, stroke) -> None:
        self.page.draw_unanswered(B, [stroke], pause=PAUSE / 1000)

    def clear(self) -> None:
        self.page.press(B, "clear")


class Sketchpads:
    """The baseline."""

    def __init__(self, tab, address: str):
        self.tab = tab
        tab.goto(address)
        for pad in "ab":
            tab.wait_for_selector(f"#{pad} canvas")
            tab.wait_for_timeout(2000)  # a pad that is used earlier ignores its tool
            tab.click(f"#{pad} [aria-label=Brush]")

    def begin(self, strokes) -> None:
        for stroke in strokes:
            self._draw("a", stroke)
            self.tab.wait_for_timeout(2000)
        self.tab.evaluate(WATCH_BASELINE)

    def draw(self, stroke) -> None:
        self._draw("b", stroke)

    def _draw(self, pad: str, stroke) -> None:
        box = self.tab.locator(f"#{pad} canvas").first.bounding_box()
        side = 280  # CSS pixels of paper in the middle
        points = (np.asarray(stroke) - 0.5) * 0.7 * side
        points += [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
        self.tab.mouse.move(*points[0])
        self.tab.mouse.down()
        for x, y in thin(points)[1:]:
            self.tab.mouse.move(x, y)
            self.tab.wait_for_timeout(PAUSE)
        self.tab.mouse.up()

    def clear(self) -> None:
        self.tab.click("#b [aria-label='Clear canvas']")
        ink = "() => JSON.parse(document.querySelector('.answer').dataset.ink)[1] === 0"
        self.tab.wait_for_function(ink, timeout=LOST)
        self.tab.click("#b [aria-label=Brush]")


def drawings() -> Iterator[list[np.ndarray]]:
    """Drawings of the starter sets, again and again, as strokes in [0, 1]."""
    return itertools.cycle([*starter("alphabet").values(), *starter("digits").values()])


def measure(n: int) -> tuple[dict[str, list[float]], dict[str, int]]:
    """Seconds for each of n strokes in either app, and how many strokes were never answered."""
    times = {"ours": [], "baseline": []}
    lost = dict.fromkeys(times, 0)
    with served("ours") as ours, served("sketchpads") as baseline, open_browser() as browser:
        window = {"viewport": {"width": 1280, "height": 800}}
        players = {
            "ours": Ours(browser.new_page(**window), ours.address),
            "baseline": Sketchpads(browser.new_page(**window), baseline.address),
        }
        source = drawings()
        first = next(source)
        for player in players.values():
            player.tab.bring_to_front()
            player.begin(first)
        done = 0
        while done < n:
            strokes = next(source)[: n - done]
            done += len(strokes)
            for name, player in players.items():
                player.tab.bring_to_front()
                for stroke in strokes:
                    had = len(player.tab.evaluate("times"))
                    player.draw(stroke)
                    try:
                        player.tab.wait_for_function("had => times.length > had", arg=had, timeout=LOST)
                        times[name].append(player.tab.evaluate("times.at(-1)") / 1000)
                    except Exception as late:
                        if "Timeout" not in type(late).__name__:
                            raise
                        lost[name] += 1
                    player.tab.wait_for_timeout(THINK)
                player.clear()
    return times, lost


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--strokes", type=int, default=50, help="how many in each app, %(default)s by default")
    chosen = options.parse_args()
    times, lost = measure(chosen.strokes)
    rows = {name: {**spread(times[name]), "strokes": len(times[name]), "lost": lost[name]} for name in times}
    ratios = {f"{q}_ratio": round(rows["baseline"][f"{q}_ms"] / rows["ours"][f"{q}_ms"], 1) for q in ("p50", "p95")}
    show({**rows, **ratios}, as_json=chosen.json)


if __name__ == "__main__":
    main()
