"""A job is asked for once, taken by one worker, goes on after a death, and is given up after two."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest

from gaitcue.store import jobs
from gaitcue.store.columns import now
from gaitcue.store.database import Database
from gaitcue.store.records import JobRow
from gaitcue.terms.asker import Asker

from .conftest import PROGRAM

GONE = -1.0
"""a lease that has ended when it begins"""


def enqueue(database: Database, asker: Asker, key: str = "k") -> JobRow:
    with database.write(asker) as session:
        return jobs.enqueue(session, "analyze", key, {"take": "t"})


def claim(database: Database, worker: str = "w", lease_s: float = 30.0) -> JobRow | None:
    with database.write(PROGRAM) as session:
        return jobs.claim(session, worker, lease_s)


def state(database: Database, job: JobRow) -> JobRow:
    with database.read(PROGRAM) as session:
        return jobs.job(session, job.id)


def test_the_same_work_is_asked_for_once(database: Database, clinician: Asker, other_clinic: Asker) -> None:
    first, again, other = (enqueue(database, asker) for asker in (clinician, clinician, other_clinic))
    assert first.id == again.id != other.id


def test_a_job_is_taken_by_one_worker_alone(database: Database, clinician: Asker) -> None:
    for key in "abcde":
        enqueue(database, clinician, key)
    taken: list[str] = []

    def work(worker: str) -> None:
        while (job := claim(database, worker)) is not None:
            taken.append(job.id)

    threads = [threading.Thread(target=work, args=(f"w{i}",)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 5


def test_a_renewed_lease_keeps_the_job_and_an_ended_one_frees_it(database: Database, clinician: Asker) -> None:
    job = enqueue(database, clinician)
    assert claim(database, "a", 0.2) is not None
    with database.write(PROGRAM) as session:
        assert jobs.renew(session, job.id, "a", 0.5, 0.25, "pose")
    assert (state(database, job).progress, state(database, job).step) == (0.25, "pose")
    assert claim(database, "b") is None
    time.sleep(0.6)
    again = claim(database, "b")
    assert again is not None
    assert (again.id, again.attempts, again.worker) == (job.id, 2, "b")
    with database.write(PROGRAM) as session:
        assert not jobs.renew(session, job.id, "a", 30, 0.9, "pose")
        assert not jobs.finish(session, job.id, "a", {})
        assert jobs.finish(session, job.id, "b", {"analysis": "x"})
    assert (state(database, job).state, state(database, job).outcome) == ("done", {"analysis": "x"})


def test_what_takes_its_worker_down_twice_is_not_tried_a_third_time(database: Database, clinician: Asker) -> None:
    job = enqueue(database, clinician)
    assert claim(database, "a", GONE) and claim(database, "b", GONE)
    assert claim(database, "c") is None
    assert state(database, job).state == "failed"
    assert "twice" in (state(database, job).error or "")
    assert enqueue(database, clinician).id != job.id


def test_a_worker_that_is_known_to_be_gone_is_not_waited_for(database: Database, clinician: Asker) -> None:
    job = enqueue(database, clinician)
    claim(database, "a")
    with database.write(PROGRAM) as session:
        jobs.release(session, job.id, "a")
    again = claim(database, "b")
    assert again is not None and again.id == job.id


def test_stopping(database: Database, clinician: Asker) -> None:
    waiting, working, lost = (enqueue(database, clinician, key) for key in ("1", "2", "3"))
    with database.write(clinician) as session:
        assert jobs.ask_stop(session, waiting.id).state == "stopped"
    assert claim(database, "a").id == working.id  # type: ignore[union-attr]
    assert claim(database, "b", GONE).id == lost.id  # type: ignore[union-attr]
    with database.write(clinician) as session:
        jobs.ask_stop(session, working.id)
        jobs.ask_stop(session, lost.id)
    with database.write(PROGRAM) as session:
        assert not jobs.renew(session, working.id, "a", 30, 0.1, "pose")
        assert jobs.stopped(session, working.id, "a")
    assert claim(database, "c") is None
    assert [state(database, job).state for job in (waiting, working, lost)] == ["stopped"] * 3


def test_work_that_failed_says_why_and_can_be_asked_for_again(database: Database, clinician: Asker) -> None:
    job = enqueue(database, clinician)
    claim(database, "a")
    with database.write(PROGRAM) as session:
        assert jobs.fail(session, job.id, "a", "nobody runs in this clip")
    assert state(database, job).error == "nobody runs in this clip"
    assert claim(database, "b") is None
    assert enqueue(database, clinician).id != job.id


def test_the_first_asked_for_is_the_first_done(database: Database, clinician: Asker) -> None:
    first = enqueue(database, clinician, "1")
    enqueue(database, clinician, "2")
    taken = claim(database)
    assert taken is not None and taken.id == first.id
    assert taken.lease_until is not None and taken.lease_until > now() + timedelta(seconds=20)


@pytest.mark.parametrize("ended", ["finish", "fail"])
def test_nothing_ends_twice(database: Database, clinician: Asker, ended: str) -> None:
    job = enqueue(database, clinician)
    claim(database, "a")
    with database.write(PROGRAM) as session:
        assert jobs.finish(session, job.id, "a", {}) if ended == "finish" else jobs.fail(session, job.id, "a", "no")
        assert not jobs.finish(session, job.id, "a", {})
        assert not jobs.fail(session, job.id, "a", "later")
