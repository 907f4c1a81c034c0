"""How long the record takes to answer with 10 000 runners, one of them with 200 visits.

    python benchmarks/record.py [postgresql+psycopg://...]

Each database is filled once (SQLite in a temporary folder; an empty PostgreSQL by URL). Prints medians and 95th
percentiles in ms as JSON. The searches are what somebody types, letter by letter.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from gaitcue.gait import MEASURES
from gaitcue.store import analyses, clips, runners, visits
from gaitcue.store.database import Database
from gaitcue.store.folder import DataFolder
from gaitcue.terms.asker import Asker
from gaitcue.terms.records import Summary
from gaitcue.work.clinic import people
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.record import Record

RUNNERS, VISITS, ROUNDS = 10_000, 200, 5
TYPED = ("m", "ma", "mar", "mari", "maria", "maria b", "maria be", "1984", "r-0042", "no such runner", "")
SOUNDS = ("ma", "ri", "an", "be", "to", "li", "su", "ke", "ro", "ja", "ne", "da")


def fill(record: Record, asker: Asker) -> str:
    """Runners, and visits with all measures of one of them; the id of that one."""
    chance = random.Random(1)
    name = lambda: "".join(chance.choices(SOUNDS, k=chance.randint(2, 4))).title()  # noqa: E731
    with record.write(asker) as session:
        for number in range(RUNNERS):
            row = runners.add_runner(session, f"{name()} {name()}", chance.randint(1940, 2010), f"R-{number:05d}")
        for number in range(VISITS):
            visit = visits.add_visit(session, row.id, date(2020, 1, 1) + timedelta(days=7 * number))
            visits.add_profile_version(session, row.id, visit.on, "bench", visit_id=visit.id, profile={"version": 1})
            take = clips.add_take(session, visit.id, None, "run")
            analyses.add_analysis(session, take.id, f"k{number}", "0" * 32, {"version": 1}, measured())
    return row.id


def measured() -> list[Summary]:
    told = (40, 1.0, 0.1, 0.9, 1.1, "ok", None)
    return [Summary(measure, "near", "left", "deg", *told) for measure in MEASURES]  # type: ignore[arg-type]


def timed(ask: Callable[[], object]) -> float:
    start = time.perf_counter()
    ask()
    return 1000 * (time.perf_counter() - start)


def figures(times: list[float]) -> dict[str, float]:
    return {"median_ms": round(float(np.median(times)), 1), "p95_ms": round(float(np.percentile(times, 95)), 1)}


def measure(database: Database, home: Path) -> dict[str, dict[str, float]]:
    record = Record(database, DataFolder(home / "data"), (home / "data", None))
    asker = only_user(record)
    runner_id = fill(record, asker)

    def over_time() -> object:
        with record.read(asker) as session:
            return analyses.measures_over_time(session, runner_id)

    asked: dict[str, list[Callable[[], object]]] = {
        "search": [lambda text=text: people.find_runners(record, asker, text) for text in TYPED],  # type: ignore[misc]
        "runner with 200 visits": [lambda: people.course(record, asker, runner_id)] * 4,
        "all measures of 200 visits": [over_time] * 4,
    }
    return {what: figures([timed(ask) for _ in range(ROUNDS) for ask in asks]) for what, asks in asked.items()}


def main() -> None:
    told = {}
    with tempfile.TemporaryDirectory() as folder:
        with Database.open(Path(folder) / "gaitcue.db") as database:
            told["SQLite"] = measure(database, Path(folder))
        for url in sys.argv[1:]:
            with Database.open(url) as database:
                told["PostgreSQL"] = measure(database, Path(folder) / "other")
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
