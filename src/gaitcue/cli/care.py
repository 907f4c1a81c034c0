"""Diary, tests and plan of one person: from a file of typed entries, or of a runner in the record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gaitcue.cli.record import Data, Runner, Url, opened
from gaitcue.cli.terminal import say

if TYPE_CHECKING:
    from gaitcue.work.clinic.care import Care

Who = Annotated[
    str, typer.Argument(metavar="FILE or RUNNER", help="A file of entries (TOML or JSON), or a runner of the record.")
]
On = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="The day that is asked about [today].")
]
Json = Annotated[bool, typer.Option("--json", help="Everything as JSON.")]


def diary(who: Who, on: On = None, as_json: Json = False, data: Data = None, database: Url = None) -> None:
    """What each day's load did, flares, and totals of questionnaires."""
    from gaitcue.report.wording.care import care_word, joined_reasons

    found = looked_up(who, on, data, database)
    if as_json:
        return _print_parts(found, "verdicts", "flares", "outcomes")
    print_table(
        ("day", "load", "verdict", "why"),
        (
            (one.on.isoformat(), one.load, care_word("colour", one.colour), joined_reasons(one.reasons, "clinician"))
            for one in found.verdicts
        ),
        "no load was entered",
    )
    for flare in found.flares:
        values = {"first": flare.first.isoformat(), "worst": flare.worst, "usual": flare.usual}
        say(care_word("attention", "flare", values=values))
    for course in found.outcomes:
        first, last = course.totals[0], course.totals[-1]
        words = care_word("outcome", course.verdict)
        say(f"{course.scale} {course.activity}: {first[1]:g} ({first[0]}), {last[1]:g} ({last[0]}): {words}")


def tests(who: Who, on: On = None, as_json: Json = False, data: Data = None, database: Url = None) -> None:
    """Results of tests: sides, what changed, when each is due, and what it cannot tell."""
    from gaitcue.care.tests import kind_of_test
    from gaitcue.report.wording.care import care_word, gap_words, side_words

    found = looked_up(who, on, data, database)
    if as_json:
        return _print_parts(found, "tests")
    if not found.tests:
        say("no test was entered")
    for reading in found.tests:
        kind = kind_of_test(reading.kind)
        say(f"{kind.title}; due again {reading.due_on}")
        for side in reading.sides:
            say(f"  {side.side or 'both'} ({side.on}): {side_words(side)}")
        if gap := gap_words(reading):
            say(f"  difference {gap}")
        for caution in reading.cautions:
            say(f"  {care_word('caution', caution.code, values=caution.values)}")
        say(f"  {kind.cannot}")


def plan(who: Who, on: On = None, as_json: Json = False, data: Data = None, database: Url = None) -> None:
    """Where the plan stands, what to do today, why, and every decision with the entries that it rests on."""
    from gaitcue.report.wording.care import care_word, climb_words, joined_reasons, said_reason, stage_line, step_words

    found = looked_up(who, on, data, database)
    if as_json:
        return _print_parts(found, "state", "today", "attention", "adherence")
    for one in found.attention:
        say(f"! {care_word('attention', one.reason.code, values=one.reason.values)}")
    if found.state is None or found.today is None:
        say("there is no plan: enter one, [[plan]] with on, site and side")
        return
    from gaitcue.care.programme.ladders import course

    plan_course = course(found.state.plan.site)
    stage = plan_course.stage(found.state.stage)
    mode = care_word("mode", found.state.mode, "clinician")
    say(f"stage {stage_line(stage, plan_course.grade)}; {mode}")
    for name, level in found.state.levels.items():
        say(f"  {care_word('variable', name)}: {stage.ladders[name].for_clinician(level)}")
    say(f"running: {care_word('running', found.today.outlook.running)}")
    climb = found.today.outlook.climb
    for line in climb_words(climb) if climb else ():
        say(f"  {line}")
    say("today:")
    for task in found.today.tasks:
        why = f" ({joined_reasons(task.why)})" if task.why else ""
        names = f" {', '.join(one.title for one in task.exercises)}" if task.exercises else ""
        say(f"  {care_word('task', task.code)}{names}{why}")
    if found.today.seat is not None:
        say(f"  {found.today.seat.runner}")
    say("what it waits for:")
    for reason in (*found.today.outlook.not_yet, *found.today.outlook.next_stage_shut):
        say(f"  {said_reason(reason, 'clinician')}")
    say("decisions:")
    for step in found.state.history:
        why = f" {joined_reasons(step.reasons, 'clinician')}" if step.reasons else ""
        rests = ", ".join(f"{one.kind} {one.what} {one.on}".replace("  ", " ") for one in step.entries[:6])
        say(f"  {step.on} {step_words(step)}{why}{f' [{rests}]' if rests else ''}")


def care(
    runner: Runner,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of entries (TOML or JSON).")],
    data: Data = None,
    database: Url = None,
) -> None:
    """Take all entries of a care file into a runner's record."""
    from gaitcue.work.clinic.at_the_computer import runner_called
    from gaitcue.work.clinic.care import take_in

    with opened(data, database) as record:
        asker, row = runner_called(record, runner)
        number = take_in(record, asker, row.id, file, _today())
    say(f"{number} entries are in the record of {row.name}")


def looked_up(who: str, on: datetime | None, data: Path | None, database: str | None) -> Care:
    """What the entries come to: of a file, or of a runner in the record."""
    from gaitcue.work.clinic.care import care_of, judged_file

    day = day_of(on)
    if Path(who).suffix.lower() in (".toml", ".json"):
        return judged_file(Path(who), day, _today())
    from gaitcue.work.clinic.at_the_computer import runner_called
    from gaitcue.work.clinic.retraining_due import with_retraining

    with opened(data, database) as record:
        asker, row = runner_called(record, who)
        return with_retraining(record, asker, care_of(record, asker, row.id, day))


def day_of(on: datetime | None) -> date:
    """The day that is asked about."""
    return on.date() if on else _today()


def _today() -> date:
    return datetime.now().astimezone().date()


def _print_parts(found: Care, *names: str) -> None:
    from gaitcue.work.clinic.care import as_plain

    print_json({name: as_plain(getattr(found, name)) for name in names})


def print_json(told: object) -> None:
    """Plain values as JSON, printed as they are: JSON has its own way with control characters."""
    import json

    print(json.dumps(told, indent=1, ensure_ascii=False))


def print_table(head: tuple[str, ...], lines: Iterable[tuple[str, ...]], empty: str) -> None:
    """A table, or the line that there is nothing."""
    from rich.table import Table

    from gaitcue.cli.terminal import screen

    told = list(lines)
    if not told:
        say(empty)
        return
    table = Table(*head, box=None, padding=(0, 2, 0, 0))
    for line in told:
        table.add_row(*line)
    screen().print(table)
