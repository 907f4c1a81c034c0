"""Keypoints and markers of other tools arrive in the Track with the right names, times and axes."""

import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from gaitcue.pose.formats import is_track_file, load_track
from gaitcue.pose.formats.names import BODY_25, our_name
from gaitcue.terms.errors import BadOption, UnusableInput
from gaitcue.terms.track import make_track, point


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("LHeel", "left_heel"),
        ("l_big_toe", "left_toe"),
        ("Right Ankle", "right_ankle"),
        ("right_foot_index", "right_toe"),
        ("knee_left", "left_knee"),
        ("nose", "nose"),
        ("l_small_toe", None),
        ("mid_hip", None),
        ("background", None),
    ],
)
def test_names(theirs: str, ours: str | None) -> None:
    assert our_name(theirs) == ours


def openpose_person(x: float, height: float) -> list[float]:
    values = []
    for i, name in enumerate(BODY_25):
        values += [x + i, 100 + height * i / 25, 0.0 if name == "nose" else 0.9]
    return values


def write_openpose(folder: Path, frames: list[list[list[float]]]) -> None:
    for i, people in enumerate(frames):
        content = {"people": [{"pose_keypoints_2d": person} for person in people]}
        (folder / f"clip_{i:012d}_keypoints.json").write_text(json.dumps(content))


def test_openpose_keeps_the_big_and_lasting_person(tmp_path: Path) -> None:
    frames = [[openpose_person(10 + i, 100), openpose_person(500 - i, 300)][:: 1 if i % 2 else -1] for i in range(12)]
    write_openpose(tmp_path, frames)
    track = load_track(tmp_path, fps=60)
    x = point(track, "right_shoulder")[:, 0]
    assert np.allclose(np.diff(x), -1) and x[0] == 502
    assert np.isnan(point(track, "nose")).all()
    assert track["time"].values[6] == pytest.approx(0.1)


def test_openpose_without_rate_or_people(tmp_path: Path) -> None:
    write_openpose(tmp_path, [[], []])
    with pytest.raises(UnusableInput, match="--capture-fps"):
        load_track(tmp_path)
    with pytest.raises(UnusableInput, match="nobody"):
        load_track(tmp_path, fps=30)


def test_halpe26_times_are_not_the_rounded_ones(tmp_path: Path) -> None:
    file = tmp_path / "pose.json"
    names = ["l_heel", "l_big_toe", "head"]
    frames = [[[float(i), 2.0, 0.5], [3.0, 4.0, 0.0], [0, 0, 1]] for i in range(31)]
    stamps = [round(i / 30, 3) for i in range(31)]
    file.write_text(json.dumps({"keypoint_names": names, "fps": 30, "timestamps": stamps, "frames": frames}))
    track = load_track(file)
    assert list(track["keypoint"].values) == ["left_heel", "left_toe"]
    assert track["time"].values[-1] == 1.0
    assert np.isnan(point(track, "left_toe")).all()


@pytest.mark.parametrize("spelling", ["plural", "singular"])
def test_movement_both_spellings(tmp_path: Path, spelling: str) -> None:
    track = make_track(np.random.default_rng(0).normal(size=(8, 2, 2)), np.arange(8) / 50, ["left_heel", "right_toe"])
    data = track.assign_attrs(log="[]")
    if spelling == "singular":
        data = data.rename({"keypoint": "keypoints", "individual": "individuals"})
    file = tmp_path / "poses.nc"
    data.to_netcdf(file, engine="scipy")
    again = load_track(file)
    xr.testing.assert_allclose(again["position"], track["position"].astype(again["position"].dtype))


def test_movement_keeps_the_name_of_its_error_model(tmp_path: Path) -> None:
    for attributes, wanted in (({"error_model": "drawn"}, "drawn"), ({}, None)):
        make_track(np.ones((4, 1, 2)), np.arange(4) / 60, ["left_knee"], **attributes).drop_attrs().assign_attrs(
            time_unit="seconds", **attributes
        ).to_netcdf(tmp_path / "x.nc", engine="scipy")
        assert load_track(tmp_path / "x.nc").attrs.get("error_model") == wanted


def test_movement_in_frames_needs_a_rate(tmp_path: Path) -> None:
    track = make_track(np.zeros((8, 1, 2)), np.arange(8.0), ["left_heel"]).assign_attrs(log="", time_unit="frames")
    file = tmp_path / "poses.nc"
    track.to_netcdf(file, engine="scipy")
    with pytest.raises(UnusableInput, match="frame rate"):
        load_track(file)
    assert load_track(file, fps=100)["time"].values[1] == pytest.approx(0.01)


@pytest.mark.parametrize("first", [2**32, 1])
def test_movement_frame_numbers_must_increase(tmp_path: Path, first: int) -> None:
    track = make_track(np.ones((8, 1, 2)), np.arange(8) / 60, ["left_knee"]).assign_attrs(log="")
    frame = np.r_[first, np.arange(1, 8)]
    # netCDF 3 has no long integers
    track.assign_coords(frame=("time", frame.astype(float))).to_netcdf(tmp_path / "x.nc", engine="scipy")
    with pytest.raises(UnusableInput, match=r"x\.nc: its frame numbers do not increase"):
        load_track(tmp_path / "x.nc")


def write_trc(file: Path, names: list[str], xyz: np.ndarray, rate: float = 100, unit: str = "mm") -> None:
    head = ["PathFileType\t4\t(X/Y/Z)\t" + file.name, "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits"]
    head += [f"{rate}\t{rate}\t{len(xyz)}\t{len(names)}\t{unit}", "Frame#\tTime\t" + "\t\t\t".join(names), "", ""]
    rows = [
        f"{i + 1}\t{i / rate:.5f}\t" + "\t".join("" if np.isnan(v) else f"{v:.4f}" for v in row.ravel())
        for i, row in enumerate(xyz)
    ]
    file.write_text("\n".join(head + rows) + "\n")


FEET = {"LCAL": (0, 5, 10), "LTOE": (15, 3, 10), "LMT5": (13, 3, 15), "RCAL": (0, 5, -10), "RTOE": (15, 3, -10)}
FEET |= {
    "RMT5": (13, 3, -15),
    "LASI": (10, 100, 12),
    "RASI": (10, 100, -12),
    "LPSI": (-5, 101, 5),
    "RPSI": (-5, 101, -5),
}


@pytest.mark.parametrize("axes", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_axes_come_out_forward_up_right(tmp_path: Path, axes: tuple[int, int, int]) -> None:
    """Whatever the laboratory calls its axes (cyclic, so still right-handed)."""
    body = np.array([(x, y, -z) for x, y, z in FEET.values()], float) * 10
    write_trc(tmp_path / "a.trc", list(FEET), np.repeat(body[None, :, list(axes)], 5, axis=0))
    track = load_track(tmp_path / "a.trc")
    place = {n: track["position"].sel(keypoint=n).values[0].ravel() for n in ("left_heel", "left_toe", "left_asis")}
    assert place["left_toe"][0] - place["left_heel"][0] == pytest.approx(1.35 * 0.14, abs=1e-6)
    assert place["left_asis"][1] - place["left_heel"][1] == pytest.approx(0.95, abs=1e-6)
    right = track["position"].sel(keypoint="right_heel").values[0].ravel()
    assert right[2] > place["left_heel"][2]


def test_lost_markers_become_nan(tmp_path: Path) -> None:
    body = np.repeat(np.array(list(FEET.values()), float)[None] * 10, 5, axis=0)
    body[2, 0] = np.nan
    write_trc(tmp_path / "a.trc", list(FEET), body)
    heel = point(load_track(tmp_path / "a.trc"), "left_heel")
    assert np.isnan(heel[2]).all() and np.isfinite(heel[[0, 1, 3, 4]]).all()


@pytest.mark.parametrize("marker_cm", [3.0, 5.0, 10.0])
@pytest.mark.parametrize("pitch_deg", [0.0, 40.0])
def test_toe_does_not_depend_on_how_high_the_heel_marker_sits(
    tmp_path: Path, marker_cm: float, pitch_deg: float
) -> None:
    """The set says how high its heel stands: the marker only carries it, and the toe lies on the line from there."""
    body = np.array([(x, marker_cm if "CAL" in n else y, -z) for n, (x, y, z) in FEET.items()], float) * 10
    write_trc(tmp_path / "Static_FJC.trc", list(FEET), np.repeat(body[None], 5, axis=0))
    sine, cosine = np.sin(np.radians(pitch_deg)), np.cos(np.radians(pitch_deg))
    turn = np.array([[cosine, sine, 0], [-sine, cosine, 0], [0, 0, 1]])  # heel up
    feet = [i for i, name in enumerate(FEET) if name[1:] in ("CAL", "TOE", "MT5")]
    body[feet] = body[feet] @ turn.T + [0, 300, 0]
    write_trc(tmp_path / "Run_1.trc", list(FEET), np.repeat(body[None], 5, axis=0))
    track = load_track(tmp_path / "Run_1.trc")
    heel, ball = turn[:2, :2] @ (0, 0.042) + (0, 0.3), turn[:2, :2] @ (0.14, 0.03) + (0, 0.3)
    assert point(track, "left_heel")[0] == pytest.approx(heel, abs=1e-6)
    assert point(track, "left_toe")[0] == pytest.approx(ball + 0.35 * (ball - heel), abs=1e-6)


def test_unknown_markers_and_sets(tmp_path: Path) -> None:
    write_trc(tmp_path / "a.trc", ["A1", "A2"], np.ones((5, 2, 3)))
    with pytest.raises(UnusableInput, match=r"A1, A2.*--markers FILE.toml"):
        load_track(tmp_path / "a.trc")
    with pytest.raises(BadOption, match="rbds"):
        load_track(tmp_path / "a.trc", markers="nonsense")
    (tmp_path / "bad.toml").write_text("points = 3")
    with pytest.raises(BadOption, match=r"bad\.toml: sides is missing: add it"):
        load_track(tmp_path / "a.trc", markers=str(tmp_path / "bad.toml"))


def test_own_marker_set(tmp_path: Path) -> None:
    names = ["heelL", "toeL", "kneeL", "heelR", "toeR", "kneeR"]
    body = [(0, 50, -100), (200, 30, -100), (50, 500, -100), (0, 50, 100), (200, 30, 100), (50, 500, 100)]
    write_trc(tmp_path / "a.trc", names, np.repeat(np.array([body], float), 5, axis=0))
    toml = 'sides = {left = "L", right = "R"}\n[points]\nheel = ["heel{S}"]\ntoe = ["toe{S}"]\nknee = ["knee{S}"]\n'
    (tmp_path / "mine.toml").write_text(toml)
    track = load_track(tmp_path / "a.trc", markers=str(tmp_path / "mine.toml"))
    assert point(track, "left_toe")[0, 0] - point(track, "left_heel")[0, 0] == pytest.approx(0.2)


@pytest.mark.parametrize("name", ["broken.c3d", "broken.trc", "broken.json", "broken.nc", "what.xyz"])
def test_broken_files_say_so_in_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"not what its name says")
    with pytest.raises(UnusableInput) as caught:
        load_track(tmp_path / name)
    assert "\n" not in str(caught.value) and name in str(caught.value)


def test_missing_file(tmp_path: Path) -> None:
    for name in ("no.c3d", "no.nc"):
        with pytest.raises(UnusableInput, match="no such file"):
            load_track(tmp_path / name)
    assert is_track_file(tmp_path / "x.c3d") and not is_track_file(tmp_path / "x.mp4")
