"""The queue: a table with leases. A worker takes a job for some seconds and renews; a lease that ends is free again.

So a job survives the death of its worker, of the server, and of the machine. Each claim counts as an attempt: a job
whose worker died twice is not tried a third time.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import or_

from gaitcue.store.columns import now
from gaitcue.store.database import Session
from gaitcue.store.pages import Page, page_of
from gaitcue.store.records import JobRow, record_of
from gaitcue.store.scope import add, one, rows
from gaitcue.store.tables import JobTable

ATTEMPTS = 2
"""how often a job may take its worker down (product default)"""
DIED = "its worker died twice while working on it; it is not tried again. Check the clip, or ask for it once more"
LIVE = ("queued", "running", "done")


def enqueue(session: Session, kind: str, key: str, payload: dict[str, Any]) -> JobRow:
    """Ask for work; what was asked for already, and has not failed, is not asked for twice."""
    query = rows(session, JobTable).where(JobTable.kind == kind, JobTable.key == key, JobTable.state.in_(LIVE))
    found = session.scalars(query.order_by(JobTable.created_at.desc()).limit(1)).one_or_none()
    asker = session.asker
    asked_by = f"link:{asker.runner_id}" if asker.purpose else asker.name
    row = found or add(session, JobTable(kind=kind, key=key, payload=payload, asked_by=asked_by))
    return record_of(JobRow, row)


def job(session: Session, job_id: str) -> JobRow:
    """One job; raises NotThere."""
    return record_of(JobRow, one(session, JobTable, job_id))


def job_if_there(session: Session, job_id: str | None) -> JobRow | None:
    """One job; None when there is none of that id."""
    row = session.scalars(rows(session, JobTable).where(JobTable.id == job_id)).one_or_none() if job_id else None
    return record_of(JobRow, row) if row is not None else None


def job_of(session: Session, kind: str, key: str) -> JobRow | None:
    """The last job of a kind with a key."""
    query = rows(session, JobTable).where(JobTable.kind == kind, JobTable.key == key)
    row = session.scalars(query.order_by(JobTable.created_at.desc()).limit(1)).one_or_none()
    return record_of(JobRow, row) if row is not None else None


def jobs(session: Session, *, first: int = 0, most: int = 50) -> Page[JobRow]:
    """All jobs, the latest first."""
    query = rows(session, JobTable).order_by(JobTable.created_at.desc(), JobTable.id)
    return page_of(session, query, lambda row: record_of(JobRow, row), first=first, most=most)


def claim(session: Session, worker: str, lease_s: float) -> JobRow | None:
    """Take the next job that waits, or whose worker's lease has ended; None when there is nothing to do."""
    _give_up(session)
    free = or_(JobTable.state == "queued", (JobTable.state == "running") & (JobTable.lease_until < now()))
    query = rows(session, JobTable).where(free, JobTable.stop_asked.is_(False), JobTable.attempts < ATTEMPTS)
    query = query.order_by(JobTable.created_at, JobTable.id).limit(1).with_for_update(skip_locked=True)
    row = session.scalars(query).one_or_none()
    if row is None:
        return None
    row.state, row.worker, row.error = "running", worker, None
    row.attempts += 1
    row.started_at = now()
    row.lease_until = now() + timedelta(seconds=lease_s)
    session.flush()
    return record_of(JobRow, row)


def _give_up(session: Session) -> None:
    """What has taken two workers down has failed; what was to stop and has no worker any more has stopped."""
    lost = rows(session, JobTable).where(
        JobTable.state == "running",
        JobTable.lease_until < now(),
        or_(JobTable.attempts >= ATTEMPTS, JobTable.stop_asked.is_(True)),
    )
    for row in session.scalars(lost):
        row.state, row.error = ("stopped", None) if row.stop_asked else ("failed", DIED)
        row.finished_at, row.worker, row.lease_until = now(), None, None
    session.flush()


def renew(session: Session, job_id: str, worker: str, lease_s: float, progress: float, step: str) -> bool:
    """Keep a job and say how far it is; False when the worker shall stop: it was asked to, or has lost the job."""
    row = _own(session, job_id, worker)
    if row is None or row.stop_asked:
        return False
    row.lease_until = now() + timedelta(seconds=lease_s)
    row.progress, row.step = progress, step
    return True


def finish(session: Session, job_id: str, worker: str, outcome: dict[str, Any]) -> bool:
    """The work is done; False when it belongs to another worker by now, and nothing may be kept."""
    return _end(session, job_id, worker, "done", outcome=outcome)


def fail(session: Session, job_id: str, worker: str, error: str) -> bool:
    """The work cannot be done, and why; it is not tried again by itself."""
    return _end(session, job_id, worker, "failed", error=error)


def stopped(session: Session, job_id: str, worker: str) -> bool:
    """The worker has stopped, as it was asked to."""
    return _end(session, job_id, worker, "stopped")


def release(session: Session, job_id: str, worker: str) -> None:
    """The worker is gone: the next one need not wait for the end of its lease."""
    row = _own(session, job_id, worker)
    if row is not None:
        row.lease_until = now() - timedelta(seconds=1)
        session.flush()
        _give_up(session)


def ask_stop(session: Session, job_id: str) -> JobRow:
    """A job shall not go on; one that waits has stopped at once."""
    row = one(session, JobTable, job_id)
    if row.state in ("queued", "running"):
        row.stop_asked = True
    if row.state == "queued":
        row.state, row.finished_at = "stopped", now()
    session.flush()
    return record_of(JobRow, row)


def _own(session: Session, job_id: str, worker: str) -> JobTable | None:
    query = rows(session, JobTable).where(JobTable.id == job_id, JobTable.worker == worker, JobTable.state == "running")
    return session.scalars(query.with_for_update()).one_or_none()


def _end(
    session: Session,
    job_id: str,
    worker: str,
    state: str,
    *,
    error: str | None = None,
    outcome: dict[str, Any] | None = None,
) -> bool:
    row = _own(session, job_id, worker)
    if row is None:
        return False
    row.state, row.error, row.outcome = state, error, outcome
    row.finished_at, row.worker, row.lease_until = now(), None, None
    if state == "done":
        row.progress = 1.0
    session.flush()
    return True
