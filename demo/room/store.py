"""Where rooms are kept: in a file (SQLite), in PostgreSQL where several servers share them, else in memory.

SQLAlchemy Core, no objects behind the rows. A disk that is full or may not be written never stops a lesson: memory
takes over, with all that the file held.
"""

import hashlib
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import platformdirs
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Engine,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    insert,
    inspect,
    select,
)
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import StaticPool

from demo.settings import IN_MEMORY

log = logging.getLogger(__name__)

T = TypeVar("T")

SCHEMA = 1
# Statements that bring a store from one version to the next, by the version that it had.
UPGRADES: dict[int, list[str]] = {}
_BUSY = 10  # seconds that one program waits for another one's file
# Errors of SQLite that another attempt would not meet, or that are no fault of the disk.
_NOT_THE_DISK = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CONSTRAINT", "SQLITE_ERROR", "SQLITE_MISUSE", "SQLITE_RANGE")

tables = MetaData()
versions = Table("versions", tables, Column("version", Integer, primary_key=True))
# seq is a counter of the room, raised in the transaction that changes something, under the lock of the room's row:
# whoever has seen all up to a seq never misses what is added later. Each row carries the seq of its last change.
rooms = Table(
    "rooms",
    tables,
    Column("code", String(8), primary_key=True),
    Column("key", String(64), nullable=False),  # digests, of keys and tokens: who reads the store can be nobody
    Column("opened", Float, nullable=False),  # seconds since 1970
    Column("used", Float, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("told", Integer, nullable=False),  # seq of the last change that the phones show
    Column("state", Text, nullable=False),  # JSON, see demo.room.state
)
members = Table(
    "members",
    tables,
    Column("room", String(8), primary_key=True),
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("token", String(64), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("sent", Float, nullable=False),  # when they drew last
    Column("is_removed", Boolean, nullable=False),
    Column("seq", Integer, nullable=False),
)
drawings = Table(
    "drawings",
    tables,
    Column("room", String(8), primary_key=True),
    Column("id", String(32), primary_key=True),  # chosen by the phone: sent twice, it is one drawing
    Column("n", Integer, nullable=False),  # the room's seq when it came
    Column("member", Integer, nullable=False),  # 0 is the teacher
    Column("round", Integer, nullable=False),
    Column("status", String(8), nullable=False),  # waiting, shown or hidden
    Column("is_sign", Boolean, nullable=False),  # of those that are taught
    Column("content", Text, nullable=False),  # JSON: what was drawn and what was said of it
    Column("answer", Text, nullable=False),  # JSON: what the network said
    Column("embedding", LargeBinary),  # float32, little-endian
    Column("seq", Integer, nullable=False, index=True),
)
votes = Table(
    "votes",
    tables,
    Column("room", String(8), primary_key=True),
    Column("member", Integer, primary_key=True, autoincrement=False),
    Column("subject", String(40), primary_key=True),
    Column("choice", Integer, nullable=False),
    Column("seq", Integer, nullable=False, index=True),
)
OF_A_ROOM = (members, drawings, votes)


class BadStore(Exception):
    """Rooms cannot be kept there; the message says why and what to do."""


class Store:
    """A database with the tables above.

    url: as SQLAlchemy has it; None for a file in the user's data folder.
    lasts: whether what is kept survives the program.
    """

    def __init__(self, url: str | None = None):
        """Raises BadStore where it is of a newer program, or what was asked for by name is not to be had."""
        self._asked = url
        self.lasts = url != IN_MEMORY
        try:
            self._engine = _open(url or f"sqlite:///{_file()}")
        except (DBAPIError, OSError) as problem:
            if url:
                raise BadStore(_sentence(url, problem)) from None
            log.warning("rooms are kept in memory: the data folder cannot be written")
            self._engine, self.lasts = _open(IN_MEMORY), False

    @property
    def is_shared(self) -> bool:
        """Whether several servers can use it at once, and this one several connections."""
        return self._engine.dialect.name != "sqlite"

    def write(self, work: Callable[[Connection], T]) -> T:
        """What comes of the work, in a transaction of its own. It may be done twice, if the disk fails in it."""
        try:
            with self._engine.begin() as connection:
                return work(connection)
        except DBAPIError as problem:
            if not _is_the_disk(problem):
                raise
        self._fall_back()
        with self._engine.begin() as connection:
            return work(connection)

    def read(self, work: Callable[[Connection], T]) -> T:
        """As `write`, of work that only reads."""
        with self._engine.connect().execution_options(only_reads=True) as connection:
            return work(connection)

    def wipe(self) -> None:
        """Have nothing of what was deleted left in the file."""
        if self._engine.dialect.name == "sqlite" and self.lasts:
            raw = self._engine.raw_connection()  # outside of any transaction
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            raw.close()

    def close(self) -> None:
        self._engine.dispose()

    def _fall_back(self) -> None:
        log.warning("the disk cannot be written: rooms are kept in memory from now on")
        memory = _open(IN_MEMORY)
        try:
            with self._engine.connect() as old, memory.begin() as new:
                for table in (rooms, *OF_A_ROOM):
                    if rows := [dict(row) for row in old.execute(select(table)).mappings()]:
                        new.execute(insert(table), rows)
        except DBAPIError:
            log.warning("what the file held could not be read")
        self._engine, self.lasts = memory, False


def digest(secret: str) -> str:
    """What is kept in the place of a key or a token."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _file() -> Path:
    folder = Path(platformdirs.user_data_dir("same-or-different", appauthor=False))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / "rooms.sqlite"
    file.touch(mode=0o600)
    if not os.access(file, os.W_OK):
        raise PermissionError(file)
    return file


def _open(url: str) -> Engine:
    if url.startswith(("postgresql://", "postgres://")):
        url = f"postgresql+psycopg://{url.partition('://')[2]}"
    try:
        if url.startswith("sqlite"):
            in_memory = {"poolclass": StaticPool} if url == IN_MEMORY else {}
            patient = {"check_same_thread": False, "timeout": _BUSY}
            engine = create_engine(url, connect_args=patient, **in_memory)
            event.listen(engine, "connect", _prepare)
            event.listen(engine, "begin", _begin)
        else:
            engine = create_engine(url, pool_pre_ping=True, pool_size=4, max_overflow=0)
    except (ArgumentError, ModuleNotFoundError) as problem:
        raise BadStore(_sentence(url, problem)) from None
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7860)")  # one server at a time makes the tables
        _bring_up(connection)
    return engine


def _prepare(connection, _) -> None:
    connection.isolation_level = None  # transactions are begun by _begin, see SQLAlchemy's notes on pysqlite
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # Who will write says so at once: two that read first and then both want to write would have one fail.
    only_reads = connection.get_execution_options().get("only_reads")
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")


def _bring_up(connection: Connection) -> None:
    if not inspect(connection).has_table(versions.name):
        tables.create_all(connection)
        connection.execute(insert(versions).values(version=SCHEMA))
        return
    found = connection.execute(select(versions.c.version)).scalar_one()
    if found > SCHEMA:
        raise BadStore(
            f"The rooms are kept in a form of a newer version of this program ({found}, this one reads {SCHEMA}). "
            "Update the program, or name another place with --store."
        )
    for version in range(found, SCHEMA):
        for statement in UPGRADES[version]:
            connection.exec_driver_sql(statement)
    connection.execute(versions.update().values(version=SCHEMA))


def _is_the_disk(problem: DBAPIError) -> bool:
    name = getattr(problem.orig, "sqlite_errorname", None)
    return name is not None and not name.startswith(_NOT_THE_DISK)


def _sentence(url: str, problem: Exception) -> str:
    kind = url.partition("://")[0][:40]
    if isinstance(problem, ModuleNotFoundError):
        return f"--store of {kind} needs a package that is not installed: pip install 'psycopg[binary]'."
    return (  # neither the address nor what the driver said is repeated: both may hold a password
        f"Rooms cannot be kept at the address that --store names ({kind}). Is it running, and may it be written? "
        "Expected: sqlite:////folder/rooms.sqlite or postgresql://user:password@host/database."
    )
