"""Frames in, steps out: one look at each frame, and the path on the newest seconds about once a step."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np

from gaitcue.live.drawn_legs import LegsBefore, as_named_before
from gaitcue.live.looking import LiveLooker
from gaitcue.live.records import LiveSettings, Seen, Step
from gaitcue.live.remarks import remarks_on
from gaitcue.live.steps import SETTLE_S, StepLedger, settled_s
from gaitcue.live.window import FULL, KEEP_S, WINDOW_S, Found, Kept, Window, follow_window, to_keep
from gaitcue.pose.looking.passes import Look
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.records import Note, View, note
from gaitcue.video import Frame

FIRST_PATH_S = 1.5
"""of the runner in view before the path is first run: two strides"""
AGAIN_S = 0.03
"""until the next run where the contact that is due was not there yet: about a frame. Treadmill at 30 frames a second,
60 ms a run: with 0.1 s the slowest twentieth of the numbers come 40 ms later"""
OPEN_AGAIN_S = 0.5
"""the same where no step has been seen yet"""
RATE_OVER_S = 2.0


class LiveEngine:
    """Looks at one frame after the other.

    Parameters
    ----------
    settings : what is told beforehand
    beside : the path runs in a thread of its own and its steps come later, by ``stood`` or with a later frame; else
        ``see`` waits for it, and the same frames give the same steps
    path_ended : called in that thread when a run of the path has ended: now ``stood`` may have something to give

    Examples
    --------
    ::

        engine = LiveEngine(LiveSettings(), beside=False)
        for frame in gaitcue.video.frames(clip):
            for step in engine.see(frame).steps:
                print(step.number, step.leg, step.values["cadence"].value)
    """

    def __init__(
        self,
        settings: LiveSettings | None = None,
        *,
        beside: bool = True,
        path_ended: Callable[[], None] = lambda: None,
    ) -> None:
        self._settings = settings or LiveSettings()
        self.looker = LiveLooker(self._settings.model)
        self._window, self._ledger = Window(), StepLedger(self._settings.first_number)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="path") if beside else None
        self._path_ended = path_ended
        self._under_way: Future[Found | Kept | None] | None = None
        self._due_s = -np.inf
        self._view: View | None = None
        self._kept: Kept | None = None
        self._legs: LegsBefore | None = None
        self._kept_of_stretch = self._run_of_stretch = 0
        self._refresh = False
        self._trouble: Note | None = None
        self._times: deque[float] = deque()
        self._unseen_since: float | None = None

    def see(self, frame: Frame) -> Seen:
        """Look at a frame; frames must come in order of time, some may be missing."""
        begun = time.perf_counter()
        look = self.looker.look(frame)
        self._remember(look, (frame.width, frame.height))
        steps = self._path(frame.time_s)
        unseen_s = 0.0 if self._unseen_since is None else frame.time_s - self._unseen_since
        remarks = remarks_on(
            frame, look, self._view, unseen_s=unseen_s, rate_hz=self.rate_hz, people=self.looker.people
        )
        if self._trouble is not None and look.crop is not None:
            remarks.append(self._trouble)
        points, peak = as_named_before(
            look.points[0].astype(float), look.peak[0].astype(float), self._legs, frame.time_s
        )
        return Seen(
            frame.index,
            frame.time_s,
            (frame.width, frame.height),
            points,
            peak,
            time.perf_counter() - begun,
            self.rate_hz,
            tuple(remarks),
            steps,
        )

    @property
    def rate_hz(self) -> float:
        """Frames looked at per second of true time over the last ``RATE_OVER_S``; NaN in the first half second."""
        lasted = self._times[-1] - self._times[0] if self._times else 0.0
        return (len(self._times) - 1) / lasted if lasted > 0.5 else float("nan")

    def close(self) -> None:
        """End the thread of the path."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def _remember(self, look: Look, size: tuple[int, int]) -> None:
        self._times.append(look.time_s)
        while self._times[-1] - self._times[0] > RATE_OVER_S:
            self._times.popleft()
        if look.crop is not None and np.isfinite(look.body).all():
            self._window.add(look, size)
            self._unseen_since = None
        elif self._unseen_since is None:
            self._unseen_since = look.time_s

    @property
    def newest_s(self) -> float:
        """Time of the newest frame that was looked at."""
        return self._times[-1]

    @property
    def under_way(self) -> bool:
        """A run of the path has begun whose steps have not been given out."""
        return self._under_way is not None

    def stood(self) -> tuple[Step, ...]:
        """Steps that came to stand since the last frame: of a run of the path that has ended meanwhile.

        For whoever waits between two frames; ``see`` gives them too.
        """
        return self._path(self.newest_s) if self._times else ()

    def _path(self, now_s: float) -> tuple[Step, ...]:
        """Steps of a run of the path that has ended; the next run is begun when it is due."""
        steps: tuple[Step, ...] = ()
        if self._under_way is not None and self._under_way.done():
            steps = self._taken(self._under_way, now_s)
            self._under_way = None
        if self._under_way is None and (self._refresh or now_s >= self._due_s) and self._long_enough(now_s):
            self._under_way = self._begin()
            if self._pool is None:
                return steps + self._path(now_s)
        return steps

    def _begin(self) -> Future[Found | Kept | None]:
        """A run of the path on the window as it is now, or of its first part where only what is kept is asked for."""
        window = (self._window.looks, self._window.size, self._settings.conditions)
        self._run_of_stretch = self._window.stretch
        if self._refresh:
            self._refresh = False
            return self._run(to_keep, *window)
        self._due_s = np.inf
        return self._run(follow_window, *window, self._still_kept())

    def _run(self, function: Callable[..., Found | Kept | None], *given: Any) -> Future[Found | Kept | None]:
        if self._pool is not None:
            under_way = self._pool.submit(function, *given)
            under_way.add_done_callback(lambda _: self._path_ended())
            return under_way
        ended: Future[Found | Kept | None] = Future()
        try:
            ended.set_result(function(*given))
        except UnusableInput as problem:
            ended.set_exception(problem)
        return ended

    def _still_kept(self) -> Kept | None:
        """What an earlier window of this stretch found."""
        return self._kept if self._kept_of_stretch == self._window.stretch else None

    def _long_enough(self, now_s: float) -> bool:
        began = self._window.began_s
        return began is not None and now_s - began >= FIRST_PATH_S

    def _taken(self, ended: Future[Found | Kept | None], now_s: float) -> tuple[Step, ...]:
        try:
            found = ended.result()
        except UnusableInput:
            self._kept, self._due_s = None, now_s + OPEN_AGAIN_S
            self._trouble = note("live_not_side_on", "warning")
            return ()
        if isinstance(found, Kept):
            self._keep(found)
            return ()
        if found is None:
            self._due_s = now_s + OPEN_AGAIN_S
            return ()
        self._trouble, self._view, self._legs = None, found.view, found.legs
        steps = self._ledger.take(found)
        self._due_s = self._next_due(found, now_s)
        self._keep(found.kept)
        # Now there is time until the next contact: no step waits for what takes longest.
        self._refresh = self._kept is not None and bool(steps) and found.newest_s - self._kept.made_s > KEEP_S
        return steps

    def _keep(self, kept: Kept) -> None:
        if kept.over_s >= FULL * WINDOW_S:
            self._kept, self._kept_of_stretch = kept, self._run_of_stretch

    def _next_due(self, found: Found, now_s: float) -> float:
        """When the next contact that is due will have settled; soon again where it should have been there by now."""
        last, step_s = self._ledger.last_contact_s, found.next_step_s
        if last is None or not found.newest_s - last <= 3 * step_s:
            return now_s + OPEN_AGAIN_S
        if young := self._ledger.too_young(found):
            return min(map(settled_s, young))
        return max(last + step_s + SETTLE_S, found.newest_s + AGAIN_S)
