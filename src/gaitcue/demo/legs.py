"""One leg: inverse kinematics over the landing and the planted foot, smooth joint curves in the swing between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.interpolate import CubicSpline

from gaitcue.demo.contacts import Contact
from gaitcue.demo.foot import (
    EARLIEST_HEEL_RISE_PART,
    HEEL_RISES_PART,
    HEEL_RISES_S,
    foot_pose,
    heel_rise_deg,
    rolled_ankle,
    stance_bend_deg,
)
from gaitcue.demo.landing import (
    APPROACH_S,
    SLIDES_S,
    SOLE_AT_CONTACT_M,
    Landing,
    approach_x,
    approach_y,
    slide_share,
)
from gaitcue.demo.pelvis import Pelvis, landing_reach
from gaitcue.demo.runner import Body, Runner
from gaitcue.terms.arrays import Array, Mask
from gaitcue.terms.errors import BadOption
from gaitcue.terms.keypoints import Side

SLOPE_STEP_S = 1e-4
TOO_SHORT = (
    "The synthetic runner's stance leg is too short: shorten contact_time_s or raise cadence_spm or knee_off_deg."
)
REACHING_KNEE_DEG, REACHES_ON = 8.0, 0.7
"""a leg that reaches forward is held back from this flexion of the knee (or that at contact) on: it takes at most this
share of the length that is left"""
STRAIGHTEST_STANCE_DEG, REACH_SAMPLES = 9.0, 60
"""the heel rises early enough that the knee keeps this flexion in stance"""
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


def leg_reach(body: Body, knee_deg: Array) -> Array:
    """Distance from hip to ankle, m."""
    inner = np.radians(180.0 - knee_deg)
    return np.asarray(np.sqrt(body.thigh**2 + body.shank**2 - 2 * body.thigh * body.shank * np.cos(inner)))


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
        self.landings = [Landing(c.foot_deg, c.duration_s) for c in self.contacts]
        rolling = self._rolling_mps()
        self.slides = self._slides_m(rolling[:, 0])
        self.planted = [self._planted_x(k) for k in range(len(self.contacts))]
        self.landings = [replace(each, pad_share=self._pad_share(k)) for k, each in enumerate(self.landings)]
        self.sinking = np.array([each.sinking_mps for each in self.landings]) - rolling[:, 1]
        self.push_off = self._push_off_deg()
        self.heel_rises = self._heel_rises_s()
        self.swings = [self._swing(k) for k in range(len(self.contacts) - 1)]

    def hip(self, time_s: Array) -> Array:
        sign = 1.0 if self.side == "left" else -1.0
        x = self.pelvis.x(time_s) + sign * self.pelvis.hip_offset(time_s)
        return np.stack([x, self.pelvis.y(time_s)], axis=-1)

    def angles(self, time_s: Array) -> Array:
        """(T, 5): thigh, knee flexion, ankle (sole minus shank) and bend of the shoe, deg; sinking of the pad, m."""
        out = np.full((len(time_s), 5), np.nan)
        index = np.searchsorted(self.starts, time_s, side="right") - 1
        for k in np.unique(index[(index >= 0) & (index < len(self.swings))]):
            here = index == k
            stance = here & (time_s < self.contacts[k].end_s)
            out[stance] = self._stance(int(k), time_s[stance])
            late = here & ~stance & (time_s >= self.contacts[k + 1].start_s - APPROACH_S)
            out[late] = self._approach(int(k) + 1, time_s[late])
            out[here & ~stance & ~late] = self.swings[k](time_s[here & ~stance & ~late])
        return out

    def pose(self, time_s: Array) -> LegPose:
        return self.place(self.hip(time_s), self.angles(time_s))

    def place(self, hip: Array, angles: Array) -> LegPose:
        """Forward kinematics from the hip down."""
        body = self.runner.body
        thigh, shank = np.radians(angles[:, 0]), np.radians(angles[:, 0] - angles[:, 1])
        knee = hip + body.thigh * np.stack([np.sin(thigh), -np.cos(thigh)], axis=-1)
        ankle = knee + body.shank * np.stack([np.sin(shank), -np.cos(shank)], axis=-1)
        foot = foot_pose(body, np.degrees(shank) + angles[:, 2], angles[:, 3], angles[:, 4])
        return LegPose(hip, knee, ankle, ankle + foot.heel, ankle + foot.ball, ankle + foot.tip)

    def _rolling_mps(self) -> Array:
        """Velocity of the ankle at each contact from the turn of the sole alone, (contacts, 2)."""
        sole = np.array([each.foot_deg for each in self.landings])
        before, after = (rolled_ankle(self.runner.body, 0.0, sole + d) for d in (-1e-3, 1e-3))
        return np.asarray((after - before) / 2e-3 * np.array([[each.turn_deg_s] for each in self.landings]))

    def _slides_m(self, rolling_mps: Array) -> Array:
        """How far each foot slides forward after contact, so that its speed goes over into that of the ground."""
        before, after = (self.hip(self.starts + d)[:, 0] for d in (-SLOPE_STEP_S, SLOPE_STEP_S))
        ahead = approach_x(np.array([-SLOPE_STEP_S]), self.runner.speed_mps)[0] / -SLOPE_STEP_S
        return np.asarray(((after - before) / (2 * SLOPE_STEP_S) + ahead - rolling_mps) * SLIDES_S / 3)

    def _pad_share(self, k: int) -> float:
        """Part of the pad's usual sinking that the leg can follow just after contact ``k``."""
        c, landing = self.contacts[k], self.landings[k]
        since = np.linspace(0.005, 2 * landing.sinks_s, 30)
        longest = float(leg_reach(self.runner.body, np.array(min(c.knee_deg, REACHING_KNEE_DEG) / 2)))
        d = self._sole_ankle(k, since, landing.turned_deg(since)) - self.hip(c.start_s + since)
        room = np.sqrt(np.maximum(longest**2 - d[:, 0] ** 2, 0.0)) + d[:, 1]
        return float(np.clip(np.min(room / landing.pad_m(since)), 0.0, 1.0))

    def _planted_x(self, k: int) -> float:
        contact = self.contacts[k]
        ankle_x = float(self.hip(np.array([contact.start_s]))[0, 0]) + landing_reach(self.runner, contact)
        ankle_x += float(self.slides[k])
        return ankle_x - float(rolled_ankle(self.runner.body, 0.0, np.array([contact.foot_deg]))[0, 0])

    def _push_off_deg(self) -> Array:
        """Sole at each toe-off that leaves the knee as flexed as wanted: the higher the heel, the shorter the leg."""
        body, planted = self.runner.body, np.array(self.planted)
        hip = self.hip(np.array([c.end_s for c in self.contacts]))
        wanted = leg_reach(body, np.array([c.knee_off_deg for c in self.contacts]))
        low, high = np.full(len(planted), STEEPEST_PUSH_OFF_DEG), np.full(len(planted), -10.0)
        for _ in range(50):
            middle = (low + high) / 2
            ankle = rolled_ankle(body, 0.0, middle) + np.stack([planted, 0 * planted - SOLE_AT_CONTACT_M], axis=-1)
            short = np.hypot(*(ankle - hip).T) < wanted
            low, high = np.where(short, middle, low), np.where(short, high, middle)
        if (low < STEEPEST_PUSH_OFF_DEG + 0.1).any():
            raise BadOption(TOO_SHORT)
        return low

    def _heel_rises_s(self) -> Array:
        """How long before each toe-off the heel leaves the ground: as late as usual, or as the leg can reach."""
        body, lasts = self.runner.body, np.array([c.duration_s for c in self.contacts])
        latest = np.minimum(HEEL_RISES_S, HEEL_RISES_PART * lasts)
        left = np.linspace(0.0, 1.0, REACH_SAMPLES)[:, None] * EARLIEST_HEEL_RISE_PART * lasts
        hip = self.hip((np.array([c.end_s for c in self.contacts]) - left).ravel())
        planted = np.broadcast_to(self.planted, left.shape).ravel()
        since = (lasts - left).T
        sunk = np.stack([each.sole_m(t) + each.pad_m(t) for each, t in zip(self.landings, since, strict=True)], axis=1)
        longest = float(leg_reach(body, np.array(STRAIGHTEST_STANCE_DEG)))

        def reaches(rises: Array) -> Mask:
            sole = heel_rise_deg(left, rises, self.push_off)
            d = rolled_ankle(body, planted, sole.ravel()) - hip
            d[:, 1] -= sunk.ravel()
            return np.asarray((np.hypot(*d.T).reshape(left.shape) <= longest).all(axis=0))

        low, high, good = latest, EARLIEST_HEEL_RISE_PART * lasts, reaches(latest)
        for _ in range(20):
            middle = (low + high) / 2
            enough = reaches(middle)
            low, high = np.where(enough, low, middle), np.where(enough, middle, high)
        return np.where(good, latest, high)

    def _sole_ankle(self, k: int, since: Array, sole: Array) -> Array:
        """Ankle over a foot that slides, sinks into its sole and rolls; the pad is not yet pressed in."""
        ankle = rolled_ankle(self.runner.body, self.planted[k], sole)
        moved = np.stack([self.slides[k] * slide_share(since), self.landings[k].sole_m(since)], axis=-1)
        return np.asarray(ankle - moved)

    def _stance(self, k: int, time_s: Array) -> Array:
        c, landing = self.contacts[k], self.landings[k]
        since = np.maximum(time_s - c.start_s, 0.0)
        sole = landing.turned_deg(since) + heel_rise_deg(c.duration_s - since, self.heel_rises[k], self.push_off[k])
        pad = landing.pad_m(since)
        return self._reached(time_s, self._sole_ankle(k, since, sole) - np.stack([0 * pad, pad], axis=-1), sole, pad)

    def _approach(self, k: int, time_s: Array) -> Array:
        """The last moments before contact ``k``."""
        c, since = self.contacts[k], time_s - self.contacts[k].start_s
        sole, hip = self.landings[k].turned_deg(since), self.hip(time_s)
        low = float(rolled_ankle(self.runner.body, 0.0, np.array([c.foot_deg]))[0, 1]) - SOLE_AT_CONTACT_M
        x = hip[:, 0] + landing_reach(self.runner, c) + approach_x(since, self.runner.speed_mps)
        ankle = np.stack([x, low + approach_y(since, float(self.sinking[k]))], axis=-1)
        return self._reached(time_s, self._not_straight(hip, ankle, c.knee_deg), sole, np.zeros(len(since)))

    def _not_straight(self, hip: Array, ankle: Array, landing_knee_deg: float) -> Array:
        """Ankle drawn in towards the hip where the leg would be straighter than a knee that reaches forward ever is."""
        body, d = self.runner.body, ankle - hip
        free = float(leg_reach(body, np.array(min(landing_knee_deg, REACHING_KNEE_DEG))))
        room, reach = REACHES_ON * (body.thigh_shank_length - free), np.hypot(*d.T)
        held = np.where(reach > free, free + room * np.tanh((reach - free) / room), reach)
        return np.asarray(hip + d * (held / reach)[:, None])

    def _reached(self, time_s: Array, ankle: Array, sole: Array, pad: Array) -> Array:
        thigh, shank = two_link(self.hip(time_s), ankle, self.runner.body.thigh, self.runner.body.shank)
        return np.stack([thigh, thigh - shank, sole - shank, stance_bend_deg(sole), pad], axis=-1)

    def _swing(self, k: int) -> CubicSpline:
        """Joint curves from toe-off to the approach of the next landing, with value and slope of both."""
        here, there = self.contacts[k], self.contacts[k + 1]
        off = self._stance(k, here.end_s + SLOPE_STEP_S * np.array([-2.0, -1.0, 0.0]))
        start = (3 * off[2] - 4 * off[1] + off[0]) / (2 * SLOPE_STEP_S)
        near = self._approach(k + 1, there.start_s - APPROACH_S + SLOPE_STEP_S * np.array([0.0, 1.0, 2.0]))
        end = (4 * near[1] - 3 * near[0] - near[2]) / (2 * SLOPE_STEP_S)
        span = there.start_s - here.end_s
        at, values = swing_points(self.runner, off[2], near[0], there.thigh_deg)
        at = np.r_[at, 1.0 - APPROACH_S / span]
        return CubicSpline(here.end_s + span * at, values, bc_type=((1, start), (1, end)))


def swing_points(runner: Runner, off: Array, near: Array, landing_thigh_deg: float) -> tuple[Array, Array]:
    """Parts of the swing (without the last), and the points that the swing curves pass through.

    The shapes were drawn by us after looking at the mean curves of treadmill runners [Fukuchi17].
    """
    high = runner.thigh_swing_deg if runner.thigh_swing_deg is not None else landing_thigh_deg + 18.0
    thigh = np.array([off[0], *(off[0] + (high - off[0]) * np.array([0.02, 0.38, 0.76, 1.0])), near[0]])
    top = runner.knee_swing_deg
    knee = np.array([off[1], *(off[1] + (top - off[1]) * np.array([0.46, 0.97])), 0.96 * top, 0.74 * top, near[1]])
    ankle = np.array([off[2], -26.0, -15.0, -5.0, 4.0, near[2]])
    bend = np.array([off[3], 0.30 * off[3], 0.0, 0.0, 0.0, near[3]])
    pad = np.zeros(6)
    return np.array([0.0, 0.20, 0.40, 0.54, 0.70]), np.stack([thigh, knee, ankle, bend, pad], axis=-1)
