"""Runs on one clock: aligned at an initial contact, with every stride stretched to one length, or by time alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import SIDES, Side
from gaitcue.terms.records import Analysis, Stride

ClockKind = Literal["contact", "cycle", "time"]


@dataclass(frozen=True, slots=True)
class ClockCourse:
    """How a run goes along the clock: between two knots its own time passes evenly; where two knots share a moment of
    the clock the run jumps."""

    clock_s: tuple[float, ...]
    time_s: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """One way to set runs in step."""

    kind: ClockKind
    side: Side | None
    """whose contacts are aligned"""
    length_s: float
    step_s: float
    """no run moves by more than a frame in it"""
    start_s: float
    """moment to begin with: of the contact that is aligned"""
    cycle_s: float | None
    """how long each stride lasts on the clock, where strides are stretched to one length"""
    courses: tuple[ClockCourse, ...]
    """one for each run"""


def clocks(analyses: Sequence[Analysis], times: Sequence[Array]) -> Iterator[Clock]:
    """Every way in which these runs can be set in step; the near side of the first comes first.

    Parameters
    ----------
    times : for each run the true time of every frame of its clip, s
    """
    near = analyses[0].view.near_side or "right"
    sides: list[Side] = sorted(SIDES, key=lambda side: side != near)
    steps = [float(np.median(np.diff(time_s))) for time_s in times]
    for side in sides:
        starts = [first_contact(analysis, side) for analysis in analyses]
        if None not in starts:
            yield at_moments("contact", side, [start for start in starts if start is not None], times, steps)
    for side in sides:
        strides = [used_strides(analysis, side) for analysis in analyses]
        if all(strides):
            yield stride_by_stride(side, strides, steps)
    yield at_moments("time", None, [float(time_s[0]) for time_s in times], times, steps)


def first_contact(analysis: Analysis, side: Side) -> float | None:
    """The contact that begins the first stride that counts; without such a stride the first contact, if any."""
    strides = used_strides(analysis, side)
    if strides:
        return strides[0].start_s
    found = [e.time_s for e in analysis.events if e.type == "initial_contact" and e.side == side]
    return min(found, default=None)


def used_strides(analysis: Analysis, side: Side) -> list[Stride]:
    return sorted((s for s in analysis.strides if s.side == side and s.used), key=lambda s: s.start_s)


def at_moments(
    kind: ClockKind, side: Side | None, moments: Sequence[float], times: Sequence[Array], steps: Sequence[float]
) -> Clock:
    """True time in every run; a moment of each meets, and the clock lasts as long as all of them are there.

    Examples
    --------
    >>> runs = [np.arange(0, 5.1, 0.1), np.arange(0, 4.1, 0.1)]
    >>> clock = at_moments("contact", "left", [1.0, 0.5], runs, [0.1, 0.1])
    >>> clock.length_s, clock.start_s, [course.time_s for course in clock.courses]
    (4.0, 0.5, [(0.5, 4.5), (0.0, 4.0)])
    """
    lead = min(moment - float(time_s[0]) for moment, time_s in zip(moments, times, strict=True))
    rest = min(float(time_s[-1]) - moment for moment, time_s in zip(moments, times, strict=True))
    courses = tuple(ClockCourse((0.0, lead + rest), (moment - lead, moment + rest)) for moment in moments)
    return Clock(kind, side, lead + rest, min(steps), lead, None, courses)


def stride_by_stride(side: Side, strides: Sequence[Sequence[Stride]], steps: Sequence[float]) -> Clock:
    """The first strides of all meet, then the second ones, each as long as the first run's usual stride."""
    count = min(map(len, strides))
    lasts = [np.array([s.end_s - s.start_s for s in run[:count]]) for run in strides]
    cycle_s = float(np.median(lasts[0]))
    courses = tuple(
        ClockCourse(
            tuple(moment for k in range(count) for moment in (k * cycle_s, (k + 1) * cycle_s)),
            tuple(moment for stride in run[:count] for moment in (stride.start_s, stride.end_s)),
        )
        for run in strides
    )
    finest = min(step * cycle_s / float(last.max()) for step, last in zip(steps, lasts, strict=True))
    return Clock("cycle", side, count * cycle_s, finest, 0.0, cycle_s, courses)
