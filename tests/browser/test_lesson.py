"""The Lesson tab in a real browser: steps, live training on a few signs, the line, one's own pair, the challenge."""

import threading
import time

import gradio as gr
import numpy as np
import pytest

from demo.lesson import build_lesson, training_line
from demo.lesson.own_pair import A, B
from demo.lesson.resources import Material
from demo.serving.serve import launch
from demo.settings import Settings
from siamese.data.source import MissingData
from siamese.lesson.challenge import MadeUpTrials
from siamese.lesson.data import made_up_data
from siamese.lesson.train import train
from tests.browser.conftest import PATIENCE
from tests.demo.verifiers import untrained_verifier

pytestmark = pytest.mark.browser

SEVEN = [(0.3, 0.25), (0.7, 0.25), (0.45, 0.85)]
SPEAKS_OF_TRAINING = "document.querySelector('.progress').dataset.state"


class Gate:
    """Data that come only when the gate is open: so that a training lasts exactly as long as a test needs."""

    def __init__(self):
        self.open = threading.Event()
        self.data = made_up_data(rng=np.random.default_rng(0))

    def load(self, *, rng):
        self.open.wait(PATIENCE / 1000)
        raise MissingData("no alphabets here")


def train_without_end(*args, epochs, **options):
    """A training of the most epochs takes longer than any test here waits: it ends only where it is ended."""
    for point in train(*args, epochs=epochs, **options):
        if epochs == training_line.MOST_EPOCHS:
            time.sleep(1)
        yield point


@pytest.fixture(scope="module")
def gate():
    return Gate()


@pytest.fixture(scope="module")
def address(gate):
    verifier = untrained_verifier()
    verifier.warm_up()
    material = Material(load_digits=lambda *, rng: gate.data, load_alphabets=gate.load, find_trials=MadeUpTrials)
    with gr.Blocks(analytics_enabled=False) as demo:
        build_lesson(verifier, material)
    launch(demo, Settings(), prevent_thread_lock=True, quiet=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training_line, "train", train_without_end)
        yield demo.local_url
    demo.close()


@pytest.fixture
def visit(browser, address):
    """Opens the lesson as another visitor each time."""
    contexts, complaints = [], []

    def visit(query="?tab=lesson"):
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 800}))
        tab = contexts[-1].new_page()
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.goto(address + query)
        tab.wait_for_selector("#lesson[data-step]")
        return tab

    yield visit
    for context in contexts:
        context.close()
    assert complaints == []


def go(tab, step):
    tab.click(f"#lesson-nav a[data-step='{step}']")


def press(tab, step, text):
    tab.click(f".lesson-step-{step} button:has-text('{text}')")


def wait_for(tab, state):
    tab.wait_for_function(f"{SPEAKS_OF_TRAINING} === '{state}'")


def choose(tab, epochs, batch):
    tab.click(".lesson-options button")
    tab.locator(".lesson-options input[type=number]").first.fill(str(epochs))
    tab.locator(".lesson-options input[type=number]").first.press("Enter")
    tab.click(f".lesson-options label:has-text('{batch}') input[type=radio]")


def own_runs(tab):
    return tab.locator("#lesson-curves tbody tr:not(.recorded)")


def draw(tab, pad, points):
    box = tab.locator(f"#{pad} canvas")
    box.scroll_into_view_if_needed()
    box = box.bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    tab.mouse.move(*places[0])
    tab.mouse.down()
    for place in places[1:]:
        tab.mouse.move(*place, steps=5)
    tab.mouse.up()


def test_a_link_opens_its_step_and_the_address_follows(visit):
    tab = visit("?tab=lesson&step=4")
    assert tab.get_attribute("#lesson", "data-step") == "4"
    go(tab, 2)
    assert tab.get_attribute("#lesson", "data-step") == "2"
    assert "step=2" in tab.url and "tab=lesson" in tab.url
    assert tab.locator("[aria-current=step]").inner_text().split() == ["2", "Pairs"]


@pytest.mark.parametrize("query", ["?step=8", "?step=-1", "?step=<b>", "?tab=lesson&step="])
def test_an_odd_link_opens_the_first_step(visit, query):
    assert visit(query).get_attribute("#lesson", "data-step") == "1"


def test_pixels_have_numbers(visit):
    tab = visit()
    tab.wait_for_function("document.querySelector('.pixels [data-words]').textContent.includes('3,000')")
    before = tab.inner_text(".pixels-numbers")
    tab.locator(".pixels-frame").press("ArrowRight")
    tab.locator(".pixels-frame").press("ArrowDown")
    assert tab.inner_text(".pixels-numbers") != before
    assert tab.locator(".pixels-numbers span").count() == 81


def test_cards_are_judged_and_turned_one_by_one(visit):
    tab = visit("?tab=lesson&step=2")
    tab.wait_for_selector(".pair img")
    first = tab.get_attribute(".pair img", "src")
    press(tab, 2, "Show me others")
    tab.wait_for_function("first => document.querySelector('.pair img').src !== first", arg=first)
    assert tab.locator(".target").count() == 0
    press(tab, 2, "Turn the next card")
    assert tab.locator(".target").count() == 1 and tab.locator(".vote").count() == 0
    for _ in range(5):
        tab.locator(".card-back button").first.click()
    assert tab.locator(".vote").count() == 5
    right = tab.locator(".vote.right").count()
    assert tab.inner_text("[data-score]") == f"{right} of 5 as you said"
    tab.locator(".question.answered [data-answer]", has_text="how to compare").wait_for()
    press(tab, 2, "Turn all")
    assert tab.locator(".target").count() == 8 and tab.is_disabled("[data-turn]")
    press(tab, 2, "Show me others")
    tab.wait_for_selector("[data-turn]:not(:disabled)")
    assert tab.inner_text("[data-score]") == f"{right} of 5 as you said"  # of all cards so far


def test_a_question_is_answered_by_doing_and_remembered(visit):
    tab = visit("?tab=lesson&step=4")
    assert tab.inner_text("[data-answer]") == ""
    for knob, value in (("u", -2), ("v", -2), ("c", 1)):
        tab.locator(f"[data-knob={knob}]").fill(str(value))
    assert tab.inner_text(".sums [data-told]") == "3 of 4 right."
    tab.locator(".question.answered", has_text="Three at most").wait_for()
    tab.reload()
    tab.wait_for_selector("#lesson-nav a.answered[data-step='4']")
    tab.locator(".question.answered", has_text="Three at most").wait_for()
    assert tab.locator("#lesson-nav a.answered").count() == 1
    go(tab, 5)
    assert tab.locator(".question.answered").count() == 0


def test_a_word_is_explained_by_a_tap(visit):
    tab = visit("?tab=lesson&step=3")
    word = tab.locator(".lesson-step-3 .term", has_text="embedding").first
    word.click()
    meaning = word.locator(".term-means")
    assert meaning.is_visible() and "128 numbers" in meaning.inner_text()
    box = meaning.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 1280
    word.press("Escape")
    tab.mouse.move(0, 0)
    meaning.wait_for(state="hidden")


PAINTED = """() => {
    const canvas = document.querySelector("[data-picture=map] canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((value, i) => i % 4 === 3 && value > 100).length;
}"""


def test_recorded_hills_can_be_gone_back_through(visit):
    tab = visit("?tab=lesson&step=5")
    epoch = tab.locator("[data-epoch]")
    epoch.filter(has_text="epoch 10.0").wait_for()
    assert tab.locator("[data-runs] option:checked").inner_text() == "Distance, recorded"
    parted = tab.get_attribute(".hill-same", "d")
    tab.locator("[data-time]").fill("0")
    epoch.filter(has_text="epoch 0.00").wait_for()
    assert tab.get_attribute(".hill-same", "d") != parted
    tab.locator(".question.answered").wait_for()
    tab.click("[data-play]")
    epoch.filter(has_text="epoch 10.0").wait_for()
    assert tab.get_attribute(".hill-same", "d") == parted
    go(tab, 3)
    tab.wait_for_function("document.querySelector('[data-runs]').selectedOptions[0].text === 'Two towers, recorded'")
    tab.click("[data-show=map]")
    tab.wait_for_function(f"({PAINTED})() > 500")
    tab.click("[data-show=units]")
    assert tab.locator(".units-row .unit").count() == 16 and tab.locator(".units-pair").count() == 6
    tab.locator(".units-pair").nth(3).hover()
    tab.locator(".units-told", has_text="which are different").wait_for()
    assert not tab.locator("#lesson-curves").is_visible()
    tab.click("[data-show=curves]")
    assert tab.locator("#lesson-curves").is_visible()


def test_where_the_start_is_wrong_all_falls_into_one_point(visit):
    tab = visit("?tab=lesson&step=5")
    tab.locator("[data-epoch]", has_text="epoch").wait_for()
    tab.select_option("[data-runs]", label="Distance, wrong way round, recorded")
    tab.locator(".hills-overlap", has_text="all pairs in one point").wait_for(state="attached")


def test_one_example_each_and_another_digit(visit):
    tab = visit("?tab=lesson&step=6")
    tab.wait_for_selector(".one-shot-support li.nearest")
    assert tab.locator(".one-shot-support li").count() == 10
    assert "Nearest is the" in tab.inner_text("[data-said]") and "%" in tab.inner_text(".one-shot [data-words]")
    examples = tab.locator(".one-shot-support img").evaluate_all("all => all.map((one) => one.src)")
    query = tab.get_attribute("[data-query]", "src")
    press(tab, 6, "Another digit")
    tab.wait_for_function("query => document.querySelector('[data-query]').src !== query", arg=query)
    assert tab.locator(".one-shot-support img").evaluate_all("all => all.map((one) => one.src)") == examples
    assert tab.locator(".lesson-own .pad, .lesson-own canvas").first.is_visible()


def test_a_presentation_shows_one_thing_at_a_time_and_nothing_below_the_fold(visit):
    tab = visit("?tab=lesson&step=1")
    tab.set_viewport_size({"width": 1280, "height": 720})
    tab.locator("[data-epoch]").wait_for(state="attached")
    tab.keyboard.press("p")
    for number in range(1, 20):
        tab.locator(".present-place", has_text=f"{number} of 19").wait_for()
        assert not tab.is_visible("#lesson-nav")
        tab.wait_for_function("document.documentElement.scrollHeight <= innerHeight")
        tab.keyboard.press("ArrowRight" if number % 2 else "PageDown")
    tab.keyboard.press("ArrowLeft")
    tab.locator(".present-place", has_text="18 of 19").wait_for()
    assert tab.get_attribute("#lesson", "data-step") == "7"
    tab.keyboard.press("Escape")
    tab.wait_for_selector("#lesson-nav")
    assert tab.get_attribute("#lesson", "data-slide") is None


def test_a_training_runs_to_its_end_beside_the_recorded_ones(visit):
    tab = visit("?tab=lesson&step=5")
    tab.click("[data-show=curves]")
    assert tab.locator("#lesson-curves tr.recorded:visible").count() >= 4
    choose(tab, epochs=2, batch=64)
    press(tab, 5, "Train it")
    wait_for(tab, "done")
    assert "% of the test pairs" in tab.inner_text("#lesson-progress").replace(" ", " ")
    assert own_runs(tab).count() == 1
    tab.click("[data-show=hills]")
    tab.locator("[data-epoch]", has_text="epoch 2.0").wait_for()
    assert tab.locator("[data-runs] option:checked").inner_text() == "Distance, yours, seed 0"
    accuracy = float(own_runs(tab).locator("td").nth(1).text_content().split()[0])
    assert accuracy > 80  # of made-up signs; chance is 50
    draw(tab, A, SEVEN)
    draw(tab, B, SEVEN)
    tab.wait_for_selector(".opinion-distance :text('yours')")
    tab.locator("[data-spoken]", has_text="Distance: same").wait_for(state="attached")
    tab.click(".lesson-clear")
    tab.wait_for_selector(".opinion-distance:not(:has-text('yours'))")
    tab.wait_for_function("document.querySelectorAll('#lesson-curves tbody tr:not(.recorded)').length === 0")


def test_stop_ends_a_training_and_keeps_its_curve(visit):
    tab = visit("?tab=lesson&step=3")
    choose(tab, training_line.MOST_EPOCHS, batch=16)
    press(tab, 3, "Train it")
    tab.wait_for_selector("#lesson-curves tbody tr:not(.recorded) td:has-text('%')", state="attached")
    tab.click(".lesson-stop")
    wait_for(tab, "done")
    assert "Stopped" in tab.inner_text("#lesson-progress")
    own_runs(tab).filter(has_not_text="running").wait_for(state="attached")
    assert own_runs(tab).count() == 1
    other = visit("?tab=lesson&step=5")
    choose(other, epochs=1, batch=512)
    press(other, 5, "Train it")
    wait_for(other, "done")  # the computer is free
    assert "Stopped" in tab.inner_text("#lesson-progress")


def test_the_second_waits_until_the_first_leaves(visit):
    first, second = visit("?tab=lesson&step=5"), visit("?tab=lesson&step=5")
    choose(first, training_line.MOST_EPOCHS, batch=16)
    press(first, 5, "Train it")
    wait_for(first, "running")
    choose(second, epochs=1, batch=512)
    press(second, 5, "Train it")
    wait_for(second, "waiting")
    assert "place in line: 1" in second.inner_text("#lesson-progress")
    first.context.close()
    wait_for(second, "done")


def test_alphabets_that_are_not_there_are_said_to_be_missing(visit, gate):
    tab = visit("?tab=lesson&step=7")
    press(tab, 7, "Train it")
    wait_for(tab, "running")
    gate.open.set()
    wait_for(tab, "failed")
    assert "Omniglot" in tab.inner_text("#lesson-progress")


def test_a_pair_of_ones_own_is_judged_both_ways(visit):
    tab = visit("?tab=lesson&step=5")
    draw(tab, A, SEVEN)
    draw(tab, B, SEVEN)
    tab.wait_for_selector(".opinions")
    tab.wait_for_function("document.querySelectorAll('.opinion-distance [data-verdict=same]').length === 2")
    assert tab.locator(".opinion").count() == 4
    tab.locator(".own-moves input[type=range]").first.fill("8")
    tab.wait_for_function("document.querySelectorAll('.opinion-distance [data-verdict=different]').length === 2")
    assert tab.locator(".opinion-app [data-verdict=same]").count() == 2
    tab.locator(".own-moves input[type=number]").first.fill("0")
    tab.wait_for_function("document.querySelectorAll('.opinion-distance [data-verdict=same]').length === 2")
    tab.locator(".own-moves input[type=number]").first.fill("99")  # as 8, the slider's end
    tab.wait_for_function("document.querySelectorAll('.opinion-distance [data-verdict=different]').length === 2")


def test_the_challenge_keeps_the_score(visit):
    tab = visit("?tab=lesson&step=7")
    tab.click("[data-begin]")
    tab.wait_for_selector(".candidates img")
    assert tab.locator(".candidates button").count() == 20
    assert "made-up" in tab.inner_text(".challenge [data-source]")
    assert not tab.is_visible("[data-row=people]")
    tab.locator(".candidates button").nth(4).click()
    tab.wait_for_selector(".candidates .right")
    assert "of 1" in tab.inner_text(".challenge [data-row=class] dd") and "of 1" in tab.inner_text(
        "[data-row=network] dd"
    )
    tab.click("[data-next]")
    tab.wait_for_selector(".candidates button:not(:disabled)")
    assert tab.inner_text("[data-row=chance] dd").startswith("5")


@pytest.mark.parametrize("size", [(1280, 720), (1280, 800), (820, 1180), (390, 844)])
def test_after_begin_all_signs_are_in_sight_with_numbers_to_call_out(visit, size):
    tab = visit("?tab=lesson&step=7")
    tab.set_viewport_size({"width": size[0], "height": size[1]})
    tab.click("[data-begin]")
    tab.wait_for_function(
        """() => {
            const signs = [...document.querySelectorAll(".candidates button")];
            const boxes = signs.map((sign) => sign.getBoundingClientRect());
            const isSeen = ({ top, bottom, height }) => height && top >= 0 && bottom <= innerHeight;
            return signs.length === 20 && boxes.every(isSeen);
        }"""
    )
    assert tab.locator(".candidates .number").all_inner_texts() == [str(i) for i in range(1, 21)]


def test_the_challenge_goes_on_once_a_silent_server_answers_again(visit):
    tab = visit("?tab=lesson&step=7")
    silent = "**/component_server/**"

    def silence():
        tab.route(silent, lambda route: route.fulfill(status=503))

    silence()
    tab.click("[data-begin]")
    tab.locator(".challenge [data-source]", has_text="does not answer").wait_for()
    tab.unroute(silent)
    tab.click("[data-begin]")
    tab.wait_for_selector(".candidates img")
    silence()
    tab.locator(".candidates button").nth(4).click()
    tab.locator(".challenge [data-verdict]", has_text="does not answer").wait_for()
    tab.unroute(silent)
    tab.locator(".candidates button").nth(4).click()
    tab.wait_for_selector(".candidates .right")
    assert tab.locator(".candidates .mark").count() >= 1
