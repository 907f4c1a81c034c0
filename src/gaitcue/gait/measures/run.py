"""What a measure is computed from: the signals of one run and the strides of its legs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from gaitcue.gait.filtering import cutoffs, lowpass_once
from gaitcue.gait.ground import ground_line, travel_speed
from gaitcue.gait.measures.leg_strides import LegStrides, leg_strides
from gaitcue.gait.measures.signals import SIGNALS
from gaitcue.gait.plane import Plane
from gaitcue.gait.sampling import KnownTimes, sample, window_max, window_mean, window_min, windows
from gaitcue.gait.standing import Standing
from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import SIDES, Side
from gaitcue.terms.records import Conditions, Event, Stride, View

LENGTH_PER_SEGMENTS = 0.90 / 0.84
"""leg_length over thigh_shank_length without a standing reference: 0.42 + 0.42 m, leg 0.90 m (product default)"""
FOOT_AND_KNEE = ("knee", "ankle", "heel", "toe")
FLAT_FOOT = (0.25, 0.40)
"""part of the contact in which the foot lies flat: its angle there stands in for a missing standing reference"""


@dataclass
class SignalCache:
    """What was computed from a run's points. It belongs to one set of points and goes when they change."""

    signals: dict[tuple[str, Side], Array] = field(default_factory=dict)
    smoother: Run | None = None
    """the run with its limbs filtered at half their cut-off"""
    grids: KnownTimes = field(default_factory=dict)
    """how times are read; kept where points change and times do not (intervals.py)"""
    reads: dict[tuple[object, ...], Array] = field(default_factory=dict)
    """what was read of a signal at which times: measures share it, and a run with other events still has most"""


@dataclass(frozen=True)
class Run:
    """One recording of running, ready to be measured: signals over time, read at fractional times."""

    plane: Plane
    view: View
    conditions: Conditions
    standing: Standing | None = None
    legs: dict[Side, LegStrides] = field(default_factory=dict)
    usual_length_per_segments: float = LENGTH_PER_SEGMENTS
    cache: SignalCache = field(default_factory=SignalCache, repr=False, compare=False)

    # --- reading signals ---

    def at(self, signal: str, side: Side, time_s: Array) -> Array:
        return self._read(sample, signal, side, time_s)

    def at_contact(self, signal: str, side: Side, time_s: Array) -> Array:
        """Signal at foot contact, freed from what the low-pass filter does there.

        Contact is a kink in the paths of foot and shank. A filter rounds a kink by an amount that goes with
        1 / cut-off: at half the cut-off it is twice as far off, and the difference gives the error.
        """
        value = self.at(signal, side, time_s)
        rounder = self.smoother.at(signal, side, time_s)
        return np.where(np.isfinite(rounder), 2 * value - rounder, value)

    def _read(self, how: Callable[..., Array], signal: str, side: Side, *times: Array) -> Array:
        """The signal at these times, or in the windows between them; read once and then known."""
        key = (how, signal, side, *((at.shape, at.tobytes()) for at in times))
        reads = self.cache.reads
        if key not in reads:
            reads[key] = how(self.plane.time_s, self.signal(signal, side), *times, self.cache.grids)
            reads[key].flags.writeable = False
        return reads[key]

    @property
    def smoother(self) -> Run:
        """This run with its limbs filtered at half their cut-off."""
        if self.cache.smoother is None:
            self.cache.smoother = self._smoother()
        return self.cache.smoother

    def _smoother(self) -> Run:
        plane = self.plane
        cutoff_hz = cutoffs(plane.fps, plane.source_kind).feet_hz / 2
        limbs = [name for name in plane.points if name.rpartition("_")[2] in FOOT_AND_KNEE]
        if not limbs:
            return self
        smooth = lowpass_once(plane.time_s, np.stack([plane.points[name] for name in limbs]), cutoff_hz)
        points = {**plane.points, **dict(zip(limbs, smooth, strict=True))}
        return self.with_plane(replace(plane, points=points))

    def highest(self, signal: str, side: Side, start: Array, end: Array) -> Array:
        return self._read(window_max, signal, side, start, end)

    def lowest(self, signal: str, side: Side, start: Array, end: Array) -> Array:
        return self._read(window_min, signal, side, start, end)

    def mean(self, signal: str, side: Side, start: Array, end: Array) -> Array:
        return self._read(window_mean, signal, side, start, end)

    def window(self, signal: str, side: Side, start: Array, end: Array) -> Array:
        return windows(self.plane.time_s, self.signal(signal, side), start, end, self.cache.grids)

    def signal(self, name: str, side: Side) -> Array:
        """One of SIGNALS over the frames, (T,), degrees or plane units."""
        known = self.cache.signals
        if (name, side) not in known:
            known[name, side] = SIGNALS[name].compute(self, side)
        return known[name, side]

    # --- lengths and speed ---

    @property
    def thigh_shank_length(self) -> float:
        """Thigh + shank in plane units."""
        return self.view.thigh_shank_length

    @property
    def leg_length(self) -> float:
        """Trochanter to floor in plane units: from the standing reference, else thigh + shank times the usual ratio."""
        ratio = self.usual_length_per_segments if self.standing is None else self.standing.length_per_segments
        return self.thigh_shank_length * ratio

    @property
    def units_per_m(self) -> float:
        return self.view.units_per_m or float("nan")

    @cached_property
    def speed_mps(self) -> float:
        """Running speed: told, else from the belt or the hip's travel when the scale is known; NaN without."""
        if self.conditions.speed_mps is not None:
            return self.conditions.speed_mps
        if self.plane.x_is_relative or self.view.units_per_m is None:
            return float("nan")
        if self.view.surface == "overground":
            return travel_speed(self.plane) / self.units_per_m
        line = ground_line(self.plane, self.view.surface, self.thigh_shank_length)
        return line.speed / self.units_per_m if line is not None else float("nan")

    @property
    def incline_deg(self) -> float:
        return float(np.degrees(np.arctan((self.conditions.incline_pct or 0.0) / 100)))

    # --- zeros ---

    def foot_zero_deg(self, side: Side) -> float:
        """Foot angle that counts as flat: standing, else the foot flat on the ground within this run."""
        if self.has_foot_zero(side):
            return self.standing.foot_zero_deg[side] + self.incline_deg  # type: ignore[union-attr]
        strides = self.legs.get(side)
        if strides is None or not strides.count:
            return float("nan")
        flat = self.mean("foot_angle", side, strides.at_stance(FLAT_FOOT[0]), strides.at_stance(FLAT_FOOT[1]))
        return float(np.nanmedian(flat)) if np.isfinite(flat).any() else float("nan")

    def has_foot_zero(self, side: Side) -> bool:
        return self.standing is not None and side in self.standing.foot_zero_deg

    @property
    def trunk_zero_deg(self) -> float:
        return 0.0 if self.standing is None else self.standing.trunk_zero_deg or 0.0

    # --- the same run, slightly changed (intervals.py) ---

    def with_plane(self, plane: Plane) -> Run:
        """Other points: nothing of what was computed from the old ones is kept."""
        return replace(self, plane=plane, cache=SignalCache(grids=self.cache.grids))

    def with_view(self, view: View) -> Run:
        """Another scale or roll of the same points."""
        return replace(self, view=view, cache=SignalCache(grids=self.cache.grids))

    def perturbed(self, points: Callable[[Plane], dict[str, Array]]) -> Run:
        """The run with points moved in a way that passes through filters: shifted or turned, the same at all times.

        So the smoothed points are moved too, instead of filtering the moved ones once more.
        """
        softer = self.smoother
        moved = softer.with_plane(replace(softer.plane, points=points(softer.plane)))
        changed = self.with_plane(replace(self.plane, points=points(self.plane)))
        changed.cache.smoother = moved
        return changed

    def with_legs(self, legs: dict[Side, LegStrides]) -> Run:
        """The same signals cut at other times: the cache is shared, nothing is computed or filtered again."""
        return replace(self, legs=legs)


def make_run(
    plane: Plane,
    view: View,
    events: Sequence[Event],
    strides: Sequence[Stride],
    conditions: Conditions,
    standing: Standing | None,
) -> Run:
    """What measures read: the strides of each leg, laid over the plane."""
    legs = {side: leg_strides(strides, events, side) for side in SIDES}
    return Run(plane, view, conditions, standing, legs)
