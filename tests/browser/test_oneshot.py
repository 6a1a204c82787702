"""The One-shot tab, in a real browser, drawn on with the mouse."""

import base64
import io
import zipfile

import numpy as np
import pytest

from demo.oneshot.tab import QUERY, TEACH
from demo.page import build_demo
from demo.serving.serve import launch
from demo.settings import Settings
from siamese.data.omniglot import load_strokes
from siamese.data.splits import HOLDOUT_ALPHABETS
from siamese.judging.verifier import Verifier
from siamese.symbols.drawing import Drawing
from siamese.symbols.support_set import SupportSet
from tests.browser.conftest import needs_weights, trained
from tests.browser.oneshot_page import KEY, SYMBOLS, OneShot, starter
from tests.browser.test_compare import CROSS, RING, picture_of_a_cross
from tests.browser.test_uploads import hold
from tests.demo.verifiers import untrained_verifier

pytestmark = pytest.mark.browser

BAR = [np.array([[0.5, 0.0], [0.5, 0.5], [0.5, 1.0]])]


@pytest.fixture
def context(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context
    context.close()


@pytest.fixture
def page(context, address):
    """The One-shot tab, as a new visitor sees it."""
    return OneShot(context.new_page(), address)


def choose(page, files: dict[str, bytes]) -> None:
    """Choose files by name and content to be opened."""
    chosen = [{"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in files.items()]
    page.tab.locator(".shelf input[type=file]").set_input_files(chosen)


@pytest.fixture
def taught(page):
    """With two symbols."""
    page.teach("cross", CROSS)
    page.teach("ring", RING)
    return page


def test_first_use(page):
    assert page.symbols == []
    assert page.words == "Nothing to recognise yet"
    assert page.tab.locator("#shelf [data-do=alphabet]:visible").count() == 1
    page.do(".shelf-empty button")
    assert len(page.symbols) >= 20
    assert page.words == "Draw a symbol"
    name, strokes = next(iter(starter("alphabet").items()))
    assert page.ask(strokes) == name
    assert page.complaints == []


def test_teach_and_recognise(taught):
    assert taught.symbols == ["cross", "ring"]
    assert taught.strokes(TEACH) == []  # a blank paper for the next one
    assert taught.ask(RING) == "ring"
    assert taught.verdict == "known"
    assert taught.ranked[0] == ("ring", pytest.approx(0, abs=0.1))
    assert [name for name, _ in taught.ranked] == ["ring", "cross"]
    # What was drawn stands above what it is nearest to, and each column says what it is.
    assert taught.tab.get_attribute(".ranking-query img", "src") == taught.sees(QUERY)
    assert taught.tab.inner_text(".ranking-query").split("\n")[-2:] == ["distance", "chance"]
    assert taught.complaints == []


def test_a_picture_can_be_taught_and_recognised(page):
    page.tab.locator(f"#{TEACH} [data-source=upload]").set_input_files(picture_of_a_cross())
    page.tab.wait_for_selector(f"#{TEACH} .pad-picture:visible")
    page.wait_for_answer()
    page.do(".naming [type=submit]")
    assert page.symbols == ["Symbol 1"]
    assert page.ask(CROSS) == "Symbol 1"


def test_symbols_and_drawings_survive_a_reload(taught):
    taught.ask(RING)
    taught.draw(TEACH, BAR)
    ranked = taught.ranked
    taught.tab.reload()
    taught.wait_until_there()
    assert taught.symbols == ["cross", "ring"]
    assert (taught.words, taught.ranked) == ("ring", ranked)
    assert len(taught.strokes(TEACH)) == len(taught.strokes(QUERY)) == 1


def test_deleting_and_undoing_survive_a_reload_too(taught):
    taught.do(".shelf-tools [data-do=clear]")
    assert (taught.symbols, taught.kept) == ([], "")
    assert "until the page is reloaded" in taught.tab.inner_text(".toast span")
    taught.do(".toast [data-do=undo]")
    assert taught.symbols == ["cross", "ring"]
    taught.do(".shelf-tools [data-do=clear]")
    taught.open()
    assert taught.symbols == []
    assert taught.tab.is_visible(".shelf-empty")


def test_rename_and_delete_on_a_symbols_sheet(taught):
    taught.tab.click(".shelf-cards button >> text=cross")
    taught.tab.fill("#sheet-name", "ex")
    taught.do("[data-rename]")
    assert taught.symbols == ["ex", "ring"]
    taught.tab.fill("#sheet-name", "ring")
    taught.do("[data-rename]")
    assert "already" in taught.tab.inner_text(".sheet-problem")
    taught.tab.evaluate(
        "async (module) => (await import(new URL(module, document.baseURI))).asked.tell({ do: 'judge' })", SYMBOLS
    )
    taught.tab.wait_for_function("() => document.querySelector('[data-judged]').textContent")
    assert taught.tab.is_hidden(".toast button")  # a refusal cannot be undone
    taught.do("[data-remove]")
    assert taught.symbols == ["ring"]
    assert taught.tab.is_hidden("[data-sheet=symbol]")


@pytest.mark.parametrize(("field", "key"), [("#sheet-name", 13), ("#naming-name", 13), ("#sheet-name", 229)])
def test_the_enter_that_ends_a_composition_does_nothing_else(taught, field, key):
    if field == "#sheet-name":
        taught.tab.click(".shelf-cards button >> text=cross")
    else:
        taught.draw(TEACH, BAR)
    taught.tab.focus(field)
    taught.tab.keyboard.press("Control+a")
    keys = taught.tab.context.new_cdp_session(taught.tab)
    if key == 13:
        keys.send("Input.imeSetComposition", {"text": "shu", "selectionStart": 3, "selectionEnd": 3})
    else:
        taught.tab.keyboard.type("shu")  # as Safari, where the composition is over by then
    for kind in ("rawKeyDown", "keyUp"):
        keys.send(
            "Input.dispatchKeyEvent", {"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": key}
        )
    taught.tab.wait_for_timeout(500)
    assert taught.symbols == ["cross", "ring"]
    assert taught.tab.input_value(field) == "shu"


def test_on_a_phone_the_answer_stays_in_sight_while_one_draws(taught):
    taught.tab.set_viewport_size({"width": 390, "height": 844})
    taught.tab.locator(f"#{QUERY} canvas").scroll_into_view_if_needed()
    taught.ask(RING)
    words = taught.tab.locator(".ranking-words").bounding_box()
    assert 0 <= words["y"] < 200 and taught.words == "ring"
    assert words["y"] + words["height"] <= taught.tab.locator(f"#{QUERY} canvas").bounding_box()["y"]


def test_a_message_goes_with_the_next_press(taught):
    taught.teach("bar", BAR)
    assert taught.tab.is_visible(".toast")
    taught.tab.mouse.click(5, 5)
    assert taught.tab.is_hidden(".toast")


def test_deleting_a_drawing_is_undone_on_its_sheet(taught):
    """Nothing beside an open sheet can be clicked, so the message with Undo has to be on it."""
    taught.teach("cross", BAR)
    taught.tab.click(".shelf-cards button >> text=cross")
    taught.do(".sheet-drawings li:nth-child(2) button")
    assert taught.tab.locator(".sheet-drawings li").count() == 1
    taught.do(".toast [data-do=undo]")
    assert taught.tab.locator(".sheet-drawings li").count() == 2
    taught.do("[data-remove]")
    taught.do(".toast [data-do=undo]")  # the sheet is closed
    assert taught.symbols == ["cross", "ring"]


def test_a_wrong_answer_is_mended(taught):
    taught.ask(BAR)
    taught.do(".chip >> text=ring")
    assert taught.words == "ring"
    assert taught.tab.text_content(".shelf-cards li:nth-child(2) .card-count") == "2"
    taught.do(".shelf-tools [data-do=undo]")
    taught.tab.fill("#ranking-name", "bar")
    taught.do(".ranking-mend [type=submit]")
    assert taught.symbols == ["cross", "ring", "bar"]
    assert taught.words == "bar"


NAMES = [
    "<img src=x onerror=window.hacked=1>",
    "${window.hacked=1}",
    "{{value}}",
    "</script><b>bold",
    "שלום",
    "👩‍👩‍👧‍👦 familie",
    "'\"&amp;",
]


def test_a_name_is_only_ever_text(page):
    """In each place where a name is shown: cards, sheet, ranking, chips, messages, map, review, preview."""
    angle = np.linspace(0, np.pi, len(NAMES), endpoint=False)
    for i, name in enumerate(NAMES):
        x, y = np.cos(angle[i]) / 2, np.sin(angle[i]) / 2
        page.teach(name, [np.array([[0.5 - x, 0.5 - y], [0.5, 0.5], [0.5 + x, 0.5 + y]])])
    assert page.symbols == NAMES
    page.ask(BAR)
    for fold in ("map", "judge"):
        page.tab.click(f"[data-fold={fold}] summary")
    for point in page.tab.locator(".map-point").all():
        point.focus()
    for card in page.tab.locator(".shelf > .shelf-cards button").all():
        card.click()
        page.tab.keyboard.press("Escape")
    page.open()  # after which what is kept is one file
    choose(page, {NAMES[0]: base64.b64decode(page.kept)})
    page.tab.wait_for_selector("[data-sheet=preview][open]")
    page.do("[data-sheet=preview] [value=replace]")
    assert page.symbols == NAMES
    assert page.tab.evaluate("() => window.hacked") is None
    assert page.complaints == []


def test_save_open_and_export(taught):
    with taught.tab.expect_download() as download:
        taught.tab.click(".shelf-tools [data-do=save]")
    assert download.value.suggested_filename == "symbols.zip"
    with taught.tab.expect_download() as pictures:
        taught.tab.click(".shelf-tools [data-do=pictures]")
    with zipfile.ZipFile(pictures.value.path()) as archive:
        assert archive.namelist() == ["cross/001.png", "ring/001.png"]
    data = download.value.path().read_bytes()
    taught.do(".shelf-tools [data-do=clear]")
    choose(taught, {"symbols.zip": data})
    taught.tab.wait_for_selector("[data-sheet=preview][open]")
    assert taught.tab.inner_text("[data-sheet=preview] [data-words]") == "2 symbols, 2 drawings"
    taught.do("[data-sheet=preview] [value=merge]")
    assert taught.symbols == ["cross", "ring"]


def test_a_hostile_file_gets_one_sentence_and_changes_nothing(taught):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("symbols.json", b" " * 50_000_000)
    before = taught.kept
    choose(taught, {"symbols.zip": file.getvalue()})
    taught.tab.wait_for_selector(".toast[data-kind=problem]")
    assert "unpack to more than" in taught.tab.inner_text(".toast span")
    assert (taught.kept, taught.symbols) == (before, ["cross", "ring"])


def test_several_pictures_are_a_symbol_each(page):
    cross = picture_of_a_cross()["buffer"]
    choose(page, {"leaf.png": cross, "fern.png": cross})
    page.tab.wait_for_selector("[data-sheet=preview][open]")
    page.do("[data-sheet=preview] [value=merge]")
    assert page.symbols == ["leaf", "fern"]


def test_two_visitors_never_see_each_others_symbols(taught, browser, address):
    other = browser.new_context()
    try:
        page = OneShot(other.new_page(), address)
        assert page.symbols == []
        page.teach("mine", BAR)
        taught.open()
        assert taught.symbols == ["cross", "ring"]
    finally:
        other.close()


def test_two_tabs_of_one_visitor_show_the_same_symbols(taught, context, address):
    second = OneShot(context.new_page(), address)
    assert second.symbols == ["cross", "ring"]
    second.teach("bar", BAR)
    taught.tab.wait_for_function("() => document.querySelectorAll('.shelf > .shelf-cards > li').length === 3")
    taught.do(".shelf-tools [data-do=digits]")
    assert len(taught.symbols) == 13
    second.tab.wait_for_function("() => document.querySelectorAll('.shelf > .shelf-cards > li').length === 13")


def test_a_tab_that_has_missed_a_change_takes_it_up_before_its_own(taught, context, address):
    """As a tab that was frozen: it hears of nothing until it is used again."""
    taught.tab.evaluate(
        "() => addEventListener('storage', (event) => event.stopImmediatePropagation(), { capture: true })"
    )
    second = OneShot(context.new_page(), address)
    second.teach("bar", BAR)
    taught.teach("hook", [np.array([[0.2, 0.0], [0.2, 0.9], [0.9, 0.9]])])
    assert taught.symbols == ["cross", "ring", "bar", "hook"]


def test_symbols_that_the_browser_cannot_keep_are_told(taught):
    taught.tab.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    taught.teach("bar", BAR)
    assert taught.symbols == ["cross", "ring", "bar"]  # on the page all the same
    assert "Save them to a file" in taught.tab.inner_text(".shelf-warning")
    taught.teach("hook", [np.array([[0.2, 0.0], [0.2, 0.9], [0.9, 0.9]])])
    assert taught.symbols == ["cross", "ring", "bar", "hook"]
    with taught.tab.expect_download() as download:
        taught.tab.click(".shelf-warning button")
    with zipfile.ZipFile(download.value.path()) as archive:
        assert "symbols.json" in archive.namelist()


def test_kept_symbols_that_cannot_be_read_are_laid_aside(page):
    page.tab.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, base64.b64encode(b"other").decode()])
    page.open()
    assert page.symbols == []
    page.teach("cross", CROSS)
    page.open()
    assert page.symbols == ["cross"]
    with page.tab.expect_download() as download:
        page.tab.click(".shelf-warning button")
    assert download.value.path().read_bytes() == b"other"
    assert page.tab.is_hidden(".shelf-warning")


def test_a_symbol_whose_answer_came_too_late_is_stored_all_the_same(context, address):
    # Twenty seconds of patience are half of one here.
    context.add_init_script(
        """const { setTimeout, fetch } = window;
        window.setTimeout = (work, time, ...rest) => setTimeout(work, time === 20000 ? 500 : time, ...rest);
        window.fetch = async (url, options) => {
            const answer = await fetch(url, options);
            if (window.slow && options?.body?.includes?.('\\\\"do\\\\":\\\\"add')) {
                window.slow = false;
                await new Promise((resolve) => setTimeout(resolve, 1500));
            }
            return answer;
        };"""
    )
    page = OneShot(context.new_page(), address)
    page.teach("ring", RING)
    page.draw(TEACH, CROSS)
    page.tab.fill("#naming-name", "cross")
    page.tab.evaluate("() => { window.slow = true; }")
    page.do(".naming [type=submit]")
    assert page.tab.inner_text(".toast span").startswith("The server does not answer")
    page.tab.wait_for_function("() => !window.slow")
    page.tab.wait_for_timeout(1500)
    page.do(".naming [type=submit]")
    assert page.symbols == ["ring", "cross"]
    page.open()
    assert page.symbols == ["ring", "cross"]
    assert page.complaints == []


def test_that_a_file_is_read_is_said_until_it_is_read(context, address):
    # Messages stay for nine seconds, a tenth of one here.
    context.add_init_script(
        """const { setTimeout, fetch } = window;
        window.setTimeout = (work, time, ...rest) => setTimeout(work, time === 9000 ? 100 : time, ...rest);
        window.fetch = async (url, options) => {
            if (window.slow) await new Promise((resolve) => setTimeout(resolve, 1500));
            return fetch(url, options);
        };"""
    )
    page = OneShot(context.new_page(), address)
    page.tab.evaluate("() => { window.slow = true; }")
    choose(page, {"leaf.png": picture_of_a_cross()["buffer"]})
    page.tab.wait_for_timeout(700)
    assert page.tab.inner_text(".toast") == "Reading…"
    page.tab.wait_for_selector("[data-sheet=preview][open]")
    assert page.tab.is_hidden(".toast")


def test_a_thousand_symbols_leave_the_page_usable(page):
    """While the pen moves, what does not change is not drawn anew."""
    rng = np.random.default_rng(1)
    verifier = Verifier.load() if trained() else untrained_verifier()
    drawings = [(f"sign {i}", [Drawing.of(random_strokes(rng))]) for i in range(1000)]
    points = rng.normal(size=(1000, verifier.manifest.embedding)).astype(np.float32)
    symbols = SupportSet.of(drawings, verifier, points / np.linalg.norm(points, axis=1, keepdims=True))
    choose(page, {"symbols.zip": symbols.to_bytes()})
    page.tab.wait_for_selector("[data-sheet=preview][open]", timeout=60_000)
    page.do("[data-sheet=preview] [value=merge]")
    assert len(page.symbols) == 1000
    page.tab.click("[data-fold=map] summary")
    page.tab.wait_for_selector(".map-point")
    page.tab.evaluate(
        """() => {
            window.made = 0;
            const count = (changes) => { for (const { addedNodes } of changes) window.made += addedNodes.length; };
            new MutationObserver(count).observe(document.querySelector("#shelf"), { childList: true, subtree: true });
        }"""
    )
    page.ask(RING)
    assert page.tab.locator(".map-query").count() == 1
    # A line and two circles for each answer, of which there is at most one for each of the 40 points.
    assert page.tab.evaluate("() => window.made") < 3 * 45
    kept = page.kept
    page.tab.evaluate(
        """() => {
            window.laid = 0;
            const count = (changes) => { for (const { addedNodes } of changes) window.laid += addedNodes.length; };
            new MutationObserver(count).observe(document.querySelector(".shelf > .shelf-cards"), { childList: true });
        }"""
    )
    page.teach("one more", CROSS)
    assert page.symbols[-1] == "one more"
    assert page.tab.locator(".map-point").count() == 1001
    assert page.tab.evaluate("() => window.laid") == 1  # the other cards stay where they are
    assert page.kept.startswith(f"{kept}\n")  # and what is kept is only added to
    page.tab.reload()
    page.wait_until_there()
    assert page.symbols[-1] == "one more" and len(page.symbols) == 1001
    assert "\n" not in page.kept  # one file again


def random_strokes(rng) -> list[np.ndarray]:
    return [rng.uniform(0.2, 0.8, (5, 2)).astype(np.float32) for _ in range(2)]


def test_the_map_shows_each_drawing_and_the_nearest_to_the_query(taught):
    taught.tab.click("[data-fold=map] summary")
    taught.tab.wait_for_selector(".map-point")
    taught.tab.wait_for_selector(".map-point")
    assert taught.tab.locator(".map-point").count() == 2
    taught.ask(RING)
    taught.tab.wait_for_selector(".map .map-line", state="attached")
    assert taught.tab.locator(".map .map-line").count() == 1
    taught.do(".shelf-tools [data-do=digits]")
    assert taught.tab.locator(".map-point").count() == 22
    taught.tab.locator(".map-point").first.focus()
    assert taught.tab.inner_text(".map-told") == "cross"
    assert taught.tab.is_visible("[data-legend=query]")


def test_the_map_is_walked_with_the_arrow_keys(page):
    page.do(".shelf-empty button")
    page.tab.click("[data-fold=map] summary")
    page.tab.wait_for_selector(".map-point")
    assert page.tab.locator(".map-point[tabindex='0']").count() == 1
    page.tab.keyboard.press("Tab")
    told = {page.tab.inner_text(".map-told")}
    for key in 5 * ["ArrowLeft"] + 5 * ["ArrowUp"] + 9 * ["ArrowRight"] + 9 * ["ArrowDown"]:
        before = page.tab.evaluate("() => [+document.activeElement.dataset.x, +document.activeElement.dataset.y]")
        page.tab.keyboard.press(key)
        after = page.tab.evaluate("() => [+document.activeElement.dataset.x, +document.activeElement.dataset.y]")
        axis, way = {"ArrowLeft": (0, -1), "ArrowRight": (0, 1), "ArrowUp": (1, -1), "ArrowDown": (1, 1)}[key]
        assert before == after or way * (after[axis] - before[axis]) > 0
        told.add(page.tab.inner_text(".map-told"))
    assert len(told) > 8 and told <= set(page.symbols)


@pytest.mark.parametrize("size", [(1280, 720), (820, 1180), (390, 844)])
def test_the_map_fills_its_frame_and_the_frame_fits_the_screen(page, size):
    page.tab.set_viewport_size({"width": size[0], "height": size[1]})
    page.do(".shelf-empty button")
    page.do(".shelf-tools [data-do=digits]")
    page.tab.click("[data-fold=map] summary")
    page.tab.wait_for_selector(".map-point")
    frame = page.tab.locator(".map").bounding_box()
    assert frame["height"] < size[1] and page.tab.evaluate("document.documentElement.scrollWidth") == size[0]
    boxes = [point.bounding_box() for point in page.tab.locator(".map-point rect").all()]
    for at, length in (("x", "width"), ("y", "height")):
        least, greatest = min(box[at] for box in boxes), max(box[at] + box[length] for box in boxes)
        assert frame[at] <= least and greatest <= frame[at] + frame[length]
        assert greatest - least > 0.85 * frame[length]


@pytest.mark.parametrize("size", [(1280, 800), (1280, 720), (1024, 768)])
def test_the_suggested_name_is_shown_whole_and_nothing_jumps_when_symbols_look_alike(taught, size):
    taught.tab.set_viewport_size({"width": size[0], "height": size[1]})
    taught.do(".shelf-tools [data-do=digits]")
    room, needed = taught.tab.evaluate(
        """() => {
            const input = document.querySelector("#naming-name");
            const { font, paddingLeft } = getComputedStyle(input);
            const pen = Object.assign(document.createElement("canvas").getContext("2d"), { font });
            return [input.clientWidth - 2 * parseFloat(paddingLeft), pen.measureText(input.placeholder).width];
        }"""
    )
    assert needed <= room
    before = taught.tab.locator(".shelf").bounding_box()
    taught.draw(TEACH, RING)
    assert taught.tab.inner_text(".naming-note")
    assert taught.tab.locator(".shelf").bounding_box() == before


def test_a_late_answer_is_shown_to_be_of_an_older_drawing(taught):
    taught.ask(RING)
    detail = taught.tab.inner_text(".ranking [data-detail]")
    taught.tab.route("**/run/predict*", lambda route: route.fulfill(status=502))
    taught.draw_unanswered(QUERY, BAR)
    taught.tab.wait_for_selector(".ranking.late")
    assert taught.tab.inner_text(".ranking [data-detail]") == "from before; thinking…" != detail
    taught.tab.unroute_all(behavior="wait")
    taught.wait_for_answer()
    assert taught.tab.locator(".ranking.late").count() == 0
    assert taught.tab.inner_text(".ranking [data-detail]") != "from before; thinking…"


@pytest.mark.parametrize("size", [(1280, 800), (820, 1180), (390, 844)])
def test_it_fits_the_screen(taught, size):
    taught.tab.set_viewport_size({"width": size[0], "height": size[1]})
    taught.do(".shelf-tools [data-do=alphabet]")
    taught.ask(RING)
    assert taught.tab.evaluate("document.documentElement.scrollWidth") == size[0]


@pytest.mark.parametrize("size", [(1280, 720), (820, 1180), (390, 844)])
def test_a_message_covers_neither_papers_nor_answer(page, size):
    page.tab.set_viewport_size({"width": size[0], "height": size[1]})
    covered = """() => {
        const toast = document.querySelector(".toast").getBoundingClientRect();
        const needed = document.querySelectorAll(".oneshot canvas, .naming > span, .ranking-words, .ranking-list");
        return [...needed].map((node) => node.getBoundingClientRect()).some((box) => box.width
            && box.left < toast.right && toast.left < box.right && box.top < toast.bottom && toast.top < box.bottom);
    }"""
    page.teach("cross", CROSS)
    assert page.tab.is_visible(".toast") and not page.tab.evaluate(covered)
    page.tab.dispatch_event(".toast", "pointerenter")  # else it is gone after some seconds, which a slow machine needs
    page.ask(RING)
    assert not page.tab.evaluate(covered)
    page.tab.evaluate("document.querySelector('.ranking').scrollIntoView()")
    page.do(".chip >> text=cross")
    assert page.tab.is_visible(".toast") and not page.tab.evaluate(covered)


def test_symbols_outlive_a_restart_of_the_server(context):
    """The page stays open meanwhile: its next stroke is recognised."""
    verifier = Verifier.load() if trained() else untrained_verifier()
    first = build_demo(verifier, Settings())
    launch(first, Settings(), prevent_thread_lock=True, quiet=True)
    page = OneShot(context.new_page(), first.local_url)
    page.teach("cross", CROSS)
    page.teach("ring", RING)
    first.close()
    second, settings = build_demo(verifier, Settings()), Settings(port=first.server_port)
    launch(second, settings, prevent_thread_lock=True, quiet=True)
    page.tab.wait_for_timeout(1000)
    page.draw_unanswered(QUERY, RING)
    answered = "() => document.querySelector('.ranking [data-words]').innerText === 'ring'"
    page.tab.wait_for_function(answered, timeout=30_000)
    page.teach("bar", BAR)
    assert page.symbols == ["cross", "ring", "bar"]
    second.close()


@needs_weights
def test_other_peoples_drawings_of_five_characters_are_recognised(page, data_folder):
    """Registered by one drawing each; of an alphabet that the network has never seen."""
    drawings = [d for d in load_strokes() if d.alphabet == HOLDOUT_ALPHABETS[0] and d.character <= 5]
    first, other = ({d.character: d.strokes for d in drawings if d.drawer == drawer} for drawer in (1, 11))
    for character, strokes in first.items():
        page.teach(f"character {character}", strokes)
    assert [page.ask(strokes) for strokes in other.values()] == [f"character {character}" for character in other]


ADD = '\\"do\\":\\"add'  # in the body of a request, JSON in JSON


def test_the_next_symbol_may_be_begun_before_the_last_one_is_added(page):
    hold(page, ADD)
    page.draw(TEACH, CROSS)
    box = page.tab.locator(f"#{TEACH} canvas").bounding_box()
    with page.change():
        page.tab.click(".naming [type=submit]")
        page.tab.wait_for_function("() => window.release")
        page.press(TEACH, "clear")
        page.draw(TEACH, BAR)
        page.tab.mouse.move(box["x"] + 20, box["y"] + 20)
        page.tab.mouse.down()
        page.tab.mouse.move(box["x"] + 100, box["y"] + 20, steps=5)
        page.tab.evaluate("() => window.release()")
    assert page.symbols == ["Symbol 1"]
    page.tab.mouse.move(box["x"] + 100, box["y"] + 100, steps=5)
    page.tab.mouse.up()
    page.wait_for_answer()
    _bar, running = page.strokes(TEACH)
    near, far = 1000 * 20 / box["width"], 1000 * 100 / box["width"]
    assert running[:2] + running[-2:] == pytest.approx([near, near, far, far], abs=10)  # in one stroke
    assert page.complaints == []


def test_a_symbol_added_before_the_answer_to_the_last_one_is_not_lost(page):
    hold(page, ADD)
    page.draw(TEACH, CROSS)
    page.tab.fill("#naming-name", "cross")
    page.tab.click(".naming [type=submit]")
    page.tab.wait_for_function("() => window.release")
    page.press(TEACH, "clear")
    page.draw(TEACH, RING)
    page.tab.fill("#naming-name", "ring")
    page.tab.click(".naming [type=submit]")
    page.tab.evaluate("() => window.release()")
    page.tab.wait_for_function("() => document.querySelectorAll('.shelf > .shelf-cards > li').length === 2")
    page.tab.wait_for_selector(f"#{TEACH} [data-do=clear]:disabled")  # a blank paper for the next one
    page.wait_for_answer()
    assert page.symbols == ["cross", "ring"]
    assert page.ask(RING) == "ring"
    assert page.complaints == []


def test_a_double_click_adds_one_symbol(page):
    page.draw(TEACH, CROSS)
    page.tab.fill("#naming-name", "cross")
    with page.change():
        page.tab.dblclick(".naming [type=submit]")
    page.tab.wait_for_selector(f"#{TEACH} [data-do=clear]:disabled")
    page.wait_for_answer()
    assert page.symbols == ["cross"]
    assert "cross" in page.tab.inner_text(".toast")


def test_a_symbol_is_added_once_while_its_answer_is_waited_for(page):
    hold(page, ADD)
    page.draw(TEACH, CROSS)
    page.tab.fill("#naming-name", "cross")
    with page.change():
        for _ in range(2):
            page.tab.press("#naming-name", "Enter")
        page.tab.wait_for_function("() => window.release")
        page.tab.wait_for_selector(".toast:visible:has-text('Waiting for the server')")
        page.tab.evaluate("() => window.release()")
    assert page.symbols == ["cross"]
    assert "cross" in page.tab.inner_text(".toast")


def test_where_nothing_was_changed_nothing_can_be_undone(taught):
    before = taught.symbols
    taught.draw(TEACH, BAR)
    taught.do(".naming [type=submit]")
    assert taught.tab.locator(".toast [data-do=undo]").is_visible()
    taught.press(TEACH, "undo")
    taught.tab.fill("#naming-name", taught.symbols[-1])
    taught.do(".naming [type=submit]")
    assert "this very drawing already" in taught.said
    assert taught.tab.locator(".toast [data-do=undo]").is_hidden()
    assert len(taught.symbols) == len(before) + 1


def test_a_drawing_changed_while_its_turn_is_waited_for_is_added_as_it_was(page):
    hold(page, ADD)
    for name, strokes in (("cross", CROSS), ("ring", RING)):
        page.draw(TEACH, strokes)
        page.tab.fill("#naming-name", name)
        page.tab.click(".naming [type=submit]")
        page.tab.wait_for_function("() => window.release")
        page.press(TEACH, "clear")
    page.draw(TEACH, BAR)
    page.tab.evaluate("() => window.release()")
    page.tab.wait_for_function("() => document.querySelectorAll('.shelf > .shelf-cards > li').length === 2")
    page.wait_for_answer()
    assert page.symbols == ["cross", "ring"]
    assert page.ask(RING) == "ring"
    assert len(page.strokes(TEACH)) == 1  # the next one stays on the paper
    assert page.complaints == []
