from dataclasses import replace

import numpy as np
import pytest

from gaitcue.demo.tracks import noisy_track, true_track
from gaitcue.demo.truth import configured
from gaitcue.gait import filter_track, find_view, measure, to_plane
from gaitcue.gait.autocorrelation import seen_correlation
from gaitcue.gait.event_errors import EVENT_GROUPS, EventErrors, event_error_s, event_errors
from gaitcue.gait.intervals import error_table, mean_of, model_of, shortened
from gaitcue.gait.measures import MEASURES
from gaitcue.gait.measures.run import make_run
from gaitcue.gait.measures.signals import SIGNALS
from gaitcue.gait.measuring import RowMeans, rows_of
from gaitcue.terms.records import Event
from support.synthetic import SHORT, Runner, exact, told


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
    assert seen_correlation(np.cumsum(rng.normal(size=40))) > 0.5
    assert seen_correlation(np.array([1.0, 1.0, 1.0, 1.0, 1.0])) == 0
    assert seen_correlation((-1.0) ** np.arange(20)) == 0


def run(half_width_s=0.0, roll_half_width=0.0, error_model="exact"):
    runner = Runner(**SHORT)
    track = filter_track(true_track(runner))
    view = replace(find_view(track, None, told(runner), roll_deg=0.0), roll_half_width_deg=roll_half_width)
    events, strides = exact(runner, half_width_s)
    _, summaries = measure(to_plane(track, view), view, events, strides, told(runner), error_model=error_model)
    return {s.measure: s for s in summaries if s.leg == ("both" if MEASURES[s.measure].scope == "run" else "near")}


def half(summary):
    return summary.ci_high - summary.mean


def test_each_error_widens_what_depends_on_it():
    plain, rolled, late, video = run(), run(roll_half_width=4.0), run(half_width_s=0.02), run(error_model="video")
    assert half(rolled["trunk_lean_stance"]) == pytest.approx(4.0, abs=0.3)
    assert half(rolled["knee_flexion_ic"]) == pytest.approx(half(plain["knee_flexion_ic"]), rel=0.02)
    bounce = video["vertical_oscillation"].mean
    assert half(video["vertical_oscillation"]) > half(plain["vertical_oscillation"]) + 0.1 * bounce
    assert half(late["contact_time"]) > half(plain["contact_time"]) + 0.01
    assert half(late["shank_angle_ic"]) > half(plain["shank_angle_ic"]) + 2
    assert half(late["stride_time"]) == pytest.approx(half(plain["stride_time"]), rel=0.02)
    assert half(video["knee_flexion_ic"]) > half(plain["knee_flexion_ic"]) + 2


def test_event_error_is_what_all_events_share():
    events = [Event(1.0, 1.0, "initial_contact", "near", "left", 1.0, "auto", 0.0196)]
    random = error_table()["other"]["event_random_s"]
    assert event_error_s(events, "initial_contact", "left", random) == pytest.approx(
        np.sqrt(0.01**2 - random**2), rel=1e-3
    )
    assert event_error_s(events, "toe_off", "left", random) == 0
    errors = event_errors(events, error_table(), "video")
    which = ("initial_contact", "left")
    assert errors.common[which] ** 2 + errors.own[which] ** 2 == pytest.approx(0.01**2 - random**2, rel=1e-2)


def test_tested_points_take_their_event_errors_from_the_test():
    wide = [Event(1.0, 1.0, "initial_contact", "near", "left", 1.0, "auto", 0.05)]
    errors, table = event_errors(wide, error_table(), "drawn"), error_table()["event_common"]["drawn"]
    assert errors.together == table["together"] and errors.own["toe_off", "right"] == table["toe_off_own"]


def test_a_track_names_its_errors_else_its_source_does():
    plane = short_run().plane
    assert model_of(plane) == "drawn"
    assert model_of(replace(plane, error_model="no such section", source_kind="keypoints")) == "keypoints"
    for model in ("video", "keypoints", "markers", "drawn", "exact"):
        assert model_of(replace(plane, error_model=model)) == model


def test_event_errors_add_up_as_they_go_together():
    none = dict.fromkeys(EVENT_GROUPS, 0.0)
    contact_time = {("initial_contact", "left"): -1.0, ("toe_off", "left"): 1.0} | {
        (kind, "right"): 0.0 for kind in ("initial_contact", "toe_off")
    }
    step_time = none | {("initial_contact", "left"): 1.0, ("initial_contact", "right"): -1.0}
    late_foot = EventErrors(0.01, none, none)
    assert late_foot.variance(contact_time) == late_foot.variance(step_time) == 0
    common = EventErrors(0.0, dict.fromkeys(EVENT_GROUPS, 0.01), none)
    assert common.variance(contact_time) == pytest.approx(2e-4)
    assert common.variance(step_time) == 0  # both feet's contacts are late alike
    assert EventErrors(0.0, none, dict.fromkeys(EVENT_GROUPS, 0.01)).variance(step_time) == pytest.approx(2e-4)


def short_run(stickers=("asis", "psis")):
    runner = Runner(**SHORT, stickers=stickers)
    track = filter_track(true_track(runner))
    view = find_view(track, None, told(runner), roll_deg=0.0)
    events, strides = exact(runner, 0.01)
    return make_run(to_plane(track, view), view, events, strides, told(runner), None)


def touched(run, joint):
    """Signals that change when the joint moves."""
    there = {n: np.array([7.0, 11.0]) * (n.rpartition("_")[2] == joint) for n in run.plane.points}
    moved = run.with_plane(replace(run.plane, points={n: xy + there[n] for n, xy in run.plane.points.items()}))
    pairs = {name: (moved.signal(name, "left"), run.signal(name, "left")) for name in SIGNALS}
    return {name for name, pair in pairs.items() if not np.allclose(*pair, equal_nan=True)}


def test_signals_are_made_of_the_joints_they_say():
    run = shortened(short_run())
    for joint in sorted({name.rpartition("_")[2] for name in run.plane.points}):
        assert touched(run, joint) == {name for name in SIGNALS if joint in SIGNALS[name].joints}, joint
    assert touched(shortened(short_run(("c7",))), "c7") == {"trunk_lean"}


def test_only_rows_that_a_joint_touches_are_measured_again():
    run = shortened(short_run())
    means = RowMeans([row for definition in MEASURES.values() for row in rows_of(definition, run)])
    base, knee = means(run), means(run, "knee")
    assert base.keys() > knee.keys() and "knee_flexion_ic left" in knee and "trunk_lean_ic left" not in knee
    assert all(np.isclose(base[name], value, equal_nan=True) for name, value in knee.items())
    shift = {n: xy + np.array([5.0, 0.0]) * n.endswith("knee") for n, xy in run.plane.points.items()}
    moved = run.with_plane(replace(run.plane, points=shift))
    untouched = {n: v for n, v in RowMeans(means.rows)(moved).items() if n not in knee}
    assert all(np.isclose(base[name], value, equal_nan=True) for name, value in untouched.items())


def test_points_moved_after_the_filter_are_those_moved_before_it():
    run = shortened(short_run())
    shifted = run.perturbed(lambda plane: {n: xy + np.array([3.0, 4.0]) for n, xy in plane.points.items()})
    again = run.with_plane(shifted.plane)
    assert again.smoother.plane.points
    for name, xy in again.smoother.plane.points.items():
        assert np.allclose(xy, shifted.smoother.plane.points[name], equal_nan=True)


def test_every_source_of_points_has_its_table():
    for model in ("video", "keypoints", "markers", "drawn", "exact"):
        assert error_table()[model]["source"]


def test_random_errors_of_pose_are_covered():
    """A small version of validation/sections/intervals.py: exact events, pose-like noise, the configured means."""
    base = Runner(duration_s=8.0)
    truth = {(row["measure"], row["leg"]): row["mean"] for row in configured(base)}
    covered: list[bool] = []
    for seed in range(12):
        runner = base.with_(seed=100 + seed)
        track = filter_track(noisy_track(true_track(runner), 1.5, seed=seed))
        view = find_view(track, None, told(runner), roll_deg=0.0)
        plane = to_plane(track, view)
        for s in measure(plane, view, *exact(runner, 0.006), told(runner), error_model="exact")[1]:
            if s.mean is not None and (s.measure, s.leg) in truth:
                covered.append(s.ci_low <= truth[s.measure, s.leg] <= s.ci_high)
    assert np.mean(covered) > 0.90
