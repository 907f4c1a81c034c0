"""Step 1: the clinic's runners, one runner's visits, what was entered corrected, and new appointments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request

from gaitcue.store.records import JobRow, RunnerRow, VisitRow
from gaitcue.web.actions import Again, Asked, Done, action
from gaitcue.web.doors import Call, Caller
from gaitcue.web.forms import FieldView, mistakes_listed
from gaitcue.web.pages import page
from gaitcue.web.steps import StepView, step_views
from gaitcue.web.take_view import TakeView, shows, take_view
from gaitcue.web.triage_view import TriageView, triage_view
from gaitcue.web.words import words
from gaitcue.work.clinic import comparing, people, signed_reports, visits
from gaitcue.work.clinic.comparing import Choice
from gaitcue.work.clinic.people import Found, NewRunner, ToldRunner, WithVisits
from gaitcue.work.clinic.seeing import seen
from gaitcue.work.clinic.visits import NewVisit

router = APIRouter()
Text = Annotated[str, Query(max_length=120)]
Number = Annotated[int, Query(ge=1, le=1_000_000)]


@page(router, "/", "runners.html")
def runners(caller: Caller, q: Text = "", page: Number = 1) -> Found:
    """The clinic's runners, looked for by name, birth year or own number."""
    return people.find_runners(caller.record, caller.asker, q, page)


@action(router, "/api/demo")
def ask_for_demo(caller: Caller) -> Done[JobRow]:
    """Have the demo runner made."""
    return Done("/", people.ask_for_demo(caller.record, caller.asker))


# --- a new runner -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RunnerForm:
    """The form for a new runner, or for what was entered about one."""

    fields: tuple[FieldView, ...]
    mistakes: tuple[tuple[str, str], ...] = ()
    runner: RunnerRow | None = None
    """who is corrected"""
    namesake: RunnerRow | None = None
    """who has this name and birth year already"""


def runner_form(call: Call, parts: Mapping[str, str], asked: Asked) -> RunnerForm:
    """The form, as it was filled in."""
    labels = words()["runner"]["field"]

    def field(name: str, *, required: bool = False, whole: bool = False) -> FieldView:
        return FieldView(
            name=name,
            label=labels[name]["label"],
            control="number" if whole else "text",
            help=labels[name].get("help", ""),
            required=required,
            whole=whole,
            value=str(asked.told.get(name, "")),
            mistake=asked.mistakes.get(name, ""),
        )

    fields = (field("name", required=True), field("birth_year", whole=True), field("reference"))
    return RunnerForm(fields, tuple(mistakes_listed(asked.mistakes, (), fields)))


def new_runner_form(call: Call, parts: Mapping[str, str], asked: Asked) -> RunnerForm:
    """The form of a new runner, as it was filled in, with whoever seems to be the same person."""
    if "somebody_else" not in asked.mistakes:
        return runner_form(call, parts, asked)
    born = str(asked.told.get("birth_year", "")).strip()
    year = int(born) if born.isdecimal() else None
    known = people.namesake(call.record, call.asker, str(asked.told.get("name", "")).strip(), year)
    mistakes = {name: line for name, line in asked.mistakes.items() if name != "somebody_else"}
    return replace(runner_form(call, parts, Asked(asked.told, mistakes)), namesake=known)


@page(router, "/runners/new", "runner_new.html")
def new_runner(caller: Caller, name: Text = "") -> RunnerForm:
    """The empty form; what was searched for in vain is its name."""
    return runner_form(caller, {}, Asked({"name": name}, {}))


@action(router, "/api/runners", again=Again("runner_new.html", new_runner_form))
def add_runner(caller: Caller, told: NewRunner) -> Done[RunnerRow]:
    """Enter a runner."""
    row = people.add_runner(caller.record, caller.asker, told, caller.today)
    return Done(f"/runners/{row.id}", row)


def correction_form(call: Call, parts: Mapping[str, str], asked: Asked) -> RunnerForm:
    """The form with what was entered, or as it was filled in."""
    row = people.runner_named(call.record, call.asker, parts["runner_id"])
    entered = {"name": row.name, "birth_year": row.birth_year or "", "reference": row.reference}
    filled = runner_form(call, parts, Asked(asked.told or entered, asked.mistakes))
    return replace(filled, runner=row)


@page(router, "/runners/{runner_id}/correct", "runner_correct.html")
def correct(caller: Caller, runner_id: str) -> RunnerForm:
    """What was entered about a runner, to be corrected."""
    filled = correction_form(caller, {"runner_id": runner_id}, Asked({}, {}))
    seen(caller.record, caller.asker, "runner", runner_id, runner_id)
    return filled


@action(router, "/api/runners/{runner_id}/correct", again=Again("runner_correct.html", correction_form))
def correct_runner(caller: Caller, runner_id: str, told: ToldRunner) -> Done[RunnerRow]:
    """Correct a runner's name, birth year or number."""
    row = people.correct_runner(caller.record, caller.asker, runner_id, told, caller.today)
    return Done(f"/runners/{row.id}", row)


# --- one runner -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RunnerPage:
    """A runner's visits, and the form of a new appointment."""

    known: WithVisits
    today: date
    on: FieldView
    mistakes: tuple[tuple[str, str], ...] = ()
    analyses: tuple[Choice, ...] = ()
    """what can be compared"""
    signed_at: frozenset[str] = frozenset()
    """visits with a signed report"""

    def shows(self, one: Choice) -> str:
        """The part of a cue trial that a run is, else its cue."""
        return shows(one.analysis.summary.get("cue"), one.part)

    @property
    def runs_at(self) -> Counter[str]:
        """How many runs were analysed at each visit."""
        return Counter(one.analysis.visit_id for one in self.analyses)

    @property
    def under_way(self) -> VisitRow | None:
        """Today's appointment."""
        return next((visit for visit in self.known.visits if visit.on == self.today), None)


def runner_page(call: Call, parts: Mapping[str, str], asked: Asked) -> RunnerPage:
    """The page with its form, as it was filled in."""
    known = people.with_visits(call.record, call.asker, parts["runner_id"])
    label = words()["runner"]["visit_on"]
    told = str(asked.told.get("on", call.today.isoformat()))
    on = FieldView("on", label, "date", required=True, value=told, mistake=asked.mistakes.get("on", ""))
    held = comparing.choices(call.record, call.asker, parts["runner_id"])
    signed = signed_reports.visits_signed(call.record, call.asker, parts["runner_id"])
    return RunnerPage(known, call.today, on, tuple(mistakes_listed(asked.mistakes, (), (on,))), held, signed)


@page(router, "/runners/{runner_id}", "runner.html")
def runner(caller: Caller, runner_id: str) -> RunnerPage:
    """A runner with all visits."""
    return runner_page(caller, {"runner_id": runner_id}, Asked({}, {}))


@action(router, "/api/runners/{runner_id}/visits", again=Again("runner.html", runner_page))
def add_visit(caller: Caller, runner_id: str, told: NewVisit) -> Done[VisitRow]:
    """Begin an appointment."""
    row = visits.add_visit(caller.record, caller.asker, runner_id, told, caller.today)
    return Done(f"/visits/{row.id}", row)


# --- one appointment --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VisitPage:
    """An appointment: its steps, and what has to come first."""

    runner: RunnerRow
    visit: VisitRow
    steps: tuple[StepView, ...]
    triage: TriageView
    told_on: date | None
    takes: tuple[TakeView, ...]
    against: tuple[Choice, Choice] | None
    """a run of the visit before and one of this visit, to be compared"""

    @property
    def next(self) -> StepView | None:
        return next((step for step in self.steps if step.state == "next"), None)


@page(router, "/visits/{visit_id}", "visit.html")
def visit(caller: Caller, request: Request, visit_id: str) -> VisitPage:
    """An appointment, step by step."""
    found = visits.appointment(caller.record, caller.asker, visit_id, caller.today)
    told_on = found.told.on if found.told else None
    steps = step_views(request.app, found.steps, found.runner.id, visit_id)
    takes = tuple(map(take_view, found.takes))
    against = comparing.with_visit_before(caller.record, caller.asker, found.visit)
    return VisitPage(found.runner, found.visit, steps, triage_view(found.decision), told_on, takes, against)
