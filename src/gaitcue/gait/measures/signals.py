"""The signals that measures are made of: each with the points that it needs and how it is computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import Side
from gaitcue.terms.signs import foot_angle_deg, knee_flexion_deg, pelvic_tilt_deg, segment_angle_deg, trunk_angle_deg

if TYPE_CHECKING:
    from gaitcue.gait.measures.run import Run
    from gaitcue.gait.plane import Plane


@dataclass(frozen=True, slots=True)
class Signal:
    """One curve over the frames of a run."""

    joints: frozenset[str]
    """points that it is made of: what moves with an error of theirs"""
    compute: Callable[[Run, Side], Array]
    """(run, side) -> (T,), degrees or plane units"""


def trunk_top(plane: Plane) -> Array:
    """C7 when it was given, else the mid-shoulder: one shoulder alone swings with its arm."""
    return plane.point("c7" if plane.has("c7") else "mid_shoulder")


def _segment(proximal: str, distal: str) -> Callable[[Run, Side], Array]:
    def signal(run: Run, side: Side) -> Array:
        return segment_angle_deg(run.plane.point(f"{side}_{proximal}"), run.plane.point(f"{side}_{distal}"))

    return signal


def _knee_flexion(run: Run, side: Side) -> Array:
    return knee_flexion_deg(*(run.plane.point(f"{side}_{joint}") for joint in ("hip", "knee", "ankle")))


def _foot_angle(run: Run, side: Side) -> Array:
    return foot_angle_deg(run.plane.point(f"{side}_heel"), run.plane.point(f"{side}_toe"))


def _trunk_lean(run: Run, side: Side) -> Array:
    return trunk_angle_deg(trunk_top(run.plane), run.plane.point("mid_hip")) - run.trunk_zero_deg


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


def _signal(joints: str, compute: Callable[[Run, Side], Array]) -> Signal:
    return Signal(frozenset(joints.split()), compute)


SIGNALS: Final[dict[str, Signal]] = {
    "thigh": _signal("hip knee", _segment("hip", "knee")),
    "shank": _signal("knee ankle", _segment("knee", "ankle")),
    "leg": _signal("hip ankle", _segment("hip", "ankle")),
    "knee_flexion": _signal("hip knee ankle", _knee_flexion),
    "foot_angle": _signal("heel toe", _foot_angle),
    "trunk_lean": _signal("shoulder c7 hip", _trunk_lean),
    "ankle_dorsiflexion": _signal("heel toe knee ankle", _ankle_dorsiflexion),
    "ankle_ahead": _signal("ankle hip", _ahead_of_hip("ankle", "{side}_hip")),
    "heel_ahead": _signal("heel hip", _ahead_of_hip("heel", "mid_hip")),
    "hip_height": _signal("hip", _hip_height),
    "pelvic_tilt": _signal("asis psis", _pelvic_tilt),
}
"""name -> signal; a measure names the ones it reads when it is registered"""
