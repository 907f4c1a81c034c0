"""Real recordings of other laboratories and tools."""

import json
from pathlib import Path

import numpy as np
import pytest

from gaitcue.pose.formats import load_track
from gaitcue.terms.track import has_point, point
from validation.tools.force_plate import contacts_from_force, read_vertical_force


def length(track, a: str, b: str) -> np.ndarray:
    xyz = [track["position"].isel(individual=0).sel(keypoint=name).values for name in (a, b)]
    return np.linalg.norm(xyz[0] - xyz[1], axis=1)


def test_rbds_joints_from_the_standing_trial(data_dir: Path) -> None:
    track = load_track(data_dir / "mocap/rbds/RBDS002runT35.c3d")
    assert track.attrs["units"] == "m" and track.attrs["source_kind"] == "markers"
    for side in ("left", "right"):
        thigh, shank = length(track, f"{side}_hip", f"{side}_knee"), length(track, f"{side}_knee", f"{side}_ankle")
        assert np.nanstd(thigh) < 1e-6  # one cluster carries both ends
        assert 0.35 < np.nanmedian(shank) < 0.5 and np.nanstd(shank) < 0.02
        assert 0.15 < np.nanmedian(point(track, f"{side}_knee")[:, 1]) < 0.7
    ahead = point(track, "left_asis") - point(track, "left_psis")
    assert np.nanmedian(ahead[:, 0]) > 0.1
    z = {s: float(track["position"].sel(keypoint=f"{s}_heel", space="z").median()) for s in ("left", "right")}
    assert z["right"] > z["left"]


@pytest.mark.parametrize(("trial", "wrong"), [("RBDS001runT25", 2), ("RBDS03runT25", 2), ("RBDS019runT25", 0)])
def test_rbds_wrong_labels_are_found_by_geometry(data_dir: Path, trial: str, wrong: int) -> None:
    track = load_track(data_dir / f"mocap/rbds/{trial}.c3d")
    assert len(track.attrs["log"][0]["relabelled"]) == wrong
    foot = [np.nanmedian(length(track, f"{side}_heel", f"{side}_toe")) for side in ("left", "right")]
    assert abs(foot[0] - foot[1]) < 0.02


def test_force_contacts_agree_with_an_independent_reading(data_dir: Path) -> None:
    file = data_dir / "mocap/rbds/RBDS013runT35.c3d"
    found = contacts_from_force(*read_vertical_force(file))
    truth = json.loads(file.with_suffix(".force.json").read_text())["events"]
    starts = [e["time_s"] for e in truth if e["type"] == "initial_contact"]
    assert np.allclose([start for start, _ in found], starts, atol=2e-3)


def test_full_body_trc(data_dir: Path) -> None:
    track = load_track(data_dir / "mocap/full-body-3mps/Run_30002.trc")
    assert track.attrs["marker_set"] == "full_body_42" and has_point(track, "c7") and has_point(track, "left_knee")
    assert np.nanmedian(point(track, "c7")[:, 1] - point(track, "left_toe")[:, 1]) > 1.2
    low = {p: np.nanpercentile(point(track, f"left_{p}")[:, 1], 3) for p in ("heel", "toe")}
    assert low["heel"] == pytest.approx(0.04, abs=0.01) and 0 < low["toe"] < 0.04


def test_openpose_run(data_dir: Path) -> None:
    track = load_track(data_dir / "pose/overground-openpose", fps=30)
    seen = np.isfinite(point(track, "left_hip")).all(axis=1)
    assert 45 < seen.sum() < 75
    assert np.polyfit(track["time"].values[seen], point(track, "left_hip")[seen, 0], 1)[0] < 0  # right to left


def test_rtmpose(data_dir: Path) -> None:
    track = load_track(data_dir / "pose/treadmill-30fps.rtmpose-halpe26.json")
    assert track.sizes["time"] == 360 and has_point(track, "right_heel")
