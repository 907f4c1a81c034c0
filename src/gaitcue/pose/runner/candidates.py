"""The people of a clip as the survey saw them, and which of them is the runner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from gaitcue.pose.runner.detector import CLEAR, FAIRLY_CLEAR, Detection, is_one_person, overlap, radius_of
from gaitcue.pose.runner.facing import facing_votes
from gaitcue.pose.runner.leg_motion import ankle_difference, leg_drive
from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import KEYPOINTS

if TYPE_CHECKING:
    from gaitcue.pose.looking.passes import Look


ANKLES = [KEYPOINTS.index(name) for name in ("left_ankle", "right_ankle")]
STAYS = 0.5
"""of the body circle's radius: who has moved less is looked for where the clearest of several detections was"""
SAME_SIZE = 1.7
SAME_BODY = 0.1
"""overlap of the squares around a body in two looks at it"""
AS_SHARP = 0.8
"""whose legs swing at least so sharply, as a share of the sharpest, runs as well; a walker's reach a third to 0.6"""
RUNNING = 0.6
"""share of a runner's drive under which somebody does not run"""
TRUSTED = 0.3
"""height of the ankles' peaks below which the light model's legs are not believed"""
ASKEW = 0.3
"""what somebody seen from the front or from behind counts beside one seen from the side, all else equal"""
IN_PLACE, FASTER_THAN_WALKS = 0.3, 2.0
"""radii of the body circle per second: the hips of somebody on a treadmill drift by less; a walker makes 1.5, a slow
runner 2.5"""
LEGS_RUN, PASSES = 0.4, 0.3
"""beside somebody in one place whose legs swing at least so sharply, as a share, who goes through the picture at a walk
counts so much: of a walker before a runner the light model mixes the legs, so the share is less than ``RUNNING``"""
LINKED = 1.2
"""body circles' radii between where somebody is expected in the next stretch and where somebody is"""


@dataclass
class Candidate:
    """One person in one stretch of the clip."""

    first_frame: int
    body: Array
    """(2, 2) px, where last seen"""
    start: Array
    """(2, 2) px, where first seen, as the clearest detection near there says"""
    radius: list[float] = field(default_factory=list)
    clearness: float = 0.0
    """of the detection behind ``start``"""
    frames: list[int] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    """s, of the looks of the light model, like all that follows"""
    path: list[Array] = field(default_factory=list)
    """(2, 2) px each"""
    legs: list[Array] = field(default_factory=list)
    """(2,) each: left minus right ankle over the leg's length"""
    votes: list[float] = field(default_factory=list)
    """for facing right, -1 to 1 each"""

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

    def followed(self, look: Look) -> None:
        """Take in a look of the light model."""
        points = look.points[0]
        self.body = look.body
        self.frames.append(look.frame)
        self.times.append(look.time_s)
        self.path.append(look.body)
        self.radius.append(radius_of(look.body))
        believed = look.peak[0, ANKLES].min() >= TRUSTED
        self.legs.append(ankle_difference(points) if believed else np.full(2, np.nan))
        self.votes.append(float(facing_votes(points[None], look.peak[:1])[0]))

    @property
    def drive(self) -> float:
        """Of the legs, see :func:`leg_drive`."""
        return leg_drive(np.array(self.times), np.array(self.legs).reshape(-1, 2))

    @property
    def pace(self) -> float:
        """Of the hips through the picture, radii of the body circle per second; 0 when seen only once."""
        half = len(self.path) // 2
        if not half:
            return 0.0
        ends = [np.median([body[0] for body in part], axis=0) for part in (self.path[:half], self.path[half:])]
        lasts_s = float(np.mean(self.times[half:]) - np.mean(self.times[:half]))
        return float(np.hypot(*(ends[1] - ends[0]))) / max(radius_of(self.body), 1e-6) / lasts_s

    @property
    def from_the_side(self) -> float:
        """0 (front or rear view) to 1."""
        return abs(float(np.nanmean(self.votes))) if np.isfinite(self.votes).any() else 0.0

    def expected(self, time_s: float) -> Array:
        """(2,) px, the hips at another time if the person keeps moving as in this stretch."""
        if len(self.times) < 2:
            return np.asarray(self.body[0])
        way = (self.path[-1][0] - self.path[0][0]) / (self.times[-1] - self.times[0])
        return np.asarray(self.path[-1][0] + way * (time_s - self.times[-1]))


@dataclass(frozen=True)
class Person:
    """One person over the whole clip: the stretches in which he or she was seen, in order."""

    parts: tuple[Candidate, ...]

    @property
    def drive(self) -> float:
        """Of the legs: the middle one of the parts, so that a single one that was seen badly does not count."""
        return sorted(part.drive for part in self.parts)[len(self.parts) // 2]

    @property
    def pace(self) -> float:
        """Through the picture: the middle one of the parts."""
        return float(np.median([part.pace for part in self.parts]))

    @property
    def passes(self) -> bool:
        """Goes through the picture, and no faster than a walker."""
        return IN_PLACE <= self.pace < FASTER_THAN_WALKS

    def running(self) -> Person:
        """The same without the stretches of standing and walking."""
        return Person(tuple(part for part in self.parts if part.drive >= RUNNING * self.drive))

    @property
    def radius(self) -> float:
        """px"""
        return float(np.median([r for part in self.parts for r in part.radius]))

    def score(self, sharpest: float, stretches: int) -> float:
        """Who runs, from the side, large, for long; ``sharpest``: the greatest drive among all people."""
        runs = min(self.drive / (AS_SHARP * sharpest), 1.0) if sharpest > 0 else 1.0
        side = max(part.from_the_side for part in self.parts)
        seen = len(self.parts) / max(stretches, 1)
        return float(runs**2 * (ASKEW + (1 - ASKEW) * side) * self.radius * np.sqrt(seen))


def the_runner(people: Sequence[Person], stretches: int) -> Person | None:
    """The one who runs: of several who do, who is seen from the side, is large and stays long in view.

    Of somebody who walks past before a runner the light model takes the runner's legs for the walker's now and then.
    Then the pace tells: while one runs in place, on a treadmill, nobody runs through the picture at a walk.
    """
    stay = max((p.drive for p in people if p.pace < IN_PLACE), default=0.0)
    pass_by = max((p.drive for p in people if p.passes), default=0.0)
    one_stays = stay > 0 and stay >= LEGS_RUN * pass_by
    sharpest = max((p.drive for p in people if not (one_stays and p.passes)), default=0.0)

    def score(person: Person) -> float:
        return person.score(sharpest, stretches) * (PASSES if one_stays and person.passes else 1.0)

    return max(people, key=score, default=None)


def linked(stretches: Sequence[Sequence[Candidate]]) -> list[Person]:
    """People over the whole clip: those of successive stretches are one where one is expected and of the same size."""
    chains: list[list[Candidate]] = []
    for people in stretches:
        pairs = sorted(
            (distance, k, i)
            for k, chain in enumerate(chains)
            for i, person in enumerate(people)
            if (distance := _distance(chain[-1], person)) < LINKED
        )
        taken: dict[int, int] = {}
        for _, k, i in pairs:
            if i not in taken and k not in taken.values():
                taken[i] = k
        for i, person in enumerate(people):
            if i in taken:
                chains[taken[i]].append(person)
            else:
                chains.append([person])
    return [Person(tuple(chain)) for chain in chains]


def _distance(before: Candidate, now: Candidate) -> float:
    """In radii of the larger body circle; infinite for bodies of other sizes."""
    sizes = radius_of(before.body), radius_of(now.start)
    if max(sizes) > SAME_SIZE * min(sizes):
        return np.inf
    expected = before.expected(now.times[0]) if before.times and now.times else before.body[0]
    way = min(float(np.hypot(*(place - now.start[0]))) for place in (expected, before.body[0]))
    return way / max(sizes)


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


def is_same_person(body: Array, last: Array) -> bool:
    """Alike in size and not further than three body circles away."""
    radius, before = radius_of(body), radius_of(last)
    near = float(np.hypot(*(body[0] - last[0]))) < 3.0 * before
    return near and 1 / SAME_SIZE < radius / max(before, 1e-6) < SAME_SIZE
