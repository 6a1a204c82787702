import sqlite3
import threading

import pytest
from sqlalchemy import func, insert, select

from demo.room import store as module
from demo.room.store import SCHEMA, BadStore, Store, digest, members, rooms

ROOM = {"code": "ABCDEF", "key": digest("key"), "opened": 0.0, "used": 0.0, "seq": 0, "told": 0, "state": "{}"}


def put(store: Store, **fields) -> None:
    store.write(lambda connection: connection.execute(insert(rooms).values(ROOM | fields)))


def codes(store: Store) -> list[str]:
    return store.read(lambda connection: [*connection.execute(select(rooms.c.code)).scalars()])


def test_what_is_written_is_there_for_whoever_opens_it_next(tmp_path):
    address = f"sqlite:///{tmp_path}/rooms.sqlite"
    put(Store(address))
    other = Store(address)
    assert codes(other) == ["ABCDEF"]
    assert other.lasts


def test_memory_does_not_last():
    store = Store("sqlite://")
    put(store)
    assert codes(store) == ["ABCDEF"]
    assert not store.lasts
    assert codes(Store("sqlite://")) == []


def test_a_transaction_is_done_as_a_whole_or_not_at_all(store):
    def work(connection):
        connection.execute(insert(rooms).values(ROOM))
        raise ValueError

    with pytest.raises(ValueError):
        store.write(work)
    assert codes(store) == []


def test_those_who_write_at_once_wait_for_each_other(store):
    """Counters that were read before they were raised would come out lower."""
    put(store)

    def raise_it():
        for _ in range(20):
            store.write(lambda connection: connection.execute(rooms.update().values(seq=rooms.c.seq + 1)))

    threads = [threading.Thread(target=raise_it) for _ in range(3 if store.is_shared else 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.read(lambda connection: connection.execute(select(rooms.c.seq)).scalar()) == 20 * len(threads)


def test_the_file_is_in_the_users_data_folder_and_nobody_else_reads_it(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    put(Store())
    (file,) = tmp_path.rglob("rooms.sqlite")
    assert file.stat().st_mode & 0o077 == 0


def test_where_the_data_folder_cannot_be_had_memory_takes_over(tmp_path, monkeypatch):
    (tmp_path / "taken").write_text("no folder")
    monkeypatch.setattr(module.platformdirs, "user_data_dir", lambda *_, **__: str(tmp_path / "taken"))
    store = Store()
    put(store)
    assert codes(store) == ["ABCDEF"]
    assert not store.lasts


def test_a_place_that_was_asked_for_and_cannot_be_had_is_a_sentence(tmp_path):
    with pytest.raises(BadStore, match="cannot be kept") as problem:
        Store(f"sqlite:///{tmp_path}/missing/rooms.sqlite")
    assert str(tmp_path) not in str(problem.value)
    with pytest.raises(BadStore, match="cannot be kept") as problem:
        Store(f"postgresql://me:secret@/name?host={tmp_path}")
    assert "secret" not in str(problem.value)


def test_a_disk_that_fails_in_the_middle_takes_nothing_with_it(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/rooms.sqlite")
    put(store)
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorname = "SQLITE_FULL"
    calls = []

    def work(connection):
        calls.append(connection)
        if len(calls) == 1:
            raise module.DBAPIError("INSERT", {}, full)
        connection.execute(insert(rooms).values(ROOM | {"code": "GHJKMN"}))

    store.write(work)
    assert codes(store) == ["ABCDEF", "GHJKMN"]
    assert not store.lasts
    put(store, code="PQRSTU")
    assert len(codes(store)) == 3


def test_what_is_no_fault_of_the_disk_is_no_reason_to_leave_it(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/rooms.sqlite")
    put(store)
    with pytest.raises(module.DBAPIError):
        put(store)  # the same code twice
    assert store.lasts


def test_a_newer_file_is_refused_with_a_sentence(tmp_path):
    address = f"sqlite:///{tmp_path}/rooms.sqlite"
    store = Store(address)
    store.write(lambda connection: connection.execute(module.versions.update().values(version=SCHEMA + 1)))
    with pytest.raises(BadStore, match="newer version"):
        Store(address)


def test_an_older_file_is_brought_up(tmp_path, monkeypatch):
    address = f"sqlite:///{tmp_path}/rooms.sqlite"
    put(Store(address))
    monkeypatch.setattr(module, "SCHEMA", SCHEMA + 1)
    monkeypatch.setattr(module, "UPGRADES", {SCHEMA: ["UPDATE rooms SET state = 'upgraded'"]})
    store = Store(address)
    assert store.read(lambda connection: connection.execute(select(rooms.c.state)).scalar()) == "upgraded"
    Store(address)  # and not a second time, for which there are no statements
    assert store.read(lambda connection: connection.execute(select(module.versions.c.version)).scalar()) == SCHEMA + 1


def test_nothing_of_what_was_deleted_is_left_in_the_file(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/rooms.sqlite")
    put(store, state="a drawing that nobody may find")
    assert any(b"nobody may find" in path.read_bytes() for path in tmp_path.iterdir())
    store.write(lambda connection: connection.execute(rooms.delete()))
    store.wipe()
    assert not any(b"nobody may find" in path.read_bytes() for path in tmp_path.iterdir())


def test_tables_are_made_once_where_several_servers_begin_together(postgres_address):
    stores = [Store(postgres_address) for _ in range(3)]
    count = select(func.count()).select_from(module.versions)
    assert [store.read(lambda connection: connection.execute(count).scalar()) for store in stores] == [1, 1, 1]
    assert stores[0].read(lambda connection: connection.execute(select(members)).all()) == []
