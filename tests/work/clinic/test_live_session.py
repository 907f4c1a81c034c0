"""The file of a session: every event is kept before it counts, whatever happens to the process."""

from __future__ import annotations

import os
import random
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gaitcue.live.protocol.events import Pain, Ready, StepTaken, Stop, Tick
from gaitcue.store.live_files import SessionFile, lines_of, make_file
from gaitcue.terms.errors import NotThere, OutputRefused
from gaitcue.work.clinic.live_session import RunningSession, begin_file, state_in_file
from gaitcue.work.clinic.record import Record
from support.live_runs import header_of

SESSION = "0" * 31 + "1"
WRITERS = """
import os, sys
from pathlib import Path
from types import SimpleNamespace
from gaitcue.live.protocol.events import Pain, Ready, StepTaken, Tick
from gaitcue.store.folder import DataFolder
from gaitcue.work.clinic.live_session import RunningSession
def write(root, session):
    record = SimpleNamespace(folder=DataFolder(Path(root)))
    running = RunningSession(record, session)
    first = running.state.last_step
    running.join(0.0)
    running.take(Ready(0.0))
    for number in range(first + 1, 10**6):
        time_s = (number - first) * 0.36
        running.take(Tick(time_s))
        state = running.take(StepTaken(time_s, number, "left", time_s - 0.1, {"cadence": 168.0}))
        if number % 40 == 0:
            state = running.take(Pain(time_s, 1.0))
        print(state.last_step, state.steps, len(state.pains), flush=True)
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        print(os.getpid(), flush=True)
        write(*line.rstrip("\\n").split("\\t"))
    os.waitpid(child, 0)
    print("ended", flush=True)
"""
"""each line of its input is a child that writes until it is killed; what it needs is loaded once"""
KILLS = 20


@pytest.fixture
def session(record: Record) -> str:
    begin_file(record, SESSION, header_of(8))
    return SESSION


def test_a_child_that_is_killed_at_any_moment_has_kept_all_that_it_told(
    writers: subprocess.Popen[str], record: Record, session: str
) -> None:
    moments = random.Random(14)
    told = [0, 0, 0]
    for _ in range(KILLS):
        told = written_until_killed(writers, record.folder.root, session, moments.randint(1, 60))
        state = state_in_file(record, session)
        assert state is not None
        kept = [state.last_step, state.steps, len(state.pains)]
        assert all(have >= need for have, need in zip(kept, told, strict=True))
        assert kept[0] - told[0] <= 2  # what was kept and not told any more
    assert told[0] > KILLS and told[2] > 0


@pytest.fixture
def writers() -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", WRITERS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ.copy()
    )
    yield process
    process.communicate()


def written_until_killed(writers: subprocess.Popen[str], root: Path, session: str, lines: int) -> list[int]:
    """The last numbers that a child told before it was killed, some time after so many lines."""
    assert writers.stdin is not None and writers.stdout is not None
    print(root, session, sep="\t", file=writers.stdin, flush=True)
    child = int(writers.stdout.readline())
    told = [writers.stdout.readline() for _ in range(lines)]
    os.kill(child, signal.SIGKILL)
    while (line := writers.stdout.readline()) != "ended\n":
        assert line, "the writers have ended"
        told.append(line)
    return [int(number) for number in told[-1].split()]


def test_what_comes_after_a_torn_line_is_read(record: Record, session: str) -> None:
    path = record.folder.live(session)
    with RunningSession(record, session) as running:
        running.join()
        running.take(Ready(0.0))
        running.take(Tick(1.0))
    with path.open("ab") as file:
        file.write(b'{"kind":"tick","time_s":2')
    assert state_in_file(record, session).elapsed_s == 1.0
    with RunningSession(record, session) as running:
        assert running.take(Tick(3.0)).elapsed_s == 3.0
    assert state_in_file(record, session).elapsed_s == 3.0


def test_two_that_write_at_once_see_each_other(record: Record, session: str) -> None:
    with RunningSession(record, session) as page, RunningSession(record, session) as form:
        page.join()
        page.take(Ready(0.0))
        page.take(Tick(1.0))
        assert form.take(Pain(1.0, 2.0)).elapsed_s == 1.0
        assert [one.score for one in page.state.pains] == [2.0]
        assert page.take(Stop(2.0, "tired")).ended.code == "tired"
        assert form.state == page.state


def test_beats_that_come_close_together_and_steps_that_were_told_before_are_not_kept(
    record: Record, session: str
) -> None:
    with RunningSession(record, session) as running:
        running.join()
        running.take(Ready(0.0))
        for number in range(30):
            running.take(Tick(number / 30.0))
            running.take(StepTaken(number / 30.0, 1, "left", 0.0))
    told = lines_of(record.folder.live(session))
    assert sum('"tick"' in line for line in told) == 1
    assert sum('"step"' in line for line in told) == 1


def test_only_the_owner_can_read_it(record: Record, session: str) -> None:
    path = record.folder.live(session)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_session_without_its_file_is_not_there_and_one_is_made_once(record: Record, session: str) -> None:
    with pytest.raises(NotThere):
        RunningSession(record, "f" * 32)
    assert state_in_file(record, "f" * 32) is None
    with pytest.raises(OutputRefused):
        begin_file(record, SESSION, header_of(1))


def test_a_disk_without_room_takes_nothing(
    record: Record, session: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    make_file(tmp_path / "x.jsonl", "first\n")
    with SessionFile(tmp_path / "x.jsonl") as file:
        monkeypatch.setattr(file, "_writer", Full(file._writer))
        with pytest.raises(OutputRefused, match="no space"):
            file.add("a whole line\n")
    assert lines_of(tmp_path / "x.jsonl") == ["first\n"]


class Full:
    """A file that takes half of what it is given."""

    def __init__(self, real) -> None:
        self.real = real

    def write(self, data: bytes) -> int:
        return self.real.write(data[: len(data) // 2])

    def __getattr__(self, name: str):
        return getattr(self.real, name)


def test_the_file_of_a_session_is_never_begun_again(tmp_path) -> None:
    make_file(tmp_path / "x.jsonl", "first\n")
    with pytest.raises(OutputRefused):
        make_file(tmp_path / "x.jsonl", "second\n")
    assert lines_of(tmp_path / "x.jsonl") == ["first\n"]
