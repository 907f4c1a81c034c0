"""The truth agrees with the points, with itself, and with the form that the scorer reads."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from gaitcue.demo import (
    NO_VARIABILITY,
    Asymmetry,
    Runner,
    before_runner,
    configured,
    noisy_track,
    true_plane_track,
    true_track,
    truth,
)
from gaitcue.demo.landing import SOLE_AT_CONTACT_M
from gaitcue.demo.truth import exact_events, measures
from gaitcue.terms.keypoints import KEYPOINTS, other_side
from gaitcue.terms.signs import segment_angle_deg
from gaitcue.terms.track import has_point, point

STEADY = Runner(duration_s=4.0, variability=NO_VARIABILITY)


def mean(rows, measure, leg="both"):
    return next(r["mean"] for r in rows if r["measure"] == measure and r["leg"] == leg)


def test_events_are_consistent_with_the_height_of_the_shoe():
    runner = Runner(duration_s=3.0, fps=240.0)
    track = true_plane_track(runner)
    assert {event["type"] for event in truth(runner)["events"]} == {"IC", "TO"}
    for event in truth(runner)["events"]:
        side = runner.near if event["foot"] == "near" else other_side(runner.near)
        low = np.minimum(point(track, f"{side}_heel")[:, 1], point(track, f"{side}_toe")[:, 1])
        new, old = low[event["frame"]], low[event["frame"] - 1]
        if event["type"] == "IC":
            assert new <= -SOLE_AT_CONTACT_M < old
        else:
            assert old <= -SOLE_AT_CONTACT_M < new


def test_events_alternate_and_lie_in_the_clip():
    runner = before_runner(duration_s=5.0)
    events = exact_events(runner)
    assert all(0 < e["time_s"] < 5.0 for e in events)
    contacts = [e["side"] for e in events if e["type"] == "initial_contact"]
    assert all(a != b for a, b in pairwise(contacts))
    assert len(contacts) == pytest.approx(5.0 * 160 / 60, abs=1)


def test_measures_of_a_steady_runner_are_the_chosen_ones():
    rows = measures(STEADY)
    assert mean(rows, "cadence") == pytest.approx(166.0, abs=1e-6)
    assert mean(rows, "step_time", "near") == pytest.approx(60 / 166, abs=1e-9)
    assert mean(rows, "step_length") == pytest.approx(3.0 * 60 / 166, abs=1e-9)
    assert mean(rows, "contact_time") == pytest.approx(STEADY.contact_s, abs=1e-9)
    assert mean(rows, "flight_time") == pytest.approx(60 / 166 - STEADY.contact_s, abs=1e-9)
    assert mean(rows, "shank_angle_ic", "near") == pytest.approx(7.0, abs=1e-6)
    assert mean(rows, "knee_flexion_ic", "far") == pytest.approx(16.0, abs=1e-6)
    assert mean(rows, "foot_strike_angle") == pytest.approx(12.0, abs=1e-6)
    assert mean(rows, "trunk_lean_stride") == pytest.approx(6.0, abs=0.05)
    assert mean(rows, "pelvic_tilt_mean") == pytest.approx(14.0, abs=0.05)
    assert mean(rows, "pelvic_tilt_excursion") == pytest.approx(6.0, abs=0.05)
    assert mean(rows, "step_time_asymmetry") == pytest.approx(0.0, abs=1e-6)


def test_identities_between_measures():
    rows, body = measures(STEADY), STEADY.body
    thigh = np.radians(mean(rows, "knee_flexion_ic") + mean(rows, "shank_angle_ic"))
    shank = np.radians(mean(rows, "shank_angle_ic"))
    reach = 100 * (body.thigh * np.sin(thigh) + body.shank * np.sin(shank))
    assert mean(rows, "ankle_hip_distance") == pytest.approx(reach, abs=1e-6)
    assert mean(rows, "ankle_hip_distance_pct") == pytest.approx(reach / body.leg_length, abs=1e-6)
    assert mean(rows, "hip_flexion_ic") == pytest.approx(mean(rows, "trunk_lean_ic") + np.degrees(thigh), abs=1e-6)
    assert mean(rows, "vertical_ratio") == pytest.approx(
        mean(rows, "vertical_oscillation") / mean(rows, "step_length"), rel=1e-6
    )


def test_configured_mean_is_near_the_mean_of_many_clips():
    runner = Runner(duration_s=8.0, asymmetry=Asymmetry(contact_time_pct=4.0))
    wanted = configured(runner)
    found = [measures(replace(runner, seed=s)) for s in range(8)]
    for name in ("shank_angle_ic", "ankle_hip_distance", "knee_flexion_peak_stance", "trunk_lean_stance"):
        values = [mean(rows, name, "near") for rows in found]
        assert np.mean(values) == pytest.approx(mean(wanted, name, "near"), abs=4 * np.std(values) / np.sqrt(8) + 1e-3)
    assert mean(wanted, "contact_time_asymmetry") == pytest.approx(-4.0, abs=0.05)


def test_overground_step_length_comes_from_the_landings():
    runner = replace(STEADY, surface="overground", width=2400, px_per_m=160.0)
    assert mean(measures(runner), "step_length") == pytest.approx(3.0 * 60 / 166, abs=0.02)


def test_mirrored_picture_mirrors_the_points():
    right = Runner(duration_s=1.0)
    left = replace(right, facing="left", near_side="right")
    a, b = true_track(right), true_track(left)
    for name in KEYPOINTS:
        assert np.allclose(point(a, name)[:, 0], right.width - 1 - point(b, name)[:, 0])
        assert np.allclose(point(a, name)[:, 1], point(b, name)[:, 1])


def test_roll_turns_the_picture_clockwise():
    plain, rolled = Runner(duration_s=0.5), Runner(duration_s=0.5, roll_deg=3.0)
    a = point(true_track(plain), "right_shoulder") - point(true_track(plain), "right_hip")
    b = point(true_track(rolled), "right_shoulder") - point(true_track(rolled), "right_hip")
    turned = np.degrees(np.arctan2(b[:, 0], -b[:, 1]) - np.arctan2(a[:, 0], -a[:, 1]))
    assert np.allclose(turned, 3.0)


def test_other_frame_rate_holds_the_times():
    slow, fast = Runner(duration_s=3.0, fps=60.0), Runner(duration_s=3.0, fps=240.0, slow_motion=8.0)
    times = [[e["time_s"] for e in exact_events(r)] for r in (slow, fast)]
    count = min(map(len, times))
    assert np.allclose(times[0][:count], times[1][:count])
    assert fast.stored_fps == 30.0


def test_track_and_truth_show_the_same_points():
    runner = before_runner(duration_s=2.0, roll_deg=2.0)
    track = true_track(runner)
    for row in truth(runner)["keypoints"]:
        for name, (x, y, pm) in row["points"].items():
            leg, part = name.split("_")
            side = runner.near if leg == "near" else other_side(runner.near)
            assert np.allclose(point(track, f"{side}_{part}")[row["frame"]], (x, y), atol=1e-3) and pm == 1.0
    assert has_point(track, "right_asis") and not has_point(track, "left_asis")


def test_points_outside_the_picture_are_missing():
    runner = Runner(surface="overground", duration_s=4.0)
    hip = point(true_track(runner), "left_hip")
    assert np.isnan(hip[0]).all() and np.isfinite(hip[len(hip) // 2]).all()
    first, last = truth(runner)["scored_frames"][0]
    assert 0 < first < last < runner.frames - 1


def test_standing_part_is_quiet_and_upright():
    runner = Runner(standing_s=1.0, duration_s=3.0)
    track = true_plane_track(runner)
    still = track["time"].values < 1.0
    for name in ("left_heel", "left_toe"):
        assert np.allclose(point(track, name)[still, 1], 0.0)
    shank = segment_angle_deg(point(track, "left_knee")[still], point(track, "left_ankle")[still])
    assert np.allclose(shank, 0.0)
    assert min(e["time_s"] for e in exact_events(runner)) > 1.0


def test_noise_has_the_chosen_size_memory_and_dropouts():
    track = true_track(Runner(duration_s=10.0))
    noisy = noisy_track(track, sd_pct_leg=2.0, time_constant_s=0.05, dropout=0.05, seed=1)
    error = (noisy["position"] - track["position"]).values
    leg = Runner().body.thigh_shank_length * 420.0
    assert np.nanstd(error) == pytest.approx(0.02 * leg, rel=0.05)
    e = error[:, 0, 3, 0]
    alike = np.nanmean(e[1:] * e[:-1]) / np.nanvar(e)
    assert alike == pytest.approx(np.exp(-1 / 120 / 0.05), abs=0.06)
    assert np.isnan(error).mean() == pytest.approx(0.05, abs=0.015)
    assert (noisy["confidence"].values[np.isnan(error).any(axis=1)] == 0).all()
