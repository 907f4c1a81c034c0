"""One job in the hands of its worker: what it is about, what it says, and how it ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gaitcue.store import jobs
from gaitcue.store.database import Session
from gaitcue.store.records import JobRow
from gaitcue.terms.asker import Asker
from gaitcue.work.clinic.record import Record
from gaitcue.work.jobs.saying import Saying, Stopped


@dataclass(frozen=True, slots=True)
class Work:
    """A claimed job.

    Its function does the work and ends it with ``finish``, in the transaction that keeps its rows: so they are there
    exactly when the job is done, and a worker that has lost the job keeps nothing.
    """

    record: Record
    asker: Asker
    """the program, for the job's clinic"""
    job: JobRow
    worker: str
    saying: Saying

    def finish(self, session: Session, outcome: Mapping[str, Any]) -> None:
        """The job is done, if it is still this worker's.

        Raises
        ------
        Stopped : another worker has it by now; nothing of this transaction may be kept
        """
        if not jobs.finish(session, self.job.id, self.worker, dict(outcome)):
            raise Stopped("another worker has this job now")


Shares = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job."""

    run: Callable[[Work], None]
    shares: Shares
    """step -> the share of the job before it, and its own"""
