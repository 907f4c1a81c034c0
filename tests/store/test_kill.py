"""``kill -9`` amid a write leaves the record as it was or as it is to be, and nothing acknowledged is lost."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import text

from gaitcue.store import runners
from gaitcue.store.database import Database
from gaitcue.terms.asker import Asker

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
TURNS = 6


def test_each_change_is_there_as_a_whole_or_not_at_all(database: Database, clinician: Asker, tmp_path: Path) -> None:
    place = str(tmp_path / "gaitcue.db") if database.is_sqlite else database.engine.url.render_as_string(False)
    moments, told = random.Random(7), {}
    for turn in range(TURNS):
        command = [sys.executable, "-c", WRITER, place, clinician.clinic_id, f"turn{turn}"]
        writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": ":".join(sys.path)})
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
