"""A class that draws together: one teacher and three pupils, in real browsers."""

import numpy as np
import pytest
from PIL import Image

from demo.room import pages
from tests.browser.class_page import CORNER, CROSS, RING, Person, Pupil, Teacher, drawing
from tests.browser.test_faults import MARK, Server

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True, scope="module")
def quick():
    """Phones ask more often than they do in a lesson, so that the tests wait less."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "ASKS", 0.3)
        pages.pupil_page.cache_clear()
        yield
    pages.pupil_page.cache_clear()


@pytest.fixture
def people(browser, address):
    """Makes people, and closes their browsers in the end; none of their pages may have complained."""
    made = []

    def make(kind, *arguments, **options):
        made.append(kind(browser, address, *arguments, **options))
        return made[-1]

    yield make
    for one in made:
        one.context.close()
        assert one.complaints == []


@pytest.fixture
def lesson(people):
    """A teacher, the projector, and three pupils."""
    teacher = people(Teacher)
    return teacher, teacher.project(), [people(Pupil, teacher.code) for _ in range(3)]


def number(screen) -> str:
    return screen.inner_text("[data-number]")


def wait_for_number(screen, words: str) -> None:
    screen.locator("[data-number]", has_text=words).wait_for()


def test_a_class_comes_in_and_draws_the_same_thing(lesson):
    teacher, screen, pupils = lesson
    screen.get_by_text("3 are in").wait_for()
    assert len({pupil.name for pupil in pupils}) == 3
    teacher.begin("The same thing", What_does_everyone_draw="a cross")
    for pupil in pupils:
        pupil.sees("Draw: a cross")
        pupil.draw_and_send(CROSS)
    # Nothing stands on the wall before the teacher lets it.
    teacher.tab.get_by_role("button", name="Show all 3").wait_for()
    assert screen.locator(".tile").count() == 0
    teacher.tab.locator(".wait .show").first.click()
    wait_for_number(screen, "1 drawing")
    teacher.press("Show all")
    wait_for_number(screen, "3 drawings")
    screen.get_by_text("0 of 3 pairs beyond the limit").wait_for()
    assert screen.locator(".two-ends .ink").count() == 4
    # A new one arrives without a touch, once the teacher has said so.
    teacher.switch("Show all as they come")
    pupils[0].draw_and_send(RING)
    wait_for_number(screen, "4 drawings")


def test_two_things_are_two_hills_with_a_limit_to_drag(lesson):
    teacher, screen, pupils = lesson
    teacher.switch("Show all as they come")
    teacher.begin("Two things", The_one="cross", The_other="ring")
    # Not twice the very same ring: their distance would be nothing.
    flatter = [[(x, 0.3 + 0.5 * y) for x, y in RING[0]]]
    for pupil, word, strokes in zip(pupils, ("cross", "ring", "ring"), (CROSS, RING, flatter), strict=True):
        assert pupil.tab.locator("[data-send]").is_disabled()
        pupil.choose(word)
        pupil.draw_and_send(strokes)
    wait_for_number(screen, "A cross: 1 · B ring: 2")
    # One pair is the same, two are not; with the limit at nothing the one is missed, at the end the two are mistaken.
    limit = screen.get_by_role("slider")
    limit.focus()
    for key, words in (("PageDown", "1 of 1 same pairs"), ("PageUp", "2 of 2 different pairs")):
        for _ in range(21):
            screen.keyboard.press(key)
        assert words in screen.inner_text(".cost")


def test_signs_are_taught_once_by_one_hand_and_drawn_by_others(lesson):
    teacher, screen, pupils = lesson
    teacher.switch("Show all as they come")
    teacher.begin("Teach it once")
    pupils[1].sees("New signs are being made up")
    teacher.tab.get_by_label("Who makes up the signs").select_option(label=pupils[0].name)
    for n, strokes in enumerate((CROSS, CORNER)):
        pupils[0].sees(f"({n} so far)")
        pupils[0].draw_and_send(strokes)
    wait_for_number(screen, "2 signs")
    teacher.press("Ask for the 2 signs")
    for pupil, sign, strokes in ((pupils[1], "Sign 1", CROSS), (pupils[2], "Sign 2", CORNER)):
        pupil.choose(sign)
        pupil.draw_and_send(strokes)
    wait_for_number(screen, "of 2 recognised")
    assert screen.locator(".sign").count() == 3  # the two, and none of these


def test_pairs_that_fool_are_voted_on(lesson):
    teacher, screen, pupils = lesson
    teacher.switch("Show all as they come")
    teacher.begin("Fool it")
    pupils[0].draw(CROSS)
    pupils[0].draw(RING, "b")
    pupils[0].choose("I say: same")
    pupils[0].send()
    for pupil, vote in ((pupils[1], "Different"), (pupils[2], "Same")):
        pupil.sees("Somebody else drew these.")
        pupil.choose(vote)
        pupil.tab.locator("[data-pair]").wait_for(state="hidden")
    screen.get_by_text("the class: 1 same, 1 different").wait_for()
    assert "drawn as same" in screen.inner_text(".pair-card")
    assert number(screen) in ("fooled by 0 of 1 pair", "fooled by 1 of 1 pair")


def test_people_against_the_network(lesson):
    teacher, screen, pupils = lesson
    teacher.begin("People against the network")
    pupils[0].sees("Get ready")
    teacher.press("First question")
    for i, pupil in enumerate(pupils):
        pupil.choose(f"Sign {i + 1}")
        pupil.sees("Counted.")
    screen.get_by_text("3 votes").wait_for()
    assert screen.locator(".candidates .marks:not(:empty)").count() == 0  # nobody is to follow the others
    teacher.press("Reveal")
    screen.get_by_text("✓ right").wait_for()
    pupils[0].tab.get_by_text("Right!").or_(pupils[0].tab.get_by_text("It was")).first.wait_for()
    assert screen.locator(".scores dt").all_inner_texts()[:2] == ["the class’s majority", "the mean pupil"]
    assert pupils[1].post(f"room/{teacher.code}/votes?pupil", {"subject": "trial", "choice": 0})[0] == 409


def test_a_round_stays_on_the_wall_while_the_next_begins(lesson):
    teacher, screen, pupils = lesson
    teacher.begin("The same thing", What_does_everyone_draw="one")
    teacher.begin("The same thing", What_does_everyone_draw="two")
    screen.get_by_text("Everyone draws: two").wait_for()
    teacher.tab.get_by_label("Round on the projector").select_option(index=0)
    screen.get_by_text("Everyone draws: one").wait_for()
    pupils[0].sees("Draw: two")


# ---- what goes wrong on a phone ----


@pytest.fixture
def drawn(lesson):
    """The first round has begun, and shows what comes."""
    teacher, screen, pupils = lesson
    teacher.switch("Show all as they come")
    teacher.begin("The same thing", What_does_everyone_draw="a cross")
    for pupil in pupils:
        pupil.sees("Draw: a cross")
    return teacher, screen, pupils


def test_who_reloads_is_who_they_were(drawn):
    _, screen, (pupil, *_) = drawn
    name = pupil.name
    pupil.tab.reload()
    pupil.sees("Draw: a cross")
    assert pupil.name == name
    pupil.draw_and_send(CROSS)
    wait_for_number(screen, "1 drawing")
    assert screen.inner_text("[data-join]").startswith("3 in")


def test_who_loses_the_net_loses_no_drawing(drawn):
    _, screen, (pupil, *_) = drawn
    pupil.context.set_offline(True)
    pupil.draw(CROSS)
    pupil.tab.click("[data-send]")
    pupil.sees("What you drew is kept")
    pupil.context.set_offline(False)
    wait_for_number(screen, "1 drawing")
    pupil.sees("Sent!")


def test_who_reloads_without_a_net_loses_no_drawing(drawn):
    _, screen, (pupil, *_) = drawn
    pupil.tab.route("**/drawings*", lambda route: route.abort())
    pupil.draw(CROSS)
    pupil.tab.click("[data-send]")
    pupil.sees("What you drew is kept")
    pupil.tab.unroute("**/drawings*")
    pupil.tab.reload()
    wait_for_number(screen, "1 drawing")


def test_an_answer_that_got_lost_makes_no_second_drawing(drawn):
    _, screen, (pupil, *_) = drawn
    lost = []

    def lose(route):
        if not lost:
            lost.append(route.fetch().status)  # it arrives, and the answer does not
            route.abort()
        else:
            route.continue_()

    pupil.tab.route("**/drawings*", lose)
    pupil.draw(CROSS)
    pupil.tab.click("[data-send]")
    pupil.sees("Sent!")
    assert lost == [200]
    wait_for_number(screen, "1 drawing")


def test_who_comes_late_draws_with_the_others(drawn, people):
    teacher, screen, _ = drawn
    late = people(Pupil, teacher.code, viewport={"width": 844, "height": 390})
    late.draw_and_send(CROSS)
    wait_for_number(screen, "1 drawing")


def test_a_code_is_typed_in_too(drawn, people):
    teacher, _, _ = drawn
    one = people(Person)
    one.tab.goto(f"{one.address}?tab=class")
    field = one.tab.get_by_label("Or come into a room")
    field.fill("12")
    one.tab.get_by_role("button", name="Come in").click()
    one.sees("six letters and digits")
    field.fill(f" {teacher.code[:3].lower()}-{teacher.code[3:]} ")
    one.tab.get_by_role("button", name="Come in").click()
    one.sees("Draw: a cross")


def test_a_speck_is_refused_and_stays_on_the_paper(drawn):
    _, _, (pupil, *_) = drawn
    pupil.draw([[(0.5, 0.5), (0.505, 0.5)]])
    pupil.tab.click("[data-send]")
    pupil.sees("Only a dot so far")
    assert not pupil.tab.locator("[data-send]").is_disabled()


# ---- what a teacher does about it ----


def test_hide_take_out_stop_blank_and_undo(drawn):
    teacher, screen, pupils = drawn
    for pupil in pupils:
        pupil.draw_and_send(CROSS)
    wait_for_number(screen, "3 drawings")
    teacher.tab.locator(".tile").first.click()
    teacher.press("Hide it")
    wait_for_number(screen, "2 drawings")
    teacher.press("Undo")
    wait_for_number(screen, "3 drawings")
    teacher.press("Hide all drawings")
    wait_for_number(screen, "0 drawings")
    teacher.press("Undo")
    wait_for_number(screen, "3 drawings")
    teacher.tab.locator(".tile").first.click()
    teacher.tab.locator(".menu button", has_text="Take").click()
    wait_for_number(screen, "2 drawings")
    out = pupils[0]  # whose drawing came first
    out.sees("taken you out")
    teacher.press("Undo")
    wait_for_number(screen, "3 drawings")
    out.sees("Draw: a cross")
    teacher.switch("Stop drawing")
    for pupil in pupils:
        pupil.sees("Look at the front")
    assert pupils[0].post(f"room/{teacher.code}/drawings?pupil", drawing("drawingx"))[0] == 409
    teacher.switch("Stop drawing", False)
    teacher.switch("Blank the projector")
    screen.locator("[data-blank]").wait_for()
    assert not screen.locator("[data-stage]").is_visible()
    assert teacher.tab.locator("[data-stage]").is_visible()


def test_what_stands_on_the_wall_is_saved_as_a_slide(drawn, tmp_path):
    teacher, screen, (pupil, *_) = drawn
    pupil.draw_and_send(CROSS)
    wait_for_number(screen, "1 drawing")
    with teacher.tab.expect_download() as download:
        teacher.press("Save the projector as a slide")
    download.value.save_as(tmp_path / "slide.png")
    slide = np.asarray(Image.open(tmp_path / "slide.png").convert("L"))
    box = teacher.tab.locator("main").bounding_box()
    assert np.allclose(slide.shape, (2 * box["height"], 2 * box["width"]), atol=1)
    # The drawing is on it, where it is on the screen: dark ink on white paper.
    tile = teacher.tab.locator(".tile").bounding_box()
    left, top, side = round(2 * tile["x"]), round(2 * tile["y"]), round(2 * tile["width"])
    part = slide[top : top + side, left : left + side]
    assert 0.02 < (part < 100).mean() < 0.5


def test_the_end_is_the_end(drawn):
    teacher, screen, (pupil, *_) = drawn
    pupil.draw_and_send(CROSS)
    teacher.press("End the lesson")
    teacher.press("Delete everything?")
    for who in (pupil.tab, screen, teacher.tab):
        who.get_by_text("is over").or_(who.get_by_text("There is no room")).first.wait_for()
    pupil.tab.reload()
    pupil.tab.get_by_text("The lesson is over").wait_for()
    assert screen.locator(".tile").count() == 0


def test_another_device_leads_with_the_link(drawn, people):
    teacher, screen, _ = drawn
    key = next(cookie["value"] for cookie in teacher.context.cookies() if cookie["name"].startswith("key-"))
    second = people(Person)
    second.tab.goto(f"{second.address}room/{teacher.code}/desk#key={key}")
    second.tab.get_by_label("Blank the projector").check()
    screen.locator("[data-blank]").wait_for()
    assert key not in second.tab.url  # it would stand there on the wall
    stranger = people(Person)
    stranger.tab.goto(f"{stranger.address}room/{teacher.code}/desk")
    stranger.sees("belongs to a teacher")


def test_two_rooms_see_nothing_of_each_other(drawn, people):
    _, screen, (pupil, *_) = drawn
    other = people(Teacher)
    wall = other.project()
    other.switch("Show all as they come")
    other.begin("The same thing", What_does_everyone_draw="a ring")
    guest = people(Pupil, other.code)
    guest.sees("Draw: a ring")
    guest.draw_and_send(RING)
    pupil.draw_and_send(CROSS)
    wait_for_number(wall, "1 drawing")
    wait_for_number(screen, "1 drawing")
    assert guest.name not in screen.content()


# ---- who means no good ----


def test_a_pupils_script_sees_changes_and_floods_nothing(drawn, people):
    teacher, screen, (pupil, other, _) = drawn
    room = f"room/{teacher.code}"
    other.draw_and_send(CROSS)
    wait_for_number(screen, "1 drawing")
    # What it is told holds nobody else's drawing.
    _, told = pupil.get(f"{room}/since/0?pupil")
    assert "drawings" not in told
    # No cookie can be read, and none that it makes up is a teacher's.
    assert pupil.tab.evaluate("document.cookie") == ""
    pupil.tab.evaluate("code => { document.cookie = `key-${code}=guessed; path=/`; }", teacher.code)
    for do in ("end", "begin", "set_status", "remove"):
        assert pupil.post(f"{room}/act", {"do": do})[0] == 401
    assert "drawings" not in pupil.get(f"{room}/since/0")[1]  # as a pupil all the same
    assert pupil.get(f"{room}/save/symbols")[0] == 401
    pupil.tab.evaluate("code => { document.cookie = `key-${code}=; path=/; max-age=0`; }", teacher.code)
    # Another room stays closed; a drawing of the wrong size, form or place is a sentence.
    elsewhere = people(Teacher)
    assert pupil.post(f"room/{elsewhere.code}/drawings?pupil", drawing("drawing1"))[0] == 401
    for body, status in (
        (drawing("drawing1", strokes=[[1, 2] * 4001]), 409),
        (drawing("drawing1", strokes=[[1, 2] * 40_000]), 413),
        (drawing("drawing1", round=7), 409),
        (drawing("<img src>"), 400),
        ("nothing", 400),
    ):
        assert pupil.post(f"{room}/drawings?pupil", body)[0] == status
    # One drawing in two seconds, however many are sent.
    answers = pupil.tab.evaluate(
        """async ([room, one]) => {
            const body = (i) => JSON.stringify({ ...one, id: `flood${1000 + i}` });
            const send = (i) => fetch(`${room}/drawings?pupil`, { method: "POST", body: body(i) });
            const answers = await Promise.all([...Array(40).keys()].map(send));
            return answers.map(({ status }) => status);
        }""",
        [pupil.address + room, drawing("x" * 8)],
    )
    assert answers.count(200) == 1
    assert set(answers) == {200, 429}
    wait_for_number(screen, "2 drawings")


HOSTILE = [f"<img src=x onerror={MARK}>", "${" + MARK + "}", "{{" + MARK + "}}"]
NAMES = [*HOSTILE, "שלום חברים", "👩🏽‍🚀🇫🇷 é", "ab\u202egnp.exe"]


def test_no_name_is_executed_whatever_its_script(lesson, people):
    teacher, screen, (pupil, *_) = lesson
    teacher.switch("Let them choose names")
    teacher.switch("Show all as they come")
    teacher.begin("The same thing", What_does_everyone_draw=NAMES[0])
    pupil.sees(f"Draw: {NAMES[0]}")
    field = pupil.tab.get_by_label("Your name, if you like")
    for name in NAMES:
        field.fill(name)
        field.press("Enter")
        pupil.sees(f"You are {name.replace(chr(0x202E), '')}")
    field.fill("x" * 41)
    field.press("Enter")
    pupil.sees("at most 40 characters")
    pupil.draw_and_send(CROSS)
    wait_for_number(screen, "1 drawing")
    assert screen.inner_text("[data-sentence]") == f"Everyone draws: {NAMES[0]}"
    for tab in (teacher.tab, screen, pupil.tab):
        assert tab.evaluate("typeof owned") == "undefined"


# ---- a server that dies ----


def test_a_server_that_is_killed_takes_no_drawing_with_it(browser, tmp_path):
    server = Server(SIAMESE_STORE=f"sqlite:///{tmp_path}/rooms.sqlite")
    people = []
    try:
        teacher = Teacher(browser, server.address)
        screen = teacher.project()
        pupil, other = (Pupil(browser, server.address, teacher.code) for _ in range(2))
        people = [teacher, pupil, other]
        teacher.switch("Show all as they come")
        teacher.begin("The same thing", What_does_everyone_draw="a cross")
        pupil.draw_and_send(CROSS)
        other.draw(RING)
        server.kill()
        other.tab.click("[data-send]")
        other.sees("What you drew is kept")
        server.start()
        # Nobody reloads: phones and projector go on by themselves, and nothing that was acknowledged is lost.
        other.sees("Sent!")
        wait_for_number(screen, "2 drawings")
        screen.reload()
        wait_for_number(screen, "2 drawings")
    finally:
        server.kill()
        for one in people:
            one.context.close()


# ---- how it looks to whom ----


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(people, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    teacher = people(Teacher, color_scheme=scheme)
    screen = teacher.project()
    pupil = people(Pupil, teacher.code, color_scheme=scheme)
    teacher.switch("Show all as they come")

    def check():
        for tab in (teacher.tab, screen, pupil.tab):
            found = axe.run(tab).response["violations"]
            assert [
                (one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")
            ] == []

    check()
    teacher.begin("Two things", The_one="cross", The_other="ring")
    pupil.choose("ring")
    pupil.draw_and_send(RING)
    wait_for_number(screen, "B ring: 1")
    check()
    teacher.begin("People against the network")
    teacher.press("First question")
    pupil.choose("Sign 1")
    pupil.sees("Counted.")
    check()


@pytest.mark.parametrize("size", [(390, 844), (360, 640), (844, 390), (820, 1180)])
def test_all_that_a_phone_needs_is_on_its_screen(drawn, people, size):
    teacher, _, _ = drawn
    teacher.begin("Fool it")
    pupil = people(Pupil, teacher.code, viewport={"width": size[0], "height": size[1]})
    pupil.sees("Draw two that fool")
    for selector in (
        '[data-paper="a"] canvas',
        '[data-paper="b"] canvas',
        "[data-send]",
        "[data-choices] button >> nth=1",
    ):
        box = pupil.tab.locator(selector).bounding_box()
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= size[0]
        assert box["y"] + box["height"] <= size[1]
        assert min(box["width"], box["height"]) >= 40
