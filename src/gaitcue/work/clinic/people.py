"""The runners of a clinic: adding one, finding one, correcting what was entered, and what their page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from gaitcue.store import audit, jobs, runners, visits
from gaitcue.store.database import Session
from gaitcue.store.pages import MOST
from gaitcue.store.records import JobRow, ProfileVersionRow, RunnerRow, VisitRow
from gaitcue.store.runners import folded
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import Fault, FaultyForm
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.seeing import seen
from gaitcue.work.jobs.names import DEMO

PAGE_SIZE = 50
EARLIEST_BIRTH = 1900


class ToldRunner(BaseModel):
    """What is entered about a runner."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="forbid")
    name: Annotated[str, Field(min_length=1, max_length=120)]
    birth_year: Annotated[int | None, Field(ge=EARLIEST_BIRTH)] = None
    reference: Annotated[str, Field(max_length=60)] = ""
    """the clinic's own number"""


class NewRunner(ToldRunner):
    """What is entered about somebody who is not in the record yet."""

    somebody_else: bool = False
    """it was asked, and is not the runner of the same name and birth year whom the record has"""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of the runners that were looked for."""

    text: str
    runners: tuple[RunnerRow, ...]
    total: int
    number: int
    """of this page, from 1"""
    pages: int
    empty: bool
    """there is no runner at all"""
    demo: JobRow | None
    """the making of the demo runner, if it was ever asked for"""


@dataclass(frozen=True, slots=True)
class WithVisits:
    """A runner with all visits, the newest first."""

    runner: RunnerRow
    visits: tuple[VisitRow, ...]
    told: ProfileVersionRow | None
    """the last answers"""


def add_runner(record: Record, asker: Asker, told: NewRunner, today: date) -> RunnerRow:
    """Enter a runner.

    Raises
    ------
    FaultyForm : born after today, a reference that another runner has, or somebody who seems to be there already
    """
    with record.write(asker) as session:
        _check(session, told, today)
        if not told.somebody_else and _namesake(session, told.name, told.birth_year) is not None:
            raise FaultyForm([Fault("somebody_else", "told", "a runner of this name and birth year is there already")])
        row = runners.add_runner(session, told.name, told.birth_year, told.reference)
        audit.note(session, "runner.added", "runner", row.id, row.id)
    return row


def correct_runner(record: Record, asker: Asker, runner_id: str, told: ToldRunner, today: date) -> RunnerRow:
    """Correct what was entered about a runner; signed reports stay as they were signed.

    Raises
    ------
    NotThere : no such runner
    FaultyForm : as for a new runner
    """
    with record.write(asker) as session:
        before = runners.runner(session, runner_id)
        _check(session, told, today, runner_id)
        row = runners.change_runner(
            session, runner_id, name=told.name, birth_year=told.birth_year, reference=told.reference, note=before.note
        )
        if row != before:
            audit.note(session, "runner.corrected", "runner", row.id, row.id)
    return row


def _check(session: Session, told: ToldRunner, today: date, runner_id: str = "") -> None:
    """Refuse a birth to come, and a number that another runner has."""
    if told.birth_year is not None and told.birth_year > today.year:
        raise FaultyForm([Fault("birth_year", "told", "that lies in the future: correct the year")])
    taken = _who_else_has(session, told.reference, runner_id)
    if taken is not None:
        raise FaultyForm([Fault("reference", "told", f"{taken.name} already has this number: choose another")])


def namesake(record: Record, asker: Asker, name: str, birth_year: int | None) -> RunnerRow | None:
    """The runner of this name and birth year, if the record has one."""
    with record.read(asker) as session:
        return _namesake(session, name, birth_year)


def _namesake(session: Session, name: str, birth_year: int | None) -> RunnerRow | None:
    """Two without a birth year may be the same person too."""
    found = runners.find_runners(session, name, most=MOST).items if name else ()
    return next((one for one in found if folded(one.name) == folded(name) and one.birth_year == birth_year), None)


def _who_else_has(session: Session, reference: str, runner_id: str) -> RunnerRow | None:
    found = runners.find_runners(session, reference, most=MOST).items if reference else ()
    return next((one for one in found if folded(one.reference) == folded(reference) and one.id != runner_id), None)


def find_runners(record: Record, asker: Asker, text: str = "", number: int = 1) -> Found:
    """Runners whose name, birth year or reference fit a text, by name."""
    text = " ".join(text.split())[:120]
    with record.read(asker) as session:
        page = runners.find_runners(session, text, first=(number - 1) * PAGE_SIZE, most=PAGE_SIZE)
        empty = page.total == 0 and (not text or runners.find_runners(session, most=1).total == 0)
        demo = _demo_job(session)
    pages = max(1, -(-page.total // PAGE_SIZE))
    return Found(text, page.items, page.total, number, pages, empty, demo)


def ask_for_demo(record: Record, asker: Asker) -> JobRow:
    """Have the demo runner made, in the background."""
    with record.write(asker) as session:
        last = _demo_job(session)
        # One that was made, and deleted since, may be made again.
        key = DEMO if last is None else f"{DEMO} after {last.id}" if last.state == "done" else last.key
        job = jobs.enqueue(session, DEMO, key, {})
        audit.note(session, "demo.asked", "job", job.id)
    return job


def _demo_job(session: Session) -> JobRow | None:
    """The last one that was asked for."""
    last, found = None, jobs.job_of(session, DEMO, DEMO)
    while found is not None:
        last, found = found, jobs.job_of(session, DEMO, f"{DEMO} after {found.id}")
    return last


def runner_named(record: Record, asker: Asker, runner_id: str) -> RunnerRow:
    """One runner; raises NotThere."""
    with record.read(asker) as session:
        return runners.runner(session, runner_id)


def with_visits(record: Record, asker: Asker, runner_id: str) -> WithVisits:
    """A runner's visits and last answers."""
    with record.read(asker) as session:
        runner = runners.runner(session, runner_id)
        held = visits.visits_of(session, runner_id, most=MOST).items
        told = visits.latest_profile(session, runner_id)
    seen(record, asker, "runner", runner_id, runner_id)
    return WithVisits(runner, held, told)
