"""Rooms in each of the stores."""

from collections.abc import Iterator

import pytest

from demo.room.rooms import Rooms
from demo.room.store import OF_A_ROOM, Store, rooms
from tests.postgres import NoPostgres, postgres


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self):
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    try:
        with postgres() as address:
            yield address
    except NoPostgres as reason:
        pytest.skip(str(reason))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["file", "memory", "postgres"])
def store(request, tmp_path) -> Iterator[Store]:
    address = {"file": f"sqlite:///{tmp_path}/rooms.sqlite", "memory": "sqlite://"}.get(request.param)
    store = Store(address or request.getfixturevalue("postgres_address"))
    yield store
    store.write(lambda connection: [connection.execute(table.delete()) for table in (*OF_A_ROOM, rooms)])
    store.close()


@pytest.fixture
def house(store, clock) -> Rooms:
    return Rooms(store, clock)
