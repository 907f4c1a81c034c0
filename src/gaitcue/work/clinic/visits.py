"""Appointments: a new one, and how far one has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from gaitcue.clinic.decision import Decision
from gaitcue.store import audit, runners, trials, visit_results, visits
from gaitcue.store.pages import MOST
from gaitcue.store.records import ProfileVersionRow, RunnerRow, TrialRow, VisitRow
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import Fault, FaultyForm
from gaitcue.work.clinic.answers import Told, decision_of
from gaitcue.work.clinic.care import held_entries
from gaitcue.work.clinic.filming import FilmedTake, filmed
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.seeing import seen

State = Literal["done", "next", "open", "blocked", "later"]
"""open: it can be done, and is not what comes next"""


class NewVisit(BaseModel):
    """An appointment as it is entered."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="forbid")
    on: date
    note: Annotated[str, Field(max_length=2000)] = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the appointment."""

    id: str
    state: State
    made: str = ""
    """id of what came of it, where that has a page of its own: the signed report"""
    begun: bool = False
    """it is under way, and gone on with"""


@dataclass(frozen=True, slots=True)
class Appointment:
    """A visit with how far it has come."""

    runner: RunnerRow
    visit: VisitRow
    told: ProfileVersionRow | None
    """the answers of this visit"""
    decision: Decision
    steps: tuple[Step, ...]
    takes: tuple[FilmedTake, ...]


def add_visit(record: Record, asker: Asker, runner_id: str, told: NewVisit, today: date) -> VisitRow:
    """Begin an appointment; one of the same day is gone on with.

    Raises
    ------
    FaultyForm : the day lies ahead
    """
    if told.on > today:
        raise FaultyForm([Fault("on", "told", f"that lies in the future (today is {today}): correct the date")])
    with record.write(asker) as session:
        runners.runner(session, runner_id)
        same_day = next(
            (one for one in visits.visits_of(session, runner_id, most=MOST).items if one.on == told.on), None
        )
        if same_day is not None:
            return same_day
        row = visits.add_visit(session, runner_id, told.on, note=told.note)
        audit.note(session, "visit.added", "visit", row.id, runner_id)
    return row


def appointment(record: Record, asker: Asker, visit_id: str, today: date) -> Appointment:
    """How far a visit has come, and what its answers block."""
    with record.read(asker) as session:
        visit = visits.visit(session, visit_id)
        runner = runners.runner(session, visit.runner_id)
        last = visits.latest_profile(session, runner.id)
        decision = decision_of(Told.of(last, held_entries(session, runner.id)), today)
        takes = filmed(session, visit_id)
        signed = next((one.id for one in visit_results.reports_of(session, visit_id=visit_id) if one.signed_at), "")
        tried = trials.trials_at(session, visit_id)
    told = last if last is not None and last.on >= visit.on else None
    analysed = any(one.analysis for one in takes)
    seen(record, asker, "visit", visit.id, runner.id)
    return Appointment(
        runner, visit, told, decision, _steps(told is not None, decision, analysed, tried, signed), takes
    )


def _steps(
    answered: bool, decision: Decision, analysed: bool, tried: Sequence[TrialRow], signed: str
) -> tuple[Step, ...]:
    film: State = "next" if answered else "later"
    if analysed or decision.triage.bars("filming"):
        film = "done" if analysed else "blocked"
    later: State = "open" if analysed else "later"
    judged = any(one.verdict for one in tried)
    begun = bool(tried) and not judged
    trial: State = "blocked" if decision.triage.bars("cue_trial") else "next" if begun else later
    report: State = "next" if analysed and answered and trial != "next" else later
    return (
        Step("answers", "done" if answered else "next"),
        Step("film", film),
        Step("trial", "done" if judged else trial, begun=begun),
        Step("report", "done" if signed else report, signed),
    )
