"""What works in the background: all of it, one job, and the button that stops it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query

from gaitcue.web.actions import Done, action
from gaitcue.web.doors import Caller
from gaitcue.web.job_view import JobView, job_view
from gaitcue.web.pages import page
from gaitcue.work.clinic import under_way
from gaitcue.work.clinic.under_way import PAGE_SIZE

router = APIRouter()
Number = Annotated[int, Query(ge=1, le=1_000_000)]


@dataclass(frozen=True, slots=True)
class JobsPage:
    """Jobs, the latest first."""

    jobs: tuple[JobView, ...]
    number: int
    pages: int

    @property
    def live(self) -> tuple[JobView, ...]:
        return tuple(one for one in self.jobs if one.live)

    @property
    def ended(self) -> tuple[JobView, ...]:
        return tuple(one for one in self.jobs if not one.live)


@page(router, "/jobs", "jobs.html")
def jobs_page(caller: Caller, page: Number = 1) -> JobsPage:
    """What waits, works and has ended."""
    found = under_way.all_jobs(caller.record, caller.asker, page)
    return JobsPage(tuple(map(job_view, found.items)), page, max(1, -(-found.total // PAGE_SIZE)))


@page(router, "/jobs/{job_id}", "job.html")
def job_page(caller: Caller, job_id: str) -> JobView:
    """How far one job is."""
    return job_view(under_way.job(caller.record, caller.asker, job_id))


@router.get("/api/jobs/{job_id}")
def job(caller: Caller, job_id: str) -> JobView:
    """How far a job is, for a page that watches it."""
    return job_view(under_way.job(caller.record, caller.asker, job_id))


@action(router, "/api/jobs/{job_id}/stop")
def stop_job(caller: Caller, job_id: str) -> Done[JobView]:
    """A job shall not go on."""
    view = job_view(under_way.stop(caller.record, caller.asker, job_id))
    return Done(view.back, view)
