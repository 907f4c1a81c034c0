"""Something that looks at a live session's pictures as fast as a test wants, and sees a runner of a known cadence."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from gaitcue.live.records import LiveSettings, LiveValue, Seen, Step, Stood
from gaitcue.live.worker import BadPicture, Picture, WorkerEnded
from gaitcue.terms.keypoints import KEYPOINTS, SIDES
from gaitcue.terms.records import Note
from gaitcue.work.live import LiveRoom

EVERY_S = 0.02
PLACES = {"ear": (0.5, 0.1), "shoulder": (0.5, 0.25), "hip": (0.5, 0.5), "knee": (0.53, 0.68), "ankle": (0.5, 0.85),
          "heel": (0.48, 0.88), "toe": (0.56, 0.9)}  # fmt: skip


class FakeRoom(LiveRoom):
    """As the room of a server, with workers that need no picture to see steps of this cadence."""

    def __init__(self, cadence: float = 160.0, remarks: tuple[Note, ...] = ()) -> None:
        super().__init__()
        self.cadence, self.remarks, self.broken, self.made = cadence, remarks, False, 0
        self.told = LiveSettings()
        """settings of the last worker"""
        self._held = False

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nothing is seen, so that a session stands where it is: a gap is no time of it."""
        self._held = True
        try:
            yield
        finally:
            self._held = False

    @contextmanager
    def worker(self, settings: LiveSettings | None = None) -> Iterator[FakeWorker]:
        self.made += 1
        self.told = settings or LiveSettings()
        yield FakeWorker(self, self.told.first_number)


class FakeWorker:
    """Sees something every ``EVERY_S`` from the first picture on, a step each time: with the picture, or after it."""

    def __init__(self, room: FakeRoom, number: int) -> None:
        self.room, self.number = room, number
        self.first: Picture | None = None
        self.newest: Picture | None = None
        self.began = 0.0

    def offer(self, picture: Picture) -> None:
        if self.first is None:
            self.first, self.began = picture, time.monotonic()
        self.newest = picture

    def wait(self, seconds: float) -> bool:
        time.sleep(EVERY_S)
        return self.first is not None

    def poll(self) -> list[Seen | Stood | BadPicture]:
        if self.room.broken:
            self.room.broken = False
            raise WorkerEnded("the process that looks at the pictures has ended; start the session again")
        if self.first is None or self.newest is None or self.room._held:
            return []
        at_s = self.first.time_s + time.monotonic() - self.began
        step = Step(
            self.number, SIDES[self.number % 2], at_s, None, at_s, False,
            {"cadence": LiveValue(self.room.cadence, "ok")},
        )  # fmt: skip
        self.number += 1
        points = np.full((len(KEYPOINTS), 2), np.nan)
        for name, (x, y) in PLACES.items():
            for side in SIDES:
                points[KEYPOINTS.index(f"{side}_{name}")] = 640 * x, 480 * y
        sees = Seen(
            self.newest.frame, at_s, (640, 480), points, np.ones(len(KEYPOINTS)), 0.005, 30.0, self.room.remarks,
            (step,) if self.number % 2 else (),
        )  # fmt: skip
        return [sees] if sees.steps else [sees, Stood(at_s, (step,))]
