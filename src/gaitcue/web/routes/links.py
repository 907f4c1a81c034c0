"""Where the links of runners lead, ``/l/{token}``: the one report, form or upload that it is for, and nothing else.

Nobody logs in here: the token is the key. These are also the only routes of the door that is opened to phones in the
local network (``gaitcue serve --runner-links``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse

from gaitcue.terms.errors import FaultyForm, GaitcueError
from gaitcue.web.actions import Again, Asked, Done, action, capped
from gaitcue.web.doors import LinkCall, LinkCaller, call_of_link
from gaitcue.web.file_form import FileFormRoute, file_form
from gaitcue.web.form_values import tree_of
from gaitcue.web.forms import FieldView
from gaitcue.web.rendering import rendered
from gaitcue.web.routes.answers import AnswersForm, AnswersPage, begun, form_page, read_form
from gaitcue.web.routes.trial import morning_fields, read_morning
from gaitcue.web.routes.uploads import Offset, announced, keep_content, told_of, written
from gaitcue.web.shown_apart import shown_apart
from gaitcue.web.triage_view import TriageView, triage_view
from gaitcue.web.trial_view import stage_title
from gaitcue.web.words import words
from gaitcue.work.clinic import by_link, links, sharing, uploads
from gaitcue.work.clinic.trial_verdicts import ToldMorning
from gaitcue.work.clinic.uploads import Arrived, NewUpload

router = APIRouter()
ANSWERS, UPLOAD, MORNING = "answers", "upload", "next_morning"


@router.get("/l/{token}", include_in_schema=False)
def open_link(caller: LinkCaller) -> Response:
    """The runner's page of a signed report, one use of its link; other purposes go on to their page."""
    if caller.link.purpose != sharing.PURPOSE:
        return RedirectResponse(f"/l/{caller.token}/{caller.link.purpose}", status_code=303)
    page = sharing.read_by(caller.record, links.use(caller.record, caller.token))
    # The address is a secret: no page that is reached from here learns it.
    return shown_apart(page, {"referrer-policy": "no-referrer"})


# --- the questions before a visit -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LinkFormPage:
    """The questions on the runner's own phone."""

    token: str
    form: AnswersPage


@dataclass(frozen=True, slots=True)
class SentPage:
    """What was sent has arrived, and what to do about it."""

    title: str
    text: str
    triage: TriageView | None = None


@router.get(f"/l/{{token}}/{ANSWERS}", include_in_schema=False)
def questions(caller: LinkCaller, request: Request) -> HTMLResponse:
    """The questions, with the last answers there to be confirmed."""
    found = by_link.before(caller.record, caller.held_for(ANSWERS), caller.today)
    form = form_page(found, Asked(begun(found, caller.today), {}), "", "", by_link.definitions())
    return rendered(request, "link_answers.html", LinkFormPage(caller.token, form))


def questions_again(call: LinkCall, parts: Mapping[str, str], asked: Asked) -> LinkFormPage:
    """The form on its way back."""
    found = by_link.before(call.record, call.held_for(ANSWERS), call.today)
    return LinkFormPage(call.token, form_page(found, asked, "", "", by_link.definitions()))


@action(
    router, f"/api/l/{{token}}/{ANSWERS}", again=Again("link_answers.html", questions_again, call_of_link),
    reads=read_form,
)  # fmt: skip
def send_answers(caller: LinkCaller, token: str, told: AnswersForm) -> Done[SentPage]:
    """Keep the answers; the link is used up by that."""
    caller.held_for(ANSWERS)
    if told.add_entry or told.remove_entry:
        raise FaultyForm([])
    runner, decision = by_link.send_answers(caller.record, token, told, caller.today)
    own = words()["link"]
    page = SentPage(own["thanks"].format(name=runner.name.split(" ")[0]), own["answers_sent"], triage_view(decision))
    return Done("", page, lambda request: rendered(request, "link_sent.html", page))


@router.post(f"/l/{{token}}/{ANSWERS}/judged", include_in_schema=False)
async def judged(caller: LinkCaller, request: Request) -> HTMLResponse:
    """What a form that is being filled in leads to so far; nothing is kept."""
    told = AnswersForm.model_validate(read_form(tree_of(await capped(request))))
    held = caller.held_for(ANSWERS)
    decision = await run_in_threadpool(by_link.foreseen_by, caller.record, held, told, caller.today)
    return rendered(request, "judged.html", triage_view(decision))


# --- clips from a phone -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PhonePage:
    """Clips from a phone."""

    token: str
    runner: str
    visit_id: str
    on: date
    trial_id: str
    stages: tuple[tuple[str, str], ...]
    """of a trial that is being run: (id, title)"""
    now: str
    arrived: bool
    """a clip has just come by the plain form"""


@router.get(f"/l/{{token}}/{UPLOAD}", include_in_schema=False)
def phone(caller: LinkCaller, request: Request, arrived: bool = False) -> HTMLResponse:
    """Clips for one visit, and for the trial that is being run."""
    found = by_link.phone(caller.record, caller.held_for(UPLOAD))
    state = found.state
    run = [stage for stage in state.stages if stage.filmed] if state else []
    page = PhonePage(
        token=caller.token,
        runner=found.runner.name,
        visit_id=found.visit_id,
        on=found.on,
        trial_id=found.trial_id,
        stages=tuple((stage.id, stage_title(stage)) for stage in run),
        now=state.awaits_clip if state else "",
        arrived=arrived,
    )
    return rendered(request, "link_upload.html", page)


@action(router, "/api/l/{token}/uploads")
def begin_upload(caller: LinkCaller, token: str, told: NewUpload) -> Done[Arrived]:
    """Announce a file."""
    return Done(f"/l/{token}/{UPLOAD}", by_link.begin_upload(caller.record, caller.held_for(UPLOAD), told))


@router.head("/api/l/{token}/uploads/{upload_id}", include_in_schema=False)
@router.get("/api/l/{token}/uploads/{upload_id}")
def upload_offset(caller: LinkCaller, response: Response, upload_id: str) -> Arrived:
    """How much of a file is here: sending goes on from there."""
    found = by_link.upload_of(caller.record, caller.held_for(UPLOAD), upload_id)
    return told_of(response, uploads.arrived(caller.record, caller.asker, found.id))


@router.patch("/api/l/{token}/uploads/{upload_id}")
async def add_piece(
    caller: LinkCaller, request: Request, response: Response, upload_id: str, offset: Offset
) -> Arrived:
    """Send a part of a file, or all of it."""
    held = caller.held_for(UPLOAD)
    piece = await run_in_threadpool(by_link.piece, caller.record, held, upload_id, offset)
    return told_of(response, await written(request, piece))


@dataclass(frozen=True, slots=True)
class Received:
    """A clip that has come in."""

    name: str


@action(router, "/api/l/{token}/uploads/{upload_id}/finish")
def finish_upload(caller: LinkCaller, token: str, upload_id: str) -> Done[Received]:
    """Look at a whole file, and enter it as a clip of the visit."""
    caller.held_for(UPLOAD)
    taken = by_link.finish_upload(caller.record, token, upload_id)
    return Done(f"/l/{token}/{UPLOAD}", Received(taken.clip.name))


async def send_clip(caller: LinkCaller, request: Request, token: str) -> Response:
    """A clip by a plain form, without JavaScript: sent in one go, then looked at like any other."""
    held = caller.held_for(UPLOAD)
    form = file_form(request)
    here = await run_in_threadpool(by_link.phone, caller.record, held)
    told = announced(request, here.visit_id, form)
    arrived = await run_in_threadpool(by_link.begin_upload, caller.record, held, told)
    try:
        await keep_content(caller, arrived.id, form)
        await run_in_threadpool(by_link.finish_upload, caller.record, token, arrived.id)
    except GaitcueError:
        await run_in_threadpool(uploads.forget, caller.record, arrived.id)
        raise
    return RedirectResponse(f"/l/{token}/{UPLOAD}?arrived=1", 303)


router.add_api_route(
    "/api/l/{token}/clips", send_clip, methods=["POST"], route_class_override=FileFormRoute,
    response_class=Response, status_code=303,
)  # fmt: skip


# --- the morning after ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MorningPage:
    """The two questions of the morning after a trial."""

    token: str
    fields: tuple[FieldView, ...]
    mistakes: tuple[tuple[str, str], ...] = ()
    early: bool = False
    """it is still the day of the trial"""


@router.get(f"/l/{{token}}/{MORNING}", include_in_schema=False)
def morning(caller: LinkCaller, request: Request) -> HTMLResponse:
    """How was the morning?"""
    on = by_link.day_of_trial(caller.record, caller.held_for(MORNING))
    page = MorningPage(caller.token, morning_fields(Asked({}, {})), early=caller.today <= on)
    return rendered(request, "link_morning.html", page)


def morning_again(call: LinkCall, parts: Mapping[str, str], asked: Asked) -> MorningPage:
    """The form on its way back."""
    call.held_for(MORNING)
    fields = morning_fields(asked)
    return MorningPage(call.token, fields, tuple((one.id, one.mistake) for one in fields if one.mistake))


@action(
    router, f"/api/l/{{token}}/{MORNING}", again=Again("link_morning.html", morning_again, call_of_link),
    reads=read_morning,
)  # fmt: skip
def send_morning(caller: LinkCaller, token: str, told: ToldMorning) -> Done[SentPage]:
    """Keep what the morning was like; the trial is judged again."""
    by_link.send_morning(caller.record, token, told.model_copy(update={"number": None}))
    own: dict[str, Any] = words()["link"]
    page = SentPage(own["thanks_plain"], own["morning_sent"])
    return Done("", page, lambda request: rendered(request, "link_sent.html", page))
