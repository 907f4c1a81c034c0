"""A source played through the live engine in this process: the newest picture is looked at, older ones are skipped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field

import numpy as np

from gaitcue.live.records import LiveSettings, Seen, Step
from gaitcue.video.frame import Frame
from gaitcue.video.live_source import live_frames


@dataclass(frozen=True, slots=True)
class Looked:
    """One frame that was looked at."""

    seen: Seen
    delay_s: float
    """from the moment at which the picture came to its points"""
    skipped: int
    """pictures so far that a newer one replaced before they were looked at"""

    def told_after_s(self, step: Step) -> float:
        """From the contact of a step that came with this frame until its number was there."""
        return self.seen.time_s - step.contact_s + self.delay_s


class Newest:
    """Room for one frame between who reads and who looks: a newer one takes the place of the one that waits."""

    def __init__(self) -> None:
        self._ready = threading.Condition()
        self._frame: tuple[Frame, float] | None = None
        self._error: BaseException | None = None
        self._ended = False
        self.skipped = 0

    def put(self, frame: Frame) -> None:
        """Take a frame, with the time of its arrival."""
        with self._ready:
            self.skipped += self._frame is not None
            self._frame = (frame, time.monotonic())
            self._ready.notify()

    def end(self, error: BaseException | None = None) -> None:
        """No more frames will come."""
        with self._ready:
            self._ended, self._error = True, error
            self._ready.notify()

    @property
    def ended(self) -> bool:
        return self._ended

    def take(self) -> tuple[Frame, float] | None:
        """Wait for a frame; None at the end. What went wrong with the source is raised here."""
        with self._ready:
            self._ready.wait_for(lambda: self._frame is not None or self._ended)
            if self._frame is None and self._error is not None:
                raise self._error
            taken, self._frame = self._frame, None
            return taken


def look_live(
    source: str, settings: LiveSettings, open_source: Callable[[str], Iterator[Frame]] = live_frames
) -> Generator[Looked, None, None]:
    """Look at a source while it plays.

    Parameters
    ----------
    source : clip, number of a camera, or rtsp:// address (:func:`gaitcue.video.live_source.live_frames`)

    Raises
    ------
    UnusableInput : the source cannot be opened, or it ended before its time
    """
    from gaitcue.live.engine import LiveEngine

    engine, newest = LiveEngine(settings), Newest()
    threading.Thread(target=_read, args=(open_source, source, newest), name="pictures", daemon=True).start()
    with closing(engine):
        try:
            while (taken := newest.take()) is not None:
                frame, came = taken
                seen = engine.see(frame)
                yield Looked(seen, time.monotonic() - came, newest.skipped)
        finally:
            newest.end()


def _read(open_source: Callable[[str], Iterator[Frame]], source: str, newest: Newest) -> None:
    try:
        for frame in open_source(source):
            if newest.ended:
                return
            newest.put(frame)
    except BaseException as error:  # told to the thread that looks
        newest.end(error)
    else:
        newest.end()


@dataclass
class LiveTally:
    """What a live run came to."""

    frames: int = 0
    skipped: int = 0
    steps: int = 0
    last_number: int = 0
    lasted_s: float = 0.0
    cadence: list[float] = field(default_factory=list)
    """steps/min, of each step that has one"""
    delay_s: list[float] = field(default_factory=list)
    waited_s: list[float] = field(default_factory=list)
    """of each step: from its contact to the newest frame that the detector had seen when it stood"""
    told_after_s: list[float] = field(default_factory=list)
    """of each step: from its contact until its number was there, the path's own time and that of the look included"""

    def take(self, looked: Looked) -> list[Step]:
        """Count a frame; the steps that it brought for the first time."""
        self.frames += 1
        self.skipped = looked.skipped
        self.lasted_s = looked.seen.time_s
        self.delay_s.append(looked.delay_s)
        new = [step for step in looked.seen.steps if step.number > self.last_number]
        for step in new:
            self.last_number = max(self.last_number, step.number)
            self.waited_s.append(step.known_s - step.contact_s)
            self.told_after_s.append(looked.told_after_s(step))
            cadence = step.values["cadence"].value
            self.cadence += [] if cadence is None else [cadence]
        self.steps += len(new)
        return new

    def figures(self) -> dict[str, float]:
        """Numbers by name; NaN where nothing was seen."""
        return {
            "frames": self.frames,
            "skipped": self.skipped,
            "steps": self.steps,
            "rate_hz": self.frames / self.lasted_s if self.lasted_s > 0 else float("nan"),
            "cadence_spm": float(np.median(self.cadence)) if self.cadence else float("nan"),
            **{f"delay_p{pct}_s": _share(self.delay_s, pct) for pct in (50, 95)},
            **{f"waited_p{pct}_s": _share(self.waited_s, pct) for pct in (50, 95)},
            **{f"told_after_p{pct}_s": _share(self.told_after_s, pct) for pct in (50, 95)},
        }


def _share(values: list[float], pct: int) -> float:
    return float(np.percentile(values, pct)) if values else float("nan")
