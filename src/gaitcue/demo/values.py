"""The measures of the synthetic runner, at its exact events, from its exact points (definitions: docs/measures)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gaitcue.demo.contacts import Contact
from gaitcue.demo.motion import Motion, Points, middle
from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import SIDES, Side
from gaitcue.terms.moments import LOADING_SHARE
from gaitcue.terms.signs import foot_angle_deg, knee_flexion_deg, pelvic_tilt_deg, segment_angle_deg, trunk_angle_deg

Values = dict[str, dict[Side, list[float]]]
SAMPLES = 200
"""samples of a stance, a step and a stride for means and extremes"""
CHUNK = 20
"""strides that are evaluated together"""

UNITS = {
    "step_time": "s",
    "stride_time": "s",
    "step_length": "m",
    "stride_length": "m",
    "contact_time": "s",
    "flight_time": "s",
    "duty_factor": "%",
    "heel_com_distance": "cm",
    "ankle_hip_distance": "cm",
    "ankle_hip_distance_pct": "%",
    "front_back_ratio": "1",
    "vertical_oscillation": "cm",
    "vertical_ratio": "%",
}
"""every other measure of a stride is in degrees"""


@dataclass(slots=True)
class Span:
    """Points of one side over some times, with the angles that the measures are made of."""

    points: Points
    side: Side
    trunk_top: str | None

    def of(self, name: str) -> Array:
        return self.points[f"{self.side}_{name}"]

    def mid(self, name: str) -> Array:
        return middle(self.points, name)

    def shank(self) -> Array:
        return segment_angle_deg(self.of("knee"), self.of("ankle"))

    def thigh(self) -> Array:
        return segment_angle_deg(self.of("hip"), self.of("knee"))

    def knee(self) -> Array:
        return knee_flexion_deg(self.of("hip"), self.of("knee"), self.of("ankle"))

    def foot(self) -> Array:
        return foot_angle_deg(self.of("heel"), self.of("toe"))

    def trunk(self) -> Array:
        top = self.points[self.trunk_top] if self.trunk_top else self.mid("shoulder")
        return trunk_angle_deg(top, self.mid("hip"))

    def tilt(self) -> Array:
        return pelvic_tilt_deg(self.of("asis"), self.of("psis"))

    def ankle_ahead(self) -> Array:
        return self.of("ankle")[:, 0] - self.of("hip")[:, 0]


@dataclass(slots=True)
class StrideSpans:
    """One stride: its contact, the next contact of the other and of the same foot, and the points in between."""

    contact: Contact
    step_end: Contact
    stride_end: Contact
    at_contact: Span
    at_loading: Span
    at_toe_off: Span
    stance: Span
    step: Span
    stride: Span
    belt_mps: float | None
    landings_x: tuple[float, ...]
    """heel at the three contacts, m; needed over ground"""


def stride_values(s: StrideSpans, leg_length_m: float) -> dict[str, float]:
    """All measures of one stride by id."""
    return timing(s) | lengths(s, leg_length_m) | angles(s)


def timing(s: StrideSpans) -> dict[str, float]:
    """Times of the stride; the step that ends it is counted to the leg that lands (see :func:`landing_values`)."""
    stride, contact = s.stride_end.start_s - s.contact.start_s, s.contact.duration_s
    return {
        "stride_time": stride,
        "contact_time": contact,
        "flight_time": s.step_end.start_s - s.contact.end_s,
        "duty_factor": 100 * contact / stride,
    }


def lengths(s: StrideSpans, leg_length_m: float) -> dict[str, float]:
    reach, behind = float(s.at_contact.ankle_ahead()[0]), abs(float(s.at_toe_off.ankle_ahead()[0]))
    swing = 100 * float(np.ptp(s.step.mid("hip")[:, 1]))
    step = ground_covered(s, s.contact, s.step_end, 0, 1)
    return {
        "stride_length": ground_covered(s, s.contact, s.stride_end, 0, 2),
        "heel_com_distance": 100 * float((s.at_contact.of("heel") - s.at_contact.mid("hip"))[0, 0]),
        "ankle_hip_distance": 100 * reach,
        "ankle_hip_distance_pct": 100 * reach / leg_length_m,
        "front_back_ratio": reach / (reach + behind),
        "vertical_oscillation": swing,
        "vertical_ratio": swing / step,
    }


def ground_covered(s: StrideSpans, first: Contact, last: Contact, i: int, j: int) -> float:
    """Belt speed times time on a treadmill; distance of the two landings over ground."""
    if s.belt_mps is not None:
        return s.belt_mps * (last.start_s - first.start_s)
    return s.landings_x[j] - s.landings_x[i]


def angles(s: StrideSpans) -> dict[str, float]:
    at = s.at_contact
    knee_ic, knee_peak = float(at.knee()[0]), float(s.stance.knee().max())
    trunk_ic, tilt = float(at.trunk()[0]), s.stride.tilt()
    return {
        "shank_angle_ic": float(at.shank()[0]),
        "shank_angle_loading": float(s.at_loading.shank()[0]),
        "leg_angle_ic": float(segment_angle_deg(at.of("hip"), at.of("ankle"))[0]),
        "foot_strike_angle": float(at.foot()[0]),
        "knee_flexion_ic": knee_ic,
        "knee_flexion_peak_stance": knee_peak,
        "knee_flexion_excursion": knee_peak - knee_ic,
        "thigh_extension": -float(s.stride.thigh().min()),
        "trunk_lean_ic": trunk_ic,
        "trunk_lean_stance": float(s.stance.trunk().mean()),
        "trunk_lean_peak": float(s.stance.trunk().max()),
        "trunk_lean_stride": float(s.stride.trunk().mean()),
        "hip_flexion_ic": trunk_ic + float(at.thigh()[0]),
        "ankle_dorsiflexion_stance": float((s.stance.foot() - s.stance.shank()).max()),
        "pelvic_tilt_mean": float(tilt.mean()),
        "pelvic_tilt_ic": float(at.tilt()[0]),
        "pelvic_tilt_to": float(s.at_toe_off.tilt()[0]),
        "pelvic_tilt_excursion": float(np.ptp(tilt)),
    }


def cut(motion: Motion, contacts: Sequence[Contact], first: int, last: int) -> list[StrideSpans]:
    """The strides that start with contacts ``first`` to ``last`` - 1 (contacts of both feet in turn)."""
    grids = [stride_times(*contacts[k : k + 3]) for k in range(first, last)]
    points = motion.points(np.concatenate(grids))
    top = "c7" if "c7" in motion.runner.stickers else None
    belt = motion.runner.speed_mps if motion.runner.surface == "treadmill" else None
    out = []
    for k in range(first, last):
        here, step_end, stride_end = contacts[k : k + 3]
        start = (k - first) * len(grids[0])

        def span(i: int, n: int, start: int = start, side: Side = here.side) -> Span:
            return Span({name: v[start + i : start + i + n] for name, v in points.items()}, side, top)

        out.append(
            StrideSpans(
                contact=here,
                step_end=step_end,
                stride_end=stride_end,
                at_contact=span(0, 1),
                at_loading=span(1, 1),
                at_toe_off=span(2, 1),
                stance=span(3, SAMPLES),
                step=span(3 + SAMPLES, SAMPLES),
                stride=span(3 + 2 * SAMPLES, SAMPLES),
                belt_mps=belt,
                landings_x=() if belt else tuple(landing_x(motion, c) for c in (here, step_end, stride_end)),
            )
        )
    return out


def stride_times(here: Contact, step_end: Contact, stride_end: Contact) -> Array:
    """Contact, loading, toe-off, then the samples of stance, step and stride."""
    exact = [here.start_s, here.start_s + LOADING_SHARE * here.duration_s, here.end_s]
    ends = (here.end_s, step_end.start_s, stride_end.start_s)
    return np.concatenate([exact, *(np.linspace(here.start_s, end, SAMPLES) for end in ends)])


def landing_x(motion: Motion, contact: Contact) -> float:
    return float(motion.points(np.array([contact.start_s]))[f"{contact.side}_heel"][0, 0])


def landing_values(motion: Motion, before: Contact, landing: Contact) -> dict[str, float]:
    """Step time and step length belong to the leg that lands: from the other foot's contact to its own."""
    time = landing.start_s - before.start_s
    on_belt = motion.runner.surface == "treadmill"
    length = motion.runner.speed_mps * time if on_belt else landing_x(motion, landing) - landing_x(motion, before)
    return {"step_time": time, "step_length": length}


def collect(motion: Motion, contacts: Sequence[Contact]) -> Values:
    """Every measure of every stride and step between the given contacts (consecutive, both feet)."""
    out: Values = {}

    def add(side: Side, values: dict[str, float]) -> None:
        for name, value in values.items():
            out.setdefault(name, {s: [] for s in SIDES})[side].append(value)

    for k in range(1, len(contacts)):
        add(contacts[k].side, landing_values(motion, contacts[k - 1], contacts[k]))
    for first in range(0, len(contacts) - 2, CHUNK):
        for stride in cut(motion, contacts, first, min(first + CHUNK, len(contacts) - 2)):
            add(stride.contact.side, stride_values(stride, motion.runner.body.leg_length))
    return out


def cadence_spm(contacts: Sequence[Contact]) -> float:
    return 60 * (len(contacts) - 1) / (contacts[-1].start_s - contacts[0].start_s)


def symmetry_index(right: float, left: float) -> float:
    """200 (R - L) / (R + L), %."""
    return 200 * (right - left) / (right + left)
