"""Keypoints of other pose programs: whatever their form, the same runner comes out of them."""

from __future__ import annotations

import csv
import json
import pickle
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import h5py
import numpy as np
import pytest
import xarray as xr

from gaitcue.demo import Runner
from gaitcue.demo.tracks import true_track
from gaitcue.pose.formats import is_track_file, load_track
from gaitcue.pose.formats.names import BODY_25, COCO_17, HALPE_26, our_name
from gaitcue.terms.errors import BadOption, UnusableInput
from gaitcue.terms.track import point
from gaitcue.work.analyze import analyze
from gaitcue.work.options import options_from

RUNNER = Runner(duration_s=5.0, fps=120.0, width=480, height=640, px_per_m=290.0, seed=5)
HALPE_OURS = tuple(our_name(name) for name in HALPE_26)
POINTS = ("left_hip", "right_knee", "left_ankle", "right_heel", "left_toe", "nose")


@lru_cache(maxsize=1)
def truth() -> xr.Dataset:
    return true_track(RUNNER)


def body(model: tuple[str | None, ...]) -> np.ndarray:
    """(frames, points, 3): x, y, confidence; 0 for points that the drawn runner has not."""
    out = np.zeros((truth().sizes["time"], len(model), 3))
    for row, name in enumerate(model):
        if name is not None and name in truth()["keypoint"].values:
            out[:, row, :2], out[:, row, 2] = point(truth(), name), 0.9
    return out


def write_folder(folder: Path, people: list[np.ndarray], pattern: str) -> Path:
    folder.mkdir()
    for i in range(len(people[0])):
        persons = [{"person_id": [-1], "pose_keypoints_2d": each[i].ravel().tolist()} for each in people]
        (folder / pattern.format(i)).write_text(json.dumps({"version": 1.3, "people": persons}))
    return folder


def openpose(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "op", [body(BODY_25)], "run_{:012d}_keypoints.json")


def pose2sim(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "run_json", [body(HALPE_OURS)], "run_{:06d}.json")


def table(model: tuple[str, ...]) -> np.ndarray:
    return body(tuple(our_name(name) for name in model)).reshape(truth().sizes["time"], -1)


DLC_NAMES = ("nose", "left_hip", "right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle", *HALPE_26[20:])


def deeplabcut(tmp_path: Path) -> Path:
    columns = [("net", name, coord) for name in DLC_NAMES for coord in ("x", "y", "likelihood")]
    with (tmp_path / "runDLC.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        for level, head in enumerate(("scorer", "bodyparts", "coords")):
            writer.writerow([head, *(column[level] for column in columns)])
        writer.writerows([i, *row] for i, row in enumerate(table(DLC_NAMES)))
    return tmp_path / "runDLC.csv"


def deeplabcut_h5(tmp_path: Path) -> Path:
    """As pandas writes it: a compound table, its columns' names pickled in an attribute."""
    columns = [("net", name, coord) for name in DLC_NAMES for coord in ("x", "y", "likelihood")]
    values = table(DLC_NAMES)
    rows = np.zeros(len(values), [("index", "<i8"), ("values_block_0", "<f8", (values.shape[1],))])
    rows["index"], rows["values_block_0"] = np.arange(len(values)), values
    with h5py.File(tmp_path / "runDLC.h5", "w") as file:
        group = file.create_group("df_with_missing")
        group["table"] = rows
        group.attrs["non_index_axes"] = np.bytes_(pickle.dumps([(1, columns)], protocol=0))
    return tmp_path / "runDLC.h5"


def sleap(tmp_path: Path) -> Path:
    head = [f"{name}.{part}" for name in DLC_NAMES for part in ("x", "y", "score")]
    with (tmp_path / "run.analysis.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["track", "frame_idx", "instance.score", *head])
        writer.writerows(["track_0", i, 0.9, *row] for i, row in enumerate(table(DLC_NAMES)))
    return tmp_path / "run.analysis.csv"


def sleap_h5(tmp_path: Path) -> Path:
    values = table(DLC_NAMES).reshape(-1, 1, len(DLC_NAMES), 3)
    with h5py.File(tmp_path / "run.analysis.h5", "w") as file:
        file["tracks"] = values[..., :2].transpose(1, 3, 2, 0)
        file["point_scores"] = values[..., 2].transpose(1, 2, 0)
        file["node_names"] = [name.encode() for name in DLC_NAMES]
    return tmp_path / "run.analysis.h5"


def sports2d(tmp_path: Path, unit: str = "px") -> Path:
    """TRC with y upwards and z = 0, as Sports2D writes it."""
    names = ["Nose", *(f"{s}{p}" for s in "RL" for p in ("Hip", "Knee", "Ankle", "Heel", "BigToe", "Shoulder"))]
    values = body(tuple(our_name(name) for name in names))
    scale = 1.0 if unit == "px" else RUNNER.px_per_m
    lines = ["PathFileType\t4\t(X/Y/Z)\trun.trc", "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits"]
    lines += [f"120.0\t120.0\t{len(values)}\t{len(names)}\t{unit}", "Frame#\tTime\t" + "\t\t\t".join(names), "", ""]
    for i, row in enumerate(values):
        cells = "\t".join(f"{x / scale:.5f}\t{-y / scale:.5f}\t0.0" for x, y, _ in row)
        lines.append(f"{i + 1}\t{i / 120:.6f}\t{cells}")
    (tmp_path / "run_Sports2D_px_person00.trc").write_text("\n".join(lines) + "\n")
    return tmp_path / "run_Sports2D_px_person00.trc"


FORMS = [openpose, pose2sim, deeplabcut, deeplabcut_h5, sleap, sleap_h5, sports2d]


@pytest.mark.parametrize("write", FORMS, ids=lambda write: write.__name__)
def test_the_runner_comes_out_of_every_form(tmp_path: Path, write: Callable[[Path], Path]) -> None:
    source = write(tmp_path)
    assert is_track_file(source)
    track = load_track(source, fps=120)
    assert track.attrs["source_kind"] == "keypoints" and track.attrs["units"] == "px"
    np.testing.assert_allclose(track["time"], truth()["time"], atol=1e-9)
    for name in POINTS:
        off = point(track, name) - point(truth(), name)
        assert np.nanmax(np.abs(off - np.nanmedian(off, axis=0))) < 1e-2  # turned upright, y counts from another line
    assert np.nanmedian(point(track, "left_hip")[:, 1]) < np.nanmedian(point(track, "left_heel")[:, 1])


@pytest.mark.parametrize("write", [pose2sim, deeplabcut, sports2d], ids=lambda write: write.__name__)
def test_a_run_is_measured_through_the_forms(tmp_path: Path, write: Callable[[Path], Path]) -> None:
    result = analyze(write(tmp_path), options_from({"capture_fps": 120}))
    cadence = next(m for m in result.measures if m.measure == "cadence")
    assert cadence.mean == pytest.approx(RUNNER.cadence_spm, abs=1.0)


def test_metres_of_sports2d_are_keypoints_too(tmp_path: Path) -> None:
    track = load_track(sports2d(tmp_path, "m"))
    assert (track.attrs["units"], track.attrs["source_kind"]) == ("m", "keypoints")
    assert np.nanmedian(point(track, "left_hip")[:, 1]) > np.nanmedian(point(track, "left_heel")[:, 1])


@pytest.mark.parametrize("write", [pose2sim, deeplabcut, deeplabcut_h5, sleap, sleap_h5], ids=lambda w: w.__name__)
def test_a_form_without_a_frame_rate_asks_for_it(tmp_path: Path, write: Callable[[Path], Path]) -> None:
    with pytest.raises(UnusableInput, match="--capture-fps"):
        load_track(write(tmp_path))


def test_a_body_without_feet_is_read(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "coco", [body(tuple(our_name(n) for n in COCO_17))], "run_{:06d}.json")
    assert "left_ankle" in load_track(folder, fps=120)["keypoint"].values


def bystander(scale: float, x: float) -> np.ndarray:
    """Stands still, this many times as large as the runner, at x px."""
    still = np.repeat(body(BODY_25)[:1], truth().sizes["time"], axis=0)
    still[..., :2] = still[..., :2] * scale + [x, -150]
    return still + np.random.default_rng(1).normal(0, 0.4, still.shape) * [1, 1, 0]


@pytest.mark.parametrize("scale", [0.8, 1.0, 1.25, 1.6])
def test_the_one_who_runs_is_the_runner_however_large_others_are(tmp_path: Path, scale: float) -> None:
    people = [bystander(scale, 900.0), body(BODY_25)]
    track = load_track(write_folder(tmp_path / "two", people, "run_{:012d}_keypoints.json"), fps=120)
    np.testing.assert_allclose(point(track, "left_hip"), point(truth(), "left_hip"), atol=1e-6)
    assert [note["code"] for note in track.attrs["notes"]] == ["several_people_tracked"]


def test_a_person_can_be_chosen_from_the_left(tmp_path: Path) -> None:
    people = [bystander(1.25, 900.0), body(BODY_25)]
    folder = write_folder(tmp_path / "two", people, "run_{:012d}_keypoints.json")
    np.testing.assert_allclose(
        point(load_track(folder, fps=120, person=1), "left_hip"), point(truth(), "left_hip"), atol=1e-6
    )
    assert np.nanmin(point(load_track(folder, fps=120, person=2), "left_hip")[:, 0]) > 900
    with pytest.raises(BadOption, match="2 people"):
        load_track(folder, fps=120, person=3)


@pytest.mark.parametrize("low", [0, -1])
def test_coordinates_scaled_to_the_picture_are_refused(tmp_path: Path, low: int) -> None:
    scaled = body(BODY_25)
    scaled[..., :2] = scaled[..., :2] / [RUNNER.width, RUNNER.height] * (1 - low) + low
    with pytest.raises(UnusableInput, match="keypoint_scale 0"):
        load_track(write_folder(tmp_path / "s", [scaled], "run_{:012d}_keypoints.json"), fps=120)


def test_y_upwards_is_recognised(tmp_path: Path) -> None:
    turned = body(BODY_25)
    turned[..., 1] = RUNNER.height - turned[..., 1]
    track = load_track(write_folder(tmp_path / "up", [turned], "run_{:012d}_keypoints.json"), fps=120)
    assert [note["code"] for note in track.attrs["notes"]] == ["y_upwards"]
    off = point(track, "left_knee") - point(truth(), "left_knee")
    assert np.nanmax(np.abs(off - np.nanmedian(off, axis=0))) < 1e-6


def test_keypoints_of_two_clips_in_one_folder_are_named(tmp_path: Path) -> None:
    folder = openpose(tmp_path)
    for file in list(folder.iterdir())[:50]:
        file.rename(file.with_name(file.name.replace("run_", "other_")))
    with pytest.raises(UnusableInput, match=r"2 clips \(other, run\)"):
        load_track(folder, fps=120)


def test_images_with_a_json_beside_them_are_images(tmp_path: Path) -> None:
    (tmp_path / "im_000.png").write_bytes(b"")
    (tmp_path / "annotations_1.json").write_text("{}")
    assert not is_track_file(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        "[" * 3000, '{"people": 3}', '{"people": [3]}', '{"people": [{"pose_keypoints_2d": "abc"}]}',
        '{"people": [{"pose_keypoints_2d": [1, 2]}]}', '{"people": [{"pose_keypoints_2d": [[1, 2, 3], [1]]}]}',
        '{"people": [{"pose_keypoints_2d": [1, 2, null]}]}', "null", '{"people": {"a": 1}}',
        '{"people": [{"pose_keypoints_2d": [' + "9" * 400 + ", 1, 1]}]}",
    ],
)  # fmt: skip
def test_people_that_are_none_are_refused_in_one_line(tmp_path: Path, content: str) -> None:
    for i in range(3):
        (tmp_path / f"run_{i:012d}_keypoints.json").write_text(content)
    with pytest.raises(UnusableInput) as caught:
        load_track(tmp_path, fps=30)
    assert "\n" not in str(caught.value)


def test_a_table_with_unknown_heads_is_one_line(tmp_path: Path) -> None:
    path = deeplabcut(tmp_path)
    path.write_text(path.read_text().replace("likelihood", "likelyhood"))
    with pytest.raises(UnusableInput, match="cells are not those"):
        load_track(path, fps=30)


def test_people_without_a_single_point_count_as_nobody(tmp_path: Path) -> None:
    """Pose2Sim writes them so for frames in which it lost somebody."""
    nobody = np.full_like(body(HALPE_OURS), np.nan)
    folder = write_folder(tmp_path / "run_json", [nobody, body(HALPE_OURS)], "{:d}.json")
    track = load_track(folder, fps=120)
    np.testing.assert_allclose(point(track, "left_hip"), point(truth(), "left_hip"), atol=1e-6)
    assert "notes" not in track.attrs


def test_the_names_of_columns_cannot_run_anything(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (open, (str(tmp_path / "made"), "w"))

    path = deeplabcut_h5(tmp_path)
    with h5py.File(path, "a") as file:
        file["df_with_missing"].attrs["non_index_axes"] = np.bytes_(pickle.dumps(Evil(), protocol=0))
    with pytest.raises(UnusableInput, match="not a readable HDF5"):
        load_track(path, fps=30)
    assert not (tmp_path / "made").exists()
