"""Step 7: the cue trial, stretch by stretch, and its verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response, WebSocket
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse

from gaitcue.store.records import RunnerRow, TrialRow, VisitRow
from gaitcue.web.actions import Again, Asked, Done, action
from gaitcue.web.doors import Call, Caller
from gaitcue.web.forms import SCALE_CHOICES, FieldView
from gaitcue.web.pages import page
from gaitcue.web.security import WITH_CAMERA
from gaitcue.web.shown_apart import shown_apart
from gaitcue.web.triage_view import TriageView, triage_view
from gaitcue.web.trial_live_view import LivePart, live_part
from gaitcue.web.trial_stream import TrialStream
from gaitcue.web.trial_view import BeginView, NothingView, UnderWayView, begin_view, nothing_view, under_way
from gaitcue.web.words import words
from gaitcue.work.clinic import trial_verdicts, trials
from gaitcue.work.clinic.trial_verdicts import ToldMorning, Verdict
from gaitcue.work.clinic.trials import (
    ToldBegin,
    ToldElsewhere,
    ToldOn,
    ToldScore,
    ToldStage,
    ToldWording,
)

router = APIRouter()
Analysis = Annotated[str, Query(max_length=40)]


@dataclass(frozen=True, slots=True)
class TrialPage:
    """A trial that can begin, is under way, or has its verdict."""

    runner: RunnerRow
    visit: VisitRow
    triage: TriageView
    blocked: bool
    """no cue is tried now"""
    runs: int
    """analysed runs of this visit"""
    begin: BeginView | None
    nothing: NothingView | None
    trial: UnderWayView | None
    verdicts: tuple[Verdict, ...]
    """the latest first"""
    early: bool
    """it is still the day of the trial: the next morning is yet to come"""
    morning: tuple[FieldView, ...]
    live: LivePart | None
    """how it is run live; None when nothing is run any more"""
    mistakes: tuple[tuple[str, str], ...] = ()


@page(router, "/visits/{visit_id}/trial", "trial.html", headers=WITH_CAMERA)
def trial(caller: Caller, visit_id: str, analysis: Analysis = "") -> TrialPage:
    """The cue trial of an appointment."""
    return _page(caller, visit_id, analysis)


def _page(call: Call, visit_id: str, analysis: str = "", asked: Asked | None = None) -> TrialPage:
    view = trials.trial_page(call.record, call.asker, visit_id, call.today, analysis)
    verdicts = trial_verdicts.verdicts_of(call.record, view.row) if view.row else ()
    barred = view.decision.triage.bars("cue_trial")
    pace = call.settings.live_pace
    shown = under_way(view, pace)
    return TrialPage(
        runner=view.runner,
        visit=view.visit,
        triage=triage_view(view.decision),
        blocked=barred,
        runs=len(view.runs),
        begin=None if barred else begin_view(view),
        nothing=None if barred else nothing_view(view),
        trial=shown,
        live=live_part(pace) if shown and shown.now else None,
        verdicts=verdicts,
        early=call.today <= view.visit.on,
        morning=morning_fields(asked or Asked({}, {})),
        mistakes=tuple(("", line) for line in (asked.mistakes.values() if asked else ())),
    )


def morning_fields(asked: Asked) -> tuple[FieldView, ...]:
    """The two questions of the morning after."""
    told = words()["trial"]["morning"]
    return tuple(
        FieldView(
            name, told[name], "scale", required=True, choices=SCALE_CHOICES, value=str(asked.told.get(name, "")),
            mistake=asked.mistakes.get(name, ""),
        )
        for name in ("pain_before", "pain")
    )  # fmt: skip


def trial_again(call: Call, parts: Mapping[str, str], asked: Asked) -> TrialPage:
    """The page of a trial with what went wrong."""
    visit_id = parts.get("visit_id") or trials.visit_of(call.record, call.asker, parts["trial_id"])
    return _page(call, visit_id, asked=asked)


AGAIN = Again("trial.html", trial_again)


def _done(row: TrialRow, place: str = "") -> Done[TrialRow]:
    return Done(f"/visits/{row.visit_id}/trial{place}", row)


@router.websocket("/trials/{trial_id}/stream")
async def stream(socket: WebSocket, caller: Caller, trial_id: str) -> None:
    """Pictures in, points and numbers out; see ``web.trial_stream``."""
    await run_in_threadpool(trials.trial_row, caller.record, caller.asker, trial_id)
    await socket.accept()
    desk, pace = socket.app.state.live, caller.settings.live_pace
    await TrialStream(socket, desk, caller.record, caller.asker, trial_id, pace).run(trial_id)


@action(router, "/api/visits/{visit_id}/trials", again=AGAIN)
def begin_trial(caller: Caller, visit_id: str, told: ToldBegin) -> Done[TrialRow]:
    """Begin a trial with what is offered; the order is drawn, and kept with its seed."""
    return _done(trials.begin(caller.record, caller.asker, visit_id, told, caller.today))


@action(router, "/api/trials/{trial_id}/start", again=AGAIN)
def start_stage(caller: Caller, trial_id: str, told: ToldStage) -> Done[TrialRow]:
    """The time of a stretch begins to run."""
    return _done(trials.start(caller.record, caller.asker, trial_id, told))


@action(router, "/api/trials/{trial_id}/score", again=AGAIN)
def tell_score(caller: Caller, trial_id: str, told: ToldScore) -> Done[TrialRow]:
    """Pain, effort or awkwardness of a stretch; more pain than may be run with ends the trial."""
    return _done(trials.score(caller.record, caller.asker, trial_id, told), tapped(told))


def tapped(told: ToldScore) -> str:
    """Place of the button that was tapped: the focus is there again on a page that was loaded anew."""
    scores = told.model_dump(include={"pain", "effort", "awkwardness"}, exclude_none=True)
    return next((f"#tap-{name}-{value:g}" for name, value in scores.items()), "")


@action(router, "/api/trials/{trial_id}/elsewhere", again=AGAIN)
def tell_elsewhere(caller: Caller, trial_id: str, told: ToldElsewhere) -> Done[TrialRow]:
    """Pain at a second site."""
    return _done(trials.elsewhere(caller.record, caller.asker, trial_id, told))


@action(router, "/api/trials/{trial_id}/wording", again=AGAIN)
def choose_wording(caller: Caller, trial_id: str, told: ToldWording) -> Done[TrialRow]:
    """Which words are said."""
    return _done(trials.word(caller.record, caller.asker, trial_id, told))


@action(router, "/api/trials/{trial_id}/next", again=AGAIN)
def next_stage(caller: Caller, trial_id: str, told: ToldOn) -> Done[TrialRow]:
    """The next stretch, or the end."""
    return _done(trials.go_on(caller.record, caller.asker, trial_id, told))


@action(router, "/api/trials/{trial_id}/stop", again=AGAIN)
def stop_trial(caller: Caller, trial_id: str, told: ToldOn) -> Done[TrialRow]:
    """No more is run; what was filmed is judged."""
    return _done(trials.stop(caller.record, caller.asker, trial_id, told))


@action(router, "/api/trials/{trial_id}/analyze", again=AGAIN)
def analyze_stage(caller: Caller, trial_id: str, told: ToldStage) -> Done[TrialRow]:
    """Have the clip of a stretch analysed once more."""
    return _done(trials.analyze_again(caller.record, caller.asker, trial_id, told))


@action(router, "/api/trials/{trial_id}/judge", again=AGAIN)
def judge_trial(caller: Caller, trial_id: str) -> Done[TrialRow]:
    """Have a trial judged whose judging failed."""
    trial_verdicts.ask_when_ready(caller.record, caller.asker, trial_id)
    return _done(trials.trial_row(caller.record, caller.asker, trial_id))


@action(router, "/api/trials/{trial_id}/discard", again=AGAIN)
def discard_trial(caller: Caller, trial_id: str, told: ToldOn) -> Done[TrialRow]:
    """A trial that was begun by mistake goes; its clips stay."""
    return _done(trials.discard(caller.record, caller.asker, trial_id, told))


def read_morning(tree: dict[str, Any]) -> dict[str, Any]:
    """A form's scores as numbers."""
    return {name: int(value) if str(value).isdecimal() else value for name, value in tree.items()}


@action(router, "/api/trials/{trial_id}/morning", again=AGAIN, reads=read_morning)
def tell_morning(caller: Caller, trial_id: str, told: ToldMorning) -> Done[TrialRow]:
    """What the runner felt the morning after, told on the phone; the trial is judged again."""
    return _done(trial_verdicts.enter_morning(caller.record, caller.asker, trial_id, told), "#verdict")


@router.get("/trials/{trial_id}/{number}/trial.html")
def verdict_page(caller: Caller, trial_id: str, number: int) -> Response:
    """The page that ``gaitcue trial`` writes."""
    file = trial_verdicts.file_of(caller.record, caller.asker, trial_id, number, "trial.html")
    return shown_apart(file.read_bytes())


@router.get("/trials/{trial_id}/{number}/trial.pdf")
def verdict_pdf(caller: Caller, trial_id: str, number: int) -> FileResponse:
    """The same to print."""
    file = trial_verdicts.file_of(caller.record, caller.asker, trial_id, number, "trial.pdf")
    return FileResponse(file, media_type="application/pdf", filename="cue-trial.pdf")
