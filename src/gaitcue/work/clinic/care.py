"""The care record of a runner: entries in, and what they come to on a day; the list of those who need a look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from gaitcue.care.adherence import Adherence, adherence
from gaitcue.care.attention import Attention, attention
from gaitcue.care.entries import CareRecord, DiaryDay, Entry, Measured, Plan, PlanChange, kind_of
from gaitcue.care.load.records import LoadRun
from gaitcue.care.programme.engine import replay
from gaitcue.care.programme.outlook import Outlook, outlook
from gaitcue.care.programme.state import State
from gaitcue.care.programme.table import Exercise
from gaitcue.care.record_file import read_entry, read_record, record_of, stage_fault
from gaitcue.care.symptoms import DayVerdict, Flare, OutcomeCourse, flares, outcome_courses, verdicts
from gaitcue.care.tests import Reading, read_tests
from gaitcue.care.today import Today, today_of
from gaitcue.clinic import Profile
from gaitcue.clinic.profile_file import read_profile
from gaitcue.store import activities, analyses, audit, care, runners, visits
from gaitcue.store.database import Session
from gaitcue.store.records import CareEntryRow, MeasureRow, ProfileVersionRow, RunnerRow
from gaitcue.terms.asker import Asker, Role
from gaitcue.terms.errors import BadOption, NotThere, Outdated
from gaitcue.work.clinic.activities import ENTERED_ALREADY, runs_of
from gaitcue.work.clinic.as_usual import cues_of_run, standing_runs
from gaitcue.work.clinic.in_care import alarms_of, indicated_exercises, run_entries, unsuited_exercises
from gaitcue.work.clinic.record import Record, program
from gaitcue.work.clinic.seeing import seen

VERSION = 1
RUNNERS_KINDS = ("day", "activity")
"""What a runner enters, by a link or logged in: everything else is the clinic's."""


@dataclass(frozen=True, slots=True)
class Care:
    """Everything that a runner's entries come to on one day."""

    runner: RunnerRow
    on: date
    record: CareRecord
    rows: tuple[CareEntryRow, ...]
    """the entries as they are kept, by day"""
    state: State | None
    """None while there is no plan"""
    today: Today | None
    verdicts: tuple[DayVerdict, ...]
    flares: tuple[Flare, ...]
    tests: tuple[Reading, ...]
    outcomes: tuple[OutcomeCourse, ...]
    attention: tuple[Attention, ...]
    adherence: Adherence | None
    unsuited: tuple[str, ...] = ()
    """exercises that another complaint forbids"""
    also: tuple[Exercise, ...] = ()
    """exercises beside the stages, because a test or a film showed something"""


def care_of(record: Record, asker: Asker, runner_id: str, on: date) -> Care:
    """What a runner's entries come to on a day.

    Raises
    ------
    NotThere : no such runner, or not of whoever asks
    """
    with record.read(asker) as session:
        runner = runners.runner(session, runner_id)
        rows = care.entries_of(session, runner_id)
    told = told_of(record, runner_id)
    found = entries_in(rows, told, on, runs_for_rules(record, runner_id))
    unsuited = unsuited_exercises(_profile(told), on)
    also = indicated_exercises(_profile(told), found, last_tilt(record, runner_id), on)
    if asker.works_here:  # a runner looks at their own
        seen(record, asker, "care", runner_id, runner_id)
    return judged(runner, found, on, rows, unsuited, also)


def judged(
    runner: RunnerRow,
    found: CareRecord,
    on: date,
    rows: tuple[CareEntryRow, ...] = (),
    unsuited: Sequence[str] = (),
    also: Sequence[Exercise] = (),
) -> Care:
    """The same for entries that were read before."""
    state = replay(found, on)
    site = state.plan.site if state else None
    return Care(
        runner=runner,
        on=on,
        record=found,
        rows=rows,
        state=state,
        today=today_of(found, state, tuple(unsuited), tuple(also)) if state else None,
        verdicts=verdicts(found.activity, found.day, on, pain_ok=state.pain_ok if state else None),
        flares=flares(found, on),
        tests=read_tests(found.test, on),
        outcomes=outcome_courses(found.outcome, on, site),
        attention=attention(found, state, on),
        adherence=adherence(found, state.plan.on, on) if state else None,
        unsuited=tuple(unsuited),
        also=tuple(also),
    )


def care_record(
    record: Record, asker: Asker, runner_id: str, on: date, runs: Sequence[LoadRun] | None = None
) -> CareRecord:
    """A runner's entries, as the rules of care take them; the runs as well, where they were read before."""
    with record.read(asker) as session:
        runners.runner(session, runner_id)
        rows = care.entries_of(session, runner_id)
    runs = runs_for_rules(record, runner_id) if runs is None else runs
    return entries_in(rows, told_of(record, runner_id), on, runs)


def ahead_of(record: Record, runner_id: str, on: date) -> Outlook | None:
    """What lies before a runner's plan, whoever asks; None while there is none."""
    with record.read(program()) as session:
        rows = care.entries_of(session, runner_id)
    found = entries_in(rows, told_of(record, runner_id), on, runs_for_rules(record, runner_id))
    state = replay(found, on)
    return outlook(state, found) if state else None


def told_of(record: Record, runner_id: str) -> ProfileVersionRow | None:
    """The last answers of a runner, whoever asks: a red flag stops the plan on the runner's own page too."""
    with record.read(program()) as session:
        return visits.latest_profile(session, runner_id)


def last_tilt(record: Record, runner_id: str) -> MeasureRow | None:
    """How far the pelvis tipped forward in the last film of a run as usual that measured it."""
    with record.read(program()) as session:
        found = analyses.measures_over_time(session, runner_id, ("pelvic_tilt_mean",))
        usual = {row.id for row in standing_runs(session, runner_id) if not cues_of_run(row)}
    return next((row for row in reversed(found) if row.mean is not None and row.analysis_id in usual), None)


def runs_for_rules(record: Record, runner_id: str) -> list[LoadRun]:
    """A runner's runs, whoever asks: they move the plan on the runner's own page too."""
    with record.read(program()) as session:
        return runs_of(activities.activities_of(session, runner_id))


def entries_in(
    rows: Iterable[CareEntryRow], told: ProfileVersionRow | None, on: date, runs: Sequence[LoadRun] = ()
) -> CareRecord:
    """Rows as entries, with the red flags that the runner's answers raise and what the recorded runs tell."""
    entered = [read_entry(row.kind, _content(row), max(on, row.on)) for row in rows]
    # What was answered after that day is no reason not to read it: its alarms have their own day.
    alarms = alarms_of(told.profile, told.answers, max(on, told.on)) if told else ()
    return record_of([*entered, *alarms, *run_entries(runs, record_of(entered), on)])


def held_entries(session: Session, runner_id: str) -> CareRecord:
    """A runner's entries, without the red flags, which the clinic judges by the answers themselves."""
    entered = [read_entry(row.kind, _content(row), row.on) for row in care.entries_of(session, runner_id)]
    runs = runs_of(activities.activities_of(session, runner_id))
    last = max((run.on for run in runs), default=date.min)
    return record_of([*entered, *run_entries(runs, record_of(entered), last)])


def _profile(told: ProfileVersionRow | None) -> Profile | None:
    return read_profile(told.profile, told.on) if told and told.profile else None


def _content(row: CareEntryRow) -> Mapping[str, Any]:
    return {name: value for name, value in row.content.items() if name != "version"}


def enter(
    record: Record,
    asker: Asker,
    runner_id: str,
    kind: str,
    told: Mapping[str, Any],
    today: date,
    *,
    sent: str | None = None,
    replaces: str | None = None,
    twice: bool = True,
) -> CareEntryRow:
    """One entry more.

    Parameters
    ----------
    told : of the shape of the entry in a file
    sent : a name that the page gave it: sent again, as after a lost answer, it is the same entry
    replaces : the entry that it corrects
    twice : the very same may be there already, unasked

    Raises
    ------
    BadOption : it cannot be kept, in one line
    NotThere : a link may not enter this, or no such runner
    Outdated : there is an answer for that day already, or the very same
    """
    if asker.role in (Role.LINK, Role.RUNNER) and kind not in RUNNERS_KINDS:
        raise NotThere("this link is for the diary: ask your clinic for anything else")
    entry = read_entry(kind, told, today)
    if isinstance(entry, PlanChange):
        _check_stage(care_record(record, asker, runner_id, entry.on), entry)
    with record.write(asker) as session:
        if not twice and not (sent and care.entry_sent(session, runner_id, sent)):
            _check_new(session, runner_id, entry)
        row = _add(session, runner_id, entry, sent=sent, replaces=replaces)
        if asker.role is not Role.LINK:
            audit.note(session, "care.entered", "care_entry", row.id, runner_id)
    return row


def _check_new(session: Session, runner_id: str, entry: Entry) -> None:
    """Who goes back in the browser finds the form as it was sent: nothing else tells that from a second time."""
    told = (kind_of(entry), entry.on, as_json(entry))
    if told in ((row.kind, row.on, row.content) for row in care.entries_of(session, runner_id)):
        raise Outdated(ENTERED_ALREADY)


def _check_stage(found: CareRecord, change: PlanChange) -> None:
    problem = stage_fault(found, change)
    if problem:
        raise BadOption(f"the entry (change): {problem}")


def _add(session: Session, runner_id: str, entry: Entry, **more: Any) -> CareEntryRow:
    return care.add_entry(
        session, runner_id, kind_of(entry), entry.on, as_json(entry), session.asker.name, slot=slot_of(entry), **more
    )


def slot_of(entry: Entry) -> str:
    """What there is one of: a day's answers, a plan of a day, a result of a side; empty where there may be several.

    Examples
    --------
    >>> slot_of(DiaryDay(date(2026, 5, 2)))
    'day 2026-05-02'
    """
    if isinstance(entry, DiaryDay | Plan):
        return f"{kind_of(entry)} {entry.on}"
    if isinstance(entry, Measured):
        return f"{entry.kind} {entry.side or ''} {entry.on}".replace("  ", " ")
    return ""


def as_json(entry: Entry) -> dict[str, Any]:
    """An entry as it is kept and as a file holds it; what was left out stays out."""
    told = {one.name: getattr(entry, one.name) for one in fields(entry)}
    kept = {name: as_plain(value) for name, value in told.items() if value not in (None, "", ())}
    return {"version": VERSION, **kept}


def take_in(record: Record, asker: Asker, runner_id: str, source: Path, today: date) -> int:
    """Enter everything that a care file holds, all or nothing; the number of entries.

    Raises
    ------
    BadOption : something in the file cannot be kept
    Outdated : there is an answer for one of its days already
    """
    found = read_record(source, today)
    before = care_record(record, asker, runner_id, today)
    for change in sorted(found.change, key=lambda one: (one.on, one.value or 0.0)):
        others = (one for one in found.entries() if one is not change and not _higher(one, change))
        _check_stage(record_of([*before.entries(), *others]), change)
    with record.write(asker) as session:
        rows = [_add(session, runner_id, entry) for entry in found.entries()]
        audit.note(session, "care.taken_in", "runner", runner_id, runner_id)
    return len(rows)


def _higher(one: Entry, change: PlanChange) -> bool:
    """Whether another change sets a higher stage on the same day: it comes after."""
    same = isinstance(one, PlanChange) and one.on == change.on and one.what == change.what
    return same and (getattr(one, "value", None) or 0.0) >= (change.value or 0.0)


def withdraw(record: Record, asker: Asker, entry_id: str) -> CareEntryRow:
    """An entry that was a mistake counts no more; it stays to be seen."""
    if asker.role in (Role.LINK, Role.RUNNER):
        raise NotThere("there is no such care entry; it may have been deleted")
    with record.write(asker) as session:
        row = care.withdraw_entry(session, entry_id, asker.name)
        audit.note(session, "care.withdrawn", "care_entry", row.id, row.runner_id)
    return row


def own_runner(asker: Asker) -> str:
    """Whose record it is that a runner who logs in sees.

    Raises
    ------
    NotThere : whoever asks is no runner
    """
    if asker.runner_id is None:
        raise NotThere("this account belongs to no runner")
    return asker.runner_id


def judged_file(file: Path, on: date, today: date) -> Care:
    """What the entries of a file come to on a day, without a record.

    Raises
    ------
    BadOption : unreadable, or something in it cannot be kept
    """
    nobody = RunnerRow("", file.stem, None, "", "", datetime(1, 1, 1, tzinfo=UTC))
    found = read_record(file, max(on, today))
    return judged(nobody, found, on, also=indicated_exercises(None, found, None, on))


def as_plain(value: Any) -> Any:
    """Records as JSON holds them."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: as_plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): as_plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [as_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
