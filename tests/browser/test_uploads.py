"""Pictures on the pads, in a real browser: how they come, what is shown of them, and putting them right."""

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image, ImageDraw

from demo.oneshot.starter import load_starter
from demo.oneshot.tab import TEACH
from siamese.ink.strokes import UNITS
from tests.browser.oneshot_page import OneShot
from tests.browser.page import A, B, Page
from tests.photo_maker import make_upload

pytestmark = pytest.mark.browser

SIGN = [stroke / np.float32(UNITS) for stroke in load_starter("alphabet")[5][1][0].strokes]


@pytest.fixture(scope="module")
def photo() -> dict:
    data = make_upload(SIGN, "shadow", rng=np.random.default_rng(1), width=480)
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": data}


def upload(page, pad: str, file: dict) -> None:
    page.tab.locator(f"#{pad} [data-source=upload]").set_input_files(file)
    page.tab.wait_for_selector(f"#{pad} .pictured")
    page.wait_for_answer()


def hold(page, part: str) -> None:
    """Hold back the answer to the next request with this in its address or body, until window.release() is called."""
    page.tab.evaluate(
        """part => {
            const { fetch } = window;
            window.fetch = async (url, options) => {
                const wanted = String(url).includes(part) || options?.body?.includes?.(part);
                if (wanted) window.fetch = fetch;
                const answer = await fetch(url, options);
                if (wanted) await new Promise((resolve) => { window.release = resolve; });
                return answer;
            };
        }""",
        part,
    )


def kept(page, pad: str) -> dict:
    """The picture as the page keeps it."""
    return json.loads(page.tab.evaluate("pad => localStorage[`same-or-different:pad:${pad}`]", pad))["picture"]


def wait_for_fix(page, pad: str, **wanted) -> dict:
    """The picture once these parts of its fix are as wanted and it is judged."""
    page.tab.wait_for_function(
        """([pad, wanted]) => {
            const fix = JSON.parse(localStorage[`same-or-different:pad:${pad}`]).picture.fix ?? {};
            return Object.entries(wanted).every(([key, value]) => JSON.stringify(fix[key]) === JSON.stringify(value));
        }""",
        arg=[pad, wanted],
    )
    page.wait_for_answer()
    return kept(page, pad)


def open_fix(page, pad: str) -> None:
    page.tab.click(f"#{pad} [data-do=fix]")
    page.tab.wait_for_selector(f"#{pad} .pad-fix:visible")


def cleaned(picture: dict) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(picture["picture"]))), np.float32) / 255


def test_original_cleaned_and_what_the_network_sees_stand_side_by_side(page, photo):
    assert not page.tab.is_visible(f"#{A} .pad-original")
    upload(page, A, photo)
    steps = [f"#{A} .pad-original", f"#{A} .pad-cleaned", f"#{A} .pad-frame"]
    boxes = [page.tab.locator(step).bounding_box() for step in steps]
    assert boxes[0]["x"] < boxes[1]["x"] < boxes[2]["x"]
    assert len({round(box["y"]) for box in boxes}) == 1
    page.draw(A, SIGN)  # a line over a picture replaces it
    assert not page.tab.is_visible(f"#{A} .pad-original")
    assert not page.tab.is_visible(f"#{A} [data-do=fix]")
    assert page.complaints == []


def test_turning_is_undone_and_survives_a_reload(page, photo):
    upload(page, A, photo)
    before = cleaned(kept(page, A))
    open_fix(page, A)
    page.tab.click(f"#{A} [data-do=right]")
    turned = cleaned(wait_for_fix(page, A, turn=1))
    # Another preview is read than at first, so edges may move a little.
    ratio, again = before.shape[0] / before.shape[1], turned.shape[1] / turned.shape[0]
    assert again == pytest.approx(ratio, rel=0.05)
    page.open()
    page.wait_for_answer()
    assert kept(page, A)["fix"]["turn"] == 1
    open_fix(page, A)
    for turns in (2, 3, 0):
        page.tab.click(f"#{A} [data-do=right]")
        wait_for_fix(page, A, turn=turns)
    page.press(A, "undo")
    assert kept(page, A)["fix"]["turn"] == 3


def test_quick_presses_add_up(page, photo):
    upload(page, A, photo)
    open_fix(page, A)
    page.tab.evaluate("pad => { for (const _ of 'abc') document.querySelector(`#${pad} [data-do=right]`).click(); }", A)
    wait_for_fix(page, A, turn=3)


def test_crop_by_dragging_and_by_keyboard(page, photo):
    upload(page, A, photo)
    open_fix(page, A)
    box = page.tab.locator(f"#{A} .pad-crop").bounding_box()
    page.tab.mouse.move(box["x"] + 2, box["y"] + 2)
    page.tab.mouse.down()
    page.tab.mouse.move(box["x"] + 0.97 * box["width"], box["y"] + 0.97 * box["height"], steps=4)
    page.tab.mouse.up()
    page.tab.wait_for_function("pad => JSON.parse(localStorage[`same-or-different:pad:${pad}`]).picture.fix", arg=A)
    left, top, right, bottom = kept(page, A)["fix"]["crop"]
    assert (left, top) == pytest.approx((0, 0), abs=0.02)
    assert (right, bottom) == pytest.approx((0.97, 0.97), abs=0.02)
    page.tab.click(f"#{A} [data-do=unfix]")
    wait_for_fix(page, A, crop=[0, 0, 1, 1])
    page.tab.focus(f"#{A} [data-edge='2']")
    page.tab.keyboard.press("Shift+ArrowLeft")
    wait_for_fix(page, A, crop=[0, 0, 0.99, 1])
    assert page.tab.get_attribute(f"#{A} [data-edge='2']", "aria-valuenow") == "99"
    assert page.complaints == []


def test_what_leaves_no_symbol_changes_nothing(page, photo):
    upload(page, A, photo)
    before, seen = kept(page, A), page.sees(A)
    open_fix(page, A)
    box = page.tab.locator(f"#{A} .pad-crop").bounding_box()
    page.tab.mouse.move(box["x"] + 1, box["y"] + 1)
    page.tab.mouse.down()
    page.tab.mouse.move(box["x"] + 0.12 * box["width"], box["y"] + 0.12 * box["height"], steps=3)
    page.tab.mouse.up()
    page.tab.wait_for_function("pad => document.querySelector(`#${pad} .pad-problem`).textContent", arg=A)
    assert page.problem(A) == "Like this, no symbol is left. The picture is as it was."
    assert kept(page, A) == before
    assert page.sees(A) == seen


def test_darkness_and_swap_change_what_is_ink(page, photo):
    upload(page, A, photo)
    open_fix(page, A)
    page.tab.focus(f"#{A} .pad-fix input")
    page.tab.keyboard.press("End")
    darker = cleaned(wait_for_fix(page, A, darkness=1))
    page.tab.keyboard.press("Home")
    lighter = cleaned(wait_for_fix(page, A, darkness=-1))
    assert darker.sum() > lighter.sum()
    page.tab.click(f"#{A} [data-do=unfix]")
    wait_for_fix(page, A, darkness=0)
    screen = Image.new("L", (300, 200), 255)
    screen.paste(0, (100, 50, 200, 150))
    file = io.BytesIO()
    screen.save(file, "PNG")
    upload(page, B, {"name": "square.png", "mimeType": "image/png", "buffer": file.getvalue()})
    open_fix(page, B)
    page.tab.click(f"#{B} [data-do=swap]")
    # What was paper, 300 × 200 with a hole of 100 × 100, is ink now.
    swapped = cleaned(wait_for_fix(page, B, swap=True))
    assert swapped.mean() == pytest.approx(5 / 6, abs=0.02)
    assert page.tab.get_attribute(f"#{B} [data-do=swap]", "aria-pressed") == "true"


def test_a_picture_pasted_anywhere_goes_to_the_first_blank_paper(page, photo):
    page.draw(A, SIGN)
    page.tab.mouse.move(640, 5)
    paste(page, photo)
    page.tab.wait_for_selector(f"#{B} .pictured")
    assert len(page.strokes(A)) == len(SIGN)


def test_a_picture_goes_to_the_paper_that_is_pointed_at_whichever_was_drawn_on_last(page, photo):
    page.draw(B, SIGN)
    page.draw(A, SIGN)
    page.tab.hover(f"#{B} canvas")
    paste(page, photo)
    page.tab.wait_for_selector(f"#{B} .pictured")
    assert len(page.strokes(A)) == len(SIGN)


def paste(page, file: dict) -> None:
    page.tab.evaluate(
        """bytes => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], "x.jpg", { type: "image/jpeg" }));
            const options = { bubbles: true, cancelable: true, clipboardData: data };
            document.body.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        list(file["buffer"]),
    )


def copy_from_a_document(page, html: str) -> None:
    page.tab.evaluate(
        """html => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            const options = { bubbles: true, cancelable: true, clipboardData: data };
            document.body.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        html,
    )


def test_a_picture_copied_in_a_document_is_taken(page, photo):
    source = f"data:image/jpeg;base64,{base64.b64encode(photo['buffer']).decode()}"
    copy_from_a_document(page, f"<meta charset='utf-8'><b><img src='{source}' width='3'></b>")
    page.tab.wait_for_selector(f"#{A} .pictured")


def test_of_a_picture_that_is_somewhere_else_it_is_said_what_to_do(page):
    copy_from_a_document(page, "<img src='https://192.0.2.1/seven.png'>")
    page.tab.locator(f"#{A} .pad-problem", has_text="Save the picture").wait_for()
    copy_from_a_document(page, "<p>only words</p>")  # are for whatever else is on the page
    assert page.strokes(A) == page.strokes(B) == []


def test_of_several_files_none_is_chosen_for_the_visitor(page):
    page.draw(A, SIGN)
    page.tab.evaluate(
        """pad => {
            const data = new DataTransfer();
            for (const name of ["a.png", "b.png"]) data.items.add(new File(["x"], name, { type: "image/png" }));
            const drop = new DragEvent("drop", { bubbles: true, dataTransfer: data });
            document.querySelector(`#${pad} canvas`).dispatchEvent(drop);
        }""",
        A,
    )
    assert page.problem(A) == "These are 2 files, but a paper holds one picture. Send one of them."
    assert len(page.strokes(A)) == len(SIGN)


def test_the_slide_shows_what_was_cropped_and_as_large_as_it_fits(page):
    screen = Image.new("L", (400, 400), 255)
    screen.paste(0, (50, 150, 150, 250))  # two squares, of which the left one is kept
    screen.paste(0, (250, 150, 350, 250))
    file = io.BytesIO()
    screen.save(file, "PNG")
    upload(page, A, {"name": "squares.png", "mimeType": "image/png", "buffer": file.getvalue()})
    open_fix(page, A)
    page.tab.focus(f"#{A} [data-edge='2']")
    for _ in range(10):  # a twentieth of the width each
        page.tab.keyboard.press("ArrowLeft")
    wait_for_fix(page, A, crop=[0, 0, 0.5, 1])
    page.draw(B, SIGN)
    with page.tab.expect_download() as download:
        page.tab.get_by_role("button", name="Save picture").click()
    slide = np.asarray(Image.open(download.value.path()).convert("L"))
    ink = np.argwhere(slide[250:700, 60:600] < 100)
    # On a paper of 560 pixels the half picture, 280 × 560, stands in the middle; the square is 140 wide.
    assert (np.ptp(ink, axis=0) + 1).tolist() == pytest.approx([140, 140], abs=4)
    assert ink[:, 1].mean() + 60 == pytest.approx(50 + 280, abs=4)


@pytest.mark.parametrize("button", ["[data-over]", f"#{A} [data-do=clear]"])
def test_a_picture_that_is_still_being_read_does_not_come_after_the_paper_was_cleared(page, photo, button):
    hold(page, "component_server")
    page.tab.locator(f"#{A} [data-source=upload]").set_input_files(photo)
    page.tab.wait_for_function("() => window.release")
    page.tab.click(button)
    page.tab.wait_for_selector(f"#{A} .pad-busy", state="hidden")
    page.tab.wait_for_selector(f"#{A} [data-do=clear]:disabled")
    page.tab.evaluate("() => window.release()")
    upload(page, B, photo)  # by then the other answer is long there
    assert page.tab.locator(f"#{A} .pictured").count() == 0
    assert page.tab.is_disabled(f"#{A} [data-do=undo]")  # nothing was put there and taken away
    assert page.complaints == []


@pytest.mark.parametrize("size", [(1280, 800), (1280, 720), (1366, 650), (768, 1024)])
def test_a_paper_s_tools_stay_on_one_line_with_the_words_that_fit(browser, address, photo, size):
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    context.add_init_script("navigator.mediaDevices.enumerateDevices = async () => [{ kind: 'videoinput' }];")
    page = Page(context.new_page(), address)

    def whole(button) -> str:
        """The words that are not cut off."""
        box = button.bounding_box()
        ends = [(span, span.bounding_box()) for span in button.locator("span").all()]
        return " ".join(s.inner_text() for s, at in ends if at and at["y"] + at["height"] <= box["y"] + box["height"])

    words = whole(page.tab.locator(f"#{B} [data-do=upload]"))
    assert words == "Upload" or (words == "" and size != (1280, 800))  # a font may be narrower than another
    upload(page, B, photo)
    tools = page.tab.locator(f"#{B} .pad-tools button:visible")
    assert tools.count() == 6
    assert len({tool.bounding_box()["y"] for tool in tools.all()}) == 1
    assert whole(page.tab.locator(f"#{B} [data-do=fix]")) in ("", "Fix", "Fix picture")
    page.tab.goto(address + "?tab=oneshot")  # where papers are the smallest
    page.tab.wait_for_selector("#oneshot-teach canvas")
    tools = page.tab.locator("#oneshot-teach .pad-tools button:visible")
    assert tools.count() == 5
    assert len({tool.bounding_box()["y"] for tool in tools.all()}) == 1
    context.close()


# A camera that looks at a black square, once window.allow() was called.
CAMERA = """
const allowed = new Promise((resolve) => { window.allow = resolve; });
window.tracks = [];
navigator.mediaDevices.enumerateDevices = async () => [{ kind: "videoinput" }];
navigator.mediaDevices.getUserMedia = async () => {
    await allowed;
    const scene = Object.assign(document.createElement("canvas"), { width: 400, height: 300 });
    const pen = scene.getContext("2d");
    setInterval(() => {
        pen.fillStyle = "#fff"; pen.fillRect(0, 0, 400, 300);
        pen.fillStyle = "#000"; pen.fillRect(150, 100, 100, 100);
    }, 50);
    const stream = scene.captureStream();
    window.tracks.push(...stream.getTracks());
    return stream;
};
"""


def wait_until_the_camera_is_off(page) -> None:
    # A dialog says a moment after it is hidden that it was closed.
    ended = "() => window.tracks.length && window.tracks.every((track) => track.readyState === 'ended')"
    page.tab.wait_for_function(ended)


@pytest.fixture
def filmed(browser, address):
    """The Compare tab on a computer with a camera."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_init_script(CAMERA)
    yield Page(context.new_page(), address)
    context.close()


@pytest.mark.parametrize("answer", ["Take picture", "Cancel"])
def test_a_computer_s_camera_takes_a_picture(filmed, answer):
    page = filmed
    page.tab.evaluate("() => window.allow()")
    page.tab.click(f"#{A} [data-do=camera]")
    page.tab.wait_for_function("pad => document.querySelector(`#${pad} video`).videoWidth === 400", arg=A)
    page.tab.click(f"#{A} .pad-shot >> text={answer}")
    page.tab.wait_for_selector(f"#{A} .pad-shot", state="hidden")
    wait_until_the_camera_is_off(page)
    if answer == "Take picture":
        page.tab.wait_for_selector(f"#{A} .pictured")
        ratio = cleaned(kept(page, A)).shape  # of the square's box
        assert ratio[0] == pytest.approx(ratio[1], rel=0.1)
    else:
        assert not page.tab.is_visible(f"#{A} .pad-picture")
    assert page.complaints == []


def test_a_camera_asked_for_twice_is_off_after_one_cancel(filmed):
    filmed.tab.dblclick(f"#{A} [data-do=camera]")
    filmed.tab.evaluate("() => window.allow()")
    filmed.tab.wait_for_function("pad => document.querySelector(`#${pad} video`).videoWidth === 400", arg=A)
    filmed.tab.click(f"#{A} .pad-shot >> text=Cancel")
    wait_until_the_camera_is_off(filmed)
    assert filmed.complaints == []


def test_a_camera_that_is_allowed_in_another_tab_does_not_lock_the_page(filmed):
    filmed.tab.click(f"#{A} [data-do=camera]")
    filmed.tab.get_by_role("tab", name="About").first.click()
    filmed.tab.wait_for_selector(f"#{A}", state="hidden")
    filmed.tab.evaluate("() => window.allow()")
    wait_until_the_camera_is_off(filmed)
    assert filmed.tab.locator(".pad-shot[open]").count() == 0
    filmed.tab.get_by_role("tab", name="Compare").first.click()
    filmed.tab.click(f"#{A} [data-do=camera]")  # and is there when it is asked for once more
    filmed.tab.click(f"#{A} .pad-shot >> text=Cancel")
    wait_until_the_camera_is_off(filmed)
    assert filmed.complaints == []


def test_a_camera_that_may_not_be_used_is_told(browser, address):
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_init_script(
        """navigator.mediaDevices.enumerateDevices = async () => [{ kind: "videoinput" }];
        navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("", "NotAllowedError"); };"""
    )
    page = Page(context.new_page(), address)
    page.tab.click(f"#{A} [data-do=camera]")
    page.tab.wait_for_function("pad => document.querySelector(`#${pad} .pad-problem`).textContent", arg=A)
    assert page.problem(A).startswith("The camera cannot be used.")
    context.close()


def test_a_file_dropped_beside_the_papers_does_not_replace_the_page(page):
    prevented = page.tab.evaluate(
        """() => ["dragover", "drop"].map((kind) => {
            const event = new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: new DataTransfer() });
            document.body.dispatchEvent(event);
            return event.defaultPrevented;
        })"""
    )
    assert prevented == [True, True]


def test_a_phone_is_offered_its_camera_and_a_computer_is_not(browser, address, photo):
    for touch in (True, False):
        context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=touch, is_mobile=touch)
        tab = context.new_page()
        tab.goto(address)
        tab.wait_for_selector(f"#{B} canvas")
        if touch:
            with tab.expect_file_chooser() as chooser:
                tab.tap(f"#{A} [data-do=camera]")
            assert chooser.value.element.get_attribute("capture") == "environment"
            chooser.value.set_files(photo)
            tab.wait_for_selector(f"#{A} .pictured")
            tab.tap(f"#{A} [data-do=fix]")
            assert tab.evaluate("document.documentElement.scrollWidth") == 390
        else:
            coarse = tab.evaluate("matchMedia('(pointer: coarse)').matches")
            assert tab.is_visible(f"#{A} [data-do=camera]") == coarse
        context.close()


def test_a_photo_no_library_reads_is_refused_with_a_way_out(page):
    try:
        import pillow_heif  # noqa: F401
    except ImportError:
        heic = {"name": "photo.heic", "mimeType": "image/heic", "buffer": b"\0\0\0\x1cftypheic\0\0\0\0mif1heic"}
        page.tab.locator(f"#{A} [data-source=upload]").set_input_files(heic)
        page.tab.wait_for_function("pad => document.querySelector(`#${pad} .pad-problem`).textContent", arg=A)
        assert "Send it as JPEG" in page.problem(A)
        assert "install" not in page.problem(A)  # pupils cannot
    else:
        pytest.skip("pillow-heif is installed, so HEIC photos are read")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_picture_tools(page, photo, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page.tab.emulate_media(color_scheme=scheme)
    page.open()
    upload(page, A, photo)
    open_fix(page, A)
    found = axe.run(page.tab).response["violations"]
    assert [problem["id"] for problem in found if problem["impact"] in ("serious", "critical")] == []


def a_sheet() -> dict:
    """A picture of three signs."""
    whole = Image.new("L", (900, 300), 255)
    pen = ImageDraw.Draw(whole)
    pen.ellipse((60, 60, 240, 240), outline=0, width=14)
    pen.line((360, 60, 540, 240), fill=0, width=14)
    pen.line((540, 60, 360, 240), fill=0, width=14)
    pen.line((660, 60, 660, 240, 840, 240), fill=0, width=14)
    file = io.BytesIO()
    whole.save(file, "PNG")
    return {"name": "signs.png", "mimeType": "image/png", "buffer": file.getvalue()}


def test_of_several_symbols_one_is_chosen_by_a_tap(page):
    upload(page, A, a_sheet())
    marks = page.tab.locator(f"#{A} .pad-marks button")
    assert marks.count() == 3 and page.tab.is_visible(f"#{A} .pad-many")
    marks.nth(1).click()
    page.tab.wait_for_function("pad => JSON.parse(localStorage[`same-or-different:pad:${pad}`]).picture.fix", arg=A)
    page.wait_for_answer()
    assert page.tab.is_hidden(f"#{A} .pad-many")
    page.draw(B, [np.array([[0.1, 0.1], [0.9, 0.9]]), np.array([[0.9, 0.1], [0.1, 0.9]])])
    assert page.verdict == "same"
    page.press(A, "undo")  # all of them count again
    assert marks.count() == 3 and page.verdict != "same"


def test_a_sheet_becomes_a_set(browser, address):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = OneShot(context.new_page(), address)
    page.tab.locator(f"#{TEACH} [data-source=upload]").set_input_files(a_sheet())
    page.tab.click(f"#{TEACH} [data-do=all]")
    fields = page.tab.locator("[data-sheet=preview] input")
    fields.first.wait_for()
    for i, name in enumerate(("ring", "cross", "corner")):
        fields.nth(i).fill(name)
    page.do("[data-sheet=preview] [value=merge]")
    assert page.symbols == ["ring", "cross", "corner"]
    context.close()
