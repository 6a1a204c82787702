"""What a visitor does on the page: draw with the mouse, read the verdict."""

import json
from collections.abc import Sequence

import numpy as np

A, B = "compare-a", "compare-b"
MARGIN = 0.15  # of the paper stays free on each side of what is drawn
NEAREST = 5  # CSS pixels that the mouse goes between two reports, as a quick hand does


class Page:
    """A page of the app in a real browser. `tab` is Playwright's page."""

    def __init__(self, tab, address: str):
        self.tab, self.address, self.complaints = tab, address, []
        tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.open()

    def open(self, query: str = "") -> None:
        self.tab.goto(self.address + query)
        for pad in (A, B):
            self.tab.wait_for_selector(f"#{pad} canvas")

    def draw(self, pad: str, strokes: Sequence[np.ndarray], *, margin: float = MARGIN, pause: float = 0) -> None:
        """Draw strokes with the mouse and wait for the answer.

        strokes: float arrays of shape (n_points, 2) in [0, 1].
        pause: seconds between two points, 0 for as fast as it goes.
        """
        self.draw_unanswered(pad, strokes, margin=margin, pause=pause)
        self.wait_for_answer()

    def draw_unanswered(self, pad: str, strokes: Sequence[np.ndarray], *, margin: float = MARGIN, pause: float = 0):
        box = self.tab.locator(f"#{pad} canvas").bounding_box()
        for stroke in strokes:
            points = margin + (1 - 2 * margin) * np.asarray(stroke, float)
            points = points * [box["width"], box["height"]] + [box["x"], box["y"]]
            self.tab.mouse.move(*points[0])
            self.tab.mouse.down()
            for x, y in thin(points)[1:]:
                self.tab.mouse.move(x, y)
                if pause:
                    self.tab.wait_for_timeout(1000 * pause)
            self.tab.mouse.up()

    def press(self, pad: str, action: str) -> None:
        """Press a button of a pad ("undo", "redo", "clear") and wait for the answer."""
        self.tab.click(f"#{pad} [data-do={action}]")
        self.wait_for_answer()

    def strokes(self, pad: str) -> list[list[int]]:
        """What is drawn on a pad, as its page keeps it."""
        kept = self.tab.evaluate("pad => localStorage.getItem(`same-or-different:pad:${pad}`)", pad)
        return json.loads(kept)["strokes"] if kept else []

    def wait_for_answer(self, timeout: float = 10) -> None:
        """Wait until the page shows the answer to what was asked last."""
        self.tab.wait_for_function(
            """() => {
                const { asked, answered } = document.querySelector(".verdict").dataset;
                return asked === undefined || answered === asked;
            }""",
            timeout=1000 * timeout,
        )

    @property
    def verdict(self) -> str:
        """ "same", "different", "unsure" or "none"."""
        return self.tab.get_attribute(".verdict", "data-verdict")

    @property
    def words(self) -> str:
        return self.tab.inner_text("[data-words]")

    @property
    def distance(self) -> float:
        return float(self.tab.inner_text("[data-distance]"))

    def problem(self, pad: str) -> str:
        return self.tab.inner_text(f"#{pad} .pad-problem")

    def sees(self, pad: str) -> str | None:
        """The picture of what the network sees, as a data URL."""
        frame = self.tab.locator(f"#{pad} .pad-frame")
        return frame.get_attribute("src") if frame.is_visible() else None


def thin(points: np.ndarray) -> list[np.ndarray]:
    """The points that are at least NEAREST from the one before, and the last."""
    kept = [points[0]]
    for point in points[1:-1]:
        if np.hypot(*(point - kept[-1])) >= NEAREST:
            kept.append(point)
    return [*kept, points[-1]]
