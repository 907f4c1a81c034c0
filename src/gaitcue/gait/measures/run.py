"""What a measure is computed from: the signals of one run and the strides of one leg."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gaitcue.gait.cleaning import cutoffs, lowpass
from gaitcue.gait.ground import ground_line, travel_speed
from gaitcue.gait.plane import Plane
from gaitcue.gait.sampling import Known, sample, window_max, window_mean, window_min, windows
from gaitcue.gait.standing import Standing
from gaitcue.terms.keypoints import SIDES, Leg, Side, other_side
from gaitcue.terms.records import Conditions, Event, Stride, View
from gaitcue.terms.signs import foot_angle_deg, forward_lean_deg, knee_flexion_deg, pelvic_tilt_deg, reach_deg

Array = NDArray[np.float64]

LENGTH_PER_SEGMENTS = 0.90 / 0.84
"""leg_length over leg_segments without a standing reference: thigh = shank = 0.42 m, leg 0.90 m (product default)"""
FOOT_AND_KNEE = ("knee", "ankle", "heel", "toe")
FLAT_FOOT = (0.25, 0.40)
"""part of the contact in which the foot lies flat: its angle there stands in for a missing standing reference"""


@dataclass(frozen=True)
class LegStrides:
    """The used strides of one leg, as arrays (n,) in s."""

    side: Side
    leg: Leg | None
    number: NDArray[np.int64]
    start: Array
    """initial contact"""
    toe_off: Array
    end: Array
    """next initial contact of the same leg"""
    contact_before: Array
    """last initial contact of the other leg before ``start``; NaN when not seen"""
    other_contact: Array
    """initial contact of the other leg inside the stride"""
    other_toe_off: Array
    """toe-off that ends that contact"""

    @property
    def count(self) -> int:
        return len(self.start)

    def at_stance(self, share: float) -> Array:
        """Time at a share of the contact, (n,)."""
        return self.start + share * (self.toe_off - self.start)

    def shifted(self, which: Literal["contact", "toe_off"], by_s: Mapping[Side, float]) -> LegStrides:
        """The same strides with all contacts or toe-offs of each side moved: to see how a measure depends on them."""
        own, other = by_s[self.side], by_s[other_side(self.side)]
        if which == "toe_off":
            return replace(self, toe_off=self.toe_off + own, other_toe_off=self.other_toe_off + other)
        return replace(
            self,
            start=self.start + own,
            end=self.end + own,
            contact_before=self.contact_before + other,
            other_contact=self.other_contact + other,
        )


def leg_strides(strides: Sequence[Stride], events: Sequence[Event], side: Side) -> LegStrides:
    """Used strides of one side with the other leg's events around them."""
    own = sorted((s for s in strides if s.side == side and s.used), key=lambda s: s.start_s)
    contacts = _times(events, other_side(side), "initial_contact")
    offs = _times(events, other_side(side), "toe_off")
    inside = [_first_between(contacts, s.start_s + 0.25 * _length(s), s.end_s - 0.25 * _length(s)) for s in own]
    return LegStrides(
        side=side,
        leg=own[0].leg if own else None,
        number=np.array([s.stride for s in own], np.int64),
        start=np.array([s.start_s for s in own], float),
        toe_off=np.array([s.toe_off_s for s in own], float),
        end=np.array([s.end_s for s in own], float),
        contact_before=np.array(
            [_first_between(contacts, s.start_s - 0.75 * _length(s), s.start_s - 0.25 * _length(s)) for s in own], float
        ),
        other_contact=np.array(inside, float),
        other_toe_off=np.array(
            [_first_between(offs, c, c + 0.75 * _length(s)) for c, s in zip(inside, own, strict=True)], float
        ),
    )


def _length(stride: Stride) -> float:
    return stride.end_s - stride.start_s


def _times(events: Sequence[Event], side: Side, kind: str) -> list[float]:
    return sorted(e.time_s for e in events if e.side == side and e.type == kind)


def _first_between(times: list[float], low: float, high: float) -> float:
    return next((t for t in times if low < t < high), float("nan"))


@dataclass(frozen=True)
class Run:
    """One recording of running, ready to be measured: signals over time, read at fractional times."""

    plane: Plane
    view: View
    conditions: Conditions
    standing: Standing | None = None
    legs: dict[Side, LegStrides] = field(default_factory=dict)
    usual_length_per_segments: float = LENGTH_PER_SEGMENTS
    reads: set[str] = field(default_factory=set, repr=False, compare=False)
    """signals read so far, of this run and of its changed copies: tells what a measure depends on"""
    _known: dict[str, Array] = field(default_factory=dict, repr=False, compare=False)
    _grids: Known | None = field(default=None, repr=False, compare=False)
    """how times are read, kept for runs that are measured again and again (intervals.py)"""

    # --- reading signals ---

    def at(self, signal: str, side: Side, time_s: Array) -> Array:
        return sample(self.plane.time_s, self.signal(signal, side), time_s, self._grids)

    def at_contact(self, signal: str, side: Side, time_s: Array) -> Array:
        """Signal at foot contact, freed from what the low-pass filter does there.

        Contact is a kink in the paths of foot and shank. A filter rounds a kink by an amount that goes with
        1 / cut-off: at half the cut-off it is twice as far off, and the difference gives the error.
        """
        value = self.at(signal, side, time_s)
        rounder = self.smoother.at(signal, side, time_s)
        return np.where(np.isfinite(rounder), 2 * value - rounder, value)

    @cached_property
    def smoother(self) -> Run:
        """This run with its limbs filtered at half their cut-off."""
        plane = self.plane
        cutoff_hz = cutoffs(plane.fps, plane.source_kind).feet_hz / 2
        points = {
            name: lowpass(plane.time_s, xy, cutoff_hz) if name.rpartition("_")[2] in FOOT_AND_KNEE else xy
            for name, xy in plane.points.items()
        }
        return self.with_plane(replace(plane, points=points))

    def highest(self, signal: str, side: Side, start: Array, end: Array) -> Array:
        return window_max(self.plane.time_s, self.signal(signal, side), start, end, self._grids)

    def lowest(self, signal: str, side: Side, start: Array, end: Array) -> Array:
        return window_min(self.plane.time_s, self.signal(signal, side), start, end, self._grids)

    def mean(self, signal: str, side: Side, start: Array, end: Array) -> Array:
        return window_mean(self.plane.time_s, self.signal(signal, side), start, end, self._grids)

    def window(self, signal: str, side: Side, start: Array, end: Array) -> Array:
        return windows(self.plane.time_s, self.signal(signal, side), start, end, self._grids)

    def signal(self, name: str, side: Side) -> Array:
        """One of SIGNALS over the frames, (T,), degrees or plane units."""
        self.reads.add(name)
        key = f"{name} {side}"
        if key not in self._known:
            self._known[key] = SIGNALS[name](self, side)
        return self._known[key]

    # --- lengths and speed ---

    @property
    def leg_segments(self) -> float:
        """Thigh + shank in plane units."""
        return self.view.leg_segments

    @property
    def leg_length(self) -> float:
        """Trochanter to floor in plane units: from the standing reference, else leg_segments times the usual ratio."""
        ratio = self.usual_length_per_segments if self.standing is None else self.standing.length_per_segments
        return self.leg_segments * ratio

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
        line = ground_line(self.plane, self.view.surface, self.leg_segments)
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
        return replace(self, plane=plane, _known={})

    def moved(self, points: Callable[[Plane], dict[str, Array]]) -> Run:
        """The run with points moved in a way that passes through filters: shifted or turned, the same at all times."""
        changed = self.with_plane(replace(self.plane, points=points(self.plane)))
        plane = self.smoother.plane
        changed.__dict__["smoother"] = self.smoother.with_plane(replace(plane, points=points(plane)))
        return changed

    def with_legs(self, legs: dict[Side, LegStrides]) -> Run:
        """The same signals cut at other times; filtered signals that are known already are not made again."""
        changed = replace(self, legs=legs)
        if "smoother" in self.__dict__:
            changed.__dict__["smoother"] = self.smoother
        return changed


def make_run(
    plane: Plane,
    view: View,
    events: Sequence[Event],
    strides: Sequence[Stride],
    conditions: Conditions,
    standing: Standing | None,
) -> Run:
    legs = {side: leg_strides(strides, events, side) for side in SIDES}
    return Run(plane, view, conditions, standing, legs)


# --- signals ---


def trunk_top(plane: Plane) -> Array:
    """C7 when it was given, else the mid-shoulder: one shoulder alone swings with its arm."""
    return plane.point("c7" if plane.has("c7") else "mid_shoulder")


def _segment(proximal: str, distal: str) -> Callable[[Run, Side], Array]:
    return lambda run, side: reach_deg(run.plane.point(f"{side}_{proximal}"), run.plane.point(f"{side}_{distal}"))


def _knee_flexion(run: Run, side: Side) -> Array:
    return knee_flexion_deg(*(run.plane.point(f"{side}_{joint}") for joint in ("hip", "knee", "ankle")))


def _foot_angle(run: Run, side: Side) -> Array:
    return foot_angle_deg(run.plane.point(f"{side}_heel"), run.plane.point(f"{side}_toe"))


def _trunk_lean(run: Run, side: Side) -> Array:
    return forward_lean_deg(trunk_top(run.plane), run.plane.point("mid_hip")) - run.trunk_zero_deg


def _ankle_dorsiflexion(run: Run, side: Side) -> Array:
    # Foot flat under a shank that leans forward (ankle behind the knee) is dorsiflexion.
    return run.signal("foot_angle", side) - run.foot_zero_deg(side) - run.signal("shank", side)


def _ahead_of_hip(point: str, hip: str) -> Callable[[Run, Side], Array]:
    def signal(run: Run, side: Side) -> Array:
        origin = run.plane.point(hip.format(side=side))
        return np.asarray((run.plane.point(f"{side}_{point}") - origin)[:, 0])

    return signal


def _hip_height(run: Run, side: Side) -> Array:
    hip = run.plane.point("mid_hip")
    if run.view.surface == "treadmill" or run.plane.x_is_relative:
        return np.asarray(hip[:, 1])
    # Over ground the hip also climbs with the ground: only the movement about the ground's line is oscillation.
    return np.asarray(hip[:, 1] - hip[:, 0] * np.tan(np.radians(run.incline_deg)))


def _pelvic_tilt(run: Run, side: Side) -> Array:
    return pelvic_tilt_deg(run.plane.point("mid_asis"), run.plane.point("mid_psis"))


SIGNALS: dict[str, Callable[[Run, Side], Array]] = {
    "thigh": _segment("hip", "knee"),
    "shank": _segment("knee", "ankle"),
    "leg": _segment("hip", "ankle"),
    "knee_flexion": _knee_flexion,
    "foot_angle": _foot_angle,
    "trunk_lean": _trunk_lean,
    "ankle_dorsiflexion": _ankle_dorsiflexion,
    "ankle_ahead": _ahead_of_hip("ankle", "{side}_hip"),
    "heel_ahead": _ahead_of_hip("heel", "mid_hip"),
    "hip_height": _hip_height,
    "pelvic_tilt": _pelvic_tilt,
}
JOINTS: dict[str, frozenset[str]] = {
    "thigh": frozenset({"hip", "knee"}),
    "shank": frozenset({"knee", "ankle"}),
    "leg": frozenset({"hip", "ankle"}),
    "knee_flexion": frozenset({"hip", "knee", "ankle"}),
    "foot_angle": frozenset({"heel", "toe"}),
    "trunk_lean": frozenset({"shoulder", "c7", "hip"}),
    "ankle_dorsiflexion": frozenset({"heel", "toe", "knee", "ankle"}),
    "ankle_ahead": frozenset({"ankle", "hip"}),
    "heel_ahead": frozenset({"heel", "hip"}),
    "hip_height": frozenset({"hip"}),
    "pelvic_tilt": frozenset({"asis", "psis"}),
}
"""Points that each signal is made of."""
