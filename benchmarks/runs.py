"""How long years of runs take: reading, taking into the record, asking for the load. ``python -m benchmarks.runs``.

The files are made by the fuzz runs' own writer: a run of about an hour with a sample each second, as watches keep them.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from gaitcue.store import runners
from gaitcue.work.clinic import activities
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.record import Record
from validation.fuzz.activity_files import START, run_fit

YEARS, A_WEEK = 10, 6
DOC = Path(__file__).parents[1] / "docs" / "benchmarks-runs.md"


def write_years(folder: Path, count: int) -> float:
    """Files of so many runs; their size in MB."""
    total = 0
    for number in range(count):
        start = START - timedelta(days=number * 7 / A_WEEK)
        data = run_fit(range(0, 3000 + 120 * (number % 11)), speed=2.6 + 0.05 * (number % 9), start=start)
        (folder / f"{number:05}.fit").write_bytes(data)
        total += len(data)
    return total / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3000)
    parser.add_argument("--page", action="store_true", help="write docs/benchmarks-runs.md")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        (root / "runs").mkdir()
        size = write_years(root / "runs", told.runs)
        with Record.open(root / "record") as record:
            asker = only_user(record)
            with record.write(asker) as session:
                runner_id = runners.add_runner(session, "Rita Runner", 1980).id
            wall, cpu = time.perf_counter(), time.process_time()
            taken = activities.take_in(record, asker, runner_id, root / "runs")
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            today = date(2024, 5, 3)
            asked = []
            for _ in range(5):
                begin = time.perf_counter()
                activities.load_of(record, asker, runner_id, today, in_rehab=True)
                asked.append(1000 * (time.perf_counter() - begin))
    lines = [
        "# How long years of runs take",
        "",
        "Made by `python -m benchmarks.runs --page`; runs of 50 to 70 minutes with a sample each second.",
        "",
        "| | |",
        "|---|---|",
        f"| runs taken in | {taken.new} ({size:.0f} MB of FIT) |",
        f"| taken in within | {wall:.0f} s ({cpu:.0f} s of one processor); aim 120 s on two |",
        f"| all runs with weeks and warnings | {sorted(asked)[2]:.0f} ms (median of 5) |",
        "",
    ]
    print("\n".join(lines))
    if told.page:
        DOC.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
