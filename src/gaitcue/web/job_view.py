"""A job as it is shown: what it is, how far, in words, and where it leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gaitcue.store.records import JobRow, JobState
from gaitcue.web.words import words
from gaitcue.work.jobs.names import ANALYZE, BACKUP, DEMO, JUDGE

LIVE = ("queued", "running")
BACK = {DEMO: "/", BACKUP: "/backups"}


@dataclass(frozen=True, slots=True)
class JobView:
    """One job on a page, and what a page that watches it asks for."""

    id: str
    kind: str
    state: JobState
    percent: int
    title: str
    doing: str
    """in words: what is being done, or how it ended"""
    error: str
    """why it failed and what to do, in one line"""
    live: bool
    """it waits or works"""
    stopping: bool
    asked_at: datetime
    next: str
    """address of what it led to"""
    back: str
    """address of the page that it belongs to"""
    take_id: str

    @property
    def again(self) -> bool:
        """It ended without a result, and can be asked for again."""
        return self.state in ("failed", "stopped") and bool(self.take_id)


def job_view(job: JobRow) -> JobView:
    """One job as it is shown."""
    told = words()["job"]
    visit = job.payload.get("visit_id", "")
    return JobView(
        id=job.id,
        kind=job.kind,
        state=job.state,
        percent=100 if job.state == "done" else min(99, round(100 * job.progress)),
        title=told["kind"].get(job.kind, job.kind),
        doing=_doing(job, told["step"], told["state"]),
        error=job.error or "",
        live=job.state in LIVE,
        stopping=job.stop_asked and job.state == "running",
        asked_at=job.created_at,
        next=_next(job),
        back=_back(job, visit),
        take_id=job.payload.get("take_id", ""),
    )


def _back(job: JobRow, visit: str) -> str:
    if not visit:
        return BACK.get(job.kind, "/jobs")
    return f"/visits/{visit}/trial" if job.kind == JUDGE else f"/visits/{visit}/film"


def _doing(job: JobRow, steps: dict[str, str], states: dict[str, str]) -> str:
    if job.state != "running":
        return states[job.state]
    return states["stopping"] if job.stop_asked else steps.get(job.step, states["running"])


def _next(job: JobRow) -> str:
    outcome = job.outcome or {}
    if job.kind == ANALYZE and "analysis_id" in outcome:
        return f"/analyses/{outcome['analysis_id']}"
    if job.kind == JUDGE and "trial_id" in outcome:
        return f"/visits/{job.payload['visit_id']}/trial"
    return f"/runners/{outcome['runner_id']}" if job.kind == DEMO and "runner_id" in outcome else ""
