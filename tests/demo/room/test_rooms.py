import json
import random
import threading

import pytest
from sqlalchemy import insert

from demo.room import rooms as module
from demo.room import store as tables
from demo.room.rooms import (
    EMPTY,
    HIDDEN,
    LONGEST,
    MOST_DRAWINGS,
    MOST_MEMBERS,
    PAGE,
    PAUSE,
    SHOWN,
    UNUSED,
    NoRoom,
    Sent,
    Stranger,
    TooSoon,
)
from demo.room.state import MOST_SIGNS, CannotDo, ask, ask_trial, begin, let_sign, reveal, switch

LINE = [[0, 0, 9, 9]]


def opened(house):
    """A room's code, and its teacher."""
    code, key = house.open()
    return code, house.visit(code, token=None, key=key)


def drawn(id, round=0, **content):
    return Sent(id, round, {"strokes": LINE} | content, {"at": [0, 0]}, b"\0" * 8)


@pytest.fixture
def room(house):
    """A room in its first round, its teacher, and a pupil."""
    code, teacher = opened(house)
    house.change(teacher, lambda state: begin(state, "same", ["seven"]))
    _, pupil = house.join(code)
    return code, teacher, pupil


def news(house, visit, seq=0):
    return house.since(visit, seq)[1]


def statuses(house, teacher):
    return {row.id: row.status for row in news(house, teacher)["drawings"]}


# ---- coming in ----


def test_the_key_makes_a_teacher_and_nothing_else_does(house):
    code, key = house.open()
    assert house.visit(code, token=None, key=key).is_teacher
    token, _ = house.join(code)
    for wrong in (None, "", token, code, key[:-1]):
        with pytest.raises(Stranger):
            house.visit(code, token=None, key=wrong)


def test_the_key_of_one_room_opens_no_other(house):
    (code, _), (_, key) = house.open(), house.open()
    with pytest.raises(Stranger):
        house.visit(code, token=None, key=key)


def test_a_pupil_who_comes_back_is_who_they_were(house):
    code, _ = opened(house)
    token, first = house.join(code)
    assert house.join(code, token=token) == (token, first)
    assert house.visit(code, token=token, key=None) == first
    assert house.join(code)[1].name != first.name


def test_there_is_no_room_that_was_not_opened(house):
    for ask_for in (lambda: house.join("ABCDEF"), lambda: house.visit("ABCDEF", token="t", key="k")):
        with pytest.raises(NoRoom):
            ask_for()


def test_a_name_is_chosen_only_where_the_teacher_lets_them(house):
    code, teacher = opened(house)
    token, given = house.join(code, nickname="Zoë")
    assert given.name != "Zoë"
    house.change(teacher, lambda state: switch(state, "has_nicknames", True))
    assert house.join(code, token=token, nickname="  Zoë \u202e ")[1].name == "Zoë"
    assert house.join(code, token=token)[1].name == "Zoë"
    with pytest.raises(CannotDo, match="40 characters"):
        house.join(code, nickname="x" * 41)


def test_a_room_has_an_end_of_members(house, monkeypatch):
    monkeypatch.setattr(module, "MOST_MEMBERS", 2)
    code, _ = opened(house)
    token, _ = house.join(code)
    house.join(code)
    with pytest.raises(CannotDo, match="takes no more"):
        house.join(code)
    house.join(code, token=token)
    assert MOST_MEMBERS == 200


def test_a_house_has_an_end_of_rooms_and_an_empty_one_makes_room(house, clock, monkeypatch):
    monkeypatch.setattr(module, "MOST_ROOMS", 2)
    (first, _), (second, _) = opened(house), opened(house)
    house.join(first)
    with pytest.raises(CannotDo, match="as many rooms"):
        house.open()
    clock.now += EMPTY + 1
    house.open()
    house.join(first)
    with pytest.raises(NoRoom):
        house.join(second)


# ---- drawing ----


def test_a_drawing_waits_for_leave_and_then_is_shown(house, room):
    _, teacher, pupil = room
    house.add(pupil, drawn("a"))
    assert statuses(house, teacher) == {"a": "waiting"}
    house.set_status(teacher, ["a"], SHOWN)
    assert statuses(house, teacher) == {"a": "shown"}


def test_what_is_open_needs_no_leave(house, room):
    _, teacher, pupil = room
    house.change(teacher, lambda state: switch(state, "is_open", True))
    house.add(pupil, drawn("a"))
    assert statuses(house, teacher) == {"a": "shown"}


def test_a_drawing_that_was_sent_twice_is_one(house, room, clock):
    _, teacher, pupil = room
    house.add(pupil, drawn("a"))
    house.add(pupil, drawn("a"))  # at once, and without a word about the pause
    assert house.prepare(pupil, "a", 0, is_sign=False) is None
    assert len(statuses(house, teacher)) == 1


def test_there_is_a_pause_between_two_drawings_of_one_pupil(house, room, clock):
    code, _, pupil = room
    house.add(pupil, drawn("a"))
    with pytest.raises(TooSoon):
        house.prepare(pupil, "b", 0, is_sign=False)
    with pytest.raises(TooSoon):
        house.add(pupil, drawn("b"))
    house.add(house.join(code)[1], drawn("c"))
    clock.now += PAUSE
    house.add(pupil, drawn("b"))


def test_of_a_round_that_is_over_nothing_is_taken(house, room):
    _, teacher, pupil = room
    house.change(teacher, lambda state: begin(state, "fool", []))
    with pytest.raises(CannotDo, match="next round"):
        house.add(pupil, drawn("a"))


def test_before_the_first_round_nothing_is_taken(house):
    code, _ = opened(house)
    with pytest.raises(CannotDo, match="No round"):
        house.add(house.join(code)[1], drawn("a"))


def test_what_is_frozen_takes_nothing(house, room):
    _, teacher, pupil = room
    house.change(teacher, lambda state: switch(state, "is_frozen", True))
    with pytest.raises(CannotDo, match="stopped"):
        house.add(pupil, drawn("a"))


def test_who_is_taken_out_goes_with_their_drawings_and_can_come_back(house, room):
    _, teacher, pupil = room
    house.add(pupil, drawn("a"))
    assert house.remove(teacher, pupil.member, is_removed=True) == ["a"]
    assert statuses(house, teacher) == {"a": HIDDEN}
    assert news(house, pupil)["is_removed"]
    with pytest.raises(CannotDo, match="taken you out"):
        house.add(pupil, drawn("b"))
    assert house.remove(teacher, pupil.member, is_removed=False) == []
    assert not news(house, pupil)["is_removed"]


def test_only_the_newest_drawings_are_kept(house, room, clock, monkeypatch):
    monkeypatch.setattr(module, "MOST_DRAWINGS", 3)
    _, teacher, pupil = room
    for id in "abcde":
        house.add(pupil, drawn(id))
        clock.now += PAUSE
    assert [*statuses(house, teacher)] == ["c", "d", "e"]
    assert MOST_DRAWINGS == 500


def test_signs_are_drawn_by_whom_the_teacher_named(house, room, clock):
    code, teacher, pupil = room
    house.change(teacher, lambda state: begin(state, "teach", []))
    sign = drawn("sign", 1, is_sign=True)
    with pytest.raises(CannotDo, match="Somebody else"):
        house.add(pupil, sign)
    with pytest.raises(CannotDo, match="signs are there"):
        house.add(pupil, drawn("query", 1, meant="sign"))
    house.change(teacher, lambda state: let_sign(state, pupil.member))
    house.add(pupil, sign)
    assert news(house, pupil)["signs"] == [{"id": "sign", "strokes": LINE}]
    for i in range(MOST_SIGNS - 1):
        clock.now += PAUSE
        house.add(pupil, drawn(f"s{i}", 1, is_sign=True))
    clock.now += PAUSE
    with pytest.raises(CannotDo, match="already"):
        house.add(pupil, drawn("one more", 1, is_sign=True))
    house.change(teacher, lambda state: ask(state, True))
    house.add(pupil, drawn("query", 1, meant="sign"))
    assert len(house.prepare(house.join(code)[1], "x", 1, is_sign=False)[1]) == MOST_SIGNS


# ---- voting ----


@pytest.fixture
def pairs(house, room):
    """A room with a pair of one pupil's, and another pupil."""
    code, teacher, pupil = room
    house.change(teacher, lambda state: begin(state, "fool", []))
    house.add(pupil, Sent("p", 1, {"a": LINE, "b": LINE, "claim": "same"}, {"verdict": "different"}))
    return teacher, pupil, house.join(code)[1]


def test_a_pair_is_voted_on_by_the_others_once_it_is_shown(house, pairs):
    teacher, author, other = pairs
    assert house.next_pair(other) is None
    with pytest.raises(CannotDo):
        house.vote(other, "pair:p", 1)
    house.set_status(teacher, ["p"], SHOWN)
    assert house.next_pair(author) is None
    assert house.next_pair(other) == news(house, other)["pair"] == {"id": "p", "a": LINE, "b": LINE}
    with pytest.raises(CannotDo):
        house.vote(author, "pair:p", 1)
    house.vote(other, "pair:p", 1)
    house.vote(other, "pair:p", 0)  # thought better of it
    (vote,) = news(house, teacher)["votes"]
    assert (vote.member, vote.subject, vote.choice) == (other.member, "pair:p", 0)
    assert house.next_pair(other) is None


@pytest.mark.parametrize(("subject", "choice"), [("pair:p", 2), ("pair:q", 1), ("trial", 1), ("", 0)])
def test_what_cannot_be_voted_on_is_refused(house, pairs, subject, choice):
    house.set_status(pairs[0], ["p"], SHOWN)
    with pytest.raises(CannotDo, match="too late"):
        house.vote(pairs[2], subject, choice)


def test_a_trial_is_voted_on_until_its_time_is_over(house, room, clock):
    _, teacher, pupil = room
    house.change(teacher, lambda state: begin(state, "people", []))
    house.change(teacher, lambda state: ask_trial(state, 5, now=clock.now, seconds=20))
    house.vote(pupil, "trial", 19)
    with pytest.raises(CannotDo):
        house.vote(pupil, "trial", 20)
    clock.now += 22
    with pytest.raises(CannotDo, match="too late"):
        house.vote(pupil, "trial", 3)
    told = {"answer": 19, "network": 2, "distances": [], "people": None}
    house.change(teacher, lambda state: reveal(state, told))
    (vote,) = news(house, teacher)["votes"]
    assert (vote.subject, vote.choice) == ("trial:1:0", 19)
    with pytest.raises(CannotDo):
        house.add(pupil, drawn("a", 1))


# ---- looking ----


def test_nothing_is_told_twice(house, room):
    _, teacher, pupil = room
    for visit in (teacher, pupil):
        told, fresh = house.since(visit, 0)
        assert fresh is not None
        assert house.since(visit, told) == (told, None)


def test_pupils_are_told_nothing_of_what_others_draw(house, room):
    code, teacher, pupil = room
    told, _ = house.since(pupil, 0)
    house.change(teacher, lambda state: switch(state, "is_open", True))
    told, fresh = house.since(pupil, told)
    house.add(house.join(code)[1], drawn("a"))
    assert house.since(pupil, told) == (told, None)
    assert set(fresh) == {"state", "round", "name", "is_removed", "signs", "pair"}


def test_two_rooms_see_nothing_of_each_other(house, room):
    _, teacher, pupil = room
    house.add(pupil, drawn("a"))
    _, stranger = opened(house)
    assert news(house, stranger)["drawings"] == news(house, stranger)["members"] == []
    house.set_status(stranger, ["a"], SHOWN)
    house.remove(stranger, pupil.member, is_removed=True)
    assert statuses(house, teacher) == {"a": "waiting"}
    assert not news(house, pupil)["is_removed"]


@pytest.mark.parametrize("seed", range(5))
def test_a_screen_that_asks_again_and_again_misses_nothing(house, room, clock, seed):
    """Whatever is done between its questions, and wherever an answer ends."""
    rng = random.Random(seed)
    code, teacher, _ = room
    house.change(teacher, lambda state: switch(state, "is_open", True))
    pupils = [house.join(code)[1] for _ in range(5)]
    seen, told, ids = {}, 0, []
    for turn in range(40):
        clock.now += PAUSE
        for pupil in rng.sample(pupils, rng.randrange(6)):
            ids.append(f"{turn} {pupil.member}")
            house.add(pupil, drawn(ids[-1]))
        if ids and rng.random() < 0.3:
            house.set_status(teacher, rng.sample(ids, rng.randrange(len(ids) + 1)), rng.choice([HIDDEN, SHOWN]))
        if rng.random() < 0.4:
            told, fresh = house.since(teacher, told)
            seen |= {row.id: row.status for row in (fresh or {"drawings": []})["drawings"]}
    fresh = {"is_all": False}
    while not fresh["is_all"]:
        told, fresh = house.since(teacher, told)
        assert len(fresh["drawings"]) + len(fresh["members"]) <= PAGE
        seen |= {row.id: row.status for row in fresh["drawings"]}
    stored = house.store.read(lambda connection: connection.execute(tables.drawings.select()).all())
    assert seen == {row.id: row.status for row in stored}
    assert len(seen) == len(ids)


def test_an_answer_is_no_larger_than_some_drawings(house, room, clock, monkeypatch):
    monkeypatch.setattr(module, "BYTES", 100)
    _, teacher, pupil = room
    for id in "abc":
        house.add(pupil, drawn(id, more="x" * 60))
        clock.now += PAUSE
    told, fresh = house.since(teacher, 0)
    assert [row.id for row in fresh["drawings"]] == ["a"]
    assert not fresh["is_all"]
    assert [row.id for row in house.since(teacher, told)[1]["drawings"]] == ["b"]


# ---- leading, ending ----


def test_pupils_lead_nothing(house, room):
    _, _, pupil = room
    for attempt in (
        lambda: house.change(pupil, lambda state: state),
        lambda: house.set_status(pupil, [], SHOWN),
        lambda: house.remove(pupil, 1, is_removed=True),
        lambda: house.end(pupil),
        lambda: house.shown_drawings(pupil),
    ):
        with pytest.raises(Stranger):
            attempt()


def test_what_ends_is_gone(house, room):
    code, teacher, pupil = room
    house.add(pupil, drawn("a"))
    house.end(teacher)
    with pytest.raises(NoRoom):
        house.since(pupil, 0)
    for table in (tables.rooms, *tables.OF_A_ROOM):
        assert house.store.read(lambda connection, table=table: connection.execute(table.select()).all()) == []
    with pytest.raises(NoRoom):
        house.join(code)


def test_a_room_lasts_hours_after_its_last_use_and_no_more_than_a_day(house, room, clock):
    _, teacher, _ = room
    begun = clock.now
    while clock.now + UNUSED - 1 < begun + LONGEST:
        clock.now += UNUSED - 1
        house.since(teacher, 10**6)  # to look at it is to use it
    clock.now = begun + LONGEST + 1
    with pytest.raises(NoRoom):
        house.since(teacher, 0)
    house.sweep()
    assert house.store.read(lambda connection: connection.execute(tables.rooms.select()).all()) == []


def test_a_room_that_nobody_uses_is_swept(house, room, clock):
    clock.now += UNUSED + 1
    with pytest.raises(NoRoom):
        house.join(room[0])
    house.sweep()
    assert house.store.read(lambda connection: connection.execute(tables.drawings.select()).all()) == []


def test_pupils_who_send_at_once_are_all_counted(house, room):
    code, teacher, _ = room
    pupils = [house.join(code)[1] for _ in range(12)]
    if not house.store.is_shared:  # it has one thread, see demo.room.routes
        pytest.skip("a file has one writer here")

    def send(pupil):
        house.add(pupil, drawn(f"of {pupil.member}"))

    threads = [threading.Thread(target=send, args=(pupil,)) for pupil in pupils]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = news(house, teacher)["drawings"]
    assert len({row.seq for row in rows}) == len(rows) == 12


def test_what_is_kept_of_keys_and_tokens_opens_nothing(house):
    code, key = house.open()
    token, _ = house.join(code)

    def everything(connection):
        return [tuple(row) for table in (tables.rooms, tables.members) for row in connection.execute(table.select())]

    kept = json.dumps(house.store.read(everything))
    assert key not in kept
    assert token not in kept


def test_a_drawing_from_before_a_restart_is_there_after_it(tmp_path):
    address = f"sqlite:///{tmp_path}/rooms.sqlite"
    house = module.Rooms(tables.Store(address))
    code, key = house.open()
    teacher = house.visit(code, token=None, key=key)
    house.change(teacher, lambda state: begin(state, "same", ["seven"]))
    token, pupil = house.join(code)
    house.add(pupil, drawn("a"))
    again = module.Rooms(tables.Store(address))
    assert statuses(again, again.visit(code, token=None, key=key)) == {"a": "waiting"}
    assert again.join(code, token=token)[1] == pupil


def test_a_row_of_another_room_with_the_same_id_is_left_alone(house, room):
    _, teacher, pupil = room
    house.add(pupil, drawn("a"))
    other = {"room": "ZZZZZZ", "id": "a", "n": 1, "member": 1, "round": 0, "status": "waiting", "is_sign": False}
    more = {"content": "{}", "answer": "{}", "embedding": None, "seq": 1}
    house.store.write(lambda connection: connection.execute(insert(tables.drawings).values(other | more)))
    house.set_status(teacher, ["a"], HIDDEN)
    rows = house.store.read(lambda connection: connection.execute(tables.drawings.select()).all())
    assert {(row.room, row.status) for row in rows} == {(room[0], HIDDEN), ("ZZZZZZ", "waiting")}
