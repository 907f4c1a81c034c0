from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitcue.demo.tracks import noisy_track, true_plane_track, true_track
from gaitcue.gait import curves, filter_track, find_view, measure, quality_notes, standing_reference, to_plane
from gaitcue.gait.measures.run import make_run
from gaitcue.report.wording.sentences import why
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.records import Conditions
from support.synthetic import SHORT, Runner, exact, measured, told, truths

STICKERS = ("asis", "psis")
AT_CONTACT = (
    "shank_angle_ic",
    "leg_angle_ic",
    "knee_flexion_ic",
    "hip_flexion_ic",
    "trunk_lean_ic",
    "foot_strike_angle",
)
SLOW = (
    "knee_flexion_peak_stance", "thigh_extension", "trunk_lean_stance", "trunk_lean_peak", "trunk_lean_stride",
    "shank_angle_loading", "ankle_dorsiflexion_stance", "pelvic_tilt_mean", "pelvic_tilt_ic", "pelvic_tilt_to",
    "pelvic_tilt_excursion",
)  # fmt: skip
TIMES = ("step_time", "stride_time", "contact_time", "flight_time", "duty_factor", "step_length", "stride_length")


@pytest.fixture(scope="module")
def before_noise():
    runner = Runner(stickers=STICKERS, **SHORT)
    return *measured(runner), truths(runner)


@pytest.mark.parametrize(
    "change",
    [{}, {"fps": 240.0, "facing": "left"}, {"roll_deg": 3.0}, {"cadence_spm": 175.0, "foot_deg": -4.0}, {"fps": 60.0}],
    ids=str,
)
def test_angles_are_within_2_deg_of_the_drawn_figure(change):
    runner = Runner(stickers=STICKERS, **SHORT).with_(**change)
    found, _ = measured(runner)
    truth = truths(runner)
    for name in (*AT_CONTACT, *SLOW):
        for leg in ("near", "far", "both"):
            summary = found.get((name, leg))
            if summary is not None and summary.mean is not None:
                assert summary.mean == pytest.approx(truth[name, leg], abs=2.0), (name, leg)


def test_times_lengths_and_cadence_are_exact_with_exact_events(before_noise):
    found, _, truth = before_noise
    for name in TIMES:
        for leg in ("near", "far"):
            assert found[name, leg].mean == pytest.approx(truth[name, leg], rel=0.005), (name, leg)
    assert found["cadence", "both"].mean == pytest.approx(truth["cadence", "both"], abs=0.3)
    for name in ("ankle_hip_distance", "heel_com_distance", "vertical_oscillation"):
        assert found[name, "both"].mean == pytest.approx(truth[name, "both"], abs=0.5), name
    assert found["vertical_ratio", "both"].mean == pytest.approx(truth["vertical_ratio", "both"], abs=0.2)


def test_ankle_hip_distance_identity(before_noise):
    runner = Runner(stickers=STICKERS, **SHORT)
    track = filter_track(true_track(runner))
    view = find_view(track, None, told(runner))
    run = make_run(to_plane(track, view), view, *exact(runner), told(runner), None)
    near, body = run.legs["right"], runner.body
    thigh, shank = (np.radians(run.at(s, "right", near.start)) for s in ("thigh", "shank"))
    by_angles = (body.thigh * np.sin(thigh) + body.shank * np.sin(shank)) * view.units_per_m
    np.testing.assert_allclose(run.at("ankle_ahead", "right", near.start), by_angles, rtol=0.03)


def test_two_lengths_are_not_mixed_up(before_noise):
    found, view, _ = before_noise
    cm, pct = found["ankle_hip_distance", "both"].mean, found["ankle_hip_distance_pct", "both"].mean
    leg_cm = 100 * view.thigh_shank_length / view.units_per_m * 0.90 / 0.84
    assert pct == pytest.approx(100 * cm / leg_cm, rel=1e-6)


def test_what_is_missing_is_none_with_the_way_to_get_it():
    runner = Runner(**SHORT)
    found, _ = measured(runner, conditions=Conditions())
    for name, remedy in [
        ("pelvic_tilt_mean", "--sticker"),
        ("hip_extension", "--sticker"),
        ("rearfoot_share", "--standing"),
        ("ankle_hip_distance", "--speed-kmh"),
        ("step_length", "--speed-kmh"),
    ]:
        rows = [s for (measure_id, _), s in found.items() if measure_id == name]
        assert rows
        for s in rows:
            assert (s.status, s.mean, s.ci_low) == ("not_measurable", None, None)
            assert remedy in why(s)
    assert found["ankle_hip_distance_pct", "near"].status == "ok"


@pytest.mark.parametrize(("steps", "status"), [(9, "ok"), (5, "low_confidence"), (2, "not_measurable")])
def test_number_of_strides_decides_the_status(steps, status):
    runner = Runner(**SHORT)
    track = filter_track(true_track(runner))
    view = find_view(track, None, told(runner))
    events, strides = exact(runner)
    few = [s for side in ("left", "right") for s in [s for s in strides if s.side == side][:steps]]
    _, summaries = measure(to_plane(track, view), view, events, few, told(runner))
    near = next(s for s in summaries if s.measure == "shank_angle_ic" and s.leg == "near")
    assert (near.status, near.n) == (status, steps)
    assert (near.mean is None) == (status == "not_measurable")
    assert status == "ok" or "at least 7" in why(near)


def test_parts_of_a_run_share_what_was_found_out_on_the_whole():
    runner = Runner(**SHORT)
    track = filter_track(noisy_track(true_track(runner), 1.0, 0.05, 0.02, seed=2))
    view = find_view(track, None, told(runner))
    seen, (events, strides) = to_plane(track, view), exact(runner)
    known = {}
    parts = [strides, strides[: 2 * len(strides) // 3], strides[len(strides) // 2 :]]
    for number, part in enumerate(parts):
        before = dict(known)
        assert measure(seen, view, events, part, told(runner), known=known) == measure(
            seen, view, events, part, told(runner)
        )
        assert known if number == 0 else known.keys() >= before.keys()
    assert len(known) > len(before)  # what begins with other strides errs by its own


def test_frame_rate_decides_the_status():
    found, _ = measured(Runner(fps=30.0, **SHORT))
    assert found["shank_angle_ic", "near"].status == "not_measurable"
    assert "120 fps" in why(found["shank_angle_ic", "near"])
    assert found["trunk_lean_stance", "near"].status == "ok"


def test_a_hidden_far_foot_is_said_and_does_not_hurt_the_rest():
    runner = Runner(**SHORT)
    track = true_track(runner)
    names = list(map(str, track["keypoint"].values))
    position = track["position"].values.copy()
    position[:, :, [names.index("left_heel"), names.index("left_toe")]] = np.nan
    cleaned = filter_track(track.assign(position=(track["position"].dims, position)))
    view = find_view(cleaned, None, told(runner))
    values, summaries = measure(to_plane(cleaned, view), view, *exact(runner), told(runner))
    found = {(s.measure, s.leg): s for s in summaries}
    assert found["foot_strike_angle", "far"].status == "not_measurable"
    assert [r.code for r in found["foot_strike_angle", "far"].reasons] == ["leg_points_hidden"]
    assert found["foot_strike_angle", "near"].mean is not None
    assert "near leg alone" in why(found["foot_strike_angle", "both"])
    assert found["knee_flexion_ic", "far"].status == "ok"
    assert all(v.value is None or np.isfinite(v.value) for v in values)


@pytest.mark.parametrize(("room", "cut"), [(0.1, True), (0.45, False)])
def test_a_head_outside_the_picture_makes_the_trunk_unsure_and_nothing_else(room, cut):
    """``room``: torso lengths from the ears to the picture's top edge."""
    runner = Runner(**SHORT)
    track = filter_track(true_track(runner))
    ear, shoulder, hip = (track["position"].sel(keypoint=f"left_{p}", space="y") for p in ("ear", "shoulder", "hip"))
    up = float(ear.median()) - room * float((hip - shoulder).median())
    track["position"] = track["position"] - up * (track["space"] == "y")
    view = find_view(track, None, told(runner))
    assert ("head_cut_off" in view.remarks) is cut
    events, strides = exact(runner)
    _, summaries = measure(to_plane(track, view), view, events, strides, told(runner))
    by_measure = {s.measure: s for s in summaries if s.leg in ("near", "both")}
    assert by_measure["trunk_lean_stance"].status == ("low_confidence" if cut else "ok")
    assert ("leave room above" in why(by_measure["trunk_lean_stance"])) is cut
    assert by_measure["shank_angle_ic"].status == "ok"
    codes = {note.code for note in quality_notes(track, view, events, strides)}
    assert ("head_cut_off" in codes) is cut


def test_values_add_up_to_summaries():
    runner = Runner(**SHORT)
    track = filter_track(true_track(runner))
    view = find_view(track, None, told(runner))
    values, summaries = measure(to_plane(track, view), view, *exact(runner), told(runner))
    near = [v.value for v in values if v.measure == "knee_flexion_ic" and v.leg == "near"]
    row = next(s for s in summaries if s.measure == "knee_flexion_ic" and s.leg == "near")
    assert (row.n, row.mean, row.sd) == (len(near), pytest.approx(np.mean(near)), pytest.approx(np.std(near, ddof=1)))
    assert len({(v.measure, v.leg, v.side, v.stride) for v in values}) == len(values)


def test_markers_have_sides_without_legs_and_give_their_own_speed():
    runner = Runner(fps=150.0, **SHORT)
    track = filter_track(true_plane_track(runner))
    view = find_view(track, None, Conditions())
    events, strides = exact(runner)
    events = [replace(e, leg=None) for e in events]
    strides = [replace(s, leg=None) for s in strides]
    _, summaries = measure(to_plane(track, view), view, events, strides, Conditions())
    found = {(s.measure, s.leg, s.side): s for s in summaries}
    truth = truths(runner)
    assert found["step_length", None, "left"].mean == pytest.approx(truth["step_length", "far"], rel=0.01)
    assert found["pelvic_tilt_mean", None, None].mean == pytest.approx(truth["pelvic_tilt_mean", "both"], abs=0.3)
    assert found["hip_extension", None, "right"].status == "ok"


# --- invariants ---


def test_mirror_image_swaps_sides_and_keeps_every_number():
    runner = Runner(**SHORT)
    one, _ = measured(runner)
    two, _ = measured(runner.with_(facing="left"))
    other = {"near": "far", "far": "near", "both": "both"}
    assert len([s for s in one.values() if s.mean is not None]) > 20
    for (name, leg), s in one.items():
        mirrored = two[name, other[leg]]
        assert (mirrored.side, mirrored.status, mirrored.n) == (s.side, s.status, s.n)
        if s.mean is not None:
            assert mirrored.mean == pytest.approx(s.mean, abs=1e-6 + 1e-4 * abs(s.mean)), name


@given(st.floats(0.3, 4.0))
@settings(max_examples=4, deadline=None)
def test_scale_of_the_picture_changes_no_angle_and_no_length(factor):
    runner = Runner(**SHORT)
    track = true_track(runner)
    events, strides = exact(runner)

    def means(this):
        cleaned = filter_track(this)
        view = find_view(cleaned, None, told(runner))
        _, summaries = measure(to_plane(cleaned, view), view, events, strides, told(runner))
        return [s.mean for s in summaries if s.mean is not None]

    np.testing.assert_allclose(means(track.assign(position=track["position"] * factor)), means(track), rtol=1e-5)


def test_stretching_time_changes_times_and_no_angle():
    runner = Runner(**SHORT)
    track = filter_track(true_track(runner))
    view = find_view(track, None, Conditions(incline_pct=0))
    events, strides = exact(runner)
    plane = to_plane(track, view)
    slow = replace(plane, time_s=1.2 * plane.time_s)
    late = [replace(e, time_s=1.2 * e.time_s) for e in events]
    longer = [replace(s, start_s=1.2 * s.start_s, toe_off_s=1.2 * s.toe_off_s, end_s=1.2 * s.end_s) for s in strides]
    plain = {(s.measure, s.leg): s.mean for s in measure(plane, view, events, strides, Conditions())[1]}
    stretched = {(s.measure, s.leg): s.mean for s in measure(slow, view, late, longer, Conditions())[1]}
    assert stretched["stride_time", "near"] == pytest.approx(1.2 * plain["stride_time", "near"])
    assert stretched["cadence", "both"] == pytest.approx(plain["cadence", "both"] / 1.2)
    assert stretched["trunk_lean_stance", "near"] == pytest.approx(plain["trunk_lean_stance", "near"], abs=1e-6)


# --- standing ---


def standing_plane(**changes):
    runner = Runner(duration_s=8.0, standing_s=2.0).with_(**changes)
    track = filter_track(true_track(runner))
    view = find_view(track.sel(time=slice(2.0, None)), None, told(runner), roll_deg=runner.roll_deg)
    return runner, track, view, to_plane(track.sel(time=slice(0, 1.8)), view)


def test_standing_reference_gives_zeros_and_the_leg():
    runner, _, view, plane = standing_plane()
    standing = standing_reference(plane)
    assert standing.leg_length / view.units_per_m == pytest.approx(runner.body.leg_length, rel=0.03)
    ratio = runner.body.leg_length / runner.body.thigh_shank_length
    assert standing.length_per_segments == pytest.approx(ratio, rel=0.03)
    assert abs(standing.foot_zero_deg["left"]) < 2


def test_standing_facing_the_other_way_is_turned_round():
    _, _, _, plane = standing_plane()
    flipped = replace(plane, points={n: xy * [-1.0, 1.0] for n, xy in plane.points.items()})
    one, two = standing_reference(plane), standing_reference(flipped)
    assert two.foot_zero_deg == pytest.approx(one.foot_zero_deg)
    assert two.trunk_zero_deg == pytest.approx(one.trunk_zero_deg)


def test_moving_is_not_standing():
    _, track, view, _ = standing_plane()
    with pytest.raises(UnusableInput, match="moves"):
        standing_reference(to_plane(track.sel(time=slice(3, 5)), view))


def test_with_standing_there_is_a_strike_class():
    runner, track, view, still = standing_plane()
    standing = standing_reference(still)
    events, strides = exact(runner)
    plane = to_plane(track.sel(time=slice(2.0, None)), view)
    _, summaries = measure(plane, view, events, strides, told(runner), standing)
    found = {(s.measure, s.leg): s for s in summaries}
    assert found["rearfoot_share", "near"].mean == pytest.approx(100)
    assert found["foot_strike_angle", "near"].status == "ok"


# --- curves ---


def test_curves_have_101_points_and_meet_the_measures(before_noise):
    runner = Runner(stickers=STICKERS, **SHORT)
    track = filter_track(true_track(runner))
    view = find_view(track, None, told(runner))
    _, strides = exact(runner)
    made = {(c.name, c.leg): c for c in curves(to_plane(track, view), view, strides)}
    knee = made["knee_flexion", "near"]
    found, _, _ = before_noise
    assert knee.values.shape == (found["stride_time", "near"].n, 101)
    assert knee.toe_off_pct == pytest.approx(found["duty_factor", "near"].mean, abs=0.5)
    assert knee.values[:, :30].max(axis=1).mean() == pytest.approx(
        found["knee_flexion_peak_stance", "near"].mean, abs=1
    )
    assert made["hip_height", "far"].unit == "cm"
    assert {n for n, _ in made} >= {"thigh_angle", "shank_angle", "foot_angle", "trunk_lean", "ankle_dorsiflexion"}
