"""The server's workers: they claim what waits and run each job in a process of its own."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from uuid import uuid4

from gaitcue.store import jobs
from gaitcue.store.deletions import tidy
from gaitcue.terms.errors import GaitcueError
from gaitcue.work.clinic import uploads
from gaitcue.work.clinic.record import Record, program
from gaitcue.work.jobs.worker import LEASE_S, begin, run_job

LOOK_S = 0.5
"""how often the queue is looked at when nobody says that there is something new"""
TIDY_S = 24 * 3600.0
"""how often what nobody needs is removed while the server runs"""
JOBS_A_PROCESS = 20
"""a process is made anew after so many, whatever its libraries have kept"""
CORES_A_WORKER = 2
log = logging.getLogger("gaitcue.jobs")


def one_process() -> Executor:
    """A process of its own for each worker: one that dies takes nobody else's job along."""
    # Not forked: threads of the server and of the pose model would be left behind in it.
    return ProcessPoolExecutor(
        1, mp_context=get_context("spawn"), initializer=begin, max_tasks_per_child=JOBS_A_PROCESS
    )


class Workers:
    """Workers of one record, each a thread that claims and an executor that works.

    Parameters
    ----------
    count : workers; one for every two processors unless told
    executor : makes what a worker runs its jobs in; any ``concurrent.futures.Executor`` will do
    """

    def __init__(
        self, record: Record, count: int | None = None, executor: Callable[[], Executor] = one_process
    ) -> None:
        self.record, self.executor = record, executor
        self.count = count or max(1, (os.cpu_count() or 1) // CORES_A_WORKER)
        self.executors: dict[str, Executor] = {}
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to work; what killed workers have left is swept away first."""
        self.record.folder.sweep()
        self._tidy()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(self.count)]
        for thread in self._threads:
            thread.start()

    def _tidy(self) -> None:
        """Remove files that no row names, and uploads that nobody goes on with."""
        self._tidied = time.monotonic()
        tidy(self.record.database, self.record.folder)
        uploads.sweep(self.record, time.time())

    def _tidy_daily(self) -> None:
        if time.monotonic() - self._tidied > TIDY_S:
            self._tidy()

    def stop(self, patience_s: float = 5.0) -> None:
        """Stop after a while; a job that is not done goes on with the next start."""
        self._over.set()
        for thread in self._threads:
            thread.join(patience_s)

    def _work(self) -> None:
        worker = uuid4().hex
        self.executors[worker] = self.executor()
        try:
            while not self._over.is_set():
                job_id = self._claim(worker)
                if job_id is None:
                    self._tidy_daily()
                    self._over.wait(LOOK_S)
                    continue
                running = self.executors[worker].submit(run_job, self.record.place, job_id, worker)
                if not self._wait(running):
                    return
                if self._died(running, job_id, worker):
                    self.executors[worker].shutdown(wait=False)
                    self.executors[worker] = self.executor()
        finally:
            _end(self.executors.pop(worker))

    def _claim(self, worker: str) -> str | None:
        try:
            with self.record.write(program()) as session:
                job = jobs.claim(session, worker, LEASE_S)
                return job.id if job else None
        except GaitcueError as problem:
            log.warning("the queue cannot be read: %s", problem)
            return None

    def _wait(self, running: Future[None]) -> bool:
        """Until the job is done; False when the workers are to stop before."""
        done = threading.Event()
        running.add_done_callback(lambda _: done.set())
        while not done.wait(LOOK_S / 2):
            if self._over.is_set():
                return False
        return True

    def _died(self, running: Future[None], job_id: str, worker: str) -> bool:
        """Whether the process has died, and the next worker need not wait for the end of the lease."""
        problem = running.exception()
        if problem is None:
            return False
        log.error("a worker has died: %s", problem)
        with self.record.write(program()) as session:
            jobs.release(session, job_id, worker)
        return isinstance(problem, BrokenProcessPool)


def _end(executor: Executor) -> None:
    """Let nothing go on behind the server's back."""
    processes = list((getattr(executor, "_processes", None) or {}).values())
    executor.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()
