"""What happens in rooms: they are opened, joined, drawn and voted in, led, looked at, ended. All of it in the store.

Nothing here waits for anybody; each method is one transaction, for a thread that may wait for a disk.
"""

import json
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from demo.room import state as changes
from demo.room.names import name_of, new_code
from demo.room.state import CannotDo, Round, State
from demo.room.store import OF_A_ROOM, Store, digest, drawings, members, rooms, votes
from siamese.symbols.names import BadName, clean_name

TEACHER = 0
MOST_ROOMS, MOST_MEMBERS, MOST_DRAWINGS = 200, 200, 500
LONGEST_ID = 32  # letters and digits of a drawing's id
PAUSE = 2  # seconds between two drawings of one pupil
UNUSED, LONGEST = 4 * 3600, 24 * 3600  # seconds until a room is deleted: after its last use, and whatever is done in it
EMPTY = 300  # seconds after which a room that nobody joined makes room for another
PAGE = 50  # changes that one answer tells
BYTES = 400_000  # of drawings that one answer tells, or one drawing
USED_EVERY = 60  # seconds until a room is marked as used again by who only looks

WAITING, SHOWN, HIDDEN = "waiting", "shown", "hidden"

FROZEN = "The teacher has stopped the drawing for a moment."
REMOVED = "The teacher has taken you out of this room."
NEXT_ROUND = "The next round has begun. This drawing was for the last one."
NO_ROUND = "No round has begun yet. Wait for the teacher."
TOO_SOON = "One drawing every two seconds. Send it again in a moment."
FULL_HOUSE = "This computer has as many rooms as it can hold. Try again when a lesson has ended."
FULL_ROOM = f"This room has {MOST_MEMBERS} members, and takes no more."
NO_VOTE = "This vote came too late."
TOO_MANY_SIGNS = f"There are {changes.MOST_SIGNS} signs already."


class NoRoom(LookupError):
    """There is no room of that code: it was never opened, or has ended."""


class Stranger(PermissionError):
    """Whoever asks has not joined the room."""


class TooSoon(CannotDo):
    """Right, but not yet."""


@dataclass(frozen=True)
class Visit:
    """Who asks. member: TEACHER or the member's number, from 1 up."""

    code: str
    member: int
    name: str

    @property
    def is_teacher(self) -> bool:
        return self.member == TEACHER


@dataclass(frozen=True)
class Sent:
    """A drawing on its way into a room.

    id: chosen by the page that sends it. round: that it was drawn for.
    content: what was drawn, and what was said of it. answer: what the network says.
    embedding: float32, little-endian; None of a pair.
    """

    id: str
    round: int
    content: dict
    answer: dict = field(default_factory=dict)
    embedding: bytes | None = None

    @property
    def is_sign(self) -> bool:
        return bool(self.content.get("is_sign"))


class Rooms:
    """All rooms of a store.

    clock: gives seconds since 1970.
    """

    def __init__(self, store: Store, clock: Callable[[], float] = time.time):
        self.store, self._clock = store, clock

    # ---- coming in ----

    def open(self) -> tuple[str, str]:
        """Open a room: its code, and the teacher's key. Raises CannotDo where there are too many."""
        code, key, now = new_code(), secrets.token_urlsafe(16), self._clock()

        def work(connection: Connection) -> None:
            self._sweep(connection)
            if connection.execute(select(func.count()).select_from(rooms)).scalar_one() >= MOST_ROOMS:
                self._make_room(connection)
            row = {"code": code, "key": digest(key), "opened": now, "used": now, "seq": 1, "told": 1}
            connection.execute(insert(rooms).values(**row, state=State().to_json()))

        self.store.write(work)
        return code, key

    def visit(self, code: str, *, token: str | None, key: str | None) -> Visit:
        """Who asks, by what their browser kept. Raises NoRoom or Stranger."""

        def work(connection: Connection) -> Visit:
            room = self._room(connection, code)
            if key and secrets.compare_digest(digest(key), room.key):
                return Visit(code, TEACHER, "the teacher")
            found = token and self._member(connection, code, token)
            if not found:
                raise Stranger
            return Visit(code, found.id, found.name)

        return self.store.read(work)

    def join(self, code: str, *, token: str | None = None, nickname: object = None) -> tuple[str, Visit]:
        """Come in, or come back: the token that says who it is, and who it is. Raises NoRoom or CannotDo.

        nickname: where the teacher allows them; else each is given a name.
        """

        def work(connection: Connection) -> tuple[str, Visit]:
            room = self._room(connection, code)
            chosen = _nickname(State.from_json(room.state), nickname)
            known = token and self._member(connection, code, token)
            if token and known:
                name = chosen or known.name
                if name != known.name:
                    self._change(connection, members, members.c.id == known.id, code, name=name)
                return token, Visit(code, known.id, name)
            id = self._count(connection, members, code) + 1
            if id > MOST_MEMBERS:
                raise CannotDo(FULL_ROOM)
            fresh, name = secrets.token_urlsafe(16), chosen or name_of(id, code)
            row = {"room": code, "id": id, "token": digest(fresh), "name": name, "sent": 0.0, "is_removed": False}
            connection.execute(insert(members).values(**row, seq=self._raise(connection, code).seq))
            return fresh, Visit(code, id, name)

        return self.store.write(work)

    # ---- drawing and voting ----

    def prepare(self, visit: Visit, id: str, round: int, *, is_sign: bool) -> tuple[State, list[Row]] | None:
        """Whether a drawing may come, before the network looks at it; None where it has come already.

        Returns:
            The room's state, and the signs of its round, first drawn first: `id` and `embedding`.

        Raises NoRoom or CannotDo.
        """

        def work(connection: Connection):
            room = self._room(connection, visit.code)
            if self._drawing(connection, visit.code, id):
                return None
            state = State.from_json(room.state)
            self._check(connection, visit, state, round, is_sign=is_sign)
            is_asked = state.rounds[round].kind == "teach"
            return state, self._signs(connection, visit.code, round) if is_asked else []

        return self.store.read(work)

    def add(self, visit: Visit, sent: Sent) -> None:
        """Take a drawing in. The same one twice is one. Raises NoRoom or CannotDo."""

        def work(connection: Connection) -> None:
            code = visit.code
            room = self._raise(connection, code)
            if self._drawing(connection, code, sent.id):
                return
            state = State.from_json(room.state)
            self._check(connection, visit, state, sent.round, is_sign=sent.is_sign)
            is_shown = state.is_open or visit.is_teacher or sent.is_sign
            row = {
                "room": code,
                "id": sent.id,
                "n": room.seq,
                "member": visit.member,
                "round": sent.round,
                "status": SHOWN if is_shown else WAITING,
                "is_sign": sent.is_sign,
                "content": _dump(sent.content),
                "answer": _dump(sent.answer),
                "embedding": sent.embedding,
            }
            connection.execute(insert(drawings).values(**row, seq=room.seq))
            mine = (members.c.room == code) & (members.c.id == visit.member)
            connection.execute(update(members).where(mine).values(sent=self._clock()))
            if is_shown and state.rounds[sent.round].kind in ("teach", "fool"):
                self._tell(connection, code)
            self._let_go(connection, code)

        self.store.write(work)

    def vote(self, visit: Visit, subject: str, choice: int) -> None:
        """Vote on the open question of the trial, "trial", or on a pair, "pair:<id>". Raises NoRoom or CannotDo."""

        def work(connection: Connection) -> None:
            room = self._raise(connection, visit.code)
            state = State.from_json(room.state)
            if state.is_frozen or visit.is_teacher or self._member_by_id(connection, visit).is_removed:
                raise CannotDo(FROZEN if state.is_frozen else REMOVED)
            about = self._subject(connection, visit, state, subject, choice)
            key = {"room": visit.code, "member": visit.member, "subject": about}
            same = [votes.c[name] == value for name, value in key.items()]
            changed = connection.execute(update(votes).where(*same).values(choice=choice, seq=room.seq))
            if not changed.rowcount:
                connection.execute(insert(votes).values(**key, choice=choice, seq=room.seq))

        self.store.write(work)

    def _subject(self, connection: Connection, visit: Visit, state: State, subject: str, choice: int) -> str:
        """What a vote is kept under. Raises CannotDo."""
        if subject == "trial":
            trial = changes.open_trial(state)
            if trial is None or self._clock() > trial.until + 1 or not 0 <= choice < 20:
                raise CannotDo(NO_VOTE)
            assert state.round
            return f"trial:{len(state.rounds) - 1}:{len(state.round.trials) - 1}"
        pair = self._drawing(connection, visit.code, subject.removeprefix("pair:"))
        if pair is None or pair.status != SHOWN or pair.member == visit.member or choice not in (0, 1):
            raise CannotDo(NO_VOTE)
        return f"pair:{pair.id}"

    # ---- leading ----

    def change(self, visit: Visit, how: Callable[[State], State]) -> None:
        """Change the state. Raises NoRoom, Stranger or CannotDo."""

        def work(connection: Connection) -> None:
            self._lead(visit)
            self._tell(connection, visit.code)
            changed = how(State.from_json(self._room(connection, visit.code).state))
            connection.execute(update(rooms).where(rooms.c.code == visit.code).values(state=changed.to_json()))

        self.store.write(work)

    def set_status(self, visit: Visit, ids: Sequence[str], status: str) -> None:
        """Show, hide or put back drawings. Raises NoRoom or Stranger."""

        def work(connection: Connection) -> None:
            self._lead(visit)
            self._tell(connection, visit.code)
            for id in ids:
                self._change(connection, drawings, drawings.c.id == id, visit.code, status=status)

        self.store.write(work)

    def remove(self, visit: Visit, member: int, *, is_removed: bool) -> list[str]:
        """Take somebody out of the room with what they drew, or let them in again.

        Returns the drawings that were taken off the projector, to put them back. Raises NoRoom or Stranger.
        """

        def work(connection: Connection) -> list[str]:
            self._lead(visit)
            self._tell(connection, visit.code)
            self._change(connection, members, members.c.id == member, visit.code, is_removed=is_removed)
            mine = (drawings.c.room == visit.code) & (drawings.c.member == member) & (drawings.c.status != HIDDEN)
            ids = [*connection.execute(select(drawings.c.id).where(mine)).scalars()] if is_removed else []
            for id in ids:
                self._change(connection, drawings, drawings.c.id == id, visit.code, status=HIDDEN)
            return ids

        return self.store.write(work)

    def end(self, visit: Visit) -> None:
        """Delete the room and all that was drawn in it. Raises NoRoom or Stranger."""

        def work(connection: Connection) -> None:
            self._lead(visit)
            self._delete(connection, visit.code)

        self.store.write(work)
        self.store.wipe()

    def sweep(self) -> None:
        """Delete the rooms whose time is over."""
        if self.store.write(self._sweep):
            self.store.wipe()

    # ---- looking ----

    def since(self, visit: Visit, seq: int) -> tuple[int, dict | None]:
        """What has changed since a seq, for the teacher all of it, for the others what they may see.

        Returns the seq up to which it is told, and None where nothing is new. Raises NoRoom.
        """

        def work(connection: Connection) -> tuple[int, dict | None, float]:
            room = self._room(connection, visit.code)
            told = room.seq if visit.is_teacher else room.told
            if told <= seq:
                return told, None, room.used
            look = self._all_since if visit.is_teacher else self._own_since
            return *look(connection, visit, room, seq), room.used

        told, news, used = self.store.read(work)
        if self._clock() - used > USED_EVERY:  # a lesson that is only looked at is one too
            self.store.write(lambda connection: self._use(connection, visit.code))
        return told, news

    def _all_since(self, connection: Connection, visit: Visit, room: Row, seq: int) -> tuple[int, dict]:
        found = []
        for kind, table in (("members", members), ("drawings", drawings), ("votes", votes)):
            newer = (table.c.room == visit.code) & (table.c.seq > seq)
            rows = connection.execute(select(table).where(newer).order_by(table.c.seq).limit(PAGE + 1))
            found += [(row.seq, kind, row) for row in rows]
        found.sort(key=lambda one: one[0])
        page, size = found[:PAGE], 0
        for i, (_, kind, row) in enumerate(page):
            size += len(row.content) if kind == "drawings" else 0
            if size > BYTES and i:
                page = page[:i]
                break
        is_all = len(page) == len(found)
        told = room.seq if is_all else page[-1][0]
        lists: dict[str, list[Row]] = {"members": [], "drawings": [], "votes": []}
        for _, kind, row in page:
            lists[kind].append(row)
        state = json.loads(room.state)
        return told, {"is_all": is_all, "state": state, "lasts": self.store.lasts, **lists}

    def _own_since(self, connection: Connection, visit: Visit, room: Row, seq: int) -> tuple[int, dict]:
        state = State.from_json(room.state)
        current = len(state.rounds) - 1
        kind = state.round.kind if state.round else None
        member = self._member_by_id(connection, visit)
        return room.told, {
            "state": json.loads(only_current(state).to_json()),
            "round": current,
            "name": member.name,
            "is_removed": member.is_removed,
            "signs": [
                {"id": sign.id, "strokes": json.loads(sign.content)["strokes"]}
                for sign in (self._signs(connection, visit.code, current) if kind == "teach" else ())
            ],
            "pair": self._pair(connection, visit, current) if kind == "fool" else None,
        }

    def next_pair(self, visit: Visit) -> dict | None:
        """A pair of somebody else's that this pupil has not voted on. Raises NoRoom."""

        def work(connection: Connection) -> dict | None:
            state = State.from_json(self._room(connection, visit.code).state)
            return self._pair(connection, visit, len(state.rounds) - 1)

        return self.store.read(work)

    def _pair(self, connection: Connection, visit: Visit, current: int) -> dict | None:
        shown = (drawings.c.room == visit.code) & (drawings.c.round == current) & (drawings.c.status == SHOWN)
        others = select(drawings.c.id).where(shown, drawings.c.member != visit.member).order_by(drawings.c.n)
        mine = (votes.c.room == visit.code) & (votes.c.member == visit.member)
        done = {*connection.execute(select(votes.c.subject).where(mine)).scalars()}
        left = [id for id in connection.execute(others).scalars() if f"pair:{id}" not in done]
        if not left:
            return None
        # Not all begin with the same one: else the last ones would have no votes.
        pair = self._drawing(connection, visit.code, left[visit.member % len(left)])
        assert pair
        content = json.loads(pair.content)
        return {"id": pair.id, "a": content["a"], "b": content["b"]}

    def state(self, visit: Visit) -> State:
        """Raises NoRoom."""
        return self.store.read(lambda connection: State.from_json(self._room(connection, visit.code).state))

    def shown_drawings(self, visit: Visit) -> tuple[State, Sequence[Row]]:
        """The state, and all drawings that were not hidden, first drawn first. Raises NoRoom or Stranger."""

        def work(connection: Connection) -> tuple[State, Sequence[Row]]:
            self._lead(visit)
            room = self._room(connection, visit.code)
            shown = (drawings.c.room == visit.code) & (drawings.c.status == SHOWN)
            rows = connection.execute(select(drawings).where(shown).order_by(drawings.c.n)).all()
            return State.from_json(room.state), rows

        return self.store.read(work)

    # ---- parts of a transaction ----

    def _check(self, connection: Connection, visit: Visit, state: State, round: int, *, is_sign: bool) -> None:
        if state.is_frozen:
            raise CannotDo(FROZEN)
        if state.round is None:
            raise CannotDo(NO_ROUND)
        if round != len(state.rounds) - 1:
            raise CannotDo(NEXT_ROUND)
        if not visit.is_teacher:
            member = self._member_by_id(connection, visit)
            if member.is_removed:
                raise CannotDo(REMOVED)
            if self._clock() - member.sent < PAUSE:
                raise TooSoon(TOO_SOON)
        _check_kind(state.round, visit, is_sign=is_sign)
        if is_sign and len(self._signs(connection, visit.code, round)) >= changes.MOST_SIGNS:
            raise CannotDo(TOO_MANY_SIGNS)

    def _signs(self, connection: Connection, code: str, round: int) -> list[Row]:
        signs = drawings.c.is_sign & (drawings.c.round == round) & (drawings.c.status == SHOWN)
        return [*connection.execute(select(drawings).where(drawings.c.room == code, signs).order_by(drawings.c.n))]

    def _room(self, connection: Connection, code: str) -> Row:
        found = connection.execute(select(rooms).where(rooms.c.code == code)).first()
        if found is None or self._is_over(found):
            raise NoRoom
        return found

    def _is_over(self, room: Row) -> bool:
        now = self._clock()
        return now - room.used > UNUSED or now - room.opened > LONGEST

    def _raise(self, connection: Connection, code: str) -> Row:
        """The room, its counter raised under the lock of its row: what is read from now on stays true."""
        raised = {"seq": rooms.c.seq + 1, "used": self._clock()}
        found = connection.execute(update(rooms).where(rooms.c.code == code).values(raised).returning(rooms)).first()
        if found is None:
            raise NoRoom
        return found

    def _tell(self, connection: Connection, code: str) -> None:
        """Have the phones see that something is new."""
        seq = self._raise(connection, code).seq
        connection.execute(update(rooms).where(rooms.c.code == code).values(told=seq))

    def _use(self, connection: Connection, code: str) -> None:
        connection.execute(update(rooms).where(rooms.c.code == code).values(used=self._clock()))

    def _change(self, connection: Connection, table, which, code: str, **values) -> None:
        """Change a row, with a seq of its own: an answer may end between any two."""
        seq = self._raise(connection, code).seq
        connection.execute(update(table).where(table.c.room == code, which).values(**values, seq=seq))

    def _lead(self, visit: Visit) -> None:
        if not visit.is_teacher:
            raise Stranger

    def _count(self, connection: Connection, table, code: str) -> int:
        return connection.execute(select(func.count()).select_from(table).where(table.c.room == code)).scalar_one()

    def _member(self, connection: Connection, code: str, token: str) -> Row | None:
        theirs = (members.c.room == code) & (members.c.token == digest(token))
        return connection.execute(select(members).where(theirs)).first()

    def _member_by_id(self, connection: Connection, visit: Visit) -> Row:
        found = connection.execute(
            select(members).where(members.c.room == visit.code, members.c.id == visit.member)
        ).first()
        if found is None:
            raise NoRoom
        return found

    def _drawing(self, connection: Connection, code: str, id: str) -> Row | None:
        return connection.execute(select(drawings).where(drawings.c.room == code, drawings.c.id == id)).first()

    def _let_go(self, connection: Connection, code: str) -> None:
        """Keep the newest drawings, and no more of them than a projector has room for."""
        too_many = self._count(connection, drawings, code) - MOST_DRAWINGS
        if too_many > 0:
            oldest = select(drawings.c.id).where(drawings.c.room == code).order_by(drawings.c.n).limit(too_many)
            connection.execute(delete(drawings).where(drawings.c.room == code, drawings.c.id.in_(oldest)))

    def _make_room(self, connection: Connection) -> None:
        """Let go of a room that nobody came to. Raises CannotDo where there is none."""
        visited = select(members.c.room)
        waiting = rooms.c.code.not_in(visited) & (rooms.c.opened < self._clock() - EMPTY)
        code = connection.execute(select(rooms.c.code).where(waiting).order_by(rooms.c.opened).limit(1)).scalar()
        if code is None:
            raise CannotDo(FULL_HOUSE)
        self._delete(connection, code)

    def _sweep(self, connection: Connection) -> int:
        now = self._clock()
        over = (rooms.c.used < now - UNUSED) | (rooms.c.opened < now - LONGEST)
        codes = connection.execute(select(rooms.c.code).where(over)).scalars().all()
        for code in codes:
            self._delete(connection, code)
        return len(codes)

    def _delete(self, connection: Connection, code: str) -> None:
        for table in OF_A_ROOM:
            connection.execute(delete(table).where(table.c.room == code))
        connection.execute(delete(rooms).where(rooms.c.code == code))


def only_current(state: State) -> State:
    """A state with the round that the phones are at, and no other."""
    return State(**{**vars(state), "rounds": state.rounds[-1:]})


def _check_kind(round: Round, visit: Visit, *, is_sign: bool) -> None:
    if round.kind == "people":
        raise CannotDo("In this round nothing is drawn. Tap the sign that it is.")
    if is_sign and (round.kind != "teach" or round.is_asking or round.signer != visit.member):
        raise CannotDo("Somebody else draws the signs just now.")
    if not is_sign and round.kind == "teach" and not round.is_asking:
        raise CannotDo("Wait until the signs are there.")


def _nickname(state: State, nickname: object) -> str | None:
    if not state.has_nicknames or not isinstance(nickname, str) or not nickname.strip():
        return None
    try:
        return clean_name(nickname)
    except BadName as problem:
        raise CannotDo(str(problem)) from None


def _dump(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
