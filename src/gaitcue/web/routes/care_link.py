"""The runner's own page by a link: what to do today and why, and the diary, in half a minute on a phone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field

from gaitcue.care.entries import Activity, DiaryDay
from gaitcue.store.columns import new_id
from gaitcue.store.records import AccessLinkRow
from gaitcue.terms.errors import FaultyForm, NotThere, Outdated
from gaitcue.terms.forms import FieldDefinition, form
from gaitcue.terms.typed import faults
from gaitcue.web.actions import Again, Asked, Done, action
from gaitcue.web.care_view import TodayView, today_view
from gaitcue.web.doors import Call, LinkCaller, call_of_link
from gaitcue.web.form_values import read_by
from gaitcue.web.forms import FieldView, mistakes_listed, parts_of
from gaitcue.web.rendering import rendered
from gaitcue.web.routes.care import calendar_answer
from gaitcue.web.words import words
from gaitcue.work.clinic import care, links
from gaitcue.work.clinic.care_calendar import calendar_of

router = APIRouter()
DIARY = "diary"
FIRST = ("task_pain", "pain_worst")
"""asked at once; the rest opens"""
MORE = ("first_bend_pain", "pain_now", "sitting_min", "sitting_cushion_min", "stiffness_min", "sleep_h", "medicines",
        "sites", "side", "note")  # fmt: skip
DID: tuple[str, ...] = ("nothing", "exercises", "run", "walk", "ride", "sport")


class ToldDiary(BaseModel):
    """The diary of one morning, and what was done the day before."""

    model_config = ConfigDict(extra="forbid")
    day: dict[str, Any] = Field(default_factory=dict, max_length=40)
    did: Literal["nothing", "exercises", "run", "walk", "ride", "sport", ""] = ""
    during: Annotated[str, Field(max_length=4)] = ""
    limped: Literal["yes", "no", ""] = ""
    sent: Annotated[str, Field(max_length=32, pattern=r"^[0-9a-f]*$")] = ""
    on: date | None = None
    """the morning that it was filled in: it may arrive later"""


@dataclass(frozen=True, slots=True)
class DiaryPage:
    """Today and the diary."""

    token: str
    name: str
    on: date
    today: TodayView | None
    task: str
    """the task of each morning, in words"""
    told: bool
    """this morning was told"""
    first: tuple[FieldView, ...]
    did: FieldView
    during: FieldView
    limped: FieldView
    more: tuple[FieldView, ...]
    sent: str
    mistakes: tuple[tuple[str, str], ...]


def _held(caller: LinkCaller) -> AccessLinkRow:
    if caller.link.purpose != DIARY:
        raise NotThere(links.ENDED)
    return caller.link


@router.get(f"/l/{{token}}/{DIARY}", include_in_schema=False)
def diary(caller: LinkCaller, request: Request) -> HTMLResponse:
    """What to do today, and the diary."""
    _held(caller)
    return rendered(request, "link_diary.html", _page(caller, caller.token, caller.link, Asked({}, {})))


def _page(call: Call, token: str, link: AccessLinkRow, asked: Asked) -> DiaryPage:
    found = care.care_of(call.record, call.asker, link.runner_id, call.today)
    told = asked.told.get("day")
    parts = parts_of(form(DiaryDay), told if isinstance(told, Mapping) else {}, asked.mistakes, "day.")
    views = {
        item.name.removeprefix("day."): item for part in parts for item in part.items if isinstance(item, FieldView)
    }
    own, plan = words()["care"]["diary"], found.state.plan if found.state else None
    did = FieldView("did", own["did"], "choice", required=True, choices=tuple((one, own["done"][one]) for one in DID),
                    value=str(asked.told.get("did", "")))  # fmt: skip
    scale = tuple((str(score), str(score)) for score in range(11))
    during = FieldView("during", own["during"], "scale", choices=scale, value=str(asked.told.get("during", "")),
                       mistake=asked.mistakes.get("during", ""))  # fmt: skip
    yes_no = (("yes", words()["app"]["yes"]), ("no", words()["app"]["no"]))
    limped = FieldView("limped", own["limped"], "choice", choices=yes_no, value=str(asked.told.get("limped", "")))
    fields = (*views.values(), during)
    return DiaryPage(
        token=token,
        name=found.runner.name.split(" ")[0],
        on=call.today,
        today=today_view(found.today) if found.today else None,
        task=plan.task if plan else "",
        told=any(one.on == call.today for one in found.record.day),
        first=tuple(views[name] for name in FIRST),
        did=did,
        during=during,
        limped=limped,
        more=tuple(views[name] for name in MORE),
        sent=str(asked.told.get("sent") or new_id()),
        mistakes=tuple(mistakes_listed(asked.mistakes, (), fields)),
    )


def again(call: Call, parts: Mapping[str, str], asked: Asked) -> DiaryPage:
    """The form on its way back."""
    return _page(call, parts["token"], links.held(call.record, parts["token"]).link, asked)


@dataclass(frozen=True, slots=True)
class Kept:
    """What was sent has arrived."""

    on: date
    entries: int


@action(router, f"/api/l/{{token}}/{DIARY}", again=Again("link_diary.html", again, call_of_link))
def send_diary(caller: LinkCaller, token: str, told: ToldDiary) -> Done[Kept]:
    """Keep the diary of a morning; sent again, as after a lost answer, it is the same."""
    link = _held(caller)
    on = told.on or caller.today
    day = _read(form(DiaryDay), DiaryDay, {"on": on.isoformat(), **told.day}, "day.", caller.today)
    did = _did(told, on)
    if did is not None:
        did = _read(form(Activity), Activity, did, "", caller.today)
    links.use(caller.record, token)
    sent = told.sent or new_id()
    _keep(caller, link.runner_id, "day", day, sent)
    if did is not None:
        _keep(caller, link.runner_id, "activity", did, hashlib.sha256(f"{sent} did".encode()).hexdigest()[:32])
    return Done(f"/l/{token}/{DIARY}", Kept(on, 1 if did is None else 2))


def _did(told: ToldDiary, on: date) -> dict[str, Any] | None:
    """What was done the day before, as an entry; None for nothing."""
    if told.did in ("", "nothing"):
        return None
    before = (on - timedelta(days=1)).isoformat()
    values: dict[str, Any] = {"on": before, "what": told.did, "during": told.during, "changed_gait": told.limped}
    return {name: value for name, value in values.items() if value != ""}


def _read(
    definitions: list[FieldDefinition], model: type[Any], values: Mapping[str, Any], prefix: str, today: date
) -> dict[str, Any]:
    read = read_by(definitions, {name: value for name, value in values.items() if value not in ("", None)})
    found = faults(read, model, today=today)
    if found:
        from dataclasses import replace

        raise FaultyForm(replace(one, place=f"{prefix}{one.place}") for one in found)
    return read


def _keep(caller: LinkCaller, runner_id: str, kind: str, values: dict[str, Any], sent: str) -> None:
    try:
        care.enter(caller.record, caller.asker, runner_id, kind, values, caller.today, sent=sent)
    except Outdated:
        raise Outdated(words()["care"]["diary"]["already"]) from None


@router.get(f"/l/{{token}}/{DIARY}/plan.ics", include_in_schema=False)
def plan_calendar(caller: LinkCaller) -> Response:
    """The next two weeks for the runner's own calendar."""
    link = _held(caller)
    return calendar_answer(calendar_of(care.care_of(caller.record, caller.asker, link.runner_id, caller.today)))
