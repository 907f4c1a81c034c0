"""One leg: inverse kinematics over the planted foot in stance, smooth joint curves in swing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from gaitcue.demo.contacts import Contact
from gaitcue.demo.foot import foot_pose, rolled_ankle, stance_bend_deg, stance_sole_deg
from gaitcue.demo.pelvis import Pelvis, landing_reach
from gaitcue.demo.runner import Runner
from gaitcue.terms.errors import BadOption
from gaitcue.terms.keypoints import Side

Array = NDArray[np.float64]
SLOPE_STEP_S = 1e-4
TOO_SHORT = (
    "The synthetic runner's stance leg is too short: shorten contact_time_s or raise cadence_spm or knee_off_deg."
)
STEEPEST_PUSH_OFF_DEG = -100.0


@dataclass(frozen=True, slots=True)
class LegPose:
    """Points of one leg, each (T, 2) in m in the frame of the ground."""

    hip: Array
    knee: Array
    ankle: Array
    heel: Array
    ball: Array
    toe: Array


def two_link(hip: Array, ankle: Array, thigh: float, shank: float) -> tuple[Array, Array]:
    """Thigh and shank angles (deg) of a leg whose knee bends forward."""
    d = ankle - hip
    reach = np.hypot(d[:, 0], d[:, 1])
    if np.nanmax(reach, initial=0.0) > thigh + shank:
        raise BadOption(TOO_SHORT)
    line = np.arctan2(d[:, 0], -d[:, 1])
    at_hip = np.arccos((thigh**2 + reach**2 - shank**2) / (2 * thigh * reach))
    at_ankle = np.arccos((shank**2 + reach**2 - thigh**2) / (2 * shank * reach))
    return np.degrees(line + at_hip), np.degrees(line - at_ankle)


class LegMotion:
    """The leg of one side through all its contacts."""

    def __init__(self, runner: Runner, pelvis: Pelvis, contacts: Sequence[Contact], side: Side) -> None:
        self.runner, self.pelvis, self.side = runner, pelvis, side
        mine = [c for c in contacts if c.side == side]
        self.contacts = [c for c in mine if contacts[0].start_s < c.start_s < contacts[-1].start_s]
        self.starts = np.array([c.start_s for c in self.contacts])
        self.planted = [self._planted_x(c) for c in self.contacts]
        self.push_off = self._push_off_deg()
        self.swings = [self._swing(k) for k in range(len(self.contacts) - 1)]

    def hip(self, time_s: Array) -> Array:
        sign = 1.0 if self.side == "left" else -1.0
        x = self.pelvis.x(time_s) + sign * self.pelvis.hip_offset(time_s)
        return np.stack([x, self.pelvis.y(time_s)], axis=-1)

    def angles(self, time_s: Array) -> Array:
        """(T, 4): thigh, knee flexion, ankle (sole minus shank) and bend of the shoe, deg."""
        out = np.full((len(time_s), 4), np.nan)
        index = np.searchsorted(self.starts, time_s, side="right") - 1
        for k in np.unique(index[(index >= 0) & (index < len(self.swings))]):
            here = index == k
            stance = here & (time_s < self.contacts[k].end_s)
            out[stance] = self._stance(int(k), time_s[stance])
            out[here & ~stance] = self.swings[k](time_s[here & ~stance])
        return out

    def pose(self, time_s: Array) -> LegPose:
        return self.place(self.hip(time_s), self.angles(time_s))

    def place(self, hip: Array, angles: Array) -> LegPose:
        """Forward kinematics from the hip down."""
        body = self.runner.body
        thigh, shank = np.radians(angles[:, 0]), np.radians(angles[:, 0] - angles[:, 1])
        knee = hip + body.thigh * np.stack([np.sin(thigh), -np.cos(thigh)], axis=-1)
        ankle = knee + body.shank * np.stack([np.sin(shank), -np.cos(shank)], axis=-1)
        foot = foot_pose(body, np.degrees(shank) + angles[:, 2], angles[:, 3])
        return LegPose(hip, knee, ankle, ankle + foot.heel, ankle + foot.ball, ankle + foot.tip)

    def _planted_x(self, contact: Contact) -> float:
        ankle_x = float(self.hip(np.array([contact.start_s]))[0, 0]) + landing_reach(self.runner, contact)
        return ankle_x - float(rolled_ankle(self.runner.body, 0.0, np.array([contact.foot_deg]))[0, 0])

    def _push_off_deg(self) -> Array:
        """Sole at each toe-off that leaves the knee as flexed as wanted: the higher the heel, the shorter the leg."""
        body, planted = self.runner.body, np.array(self.planted)
        hip = self.hip(np.array([c.end_s for c in self.contacts]))
        knee = np.radians([180.0 - c.knee_off_deg for c in self.contacts])
        wanted = np.sqrt(body.thigh**2 + body.shank**2 - 2 * body.thigh * body.shank * np.cos(knee))
        low, high = np.full(len(planted), STEEPEST_PUSH_OFF_DEG), np.full(len(planted), -10.0)
        for _ in range(50):
            middle = (low + high) / 2
            ankle = rolled_ankle(body, 0.0, middle) + np.stack([planted, 0 * planted], axis=-1)
            short = np.hypot(*(ankle - hip).T) < wanted
            low, high = np.where(short, middle, low), np.where(short, high, middle)
        if (low < STEEPEST_PUSH_OFF_DEG + 0.1).any():
            raise BadOption(TOO_SHORT)
        return low

    def _stance(self, k: int, time_s: Array) -> Array:
        c, body = self.contacts[k], self.runner.body
        sole = stance_sole_deg(time_s - c.start_s, c.duration_s, c.foot_deg, self.push_off[k])
        ankle = rolled_ankle(body, self.planted[k], sole)
        thigh, shank = two_link(self.hip(time_s), ankle, body.thigh, body.shank)
        return np.stack([thigh, thigh - shank, sole - shank, stance_bend_deg(sole)], axis=-1)

    def _swing(self, k: int) -> CubicSpline:
        """Joint curves from toe-off (value and slope of the stance) to the next landing posture."""
        here, there = self.contacts[k], self.contacts[k + 1]
        edge = here.end_s + SLOPE_STEP_S * np.array([-2.0, -1.0, 0.0])
        off = self._stance(k, edge)
        slope = (3 * off[2] - 4 * off[1] + off[0]) / (2 * SLOPE_STEP_S)
        landing_bend = float(stance_bend_deg(np.array([there.foot_deg]))[0])
        land = np.array([there.thigh_deg, there.knee_deg, there.foot_deg - there.shank_deg, landing_bend])
        span = there.start_s - here.end_s
        at, values = swing_points(self.runner, off[2], land, flatness(there.foot_deg))
        return CubicSpline(
            here.end_s + span * at, values, bc_type=((1, slope), (1, landing_slopes(self.runner, there.foot_deg)))
        )


def flatness(foot_deg: float) -> float:
    """0 for a landing well on the heel, 1 for one on the ball."""
    return float(np.clip((15.0 - foot_deg) / 20.0, 0.0, 1.0))


def landing_slopes(runner: Runner, foot_deg: float) -> Array:
    """Rates at the end of the swing, deg/s: the leg is already drawn back before it lands, faster at higher speed.

    A foot that lands on its heel still moves forward over the ground and hardly turns; one that lands on the ball is
    drawn back more and turns down. Sizes after looking at treadmill runners [Fukuchi17].
    """
    flat = flatness(foot_deg)
    shank = -runner.speed_mps * (35.0 + 20.0 * flat)
    thigh = -25.0 * runner.speed_mps
    sole = -50.0 - 250.0 * flat
    return np.array([thigh, thigh - shank, sole - shank, 0.0])


def swing_points(runner: Runner, off: Array, land: Array, flat: float) -> tuple[Array, Array]:
    """Points (part of the swing; thigh, knee flexion, ankle, bend) that the swing curves pass through.

    The shapes were drawn by us after looking at the mean curves of treadmill runners [Fukuchi17].
    """
    high = runner.thigh_swing_deg if runner.thigh_swing_deg is not None else land[0] + 18.0
    thigh = np.array([off[0], *(off[0] + (high - off[0]) * np.array([0.02, 0.38, 0.76, 1.0])), land[0] + 3.0, land[0]])
    top, low = runner.knee_swing_deg, max(3.0, land[1] - 1.0 - 2.5 * flat)
    knee = np.array([off[1], *(off[1] + (top - off[1]) * np.array([0.42, 0.97])), 0.96 * top, 0.74 * top, low, land[1]])
    ankle = np.array([off[2], -26.0, -15.0, -5.0, 4.0, land[2] + 1.0, land[2]])
    bend = np.array([off[3], 0.30 * off[3], 0.0, 0.0, 0.0, land[3], land[3]])
    return np.array([0.0, 0.20, 0.40, 0.54, 0.70, 0.93, 1.0]), np.stack([thigh, knee, ankle, bend], axis=-1)
