"""The beat on the runner's own phone, by a link: a session without a treadmill, without a connection too."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from gaitcue.terms.advice import Reason
from gaitcue.web.actions import Done, action
from gaitcue.web.beat_view import BeatView
from gaitcue.web.doors import LinkCaller
from gaitcue.web.forms import SCALE_CHOICES, FieldView
from gaitcue.web.own_page import OwnPage, worker_of
from gaitcue.web.rendering import rendered
from gaitcue.web.words import words
from gaitcue.work.clinic import beat
from gaitcue.work.clinic.beat import BeatPlan, RunKept, ToldRun

router = APIRouter()
BEAT = beat.PURPOSE
TEMPLATE = "link_beat.html"
FILES = (
    "/static/style/beat.css",
    "/static/style/beat-run.css",
    "/static/components/beat-run.js",
    "/static/components/gait-beat.js",
    "/static/components/beat/beats.js",
    "/static/components/beat/kept.js",
    "/static/components/beat/session.js",
    "/static/components/beat/signals.js",
    "/static/components/beat/sounds.js",
)
"""what the page needs besides what every page does"""
SAID = ("session", "test", "whole", "fades", "alone", "beat", "walk", "on_your_own")
"""words that the component puts in"""


@dataclass(frozen=True, slots=True)
class BeatPage:
    """The session of today, as the phone shows it; of its kept copy nothing of anybody."""

    page: str
    action: str
    beat: BeatView
    before: FieldView
    after: tuple[FieldView, ...]
    refused: str
    """why there is none, in words"""
    words: dict[str, str]
    shell: bool = False


@dataclass(frozen=True, slots=True)
class PlanTold:
    """The session of today, or why there is none."""

    plan: BeatPlan | None
    refused: str


def _page(token: str, plan: BeatPlan | None, refused: str, *, shell: bool = False) -> BeatPage:
    usual, share = (plan.usual_spm, plan.share_pct) if plan else (0.0, 0.0)
    own = words()["beat"]["run"]
    return BeatPage(
        page=f"/l/{token}/{BEAT}",
        action=f"/api/l/{token}/{BEAT}",
        beat=BeatView(usual, share),
        before=_scale("pain_before"),
        after=tuple(_scale(name) for name in ("pain_after", "effort", "awkwardness")),
        refused=refused,
        words={name: own[name] for name in SAID},
        shell=shell,
    )


def _scale(name: str) -> FieldView:
    label = words()["beat"]["run"][name]
    return FieldView(name, label, "scale", required=True, choices=SCALE_CHOICES)


def _today(caller: LinkCaller) -> PlanTold:
    found = beat.beat_today(caller.record, caller.held_for(BEAT), caller.today)
    return PlanTold(found.plan, " ".join(refusal(one) for one in found.refused))


def refusal(reason: Reason) -> str:
    """Why there is no session today, for the runner; what only the clinic can judge is left to it."""
    own = words()["beat"]["refused"]
    try:
        return str(own[reason.code]).format(**reason.values)
    except KeyError:
        return str(own["ask"])


@router.get(f"/l/{{token}}/{BEAT}", include_in_schema=False)
def beat_page(caller: LinkCaller, request: Request) -> HTMLResponse:
    """The session of today."""
    told = _today(caller)
    return rendered(request, TEMPLATE, _page(caller.token, told.plan, told.refused))


@router.get(f"/l/{{token}}/{BEAT}/plan.json", include_in_schema=False)
def beat_plan(caller: LinkCaller) -> PlanTold:
    """The same as data: what a phone keeps to run by without a connection."""
    return _today(caller)


@action(router, f"/api/l/{{token}}/{BEAT}")
def send_run(caller: LinkCaller, token: str, told: ToldRun) -> Done[RunKept]:
    """Keep a run that was run by the beat; sent again, as after a lost answer, it is refused as known (409)."""
    caller.held_for(BEAT)
    return Done(f"/l/{token}/{BEAT}", beat.keep_run(caller.record, token, told, caller.today))


@router.get(f"/l/{{token}}/{BEAT}/worker.js", include_in_schema=False)
def worker(caller: LinkCaller) -> Response:
    """What lets this page, and no other, open without a connection until the link ends."""
    page = f"/l/{caller.token}/{BEAT}"
    files = (*FILES, f"{page}/plan.json")
    return worker_of(OwnPage(page, f"{page}/shell", files, caller.held_for(BEAT).link.expires_at))


@router.get(f"/l/{{token}}/{BEAT}/shell", include_in_schema=False)
def shell(caller: LinkCaller, request: Request) -> HTMLResponse:
    """The page as it is kept on the phone."""
    caller.held_for(BEAT)
    return rendered(request, TEMPLATE, _page(caller.token, None, "", shell=True))
