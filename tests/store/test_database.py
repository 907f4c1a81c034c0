"""A database is made, brought up to date, refused when it is newer, and asked all or nothing."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, event, text

from gaitcue.store import migrating, runners, visits
from gaitcue.store.columns import Base
from gaitcue.store.database import Database
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import BadOption, OutputRefused, UnusableInput


def test_the_migrations_lead_to_the_tables_of_the_code(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_newest_migration_is_the_one_that_opening_looks_for(database: Database) -> None:
    with database.engine.connect() as connection:
        assert migrating.version_of(connection) == migrating.NEWEST


def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "gaitcue.db"
    Database.open(file).close()
    with sqlite3.connect(file) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    before = file.read_bytes()
    with pytest.raises(UnusableInput, match="newer version of gaitcue"):
        Database.open(file)
    assert file.read_bytes() == before


def test_what_is_no_database_is_told_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "gaitcue.db"
    file.write_bytes(b"no database at all" * 200)
    with pytest.raises(UnusableInput, match=r"^[^\n]*damaged[^\n]*$"):
        Database.open(file)


@pytest.mark.parametrize("url", ["mysql://x", "nonsense"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(BadOption, match="postgresql"):
        Database.open(url)


def test_a_server_that_does_not_answer_is_told_in_one_line() -> None:
    with pytest.raises(OutputRefused, match="cannot be opened"):
        Database.open("postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=2")


def test_nothing_is_kept_when_a_change_ends_badly(database: Database, clinician: Asker) -> None:
    with pytest.raises(RuntimeError), database.write(clinician) as session:
        runners.add_runner(session, "Half Done")
        raise RuntimeError
    with database.read(clinician) as session:
        assert runners.find_runners(session).total == 0


def test_writers_come_one_after_another_and_none_is_lost(database: Database, clinician: Asker) -> None:
    with database.write(clinician) as session:
        runner = runners.add_runner(session, "Rita Runner")

    def write() -> None:
        for _ in range(5):
            with database.write(clinician) as session:
                visits.add_profile_version(session, runner.id, date(2026, 1, 1), "x", profile={"on": "2026-01-01"})

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read(clinician) as session:
        versions = visits.profile_versions(session, runner.id, most=100).items
    assert [version.number for version in versions] == list(range(20, 0, -1))


def test_a_reader_sees_one_moment_while_somebody_writes(database: Database, clinician: Asker) -> None:
    with database.read(clinician) as reading:
        assert runners.find_runners(reading).total == 0
        with database.write(clinician) as writing:
            runners.add_runner(writing, "Rita Runner")
        assert runners.find_runners(reading).total == 0
    with database.read(clinician) as reading:
        assert runners.find_runners(reading).total == 1


def test_foreign_keys_hold(database: Database, clinician: Asker) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"), database.write(clinician) as session:
        session.execute(text("UPDATE account SET clinic_id = 'nowhere'"))


def test_only_the_owner_reads_the_database_file(tmp_path: Path) -> None:
    Database.open(tmp_path / "in" / "gaitcue.db").close()
    assert (tmp_path / "in" / "gaitcue.db").stat().st_mode & 0o077 == 0


def test_what_no_database_keeps_is_one_line(database: Database, clinician: Asker) -> None:
    with database.write(clinician) as session:
        runner = runners.add_runner(session, "Rita Runner")
    with pytest.raises(BadOption, match=r"^nothing was saved[^\n]+$"), database.write(clinician) as session:
        runners.change_runner(session, runner.id, name="Rita", birth_year=10**30, reference="", note="")
    with pytest.raises(BadOption, match=r"^the record cannot be read[^\n]+$"), database.read(clinician) as session:
        runners.find_runners(session, first=10**30)
    with database.read(clinician) as session:
        assert runners.runner(session, runner.id).name == "Rita Runner"


def test_a_full_disk_is_told_and_keeps_nothing_of_the_change(
    tmp_path: Path, clinician_of: Callable[..., Asker]
) -> None:
    with Database.open(tmp_path / "gaitcue.db") as database:
        asker = clinician_of(database)
        with database.engine.connect() as connection:
            pages = connection.execute(text("PRAGMA page_count")).scalar_one()

        @event.listens_for(database.engine, "begin", insert=True)
        def no_more_room(connection: Connection) -> None:
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

        with (
            pytest.raises(OutputRefused, match=r"^nothing was saved: [^\n]*full[^\n]*$"),
            database.write(asker) as session,
        ):
            for number in range(200):
                runners.add_runner(session, f"Runner {number}", note="x" * 5000)
        with database.read(asker) as session:
            assert runners.find_runners(session).total == 0
