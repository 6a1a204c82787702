"""The Compare tab, in a real browser, drawn on with the mouse."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from tests.browser.page import A, B, Page

pytestmark = pytest.mark.browser

CROSS = [np.array([[0.1, 0.1], [0.5, 0.5], [0.9, 0.9]]), np.array([[0.9, 0.1], [0.5, 0.5], [0.1, 0.9]])]
RING = [np.array([[0.5 + 0.4 * np.cos(t), 0.5 + 0.4 * np.sin(t)] for t in np.linspace(0, 6.28, 40)])]

# The words of the ruler that something else lies on, or that stick out of it.
CROSSED = """() => {
  const box = (part) => part.getBoundingClientRect();
  const svg = box(document.querySelector(".ruler svg"));
  const moving = ".ruler-needle path, .ruler-limit path, .ruler-limit circle, .ruler-unsure, [data-reset]:enabled";
  const others = [...document.querySelectorAll(moving)].map(box);
  return [...document.querySelectorAll(".ruler svg text")].filter((word) => {
    const { left, right, top, bottom } = box(word);
    const on = (other) => left < other.right && other.left < right && top < other.bottom && other.top < bottom;
    return left < svg.left || svg.right < right || others.some(on);
  }).map((word) => word.textContent);
}"""


def picture_of_a_cross() -> dict:
    """A file as `set_input_files` takes it: a thin dark cross, far from the middle of a large picture."""
    image = Image.new("RGB", (800, 600), "white")
    pen = ImageDraw.Draw(image)
    pen.line((500, 300, 700, 500), "black", 12)
    pen.line((700, 300, 500, 500), "black", 12)
    file = io.BytesIO()
    image.save(file, "PNG")
    return {"name": "cross.png", "mimeType": "image/png", "buffer": file.getvalue()}


def upload(page, pad, file) -> None:
    page.tab.locator(f"#{pad} [data-source=upload]").set_input_files(file)


def test_no_verdict_until_both_sides_are_drawn(page):
    assert (page.verdict, page.words) == ("none", "Draw a symbol on each side")
    page.draw(A, CROSS)
    assert (page.verdict, page.words) == ("none", "Now draw B")
    page.draw(B, CROSS)
    assert page.verdict != "none"
    assert page.complaints == []


def test_a_drawing_is_the_same_as_itself_wherever_and_however_large_it_is(page):
    page.draw(A, CROSS)
    page.draw(B, CROSS, margin=0.3)
    assert page.verdict == "same"
    assert page.distance <= 0.1


def test_the_page_shows_what_the_network_sees(page):
    assert page.sees(A) is None
    page.draw(A, CROSS)
    assert page.sees(A).startswith("data:image/png;base64,")
    page.press(A, "clear")
    assert page.sees(A) is None


def test_a_speck_is_not_judged_but_explained(page):
    page.draw(A, CROSS)
    page.draw(B, [np.array([[0.5, 0.5]])])
    assert page.verdict == "none"
    assert page.problem(B) == "Only a dot so far. Draw the symbol larger."
    page.draw(B, CROSS)
    assert page.problem(B) == ""


def test_undo_redo_and_clear(page):
    page.draw(A, CROSS)
    page.press(A, "undo")
    assert len(page.strokes(A)) == 1
    page.press(A, "redo")
    assert len(page.strokes(A)) == 2
    page.press(A, "clear")
    assert page.strokes(A) == []
    page.tab.locator(f"#{A} canvas").focus()
    page.tab.keyboard.press("Control+z")
    assert len(page.strokes(A)) == 2
    page.tab.keyboard.press("Control+z")
    page.tab.keyboard.press("Control+Shift+z")
    assert len(page.strokes(A)) == 2


def test_the_verdict_follows_the_pen(page):
    """Answers come while the pen is still down."""
    page.draw(A, CROSS)
    box = page.tab.locator(f"#{B} canvas").bounding_box()
    page.tab.mouse.move(box["x"] + 50, box["y"] + 50)
    page.tab.mouse.down()
    for step in range(50):
        page.tab.mouse.move(box["x"] + 50 + 4 * step, box["y"] + 50 + 4 * step)
        page.tab.wait_for_timeout(10)
    page.wait_for_answer()
    assert page.verdict != "none"
    page.tab.mouse.up()


def test_drawing_with_the_keyboard(page):
    page.tab.locator(f"#{A} canvas").focus()
    page.tab.keyboard.press("Space")
    for _ in range(10):
        page.tab.keyboard.press("ArrowRight")
    page.tab.keyboard.press("ArrowDown")
    page.tab.keyboard.press("Space")
    page.wait_for_answer()
    (stroke,) = page.strokes(A)
    # From the middle, ten steps of 25 units to the right and one down.
    assert (stroke[:2], stroke[-2:]) == ([500, 500], [750, 525])


def test_a_second_finger_does_not_disturb_the_first(page):
    box = page.tab.locator(f"#{A} canvas").bounding_box()
    touch = page.tab.context.new_cdp_session(page.tab)

    def send(kind, *places):
        points = [{"x": box["x"] + x, "y": box["y"] + y, "id": i} for i, (x, y) in enumerate(places)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", (100, 100))
    send("touchStart", (100, 100), (300, 300))
    for step in range(10):
        send("touchMove", (100 + 10 * step, 100), (300, 300 - 10 * step))
    send("touchEnd")
    page.wait_for_answer()
    (stroke,) = page.strokes(A)
    assert max(stroke[1::2]) - min(stroke[1::2]) < 20  # level, as the first finger went


def test_drawings_survive_a_reload_and_the_back_key(page):
    page.draw(A, CROSS)
    page.draw(B, RING)
    before = page.distance
    page.tab.reload()
    page.tab.wait_for_selector(f"#{B} canvas")
    page.wait_for_answer()
    assert len(page.strokes(A)) == 2
    assert page.distance == before
    page.tab.goto("about:blank")
    page.tab.go_back()
    page.tab.wait_for_selector(f"#{B} canvas")
    page.wait_for_answer()
    assert page.distance == before


def test_a_drawing_that_the_browser_cannot_keep_leaves_no_older_one_behind(page):
    page.draw(A, CROSS)
    page.tab.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    page.draw(A, RING)
    page.open()
    assert page.strokes(A) == []


def test_start_over_clears_both_sides_for_good_but_undo_brings_one_back(page):
    page.draw(A, CROSS)
    page.draw(B, RING)
    page.tab.click("[data-over]")
    page.wait_for_answer()
    assert (page.verdict, page.words) == ("none", "Draw a symbol on each side")
    page.press(A, "undo")
    assert len(page.strokes(A)) == 2
    page.press(A, "clear")
    page.open()
    assert page.strokes(A) == page.strokes(B) == []


def test_start_over_brings_back_the_limit_and_tidying(page):
    page.tab.click("[data-pair=sevens]")
    page.tab.locator(".ruler-limit").focus()
    page.tab.keyboard.press("Home")
    page.tab.uncheck("#tidy input")
    page.wait_for_answer()
    page.tab.wait_for_url("**threshold=0.00*")
    page.tab.click("[data-over]")
    page.wait_for_answer()
    assert page.tab.is_checked("#tidy input")
    assert page.tab.is_disabled("[data-reset]")
    page.tab.wait_for_function("() => !location.search.includes('threshold')")


def test_a_dot_can_be_seen_on_the_paper(page):
    paper = page.tab.locator(f"#{A} canvas").bounding_box()
    page.tab.mouse.click(paper["x"] + paper["width"] / 2, paper["y"] + paper["height"] / 2)
    page.wait_for_answer()
    assert "dot" in page.problem(A)
    inked = """pad => {
        const canvas = document.querySelector(`#${pad} canvas`);
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        return data.filter((level, i) => i % 4 === 3 && level > 128).length;
    }"""
    assert page.tab.evaluate(inked, A) > 20  # of a pen 7 pixels wide


def test_back_leads_to_the_tab_before(page):
    page.draw(A, CROSS)
    page.tab.get_by_role("tab", name="One-shot").click()
    page.tab.get_by_role("tab", name="Lesson").click()
    page.tab.click("#lesson a[data-step='4']")
    for tab, address in (("Lesson", "tab=lesson"), ("One-shot", "tab=oneshot"), ("Compare", "tab=compare")):
        page.tab.go_back()
        page.tab.wait_for_selector(f"#tabs [role=tab][aria-selected=true]:has-text('{tab}')")
        assert page.tab.url.endswith(address)
    assert page.tab.get_attribute("#lesson", "data-step") == "1"
    assert len(page.strokes(A)) == 2
    assert page.complaints == []


def test_a_picture_beside_a_drawing(page):
    page.draw(A, CROSS)
    upload(page, B, picture_of_a_cross())
    page.tab.wait_for_selector(f"#{B} .pad-picture:visible")
    page.wait_for_answer()
    assert page.verdict == "same"
    assert page.sees(B)
    before = page.distance
    page.open()
    page.wait_for_answer()
    assert page.distance == before  # kept across a reload
    page.draw(B, RING)  # drawing over a picture replaces it
    assert page.tab.locator(f"#{B} .pad-picture").is_hidden()
    page.press(B, "undo")
    assert page.distance == before


def test_a_file_that_is_no_picture_is_refused_with_a_sentence_and_nothing_is_lost(page):
    page.draw(B, CROSS)
    upload(page, B, {"name": "notes.txt", "mimeType": "image/png", "buffer": b"not a picture"})
    page.tab.wait_for_function("() => document.querySelector('#compare-b .pad-problem').textContent")
    assert "picture" in page.problem(B)
    assert len(page.strokes(B)) == 2


def test_a_picture_can_be_pasted_and_dropped(page):
    for kind, pad in (("paste", A), ("drop", B)):
        page.tab.hover(f"#{pad} canvas")
        page.tab.evaluate(
            """async ([kind, pad, bytes]) => {
                const data = new DataTransfer();
                data.items.add(new File([new Uint8Array(bytes)], "cross.png", { type: "image/png" }));
                const options = { bubbles: true, clipboardData: data, dataTransfer: data };
                const event = kind === "paste" ? new ClipboardEvent(kind, options) : new DragEvent(kind, options);
                document.querySelector(`#${pad} canvas`).dispatchEvent(event);
            }""",
            [kind, pad, list(picture_of_a_cross()["buffer"])],
        )
        page.tab.wait_for_selector(f"#{pad} .pad-picture:visible")
    page.wait_for_answer()
    assert page.verdict == "same"


def test_the_limit_moves_by_keyboard_and_mouse_and_resets(page):
    page.draw(A, CROSS)
    page.draw(B, CROSS, margin=0.25)
    assert page.verdict == "same"
    limit = page.tab.locator(".ruler-limit")
    start = limit.get_attribute("aria-valuenow")
    cost = page.tab.inner_text("[data-cost]")
    limit.focus()
    page.tab.keyboard.press("Home")
    page.tab.wait_for_selector(".verdict:not([data-verdict=same])")
    assert page.tab.inner_text("[data-cost]") != cost
    page.tab.click("[data-reset]")
    page.tab.wait_for_selector(".verdict[data-verdict=same]")
    box = page.tab.locator(".ruler-limit circle").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.tab.mouse.move(x, y)
    page.tab.mouse.down()
    page.tab.mouse.move(x + 60, y, steps=5)
    page.tab.mouse.up()
    assert float(limit.get_attribute("aria-valuenow")) > float(start)


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
def test_needle_and_limit_cross_no_word_of_the_ruler_wherever_they_stand(page, size):
    page.tab.set_viewport_size({"width": size[0], "height": size[1]})
    page.open("?pair=four-nine")
    page.tab.wait_for_selector(".ruler-needle:not([hidden])")
    for limit in ("0", "0.5", "0.9", "1", "1.05", "1.4", "1.8", "2"):
        page.open(f"?pair=four-nine&threshold={limit}")
        page.tab.wait_for_selector(f".ruler-limit[aria-valuenow='{float(limit):.2f}']")
        assert page.tab.evaluate(CROSSED) == []


def test_an_example_opens_by_click_and_from_the_address(page):
    page.tab.click("[data-pair=sevens]")
    page.wait_for_answer()
    assert [len(page.strokes(pad)) for pad in (A, B)] == [1, 2]
    assert "pair=sevens" in page.tab.url
    page.open("?tab=compare&pair=heart")
    page.tab.wait_for_function("() => document.querySelector('.verdict').dataset.verdict !== 'none'")
    page.wait_for_answer()
    assert len(page.strokes(B)) == len(page.strokes(A)) + 1


def test_the_address_forgets_the_pair_when_a_drawing_changes(page):
    page.tab.click("[data-pair=sevens]")
    page.wait_for_answer()
    assert "pair=sevens" in page.tab.url
    page.draw(A, CROSS)
    assert "pair=" not in page.tab.url
    page.tab.click("[data-pair=heart]")
    page.tab.click("[data-over]")
    assert "pair=" not in page.tab.url


def test_the_address_carries_the_limit(page):
    page.open("?pair=sevens&threshold=0.1")
    page.tab.wait_for_selector("[data-threshold]:text-is('0.10')")
    limit = page.tab.locator(".ruler-limit")
    assert limit.get_attribute("aria-valuenow") == "0.10"
    limit.focus()
    page.tab.keyboard.press("PageUp")
    page.tab.wait_for_url("**threshold=0.20*")
    page.tab.click("[data-reset]")
    page.tab.wait_for_function("() => !location.search.includes('threshold')")


@pytest.mark.parametrize("width", [360, 390, 820, 1024, 1152, 1280])
def test_every_tab_is_in_sight(page, width):
    page.tab.set_viewport_size({"width": width, "height": 768})
    page.tab.wait_for_timeout(500)  # Gradio moves those that do not fit into a menu
    title = page.tab.locator(".top p")
    for name in ("Compare", "One-shot", "Lesson", "Class", "About"):
        box = page.tab.get_by_role("tab", name=name).bounding_box(timeout=2000)
        assert box["x"] + box["width"] <= width
        beside = title.is_visible() and box["y"] < title.bounding_box()["y"] + title.bounding_box()["height"]
        assert not beside or title.bounding_box()["x"] + title.bounding_box()["width"] <= box["x"]


def test_the_address_carries_the_tab(page):
    page.tab.get_by_role("tab", name="About").click()
    page.tab.wait_for_url("**tab=about*")
    page.tab.reload()
    page.tab.wait_for_selector(".about:visible")


def test_an_address_that_is_overwritten_while_the_page_is_built_is_followed_all_the_same(page):
    before = page.strokes(A)
    written = "addEventListener('DOMContentLoaded', () => history.replaceState(null, '', '?tab=compare&pair=heart'))"
    page.tab.add_init_script(written)
    page.tab.goto(page.address + "?tab=about&pair=heart")
    page.tab.wait_for_selector(".about:visible")
    page.tab.wait_for_timeout(300)
    assert page.strokes(A) == before


def test_a_pair_in_a_link_to_another_tab_leaves_the_drawings_alone(page):
    page.draw(A, CROSS)
    before = page.strokes(A)
    page.tab.goto(page.address + "?tab=about&pair=heart")
    page.tab.wait_for_selector(".about:visible")
    page.tab.wait_for_timeout(300)
    assert page.strokes(A) == before


def test_tidying_can_be_switched_off_by_keyboard(page):
    page.draw(A, CROSS)
    page.draw(B, CROSS, margin=0.35)
    seen = [page.sees(pad) for pad in (A, B)]
    page.tab.locator("#tidy input").focus()
    page.tab.keyboard.press("Space")
    page.tab.wait_for_function("() => document.querySelector('[data-probability]').textContent === '–'")
    assert [page.sees(pad) for pad in (A, B)] != seen
    page.tab.keyboard.press("Space")
    page.tab.wait_for_function("() => document.querySelector('[data-probability]').textContent !== '–'")
    assert [page.sees(pad) for pad in (A, B)] == seen


def test_behind_the_folds_nothing_is_asked_for_until_they_are_opened(page):
    content = page.tab.locator("#inside .fold-content")
    page.draw(A, CROSS)
    page.draw(B, RING)
    assert content.locator("svg").count() == 0
    page.tab.locator("#inside summary").focus()
    page.tab.keyboard.press("Enter")
    content.locator(f"text={page.distance:.2f}").wait_for()
    assert content.locator("svg").count() == 3
    before = page.distance
    page.press(B, "clear")
    content.locator("text=Draw a symbol on each side first").wait_for()
    page.press(B, "undo")
    content.locator(f"text={before:.2f}").wait_for()


def test_the_lesson_s_networks_judge_the_pair(page):
    page.draw(A, CROSS)
    page.draw(B, RING)
    page.tab.click("#opinions summary")
    page.tab.wait_for_function("() => document.querySelectorAll('#opinions .opinion').length === 4")
    app = page.tab.locator("#opinions .opinion-app [data-verdict]")
    assert {app.nth(i).get_attribute("data-verdict") for i in range(2)} == {page.verdict}
    assert "Parameters are the numbers" in page.tab.inner_text("#opinions")


def test_a_picture_of_the_pair_is_saved_once_there_is_a_verdict(page):
    save = page.tab.get_by_role("button", name="Save picture")
    assert save.is_disabled()
    upload(page, A, picture_of_a_cross())
    page.tab.wait_for_selector(f"#{A} .pad-picture:visible")
    page.draw(B, RING)
    with page.tab.expect_download() as download:
        save.click()
    slide = np.asarray(Image.open(download.value.path()).convert("L"))
    assert slide.shape == (900, 1600)
    # Ink on both papers, and words between them.
    for columns in (slice(100, 560), slice(640, 960), slice(1040, 1500)):
        assert (slice_ := slide[220:720, columns]).min() < 100 < slice_.mean()
    page.press(B, "clear")
    assert save.is_disabled()


def test_drawings_outlive_a_server_that_is_gone_and_comes_back(page):
    page.draw(A, CROSS)
    page.tab.context.set_offline(True)
    page.draw_unanswered(B, CROSS)
    page.tab.wait_for_timeout(2500)
    assert page.verdict == "none"
    with page.tab.expect_navigation():  # the page comes back by itself
        page.tab.context.set_offline(False)
    page.tab.wait_for_selector(f"#{B} canvas")
    page.wait_for_answer()
    assert page.verdict == "same"


def test_a_request_that_failed_is_sent_again_and_meanwhile_nothing_is_saved(page):
    page.draw(A, CROSS)
    page.draw(B, CROSS)
    assert page.verdict == "same"
    page.press(B, "clear")
    page.draw(B, CROSS[:1])
    save = page.tab.get_by_role("button", name="Save picture")
    assert save.is_enabled()
    page.tab.route("**/run/predict*", lambda route: route.fulfill(status=502))
    page.draw_unanswered(B, CROSS[1:])
    page.tab.wait_for_selector(".verdict.late")
    assert save.is_disabled()
    page.tab.unroute_all(behavior="wait")
    page.wait_for_answer()
    assert page.verdict == "same"
    assert save.is_enabled()


def test_the_page_says_that_it_thinks_only_when_the_answer_is_late(page):
    thinking = page.tab.locator(".verdict-thinking")
    page.draw(A, CROSS)
    assert thinking.is_hidden()
    page.tab.route("**/run/predict*", lambda route: (page.tab.wait_for_timeout(1000), route.continue_()))
    page.draw_unanswered(B, CROSS)
    thinking.wait_for(state="visible", timeout=900)
    page.tab.unroute_all(behavior="wait")
    page.wait_for_answer()
    assert thinking.is_hidden()


@pytest.mark.parametrize("size", [(1280, 720), (820, 1180), (390, 844)])
def test_what_says_that_it_thinks_lies_on_no_words(page, size):
    page.tab.set_viewport_size({"width": size[0], "height": size[1]})
    page.tab.click("[data-pair=four-nine]")
    page.wait_for_answer()
    page.tab.route("**/run/predict*", lambda route: route.fulfill(status=502))
    page.tab.click(f"#{A} [data-do=clear]")
    page.tab.wait_for_selector(".verdict.late")
    words, thinking = (page.tab.locator(place).bounding_box() for place in ("[data-words]", ".verdict-thinking"))
    assert words["y"] + words["height"] <= thinking["y"]
    assert page.tab.locator(".verdict-figures").is_hidden()
    page.tab.unroute_all(behavior="wait")


def test_a_server_that_hangs_is_said_to_and_no_drawing_is_lost(page):
    page.tab.set_viewport_size({"width": 390, "height": 844})
    page.tab.route("**/run/predict*", lambda route: None)
    page.draw_unanswered(A, CROSS)
    words, thinking = page.tab.locator("[data-words]"), page.tab.locator(".verdict-thinking")
    page.tab.wait_for_function("() => document.querySelector('.verdict-thinking').textContent.includes('no answer')")
    assert words.bounding_box()["y"] + words.bounding_box()["height"] <= thinking.bounding_box()["y"]
    page.tab.unroute_all()
    page.wait_for_answer()
    assert thinking.is_hidden()
    assert len(page.strokes(A)) == 2


@pytest.mark.parametrize("change", [(".ruler-limit", "ArrowLeft"), ("#tidy input", "Space")])
def test_the_limit_and_tidying_are_waited_for_like_a_drawing(page, change):
    page.draw(A, CROSS)
    page.draw(B, RING)
    page.tab.route("**/run/predict*", lambda route: route.fulfill(status=502))
    page.tab.locator(change[0]).focus()
    page.tab.keyboard.press(change[1])
    page.tab.locator(".verdict-thinking").wait_for(state="visible")
    page.tab.unroute_all(behavior="wait")
    page.wait_for_answer()
    shown = page.tab.inner_text("[data-threshold]"), page.tab.inner_text("[data-probability]")
    assert shown[0] == page.tab.get_attribute(".ruler-limit", "aria-valuenow")
    assert (shown[1] == "–") == (change[0] == "#tidy input")


def test_answers_that_come_in_time_are_not_called_late(page):
    """Each takes 200 ms, and while the pen moves another is always waited for."""
    page.draw(A, CROSS)
    page.tab.evaluate(
        """() => {
            const fetch = window.fetch;
            window.fetch = async (url, options) => {
                if (!String(url).includes("/run/predict")) return fetch(url, options);
                await new Promise((resolve) => setTimeout(resolve, 200));
                const inTime = performance.now() - window.last < 300; // not where the computer is too busy
                if (inTime) window.late.push(document.querySelector(".verdict-thinking").checkVisibility());
                window.last = performance.now();
                const pads = Object.fromEntries(JSON.parse(options.body).data.slice(0, 2).map((value, i) => [
                    ["compare-a", "compare-b"][i], { n: value ? JSON.parse(value).n : 0, seen: null, problem: null },
                ]));
                const n = Math.max(...Object.values(pads).map((pad) => pad.n));
                const answer = { n, pads, words: "", verdict: null, distance: null, probability: null, threshold: 1 };
                return Response.json({ data: [JSON.stringify({ ...answer, cost: "" })] });
            };
            [window.late, window.last] = [[], -Infinity];
        }"""
    )
    page.draw(B, [RING[0][:30]], pause=0.05)
    late = page.tab.evaluate("() => window.late")
    assert late
    assert not any(late)


def test_the_chance_is_shown_on_a_phone_and_spoken(page):
    page.tab.set_viewport_size({"width": 390, "height": 844})
    page.draw(A, CROSS)
    page.draw(B, RING)
    chance = page.tab.inner_text("[data-probability]")
    box = page.tab.locator("[data-probability]").bounding_box()
    assert box["width"] > 0 and box["x"] + box["width"] <= 390
    page.tab.wait_for_function(
        "chance => document.querySelector('#verdict [data-spoken]').textContent.endsWith(`chance of “same” ${chance}`)",
        arg=chance,
    )


@pytest.mark.parametrize(
    "size", [(1280, 800), (1280, 720), (1920, 1080), (820, 1180), (844, 390), (640, 400), (390, 844)]
)
def test_nothing_jumps_when_the_verdict_comes(page, size):
    page.tab.set_viewport_size({"width": size[0], "height": size[1]})

    def places():
        return [
            page.tab.locator(place).bounding_box() for place in (f"#{A} canvas", f"#{B} canvas", "#ruler", "#examples")
        ]

    page.tab.evaluate("scrollTo(0, 0)")
    before = places()
    page.tab.click("[data-pair=four-nine]")
    page.wait_for_answer()
    page.tab.evaluate("scrollTo(0, 0)")
    assert page.verdict != "none"
    assert places() == before
    assert page.tab.evaluate("document.documentElement.scrollWidth") == size[0]


@pytest.mark.parametrize("size", [(1280, 800), (1280, 720), (1366, 650), (1920, 1080)])
def test_papers_verdict_and_examples_are_in_view_together(page, size):
    page.tab.set_viewport_size({"width": size[0], "height": size[1]})
    page.tab.click("[data-pair=four-nine]")
    page.wait_for_answer()
    assert page.verdict != "none"
    assert page.tab.evaluate("scrollY") == 0
    for place in (f"#{A} canvas", f"#{B} canvas", ".verdict-words", "#examples"):
        box = page.tab.locator(place).bounding_box()
        assert box["y"] + box["height"] <= size[1], place


@pytest.mark.parametrize("width", [320, 360])
def test_the_verdict_fits_a_small_phone(page, width):
    page.tab.set_viewport_size({"width": width, "height": 640})
    page.draw(A, CROSS)
    page.draw(B, CROSS)
    assert page.tab.inner_text("[data-probability]") == "over 99 %"
    assert page.tab.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("size", [(1280, 720), (820, 1180), (390, 844)])
def test_the_message_that_the_server_is_gone_covers_no_paper(page, size):
    page.tab.set_viewport_size({"width": size[0], "height": size[1]})
    page.tab.context.set_offline(True)
    page.draw_unanswered(A, CROSS)
    page.tab.get_by_text("Connection to the server was lost").wait_for(timeout=10_000)
    message = page.tab.locator(".toast-body").bounding_box()
    for place in (f"#{A} .pad-label", f"#{B} .pad-label", ".verdict"):
        assert page.tab.locator(place).bounding_box()["y"] >= message["y"] + message["height"], place


@pytest.mark.parametrize("size", [(1280, 800), (1280, 720), (820, 1180), (390, 844)])
def test_nothing_jumps_when_tidying_is_switched_off(page, size):
    page.tab.set_viewport_size({"width": size[0], "height": size[1]})
    page.tab.click("[data-pair=four-nine]")
    page.wait_for_answer()
    page.tab.locator("#tidy input").focus()
    before = [page.tab.locator(place).bounding_box() for place in ("#ruler", "#examples")]
    page.tab.keyboard.press("Space")
    page.tab.wait_for_function("() => document.querySelector('[data-probability]').textContent === '–'")
    assert [page.tab.locator(place).bounding_box() for place in ("#ruler", "#examples")] == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_axe_finds_nothing_serious(page, scheme, size):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page.tab.set_viewport_size({"width": size[0], "height": size[1]})
    page.tab.emulate_media(color_scheme=scheme)
    page.open("?pair=sevens")
    page.tab.wait_for_function("() => document.querySelector('.verdict').dataset.verdict !== 'none'")
    for fold in ("inside", "opinions"):
        page.tab.click(f"#{fold} summary")
    page.tab.wait_for_selector("#inside svg")
    page.tab.wait_for_selector("#opinions .opinion")
    found = axe.run(page.tab).response["violations"]
    assert [problem["id"] for problem in found if problem["impact"] in ("serious", "critical")] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_about(page, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page.tab.emulate_media(color_scheme=scheme)
    page.tab.goto(page.address + "?tab=about")
    page.tab.wait_for_selector("#reach:visible")
    found = axe.run(page.tab).response["violations"]
    assert [problem["id"] for problem in found if problem["impact"] in ("serious", "critical")] == []


def test_about_asks_again_for_the_address_that_it_did_not_get(page):
    page.tab.route("**/component_server/**", lambda route: route.abort())
    with page.tab.expect_event("requestfailed"):
        page.tab.get_by_role("tab", name="About").click()
    page.tab.wait_for_timeout(300)
    assert "undefined" not in page.tab.inner_text("#reach")
    page.tab.unroute_all(behavior="wait")
    page.tab.get_by_role("tab", name="Compare").click()
    with page.tab.expect_response("**/component_server/**"):
        page.tab.get_by_role("tab", name="About").click()


def test_about_is_no_wider_than_a_phone(page):
    page.tab.set_viewport_size({"width": 390, "height": 844})
    page.tab.goto(page.address + "?tab=about")
    page.tab.wait_for_selector("#reach:visible")
    assert page.tab.evaluate("document.documentElement.scrollWidth") == 390


def test_nothing_is_fetched_from_another_host(browser, address):
    hosts = set()
    context = browser.new_context()
    tab = context.new_page()
    tab.on("request", lambda request: hosts.add(request.url.split("/")[2]) if request.url.startswith("http") else None)
    tab.goto(address)
    tab.wait_for_selector(f"#{B} canvas")
    # Not "networkidle": the page's own connection to the server stays open.
    tab.wait_for_timeout(3000)
    context.close()
    assert hosts == {address.split("/")[2]}


def test_offline_an_older_verdict_says_at_once_that_it_is_one(page):
    page.draw(A, CROSS)
    page.draw(B, CROSS)
    page.tab.context.set_offline(True)
    page.draw_unanswered(B, RING)
    page.tab.wait_for_function(
        "() => document.querySelector('.verdict-thinking').textContent.startsWith('from before')"
    )
    assert page.tab.is_visible(".verdict-thinking") and page.tab.locator(".verdict-figures").is_hidden()
    page.tab.context.set_offline(False)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_with_a_contrast_theme_ink_and_switch_can_be_seen(browser, address, scheme):
    context = browser.new_context(forced_colors="active", color_scheme=scheme)
    page = Page(context.new_page(), address)
    page.draw(A, CROSS)
    colour = "([place, part]) => getComputedStyle(document.querySelector(place), part).backgroundColor"
    assert page.tab.evaluate(colour, [f"#{A} .pad-paper", None]) == "rgb(255, 255, 255)"
    on, knob = (page.tab.evaluate(colour, ["#tidy input", part]) for part in (None, "::before"))
    page.tab.locator("#tidy input").press("Space")
    assert on not in (knob, page.tab.evaluate(colour, ["#tidy input", None]))
    context.close()


def test_arrow_keys_move_between_the_tabs(page):
    page.tab.focus("#tabs [role=tab][aria-selected=true]")
    for key, tab in [("ArrowRight", "One-shot"), ("End", "About"), ("ArrowRight", "Compare"), ("ArrowLeft", "About")]:
        page.tab.keyboard.press(key)
        page.tab.locator(f"#tabs [role=tab][aria-selected=true] >> text={tab}").wait_for()
        assert page.tab.evaluate("() => document.activeElement.textContent.trim()") == tab


def test_on_a_tablet_verdict_papers_and_examples_are_on_one_screen(page):
    page.tab.set_viewport_size({"width": 820, "height": 1180})
    page.tab.click("[data-pair=four-nine]")
    page.wait_for_answer()
    page.tab.evaluate("() => scrollTo(0, 0)")
    assert page.tab.locator("[data-words]").bounding_box()["y"] > 0
    last = page.tab.locator("[data-pair=heart]").bounding_box()
    assert last["y"] + last["height"] <= 1180


def test_on_a_phone_on_its_side_the_ruler_is_whole(page):
    page.tab.set_viewport_size({"width": 844, "height": 390})
    page.tab.click("[data-pair=four-nine]")
    page.wait_for_answer()
    page.tab.evaluate("() => scrollTo(0, 0)")
    ruler = page.tab.locator(".ruler svg").bounding_box()
    assert ruler["y"] > page.tab.locator("[data-words]").bounding_box()["y"]
    assert ruler["y"] + ruler["height"] <= 390


def test_about_has_a_list_of_what_is_on_it(page):
    page.tab.click("#tabs [role=tab] >> text=About")
    link = page.tab.locator(".contents a").last
    link.click()
    heading = page.tab.locator(f".about :is(h1, h2) >> text={link.inner_text()}").bounding_box()
    assert 0 <= heading["y"] < 400


def test_many_tabs_of_one_browser_are_all_answered(page):
    """Over plain HTTP a browser opens six connections to a host."""
    tabs = [Page(page.tab.context.new_page(), page.address) for _ in range(7)]
    for tab in (*tabs, page):
        tab.tab.bring_to_front()
        tab.draw(A, CROSS)
        assert tab.sees(A)


@pytest.mark.parametrize("locale", ["de-DE", "ar"])
def test_in_a_browser_of_another_language_the_page_says_that_it_is_english(browser, address, locale):
    context = browser.new_context(locale=locale)
    page = Page(context.new_page(), address)
    page.tab.wait_for_function("() => document.documentElement.lang === 'en'")
    page.draw(A, CROSS)
    assert page.tab.evaluate("[document.documentElement.lang, getComputedStyle(document.body).direction]") == [
        "en",
        "ltr",
    ]
    context.close()
