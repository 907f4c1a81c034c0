"""The store on both databases: SQLite always, PostgreSQL where it is installed."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from gaitcue.store import accounts
from gaitcue.store.columns import Base
from gaitcue.store.database import FILE, Database
from gaitcue.store.folder import DataFolder
from gaitcue.terms.asker import Asker, Role
from gaitcue.work.clinic.record import Record
from support.empty_record import empty_database

PROGRAM = Asker("", None, Role.SYSTEM, "test")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a PostgreSQL of our own, without a password, reachable by a socket alone."""
    found = programs()
    if found is None:
        pytest.skip("PostgreSQL is not installed on this machine")
    home = Path(tempfile.mkdtemp(prefix="gaitcue-pg-", dir="/tmp"))  # a socket's path may not be long
    user = {} if os.getuid() else {"user": ordinary_user(home)}
    data, options = home / "data", f"-c listen_addresses='' -k {home} -c fsync=off"
    run = lambda *told: subprocess.run(told, check=True, capture_output=True, cwd=home, **user)  # noqa: E731
    run(found / "initdb", "-D", data, "-A", "trust", "-U", "gaitcue", "-E", "UTF8", "--locale=C")
    run(found / "pg_ctl", "-D", data, "-w", "-l", home / "log", "-o", options, "start")
    try:
        yield f"postgresql+psycopg://gaitcue@/postgres?host={home}"
    finally:
        subprocess.run([found / "pg_ctl", "-D", data, "-m", "immediate", "stop"], capture_output=True, cwd=home, **user)
        shutil.rmtree(home, ignore_errors=True)


def programs() -> Path | None:
    """Folder of PostgreSQL's programs."""
    places = [Path(place) for place in os.environ.get("PATH", "").split(os.pathsep)]
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists() and (place / "pg_ctl").exists()), None)


def ordinary_user(home: Path) -> str:
    """PostgreSQL refuses to run as root: another user gets the folder."""
    name = next(name for name in ("postgres", "nobody") if any(one.pw_name == name for one in pwd.getpwall()))
    shutil.chown(home, name)
    return name


@pytest.fixture(scope="session")
def on_postgres(postgres: str) -> Iterator[Database]:
    """One record for all tests: what is prepared for one, statements and connections, serves the others."""
    with Database.open(postgres) as made:
        yield made


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty record."""
    if request.param == "sqlite":
        with Database.open(empty_database(tmp_path / FILE)) as made:
            yield made
        return
    made = request.getfixturevalue("on_postgres")
    yield made
    empty(made)


def empty(database: Database) -> None:
    """Delete every row: to truncate as many tables takes several times as long."""
    deletions = "; ".join(f"DELETE FROM {table.name}" for table in Base.metadata.sorted_tables)
    with database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(f"SET LOCAL session_replication_role = replica; {deletions}"))


@pytest.fixture
def record(database: Database, tmp_path: Path) -> Record:
    """A whole record on either database."""
    return Record(database, DataFolder(tmp_path / "data"), (tmp_path / "data", None))


@pytest.fixture
def clinician(database: Database) -> Asker:
    return asker_of(database, "Clinic A", "anna")


@pytest.fixture
def clinician_of() -> Callable[[Database], Asker]:
    """Somebody who works in a database of a test's own."""
    return lambda database: asker_of(database, "Clinic A", "anna")


@pytest.fixture
def other_clinic(database: Database) -> Asker:
    return asker_of(database, "Clinic B", "bert")


def asker_of(database: Database, clinic: str, login: str, role: Role = Role.CLINICIAN) -> Asker:
    with database.write(PROGRAM) as session:
        clinic_id = accounts.add_clinic(session, clinic)
        account = accounts.add_account(session, clinic_id, login, login.title(), role, "hash")
    return Asker(clinic_id, account.id, role, account.name)
