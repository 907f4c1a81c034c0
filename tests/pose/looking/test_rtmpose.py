"""RTMPose through a model of the right signature that finds coloured dots; the real weights cannot be fetched here."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
import xarray as xr

from gaitcue.demo import Runner, true_track
from gaitcue.demo.draw import pictures
from gaitcue.pose.formats import load_track
from gaitcue.pose.formats.names import HALPE_26
from gaitcue.pose.legs import resolve, solve
from gaitcue.pose.looking.crop import crop_around
from gaitcue.pose.looking.heatmaps import MODES
from gaitcue.pose.looking.offsets import BLAZEPOSE, RTMPOSE
from gaitcue.pose.looking.passes import passes_of, read_look
from gaitcue.pose.looking.rtmpose import ROWS, PointOutput, RtmposeNetwork, read_simcc
from gaitcue.pose.looking.weights import store_weights
from gaitcue.pose.runner.scout import PRESENT
from gaitcue.pose.settings import PLAIN
from gaitcue.terms.errors import GaitcueError
from gaitcue.terms.keypoints import KEYPOINTS
from gaitcue.video import VideoWriter
from support.colour_model import COLOURS, write_colour_model
from support.fakes import in_crop

GAITCUE = Path(sys.executable).with_name("gaitcue")


def store(model: Path) -> str:
    """Store a model as if the person had vouched for it; its SHA-256."""
    content = model.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    store_weights("rtmpose", content, digest)
    return digest


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def home(folder, monkeypatch) -> Path:
    """A data folder of the person's that holds the stand-in."""
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))
    if not (folder / "gaitcue").exists():
        store(write_colour_model(folder / "colours.onnx"))
    return folder


def dotted(places: np.ndarray) -> np.ndarray:
    """(256, 256, 3) RGB crop with a dot of each point's colour; places (19, 2), px from the edge."""
    picture = np.full((256, 256, 3), 127, np.uint8)
    for (x, y), colour in zip(places, COLOURS, strict=True):
        cv2.circle(picture, (int(x), int(y)), 3, colour, -1)
    return picture


def test_halpe_points_go_to_our_names():
    assert len(HALPE_26) == 26
    for name, row in zip(KEYPOINTS, ROWS, strict=True):
        assert HALPE_26[row] == name.replace("_toe", "_big_toe")


def test_the_highest_cells_are_the_places():
    columns, lines = np.zeros((26, 384), np.float32), np.zeros((26, 512), np.float32)
    columns[np.arange(26), 10 + 2 * np.arange(26)] = 0.8
    lines[np.arange(26), 100 + 4 * np.arange(26)] = 0.6
    seen = read_simcc(columns, lines)
    np.testing.assert_allclose(seen.points[:, 0], 32 + 5 + ROWS + 0.5)
    np.testing.assert_allclose(seen.points[:, 1], 50 + 2 * ROWS + 0.5)
    np.testing.assert_allclose(seen.height, 0.7)


def test_a_model_answers_where_the_picture_has_its_dots(home):
    places = np.stack([60 + 7 * np.arange(19), 20 + 11 * np.arange(19)], axis=1) + 0.5
    network = RtmposeNetwork(1)
    seen = network.finish(network.start(dotted(places)))
    np.testing.assert_allclose(seen.points, places, atol=0.51)
    assert seen.height.min() > 0.9
    assert seen.presence == 1.0


def test_an_empty_picture_shows_nobody(home):
    network = RtmposeNetwork(1)
    seen = network.finish(network.start(np.full((256, 256, 3), 127, np.uint8)))
    assert seen.presence < PRESENT


def test_a_point_has_one_peak_and_no_rival():
    places, height = np.arange(38, dtype=np.float32).reshape(19, 2), np.full(19, 0.8, np.float32)
    output = PointOutput(places, height)
    look = read_look(0, 0.0, crop_around(np.array([[128.0, 128.0], [128.0, 25.6]])), {PLAIN: output}, (PLAIN,))
    np.testing.assert_allclose(look.points[0], places - 0.5, atol=0.5)
    assert np.isnan(look.modes[0, :, 1:, :2]).all()
    assert look.modes.shape[2] == MODES
    assert np.isnan(look.regression).all()


def test_the_next_crop_follows_the_trunk():
    places = np.zeros((19, 2), np.float32)
    for side in ("left", "right"):
        places[KEYPOINTS.index(f"{side}_hip")] = 128, 140
        places[KEYPOINTS.index(f"{side}_shoulder")] = 138, 90
    body = PointOutput(places, np.ones(19, np.float32)).body
    np.testing.assert_allclose(body[0], [128, 140])
    upward = body[1] - body[0]
    np.testing.assert_allclose(upward / np.hypot(*upward), np.array([10, -50]) / np.hypot(10, 50), atol=1e-6)


@pytest.mark.parametrize(("points", "size"), [(17, (256, 192)), (26, (128, 96))])
def test_a_model_of_another_signature_is_refused(tmp_path, monkeypatch, points, size):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    store(write_colour_model(tmp_path / "other.onnx", points, size))
    with pytest.raises(GaitcueError, match=r"rtmpose\.onnx is no"):
        RtmposeNetwork(1)


def test_a_file_that_is_no_model_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    (tmp_path / "text.onnx").write_text("not a model")
    store(tmp_path / "text.onnx")
    with pytest.raises(GaitcueError, match=r"rtmpose\.onnx is no ONNX model"):
        RtmposeNetwork(1)


@pytest.fixture(scope="module")
def runner() -> Runner:
    return Runner(duration_s=5.0, fps=30.0, width=480, height=640, px_per_m=290.0, seed=5)


@pytest.fixture(scope="module")
def dotted_clip(runner, tmp_path_factory) -> Path:
    """The drawn runner with a coloured dot on every point, the far side's first."""
    file = tmp_path_factory.mktemp("clip") / "dots.mp4"
    points = true_track(runner)["position"].sel(keypoint=list(KEYPOINTS)).isel(individual=0)
    places = points.transpose("time", "keypoint", "space").values
    order = sorted(range(len(KEYPOINTS)), key=lambda k: KEYPOINTS[k].startswith(runner.near))
    with VideoWriter(file, runner.width, runner.height, runner.fps) as writer:
        for i, picture in enumerate(pictures(runner)):
            for k in order:
                x, y = (round(float(v)) for v in places[i, k])
                # The far hip lies right behind the near one: its dot is larger, so that a ring of it is seen.
                cv2.circle(picture, (x, y), 8 if KEYPOINTS[k].startswith(runner.near) else 12, COLOURS[k], -1)
            writer.write(picture, i / runner.fps)
    return file


def analyze(clip: Path, folder: Path, data: Path) -> subprocess.CompletedProcess[str]:
    command = [GAITCUE, "analyze", clip, "--out", folder, "--model", "rtmpose"]
    env = os.environ | {"NO_COLOR": "1", "XDG_DATA_HOME": str(data)}
    return subprocess.run([str(c) for c in command], capture_output=True, text=True, env=env)


def test_a_clip_is_measured_with_it(home, dotted_clip, runner, tmp_path):
    done = analyze(dotted_clip, tmp_path / "out.gaitcue", home)
    assert done.returncode == 0, done.stderr
    result = json.loads((tmp_path / "out.gaitcue" / "analysis.json").read_text())
    stored = home / "gaitcue" / "models" / "rtmpose.onnx"
    assert result["provenance"]["model"] == {
        "name": "rtmpose halpe26",
        "sha256": hashlib.sha256(stored.read_bytes()).hexdigest(),
        "precision": "f32",
        "backend": "openvino",
    }
    assert result["provenance"]["settings"]["model"] == "rtmpose"
    assert any("RTMPose" in note["text"] for note in result["quality"])
    assert (result["view"]["facing"], result["view"]["near_side"]) == ("right", "right")
    cadence = next(m for m in result["measures"] if m["measure"] == "cadence" and m["leg"] == "both")
    assert cadence["mean"] == pytest.approx(runner.cadence_spm, abs=1.0)
    track = xr.open_dataset(tmp_path / "out.gaitcue" / "track.nc", engine="scipy")
    true = true_track(runner).sel(keypoint=list(KEYPOINTS))
    two_percent_of_leg = 0.02 * runner.body.thigh_shank_length * runner.px_per_m
    for side in ("right", "left"):
        for point in ("hip", "knee", "ankle", "heel", "toe"):
            found, put = (t["position"].sel(keypoint=f"{side}_{point}").isel(individual=0) for t in (track, true))
            error = np.hypot(*(found.transpose("time", "space").values - put.transpose("time", "space").values).T)
            assert np.nanmedian(error) < two_percent_of_leg, f"{side} {point}: {np.nanmedian(error):.1f} px"
            assert np.isfinite(error).mean() > 0.95


def test_without_weights_it_is_said_what_to_do(dotted_clip, tmp_path):
    done = analyze(dotted_clip, tmp_path / "out.gaitcue", tmp_path / "empty")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "gaitcue fetch-model rtmpose" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.data
def test_the_real_models_points_keep_their_legs(data_dir, monkeypatch):
    """Points that the real RTMPose gave for one clip, one vote a frame: the path keeps them, and swaps no leg."""
    track = load_track(data_dir / "pose" / "treadmill-30fps.rtmpose-halpe26.json")
    names = [str(n) for n in track["keypoint"].values]
    given = track["position"].isel(individual=0).transpose("time", "keypoint", "space").values
    height = track["confidence"].isel(individual=0).transpose("time", "keypoint").values
    rows = [names.index(n if n in names else "nose") for n in KEYPOINTS]  # the file has no ears
    points, height = given[:, rows], np.clip(height[:, rows], 0, 1)
    crop = crop_around(np.array([[360.0, 640.0], [360.0, 240.0]]))
    inside = in_crop(crop, points).astype(np.float32)
    outputs = [PointOutput(p, h.astype(np.float32)) for p, h in zip(inside, height, strict=True)]
    looks = [read_look(i, i / 30, crop, {PLAIN: output}, (PLAIN,)) for i, output in enumerate(outputs)]
    monkeypatch.setattr(solve, "CLEAR_NAMES", 0.6)  # clearer than what is asked of a clip
    found = resolve(passes_of(looks, (PLAIN,)), "left", RTMPOSE)
    legs = [KEYPOINTS.index(f"{s}_{p}") for s in ("left", "right") for p in ("knee", "ankle", "heel", "toe")]
    error = np.linalg.norm(found.position[:, legs] - points[:, legs], axis=-1)
    leg_px = RTMPOSE.leg_per_torso * 164.0
    assert np.nanmedian(error) < 0.02 * leg_px
    assert np.nanpercentile(error, 95) < 0.08 * leg_px
    assert found.notes == ()
    assert np.isfinite(error).mean() > 0.97


def test_blazepose_offsets_are_not_applied_to_it():
    assert (RTMPOSE.heel, RTMPOSE.toe, RTMPOSE.shoulders, RTMPOSE.hips) == ((0.0, 0.0),) * 4
    assert BLAZEPOSE.heel != (0.0, 0.0)


def test_it_is_imported_only_when_asked_for():
    code = "import sys, gaitcue.pose.estimation; print('gaitcue.pose.looking.rtmpose' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
