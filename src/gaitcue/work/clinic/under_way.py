"""What works in the background, as people see it: how far it is, that it shall stop, what it led to."""

from __future__ import annotations

from gaitcue.store import audit, jobs
from gaitcue.store.pages import Page
from gaitcue.store.records import JobRow
from gaitcue.terms.asker import Asker
from gaitcue.work.clinic.record import Record

PAGE_SIZE = 50


def job(record: Record, asker: Asker, job_id: str) -> JobRow:
    """One job; raises NotThere."""
    with record.read(asker) as session:
        return jobs.job(session, job_id)


def all_jobs(record: Record, asker: Asker, number: int = 1) -> Page[JobRow]:
    """Everything that waits, works or has ended, the latest first."""
    with record.read(asker) as session:
        return jobs.jobs(session, first=(number - 1) * PAGE_SIZE, most=PAGE_SIZE)


def stop(record: Record, asker: Asker, job_id: str) -> JobRow:
    """A job shall not go on; what it has made so far is not kept. One that has ended stays as it is."""
    with record.write(asker) as session:
        row = jobs.ask_stop(session, job_id)
        audit.note(session, "job.stopped", "job", row.id)
    return row
