"""A lesson with a class: what a teacher and pupils do, each in a browser of their own."""

import json

from playwright.sync_api import Page as Tab

CROSS = [[(0.2, 0.2), (0.8, 0.8)], [(0.8, 0.2), (0.2, 0.8)]]
RING = [[(0.5, 0.2), (0.8, 0.35), (0.8, 0.65), (0.5, 0.8), (0.2, 0.65), (0.2, 0.35), (0.5, 0.2)]]
CORNER = [[(0.25, 0.2), (0.25, 0.8), (0.8, 0.8)]]
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 720}


class Person:
    """Somebody with a browser. tab: Playwright's page. complaints: what its console and scripts complained of."""

    def __init__(self, browser, address: str, **options):
        self.context = browser.new_context(**options)
        self.tab: Tab = self.context.new_page()
        self.address, self.complaints = address, []
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))

    def sees(self, words: str) -> None:
        """Wait until a text stands on the page."""
        self.tab.get_by_text(words).first.wait_for()

    def post(self, path: str, body: object) -> tuple[int, object]:
        """What a script of the page would be answered: status and what was said."""
        return tuple(
            self.tab.evaluate(
                """async ([path, body]) => {
                    const answer = await fetch(path, { method: "POST", body: JSON.stringify(body) });
                    return [answer.status, await answer.json().catch(() => null)];
                }""",
                [self.address + path, body],
            )
        )

    def get(self, path: str) -> tuple[int, object]:
        return tuple(
            self.tab.evaluate(
                """async (path) => {
                    const answer = await fetch(path);
                    return [answer.status, await answer.json().catch(() => null)];
                }""",
                self.address + path,
            )
        )


class Teacher(Person):
    """At the desk of a new room."""

    def __init__(self, browser, address: str, **options):
        super().__init__(browser, address, **({"viewport": {"width": 1280, "height": 800}} | options))
        self.tab.goto(f"{address}?tab=class")
        self.tab.get_by_role("button", name="Open a room").click()
        self.tab.wait_for_url("**/desk")
        self.code = self.tab.url.split("/")[-2]
        self.sees("None yet.")

    def project(self) -> Tab:
        """The projector's window."""
        tab = self.context.new_page()
        tab.set_viewport_size(WIDE)
        tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        tab.goto(f"{self.address}room/{self.code}/screen")
        tab.locator(f"text={self.code} >> visible=true").first.wait_for()
        return tab

    def begin(self, title: str, **words: str) -> None:
        for label, word in words.items():
            self.tab.get_by_label(label.replace("_", " ")).first.fill(word)
        self.tab.get_by_role("button", name=title, exact=True).click()
        self.tab.wait_for_function(
            "title => document.querySelector('.now').textContent.includes(title)"
            " || document.querySelector('.now button')",
            arg=title,
        )

    def switch(self, title: str, on: bool = True) -> None:
        self.tab.get_by_label(title).set_checked(on)

    def press(self, title: str) -> None:
        self.tab.get_by_role("button", name=title).first.click()


class Pupil(Person):
    """In a room, with a phone."""

    def __init__(self, browser, address: str, code: str, **options):
        super().__init__(browser, address, **({"viewport": PHONE} | options))
        self.code = code
        self.tab.goto(f"{address}?room={code}")
        self.tab.locator("[data-who]", has_text="You are").wait_for()

    @property
    def name(self) -> str:
        return self.tab.inner_text("[data-who]").removeprefix("You are ")

    def draw(self, strokes, paper: str = "a") -> None:
        canvas = self.tab.locator(f'[data-paper="{paper}"] canvas')
        canvas.wait_for()
        box = canvas.bounding_box()
        for stroke in strokes:
            points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
            self.tab.mouse.move(*points[0])
            self.tab.mouse.down()
            for point in points[1:]:
                self.tab.mouse.move(*point, steps=4)
            self.tab.mouse.up()

    def choose(self, name: str) -> None:
        self.tab.get_by_role("button", name=name, exact=True).click()

    def send(self) -> None:
        self.tab.click("[data-send]:not(:disabled)")
        self.sees("Sent!")

    def draw_and_send(self, strokes) -> None:
        self.draw(strokes)
        self.send()


def drawing(id: str, round: int = 0, **more) -> dict:
    """As a phone would send it."""
    return json.loads(json.dumps({"id": id, "round": round, "strokes": [[200, 200, 800, 800]]} | more))
