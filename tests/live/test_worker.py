"""The engine in a process of its own: newest picture first, broken ones skipped, gone with its parent."""

import os
import subprocess
import sys
import time
from multiprocessing import Pipe

import cv2
import numpy as np
import pytest

from gaitcue.demo import NO_VARIABILITY, Runner
from gaitcue.demo.draw import pictures
from gaitcue.live.looking import Jpegs
from gaitcue.live.records import Seen, Stood
from gaitcue.live.worker import BadPicture, Picture, Worker, WorkerEnded, _answer
from gaitcue.terms.errors import GaitcueError
from gaitcue.work.live import LiveRoom, TooManyLive

LONG_S = 4.0
GREY = cv2.imencode(".jpg", np.full((240, 320, 3), 90, np.uint8))[1].tobytes()


def answers(worker: Worker, count: int, within_s: float = 60.0) -> list:
    came, until = [], time.monotonic() + within_s
    while len(came) < count and time.monotonic() < until:
        worker.wait(0.2)
        came += worker.poll()
    return came


@pytest.fixture
def worker():
    with LiveRoom().worker() as running:
        yield running


def test_a_picture_is_looked_at_and_a_broken_one_costs_only_itself(worker):
    worker.offer(Picture(7, 0.1, GREY))
    (seen,) = answers(worker, 1)
    assert (seen.frame, seen.size, seen.steps) == (7, (320, 240), ())
    worker.offer(Picture(8, 0.2, GREY[:50]))
    (bad,) = answers(worker, 1)
    assert isinstance(bad, BadPicture) and bad.frame == 8 and "\n" not in bad.why
    worker.offer(Picture(9, 0.3, GREY))
    assert [seen.frame for seen in answers(worker, 1)] == [9]


class StepsInAMoment:
    """An engine whose path is under way; it ends as soon as somebody asks for that."""

    newest_s = 0.1

    def __init__(self, wake) -> None:
        self._wake = wake

    @property
    def under_way(self) -> bool:
        self._wake.send_bytes(b".")
        return True

    def stood(self) -> tuple[str]:
        return ("a step",)

    def see(self, frame):
        return frame


def test_a_picture_waits_a_moment_for_the_steps_that_are_about_to_stand():
    (ours, theirs), (woken, wake) = Pipe(), Pipe(duplex=False)
    ours.send(Picture(3, 0.2, b"no picture"))
    _answer(theirs, woken, StepsInAMoment(wake), Jpegs())
    told = ours.recv()
    assert isinstance(told, Stood) and told.steps == ("a step",)
    assert ours.recv().frame == 3


def test_the_newest_picture_wins(worker):
    for i in range(20):
        worker.offer(Picture(i, i / 30, GREY))
    seen = answers(worker, 1)
    assert [each.frame for each in seen] == [19] and worker.skipped == 19


def test_a_picture_of_a_size_that_nobody_sends_is_refused(worker):
    with pytest.raises(ValueError, match="4 MB"):
        worker.offer(Picture(0, 0.0, b"x" * 4_000_001))


def test_the_end_of_the_process_is_told_in_one_line(worker):
    answers(worker, 1, within_s=0.1)
    os.kill(worker.pid, 9)
    with pytest.raises(WorkerEnded) as told:
        for _ in range(100):
            worker.wait(0.1)
            worker.poll()
            worker.offer(Picture(0, 0.0, GREY))
    assert isinstance(told.value, GaitcueError) and "\n" not in str(told.value)


def test_no_more_than_two_run_at_once():
    room = LiveRoom(most=1)
    with room.worker(), pytest.raises(TooManyLive, match="end one of them first"), room.worker():
        pass
    with room.worker() as again:
        assert again.pid


def test_it_ends_with_its_parent():
    code = (
        "import os, time\nfrom gaitcue.live.worker import Worker\n"
        "if __name__ == '__main__':\n    w = Worker(); print(w.pid, flush=True); time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    until = time.monotonic() + 30
    while time.monotonic() < until and running(child):
        time.sleep(0.1)
    assert not running(child)


def running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as told:
        return told.read().rpartition(")")[2].split()[0] != "Z"


def test_two_runners_before_two_cameras_do_not_disturb_each_other():
    room, films = LiveRoom(), {spm: film_of(spm, frames) for spm, frames in ((150.0, 24), (180.0, 20))}
    with room.worker() as one, room.worker() as other:
        workers, told = {150.0: one, 180.0: other}, {spm: [] for spm in films}
        for frame in range(round(30.0 * LONG_S)):
            for spm, film in films.items():
                workers[spm].offer(Picture(frame, frame / 30.0, film[frame % len(film)]))
            for spm, worker in workers.items():
                told[spm] += answered(worker, frame)
        for spm, worker in workers.items():
            told[spm] += answers(worker, 1, within_s=5.0)  # of the run of the path that goes on
    assert len(told) == 2
    for spm, came in told.items():
        steps = [step for each in came for step in each.steps]
        numbers = list(dict.fromkeys(step.number for step in steps))
        assert numbers == list(range(1, len(numbers) + 1)) and len(numbers) >= 4
        cadence = [step.values["cadence"].value for step in steps if step.values["cadence"].value is not None]
        assert np.median(cadence) == pytest.approx(spm, abs=4.0)


def film_of(spm: float, frames: int) -> list[bytes]:
    """A stride of a drawn runner, at whose end it begins again."""
    runner = Runner(
        cadence_spm=spm, fps=30.0, width=640, height=480, px_per_m=200.0, duration_s=4.0, drift_m=0.0,
        variability=NO_VARIABILITY,
    )  # fmt: skip
    return [cv2.imencode(".jpg", picture[..., ::-1])[1].tobytes() for picture in pictures(runner, 0, frames)]


def answered(worker: Worker, frame: int) -> list:
    """What came up to the look at a frame: on a slow machine, too, each is looked at."""
    came, until = [], time.monotonic() + 60.0
    while not any(isinstance(one, Seen) and one.frame == frame for one in came) and time.monotonic() < until:
        worker.wait(0.2)
        came += worker.poll()
    return came
