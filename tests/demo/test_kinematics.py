"""The movement of the synthetic runner obeys the ground, the bones and the clock."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitcue.demo import NO_VARIABILITY, Runner, after_runner, before_runner
from gaitcue.demo.landing import APPROACH_S, SOLE_AT_CONTACT_M, SOLE_DEEPEST_M
from gaitcue.demo.motion import Motion
from gaitcue.terms.errors import BadOption
from gaitcue.terms.keypoints import SIDES
from gaitcue.terms.signs import foot_angle_deg, knee_flexion_deg, segment_angle_deg, trunk_angle_deg

FOREFOOT = Runner(foot_deg=-5.0, shank_deg=3.0, knee_deg=20.0, speed_mps=3.5, cadence_spm=176.0, contact_time_s=0.21)
FAST = Runner(
    speed_mps=4.5, cadence_spm=184.0, contact_time_s=0.175, knee_deg=20.0, shank_deg=4.0, knee_swing_deg=112.0
)
SLOW = Runner(speed_mps=2.5, cadence_spm=160.0, shank_deg=6.0, knee_deg=14.0)
RUNNERS = [Runner(), before_runner(), after_runner(), FOREFOOT, FAST, SLOW]


def lowest(points, side):
    return np.min([points[f"{side}_{p}"][:, 1] for p in ("heel", "ball", "toe")], axis=0)


def contacts_in_clip(motion):
    return [c for c in motion.contacts if c.start_s > 0.1 and c.end_s < motion.runner.duration_s - 0.1]


@pytest.mark.parametrize("runner", RUNNERS)
def test_sole_bears_fifty_newtons_exactly_during_contacts(runner):
    motion = Motion(replace(runner, duration_s=4.0))
    assert len(contacts_in_clip(motion)) > 5
    for c in contacts_in_clip(motion):
        ends = lowest(motion.points(np.array([c.start_s, c.end_s - 1e-9])), c.side)
        assert np.allclose(ends, -SOLE_AT_CONTACT_M, rtol=0, atol=1e-9)
        inside = lowest(motion.points(np.linspace(c.start_s, c.end_s - 1e-9, 60)[1:-1]), c.side)
        assert (inside < -SOLE_AT_CONTACT_M).all() and inside.min() > -SOLE_DEEPEST_M - 1e-9
        assert inside.min() < -0.9 * SOLE_DEEPEST_M
        outside = np.array([c.start_s - 0.020, c.start_s - 0.004, c.end_s + 0.004, c.end_s + 0.020])
        height = lowest(motion.points(outside), c.side) + SOLE_AT_CONTACT_M
        assert (height > [0.005, 5e-4, 1e-4, 0.002]).all()


@pytest.mark.parametrize("runner", RUNNERS)
def test_sole_bears_less_in_swing(runner):
    motion = Motion(replace(runner, duration_s=4.0))
    t = np.arange(0.1, 3.9, 0.002)
    points = motion.points(t)
    for side in SIDES:
        mine = [c for c in motion.contacts if c.side == side]
        flying = ~np.any([(t >= c.start_s - 1e-9) & (t < c.end_s) for c in mine], axis=0)
        assert lowest(points, side)[flying].min() > -SOLE_AT_CONTACT_M
        clear = ~np.any([(t > c.start_s - 0.010) & (t < c.end_s + 0.030) for c in mine], axis=0)
        assert lowest(points, side)[clear].min() > 0


@pytest.mark.parametrize("foot_deg", [18.0, 12.0, 6.0, 0.0, -5.0])
def test_landing_is_like_that_of_people(foot_deg):
    """Ankle and foot around force-plate contacts (RBDS, 5 runners, 3 speeds): mean and 2.5 SD between runners."""
    runner = Runner(foot_deg=foot_deg, shank_deg=5.0, knee_deg=18.0, variability=NO_VARIABILITY)
    motion, leg, h = Motion(runner), runner.body.thigh_shank_length, 1e-4
    c = contacts_in_clip(motion)[0]

    def velocity(part, axis, ms):
        t = c.start_s + np.array(ms) / 1e3
        after, before = (motion.points(t + d)[f"{c.side}_{part}"][:, axis] for d in (h, -h))
        hip = [motion.pelvis.x(t + d) + motion.ground_x(t + d) for d in (h, -h)] if axis == 0 else (0.0, 0.0)
        return (after - hip[0] - before + hip[1]) / (2 * h)

    along = np.mean([velocity(p, 0, [-40, -24, -8, 20]) for p in ("ankle", "heel", "toe")], axis=0) / runner.speed_mps
    assert (np.abs(along - [0.09, -0.23, -0.51, -0.82]) < 2.5 * np.array([0.20, 0.17, 0.14, 0.12])).all()
    down = velocity("ankle", 1, [-24, 0, 20, 40]) / leg
    assert (np.abs(down - [-0.93, -1.31, -1.06, 0.17]) < 2.5 * np.array([0.30, 0.28, 0.22, 0.28])).all()


def test_flat_stance_foot_moves_back_at_belt_speed():
    motion = Motion(Runner(speed_mps=3.2))
    c = contacts_in_clip(motion)[0]
    t = c.start_s + c.duration_s * np.linspace(0.20, 0.38, 30)
    for point in ("heel", "ball", "toe"):
        x = motion.points(t)[f"{c.side}_{point}"][:, 0]
        assert np.allclose(np.diff(x) / np.diff(t), -3.2, atol=1e-6)


def test_stance_foot_stands_still_over_ground():
    motion = Motion(Runner(surface="overground"))
    c = contacts_in_clip(motion)[0]
    x = motion.points(c.start_s + c.duration_s * np.linspace(0.20, 0.38, 30))[f"{c.side}_toe"][:, 0]
    assert np.ptp(x) < 1e-9


@pytest.mark.parametrize("runner", RUNNERS)
def test_bones_keep_their_length(runner):
    motion = Motion(runner)
    points, body = motion.points(np.arange(0, 3, 0.01)), runner.body
    for side in SIDES:
        hip, knee, ankle = (points[f"{side}_{p}"] for p in ("hip", "knee", "ankle"))
        assert np.allclose(np.hypot(*(knee - hip).T), body.thigh)
        assert np.allclose(np.hypot(*(ankle - knee).T), body.shank)
        assert np.allclose(np.hypot(*(points[f"{side}_ball"] - points[f"{side}_heel"]).T), body.ball)


def test_ankle_moves_smoothly_through_landing_and_toe_off():
    motion = Motion(Runner())
    leg = motion.legs["left"]
    h = 1e-5
    c = leg.contacts[3]
    for moment in (c.start_s - APPROACH_S, c.start_s, c.end_s):
        before = leg.pose(np.array([moment - 2 * h, moment - h])).ankle
        after = leg.pose(np.array([moment + h, moment + 2 * h])).ankle
        assert np.allclose(before[1], after[0], atol=2e-3 * 0.1)
        assert np.allclose((before[1] - before[0]) / h, (after[1] - after[0]) / h, atol=0.03)
    t = np.arange(0.5, 2.5, 1e-3)
    height = motion.pelvis.y(t)
    assert np.abs(np.diff(height, 2) / 1e-6).max() < 40.0


def test_pelvis_falls_freely_in_flight():
    motion = Motion(Runner())
    first, then = motion.contacts[4], motion.contacts[5]
    t = np.linspace(first.end_s + 1e-4, then.start_s - 1e-4, 50)
    acceleration = np.diff(motion.pelvis.y(t), 2) / np.diff(t)[0] ** 2
    assert np.allclose(acceleration, -9.81, atol=1e-2)


def test_posture_at_contact_is_the_chosen_one():
    runner = replace(Runner(shank_deg=9.0, knee_deg=12.0, foot_deg=15.0), variability=NO_VARIABILITY)
    motion = Motion(runner)
    c = contacts_in_clip(motion)[0]
    points = motion.points(np.array([c.start_s]))
    hip, knee, ankle, heel, toe = (points[f"{c.side}_{p}"] for p in ("hip", "knee", "ankle", "heel", "toe"))
    assert segment_angle_deg(knee, ankle)[0] == pytest.approx(9.0, abs=1e-6)
    assert knee_flexion_deg(hip, knee, ankle)[0] == pytest.approx(12.0, abs=1e-6)
    assert foot_angle_deg(heel, toe)[0] == pytest.approx(15.0, abs=1e-6)
    thigh, shank = np.radians([21.0, 9.0])
    wanted = runner.body.thigh * np.sin(thigh) + runner.body.shank * np.sin(shank)
    assert (ankle - hip)[0, 0] == pytest.approx(wanted, abs=1e-9)


def test_peak_of_knee_flexion_can_be_chosen():
    runner = Runner(knee_peak_deg=44.0, variability=NO_VARIABILITY)
    leg = Motion(runner).legs["left"]
    c = leg.contacts[2]
    assert leg.angles(np.linspace(c.start_s, c.end_s - 1e-6, 400))[:, 1].max() == pytest.approx(44.0, abs=0.2)


def test_curves_look_like_running():
    motion = Motion(Runner(variability=NO_VARIABILITY))
    points = motion.points(np.arange(0, 2, 0.002))
    hip, knee, ankle = (points[f"left_{p}"] for p in ("hip", "knee", "ankle"))
    flexion, thigh = knee_flexion_deg(hip, knee, ankle), segment_angle_deg(hip, knee)
    assert 80 < flexion.max() < 112 and flexion.min() > 0
    assert -30 < thigh.min() < -15 and 35 < thigh.max() < 50
    middle = (points["left_hip"] + points["right_hip"]) / 2
    assert 0.05 < np.ptp(middle[:, 1]) < 0.11
    shoulder = (points["left_shoulder"] + points["right_shoulder"]) / 2
    assert trunk_angle_deg(shoulder, middle).mean() == pytest.approx(6.0, abs=0.1)


@settings(max_examples=15, deadline=None)
@given(cadence=st.floats(155, 190), seed=st.integers(0, 1000), asymmetry=st.floats(-6, 6))
def test_mean_step_time_is_that_of_the_cadence(cadence, seed, asymmetry):
    runner = Runner(cadence_spm=cadence, contact_time_s=0.24, seed=seed, duration_s=60.0)
    uneven = replace(runner.asymmetry, step_time_pct=asymmetry)
    motion = Motion(replace(runner, asymmetry=uneven), centred=True)
    starts = np.array([c.start_s for c in motion.contacts])
    assert 60 / np.diff(starts[::2]).mean() * 2 == pytest.approx(cadence, rel=1e-3)
    assert all(a.end_s < b.start_s for a, b in pairwise(motion.contacts))


def test_what_cannot_run_is_refused():
    with pytest.raises(BadOption, match="flight"):
        Runner(cadence_spm=180.0, contact_time_s=0.32)
    with pytest.raises(BadOption, match="too short"):
        Motion(Runner(speed_mps=5.5, cadence_spm=170.0, contact_time_s=0.30))
    with pytest.raises(BadOption, match="even"):
        Runner(width=721)
