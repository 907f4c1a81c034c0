from dataclasses import replace

import numpy as np
import pytest
from synthetic import SHORT, Runner, exact, told

from gaitcue.demo.tracks import noisy_track, true_track
from gaitcue.demo.truth import configured
from gaitcue.gait import clean, find_view, measure, to_plane
from gaitcue.gait.intervals import error_table, event_error_s, mean_of, variance_factor
from gaitcue.terms.records import Event


def ar1(rng, n, r):
    out = np.empty(n)
    out[0] = rng.normal()
    for i in range(1, n):
        out[i] = r * out[i - 1] + np.sqrt(1 - r * r) * rng.normal()
    return out


@pytest.mark.parametrize(("n", "r"), [(7, 0.0), (12, 0.0), (20, 0.3), (40, 0.6)])
def test_random_part_covers_the_mean_of_alike_strides(n, r):
    rng = np.random.default_rng(1)
    means = [mean_of(ar1(rng, n, r)) for _ in range(800)]
    covered = np.mean([abs(m.mean) <= m.half_width for m in means])
    assert 0.89 <= covered <= 0.99


def test_alike_strides_count_less():
    rng = np.random.default_rng(2)
    assert variance_factor(np.cumsum(rng.normal(size=40))) > 2
    assert variance_factor(np.array([1.0, 1.0, 1.0, 1.0, 1.0])) == 1
    assert variance_factor((-1.0) ** np.arange(20)) == 1


def run(half_width_s=0.0, roll_half_width=0.0, error_model="exact"):
    runner = Runner(**SHORT)
    track = clean(true_track(runner))
    view = replace(find_view(track, None, told(runner), roll_deg=0.0), roll_half_width_deg=roll_half_width)
    events, strides = exact(runner, half_width_s)
    _, summaries = measure(to_plane(track, view), view, events, strides, told(runner), error_model=error_model)
    return {s.measure: s for s in summaries if s.leg == "near"}


def half(summary):
    return summary.ci_high - summary.mean


def test_each_error_widens_what_depends_on_it():
    plain, rolled, late, video = run(), run(roll_half_width=4.0), run(half_width_s=0.02), run(error_model="video")
    assert half(rolled["trunk_lean_stance"]) == pytest.approx(4.0, abs=0.3)
    assert half(rolled["knee_flexion_ic"]) == pytest.approx(half(plain["knee_flexion_ic"]), rel=0.02)
    assert half(late["contact_time"]) > half(plain["contact_time"]) + 0.01
    assert half(late["shank_angle_ic"]) > half(plain["shank_angle_ic"]) + 2
    assert half(late["stride_time"]) == pytest.approx(half(plain["stride_time"]), rel=0.02)
    assert half(video["knee_flexion_ic"]) > half(plain["knee_flexion_ic"]) + 2


def test_event_error_is_what_all_events_share():
    events = [Event(1.0, 1.0, "initial_contact", "near", "left", 1.0, "auto", 0.0196)]
    random = error_table()["other"]["event_random_s"]
    assert event_error_s(events, "initial_contact", "left") == pytest.approx(np.sqrt(0.01**2 - random**2), rel=1e-3)
    assert event_error_s(events, "toe_off", "left") == 0


def test_every_source_of_points_has_its_table():
    for model in ("video", "keypoints", "markers", "exact"):
        assert error_table()[model]["source"]


def test_random_errors_of_pose_are_covered():
    """A small version of validation/intervals.py: exact events, pose-like noise, the configured means."""
    base = Runner(duration_s=8.0)
    truth = {(row["measure"], row["leg"]): row["mean"] for row in configured(base)}
    covered: list[bool] = []
    for seed in range(12):
        runner = base.with_(seed=100 + seed)
        track = clean(noisy_track(true_track(runner), 1.5, seed=seed))
        view = find_view(track, None, told(runner), roll_deg=0.0)
        plane = to_plane(track, view)
        for s in measure(plane, view, *exact(runner, 0.006), told(runner), error_model="exact")[1]:
            if s.mean is not None and (s.measure, s.leg) in truth:
                covered.append(s.ci_low <= truth[s.measure, s.leg] <= s.ci_high)
    assert np.mean(covered) > 0.90
