"""The shoe: a rigid rear part and a bending front part that roll over the ground without slipping."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaitcue.demo.runner import Body
from gaitcue.terms.arrays import Array

BEND_STARTS_DEG, BEND_ENDS_DEG = 22.0, 70.0
"""the toes stay flat until the heel has risen by the first angle; at the second the shoe bends no further"""
HEEL_RISES_S, HEEL_RISES_PART, HEEL_SPEEDS_UP_S = 0.110, 0.52, 0.045
"""the heel leaves the ground this long before toe-off, or this part of a short contact (earlier when the leg cannot
reach so long); it takes the third time to gain speed, then the sole turns evenly"""
EARLIEST_HEEL_RISE_PART = 0.68


@dataclass(frozen=True, slots=True)
class FootPose:
    """Points of the shoe relative to the ankle, each (T, 2) in m."""

    heel: Array
    ball: Array
    tip: Array

    def lowest(self) -> Array:
        return np.minimum(np.minimum(self.heel[:, 1], self.ball[:, 1]), self.tip[:, 1])


def turn(x: float, y: float, angle_deg: Array) -> Array:
    """The vector (x, y) turned counter-clockwise (toes up) by each angle, (T, 2)."""
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    return np.stack([c * x - s * y, s * x + c * y], axis=-1)


def foot_pose(body: Body, sole_deg: Array, bend_deg: Array, pad_m: Array | float = 0.0) -> FootPose:
    """Shoe with its rear sole at ``sole_deg`` from the horizontal and its front bent up by ``bend_deg``.

    ``pad_m`` is how far the ankle has sunk towards the ground under load.
    """
    heel = turn(-body.ankle_x, -body.ankle_y, sole_deg)
    heel[:, 1] += pad_m
    ball = heel + turn(body.ball, 0.0, sole_deg)
    return FootPose(heel, ball, ball + turn(body.shoe - body.ball, 0.0, sole_deg + bend_deg))


def stance_bend_deg(sole_deg: Array) -> Array:
    """Bend of the shoe that keeps the toes flat while the heel rises, then saturates (C1)."""
    rise = np.maximum(-sole_deg, 0.0)
    over = np.clip(rise - BEND_STARTS_DEG, 0.0, BEND_ENDS_DEG - BEND_STARTS_DEG)
    return np.minimum(rise, BEND_STARTS_DEG) + over - over**2 / (2 * (BEND_ENDS_DEG - BEND_STARTS_DEG))


def heel_rise_deg(left_s: Array, rises_s: Array | float, push_off_deg: Array | float) -> Array:
    """Angle of the rear sole, below 0, when the contact lasts ``left_s`` more; ``push_off_deg`` at its end.

    ``rises_s`` is how long before toe-off the heel leaves the ground.
    """
    ramp, rising = HEEL_SPEEDS_UP_S, np.clip(rises_s - left_s, 0.0, None)
    gone = np.where(rising < ramp, rising**2 / (2 * ramp), rising - ramp / 2)
    return np.asarray(push_off_deg * gone / (rises_s - ramp / 2))


def rolled_ankle(body: Body, planted_x: Array | float, sole_deg: Array) -> Array:
    """Ankle (T, 2) of a foot that stands at ``planted_x`` (place of its heel when flat) and rolls without slipping."""
    pose = foot_pose(body, sole_deg, stance_bend_deg(sole_deg))
    on_heel, on_tip = sole_deg > 0, sole_deg + stance_bend_deg(sole_deg) < -1e-12
    x = planted_x + body.ball - pose.ball[:, 0]
    x = np.where(on_heel, planted_x - pose.heel[:, 0], x)
    x = np.where(on_tip, planted_x + body.shoe - pose.tip[:, 0], x)
    return np.stack([x, -pose.lowest()], axis=-1)
