"""A backup is one moment of the record, comes back as it was, on either database, and is refused when it is damaged."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gaitcue.store import backups, runners, whole
from gaitcue.store.database import FILE, Database
from gaitcue.store.folder import DataFolder
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import OutputRefused, UnusableInput
from gaitcue.work.clinic import keeping
from gaitcue.work.clinic.record import Record
from support.full_record import everything, full_runner

AT = datetime(2026, 11, 29, 6, 45, tzinfo=UTC)


def all_rows(database: Database) -> dict[str, list[dict[str, Any]]]:
    with database.read(whole.PROGRAM) as session:
        return {
            table.__tablename__: sorted(
                (dict(row) for row in session.execute(whole.rows(session, table).with_only_columns(
                    *table.__table__.columns)).mappings()), key=lambda row: row["id"])
            for table in whole.tables()
        }  # fmt: skip


def test_what_was_changed_since_is_undone_and_kept_aside(record: Record, clinician: Asker) -> None:
    full_runner(record, clinician)
    rows, files = all_rows(record.database), everything(record)
    backup = backups.make_backup(record.database, record.folder, AT)
    full_runner(record, clinician, "Sam Second", b"another clip")
    aside = backups.restore(record.database, record.folder, backup.place, AT, replace=True)
    assert all_rows(record.database) == rows
    assert everything(record).items() >= files.items()
    assert aside is not None and len(aside.runners) == 2
    backups.restore(record.database, record.folder, aside.place, AT + timedelta(minutes=1), replace=True)
    with record.read(clinician) as session:
        assert [one.name for one in runners.find_runners(session).items] == ["Rita Runner", "Sam Second"]


def test_a_backup_moves_the_record_to_another_place_and_kind_of_database(
    record: Record, clinician: Asker, tmp_path: Path
) -> None:
    full_runner(record, clinician)
    backup = backups.make_backup(record.database, record.folder, AT, tmp_path / "usb")
    assert (backup.place.parent, backup.missing) == (tmp_path / "usb", ())
    with Record.open(tmp_path / "new") as new:
        assert backups.restore(new.database, new.folder, backup.place, AT, replace=False) is None
        assert all_rows(new.database) == all_rows(record.database)
        assert everything(new) == everything(record)


def test_a_backup_is_itself_a_data_folder(record: Record, clinician: Asker) -> None:
    held = full_runner(record, clinician)
    place = backups.make_backup(record.database, record.folder, AT).place
    with Record.open(place) as opened, opened.read(clinician) as session:
        assert runners.runner(session, held.runner).name == "Rita Runner"
        assert opened.folder.media(held.sha256).read_bytes() == b"a clip"


def test_every_table_holds_a_row_in_these_tests(record: Record, clinician: Asker) -> None:
    full_runner(record, clinician)
    assert [name for name, held in all_rows(record.database).items() if not held] == ["login_session"]


def test_a_record_that_holds_runners_is_not_replaced_unasked(record: Record, clinician: Asker) -> None:
    full_runner(record, clinician)
    backup = backups.make_backup(record.database, record.folder, AT)
    rows, files = all_rows(record.database), everything(record)
    with pytest.raises(OutputRefused, match=r"^[^\n]*--replace[^\n]*$"):
        backups.restore(record.database, record.folder, backup.place, AT, replace=False)
    assert (all_rows(record.database), everything(record)) == (rows, files)


@pytest.mark.parametrize("harm", ["changed", "gone", "no list", "of a newer version", "leads outside"])
def test_a_damaged_backup_changes_nothing(record: Record, clinician: Asker, tmp_path: Path, harm: str) -> None:
    held = full_runner(record, clinician)
    place = backups.make_backup(record.database, record.folder, AT, tmp_path).place
    media, told = DataFolder(place).media(held.sha256), json.loads((place / "backup.json").read_text())
    if harm == "changed":
        media.unlink()
        media.write_bytes(b"b clip")
    elif harm == "gone":
        media.unlink()
    elif harm == "no list":
        (place / "backup.json").unlink()
    elif harm == "of a newer version":
        (place / "backup.json").write_text(json.dumps(told | {"schema": "gaitcue/backup/9"}))
    else:
        (place / "backup.json").write_text(json.dumps(told | {"files": {"media/../../x": "0" * 64}}))
    rows = all_rows(record.database)
    with pytest.raises(UnusableInput, match=r"^[^\n]+$"):
        backups.restore(record.database, record.folder, place, AT, replace=True)
    assert all_rows(record.database) == rows


def test_a_backup_is_one_moment_while_others_write(record: Record, clinician: Asker) -> None:
    full_runner(record, clinician)
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            with record.write(clinician) as session:  # two rows that belong together
                for half in ("left", "right"):
                    runners.add_runner(session, f"{half} {number}")
            number += 1

    thread = threading.Thread(target=write)
    thread.start()
    try:
        made = [keeping.back_up(record) for _ in range(4)]
    finally:
        stop.set()
        thread.join()
    counts = []
    for one in made:
        with Database.open(one.place / FILE) as copy, copy.read(clinician) as session:
            left, right = (runners.find_runners(session, half).total for half in ("left", "right"))
        assert left == right
        counts.append(left)
    assert counts == sorted(counts) and counts[-1] > 0


def test_a_place_that_cannot_be_written_is_told_in_one_line(record: Record, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputRefused, match=r"^no backup was made[^\n]+$"):
        backups.make_backup(record.database, record.folder, AT, tmp_path / "file")


def test_a_restore_that_fails_half_way_changes_no_row(
    record: Record, clinician: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    full_runner(record, clinician)
    backup = backups.make_backup(record.database, record.folder, AT)
    full_runner(record, replace(clinician), "Sam Second", b"another clip")
    rows = all_rows(record.database)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(backups, "clear", lambda session: (whole.clear(session), die()))
    with pytest.raises(KeyboardInterrupt):
        backups.restore(record.database, record.folder, backup.place, AT, replace=True)
    assert all_rows(record.database) == rows
