"""Workers: progress, stopping, errors in one line, and going on after a process was killed."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from gaitcue.store import clips, jobs
from gaitcue.store.database import Session
from gaitcue.store.records import JobRow
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import UnusableInput
from gaitcue.video import VideoWriter, read_clip
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.record import Record
from gaitcue.work.jobs import worker
from gaitcue.work.jobs.pool import Workers, one_process
from gaitcue.work.jobs.saying import Saying, Stopped
from gaitcue.work.jobs.work import JobKind, Work
from support.empty_record import empty_record

PATIENCE_S = 60.0


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with Record.open(empty_record(tmp_path / "record")) as opened:
        yield opened


@pytest.fixture
def asker(record: Record) -> Asker:
    return only_user(record)


def enqueue(record: Record, asker: Asker, kind: str, **payload: object) -> JobRow:
    with record.write(asker) as session:
        return jobs.enqueue(session, kind, str(payload), payload)


def wait(record: Record, asker: Asker, job: JobRow, *states: str) -> JobRow:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        with record.read(asker) as session:
            now = jobs.job(session, job.id)
        if now.state in states:
            return now
        time.sleep(0.05)
    raise AssertionError(f"still {now.state} ({now.step}, {now.error})")


def threads() -> Executor:
    return ThreadPoolExecutor(1)


@pytest.fixture
def working(record: Record, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Workers of threads whose kinds of jobs the test gives."""
    started: list[Workers] = []

    def start(**kinds: Callable[[Work], None]) -> None:
        known = {name: JobKind(run, {"work": (0.0, 1.0)}) for name, run in kinds.items()}
        monkeypatch.setattr(worker, "kinds", lambda: known)
        monkeypatch.setattr(worker, "RENEW_S", 0.05)
        started.append(Workers(record, 1, threads))
        started[-1].start()

    yield start
    for workers in started:
        workers.stop()


def test_a_job_tells_how_far_it_is_and_ends_with_its_rows(record: Record, asker: Asker, working) -> None:
    half, go_on = threading.Event(), threading.Event()

    def run(work: Work) -> None:
        work.saying("work", 1, 2)
        half.set()
        go_on.wait(PATIENCE_S)
        with work.record.write(work.asker) as session:
            clips.add_clip(session, "c" * 64, 1, "made.mp4", {})
            work.finish(session, {"made": True})

    working(make=run)
    job = enqueue(record, asker, "make")
    assert half.wait(PATIENCE_S)
    deadline = time.monotonic() + PATIENCE_S
    while wait(record, asker, job, "running").progress == 0 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert wait(record, asker, job, "running").progress == 0.5
    go_on.set()
    done = wait(record, asker, job, "done")
    assert (done.progress, done.outcome) == (1.0, {"made": True})


def test_what_cannot_be_done_says_why_in_one_line(record: Record, asker: Asker, working) -> None:
    def refuse(_: Work) -> None:
        raise UnusableInput("nobody runs in this clip")

    def crash(_: Work) -> None:
        raise ZeroDivisionError("secret")

    working(refuse=refuse, crash=crash)
    assert wait(record, asker, enqueue(record, asker, "refuse"), "failed").error == "nobody runs in this clip"
    error = wait(record, asker, enqueue(record, asker, "crash"), "failed").error or ""
    assert "ZeroDivisionError" in error and "secret" not in error and "\n" not in error
    log = record.folder.log / "gaitcue.log"
    assert "in crash" in log.read_text(encoding="utf-8")
    assert log.stat().st_mode & 0o077 == 0


def test_a_job_is_stopped_between_two_steps(record: Record, asker: Asker, working) -> None:
    def run(work: Work) -> None:
        for done in range(100_000):
            work.saying("work", done, 100_000)
            time.sleep(0.005)

    working(run=run)
    job = enqueue(record, asker, "run")
    wait(record, asker, job, "running")
    with record.write(asker) as session:
        jobs.ask_stop(session, job.id)
    assert wait(record, asker, job, "stopped").error is None


def test_who_has_lost_the_job_keeps_nothing(record: Record, asker: Asker) -> None:
    job = enqueue(record, asker, "make")
    with record.write(asker) as session:
        jobs.claim(session, "me", -1.0)
    with record.write(asker) as session:
        jobs.claim(session, "another", 60.0)

    def end(session: Session) -> None:
        clips.add_clip(session, "c" * 64, 1, "made.mp4", {})
        Work(record, asker, job, "me", Saying({})).finish(session, {})

    with pytest.raises(Stopped), record.write(asker) as session:
        end(session)
    with record.write(asker) as session:
        assert clips.add_clip(session, "c" * 64, 2, "other.mp4", {}).name == "other.mp4"


def long_clip(record: Record, asker: Asker, tmp_path: Path, frames: int) -> JobRow:
    """A job that writes the browser's copy of a clip."""
    file = tmp_path / "clip.mp4"
    picture = np.zeros((360, 640, 3), np.uint8)
    with VideoWriter(file, 640, 360, 60) as writer:
        for index in range(frames):
            picture[:, :, 0] = index % 256
            writer.write(picture, index / 60)
    sha256, size = record.folder.put_media(file)
    with record.write(asker) as session:
        clip = clips.add_clip(session, sha256, size, "clip.mp4", {})
    return enqueue(record, asker, "proxy", clip_id=clip.id)


def process_of(workers: Workers) -> int:
    """The process of the one worker, once it has a job."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        for executor in workers.executors.values():
            for pid in list(getattr(executor, "_processes", None) or ()):
                return int(pid)
        time.sleep(0.02)
    raise AssertionError("no process")


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_killed_process_is_replaced_and_its_job_goes_on(record: Record, asker: Asker, tmp_path: Path) -> None:
    job = long_clip(record, asker, tmp_path, 400)
    workers = Workers(record, 1, one_process)
    workers.start()
    try:
        wait(record, asker, job, "running")
        os.kill(process_of(workers), signal.SIGKILL)
        done = wait(record, asker, job, "done")
    finally:
        workers.stop()
    assert done.attempts == 2
    with record.read(asker) as session:
        clip = clips.clip(session, job.payload["clip_id"])
    assert clip.proxy
    assert read_clip(record.folder.proxy(clip.sha256)).frames == 400


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_what_kills_its_process_twice_is_not_tried_a_third_time(record: Record, asker: Asker, tmp_path: Path) -> None:
    job = long_clip(record, asker, tmp_path, 3000)
    workers = Workers(record, 1, one_process)
    workers.start()
    try:
        killed: set[int] = set()
        while len(killed) < 2:
            pid = process_of(workers)
            if pid not in killed and wait(record, asker, job, "running").attempts == len(killed) + 1:
                time.sleep(0.3)
                os.kill(pid, signal.SIGKILL)
                killed.add(pid)
        failed = wait(record, asker, job, "failed")
    finally:
        workers.stop()
    assert failed.attempts == 2 and "twice" in (failed.error or "")
    assert not list((record.folder.root / "media").glob("*/*.proxy.mp4"))
