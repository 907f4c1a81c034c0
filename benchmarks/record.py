"""How long the record takes to answer with 10 000 runners, one of them with 200 visits.

    python -m benchmarks.record [postgresql+psycopg://...]

Each database is filled once (SQLite in a temporary folder; an empty PostgreSQL by URL). Prints medians and 95th
percentiles in ms as JSON. The searches are what somebody types, letter by letter.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.filled import fill
from gaitcue.store import analyses
from gaitcue.store.database import Database
from gaitcue.store.folder import DataFolder
from gaitcue.work.clinic import people
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.record import Record

ROUNDS = 5
TYPED = ("m", "ma", "mar", "mari", "maria", "maria b", "maria be", "1984", "r-0042", "no such runner", "")


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
        "runner with 200 visits": [lambda: people.with_visits(record, asker, runner_id)] * 4,
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
