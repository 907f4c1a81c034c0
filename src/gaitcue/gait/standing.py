"""The standing reference: where the foot, the trunk and the leg are when the runner stands quietly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaitcue.gait.plane import Plane
from gaitcue.terms.arrays import Array
from gaitcue.terms.body import LEG_JOINTS, median_leg, thigh_shank_lengths
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.keypoints import SIDES, Side
from gaitcue.terms.signs import foot_angle_deg, trunk_angle_deg

MIN_FRAMES = 5
QUIET = 0.05
"""standing is quiet when the ankles stay within this share of the leg (product default)"""


@dataclass(frozen=True, slots=True)
class Standing:
    """Zeros and lengths from quiet standing."""

    foot_zero_deg: dict[Side, float]
    """heel-to-toe line from the horizontal per side; a side that was not seen is absent"""
    trunk_zero_deg: float | None
    """trunk lean from the vertical"""
    leg_length: float
    """hip to floor in the standing recording's own units: trochanter height"""
    thigh_shank_length: float
    """thigh + shank in the same units"""
    unit: str
    frames: int

    @property
    def length_per_segments(self) -> float:
        """leg_length over thigh_shank_length; free of the recording's scale."""
        return self.leg_length / self.thigh_shank_length


def standing_reference(plane: Plane) -> Standing:
    """Take the standing reference from a recording (or a part of one) of quiet standing.

    Parameters
    ----------
    plane : the standing part alone; it may face the other way than the run

    Raises
    ------
    UnusableInput : too short, legs not seen, or the person moves.
    """
    points = _facing_forward(plane)
    segments = [_segments(points, side) for side in SIDES]
    thigh_shank_length = median_leg(segments)
    if plane.frames < MIN_FRAMES or not np.isfinite(thigh_shank_length):
        raise UnusableInput("the standing part shows no whole leg; film 2 s of quiet standing, feet flat and in view")
    if _unrest(points) > QUIET * thigh_shank_length:
        raise UnusableInput("the person moves in the standing part; give 2 s of quiet standing")
    feet = {side: _median(foot_angle_deg(points(f"{side}_heel"), points(f"{side}_toe"))) for side in SIDES}
    lean = _median(trunk_angle_deg(_trunk_top(points), points("mid_hip")))
    heights = np.concatenate([_hip_height(points, side) for side in SIDES])
    return Standing(
        foot_zero_deg={side: angle for side, angle in feet.items() if np.isfinite(angle)},
        trunk_zero_deg=lean if np.isfinite(lean) else None,
        leg_length=_median(heights),
        thigh_shank_length=thigh_shank_length,
        unit=plane.unit,
        frames=plane.frames,
    )


class _Forward:
    """Points of a plane, flipped when the standing person faces the other way than the plane's x."""

    def __init__(self, plane: Plane, sign: float) -> None:
        self.plane, self.sign = plane, sign

    def __call__(self, name: str) -> Array:
        return self.plane.point(name) * [self.sign, 1.0]


def _facing_forward(plane: Plane) -> _Forward:
    toes = [plane.point(f"{side}_toe") - plane.point(f"{side}_heel") for side in SIDES]
    direction = np.concatenate(toes)[:, 0]
    direction = direction[np.isfinite(direction)]
    return _Forward(plane, -1.0 if len(direction) and np.median(direction) < 0 else 1.0)


def _trunk_top(points: _Forward) -> Array:
    return points("c7" if points.plane.has("c7") else "mid_shoulder")


def _segments(points: _Forward, side: Side) -> Array:
    hip, knee, ankle = (points(f"{side}_{joint}") for joint in LEG_JOINTS)
    return thigh_shank_lengths(hip, knee, ankle)


def _hip_height(points: _Forward, side: Side) -> Array:
    sole = (points(f"{side}_heel")[:, 1] + points(f"{side}_toe")[:, 1]) / 2
    return np.asarray(points(f"{side}_hip")[:, 1] - sole)


def _unrest(points: _Forward) -> float:
    spreads = [np.nanstd(points(f"{side}_ankle"), axis=0).max() for side in SIDES if points.plane.has(f"{side}_ankle")]
    return float(max(spreads, default=0.0))


def _median(values: Array) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else float("nan")
