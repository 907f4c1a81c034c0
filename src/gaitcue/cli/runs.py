"""Runs of a watch at the command line: their numbers, and what speaks against doing as lately."""

from __future__ import annotations

import csv
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gaitcue.cli.record import Data, Runner, Url, opened
from gaitcue.cli.terminal import bullet, say, screen
from gaitcue.terms.errors import BadOption, UnusableInput

if TYPE_CHECKING:
    from gaitcue.care.activity.opening import Opened
    from gaitcue.care.activity.summary import RunSummary
    from gaitcue.work.clinic.activities import TakenIn

FiveK = Annotated[
    str | None, typer.Option("--five-k", metavar="MM:SS", help="The runner's time over 5 km, for fast minutes.")
]
Files = Annotated[Path, typer.Argument(metavar="FILES", help="FIT, GPX or TCX file, a folder, or an exported zip.")]
COLUMNS = ("day", "km", "min", "up m", "uphill min", "steepest %", "fast min", "steps/min", "contact ms")
SHOWN = (
    ("distance_m", 1000, 2), ("moving_s", 60, 0), ("ascent_m", 1, 0), ("uphill_min", 1, 1),
    ("steepest_minute_pct", 1, 1), ("fast_min", 1, 1), ("cadence_spm", 1, 0), ("contact_ms", 1, 0),
)  # fmt: skip
"""number of a run, divided by, digits"""
FASTEST_5K_S, SLOWEST_5K_S = 700, 7200


def runs(
    files: Files,
    five_k: FiveK = None,
    rehab: Annotated[bool, typer.Option("--rehab", help="With an injury: tighter limits.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="All numbers as CSV.")] = False,
) -> None:
    """Distance, hills, speed and steps of recorded runs, and what is more than before."""
    from gaitcue.care.activity.opening import open_all
    from gaitcue.care.activity.summary import summarise

    speed = speed_over_5k(five_k)
    found = list(open_all(files))
    told = [summarise(one, speed) for file in found for one in file.recordings]
    told.sort(key=lambda run: (run.on or date.min, run.started_at.timestamp() if run.started_at else 0.0))
    if not told:
        raise UnusableInput(_why_nothing(files, found))
    if as_csv:
        _csv(told)
        return
    screen().print(_table(told))
    for file in found:
        if file.refused:
            screen(stderr=True).print(bullet(f"{file.name}: {file.refused}"))
    _warn(told, rehab)


def _why_nothing(files: Path, found: list[Opened]) -> str:
    if len(found) == 1:
        return f"{found[0].name}: {found[0].refused}"
    return f"{files} holds no run: give FIT, GPX or TCX files, a folder of them, or an exported zip"


def speed_over_5k(typed: str | None) -> float | None:
    """Metres a second of a time over 5 km.

    Raises
    ------
    BadOption : no time, or one that nobody runs
    """
    if typed is None:
        return None
    minutes, _, seconds = typed.partition(":")
    if not (minutes.isdecimal() and seconds.isdecimal() and int(seconds) < 60):
        raise BadOption(f"--five-k {typed}: write minutes and seconds, such as 24:30")
    total = 60 * int(minutes) + int(seconds)
    if not FASTEST_5K_S <= total <= SLOWEST_5K_S:
        raise BadOption(f"--five-k {typed}: nobody runs 5 km in that time; write minutes and seconds, such as 24:30")
    return 5000 / total


def _table(told: list[RunSummary]) -> object:
    from rich.table import Table

    table = Table()
    for column in COLUMNS:
        table.add_column(column, justify="left" if column == "day" else "right", no_wrap=column == "day")
    for run in told:
        day = f"{run.on or 'no day'}{'' if run.sport in ('running', '') else f' {run.sport}'}"
        table.add_row(day, *(_shown(getattr(run, name), per, digits) for name, per, digits in SHOWN))
    return table


def _shown(value: float | None, per: float, digits: int) -> str:
    return "–" if value is None else f"{value / per:.{digits}f}"


def _csv(told: list[RunSummary]) -> None:
    rows = [one.plain() | {"notes": " ".join(note.code for note in one.notes)} for one in told]
    writer = csv.DictWriter(sys.stdout, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: "" if value is None else value for name, value in row.items()} for row in rows)


def _warn(told: list[RunSummary], rehab: bool) -> None:
    from gaitcue.care.activity.summary import RUNNING
    from gaitcue.care.load.guards import warnings
    from gaitcue.care.load.records import LoadRun
    from gaitcue.report.wording.load import warned_words

    ran = [
        LoadRun.of(str(number), run.on, run.plain())
        for number, run in enumerate(told)
        if run.on is not None and run.sport in RUNNING
    ]
    if ran:
        for one in warnings(ran, max(run.on for run in ran), in_rehab=rehab):
            say(warned_words(one))


def take_runs(
    runner: Runner,
    files: Files,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Day, for a watch without a clock.")
    ] = None,
    five_k: FiveK = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay, and take in what comes into the folder, until Ctrl+C.")
    ] = False,
    data: Data = None,
    database: Url = None,
) -> None:
    """Take a runner's recorded runs into the record; each counts once."""
    from gaitcue.work.clinic.activities import Told, take_in
    from gaitcue.work.clinic.at_the_computer import runner_called
    from gaitcue.work.clinic.run_arrivals import coming_in
    from gaitcue.work.clinic.watch_steps import count_watches

    speed = speed_over_5k(five_k)
    if watch and not files.is_dir():
        raise BadOption(f"--watch needs a folder: {files} is none")
    with opened(data, database) as record:
        asker, row = runner_called(record, runner)
        told = Told(on.date() if on else None, speed)
        if not watch:
            _say_taken(row.name, take_in(record, asker, row.id, files, told))
            count_watches(record, asker, row.id, date.today())
            return
        say(f"{files} is watched for runs of {row.name}; Ctrl+C ends it")
        for taken in coming_in(record, asker, row.id, files, told):
            _say_taken(row.name, taken)


def _say_taken(name: str, taken: TakenIn) -> None:
    say(f"{name}: {taken.new} new, {taken.known} known before, {taken.same} the same run from another device")
    for file, why in taken.refused:
        say(f"not used: {file}: {why}")
