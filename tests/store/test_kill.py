"""``kill -9`` amid a write leaves the record as it was or as it is to be, and nothing acknowledged is lost."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from gaitcue.store import runners
from gaitcue.store.backups import BEFORE_RESTORE, make_backup, restore
from gaitcue.store.database import Database
from gaitcue.store.folder import PART
from gaitcue.terms.asker import Asker
from gaitcue.work.clinic.record import Record
from support.full_record import everything, full_runner

from .test_backups import all_rows

WRITER = """
import sys
from gaitcue.store import runners
from gaitcue.store.database import Database
from gaitcue.terms.asker import Asker, Role
from pathlib import Path
place, clinic_id, turn = sys.argv[1:]
database = Database.open(Path(place) if place.endswith(".db") else place)
for number in range(10**6):
    with database.write(Asker(clinic_id, None, Role.CLINICIAN, "Anna")) as session:
        for half in ("left", "right"):
            runners.add_runner(session, f"{half} {turn} {number}", note="x" * 2000)
    print(number, flush=True)
"""
RESTORER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from gaitcue.store.backups import restore
from gaitcue.store.database import Database
from gaitcue.store.folder import DataFolder
place, home, *backups = sys.argv[1:]
database = Database.open(Path(place) if place.endswith(".db") else place)
print("ready", flush=True)
while True:
    for backup in backups:
        restore(database, DataFolder(Path(home)), Path(backup), datetime.now(UTC), replace=True)
"""
TURNS = 6


def test_each_change_is_there_as_a_whole_or_not_at_all(database: Database, clinician: Asker, tmp_path: Path) -> None:
    place = place_of(database, tmp_path)
    moments, told = random.Random(7), {}
    for turn in range(TURNS):
        writer = child(WRITER, place, clinician.clinic_id, f"turn{turn}")
        assert writer.stdout is not None
        assert writer.stdout.readline() == "0\n"
        time.sleep(moments.uniform(0.0, 0.15))
        writer.send_signal(signal.SIGKILL)
        told[turn] = 1 + len(writer.stdout.read().splitlines())
        writer.wait()
    with database.read(clinician) as session:
        for turn in range(TURNS):
            left, right = (runners.find_runners(session, f"{half} turn{turn}").total for half in ("left", "right"))
            assert left == right
            assert told[turn] <= left <= told[turn] + 1  # at most the one that could not be said any more
    with database.write(clinician) as session:
        runners.add_runner(session, "after all that")
    if database.is_sqlite:
        with database.engine.connect() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
        with sqlite3.connect(place) as raw:
            assert raw.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_restore_that_is_killed_leaves_one_of_the_two_records(
    record: Record, clinician: Asker, tmp_path: Path
) -> None:
    kept = []
    for name in ("Rita Runner", "Sam Second"):
        full_runner(record, clinician, name, name.encode())
        place = make_backup(record.database, record.folder, datetime.now(UTC)).place
        kept.append((place, all_rows(record.database), everything(record)))
    moments, longest, turn, aside = random.Random(3), 1.2, 0, list[Path]()
    while turn < TURNS or (not aside and turn < 4 * TURNS):  # a slow machine gets longer to come that far
        turn += 1
        told = [place_of(record.database, tmp_path), str(record.folder.root), *(str(place) for place, _, _ in kept)]
        restorer = child(RESTORER, *told)
        assert restorer.stdout is not None
        assert restorer.stdout.readline() == "ready\n"
        time.sleep(moments.uniform(0.2, longest))
        restorer.send_signal(signal.SIGKILL)
        restorer.wait()
        now, there = all_rows(record.database), everything(record)
        found = [
            number for number, (_, rows, files) in enumerate(kept) if rows == now and files.items() <= there.items()
        ]
        assert len(found) == 1
        aside = [one for one in record.folder.backups.glob(f"{BEFORE_RESTORE}*") if one.suffix != PART]
        longest *= 1.0 if aside else 1.5
    assert aside
    for one in aside[:3]:  # what was kept aside meanwhile is whole
        restore(record.database, record.folder, one, datetime.now(UTC), replace=True)
        assert all_rows(record.database) in [rows for _, rows, _ in kept]


def place_of(database: Database, home: Path) -> str:
    return str(home / "gaitcue.db") if database.is_sqlite else database.engine.url.render_as_string(False)


def child(program: str, *told: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", program, *told]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": ":".join(sys.path)})
