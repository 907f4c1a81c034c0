"""The mid-hip: up and down as a body that is thrown and caught, fore and aft as a slow swing around its mean path."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.interpolate import CubicSpline

from gaitcue.demo.contacts import Contact
from gaitcue.demo.foot import foot_pose, stance_bend_deg
from gaitcue.demo.landing import SOLE_AT_CONTACT_M
from gaitcue.demo.runner import Runner
from gaitcue.terms.arrays import Array, IndexArray

GRAVITY = 9.81
TAKE_OFF_HIGHER_M = 0.012
"""the hip leaves the ground a little higher than it lands: the leg is longer with the heel up"""
WANDER_S = 6.3


def landing_height(runner: Runner, contact: Contact) -> float:
    """Hip above the ground at initial contact: the leg in its posture, on the first part of the shoe to touch."""
    body, sole = runner.body, np.array([contact.foot_deg])
    ankle = -float(foot_pose(body, sole, stance_bend_deg(sole)).lowest()[0]) - SOLE_AT_CONTACT_M
    thigh, shank = np.radians([contact.thigh_deg, contact.shank_deg])
    return ankle + body.thigh * float(np.cos(thigh)) + body.shank * float(np.cos(shank))


def landing_reach(runner: Runner, contact: Contact) -> float:
    """Ankle ahead of the hip at initial contact, m: L_thigh sin(thigh) + L_shank sin(shank)."""
    thigh, shank = np.radians([contact.thigh_deg, contact.shank_deg])
    return runner.body.thigh * float(np.sin(thigh)) + runner.body.shank * float(np.sin(shank))


class Pelvis:
    """Path of the mid-hip and the phase of the steps; times in s, heights and ground positions in m.

    In flight the height is ballistic. In stance the vertical force rises and falls as 1 - s^2 (s from -1 to 1), plus
    what is needed to reach the next take-off; ``dip_m`` presses the mid-stance down further.
    """

    def __init__(self, runner: Runner, contacts: Sequence[Contact], dip_m: float = 0.0) -> None:
        self.runner, self.contacts, self.dip_m = runner, contacts, dip_m
        self.starts = np.array([c.start_s for c in contacts])
        self.ends = np.array([c.end_s for c in contacts])
        self.landing = np.array([landing_height(runner, c) for c in contacts])
        self.take_off = self.landing + TAKE_OFF_HIGHER_M
        flight = self.starts[1:] - self.ends[:-1]
        rise = np.diff(self.landing) - TAKE_OFF_HIGHER_M
        self.up_speed = rise / flight + GRAVITY * flight / 2
        self.down_speed = self.up_speed - GRAVITY * flight
        number = np.arange(len(contacts), dtype=float)
        self._phase = CubicSpline(self.starts, number)
        self._trunk = CubicSpline(self.starts, [c.trunk_deg for c in contacts])
        self._tilt = CubicSpline(self.starts, [c.pelvis_deg for c in contacts])

    def step_phase(self, time_s: Array) -> Array:
        """Grows by 1 from each initial contact to the next (of either foot); even numbers are left contacts."""
        return np.asarray(self._phase(time_s), float)

    def x(self, time_s: Array) -> Array:
        """Mid-hip in the frame of the ground (a belt is ground, too): speed plus swing within the step."""
        p = 2 * np.pi * self.step_phase(time_s)
        wander = self.runner.drift_m * np.sin(2 * np.pi * time_s / WANDER_S)
        return np.asarray(self.runner.speed_mps * time_s + self.runner.fore_aft_m * np.cos(p + 1.0) + wander, float)

    def hip_offset(self, time_s: Array) -> Array:
        """Left hip ahead of the mid-hip by this, the right one behind: the pelvis turns with the leg in front."""
        return np.asarray(self.runner.pelvis_rotation_m * np.cos(np.pi * self.step_phase(time_s)), float)

    def y(self, time_s: Array) -> Array:
        """Height of the mid-hip (of both hips) above the ground."""
        k = np.clip(np.searchsorted(self.starts, time_s, side="right") - 1, 1, len(self.contacts) - 2)
        since_off = time_s - self.ends[k]
        flying = self.take_off[k] + self.up_speed[k] * since_off - GRAVITY * since_off**2 / 2
        return np.where(since_off >= 0, flying, self._standing_y(time_s, k))

    def _standing_y(self, time_s: Array, k: IndexArray) -> Array:
        """y'' = -g + a (1 - s^2) + b (s - s^3), a and b from position and velocity at both ends."""
        half = (self.ends[k] - self.starts[k]) / 2
        s = (time_s - self.starts[k]) / half - 1.0
        v0, v1 = self.down_speed[k - 1] * half, self.up_speed[k] * half
        g = GRAVITY * half**2
        a = (v1 - v0 + 2 * g) / (4 / 3)
        even = s**2 / 2 - s**4 / 12 + 2 / 3 * s + 1 / 4
        odd = s**3 / 6 - s**5 / 20 - s / 4 - 2 / 15
        rest = self.take_off[k] - self.landing[k] - 2 * v0 + 2 * g - 4 / 3 * a
        b = rest / (-4 / 15)
        dip = self.dip_m * np.clip(1 - s**2, 0, None) ** 3
        thrown = self.landing[k] + v0 * (s + 1) - g * (s + 1) ** 2 / 2
        return np.asarray(thrown + a * even + b * odd - dip, float)

    def trunk_lean_deg(self, time_s: Array) -> Array:
        """Mid-hip to mid-shoulder from the vertical, + forward; deepest a little after the middle of the contact."""
        p = self.step_phase(time_s)
        swing = self.runner.trunk_oscillation_deg * np.cos(2 * np.pi * (p - 0.40))
        return np.asarray(self.runner.trunk_lean_deg + swing + self._trunk(time_s), float)

    def tilt_deg(self, time_s: Array) -> Array:
        """PSIS-ASIS line, + anterior; two waves a stride, most anterior around toe-off."""
        p = self.step_phase(time_s)
        swing = self.runner.pelvic_tilt_excursion_deg / 2 * np.cos(2 * np.pi * (p - 0.70))
        return np.asarray(self.runner.pelvic_tilt_deg + swing + self._tilt(time_s), float)
