"""Care of a runner at the clinic: where the plan stands and why, entries in, and the list of those who need a look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from gaitcue.care.entries import ENTRY_KINDS
from gaitcue.report.pages.care_plan import Paper, plan_pdf
from gaitcue.report.wording.care import care_word
from gaitcue.report.wording.words import date_words
from gaitcue.store.records import CareEntryRow
from gaitcue.terms.errors import FaultyForm, NotThere
from gaitcue.terms.forms import FieldDefinition, form
from gaitcue.terms.typed import faults
from gaitcue.web.actions import Again, Asked, Done, action
from gaitcue.web.body_map import BodyMapView, body_map
from gaitcue.web.care_view import (
    DayView,
    PlanView,
    TestView,
    TodayView,
    attention_words,
    day_views,
    paper_of,
    plan_view,
    test_views,
    today_view,
)
from gaitcue.web.doors import Call, Caller
from gaitcue.web.form_values import read_by
from gaitcue.web.forms import FieldView, mistakes_listed, parts_of
from gaitcue.web.once import sent_as
from gaitcue.web.pages import page
from gaitcue.web.words import words
from gaitcue.work.clinic import care, people, standing
from gaitcue.work.clinic.care_calendar import calendar_of
from gaitcue.work.clinic.retraining_due import with_retraining

router = APIRouter()
MOST_ENTRIES = 60
AT_ONCE = 8
"""lines of a list that are shown before the earlier ones are opened"""


@dataclass(frozen=True, slots=True)
class CareLine:
    """One runner of the list."""

    runner_id: str
    name: str
    stage: str
    """empty without a plan"""
    mode: str
    urgency: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CareListPage:
    """Everybody with a plan."""

    lines: tuple[CareLine, ...]


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry as it was told."""

    id: str
    kind: str
    on: date
    text: str
    author: str


@dataclass(frozen=True, slots=True)
class CarePage:
    """Everything about one runner's care."""

    runner_id: str
    runner: str
    attention: tuple[tuple[str, str], ...]
    plan: PlanView | None
    today: TodayView | None
    days: tuple[DayView, ...]
    tests: tuple[TestView, ...]
    outcomes: tuple[str, ...]
    entries: tuple[EntryLine, ...]
    kinds: tuple[tuple[str, str], ...]
    shown_at_once: int = AT_ONCE


@dataclass(frozen=True, slots=True)
class EntryPage:
    """The form of one kind of entry."""

    runner_id: str
    runner: str
    kind: str
    fields: tuple[FieldView | BodyMapView, ...]
    mistakes: tuple[tuple[str, str], ...]


class ToldEntry(BaseModel):
    """An entry as a form holds it; its fields are those of the kind of entry."""

    model_config = ConfigDict(extra="allow")
    another: Annotated[str, Field(max_length=4, exclude=True)] = ""
    """the next one of this kind is entered right after it: a history of years has many"""


@page(router, "/care", "care_list.html")
def care_list(caller: Caller) -> CareListPage:
    """Whose pain rose, who stopped telling, who is due: the most urgent first."""
    found = standing.everybody_in_care(caller.record, caller.asker, caller.today)
    return CareListPage(tuple(map(_line, found)))


def _line(one: standing.InCare) -> CareLine:
    urgency = one.attention[0].urgency if one.attention else ""
    said = (care_word("attention", it.reason.code, "clinician", it.reason.values) for it in one.attention)
    mode = care_word("mode", one.mode, "clinician") if one.stage else care_word("retraining", "without_plan")
    return CareLine(one.runner.id, one.runner.name, str(one.stage) if one.stage else "", mode, urgency, tuple(said))


@page(router, "/runners/{runner_id}/care", "care.html")
def care_page(caller: Caller, runner_id: str) -> CarePage:
    """Where a runner's plan stands, what asks for a look, and every decision with its entries."""
    own_care = care.care_of(caller.record, caller.asker, runner_id, caller.today)
    found = with_retraining(caller.record, caller.asker, own_care)
    own = words()["care"]["kind"]
    return CarePage(
        runner_id=runner_id,
        runner=found.runner.name,
        attention=attention_words(found),
        plan=plan_view(found),
        today=today_view(found.today, "clinician") if found.today else None,
        days=day_views(found),
        tests=test_views(found),
        outcomes=tuple(_outcomes(found)),
        entries=tuple(_entry(row) for row in found.rows[: -MOST_ENTRIES - 1 : -1]),
        kinds=tuple((kind, str(own[kind])) for kind in ENTRY_KINDS),
    )


def _outcomes(found: care.Care) -> list[str]:
    return [
        f"{one.scale.upper().replace('_', '-')} {one.activity}: {one.totals[0][1]:g} ({one.totals[0][0]}), "
        f"{one.totals[-1][1]:g} ({one.totals[-1][0]}); {care_word('outcome', one.verdict)}"
        for one in found.outcomes
    ]


def _entry(row: CareEntryRow) -> EntryLine:
    own = row.on.isoformat()
    told = {name: value for name, value in row.content.items() if name not in ("version", "on") and value != own}
    fields = {one.name: one for one in form(ENTRY_KINDS[row.kind])}
    text = "; ".join(_told(fields[name], value) if name in fields else str(value) for name, value in told.items())
    text = "; ".join(filter(None, (text, _untold(row))))
    return EntryLine(row.id, str(words()["care"]["kind"][row.kind]), row.on, text, row.author)


def _told(field: FieldDefinition, value: Any) -> str:
    """An answer after its question; what says by itself what it is stands alone."""
    titles = dict(field.choices)
    if field.kind == "date":
        value = date_words(date.fromisoformat(value))
    listed = value if isinstance(value, list) else [value]
    said = ", ".join(titles.get(str(one), _plain(one)) for one in listed)
    return said if field.name in SAYS_ITSELF else f"{field.label.lower()}: {said}"


def _untold(row: CareEntryRow) -> str:
    """What was not answered about the person when a plan was made: a no is shown as one."""
    asked = [one for one in form(ENTRY_KINDS[row.kind]) if row.kind == "plan" and one.name in OF_THE_PLAN]
    missing = ", ".join(one.label.lower() for one in asked if row.content.get(one.name) is None)
    return f"{words()['app']['not_told']}: {missing}" if missing else ""


OF_THE_PLAN = frozenset({"runs", "needs_speed", "seated_much", "slow_tendon", "operated"})
SAYS_ITSELF = frozenset({"what", "kind", "site", "item", "scale", "note"})


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(words()["app"]["yes" if value else "no"]).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


# --- entering ---------------------------------------------------------------------------------------------------------


@page(router, "/runners/{runner_id}/care/enter/{kind}", "care_entry.html")
def entry_form(caller: Caller, runner_id: str, kind: str) -> EntryPage:
    """The form of one kind of entry."""
    return _form(caller, runner_id, kind, Asked({"on": caller.today.isoformat()}, {}))


def _form(call: Call, runner_id: str, kind: str, asked: Asked) -> EntryPage:
    definitions = form(_model(kind))
    parts = parts_of(definitions, asked.told, asked.mistakes)
    fields = [item for part in parts for item in part.items if isinstance(item, FieldView)]
    on = next((one for one in definitions if one.name == "on"), None)
    if on is not None:
        value, mistake = str(asked.told.get("on", call.today.isoformat())), asked.mistakes.get("on", "")
        fields.insert(0, FieldView("on", on.label, "date", required=True, value=value, mistake=mistake))
    listed = tuple(mistakes_listed(asked.mistakes, (), fields))
    runner = people.runner_named(call.record, call.asker, runner_id)
    drawn = (body_map(one) if one.name == "sites" else one for one in fields)
    return EntryPage(runner_id, runner.name, kind, tuple(drawn), listed)


def form_again(call: Call, parts: Mapping[str, str], asked: Asked) -> EntryPage:
    """The form on its way back."""
    return _form(call, parts["runner_id"], parts["kind"], asked)


@action(router, "/api/runners/{runner_id}/care/{kind}", again=Again("care_entry.html", form_again))
def enter(caller: Caller, asking: Request, runner_id: str, kind: str, told: ToldEntry) -> Done[CareEntryRow]:
    """Enter one thing into a runner's care record."""
    people.runner_named(caller.record, caller.asker, runner_id)  # whose it is comes before what is wrong with it
    values = entry_of(_model(kind), told.model_dump(), caller.today)
    sent = sent_as(asking)
    row = care.enter(caller.record, caller.asker, runner_id, kind, values, caller.today, sent=sent, twice=False)
    back = f"/runners/{runner_id}/care"
    return Done(f"{back}/enter/{kind}" if told.another else back, row)


def _model(kind: str) -> type[Any]:
    if kind not in ENTRY_KINDS:
        raise NotThere("there is no such kind of entry")
    return ENTRY_KINDS[kind]


def entry_of(model: type[Any], told: Mapping[str, Any], today: date) -> dict[str, Any]:
    """What a form tells, as an entry takes it.

    Raises
    ------
    FaultyForm : each mistake with its field
    """
    values = read_by(form(model), told)
    found = faults(values, model, today=today)
    if found:
        raise FaultyForm(found)
    return values


@action(router, "/api/care-entries/{entry_id}/withdraw")
def withdraw(caller: Caller, entry_id: str) -> Done[CareEntryRow]:
    """An entry that was a mistake counts no more; it stays to be seen."""
    row = care.withdraw(caller.record, caller.asker, entry_id)
    return Done(f"/runners/{row.runner_id}/care", row)


@dataclass(frozen=True, slots=True)
class PaperPage:
    """The plan as it is printed."""

    runner_id: str
    runner: str
    paper: Paper | None
    """None while there is no plan"""


@page(router, "/runners/{runner_id}/care/plan", "care_plan.html")
def plan_page(caller: Caller, runner_id: str) -> PaperPage:
    """The plan with its exercises drawn."""
    found = care.care_of(caller.record, caller.asker, runner_id, caller.today)
    return PaperPage(runner_id, found.runner.name, paper_of(found))


@router.get("/runners/{runner_id}/care/plan.pdf", include_in_schema=False)
def plan_file(caller: Caller, runner_id: str) -> Response:
    """The plan as a PDF."""
    paper = paper_of(care.care_of(caller.record, caller.asker, runner_id, caller.today))
    if paper is None:
        raise NotThere("there is no plan yet: enter one on the page of care")
    headers = {"content-disposition": 'attachment; filename="plan.pdf"'}
    return Response(plan_pdf(paper), media_type="application/pdf", headers=headers)


@router.get("/runners/{runner_id}/care/plan.ics", include_in_schema=False)
def calendar(caller: Caller, runner_id: str) -> Response:
    """The next two weeks of the plan for a calendar."""
    found = care.care_of(caller.record, caller.asker, runner_id, caller.today)
    return calendar_answer(calendar_of(found))


def calendar_answer(text: str) -> Response:
    """A calendar file."""
    headers = {"content-disposition": 'attachment; filename="plan.ics"'}
    return Response(text, media_type="text/calendar; charset=utf-8", headers=headers)
