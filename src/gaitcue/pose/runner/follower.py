"""Where the runner is in the next frame, and where again when lost."""

from __future__ import annotations

import math
import sys
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from gaitcue.pose.looking.crop import Crop, crop_around
from gaitcue.pose.looking.passes import Look
from gaitcue.pose.runner.candidates import IN_PLACE, SAME_BODY, SAME_SIZE, Candidate, is_same_person
from gaitcue.pose.runner.detector import Detection, overlap, radius_of
from gaitcue.pose.runner.leg_motion import ankle_difference, leg_motion
from gaitcue.pose.runner.scout import PRESENT
from gaitcue.pose.runner.trail import Trail
from gaitcue.terms.arrays import Array

if TYPE_CHECKING:
    from gaitcue.video import Frame


class Detects(Protocol):
    """Finds the people in a frame."""

    def __call__(self, frame: Frame) -> list[Detection]:
        """With closer looks while nobody is seen clearly."""

    def glance(self, frame: Frame) -> list[Detection]:
        """In one look."""


CHECK_EVERY_S = 1.0
"""true time between two looks at the whole frame while the runner is followed"""
UNSURE_EVERY_S = 0.25
"""the same while the legs of whoever is followed have not been seen to run, or before the runner has come"""
JUDGE_S, LEGS_S = 0.5, 1.0
"""legs are watched for at least this long before they are called still, and at most the latest of this long count"""
RUNS = 0.2
"""leg motion, leg lengths, of somebody who runs (see ``leg_motion``)"""
FASTER_THAN_WALKING = 2.0
"""body circles' radii per second: a walker makes 1.5, a slow runner 2.5"""
SEARCH_EVERY = 4
"""frames between two searches after the first ten frames without the runner"""
HOLD_S = 0.4
"""true time over which the size and the turn of the square are averaged. Mean over three paddings on the real
treadmill clips, near / far leg in % of the leg's length: 1.97 / 2.04, without 2.02 / 2.18, single runs 0.1 apart"""
FORGET_S = 1.0
"""after this long without the runner, anybody may be the runner"""
SLOW = 1.0
"""radii a second: who passes so slowly is before the runner for longer than it takes to look around"""
OFF = 0.75
"""radii of the body circle: who is followed further away than this from where the survey saw the runner is another"""
LEAVES = 0.3
"""the same for marks of the survey, and at the end of the clip for who moves on"""
MOST_RETURNS = 6
"""to the place of a runner who stays there, in a row"""
THE_OTHER = 0.5
"""overlap with a bystander's square from which on a detection is that bystander"""


@dataclass(frozen=True)
class Guide:
    """What the survey knows of the runner and of the others."""

    marks: dict[int, Array] = field(default_factory=dict)
    """(2, 2) px: the runner's body in a few frames"""
    others: tuple[Array, ...] = ()
    """bodies of those who stay where they are and do not run"""
    home: Array | None = None
    """the runner's body, of a runner who stays in one place of the picture"""

    def at(self, frame: int, before: int | None = None) -> Array | None:
        """Where the runner is in a frame, or was in one after ``before``, if the survey saw it there.

        A mark off home shows somebody who passed.
        """
        between = range(frame, frame - 1 if before is None else before, -1)
        mark = next((self.marks[i] for i in between if i in self.marks), None)
        return None if mark is None or (self.home is not None and has_left(mark[0], self.home)) else mark

    def is_other(self, body: Array) -> bool:
        return any(overlap(body, other) > THE_OTHER for other in self.others)


class RecentLegMotion:
    """How the legs of the followed one moved lately."""

    def __init__(self) -> None:
        self._time_s: deque[float] = deque()
        self._ankles: deque[Array] = deque()

    def add(self, look: Look) -> None:
        """Remember a look, and forget those older than ``LEGS_S``."""
        self._time_s.append(look.time_s)
        self._ankles.append(ankle_difference(look.points[0]))
        while self._time_s[-1] - self._time_s[0] > LEGS_S:
            self._time_s.popleft()
            self._ankles.popleft()

    @property
    def motion(self) -> float:
        """Leg lengths, see :func:`leg_motion`."""
        return leg_motion(np.array(self._ankles).reshape(-1, 2))

    @property
    def still(self) -> bool:
        """Watched long enough, and not seen to run."""
        long = len(self._time_s) > 0 and self._time_s[-1] - self._time_s[0] >= JUDGE_S
        return long and self.motion < RUNS


class RunnerFollower:
    """Gives the crop of each frame from what was seen before; finds the runner again when lost.

    Parameters
    ----------
    detect : finds people in a frame
    first : the person to follow, or None: whoever is largest when somebody comes into view
    guide : where the survey saw the runner and the others
    asked_for : ``first`` is followed even when somebody else runs

    Until the followed one has been seen to run the choice is open: a bystander, or a thing taken for a person, gives
    way to somebody who moves through the picture.
    """

    def __init__(
        self, detect: Detects, first: Candidate | None = None, guide: Guide | None = None, *, asked_for: bool = False
    ) -> None:
        self._detect = detect
        self._guide = guide or Guide()
        self._legs = RecentLegMotion()
        self._asked_for = self._sure = asked_for
        self._taken_frame = 0
        self._around: list[Detection] = []
        self._last = None if first is None else first.start
        self._first_frame = 0 if first is None else first.first_frame
        self._seen: Look | None = None
        self._before: Look | None = None
        self._held: Crop | None = None
        self._lost_frames = 0
        self._lost_at = -np.inf
        self._checked_at = -np.inf
        self._strangers = self._returns = 0
        self._frame: int | None = None
        self._trail = Trail()
        self.most_people = 0
        self._led_away: list[range] = []

    def crop(self, frame: Frame) -> Crop | None:
        """Where to look in this frame; None while nobody is found."""
        mark, self._frame = self._guide.at(frame.index, self._frame), frame.index
        if mark is not None and (self._seen is None or is_off(self._seen.body, mark)):
            return self._back_to(mark, frame)
        if self._is_led_away():
            assert self._guide.home is not None
            return self._back_to(self._guide.home, frame)
        if frame.index < self._first_frame:
            return self._wait(frame)
        if self._seen is None and self._last is not None and self._lost_frames == 0:
            return crop_around(self._last)
        if self._seen is None:
            return self._search(frame)
        if frame.time_s - self._checked_at >= self._check_every():
            return self._checked(frame)
        return self._predicted(frame.index)

    def _is_led_away(self) -> bool:
        """Has the crop left a runner who stays in one place, with somebody who passes?

        A few times the runner is looked for at home; then the runner, or the camera, has indeed moved.
        """
        home = self._guide.home
        if home is None or self._seen is None or self._returns >= MOST_RETURNS or not is_off(self._seen.body, home):
            return False
        return self._seen.frame >= self._taken_frame

    def _back_to(self, body: Array, frame: Frame) -> Crop:
        """Back to the runner; whoever was followed until now away from a runner's home was another."""
        home, last = self._guide.home, self._trail.last
        if home is not None and last is not None and has_left(last, home):
            self._returns += 1
            self._led_away.append(range(self._trail.began(frame.index, radius_of(body)), frame.index))
            if self._returns == MOST_RETURNS:
                del self._led_away[-MOST_RETURNS:]
        return self._put(body, frame)

    @property
    def led_away(self) -> list[range]:
        """Frames of looks at somebody who passed before a runner who stays in one place."""
        home, seen = self._guide.home, self._seen
        if home is None or seen is None or self._returns >= MOST_RETURNS:
            return list(self._led_away)
        # The clip may end while somebody leads away.
        radius = radius_of(home)
        leaves = has_left(seen.body[0], home) and self._trail.pace(radius) > IN_PLACE
        last = [range(self._trail.began(seen.frame, radius), sys.maxsize)] if leaves else []
        return [*self._led_away, *last]

    @property
    def people_around(self) -> int:
        """How many were seen when the whole frame was last looked at."""
        return len(self._around)

    def _wait(self, frame: Frame) -> Crop | None:
        """Before the runner was seen in the survey: he or she may be in view already, or come in."""
        if frame.time_s - self._checked_at < UNSURE_EVERY_S or not self._guide.marks:
            return None
        assert self._last is not None
        found = [d for d in self._others_left_out(self._look_around(frame)) if self._may_be(d.body)]
        if not found:
            return None
        return self._take(found, frame)

    def _may_be(self, body: Array) -> bool:
        """The runner earlier on: of one size with the one who was seen later, and if asked for, near that place."""
        assert self._last is not None
        size = radius_of(body) / max(radius_of(self._last), 1e-6)
        return is_same_person(body, self._last) if self._asked_for else 1 / SAME_SIZE < size < SAME_SIZE

    def _others_left_out(self, found: list[Detection]) -> list[Detection]:
        return [d for d in found if not self._guide.is_other(d.body)]

    def _check_every(self) -> float:
        return UNSURE_EVERY_S if not self._sure and self._legs.still else CHECK_EVERY_S

    def _checked(self, frame: Frame) -> Crop | None:
        before, since = self._around, max(frame.time_s - self._checked_at, UNSURE_EVERY_S)
        # Whom we see running stays the runner whoever else is there: the look only counts those around.
        found = self._look_around(frame, glance=self._sure and self._legs.motion >= RUNS)
        movers = [] if self._sure or not self._legs.still else self._movers(found, before, since)
        if movers:
            return self._take(movers, frame)
        if self._is_elsewhere(found):
            self._seen = None
            return self._search(frame)
        return self._predicted(frame.index)

    def saw(self, look: Look) -> None:
        """Remember the latest look, or that the runner is gone."""
        if look.crop is None or look.frame < self._taken_frame:
            return  # an answer that comes after somebody else was taken speaks of the one before
        if look.presence.max() >= PRESENT and np.isfinite(look.body).all():
            if self._guide.home is not None and not is_off(look.body, self._guide.home):
                self._returns = 0
            self._hold(look)
            self._before, self._seen, self._last = self._seen, look, look.body
            self._lost_frames = 0
            self._legs.add(look)
            self._trail.add(look)
            self._sure = self._sure or self._legs.motion >= RUNS
            return
        if self._seen is not None or self._lost_frames == 0:
            self._lost_at = look.time_s
            self._lost_frames = max(self._lost_frames, 1)
        self._seen = self._before = None

    def _hold(self, look: Look) -> None:
        """Size and turn of the square, averaged: what the model says depends on them, and they on what it said."""
        crop = crop_around(look.body)
        if self._seen is None or self._held is None:
            self._held = crop
            return
        share = 1 - math.exp((self._seen.time_s - look.time_s) / HOLD_S)
        self._held = replace(
            crop,
            side=self._held.side * (crop.side / self._held.side) ** share,
            angle=self._held.angle + share * math.remainder(crop.angle - self._held.angle, math.tau),
        )

    def _predicted(self, frame: int) -> Crop:
        assert self._seen is not None and self._held is not None
        now = replace(crop_around(self._seen.body), side=self._held.side, angle=self._held.angle)
        if self._before is None or self._before.frame >= self._seen.frame:
            return now
        steps = (frame - self._seen.frame) / (self._seen.frame - self._before.frame)
        return now.moved(crop_around(self._before.body), min(steps, 3.0))

    def _search(self, frame: Frame) -> Crop | None:
        self._lost_frames += 1
        if self._lost_frames > 10 and self._lost_frames % SEARCH_EVERY:
            return None
        found = self._others_left_out(self._look_around(frame))
        if self._last is not None and frame.time_s - self._lost_at < FORGET_S:
            found = [d for d in found if is_same_person(d.body, self._last)]
        if not found:
            return None
        return self._take(found, frame)

    def _take(self, found: list[Detection], frame: Frame) -> Crop:
        """Follow the largest of those found from this frame on."""
        body, trail = max(found, key=lambda d: d.score * d.radius).body, self._trail
        goes_on = self._last is not None and not is_off(body, self._last) and trail.pace(radius_of(body)) < SLOW
        crop = self._put(body, frame)
        if goes_on:  # found again where followed: one way
            self._trail = trail
        return crop

    def _put(self, body: Array, frame: Frame) -> Crop:
        """Follow the one who is here from this frame on."""
        self._first_frame = min(self._first_frame, frame.index)
        self._last, self._lost_frames, self._taken_frame = body, 0, frame.index
        self._seen = self._before = None
        self._legs, self._trail, self._sure = RecentLegMotion(), Trail(), self._asked_for
        return crop_around(body)

    def _movers(self, found: list[Detection], before: list[Detection], since: float) -> list[Detection]:
        """Those elsewhere who were seen ``since`` seconds before as well, and have moved faster than a walk."""
        assert self._last is not None
        now, then = ([d for d in look if overlap(d.body, self._last) <= SAME_BODY] for look in (found, before))
        known = [d for d in now if any(is_same_person(d.body, b.body) for b in then)]
        return [d for d in known if all(speed(b, d, since) > FASTER_THAN_WALKING for b in then)]

    def _look_around(self, frame: Frame, *, glance: bool = False) -> list[Detection]:
        self._checked_at = frame.time_s
        found = self._detect.glance(frame) if glance else self._detect(frame)
        self._around = found
        self.most_people = max(self.most_people, len(found))
        return found

    def _is_elsewhere(self, found: list[Detection]) -> bool:
        """Do two checks in a row see people, but nobody where we look? Beside somebody large a runner may go unseen."""
        assert self._last is not None
        here = self._legs.motion >= RUNS or any(overlap(d.body, self._last) > SAME_BODY for d in found)
        self._strangers = 0 if here or not found else self._strangers + 1
        return self._strangers >= 2


def is_off(body: Array, mark: Array) -> bool:
    """Is this somebody else than the runner at ``mark``: elsewhere, or of another size?"""
    radius = radius_of(mark)
    size = radius_of(body) / max(radius, 1e-6)
    return float(np.hypot(*(body[0] - mark[0]))) > OFF * radius or not 1 / SAME_SIZE < size < SAME_SIZE


def has_left(hips: Array, home: Array) -> bool:
    """Are the hips (2,) px not where those of a runner who stays in one place are?"""
    return float(np.hypot(*(hips - home[0]))) > LEAVES * radius_of(home)


def speed(before: Detection, now: Detection, seconds: float) -> float:
    """Of the hips, radii of the larger body circle per second."""
    return float(np.hypot(*(before.body[0] - now.body[0]))) / max(before.radius, now.radius, 1e-6) / seconds
