"""The runner's own page by a link: what to do today and why, and the diary."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from gaitcue.web.actions import Again, Asked, Done, action
from gaitcue.web.doors import LinkCall, LinkCaller, call_of_link
from gaitcue.web.own_page import OwnPage, worker_of
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
from gaitcue.work.clinic import care, links
from gaitcue.work.clinic.care_calendar import calendar_of

router = APIRouter()
DIARY = "diary"


def _address(token: str) -> Address:
    return Address(f"/l/{token}/{DIARY}", f"/api/l/{token}/{DIARY}", "link_base.html")


@router.get(f"/l/{{token}}/{DIARY}", include_in_schema=False)
def diary(caller: LinkCaller, request: Request) -> HTMLResponse:
    """What to do today, and the diary."""
    link = caller.held_for(DIARY).link
    return rendered(request, TEMPLATE, diary_page(caller, link.runner_id, _address(caller.token)))


def again(call: LinkCall, parts: Mapping[str, str], asked: Asked) -> DiaryPage:
    """The form on its way back."""
    return diary_page(call, call.held_for(DIARY).link.runner_id, _address(call.token), asked)


@action(router, f"/api/l/{{token}}/{DIARY}", again=Again(TEMPLATE, again, call_of_link))
def send_diary(caller: LinkCaller, token: str, told: ToldDiary) -> Done[Kept]:
    """Keep the diary of a morning; sent again, as after a lost answer, it is the same."""
    link = caller.held_for(DIARY).link
    morning = read_morning(told, caller.today)
    links.use(caller.record, token)
    return Done(f"/l/{token}/{DIARY}", keep_morning(caller, link.runner_id, morning))


@router.get(f"/l/{{token}}/{DIARY}/plan.ics", include_in_schema=False)
def plan_calendar(caller: LinkCaller) -> Response:
    """The next two weeks for the runner's own calendar."""
    link = caller.held_for(DIARY).link
    return calendar_answer(calendar_of(care.care_of(caller.record, caller.asker, link.runner_id, caller.today)))


@router.get(f"/l/{{token}}/{DIARY}/worker.js", include_in_schema=False)
def worker(caller: LinkCaller) -> Response:
    """What lets this page, and no other, open without a connection until the link ends."""
    link, page = caller.held_for(DIARY).link, _address(caller.token).page
    return worker_of(OwnPage(page, f"{page}/shell", FILES, link.expires_at))


@router.get(f"/l/{{token}}/{DIARY}/shell", include_in_schema=False)
def shell(caller: LinkCaller, request: Request) -> HTMLResponse:
    """The empty form, as it is kept on the phone."""
    caller.held_for(DIARY)
    return rendered(request, TEMPLATE, shell_of(caller, _address(caller.token)))
