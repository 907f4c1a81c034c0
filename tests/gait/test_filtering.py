import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal
from scipy.interpolate import PchipInterpolator

from gaitcue.gait.filtering import _butterworth, clean_paths, cutoffs, fill_gaps, filter_track, lowpass, spikes
from gaitcue.terms.track import make_track, point


def wave(time_s, hz=1.4):
    return np.stack([30 * np.sin(2 * np.pi * hz * time_s), 10 * np.cos(2 * np.pi * hz * time_s)], axis=-1)


@pytest.mark.parametrize("fps", [24, 30, 60, 120, 240])
def test_cutoffs_stay_well_below_half_the_frame_rate(fps):
    found = cutoffs(fps)
    assert found.trunk_hz <= fps / 4
    assert found.feet_hz <= fps / 3
    assert cutoffs(fps, "markers").feet_hz >= found.feet_hz


@given(st.floats(2, 12), st.sampled_from([60.0, 120.0, 240.0]))
@settings(max_examples=20, deadline=None)
def test_filter_is_3_db_down_at_the_cutoff_and_has_no_lag(cutoff, fps):
    time_s = np.arange(0, 4, 1 / fps)
    smooth = lowpass(time_s, wave(time_s, cutoff), cutoff)
    middle = slice(len(time_s) // 4, -len(time_s) // 4)
    gain = smooth[middle, 0] @ wave(time_s, cutoff)[middle, 0] / np.sum(wave(time_s, cutoff)[middle, 0] ** 2)
    assert gain == pytest.approx(np.sqrt(0.5), abs=0.02)


@pytest.mark.parametrize(("rows", "fps"), [(2, 30.0), (12, 30.0), (400, 25.0), (3000, 240.0)])
def test_the_filter_is_scipys_butterworth_there_and_back(rows, fps):
    path = np.cumsum(np.random.default_rng(rows).normal(0, 1, (rows, 2)), axis=0) + 500
    warped = np.tan(np.pi * min(6 / fps, 0.45)) / (np.sqrt(2) - 1) ** 0.25
    sections = signal.butter(2, np.arctan(warped) / np.pi, fs=1.0, output="sos")
    expected = signal.sosfiltfilt(sections, path, axis=0, padtype="odd", padlen=min(rows - 1, round(fps)))
    np.testing.assert_allclose(_butterworth(path, fps, 6.0, 1.0), expected, atol=1e-9)


def test_slow_movement_passes_unchanged():
    time_s = np.arange(0, 3, 1 / 120)
    np.testing.assert_allclose(lowpass(time_s, wave(time_s), 10), wave(time_s), atol=0.15)


def test_variable_frame_rate_gives_the_same_path_as_even_sampling():
    rng = np.random.default_rng(1)
    time_s = np.cumsum(rng.uniform(0.7, 1.3, 400) / 60)
    np.testing.assert_allclose(lowpass(time_s, wave(time_s), 10)[20:-20], wave(time_s)[20:-20], atol=0.4)


@pytest.mark.parametrize(("missing", "filled"), [(1, True), (2, True), (3, False), (12, False)])
def test_gaps_up_to_80_ms_are_filled(missing, filled):
    time_s = np.arange(60) / 30
    xy = wave(time_s)
    xy[20 : 20 + missing] = np.nan
    out = fill_gaps(time_s, xy, 0.08)
    assert np.isfinite(out[20 : 20 + missing]).all() == filled
    if filled:
        np.testing.assert_allclose(out, wave(time_s), atol=2.0)


def test_gaps_are_bridged_by_the_curve_that_is_known_as_pchip():
    random = np.random.default_rng(5)
    time_s = np.cumsum(random.uniform(0.8, 1.2, 200)) / 60
    xy = np.cumsum(random.normal(0, 3, (200, 2)), axis=0)
    xy[::17] = xy[1::17]  # level pieces
    holes = xy.copy()
    for first, count in ((1, 2), (6, 1), (9, 3), (13, 1), (15, 2), (40, 1), (41, 2), (90, 4), (196, 2), (150, 3)):
        holes[first : first + count] = np.nan
    seen = np.isfinite(holes).all(axis=1)
    whole = PchipInterpolator(time_s[seen], xy[seen], axis=0)(time_s)
    np.testing.assert_allclose(fill_gaps(time_s, holes, 0.2), whole, atol=1e-9)


def test_long_gaps_stay_nan_and_do_not_spoil_the_rest():
    time_s = np.arange(240) / 120
    xy = wave(time_s)
    xy[100:130] = np.nan
    out = clean_of(xy, time_s)
    assert np.isnan(out[100:130]).all()
    assert np.isfinite(np.delete(out, np.s_[100:130], axis=0)).all()


def test_spikes_are_found_and_a_fast_foot_is_not_one():
    time_s = np.arange(120) / 60
    xy = wave(time_s, 3.0) + np.random.default_rng(0).normal(0, 0.2, (120, 2))
    assert not spikes(time_s, xy, 4.0).any()
    xy[50] += [25, 0]
    assert list(np.flatnonzero(spikes(time_s, xy, 4.0))) == [50]


def test_paths_that_were_seen_in_other_frames_are_each_cleaned_as_alone():
    random = np.random.default_rng(3)
    time_s = np.cumsum(random.uniform(0.9, 1.1, 200)) / 60
    paths = np.stack([wave(time_s)] * 6) + random.normal(0, 0.2, (6, 200, 2))
    for row, (first, missing) in enumerate([(0, 3), (50, 2), (52, 9), (190, 10), (4, 194)]):
        paths[row, first : first + missing] = np.nan
        paths[row, [30, 100 - row]] += 40.0
    alone = np.concatenate([clean_paths(time_s, xy[None], 10.0, 4.0) for xy in paths])
    together = clean_paths(time_s, paths, 10.0, 4.0)
    np.testing.assert_allclose(together, alone, atol=1e-9)
    assert np.abs(together[:4, [30, 99]] - wave(time_s)[[30, 99]]).max() < 4.0


def clean_of(xy, time_s, **attributes):
    track = make_track(xy[:, None], time_s, ["left_ankle"], **attributes)
    return point(filter_track(track), "left_ankle")


def test_a_cut_is_not_filtered_across():
    time_s = np.arange(120) / 60
    xy = np.zeros((120, 2))
    xy[60:] = 500.0
    out = clean_of(xy, time_s, segments=[[0, 59], [60, 119]])
    np.testing.assert_allclose(out, xy)
    outside = clean_of(xy, time_s, segments=[[0, 59]])
    assert np.isnan(outside[60:]).all()


def test_samples_far_apart_in_time_are_filtered_by_themselves():
    """A grid of even times over the hour between them would be a million samples."""
    time_s = np.arange(60) / 60
    both = np.concatenate([time_s, time_s + 3600])
    out = lowpass(both, np.concatenate([wave(time_s), 9 + wave(time_s)]), 10)
    np.testing.assert_allclose(out[:60], lowpass(time_s, wave(time_s), 10))
    np.testing.assert_allclose(out[60:], lowpass(time_s, 9 + wave(time_s), 10))


def test_unsure_keypoints_of_other_tools_are_dropped_and_the_log_says_what_was_done():
    time_s = np.arange(120) / 60
    confidence = np.ones((120, 1))
    confidence[30:60] = 0.1
    track = make_track(wave(time_s)[:, None], time_s, ["left_toe"], confidence=confidence, source_kind="keypoints")
    cleaned = filter_track(track)
    assert np.isnan(point(cleaned, "left_toe")[30:60]).all()
    assert cleaned.attrs["log"][-1]["step"] == "clean"
    assert track.attrs["log"] == []
    np.testing.assert_allclose(point(track, "left_toe"), wave(time_s))


@pytest.mark.parametrize("frames", [0, 1, 3])
def test_tiny_tracks_pass_through(frames):
    track = make_track(np.ones((frames, 1, 2)), np.arange(frames) / 30, ["left_toe"])
    assert filter_track(track).sizes["time"] == frames


def test_marker_paths_keep_three_axes():
    track = make_track(np.ones((50, 1, 3)), np.arange(50) / 150, ["left_toe"], units="m", source_kind="markers")
    assert filter_track(track).sizes["space"] == 3


def leg_track(knee_x, **attributes):
    """A right leg whose knee lies at these x, in 120 frames, with a foot that points to the right."""
    points = np.tile([[100.0, 100.0], [110.0, 200.0], [100.0, 300.0], [90.0, 320.0], [140.0, 320.0]], (120, 1, 1))
    points[:, 1, 0] = knee_x
    names = [f"right_{joint}" for joint in ("hip", "knee", "ankle", "heel", "toe")]
    return make_track(points, np.arange(120) / 60, names, **attributes)


def knee_x(losses, lost_x=30.0):
    x = np.full(120, 110.0)
    x[40 : 40 + losses] = lost_x
    return x


@pytest.mark.parametrize("attributes", [{}, {"facing": "right"}, {"source_kind": "keypoints"}])
def test_a_knee_that_bends_to_the_front_is_a_loss(attributes):
    found = point(filter_track(leg_track(knee_x(8), **attributes)), "right_knee")
    assert np.isnan(found[40:48]).all()
    assert np.isfinite(np.delete(found, slice(40, 48), axis=0)).all()


def test_a_straight_knee_and_one_a_little_past_it_are_kept():
    assert np.isfinite(point(filter_track(leg_track(knee_x(8, lost_x=88.0))), "right_knee")).all()


@pytest.mark.parametrize("attributes", [{"facing": "left"}, {"source_kind": "markers", "facing": "left"}])
def test_knees_that_all_bend_the_other_way_belong_to_somebody_who_faces_there(attributes):
    assert np.isfinite(point(filter_track(leg_track(130.0, **attributes)), "right_knee")).all()


def test_paths_that_are_cleaned_together_do_not_know_of_each_other() -> None:
    rng = np.random.default_rng(0)
    time_s = np.cumsum(rng.normal(1 / 30, 0.001, 120))
    paths = rng.normal(scale=0.02, size=(5, 120, 2)).cumsum(axis=1)
    paths[1, 40:42], paths[2, 40:42], paths[3, 60:75], paths[4, 50] = np.nan, np.nan, np.nan, 9.0
    together = clean_paths(time_s, paths, 8.0, 0.5)
    for alone, found in zip(paths, together, strict=True):
        np.testing.assert_array_equal(clean_paths(time_s, alone[None], 8.0, 0.5)[0], found)
    assert np.isfinite(together[:3]).all() and np.isnan(together[3]).any() and np.abs(together[4]).max() < 5
