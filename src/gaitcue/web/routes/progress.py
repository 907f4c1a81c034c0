"""How a runner's course of retraining goes: the picture over its sessions, its figures, the beat for a phone."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from gaitcue.report.pages.progress import ProgressPart
from gaitcue.web.doors import Caller
from gaitcue.web.pages import page
from gaitcue.work.clinic import people, progress
from gaitcue.work.clinic.progress import CourseTold
from gaitcue.work.clinic.retraining_course import course
from gaitcue.work.clinic.seeing import seen

router = APIRouter()


@dataclass(frozen=True, slots=True)
class ProgressPage:
    """A course as it goes; without a course what it needs."""

    runner_id: str
    runner: str
    going: bool
    """a course goes on"""
    progress: ProgressPart | None
    """None until a session was run"""


@page(router, "/runners/{runner_id}/retraining", "retraining.html")
def progress_page(caller: Caller, runner_id: str) -> ProgressPage:
    """How the course goes, session by session."""
    found = course(caller.record, caller.asker, runner_id, caller.today)
    runner = people.runner_named(caller.record, caller.asker, runner_id)
    seen(caller.record, caller.asker, "retraining", runner_id, runner_id)
    part = progress.progress_part(found) if found else None
    return ProgressPage(runner_id, runner.name, bool(found and found.retraining.going), part)


@router.get("/api/runners/{runner_id}/retraining")
def progress_told(caller: Caller, runner_id: str) -> list[CourseTold]:
    """Every course of a runner with the results of its sessions, the latest first."""
    return progress.courses_told(caller.record, caller.asker, runner_id, caller.today)
