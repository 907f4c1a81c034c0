"""How long years of runs take: read, taken into the record, asked for, drawn over time. ``python -m benchmarks.runs``.

The files are made by the fuzz runs' own writer: a run of about an hour with a sample each second, as watches keep them.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from gaitcue.care.programme.engine import replay_days
from gaitcue.store import analyses, clips, runners, visits
from gaitcue.terms.records import Summary
from gaitcue.work.clinic import activities, care
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.axis import axis_of
from gaitcue.work.clinic.record import Record
from validation.fuzz.activity_files import START, run_fit

YEARS, A_WEEK = 10, 6
MEASURES = ("cadence", "trunk_lean_stance", "vertical_oscillation")
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


def take_in(record: Record, runner_id: str, folder: Path) -> tuple[int, float, float]:
    """Runs taken in, and how long it took: seconds by the clock, seconds of one processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    taken = activities.take_in(record, only_user(record), runner_id, folder)
    return taken.new, time.perf_counter() - wall, time.process_time() - cpu


def live(record: Record, runner_id: str, today: date) -> None:
    """Two years of diary, a year of a plan and ten years of visits beside the runs."""
    asker = only_user(record)

    def day(back: int) -> str:
        return (today - timedelta(days=back)).isoformat()

    told: list[tuple[str, dict[str, Any]]] = [("plan", {"on": day(364), "site": "proximal_hamstring", "side": "right"})]
    told += [("day", {"on": day(n), "task_pain": n % 3, "pain_worst": 6 if n % 40 == 0 else 2}) for n in range(728)]
    told += [("activity", {"on": day(n), "what": "exercises", "during": 2}) for n in range(0, 364, 2)]
    for kind, values in told:
        care.enter(record, asker, runner_id, kind, values, today)
    with record.write(asker) as session:
        for number in range(120):
            visit = visits.add_visit(session, runner_id, today - timedelta(days=30 * number))
            take = clips.add_take(session, visit.id, None, "run")
            measured = [
                Summary(measure, "both", None, "deg", 40, 160.0, 2.0, 159.0, 161.0, "ok", None) for measure in MEASURES
            ]
            analyses.add_analysis(session, take.id, str(number), str(number), {"version": 1}, measured)


def median_ms(asked: Callable[[], object]) -> float:
    """Of five times."""
    took = []
    for _ in range(5):
        begin = time.perf_counter()
        asked()
        took.append(1000 * (time.perf_counter() - begin))
    return sorted(took)[2]


def figures(record: Record, runner_id: str, folder: Path, size: float) -> list[tuple[str, str]]:
    """Everything that the page tells."""
    asker, today = only_user(record), START.date()
    new, wall, cpu = take_in(record, runner_id, folder)
    load = median_ms(lambda: activities.load_of(record, asker, runner_id, today, in_rehab=True))
    live(record, runner_id, today)
    axis = axis_of(record, asker, runner_id, today)

    def afresh() -> object:
        replay_days.cache_clear()
        return axis_of(record, asker, runner_id, today).part()

    return [
        ("runs taken in", f"{new} ({size:.0f} MB of FIT)"),
        ("taken in within", f"{wall:.0f} s ({cpu:.0f} s of one processor); aim 120 s on two"),
        ("all runs with weeks and warnings", f"{load:.0f} ms (median of 5)"),
        ("the axis of ten years drawn", f"{median_ms(axis.part):.0f} ms (median of 5); aim 300 ms"),
        (
            "the same from the record: runs, diary, a year of the plan replayed",
            f"{median_ms(afresh):.0f} ms (median of 5)",
        ),
    ]


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
            with record.write(only_user(record)) as session:
                runner_id = runners.add_runner(session, "Rita Runner", 1980).id
            found = figures(record, runner_id, root / "runs", size)
    head = "Made by `python -m benchmarks.runs --page`; runs of 50 to 70 minutes with a sample each second."
    lines = ["# How long years of runs take", "", head, "", "| | |", "|---|---|"]
    lines += [*(f"| {what} | {took} |" for what, took in found), ""]
    print("\n".join(lines))
    if told.page:
        DOC.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
