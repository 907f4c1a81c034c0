"""What a runner who logs in sees: the reports that were shared with them, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Response

from gaitcue.web.doors import RunnerCaller
from gaitcue.web.pages import page
from gaitcue.web.shown_apart import shown_apart
from gaitcue.work.clinic import sharing

router = APIRouter()


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
