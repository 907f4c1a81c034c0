"""The main job on drawn clips whose truth is known; the contract's files; both sides; corrections."""

import csv
import json

import av
import numpy as np
import pytest
import xarray as xr

from gaitcue.terms.errors import BadOption, UnusableInput
from gaitcue.terms.keypoints import KEYPOINTS
from gaitcue.work.folders.result_folder import default_folder
from gaitcue.work.folders.written import LIST
from gaitcue.work.options import options_from
from gaitcue.work.reports import analyze_to_folder
from gaitcue.work.results import read_result

TOLD = {"speed_kmh": 10.8, "height_cm": 175.0, "incline_pct": 0.0, "preset": "fast"}


@pytest.fixture(scope="module")
def result(clip, tmp_path_factory):
    out = tmp_path_factory.mktemp("result") / "r.gaitcue"
    return analyze_to_folder([clip], out, options_from(TOLD), pdf=True, video=True, blur_faces=True)


@pytest.fixture(scope="module")
def truth(clip):
    return json.loads(clip.with_name("TRUTH.json").read_text())


def mean(folder, measure: str, leg: str = "both") -> float:
    return next(m.mean for m in read_result(folder).measures if (m.measure, m.leg) == (measure, leg))


def cadence_between(truth, found) -> float:
    """True steps per minute between the first and the last contact that was found."""
    contacts = [e.time_s for e in found if e.type == "initial_contact"]
    exact = [e["time_s"] for e in truth["events_exact"] if e["type"] == "initial_contact"]
    inside = sorted(t for t in exact if min(contacts) - 0.1 < t < max(contacts) + 0.1)
    return 60 * (len(inside) - 1) / (inside[-1] - inside[0])


def test_the_folder_holds_the_contracts_files(result):
    files = {
        "analysis.json", "strides.csv", "track.nc", "track_raw.nc", "report.html", "report.pdf", "annotated.mp4",
    }  # fmt: skip
    assert files | {LIST} == {p.name for p in result.iterdir()}
    assert (result / "report.pdf").read_bytes().startswith(b"%PDF")


def test_the_track_has_displayed_pixels_and_the_sources_frame_numbers(result, clip, runner):
    track = xr.open_dataset(result / "track.nc", engine="scipy")
    assert track["position"].dims == ("time", "space", "keypoint", "individual")
    assert set(KEYPOINTS) <= set(track["keypoint"].values.tolist())
    np.testing.assert_array_equal(track["frame"], np.arange(runner.frames))
    np.testing.assert_allclose(track["time"], np.arange(runner.frames) / runner.fps, atol=1e-4)
    x = track["position"].sel(space="x").values
    assert 0 < np.nanmedian(x) < runner.width


def test_view_and_cadence_are_right(result, truth):
    view = read_result(result).view
    assert (view.facing, view.near_side) == ("right", "right")
    assert abs(view.roll_deg) < 0.5
    true_cadence = cadence_between(truth, read_result(result).events)
    # Half a frame at either end of 5 s; docs/validation.md tells the figure for longer runs.
    assert mean(result, "cadence") == pytest.approx(true_cadence, rel=2 * (0.5 / 60) / 5)
    assert mean(result, "step_length") == pytest.approx(60 * 3.0 / true_cadence, rel=0.02)


def test_every_contact_is_found_and_none_invented(result, truth):
    found = read_result(result).events
    for kind in ("initial_contact", "toe_off"):
        wanted = sorted(e["time_s"] for e in truth["events_exact"] if e["type"] == kind and 0.2 < e["time_s"] < 5.8)
        times = sorted(e.time_s for e in found if e.type == kind and 0.15 < e.time_s < 5.85)
        nearest = [min(times, key=lambda t, w=w: abs(t - w)) - w for w in wanted]
        assert np.abs(nearest).max() < 0.05
        assert len(times) - len(wanted) in (0, 1, 2), "only events at the edge of the window may be left over"


def test_strides_are_tidy_and_missing_is_empty(result):
    with (result / "strides.csv").open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    assert {"measure", "leg", "side", "stride", "value", "unit", "status", "reason"} == set(rows[0])
    assert not any(row["value"] == "nan" for row in rows)


def test_pelvic_tilt_is_never_guessed(result):
    tilt = next(m for m in read_result(result).measures if m.measure == "pelvic_tilt_mean")
    assert tilt.status == "not_measurable"
    assert tilt.mean is None
    assert "--sticker" in tilt.reason


def test_without_standing_there_is_no_strike_class(result):
    share = next(m for m in read_result(result).measures if m.measure == "rearfoot_share" and m.leg == "near")
    assert share.status == "not_measurable"
    assert "--standing" in share.reason


def test_the_annotated_clip_plays_everywhere(result, runner):
    with av.open(str(result / "annotated.mp4")) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert stream.frames == runner.frames


def test_two_clips_of_one_run_merge_so_that_each_leg_is_the_near_one(clip, other_side, tmp_path):
    options = options_from(TOLD | {"painful_side": "left"})
    out = analyze_to_folder([clip, other_side], tmp_path / "both.gaitcue", options)
    merged = read_result(out)
    near = [m for m in merged.measures if m.measure == "stride_time" and m.leg == "near"]
    assert {m.side for m in near} == {"left", "right"}
    assert not [m for m in merged.measures if m.leg == "far"]
    assert merged.view.near_side == "left", "the painful side lends the pictures"
    for side in ("left", "right"):
        assert read_result(out / side).view.near_side == side
    both = next(m for m in merged.measures if m.measure == "stride_time" and m.leg == "both")
    assert both.mean == pytest.approx(sum(m.mean for m in near) / 2)


def test_two_clips_of_the_same_side_do_not_merge(clip, tmp_path):
    with pytest.raises(UnusableInput, match="both clips show"):
        analyze_to_folder([clip, clip], tmp_path / "r.gaitcue", options_from(TOLD | {"end_s": 3.0}))
    assert list(tmp_path.iterdir()) == []


def test_the_person_can_correct_the_side(clip, tmp_path):
    out = analyze_to_folder([clip], tmp_path / "r", options_from(TOLD | {"near_side": "left", "end_s": 4.0}))
    analysis = read_result(out)
    assert analysis.view.near_side == "left"
    assert all(e.side == "left" for e in analysis.events if e.leg == "near")


def test_hand_corrections_lie_over_the_automatic_result(clip, result, tmp_path):
    contact = next(e for e in read_result(result).events if e.type == "initial_contact" and e.time_s > 2)
    move = {"action": "move", "type": "initial_contact", "leg": contact.leg, "frame": contact.frame}
    file = tmp_path / "corrections.json"
    file.write_text(json.dumps({"events": [move | {"to_frame": contact.frame + 1.0}]}))
    out = analyze_to_folder([clip], tmp_path / "r", options_from(TOLD | {"corrections": str(file), "end_s": 4.0}))
    hand = [e for e in read_result(out).events if e.source == "hand"]
    assert [e.frame for e in hand] == [pytest.approx(contact.frame + 1.0)]
    assert json.loads((out / "corrections.json").read_text())["events"][0]["action"] == "move"
    assert contact in read_result(result).events


def test_a_correction_that_meets_nothing_is_refused(clip, tmp_path):
    file = tmp_path / "corrections.json"
    file.write_text('{"points": [{"name": "left_heel", "frame": 99999, "x": 1, "y": 2}]}')
    with pytest.raises(BadOption, match="99999"):
        analyze_to_folder([clip], tmp_path / "r", options_from(TOLD | {"corrections": str(file), "end_s": 3.0}))


def test_fewer_than_three_steps_is_refused(clip, tmp_path):
    with pytest.raises(UnusableInput, match=r"step|short"):
        analyze_to_folder([clip], tmp_path / "r", options_from(TOLD | {"end_s": 0.7}))


def test_the_default_folder_is_named_after_the_input(tmp_path):
    assert default_folder(tmp_path / "run.mp4") == tmp_path / "run.gaitcue"
    assert default_folder(tmp_path / "frames") == tmp_path / "frames.gaitcue"
