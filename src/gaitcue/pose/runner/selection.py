"""Who in the picture is the runner, and where the runner is in the next frame."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gaitcue.pose.looking.crop import CROP_SIZE, Crop, crop_around
from gaitcue.pose.looking.engine import PoseNetwork
from gaitcue.pose.looking.exposure import picture_for_model
from gaitcue.pose.looking.passes import Look, read_look
from gaitcue.pose.runner.detector import CLEAR, FAIRLY_CLEAR, Detection, is_one_person, overlap, radius_of
from gaitcue.pose.settings import PLAIN
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.keypoints import KEYPOINTS

if TYPE_CHECKING:
    from gaitcue.video import Frame

Array = NDArray[np.float64]
Detect = Callable[["Frame"], list[Detection]]

PRESENT = 0.5
"""presence below which the pose model itself says that nobody is there (MediaPipe's default as well)"""
SCOUT_S, SCOUT_FRAMES, FIRST_LOOKS = 2.0, 90, 25
"""at most this long, and this many frames, are watched to choose among several people; fewer when only one is seen"""
SCOUT_EVERY = 8
"""frames between two detections while scouting"""
UNCLEAR_EVERY = 2
"""detections follow this closely until one is clear: its score times its uprightness"""
STAYS = 0.5
"""of the body circle's radius: who has moved less is looked for where the clearest of several detections was"""
CHECK_EVERY_S = 1.0
"""true time between two looks at the whole frame while the runner is followed"""
UNSURE_EVERY_S = 0.25
"""the same while the legs of whoever is followed have not been seen to run"""
JUDGE_S, LEGS_S = 0.5, 1.0
"""legs are watched for at least this long before they are called still, and at most the latest of this long count"""
RUNS = 0.2
"""leg motion, leg lengths, of somebody who runs (see ``Candidate.motion``)"""
MOVED = 2.0
"""body circles' radii per second: a walker makes 1.5, a slow runner 2.5"""
SEARCH_EVERY = 4
"""frames between two searches after the first ten frames without the runner"""
HOLD_S = 0.4
"""true time over which the size and the turn of the square are averaged. Mean over three paddings on the real
treadmill clips, near / far leg in % of the leg's length: 1.97 / 2.04, without 2.02 / 2.18, single runs 0.1 apart"""
FORGET_S = 1.0
"""after this long without the runner, anybody may be the runner"""
SAME_SIZE = 1.7
SAME_BODY = 0.1
"""overlap of the squares around a body in two looks at it"""
MOTION_FLOOR = 0.05
"""what a person who stands still counts against a moving one"""


@dataclass
class Candidate:
    """One person seen while scouting."""

    first_frame: int
    body: Array
    """(2, 2) px, where last seen"""
    start: Array
    """(2, 2) px, where first seen, as the clearest detection near there says"""
    radius: list[float] = field(default_factory=list)
    legs: list[Array] = field(default_factory=list)
    """(2,) per frame: left minus right ankle over the leg's length"""
    clearness: float = 0.0
    """of the detection behind ``start``"""

    def consider(self, found: Detection, frame: int) -> None:
        """Take a clearer detection for the start: one blurred picture, or half a person, may mislead.

        Of somebody who has moved on since, the start is left as it is, unless it was hardly one: then it is now.
        """
        moved = float(np.hypot(*(found.body[0] - self.start[0])))
        if found.clearness * found.radius <= self.clearness * radius_of(self.start):
            return
        # Of one seen upside down the hips were put at the other end of the trunk.
        if moved < (STAYS if self.clearness > 0 else 1.0) * found.radius:
            self.start, self.clearness = found.body, found.clearness
        elif self.clearness < FAIRLY_CLEAR and found.clearness >= CLEAR:
            self.start, self.clearness, self.first_frame = found.body, found.clearness, frame

    @property
    def motion(self) -> float:
        """How much the ankles move against each other, leg lengths: about .5 for a runner, .05 for standing."""
        return leg_motion(np.array(self.legs).reshape(-1, 2))

    def score(self, frames: int) -> float:
        """Size x persistence x leg motion."""
        if not self.radius:
            return 0.0
        return float(np.median(self.radius)) * len(self.radius) / max(frames, 1) * (MOTION_FLOOR + self.motion)


def leg_motion(difference: Array) -> float:
    """Spread of the ankles' difference, (frames, 2) in leg lengths; swapped labels do not raise it much."""
    finite = difference[np.isfinite(difference).all(axis=-1)]
    return float(np.hypot(*np.std(finite, axis=0))) if len(finite) >= 3 else 0.0


def ankle_difference(points: NDArray[np.floating]) -> Array:
    """Left minus right ankle over the median leg length; points (..., 19, 2) px."""
    p = {n: np.asarray(points[..., KEYPOINTS.index(n), :], float) for n in KEYPOINTS}
    segments = [
        np.linalg.norm(p[f"{side}_{a}"] - p[f"{side}_{b}"], axis=-1)
        for side in ("left", "right")
        for a, b in (("hip", "knee"), ("knee", "ankle"))
    ]
    length = np.sum(segments, axis=0) / 2
    return np.asarray((p["left_ankle"] - p["right_ankle"]) / np.maximum(length, 1e-6)[..., None])


def matched(known: Sequence[Array], found: Sequence[Array]) -> dict[int, int]:
    """Which of the found bodies is which of the known ones, those that overlap best first.

    Two people found in one look are never one person, however near to each other they run.

    Returns
    -------
    dict from the index in ``found`` to the index in ``known``; new people are missing in it
    """
    pairs = [(overlap(a, b), k, f) for k, a in enumerate(known) for f, b in enumerate(found)]
    out: dict[int, int] = {}
    for share, k, f in sorted(pairs, reverse=True):
        # Of a blurred person the circle may be found far too small: hips within the other's circle do as well.
        same = share > SAME_BODY or is_one_person(known[k], found[f])
        if same and f not in out and k not in out.values():
            out[f] = k
    return out


class Scout:
    """Watches the first frames and chooses the person to follow."""

    def __init__(self, detect: Detect, light: Callable[[], PoseNetwork]) -> None:
        self._detect, self._make_light = detect, light
        self._light: PoseNetwork | None = None
        self.people: list[Candidate] = []
        self.frames = 0

    def watch(self, frames: Iterable[Frame]) -> None:
        """Follow everybody through the first frames; stop early when there is only one person."""
        start = None
        for frame in islice(frames, SCOUT_FRAMES):
            start = frame.time_s if start is None else start
            alone = self.frames >= FIRST_LOOKS and len(self.people) <= 1
            if alone or frame.time_s - start > SCOUT_S:
                break
            clear = all(person.clearness >= CLEAR for person in self.people)
            if self.frames % (SCOUT_EVERY if clear else UNCLEAR_EVERY) == 0:
                self._find(frame)
            if len(self.people) > 1:
                self._follow(frame)
            self.frames += 1

    def _find(self, frame: Frame) -> None:
        found = self._detect(frame)
        known = matched([c.body for c in self.people], [d.body for d in found])
        for i, seen in enumerate(found):
            if i not in known:
                person = Candidate(frame.index, seen.body, seen.body, [seen.radius], clearness=seen.clearness)
                self.people.append(person)
                continue
            person = self.people[known[i]]
            if not person.legs:
                person.body = seen.body
            person.radius.append(seen.radius)
            person.consider(seen, frame.index)

    def _follow(self, frame: Frame) -> None:
        self._light = self._light or self._make_light()
        for person in self.people:
            crop = crop_around(person.body)
            output = self._light(picture_for_model(frame, crop.matrix(), CROP_SIZE))
            if output.presence < PRESENT:
                continue
            look = read_look(frame.index, frame.time_s, crop, {PLAIN: output}, (PLAIN,))
            person.body = look.body
            person.radius.append(radius_of(look.body))
            person.legs.append(ankle_difference(look.points[0]))

    def choose(self, person: int | None) -> Candidate | None:
        """The runner, or the asked-for person (1-based, from left to right where they were first seen).

        Raises
        ------
        UnusableInput
            when fewer people than ``person`` are seen
        """
        if person is None:
            return max(self.people, key=lambda c: c.score(self.frames), default=None)
        ordered = self.ordered()
        if person > len(ordered):
            raise UnusableInput(
                f"--person {person} was asked for but the first frames show {len(ordered)}: give a smaller number, "
                "or move --start to where that person is in view."
            )
        return ordered[person - 1]

    def ordered(self) -> list[Candidate]:
        """From left to right, without those hardly ever seen."""
        seen = max((len(c.radius) for c in self.people), default=0)
        return sorted((c for c in self.people if 4 * len(c.radius) >= seen), key=lambda c: float(c.start[0, 0]))


class LegMotion:
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


class Follower:
    """Gives the crop of each frame from what was seen before; finds the runner again when lost.

    Parameters
    ----------
    detect : finds people in a frame
    first : the person to follow, or None: whoever is largest when somebody comes into view
    asked_for : ``first`` is followed even when somebody else runs

    Until the followed one has been seen to run the choice is open: a bystander, or a thing taken for a person, gives
    way to somebody who moves through the picture.
    """

    def __init__(self, detect: Detect, first: Candidate | None = None, *, asked_for: bool = False) -> None:
        self._detect = detect
        self._legs = LegMotion()
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
        self._strangers = 0
        self.most_people = 0

    def crop(self, frame: Frame) -> Crop | None:
        """Where to look in this frame; None while nobody is found."""
        if frame.index < self._first_frame:
            return None
        if self._seen is None and self._last is not None and self._lost_frames == 0:
            return crop_around(self._last)
        if self._seen is None:
            return self._search(frame)
        if frame.time_s - self._checked_at >= self._check_every():
            return self._checked(frame)
        return self._predicted(frame.index)

    def _check_every(self) -> float:
        return UNSURE_EVERY_S if not self._sure and self._legs.still else CHECK_EVERY_S

    def _checked(self, frame: Frame) -> Crop | None:
        before, since = self._around, max(frame.time_s - self._checked_at, UNSURE_EVERY_S)
        found = self._look_around(frame)
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
            self._hold(look)
            self._before, self._seen, self._last = self._seen, look, look.body
            self._lost_frames = 0
            if not self._sure:
                self._legs.add(look)
                self._sure = self._legs.motion >= RUNS
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
        found = self._look_around(frame)
        if self._last is not None and frame.time_s - self._lost_at < FORGET_S:
            found = [d for d in found if is_same_person(d.body, self._last)]
        if not found:
            return None
        return self._take(found, frame)

    def _take(self, found: list[Detection], frame: Frame) -> Crop:
        """Follow the largest of those found from this frame on."""
        best = max(found, key=lambda d: d.score * d.radius)
        self._last, self._lost_frames, self._taken_frame = best.body, 0, frame.index
        self._seen = self._before = None
        self._legs, self._sure = LegMotion(), self._asked_for
        return best.crop

    def _movers(self, found: list[Detection], before: list[Detection], since: float) -> list[Detection]:
        """Those elsewhere who were seen ``since`` seconds before as well, and have moved faster than a walk."""
        assert self._last is not None
        now, then = ([d for d in look if overlap(d.body, self._last) <= SAME_BODY] for look in (found, before))
        known = [d for d in now if any(is_same_person(d.body, b.body) for b in then)]
        return [d for d in known if all(speed(b, d, since) > MOVED for b in then)]

    def _look_around(self, frame: Frame) -> list[Detection]:
        self._checked_at = frame.time_s
        found = self._detect(frame)
        self._around = found
        self.most_people = max(self.most_people, len(found))
        return found

    def _is_elsewhere(self, found: list[Detection]) -> bool:
        """Do two checks in a row see people, but nobody where we look?"""
        assert self._last is not None
        here = any(overlap(d.body, self._last) > SAME_BODY for d in found)
        self._strangers = 0 if here or not found else self._strangers + 1
        return self._strangers >= 2


def speed(before: Detection, now: Detection, seconds: float) -> float:
    """Of the hips, radii of the larger body circle per second."""
    return float(np.hypot(*(before.body[0] - now.body[0]))) / max(before.radius, now.radius, 1e-6) / seconds


def is_same_person(body: Array, last: Array) -> bool:
    """Alike in size and not further than three body circles away."""
    radius, before = radius_of(body), radius_of(last)
    near = float(np.hypot(*(body[0] - last[0]))) < 3.0 * before
    return near and 1 / SAME_SIZE < radius / max(before, 1e-6) < SAME_SIZE
