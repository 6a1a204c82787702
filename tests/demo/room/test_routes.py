"""Rooms as the page asks for them, without a page; each client has cookies of its own."""

import io
import json
import zipfile

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from demo.lesson.challenge import Challenge
from demo.lesson.resources import Material
from demo.oneshot.tab import Map
from demo.pad.looker import Looker
from demo.room import routes, slowing
from demo.room.judge import Judge
from demo.room.routes import Classroom
from demo.settings import Settings
from siamese.lesson.challenge import MadeUpTrials
from siamese.symbols.support_set import SupportSet
from tests.demo.drawings import CORNER, CROSS
from tests.demo.verifiers import untrained_verifier


@pytest.fixture(scope="module")
def judge():
    verifier = untrained_verifier()
    return Judge(Looker(verifier), verifier, Map(verifier))


@pytest.fixture
def app(judge):
    challenge = Challenge(Material(find_trials=MadeUpTrials), judge.verifier)
    classroom = Classroom(judge, challenge, Settings(host="127.0.0.1", store="sqlite://"))
    with TestClient(Starlette(routes=classroom.routes)) as client:
        client.classroom = classroom
        yield client


class Person:
    """Somebody with a browser: keeps their own cookies."""

    def __init__(self, app):
        self.app, self.jar = app, {}

    def ask(self, path, body=None, status=200):
        self.app.cookies.clear()
        self.app.cookies.update(self.jar)
        answer = self.app.get(path) if body is None else self.app.post(path, json=body)
        self.jar |= dict(answer.cookies)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.headers.get("content-type") == "application/json" else answer

    def act(self, what, expected=200, **more):
        return self.ask(f"/room/{self.code}/act", {"do": what, **more}, expected)

    def draw(self, strokes, id="drawing1", status=200, **more):
        body = {"id": id, "round": 0, "strokes": strokes} | more
        return self.ask(f"/room/{self.code}/drawings?pupil", body, status)

    def news(self, seq=0):
        return self.ask(f"/room/{self.code}/since/{seq}")


@pytest.fixture
def teacher(app):
    teacher = Person(app)
    teacher.code = teacher.ask("/room", {})["code"]
    return teacher


def pupil(teacher):
    one = Person(teacher.app)
    one.code = teacher.code
    one.me = one.ask(f"/room/{one.code}/join", {})
    return one


def test_a_drawing_goes_from_a_phone_to_the_projector(teacher, judge):
    teacher.act("begin", kind="same", words=["a cross"])
    teacher.act("switch", name="is_open", on=True)
    one = pupil(teacher)
    assert one.ask(f"/room/{one.code}/since/0?pupil")["state"]["rounds"][0]["words"] == ["a cross"]
    one.draw(CROSS)
    (drawing,) = teacher.news()["drawings"]
    assert (drawing["strokes"], drawing["status"], drawing["member"]) == (CROSS, "shown", one.me["id"])
    assert len(drawing["at"]) == 2
    assert teacher.news()["members"] == [{"id": 1, "name": one.me["name"], "is_removed": False}]


def test_nothing_new_is_an_empty_answer(teacher):
    one = pupil(teacher)
    for who, path in ((teacher, "since/{}"), (one, "since/{}?pupil")):
        seq = who.ask(f"/room/{who.code}/{path.format(0)}")["seq"]
        who.ask(f"/room/{who.code}/{path.format(seq)}", status=204)


def test_phones_hear_of_a_change_at_once_where_it_was_made_here(teacher):
    one = pupil(teacher)
    seq = one.ask(f"/room/{one.code}/since/0?pupil")["seq"]
    one.ask(f"/room/{one.code}/since/{seq}?pupil", status=204)
    teacher.act("begin", kind="fool", words=[])
    assert one.ask(f"/room/{one.code}/since/{seq}?pupil")["state"]["rounds"][0]["kind"] == "fool"


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(app):
    answer = app.post("/room", json={})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    answer = app.post("/room", json={}, headers={"x-forwarded-proto": "https"})
    assert "secure" in answer.headers["set-cookie"].lower()


def test_a_teacher_who_tries_the_pupils_page_is_a_pupil_there(teacher):
    teacher.ask(f"/room/{teacher.code}/join", {})
    assert "pair" in teacher.ask(f"/room/{teacher.code}/since/0?pupil")
    assert "drawings" in teacher.news()


# ---- who may not ----


@pytest.mark.parametrize(
    ("path", "body"),
    [("since/0", None), ("since/0?pupil", None), ("act", {"do": "end"}), ("drawings", {"id": "drawing1", "round": 0}),
     ("votes", {"subject": "trial", "choice": 0}), ("address", None), ("save/symbols", None), ("trial/1", None)],
)  # fmt: skip
def test_who_has_not_joined_gets_nothing(teacher, path, body):
    stranger = Person(teacher.app)
    answer = stranger.ask(f"/room/{teacher.code}/{path}", body, status=401)
    assert "Join" in answer["problem"]


@pytest.mark.parametrize(("path", "body"), [("act", {"do": "end"}), ("address", None), ("save/symbols", None)])
def test_a_pupil_is_no_teacher(teacher, path, body):
    one = pupil(teacher)
    one.ask(f"/room/{one.code}/{path}", body, status=401)
    one.ask(f"/room/{one.code}/key", {"key": "guessed"}, status=401)
    one.jar[f"key-{one.code}"] = one.jar[f"room-{one.code}"]
    one.ask(f"/room/{one.code}/{path}", body, status=401)


def test_a_key_is_of_one_room(teacher, app):
    other = Person(app)
    other.code = other.ask("/room", {})["code"]
    other.jar[f"key-{teacher.code}"] = other.jar[f"key-{other.code}"]
    other.ask(f"/room/{teacher.code}/act", {"do": "end"}, status=401)
    teacher.news()


def test_a_link_for_a_second_screen_makes_a_teacher_of_it(teacher):
    second = Person(teacher.app)
    second.code = teacher.code
    second.ask(f"/room/{second.code}/key", {"key": teacher.jar[f"key-{teacher.code}"]})
    assert "drawings" in second.news()


def test_no_room_is_a_sentence_with_the_code(app):
    assert "no room ABCDEF" in Person(app).ask("/room/ABCDEF/join", {}, status=404)["problem"]
    Person(app).ask("/room/0/join", {}, status=404)


def test_wrong_codes_are_slowed_for_all_together(app, monkeypatch):
    monkeypatch.setattr(slowing, "PACE", 0)
    monkeypatch.setattr(slowing, "IN_LINE", 0)
    for _ in range(slowing.WRONG):
        Person(app).ask("/room/ABCDEF/join", {}, status=404)
    Person(app).ask("/room/ABCDEF/join", {}, status=429)


def test_who_is_in_is_not_slowed_by_those_who_guess(teacher, monkeypatch):
    one = pupil(teacher)
    one.ask(f"/room/{one.code}/since/0?pupil")
    monkeypatch.setattr(slowing, "IN_LINE", 0)
    for _ in range(slowing.WRONG):
        teacher.app.classroom._guesses.was_wrong()
    Person(teacher.app).ask(f"/room/{one.code}/join", {}, status=429)
    one.ask(f"/room/{one.code}/since/0?pupil")
    one.ask(f"/room/{one.code}/join", {})


def test_nor_is_the_teacher(teacher, monkeypatch):
    teacher.news()
    monkeypatch.setattr(slowing, "IN_LINE", 0)
    for _ in range(slowing.WRONG):
        teacher.app.classroom._guesses.was_wrong()
    teacher.act("begin", kind="same", words=["x"])
    assert teacher.news()["state"]["rounds"]


def test_one_address_opens_so_many_rooms_and_no_more(app, monkeypatch):
    most, _ = slowing.OPENING
    for _ in range(most):
        Person(app).ask("/room", {})
    assert "from your network" in Person(app).ask("/room", {}, status=429)["problem"]


def test_the_drawings_of_one_class_leave_room_for_those_of_the_others(teacher, app):
    """Many phones of one room, each as fast as it may."""
    other = Person(app)
    other.code = other.ask("/room", {})["code"]
    for one in (teacher, other):
        one.act("begin", kind="same", words=["x"])
    most, _ = slowing.ROOM
    app.portal.call(fill, app.classroom._classes, teacher.code, most)
    assert "Wait a moment" in pupil(teacher).draw(CROSS, status=429)["problem"]
    pupil(other).draw(CROSS)


async def fill(rate, who, n):
    for _ in range(n):
        rate.take(who)


def test_one_who_floods_is_stopped_and_the_others_are_not(teacher):
    one, two = pupil(teacher), pupil(teacher)
    burst, _ = slowing.PUPIL
    statuses = []
    for _ in range(3 * burst):
        one.app.cookies.clear()
        one.app.cookies.update(one.jar)
        statuses.append(one.app.get(f"/room/{one.code}/since/0?pupil").status_code)
    assert 429 in statuses
    two.ask(f"/room/{two.code}/since/0?pupil")


# ---- what comes ----


@pytest.mark.parametrize(
    "body",
    [{}, {"id": "short", "round": 0}, {"id": "x" * 33, "round": 0}, {"id": "../../etc", "round": 0},
     {"id": "drawing1", "round": "0"}, {"id": "drawing1", "round": True}, {"id": 12345678, "round": 0}],
)  # fmt: skip
def test_what_the_page_would_not_send_is_refused(teacher, body):
    teacher.act("begin", kind="same", words=["x"])
    one = pupil(teacher)
    assert "Load it again" in one.ask(f"/room/{one.code}/drawings", body, status=400)["problem"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'"x"'])
def test_what_is_no_object_is_refused_without_a_word_of_it(teacher, body):
    one = pupil(teacher)
    one.app.cookies.update(one.jar)
    answer = one.app.post(f"/room/{one.code}/drawings", content=body)
    assert answer.status_code == 400


def test_a_refusal_is_the_sentence_for_the_phone(teacher):
    one = pupil(teacher)
    assert "No round" in one.draw(CROSS, status=409)["problem"]
    teacher.act("begin", kind="same", words=["x"])
    assert "Draw something" in one.draw([], status=409)["problem"]
    one.draw(CROSS)
    one.draw(CROSS)  # the same id: sent once more, for the answer got lost
    assert "two seconds" in one.draw(CORNER, id="drawing2", status=429)["problem"]
    assert len(teacher.news()["drawings"]) == 1


@pytest.mark.parametrize(
    ("what", "more", "status"),
    [("fly", {}, 400), ("begin", {"kind": "x"}, 409), ("set_status", {"ids": "all", "status": "shown"}, 400),
     ("set_status", {"ids": [1], "status": "shown"}, 400), ("set_status", {"ids": [], "status": "gone"}, 400),
     ("remove", {"member": "1"}, 400), ("remove", {"member": -1}, 400), ("reveal", {}, 409),
     ("ask_trial", {"seconds": 20}, 409), ("show_round", {"round": 3}, 409)],
)  # fmt: skip
def test_what_cannot_be_done_is_a_sentence(teacher, what, more, status):
    assert teacher.act(what, expected=status, **more)["problem"]


# ---- rounds ----


def test_signs_are_taught_once_and_recognised(teacher):
    one, two = pupil(teacher), pupil(teacher)
    teacher.act("begin", kind="teach", words=[])
    teacher.act("let_sign", member=one.me["id"])
    one.draw(CROSS, id="signsign1", is_sign=True)
    teacher.act("ask", on=True)
    two.draw(CROSS, id="queryquery", meant="signsign1")
    query = next(one for one in teacher.news()["drawings"] if one["id"] == "queryquery")
    assert (query["taken"], query["meant"]) == ("signsign1", "signsign1")


def test_a_pair_that_fools_is_voted_on(teacher):
    one, two = pupil(teacher), pupil(teacher)
    teacher.act("begin", kind="fool", words=[])
    teacher.act("switch", name="is_open", on=True)
    body = {"id": "pairpair1", "round": 0, "a": CROSS, "b": CORNER, "claim": "same"}
    assert one.ask(f"/room/{one.code}/drawings?pupil", body) == {"id": "pairpair1", "pair": None}
    pair = two.ask(f"/room/{two.code}/since/0?pupil")["pair"]
    assert pair == {"id": "pairpair1", "a": CROSS, "b": CORNER}
    assert two.ask(f"/room/{two.code}/votes?pupil", {"subject": "pair:pairpair1", "choice": 0}) == {"pair": None}
    assert teacher.news()["votes"] == [{"member": two.me["id"], "subject": "pair:pairpair1", "choice": 0}]
    assert teacher.news()["drawings"][0]["verdict"] in ("same", "different", "unsure")


def test_people_and_the_network_answer_the_same_trial(teacher):
    one = pupil(teacher)
    teacher.act("begin", kind="people", words=[])
    teacher.act("ask_trial", seconds=20)
    seed = one.ask(f"/room/{one.code}/since/0?pupil")["state"]["rounds"][0]["trials"][0]["seed"]
    shown = one.ask(f"/room/{one.code}/trial/{seed}?pupil")
    assert len(shown["candidates"]) == 20
    one.ask(f"/room/{one.code}/trial/{seed + 1}?pupil", status=404)  # not the one that is asked
    one.ask(f"/room/{one.code}/votes?pupil", {"subject": "trial", "choice": 3})
    trial = one.ask(f"/room/{one.code}/since/0?pupil")["state"]["rounds"][0]["trials"][0]
    assert trial["answer"] is trial["network"] is None  # nobody can read it before
    teacher.act("reveal")
    trial = one.ask(f"/room/{one.code}/since/0?pupil")["state"]["rounds"][0]["trials"][0]
    assert 0 <= trial["answer"] < 20
    assert trial["network"] == int(np.argmin(trial["distances"]))
    assert "too late" in one.ask(f"/room/{one.code}/votes?pupil", {"subject": "trial", "choice": 4}, 409)["problem"]


def test_what_the_class_drew_is_saved_as_one_shot_opens_it(teacher, judge):
    assert "nothing to save" in teacher.ask(f"/room/{teacher.code}/save/symbols", status=409)["problem"]
    teacher.act("switch", name="is_open", on=True)
    teacher.act("begin", kind="two", words=["cross", "corner"])
    for i, strokes in enumerate((CROSS, CORNER)):
        pupil(teacher).draw(strokes, id=f"drawing{i}", meant=i)
    symbols = SupportSet.from_bytes(teacher.ask(f"/room/{teacher.code}/save/symbols").content, judge.verifier)
    assert [c.name for c in symbols.classes] == ["cross", "corner"]
    archive = zipfile.ZipFile(io.BytesIO(teacher.ask(f"/room/{teacher.code}/save/pictures").content))
    assert sorted({name.split("/")[0] for name in archive.namelist()}) == ["corner", "cross"]
    teacher.ask(f"/room/{teacher.code}/save/slides", status=400)


def test_without_a_network_address_the_screen_says_how_to_start_it(teacher):
    answer = teacher.ask(f"/room/{teacher.code}/address?page=http://localhost:7860/")
    assert answer["address"] is answer["link"] is None
    assert "--host 0.0.0.0" in answer["code"]
    answer = teacher.ask(f"/room/{teacher.code}/address?page=http://10.0.0.5:7860/demo/")
    assert answer["address"] == f"http://10.0.0.5:7860/demo/room/{teacher.code}"
    assert answer["link"].endswith(f"/desk#key={teacher.jar[f'key-{teacher.code}']}")


def test_who_is_taken_out_and_what_has_ended(teacher):
    one = pupil(teacher)
    teacher.act("begin", kind="same", words=["x"])
    one.draw(CROSS)
    assert teacher.act("remove", member=one.me["id"], on=True) == {"ids": ["drawing1"]}
    assert "taken you out" in one.draw(CORNER, id="drawing2", status=409)["problem"]
    teacher.act("end")
    one.ask(f"/room/{one.code}/since/0?pupil", status=404)
    teacher.ask(f"/room/{one.code}/since/0", status=404)


def test_pages_hold_no_word_of_a_room(teacher):
    for path in (f"/room/{teacher.code}", "/room/ABCDEF", "/room/<script>alert(1)<%2Fscript>"):
        page = teacher.app.get(path)
        assert page.status_code in (200, 404)
        assert "alert(1)" not in page.text
        assert teacher.code not in page.text
    given = json.loads(teacher.app.get(f"/room/{teacher.code}/screen").text.split("screen(")[-1].split(");")[0])
    assert given["limit"] == pytest.approx(teacher.app.classroom._judge.verifier.manifest.calibration.threshold)


def test_every_refusal_has_a_status(app):
    assert all(400 <= status < 600 for status, _ in routes._REFUSALS.values())


def test_whoever_holds_the_key_of_a_room_is_a_teacher_elsewhere_too(teacher):
    leads = teacher.app.classroom.leads

    def ask(cookies):
        return teacher.app.portal.call(leads, cookies)

    one = pupil(teacher)
    assert ask(teacher.jar)
    assert not ask(one.jar)
    assert not ask({f"key-{teacher.code}": "guessed", "key-": "", "other": "x"})
    teacher.act("end")
    assert not ask(teacher.jar)
