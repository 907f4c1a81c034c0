"""Whom to follow: the one who runs, or the one who was asked for by number or by a point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from gaitcue.pose.runner.candidates import RUNNING, Candidate, Person, the_runner
from gaitcue.pose.runner.detector import Detection, overlap, radius_of
from gaitcue.pose.runner.follower import Guide
from gaitcue.pose.runner.scout import Survey
from gaitcue.terms.arrays import Array
from gaitcue.terms.errors import UnusableInput

MARKS_S = 0.4
"""true time between two marks of the guide"""
HARDLY_SEEN = 4
"""who was seen in less than this part of the looks of whoever was seen most is not counted"""
STAYED = 0.5
"""of the body circle's radius: who has moved less between the ends of what was seen stays where he or she is"""
MOSTLY = 0.55
"""share of the looks"""
TOUCHES = 0.6
"""of the body circle's radius: a point further away from the axis of a body is not on it"""


@dataclass(frozen=True, slots=True)
class ChosenRunner:
    """The one to follow."""

    first: Candidate | None
    """where to begin; None: nobody was seen yet"""
    guide: Guide


def choose(survey: Survey, person: int | None = None) -> ChosenRunner:
    """The runner, or the asked-for person (1-based, from left to right where they were first seen).

    Raises
    ------
    UnusableInput
        when fewer people than ``person`` are seen
    """
    if person is None:
        return chosen(survey, the_runner(survey.people, survey.stretches), running=True)
    ordered = in_order(survey)
    if person > len(ordered):
        people = "1 person" if len(ordered) == 1 else f"{len(ordered)} people"
        raise UnusableInput(
            f"--person {person} was asked for but {people} can be told apart in the clip: give a smaller number, or "
            "click on the runner with --runner-at X,Y@FRAME."
        )
    return chosen(survey, ordered[person - 1])


def chosen(survey: Survey, one: Person | None, *, running: bool = False) -> ChosenRunner:
    """``running``: only where he or she runs."""
    if one is None:
        return ChosenRunner(None, Guide())
    if not survey.thorough:
        return ChosenRunner(one.parts[0], Guide(home=home_of(one)))
    shown = one.running() if running else one
    # Who passes hides the runner in a stretch or two.
    home = home_of(shown, once=any(p.passes for p in survey.people))
    guide = Guide(marks_of(shown), bystanders(survey.people, one), home)
    return ChosenRunner(shown.parts[0], guide)


def home_of(person: Person, *, once: bool = False) -> Array | None:
    """Where somebody on a treadmill is; None for those who were seen at several places.

    Somebody who passes may have led a part of the looks away: most of them count. To be seen in a single stretch is
    enough only if ``once``.
    """
    if len(person.parts) == 1 and not once:
        return None
    places = [body for part in person.parts for body in (part.path or [part.start])]
    home = np.median(places, axis=0)
    way = np.linalg.norm(np.array(places)[:, 0] - home[0], axis=-1)
    stayed = np.mean(way < STAYED * radius_of(home)) > MOSTLY
    return np.asarray(home) if stayed else None


def marks_of(person: Person) -> dict[int, Array]:
    """Where the person was in some frames of the survey."""
    marks: dict[int, Array] = {}
    for part in person.parts:
        last = -np.inf
        for frame, time_s, body in zip(part.frames, part.times, part.path, strict=True):
            if time_s - last >= MARKS_S:
                marks[frame], last = body, time_s
    return marks


def bystanders(people: Sequence[Person], one: Person) -> tuple[Array, ...]:
    """Where those are who neither run nor move away."""
    still = [p for p in people if p is not one and p.drive < RUNNING * one.drive]
    return tuple(part.start for p in still if stays(p) for part in p.parts)


def stays(person: Person) -> bool:
    """Whether somebody hardly moved through the picture while in view."""
    way = person.parts[-1].body[0] - person.parts[0].start[0]
    return float(np.hypot(*way)) < STAYED * person.radius


def in_order(survey: Survey) -> list[Person]:
    """From left to right, without those hardly ever seen."""
    looks = [sum(len(part.radius) for part in p.parts) for p in survey.people]
    most = max(looks, default=0)
    seen = [p for p, count in zip(survey.people, looks, strict=True) if HARDLY_SEEN * count >= most]
    return sorted(seen, key=lambda p: float(p.parts[0].start[0, 0]))


def at_point(found: Sequence[Detection], x: float, y: float) -> Detection | None:
    """Whose body the point (px) is on, the one whose axis passes nearest."""
    near = [(distance_to(d.body, np.array([x, y])), d) for d in found]
    return min((pair for pair in near if pair[0] < TOUCHES), key=lambda pair: pair[0], default=(0.0, None))[1]


def distance_to(body: Array, point: Array) -> float:
    """From a point to the line between head and feet, radii of the body circle."""
    up = body[1] - body[0]
    along = float(np.clip((point - body[0]) @ up / max(float(up @ up), 1e-9), -1.0, 1.0))
    return float(np.hypot(*(point - body[0] - along * up))) / max(radius_of(body), 1e-6)


def clicked(survey: Survey, seen: Detection, frame: int) -> ChosenRunner:
    """The one who was clicked on in ``frame``, with what the survey knows of the same person."""
    one = max(survey.people, key=lambda p: _shared(p, seen, frame), default=None)
    if one is None or _shared(one, seen, frame) <= 0:
        alone = Candidate(frame, seen.body, seen.body, [seen.radius], seen.clearness)
        return ChosenRunner(alone, Guide({frame: seen.body}))
    found = chosen(survey, one)
    return ChosenRunner(found.first, replace(found.guide, marks=found.guide.marks | {frame: seen.body}))


def _shared(person: Person, seen: Detection, frame: int) -> float:
    """Overlap with the person in the look nearest to the frame."""
    looks = [pair for part in person.parts for pair in zip(part.frames, part.path, strict=True)]
    return overlap(min(looks, key=lambda pair: abs(pair[0] - frame))[1], seen.body) if looks else 0.0
