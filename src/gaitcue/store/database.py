"""One database: opened, brought up to date, and asked by somebody, for reading or for writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import sqlalchemy
import sqlalchemy.orm
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DataError, OperationalError

from gaitcue.store.migrating import bring_up_to_date
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import BadOption, OutputRefused

FILE = "gaitcue.db"
PATIENCE_S = 30.0
"""how long a writer waits for the one before (product default)"""


class Session(sqlalchemy.orm.Session):
    """A transaction that knows who asks; every question goes through ``store.scope``."""

    asker: Asker


class Database:
    """SQLite in a file, or PostgreSQL by URL.

    Readers never wait for a writer. Writers come one after another on both: SQLite's are begun IMMEDIATE, since a
    transaction that first reads and then writes would otherwise fail when another one wrote in between, and
    PostgreSQL's take one lock. So a writer may read, decide and write without being overtaken.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._readers = sqlalchemy.orm.sessionmaker(engine, class_=Session, expire_on_commit=False, autoflush=False)
        self._writers = sqlalchemy.orm.sessionmaker(
            engine.execution_options(writes=True), class_=Session, expire_on_commit=False
        )

    @classmethod
    def open(cls, place: Path | str) -> Self:
        """Open the database of a file or a URL; a new one is made, an older one brought up to date.

        Raises
        ------
        BadOption : no such kind of database
        UnusableInput : a newer version of gaitcue made it, or it is damaged
        OutputRefused : it cannot be reached or written
        """
        engine = _engine(place)
        try:
            bring_up_to_date(engine)
        except OperationalError as problem:
            engine.dispose()
            raise OutputRefused(f"the record cannot be opened: {_reason(problem)}") from None
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    def close(self) -> None:
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self, asker: Asker) -> Iterator[Session]:
        """One consistent look; nothing is written.

        Raises
        ------
        BadOption : what is asked for is a text or number that no database holds
        OutputRefused : the record cannot be read
        """
        with self._readers() as session, _told_in_one_line("the record cannot be read"):
            session.asker = asker
            yield session
            session.rollback()

    @contextmanager
    def write(self, asker: Asker) -> Iterator[Session]:
        """All or nothing: written when the block ends well.

        Raises
        ------
        BadOption : it holds a text or number that no database holds
        OutputRefused : the disk is full, or the record cannot be written
        """
        with self._writers() as session, _told_in_one_line("nothing was saved"):
            session.asker = asker
            yield session
            session.commit()

    def forget_deleted(self) -> None:
        """What was deleted leaves SQLite's log of changes too; PostgreSQL does so by itself, in its own time."""
        if self.is_sqlite:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")  # a log cannot be folded in within a transaction
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def _told_in_one_line(what: str) -> Iterator[None]:
    """What a database refuses becomes a message; leaving the session undoes what was begun."""
    try:
        yield
    except OperationalError as problem:
        raise OutputRefused(f"{what}: {_reason(problem)}") from None
    except (DataError, OverflowError):  # PostgreSQL keeps no NUL in a text, SQLite no number beyond 64 bits
        raise BadOption(f"{what}: a text or number is of a kind that cannot be kept; correct it") from None


def _reason(problem: OperationalError) -> str:
    """The database's own words, in one line."""
    return str(problem.orig).strip().splitlines()[0][:200] if problem.orig else "the database does not answer"


def _engine(place: Path | str) -> Engine:
    if isinstance(place, Path):
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not place.exists():
            place.touch(mode=0o600)
        return _sqlite(f"sqlite:///{place}")
    try:
        kind = make_url(place).get_backend_name()
    except ArgumentError:
        kind = ""
    if kind == "sqlite":
        return _sqlite(place)
    if kind != "postgresql":
        raise BadOption("--database takes postgresql+psycopg://user:password@host/name; leave it out for SQLite")
    try:
        engine = sqlalchemy.create_engine(place, pool_pre_ping=True)
    except ModuleNotFoundError:
        raise BadOption("PostgreSQL needs its driver: pip install 'gaitcue[postgres]'") from None

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writes"):
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})")
        else:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")

    return engine


WRITERS_LOCK = 7_204_118
"""any number that nobody else uses in that database"""


def _sqlite(url: str) -> Engine:
    engine = sqlalchemy.create_engine(url, connect_args={"timeout": PATIENCE_S, "isolation_level": None})

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: Any) -> None:
        # What is deleted is overwritten in the file too: a deleted runner's name is not left in a free page.
        for pragma in (
            "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF", "secure_delete=ON",
        ):  # fmt: skip
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")

    return engine
