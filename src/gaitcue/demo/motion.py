"""The whole runner as a function of time: every point in metres, x forward, y up, ground at y = 0."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.optimize import brentq

from gaitcue.demo.contacts import Contact, make_contacts
from gaitcue.demo.legs import LegMotion, LegPose
from gaitcue.demo.pelvis import Pelvis
from gaitcue.demo.runner import NO_VARIABILITY, Asymmetry, Runner
from gaitcue.terms.arrays import Array
from gaitcue.terms.body import middle_of_sides
from gaitcue.terms.errors import BadOption
from gaitcue.terms.keypoints import SIDES, Side

Points = dict[str, Array]

PELVIS_CENTRE = (0.01, 0.085)
"""middle of the ASIS-PSIS line from the mid-hip, m, at no tilt"""
PELVIS_HALF_DEPTH = 0.080


class Motion:
    """Kinematics of one runner. Points are in the frame of the picture's plane (lab): a treadmill's belt moves back."""

    def __init__(self, runner: Runner, *, centred: bool = False) -> None:
        self.runner = runner
        self.contacts = make_contacts(runner, centred=centred)
        self.pelvis = Pelvis(runner, self.contacts, dip_for(runner))
        self.legs: dict[Side, LegMotion] = {s: LegMotion(runner, self.pelvis, self.contacts, s) for s in SIDES}

    def ground_x(self, time_s: Array) -> Array:
        """Lab position of the ground's origin: the belt runs back under a treadmill runner."""
        if self.runner.surface == "treadmill":
            return -self.runner.speed_mps * time_s
        return np.full(len(time_s), -self.runner.speed_mps * self.runner.duration_s / 2)

    def points(self, time_s: Array) -> Points:
        """All points by keypoint name, and ``left_ball`` / ``right_ball``, each (T, 2); standing before running."""
        time_s = np.atleast_1d(np.asarray(time_s, float))
        runs = self._running(time_s)
        still = (time_s < self.runner.standing_s) & (self.runner.standing_s > 0)
        if still.any():
            stand = self._standing(time_s[still])
            for name, value in runs.items():
                value[still] = stand[name]
        return runs

    def _running(self, time_s: Array) -> Points:
        poses = {side: self.legs[side].pose(time_s) for side in SIDES}
        mid_hip = np.stack([self.pelvis.x(time_s), self.pelvis.y(time_s)], axis=-1)
        lean, tilt = self.pelvis.trunk_lean_deg(time_s), self.pelvis.tilt_deg(time_s)
        phase = np.pi * self.pelvis.step_phase(time_s)
        out = upper_body(self.runner, mid_hip, lean, tilt, phase, swing=1.0) | leg_points(poses)
        shift = np.stack([self.ground_x(time_s), np.zeros(len(time_s))], axis=-1)
        return {name: value + shift for name, value in out.items()}

    def _standing(self, time_s: Array) -> Points:
        """Quiet standing, feet flat, legs straight, trunk upright, arms hanging."""
        body, n = self.runner.body, len(time_s)
        x = self.pelvis.x(time_s) + self.ground_x(time_s)
        x[:] = x[-1] if self.runner.surface == "treadmill" else x[0]
        hip = np.stack([x, np.full(n, body.leg_length)], axis=-1)
        leg = {side: self.legs[side].place(hip, np.zeros((n, 5))) for side in SIDES}
        zero = np.zeros(n)
        tilt = np.full(n, self.runner.pelvic_tilt_deg - 3.0)
        return upper_body(self.runner, hip, zero, tilt, zero, swing=0.0) | leg_points(leg)


def leg_points(poses: dict[Side, LegPose]) -> Points:
    names = ("hip", "knee", "ankle", "heel", "ball", "toe")
    return {f"{side}_{name}": getattr(poses[side], name) for side in SIDES for name in names}


def up_along(angle_deg: Array) -> Array:
    """Unit vectors that point up and lean forward by the angle, (T, 2)."""
    return np.stack([np.sin(np.radians(angle_deg)), np.cos(np.radians(angle_deg))], axis=-1)


def upper_body(runner: Runner, mid_hip: Array, lean: Array, tilt: Array, phase: Array, *, swing: float) -> Points:
    """Trunk, head, arms and pelvic points; ``phase`` is pi per step, the left leg is in front at 0."""
    body, up = runner.body, up_along(lean)
    ahead = np.stack([up[:, 1], -up[:, 0]], axis=-1)
    middle = mid_hip + body.trunk * up
    neck = up_along(lean * 0.6 + 8.0 * swing)
    ear = middle + body.neck * neck
    level = np.stack([np.ones(len(lean)), np.full(len(lean), -0.05)], axis=-1)
    out = {"nose": ear + 0.062 * runner.height_m * level, "c7": middle + 0.045 * up - 0.055 * ahead}
    for side in SIDES:
        sign = 1.0 if side == "left" else -1.0
        out |= {f"{side}_{k}": v for k, v in arm(runner, middle, lean, sign * np.cos(phase), swing).items()}
        out[f"{side}_ear"] = ear.copy()
        out |= {f"{side}_{k}": v for k, v in pelvic_points(mid_hip, tilt).items()}
    return out


def arm(runner: Runner, middle: Array, lean: Array, leg_ahead: Array, swing: float) -> Points:
    """Shoulder, elbow and wrist of one side; the arm goes against the leg of its side."""
    body = runner.body
    shoulder = middle - swing * runner.shoulder_rotation_m * np.stack([leg_ahead, 0 * leg_ahead], axis=-1)
    upper = swing * (-14.0 - 28.0 * leg_ahead) - 0.3 * lean
    elbow = shoulder - body.upper_arm * up_along(-upper)
    lower = upper + 8.0 + swing * (80.0 - 14.0 * leg_ahead)
    return {"shoulder": shoulder, "elbow": elbow, "wrist": elbow - body.forearm * up_along(-lower)}


def middle(points: Points, joint: str) -> Array:
    """Between the left and the right point, (T, 2)."""
    both = middle_of_sides(points, joint)
    if both is None:
        raise KeyError(joint)
    return both


def pelvic_points(mid_hip: Array, tilt: Array) -> Points:
    """ASIS and PSIS turn with the pelvis about the hips."""
    down, up = up_along(tilt + 90.0), up_along(tilt)
    centre = mid_hip + PELVIS_CENTRE[0] * down + PELVIS_CENTRE[1] * up
    return {"asis": centre + PELVIS_HALF_DEPTH * down, "psis": centre - PELVIS_HALF_DEPTH * down}


def peak_stance_knee_deg(runner: Runner, contacts: tuple[Contact, ...], dip_m: float) -> float:
    leg = LegMotion(runner, Pelvis(runner, contacts, dip_m), contacts, "left")
    c = leg.contacts[1]
    return float(leg.angles(np.linspace(c.start_s, c.end_s - 1e-6, 200))[:, 1].max())


def dip_for(runner: Runner) -> float:
    """Extra drop of the hip at mid-stance (m) that gives the wanted peak of knee flexion on an average contact."""
    if runner.knee_peak_deg is None:
        return 0.0
    plain = runner.with_(variability=NO_VARIABILITY, asymmetry=Asymmetry(), duration_s=1.0, standing_s=0.0, seed=0)
    contacts = make_contacts(plain)

    def miss(dip: float) -> float:
        return peak_stance_knee_deg(plain, contacts, dip) - float(runner.knee_peak_deg or 0.0)

    try:
        return float(brentq(miss, -0.03, 0.08, xtol=1e-7))
    except ValueError as error:
        raise BadOption(
            "knee_peak_deg of the synthetic runner is out of reach for this cadence and contact."
        ) from error


@lru_cache(maxsize=16)
def motion_of(runner: Runner) -> Motion:
    """The motion of a runner (kept, since it is asked for again and again)."""
    return Motion(runner)
