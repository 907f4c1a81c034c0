"""The numbers behind the review page are those of the result."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from gaitcue.demo import Runner, noisy_track, true_track
from gaitcue.work.analyze import analyze
from gaitcue.work.options import options_from
from gaitcue.work.reports import tell
from gaitcue.work.results import read_result, write_track
from gaitcue.work.review import Review, review_json, review_of, stretches

LOST = slice(150, 180)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A result of tracked points in which the left leg is lost for half a second."""
    track = noisy_track(true_track(Runner(duration_s=6.0, fps=60.0)), 1.0, 0.0, 0.0, seed=3)
    left = [i for i, name in enumerate(track["keypoint"].values) if str(name).startswith("left_")]
    position = track["position"].copy(deep=True)
    position[{"time": LOST, "keypoint": left}] = np.nan
    track = track.assign(position=position)
    file = tmp_path_factory.mktemp("points") / "run.nc"
    write_track(track, file)
    out = tmp_path_factory.mktemp("made") / "run.gaitcue"
    options = options_from({"speed_kmh": 10.8, "height_cm": 175.0, "incline_pct": 0.0})
    tell(analyze(file, options), out, options)
    return out


@pytest.fixture(scope="module")
def review(folder: Path) -> Review:
    return review_of(folder)


def test_points_events_and_measures_are_those_of_the_result(folder: Path, review: Review) -> None:
    analysis = read_result(folder)
    assert review.events == analysis.events
    assert [row["measure"] for row in review.measures] == [row.measure for row in analysis.measures]
    knee = analysis.track["position"].sel(keypoint="right_knee", space="x", individual="runner").values
    assert np.allclose(review.points.x["right_knee"], knee, atol=0.051, equal_nan=True)


def test_signals_have_a_value_for_each_frame_of_the_points_and_curves_for_each_percent(review: Review) -> None:
    lengths = {len(signal.values) for signal in review.signals}
    assert lengths == {len(review.points.x["right_knee"])}
    assert {(len(curve.mean), len(curve.sd)) for curve in review.curves} == {(101, 101)}
    assert {"knee_flexion", "shank_angle", "trunk_lean"} <= {signal.name for signal in review.signals}


def test_the_curve_is_the_mean_of_the_signal_at_its_strides(folder: Path, review: Review) -> None:
    analysis = read_result(folder)
    signal = next(s for s in review.signals if (s.name, s.side) == ("knee_flexion", "right"))
    curve = next(c for c in review.curves if (c.name, c.side) == ("knee_flexion", "right"))
    starts = [stride.start_s for stride in analysis.strides if stride.side == "right" and stride.used]
    at_start = np.interp(starts, analysis.track["time"].values, signal.values)
    assert curve.strides <= len(starts)
    assert curve.mean[0] == pytest.approx(float(np.mean(at_start)), abs=0.5)


def test_frames_in_which_a_leg_is_lost_are_doubted(review: Review) -> None:
    missing = [doubt for doubt in review.doubts if doubt.code == "points_missing" and doubt.side == "left"]
    lost = read_lost(review, "left")
    assert len(lost) > 10
    assert [frame for doubt in missing for frame in range(doubt.first, doubt.last + 1)] == lost


def read_lost(review: Review, side: str) -> list[int]:
    xs = np.array([review.points.x[f"{side}_{joint}"] for joint in ("hip", "knee", "ankle", "heel", "toe")])
    seen = np.isfinite(list(review.points.x.values())).any(axis=0)
    return [int(i) + review.points.first_frame for i in np.flatnonzero(np.isnan(xs).any(axis=0) & seen)]


def test_it_is_plain_json_without_what_is_not_a_number(review: Review) -> None:
    text = json.dumps(review_json(review), allow_nan=False)
    assert json.loads(text)["points"]["first_frame"] == 0
    assert len(text) < 3_000_000


def test_stretches_of_marked_frames() -> None:
    assert stretches(np.array([True, True, False, True])) == [(0, 1), (3, 3)]
    assert stretches(np.zeros(3, bool)) == []
