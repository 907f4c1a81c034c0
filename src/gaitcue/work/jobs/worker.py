"""What a worker's process does with one job: run it, renew its lease, and tell how it ended."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

from gaitcue.store import jobs
from gaitcue.store.database import Session
from gaitcue.store.records import JobRow
from gaitcue.terms.asker import Asker, Role
from gaitcue.terms.errors import GaitcueError
from gaitcue.work.clinic.log import keep_log
from gaitcue.work.clinic.record import Record, program
from gaitcue.work.jobs.kinds import kinds
from gaitcue.work.jobs.saying import Saying, Stopped
from gaitcue.work.jobs.work import Work

LEASE_S = 20.0
RENEW_S = 1.0
"""how often a lease is renewed and progress is told"""
MOST_MEMORY = 8 << 30
"""address space of a worker; the pose model maps more than it uses (product default)"""
log = logging.getLogger("gaitcue.jobs")

Place = tuple[Path, str | None]


def begin() -> None:
    """First thing in a worker's process: it ends with the server, and never takes the machine's memory."""
    import multiprocessing

    from gaitcue.pose.formats.limited import limit_memory

    limit_memory(MOST_MEMORY)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True, name="gaitcue-parent").start()


def _end_with(server: BaseProcess) -> None:
    server.join()
    os._exit(1)


def run_job(place: Place, job_id: str, worker: str) -> None:
    """Do a claimed job to its end, whatever that is."""
    with Record.open(*place) as record:
        keep_log(record.folder.log)
        with record.read(program()) as session:
            job = jobs.job(session, job_id)
        kind = kinds()[job.kind]
        saying = Saying(kind.shares)
        asker = Asker(job.clinic_id, None, Role.SYSTEM, job.asked_by)
        with _renewed(record, job, worker, saying):
            try:
                kind.run(Work(record, asker, job, worker, saying))
            except Stopped:
                _end(record, lambda session: jobs.stopped(session, job_id, worker))
            except (GaitcueError, MemoryError) as problem:
                line = str(problem) or "there is not enough memory for this clip: film a shorter or smaller one"
                _end(record, lambda session: jobs.fail(session, job_id, worker, line))
            except Exception as problem:
                log.exception("job %s (%s)", job_id, job.kind)
                line = f"gaitcue could not finish this ({type(problem).__name__}); what happened is in the log"
                _end(record, lambda session: jobs.fail(session, job_id, worker, line))


def _end(record: Record, end: Callable[[Session], bool]) -> None:
    with record.write(program()) as session:
        end(session)


@contextmanager
def _renewed(record: Record, job: JobRow, worker: str, saying: Saying) -> Iterator[None]:
    """Renew the lease in the background; whoever asked for a stop is heard here."""
    over = threading.Event()

    def renew() -> None:
        while not over.wait(RENEW_S):
            if not _renew_once(record, job.id, worker, saying):
                saying.stop()
                return

    thread = threading.Thread(target=renew, daemon=True, name="gaitcue-lease")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _renew_once(record: Record, job_id: str, worker: str, saying: Saying) -> bool:
    try:
        with record.write(program()) as session:
            return jobs.renew(session, job_id, worker, LEASE_S, saying.done, saying.step)
    except GaitcueError:  # a full disk or a busy database: the lease lasts for a few more tries
        return True
