"""What a runner who logs in sees: today with the diary, and the reports that were shared with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from gaitcue.store.columns import now
from gaitcue.web.actions import Again, Asked, Done, action
from gaitcue.web.doors import Call, RunnerCaller, call_of_runner
from gaitcue.web.own_page import OwnPage, worker_of
from gaitcue.web.pages import page
from gaitcue.web.rendering import rendered
from gaitcue.web.routes.care import calendar_answer
from gaitcue.web.routes.diary import (
    FILES,
    TEMPLATE,
    Address,
    DiaryPage,
    Kept,
    ToldDiary,
    diary_page,
    keep_morning,
    read_morning,
    shell_of,
)
from gaitcue.web.shown_apart import shown_apart
from gaitcue.work.clinic import care, sharing
from gaitcue.work.clinic.care_calendar import calendar_of

router = APIRouter()
DIARY: Final = Address("/mine/diary", "/api/mine/diary", "base.html")
KEPT: Final = timedelta(days=30)
"""how long the empty form stays on a phone that was not opened; logging out takes it away at the next opening"""


@dataclass(frozen=True, slots=True)
class SharedReport:
    """A report that the runner may read, for now."""

    id: str
    signed_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class MinePage:
    """The reports that were shared, the latest first."""

    name: str
    reports: tuple[SharedReport, ...]


@page(router, "/mine", "mine.html")
def mine(caller: RunnerCaller) -> MinePage:
    """What was shared with the runner."""
    found = sharing.shared_with(caller.record, caller.asker)
    reports = [
        SharedReport(row.id, row.signed_at, row.shared_until) for row in found if row.signed_at and row.shared_until
    ]
    return MinePage(caller.asker.name, tuple(reports))


@router.get("/mine/reports/{report_id}", include_in_schema=False)
def read(caller: RunnerCaller, report_id: str) -> Response:
    """The runner's page of a report."""
    return shown_apart(sharing.read_own(caller.record, caller.asker, report_id))


# --- the diary --------------------------------------------------------------------------------------------------------


@page(router, DIARY.page, TEMPLATE)
def diary(caller: RunnerCaller) -> DiaryPage:
    """What to do today, and the diary."""
    return diary_page(caller, care.own_runner(caller.asker), DIARY)


def again(call: Call, parts: Mapping[str, str], asked: Asked) -> DiaryPage:
    """The form on its way back."""
    return diary_page(call, care.own_runner(call.asker), DIARY, asked)


@action(router, DIARY.action, again=Again(TEMPLATE, again, call_of_runner))
def send_diary(caller: RunnerCaller, told: ToldDiary) -> Done[Kept]:
    """Keep the diary of a morning; sent again, as after a lost answer, it is the same."""
    morning = read_morning(told, caller.today)
    return Done(DIARY.page, keep_morning(caller, care.own_runner(caller.asker), morning))


@router.get(f"{DIARY.page}/plan.ics", include_in_schema=False)
def plan_calendar(caller: RunnerCaller) -> Response:
    """The next two weeks for the runner's own calendar."""
    found = care.care_of(caller.record, caller.asker, care.own_runner(caller.asker), caller.today)
    return calendar_answer(calendar_of(found))


@router.get(f"{DIARY.page}/worker.js", include_in_schema=False)
def worker(caller: RunnerCaller) -> Response:
    """What lets this page, and no other, open without a connection."""
    return worker_of(OwnPage(DIARY.page, f"{DIARY.page}/shell", FILES, now() + KEPT))


@router.get(f"{DIARY.page}/shell", include_in_schema=False)
def shell(caller: RunnerCaller, request: Request) -> HTMLResponse:
    """The empty form, as it is kept on the phone."""
    return rendered(request, TEMPLATE, shell_of(caller, DIARY))
