"""What a visitor does on the One-shot tab: teach symbols, have drawings recognised, read the answer."""

from contextlib import contextmanager

import numpy as np

from demo.oneshot.tab import QUERY, TEACH
from demo.shared.component import ADDRESS
from tests.browser.page import Page

KEY = "same-or-different:symbols"
SYMBOLS = f"{ADDRESS}/oneshot/symbols.js"  # what the parts of the tab tell one another


class OneShot(Page):
    """The tab in a real browser."""

    def open(self, query: str = "?tab=oneshot") -> None:
        self.tab.goto(self.address + query)
        self.wait_until_there()

    def wait_until_there(self) -> None:
        """Wait until the tab is laid out, and the symbols that the browser keeps are shown."""
        self.tab.wait_for_selector(f"#{QUERY} canvas")
        self.tab.wait_for_selector("#shelf .shelf")
        if self.kept:
            self.tab.wait_for_selector(".shelf[data-answered]")
        self.wait_for_answer()

    def wait_for_answer(self, timeout: float = 20) -> None:
        self.tab.wait_for_function(
            """() => {
                const { asked, answered } = document.querySelector(".ranking").dataset;
                return asked === undefined || answered === asked;
            }""",
            timeout=1000 * timeout,
        )

    @contextmanager
    def change(self):
        """Wait until the symbols are answered for once more, and the papers too."""
        self.tab.evaluate(
            """async (module) => {
                const { changed } = await import(new URL(module, document.baseURI));
                window.changed = new Promise((resolve) => changed.hear((answer) => {
                    if (answer.did !== "restore") resolve(answer.said?.text ?? "");
                }));
            }""",
            SYMBOLS,
        )
        yield
        self.said = self.tab.evaluate("() => window.changed")
        self.wait_for_answer()

    def teach(self, name: str, strokes) -> None:
        """Draw a symbol, name it, add it."""
        self.draw(TEACH, strokes)
        self.tab.fill("#naming-name", name)
        with self.change():
            self.tab.click(".naming [type=submit]")

    def ask(self, strokes) -> str:
        """Draw on the second paper, afresh; the headline of the answer."""
        if self.tab.is_enabled(f"#{QUERY} [data-do=clear]"):
            self.press(QUERY, "clear")
        self.draw(QUERY, strokes)
        return self.words

    def do(self, selector: str) -> None:
        """Click something that changes the symbols."""
        with self.change():
            self.tab.click(selector)

    @property
    def verdict(self) -> str:
        """ "known", "none", "unsure" or "idle"."""
        return self.tab.get_attribute(".ranking", "data-verdict")

    @property
    def words(self) -> str:
        return self.tab.inner_text(".ranking [data-words]")

    @property
    def symbols(self) -> list[str]:
        """Names on the cards."""
        return self.tab.locator(".shelf > .shelf-cards .card-name").all_text_contents()

    @property
    def kept(self) -> str:
        """What the browser keeps, in base64."""
        return self.tab.evaluate("key => localStorage.getItem(key) ?? ''", KEY)

    @property
    def ranked(self) -> list[tuple[str, float]]:
        """Names and distances, the nearest first."""
        rows = self.tab.locator(".ranking-list li").all()
        return [(r.locator("bdi").inner_text(), float(r.locator(".ranking-figures").inner_text())) for r in rows]


def starter(name: str) -> dict[str, list[np.ndarray]]:
    """The first drawing of each symbol of a starter set, as strokes in [0, 1]."""
    from demo.oneshot.starter import load_starter

    return {label: [stroke / 1000 for stroke in drawings[0].strokes] for label, drawings in load_starter(name)}
