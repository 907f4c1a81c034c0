"""Initial contact and toe-off on the mean stride of a leg.

Each detector is a row of data: which point's vertical velocity crosses which level, looked at through which bandwidth,
how long after the event that happens and how much that differs between runners. Delays and spreads were measured on the
force-plate trials of five runners at 2.5, 3.5 and 4.5 m/s (RBDS, Fukuchi 2017; 50 N); validation/force_plates.py
repeats that and leaves one runner out at a time. Levels are in leg lengths (thigh + shank) per second.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaitcue.gait.events.fold import Template
from gaitcue.gait.events.paths import LegPaths
from gaitcue.terms.records import EventType

Array = NDArray[np.float64]

STEPS = 1000  # the cycle is searched on a grid of this many points, then interpolated
USUAL_STRIDE_HZ = 1.4
SLOW_MOTION_HZ = 0.6
"""no run has fewer strides/s: it is slow motion that nobody told of, and its time is scaled to usual running"""


@dataclass(frozen=True)
class Detector:
    """A crossing of vertical velocity that goes with an event."""

    event: EventType
    points: tuple[str, ...]
    """their mean is looked at"""
    level: float
    """leg lengths / s, crossed upwards"""
    bandwidth_hz: float
    delay_s: float
    """of the crossing after the event"""
    spread_s: float
    """SD of that delay between runners, sides and speeds"""
    steepest: float = 0.0
    """leg lengths / s that the velocity must reach after the crossing"""


# The ankle's downward speed is braked to this level 28 ms after contact, whatever the strike. Toe-off: the tip of the
# shoe starts to rise.
DETECTORS: tuple[Detector, ...] = (
    Detector("initial_contact", ("ankle",), -0.58, 20.0, 0.0278, 0.0020),
    Detector("initial_contact", ("ankle",), -0.60, 11.0, 0.0279, 0.0020),
    Detector("initial_contact", ("heel", "toe"), -0.35, 20.0, 0.0275, 0.0055),
    Detector("toe_off", ("toe",), 0.134, 20.0, -0.0013, 0.0032, steepest=0.6),
    Detector("toe_off", ("toe",), 0.25, 20.0, 0.0016, 0.0032, steepest=0.6),
)


@dataclass(frozen=True)
class EventPhase:
    """One event on the mean stride."""

    type: EventType
    cycle: float
    """moment of the stride, 0-1"""
    error_s: float
    """SD: spread between runners, noise of the mean stride, disagreement of the detectors"""


def event_phases(template: Template, paths: LegPaths, stride_hz: float) -> tuple[EventPhase, ...]:
    """Initial contact and toe-off of a leg; an event that no detector finds is left out."""
    pace = stride_hz if stride_hz > SLOW_MOTION_HZ else USUAL_STRIDE_HZ
    anchor = mid_stance(template, paths, pace)
    found = []
    for event in ("initial_contact", "toe_off"):
        rows = [row for row in DETECTORS if row.event == event]
        estimates = [_estimate(template, paths, row, pace, anchor) for row in rows] if anchor is not None else []
        kept = [estimate for estimate in estimates if estimate is not None]
        if kept:
            found.append(_combine(event, kept, pace, stride_hz))
    return tuple(found)


def mid_stance(template: Template, paths: LegPaths, pace_hz: float) -> float | None:
    """Moment of the cycle when the foot passes under the hips going backwards."""
    grid = np.arange(STEPS) / STEPS
    smooth = template.limited(max(2, round(5.0 / pace_hz)))
    columns = [paths.column(point, 0) for point in ("ankle", "heel", "toe", "knee")]
    x = smooth.value(grid)[:, [column for column in columns if column is not None]].mean(axis=1)
    height = [paths.column(point, 1) for point in ("ankle", "heel", "toe", "knee")]
    y = smooth.value(grid)[:, [column for column in height if column is not None]].mean(axis=1)
    back = np.nonzero((x > 0) & (np.roll(x, -1) <= 0))[0]
    return float(grid[back[np.argmin(y[back])]]) if len(back) else None


def _estimate(
    template: Template, paths: LegPaths, row: Detector, pace: float, anchor: float
) -> tuple[float, float] | None:
    """(cycle of the event, SD in s) by one detector."""
    columns = [paths.column(point, 1) for point in row.points]
    if any(column is None for column in columns):
        return None
    smooth = template.limited(max(4, round(row.bandwidth_hz / pace)))
    grid = anchor + np.arange(-STEPS // 2, STEPS // 2) / STEPS
    speed = np.mean([smooth.value(grid, 1)[:, column] for column in columns], axis=0) * pace
    start = STEPS // 2
    if row.event == "toe_off":
        steep = np.nonzero(speed[start:] > row.steepest)[0]
        if not len(steep):
            return None
        start += int(steep[0])
    below = np.nonzero(speed[:start] < row.level)[0]
    if not len(below) or below[-1] + 1 >= len(speed):
        return None
    i = below[-1]
    cycle = grid[i] + (row.level - speed[i]) / (speed[i + 1] - speed[i]) / STEPS
    slope = max((speed[i + 1] - speed[i]) * STEPS * pace, 1e-6)
    noise = np.mean([smooth.error(cycle, int(column), 1) for column in columns if column is not None]) * pace / slope
    return cycle - row.delay_s * pace, float(np.hypot(row.spread_s, noise))


def _combine(event: EventType, estimates: list[tuple[float, float]], pace: float, stride_hz: float) -> EventPhase:
    """Mean weighted by precision. The detectors share their errors, so averaging does not shrink the spread."""
    cycles, errors = np.array(estimates).T
    weights = errors**-2 / np.sum(errors**-2)
    cycle = float(np.sum(weights * cycles))
    apart = float(np.sqrt(np.sum(weights * (cycles - cycle) ** 2))) / pace
    return EventPhase(event, cycle % 1.0, float(np.hypot(np.min(errors), apart)) * pace / stride_hz)
