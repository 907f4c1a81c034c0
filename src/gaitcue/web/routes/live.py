"""Live retraining: a runner's course, the questions before a session, the session itself, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, WebSocket
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field

from gaitcue.clinic.rule_data import cues
from gaitcue.live.protocol.course import OVER
from gaitcue.live.protocol.result import SessionResult
from gaitcue.live.protocol.schedule import SessionSpec
from gaitcue.live.protocol.target import CADENCE
from gaitcue.report.wording.retraining import advice_words, reason_words, reasons_words
from gaitcue.store.records import RunnerRow
from gaitcue.terms.errors import BadOption, Outdated
from gaitcue.web.actions import Again, Asked, Done, action
from gaitcue.web.doors import Call, Caller
from gaitcue.web.forms import FieldView, mistakes_listed
from gaitcue.web.live_form import after_fields, before_fields, choice_fields
from gaitcue.web.live_stream import refuse
from gaitcue.web.live_view import (
    BandView,
    PlanView,
    TargetView,
    band_views,
    cue_words,
    plan_view,
    target_view,
)
from gaitcue.web.pages import page
from gaitcue.web.security import WITH_CAMERA
from gaitcue.web.session_stream import SessionStream
from gaitcue.web.take_view import run_words
from gaitcue.web.words import words
from gaitcue.work.clinic import people, retraining, retraining_course
from gaitcue.work.clinic.filming import within
from gaitcue.work.clinic.retraining import SessionView, ToldAfter, ToldBefore
from gaitcue.work.clinic.retraining_course import Begun, Choice, CourseView, Retraining
from gaitcue.work.clinic.scores import Score

router = APIRouter()


# --- the course -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session that was begun, in a list."""

    id: str
    on: date
    title: str
    over: bool
    bands: tuple[BandView, ...]
    ended: str
    pace: str = ""
    """speed and incline, where they were told"""


@dataclass(frozen=True, slots=True)
class CourseShown:
    """A course that goes on, or one that is over."""

    id: str
    number: int
    cue: str
    say: str
    going: bool
    target: TargetView | None
    sessions: tuple[SessionLine, ...]
    open_session: str
    """id of one that goes on"""
    next_title: str
    next_on: date | None
    advice: str
    why: tuple[str, ...]
    schedule: tuple[SessionSpec, ...]


@dataclass(frozen=True, slots=True)
class CoursePage:
    """A runner's live retraining."""

    runner: RunnerRow
    courses: tuple[CourseShown, ...]
    """the latest first"""
    cue: FieldView
    wording: FieldView
    before: tuple[FieldView, ...]
    """what is asked before a session"""
    mistakes: tuple[tuple[str, str], ...] = ()

    @property
    def going(self) -> tuple[CourseShown, ...]:
        return tuple(one for one in self.courses if one.going)

    @property
    def over(self) -> tuple[CourseShown, ...]:
        return tuple(one for one in self.courses if not one.going)


@page(router, "/runners/{runner_id}/live", "live_course.html")
def course(caller: Caller, runner_id: str) -> CoursePage:
    """A runner's live retraining: what goes on, what comes next, what came of it."""
    return course_page(caller, {"runner_id": runner_id}, Asked({}, {}))


def course_page(call: Call, parts: Mapping[str, str], asked: Asked) -> CoursePage:
    """The page with its forms, as they were filled in."""
    runner_id = parts.get("runner_id") or _runner_of(call, parts["retraining_id"])
    runner = people.runner_named(call.record, call.asker, runner_id)
    found = retraining_course.results(call.record, call.asker, runner_id, call.today)
    last = next((one.last_speed_and_incline for one in found if one.retraining.going), (None, None))
    before, choice = before_fields(asked, last), choice_fields(asked)
    listed = tuple(mistakes_listed(asked.mistakes, (), (*choice, *before)))
    return CoursePage(runner, tuple(_course(call, one) for one in found), *choice, before, listed)


AGAIN = Again("live_course.html", course_page)


def _runner_of(call: Call, retraining_id: str) -> str:
    return retraining_course.retraining_of(call.record, call.asker, retraining_id).row.runner_id


def _course(call: Call, view: CourseView) -> CourseShown:
    found, told = view.retraining, words()["live"]
    due, ahead = view.due_test, view.next
    title = told["plan"]["test"] if ahead is None and due else ""
    if ahead:
        title = told["plan"]["session"].format(number=ahead.number)
    refused = _refused(call, view) if title and view.open_session is None else ()
    done: dict[tuple[str, int, date], SessionResult] = {(one.kind, one.number, one.on): one for one in view.results}
    return CourseShown(
        id=found.row.id,
        number=found.row.number,
        cue=cues()[found.aim.cue].title,
        say=cue_words(found.aim),
        going=found.going,
        target=target_view(found.target),
        sessions=tuple(
            _line(row.id, row.on, row.kind, row.number, done.get((row.kind, row.number, row.on)), found)
            for row in reversed(view.sessions)
        ),
        open_session=view.open_session.id if view.open_session else "",
        next_title=title,
        next_on=ahead.from_on if ahead else due.due_on if due else None,
        advice=told["before"]["not_today"] if refused else advice_words(view.advice.code),
        why=(*refused, *reasons_words(view.advice.reasons), *(reasons_words(ahead.reasons) if ahead else ())),
        schedule=found.schedule,
    )


def _refused(call: Call, view: CourseView) -> tuple[str, ...]:
    """Why no session can begin today; what the advice of the course says already is not said twice."""
    if not view.retraining.going or view.advice.code in OVER:
        return ()
    return tuple(reasons_words(retraining.refused_at_once(call.record, call.asker, view, call.today)))


def _line(
    session_id: str, on: date, kind: str, number: int, result: SessionResult | None, found: Retraining
) -> SessionLine:
    told = words()["live"]["plan"]
    title = told["test"] if kind == "test" else told["session"].format(number=number)
    if result is None:
        return SessionLine(session_id, on, title, False, (), "")
    ended = reason_words(result.ended)
    pace = run_words({"speed_kmh": result.speed_kmh, "incline_pct": result.incline_pct})
    return SessionLine(session_id, on, title, True, band_views(result, found.target), ended, pace)


@action(router, "/api/runners/{runner_id}/retrainings", again=AGAIN)
def begin(caller: Caller, runner_id: str, told: Choice) -> Done[Begun]:
    """Begin a course, if nothing speaks against it."""
    people.runner_named(caller.record, caller.asker, runner_id)  # not there, before anything that is wrong otherwise
    begun = retraining_course.begin(caller.record, caller.asker, runner_id, told, caller.today)
    if begun.retraining is None:
        raise BadOption("; ".join(reasons_words(begun.refused)))
    return Done(f"/runners/{runner_id}/live", begun)


class ToldEnd(BaseModel):
    """Why a course is over."""

    model_config = ConfigDict(extra="forbid")
    why: Annotated[str, Field(max_length=200)] = ""


@action(router, "/api/retrainings/{retraining_id}/end", again=AGAIN)
def end(caller: Caller, retraining_id: str, told: ToldEnd) -> Done[Retraining]:
    """End a course; what came of it stays."""
    ended = retraining_course.end_course(caller.record, caller.asker, retraining_id, told.why, caller.today)
    return Done(f"/runners/{ended.row.runner_id}/live", ended)


class ToldRow(BaseModel):
    """One session of a schedule."""

    model_config = ConfigDict(extra="forbid")
    run_min: float
    feedback_pct: float
    every_min: float | None = None
    placed: str = "first"


class ToldSchedule(BaseModel):
    """The sessions as a clinician wants them."""

    model_config = ConfigDict(extra="forbid")
    number: int
    session: Annotated[list[ToldRow], Field(max_length=30)]


@action(router, "/api/retrainings/{retraining_id}/schedule", again=AGAIN)
def change_schedule(caller: Caller, retraining_id: str, told: ToldSchedule) -> Done[Retraining]:
    """Change minutes and feedback of the sessions for this person."""
    _runner_of(caller, retraining_id)
    rows = [one.model_dump() for one in told.session]
    found = retraining_course.edit_schedule(caller.record, caller.asker, retraining_id, rows, told.number)
    return Done(f"/runners/{found.row.runner_id}/live", found)


# --- a session --------------------------------------------------------------------------------------------------------


class ToldStart(BaseModel):
    """What is asked before a session, as the form asks it."""

    model_config = ConfigDict(extra="forbid")
    pain: Score
    flags: list[Annotated[str, Field(max_length=60)]] | None = Field(default=None, max_length=200)
    """ids of the questions that were answered yes, or ``none``"""
    speed_kmh: Annotated[float | None, within("speed_kmh")] = None
    incline_pct: Annotated[float | None, within("incline_pct")] = None


def _start_of_form(tree: dict[str, Any]) -> dict[str, Any]:
    """One tick is a list of one."""
    flags = tree.get("flags")
    return {**tree, "flags": [flags]} if isinstance(flags, str) else tree


@action(router, "/api/retrainings/{retraining_id}/sessions", again=AGAIN, reads=_start_of_form)
def start(caller: Caller, retraining_id: str, told: ToldStart) -> Done[str]:
    """Begin today's session, or go on with the one that was left; refused with what speaks against it."""
    _runner_of(caller, retraining_id)
    if not told.flags:
        raise BadOption(words()["live"]["before"]["flags_missing"])
    ticked = {name: True for name in told.flags if name != "none"}
    before = ToldBefore(pain=told.pain, flags=ticked, speed_kmh=told.speed_kmh, incline_pct=told.incline_pct)
    view = retraining.open_session(caller.record, caller.asker, retraining_id, before, caller.today)
    if view.row is None:
        raise BadOption("; ".join(reasons_words(view.refused)))
    return Done(f"/live/{view.row.id}", view.row.id)


@dataclass(frozen=True, slots=True)
class LivePage:
    """A session that is set up, goes on, waits for what is asked afterwards, or is over."""

    id: str
    runner: RunnerRow
    stage: str
    """live, after or over"""
    plan: PlanView | None
    target: TargetView | None
    cue: str
    say: str
    ended: str
    after: tuple[FieldView, ...]
    bands: tuple[BandView, ...]
    result: SessionResult | None
    words: Mapping[str, Any]
    beats: bool = False
    """what is trained has a beat"""
    mistakes: tuple[tuple[str, str], ...] = ()


@page(router, "/live/{session_id}", "live.html", headers=WITH_CAMERA)
def live(caller: Caller, session_id: str) -> LivePage:
    """One session of a live retraining."""
    return live_page(caller, {"session_id": session_id}, Asked({}, {}))


def live_page(call: Call, parts: Mapping[str, str], asked: Asked) -> LivePage:
    """The page of a session, as far as it is."""
    view = retraining.session_view(call.record, call.asker, parts["session_id"])
    state, found, after = view.state, view.retraining, after_fields(asked)
    return LivePage(
        id=parts["session_id"],
        runner=view.runner,
        stage=_stage(view),
        plan=plan_view(state.plan) if state else None,
        target=target_view(state.target if state else found.target),
        cue=cues()[found.aim.cue].title,
        say=cue_words(found.aim),
        ended=reason_words(state.ended) if state and state.ended else "",
        after=after,
        bands=band_views(view.result, found.target) if view.result else (),
        result=view.result,
        words={**words()["live"]["page"], "say": cue_words(found.aim)},
        beats=CADENCE in found.aim.measures,
        mistakes=tuple(mistakes_listed(asked.mistakes, (), after)),
    )


def _stage(view: SessionView) -> str:
    if view.row is not None and view.row.ended_at is not None:
        return "over"
    return "after" if view.state is None or view.state.phase == "ended" else "live"


@action(router, "/api/live/{session_id}/close", again=Again("live.html", live_page))
def close(caller: Caller, session_id: str, told: ToldAfter) -> Done[str]:
    """A session is over: how it was."""
    retraining.close_session(caller.record, caller.asker, session_id, told, caller.today)
    return Done(f"/live/{session_id}", session_id)


@router.websocket("/live/{session_id}/stream")
async def stream(socket: WebSocket, caller: Caller, session_id: str) -> None:
    """Pictures in, points and state out; see ``web.session_stream``."""
    try:
        running = await run_in_threadpool(retraining.attach, caller.record, caller.asker, session_id)
    except Outdated as problem:
        await socket.accept()
        await refuse(socket, str(problem))
        return
    await socket.accept()
    with running:
        conditions = await run_in_threadpool(
            retraining.conditions_of, caller.record, caller.asker, session_id, caller.today
        )
        desk, pace = socket.app.state.live, caller.settings.live_pace
        await SessionStream(socket, desk, running, conditions, pace).run(session_id)
