"""Events follow the foot of their own stride, as far as noise allows.

On the mean of the whole recording a gait that changes within it is lost. So each event is found on the mean over the
longest run of strides around its own in which neither the event nor the leg's movement as a whole changes by more than
noise does (``steady``). What its own stride differs from that run by is added when it is more than noise. With clean
points a run is a few strides; with noisy ones and a steady runner it is the whole recording.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from gaitcue.gait.events.detectors import (
    EventPhase,
    MeanStride,
    event_phases,
    mid_stance,
    pace_of,
    seen_from_mid_stance,
)
from gaitcue.gait.events.ensemble import EnsembleMean
from gaitcue.gait.events.event_shifts import EventShifts, event_shifts
from gaitcue.gait.events.paths import LegPaths
from gaitcue.gait.events.shapes import change_at, shape_scores
from gaitcue.gait.events.steady import MEDIAN_OF_SQUARES, StrideRange, longest_steady, step_noise
from gaitcue.gait.events.stride_means import StrideMeans, stride_means
from gaitcue.terms.arrays import Array
from gaitcue.terms.records import EventType

SEEN_ENOUGH = 0.5
"""of the usual number of samples: with fewer a stride says nothing about itself"""
LEAST_SHARE = 0.5
"""with more noise than that a stride's own deviation is left out; with 0.65 noisy points less often pass for strides
that differ, but the true ones of clean points and of the far leg are followed less"""
SHAPE_HARMONICS = 6
SHAPE_NOISE = 1.3
"""the strongest pattern among noisy strides follows their noise: it steps more than one chosen beforehand"""
FEWEST_FOR_SHAPE = 4


@dataclass(frozen=True)
class StrideEvent:
    """One event of one stride."""

    type: EventType
    phase: float
    """gait phase, whole strides included"""
    error_s: float
    """SD, as of ``EventPhase``"""
    single_s: float
    """SD of what noise moves this event by from one stride to the next, were each stride looked at alone"""


@dataclass(frozen=True)
class FollowedLeg:
    """One leg over a block of strides."""

    time_s: Array
    phase: Array
    """(T,), gait phase"""
    paths: LegPaths
    stride_hz: float
    markers: bool

    def part(self, rows: slice) -> FollowedLeg:
        """Some of the strides, at their own pace."""
        time_s, phase = self.time_s[rows], self.phase[rows]
        pace = float((phase[-1] - phase[0]) / (time_s[-1] - time_s[0]))
        return FollowedLeg(time_s, phase, self.paths.part(rows), pace, self.markers)


def follower(leg: FollowedLeg, ensemble: EnsembleMean, residual: Array) -> EventFollower | None:
    """What finds every event of a leg; None when no stride is seen.

    Parameters
    ----------
    ensemble, residual : of ``ensemble_mean``, for this leg
    """
    anchor = mid_stance(ensemble, leg.paths, pace_of(leg.stride_hz))
    strides = None if anchor is None else stride_means(leg.phase, ensemble, residual, anchor)
    return None if strides is None else EventFollower(leg, strides)


class EventFollower:
    """Finds the events of each stride; the means over runs of strides are kept, since strides share them."""

    def __init__(self, leg: FollowedLeg, strides: StrideMeans) -> None:
        self.leg, self.strides, self.pace_hz = leg, strides, pace_of(leg.stride_hz)
        self.known = strides.seen > SEEN_ENOUGH * np.median(strides.seen)
        self._of_run: dict[StrideRange, dict[EventType, EventPhase]] = {}

    def events(self) -> Iterator[StrideEvent]:
        """All events, one kind after the other."""
        for whole in self.of_run((0, self.strides.count)).values():
            yield from self._events_like(whole)

    def of_run(self, run: StrideRange) -> dict[EventType, EventPhase]:
        """Events on the mean over a run of strides."""
        if run not in self._of_run:
            stride = self._seen(run)
            found = () if stride is None else event_phases(stride, self.leg.markers)
            self._of_run[run] = {phase.type: phase for phase in found}
        return self._of_run[run]

    def _seen(self, run: StrideRange) -> MeanStride | None:
        if run == (0, self.strides.count):
            return self.mean_stride
        return seen_from_mid_stance(self.strides.mean(*run), self.leg.paths, self._stride_hz(run), self.leg.stride_hz)

    def _events_like(self, whole: EventPhase) -> Iterator[StrideEvent]:
        moved = event_shifts(self.mean_stride, self.each_stride, whole.type, self.leg.markers)
        later = np.where(self.known, moved.phases, np.nan)
        runs = [_both(*each) for each in zip(longest_steady(later, moved.noise), self.alike, strict=True)]
        own = own_part(later, runs, moved)
        for n, run in enumerate(runs):
            found = self.of_run(run).get(whole.type, whole)
            from_mid_stance = (found.phase - self.strides.mid_stance + 0.5) % 1.0 - 0.5
            phase = self.strides.first + n + self.strides.mid_stance + from_mid_stance + float(own[n])
            yield StrideEvent(whole.type, phase, found.error_s, moved.noise / self.pace_hz)

    @cached_property
    def mean_stride(self) -> MeanStride:
        return MeanStride(self.strides.ensemble, self.leg.paths, self.pace_hz, self.strides.mid_stance, self.pace_hz)

    @cached_property
    def each_stride(self) -> MeanStride:
        """Every stride by itself, seen as the mean stride is: a stack."""
        return replace(self.mean_stride, mean=self.strides.each())

    @cached_property
    def scores(self) -> Array | None:
        """(strides,), how each moves as one number: all points together tell a change better than an event does."""
        if self.known.sum() < FEWEST_FOR_SHAPE:
            return None
        harmonics = self.strides.ensemble.harmonics
        low = np.r_[0:SHAPE_HARMONICS, harmonics : harmonics + SHAPE_HARMONICS]
        shapes = self.each_stride.mean.coefficients[low].reshape(-1, self.strides.count).T.copy()
        shapes[~self.known] = np.nan
        return shape_scores(shapes)

    @cached_property
    def alike(self) -> list[StrideRange]:
        """For each stride the run of those that move alike."""
        if self.scores is None:
            return [(0, self.strides.count)] * self.strides.count
        return longest_steady(self.scores, SHAPE_NOISE * float(step_noise(self.scores)))

    def change_phase(self) -> float | None:
        """Gait phase in mid-swing from which on the leg moves otherwise; None where it does not."""
        changed = None if self.scores is None else change_at(self.scores)
        return None if changed is None else self.strides.first + changed + self.strides.mid_stance - 0.5

    def _stride_hz(self, run: StrideRange) -> float:
        """Strides per second of a run of strides; it begins and ends half a stride from mid-stance."""
        ends = self.strides.first + self.strides.mid_stance + np.array(run) - 0.5
        ends = np.clip(ends, self.leg.phase[0], self.leg.phase[-1])
        start_s, end_s = np.interp(ends, self.leg.phase, self.leg.time_s)
        return float((ends[1] - ends[0]) / (end_s - start_s)) if ends[1] - ends[0] > 0.5 else self.leg.stride_hz


def own_part(later: Array, runs: list[StrideRange], moved: EventShifts) -> Array:
    """(strides,), how much later than on its run's mean each event is, as far as that is the stride's own (Wiener)."""
    apart, free = np.zeros(len(later)), np.zeros(len(later))
    for n, run in enumerate(runs):
        around = later[slice(*run)][np.isfinite(later[slice(*run)])]
        if np.isfinite(later[n]):
            apart[n], free[n] = later[n] - around.mean(), 1 - 1 / len(around)
    several = free > 0
    if not several.any():
        return apart
    total = float(np.median(apart[several] ** 2)) / MEDIAN_OF_SQUARES / free[several].mean()
    share = 1 - moved.noise**2 / max(total, 1e-18)
    return apart * share if share > LEAST_SHARE else np.zeros(len(later))


def _both(one: StrideRange, other: StrideRange) -> StrideRange:
    return max(one[0], other[0]), min(one[1], other[1])
