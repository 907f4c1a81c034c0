"""Valid files of every kind that gaitcue reads, made by code: what is mutated."""

from __future__ import annotations

import csv
import io
import json
import struct
import zipfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import xarray as xr

from gaitcue.demo import Runner
from gaitcue.demo.tracks import true_track
from gaitcue.pose.formats.names import BODY_25, HALPE_26, our_name
from gaitcue.terms.arrays import Array
from gaitcue.terms.track import point
from validation.fuzz.activity_files import gpx, north, run_fit, tcx

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
RUNNER = Runner(duration_s=2.5, fps=60.0, width=480, height=640, px_per_m=290.0, seed=5)
VIDEOS = {
    "mp4": ("libx264", "yuv420p"),
    "mov": ("libx265", "yuv420p10le"),
    "mkv": ("libx264", "yuv420p"),
    "webm": ("libvpx-vp9", "yuv420p"),
    "avi": ("mjpeg", "yuvj420p"),
    "ts": ("libx264", "yuv420p"),
    "gif": ("gif", "rgb8"),
}
IMAGES = (".png", ".jpg", ".tif", ".bmp", ".webp")
MARKERS = ("CAL", "TOE", "MT5", "LMAL", "MMAL", "LFC", "MFC", "HJC", "ASI", "PSI", "ACR")
MARKER_OF = {"CAL": "heel", "TOE": "toe", "MT5": "toe", "LMAL": "ankle", "MMAL": "ankle", "LFC": "knee", "MFC": "knee"}


def video(folder: Path, suffix: str) -> Path:
    """Twelve small pictures in one container."""
    codec, pixels = VIDEOS[suffix]
    path = folder / f"clip.{suffix}"
    rng = np.random.default_rng(0)
    picture = cv2.resize(rng.integers(0, 255, (9, 12, 3), dtype=np.uint8), (96, 64))
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=30, options={"x265-params": "log-level=none"})
        stream.width, stream.height, stream.pix_fmt = 96, 64, pixels
        for i in range(12):
            rolled = np.asarray(np.roll(picture, 5 * i, axis=1), np.uint8)
            frame = av.VideoFrame.from_ndarray(rolled, format="rgb24")
            container.mux(stream.encode(frame.reformat(format=pixels)))
        container.mux(stream.encode(None))
    return path


def images(folder: Path, suffix: str) -> Path:
    picture = np.random.default_rng(0).integers(0, 255, (24, 32, 3), dtype=np.uint8)
    for i in range(4):
        cv2.imwrite(str(folder / f"im{i:02d}{suffix}"), np.roll(picture, i, axis=1))
    return folder / f"im01{suffix}"


@lru_cache(maxsize=1)
def truth() -> xr.Dataset:
    return true_track(RUNNER)


def body(names: tuple[str | None, ...]) -> Array:
    """(frames, points, 3): x, y, confidence."""
    out = np.zeros((truth().sizes["time"], len(names), 3))
    for row, name in enumerate(names):
        if name is not None and name in truth()["keypoint"].values:
            out[:, row, :2], out[:, row, 2] = point(truth(), name), 0.9
    return np.nan_to_num(out)


def openpose(folder: Path) -> Path:
    for i, points in enumerate(body(BODY_25)):
        people = {"people": [{"pose_keypoints_2d": np.round(points.ravel(), 1).tolist()}]}
        (folder / f"run_{i:012d}_keypoints.json").write_text(json.dumps(people))
    return folder / "run_000000000020_keypoints.json"


def halpe(folder: Path) -> Path:
    frames = np.round(body(tuple(our_name(name) for name in HALPE_26)), 1).tolist()
    content = {"keypoint_names": HALPE_26, "fps": 60, "timestamps": [i / 60 for i in range(len(frames))]}
    (folder / "run.json").write_text(json.dumps(content | {"frames": frames}))
    return folder / "run.json"


def _table() -> tuple[tuple[str, ...], Array]:
    names = HALPE_26
    return names, body(tuple(our_name(name) for name in names))


def deeplabcut(folder: Path) -> Path:
    names, values = _table()
    with (folder / "run.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["scorer", *["net"] * (3 * len(names))])
        writer.writerow(["bodyparts", *(name for name in names for _ in range(3))])
        writer.writerow(["coords", *["x", "y", "likelihood"] * len(names)])
        writer.writerows([i, *np.round(row.ravel(), 2)] for i, row in enumerate(values))
    return folder / "run.csv"


def sleap_hdf5(folder: Path) -> Path:
    import h5py

    names, values = _table()
    with h5py.File(folder / "run.h5", "w") as file:
        file["tracks"] = values[:, None, :, :2].transpose(1, 3, 2, 0)
        file["point_scores"] = values[:, None, :, 2].transpose(1, 2, 0)
        file["node_names"] = [name.encode() for name in names]
    return folder / "run.h5"


def movement(folder: Path) -> Path:
    data = truth().drop_attrs().assign_attrs(time_unit="seconds", units="px")
    data.to_netcdf(folder / "run.nc", engine="scipy")
    return folder / "run.nc"


def movement_hdf5(folder: Path) -> Path:
    data = truth().drop_attrs().assign_attrs(time_unit="seconds", units="px")
    data.to_netcdf(folder / "run4.nc", engine="h5netcdf")
    return folder / "run4.nc"


def marker_paths() -> tuple[list[str], Array]:
    """Labels and (frames, markers, 3), mm, x forward and y up, of a marker set that needs no standing trial."""
    labels, paths = [], []
    for side, letter in (("left", "L"), ("right", "R")):
        for marker in MARKERS:
            name = MARKER_OF.get(marker, {"HJC": "hip", "ASI": "hip", "PSI": "hip", "ACR": "shoulder"}.get(marker, ""))
            x, y = point(truth(), f"{side}_{name}").T
            ahead = {"ASI": 120.0, "PSI": -60.0}.get(marker, 0.0)
            z = np.full_like(x, -100.0 if letter == "L" else 100.0)
            paths.append(np.stack([1000 * x / RUNNER.px_per_m + ahead, -1000 * y / RUNNER.px_per_m + 1800, z], axis=1))
            labels.append(letter + marker)
    return labels, np.nan_to_num(np.stack(paths, axis=1))


def trc(folder: Path) -> Path:
    labels, xyz = marker_paths()
    lines = ["PathFileType\t4\t(X/Y/Z)\trun.trc", "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits"]
    lines += [f"60\t60\t{len(xyz)}\t{len(labels)}\tmm", "Frame#\tTime\t" + "\t\t\t".join(labels), "", ""]
    lines += [f"{i + 1}\t{i / 60:.4f}\t" + "\t".join(f"{v:.2f}" for v in row.ravel()) for i, row in enumerate(xyz)]
    (folder / "run.trc").write_text("\n".join(lines) + "\n")
    return folder / "run.trc"


def c3d(folder: Path) -> Path:
    import ezc3d

    labels, xyz = marker_paths()
    trial = ezc3d.c3d()
    trial["parameters"]["POINT"]["RATE"]["value"] = [60.0]
    trial["parameters"]["POINT"]["LABELS"]["value"] = labels
    trial["parameters"]["POINT"]["UNITS"]["value"] = ["mm"]
    trial["data"]["points"] = np.concatenate([xyz, np.ones((*xyz.shape[:2], 1))], axis=-1).transpose(2, 1, 0)
    trial.write(str(folder / "run.c3d"))
    return folder / "run.c3d"


def c3d_counted_in_real(folder: Path) -> Path:
    """The same file with POINT:FRAMES as a real number, as long recordings have it."""
    data = c3d(folder).read_bytes()
    start = (data[16] - 1) * 512
    place = data.index(b"FRAMES") + 6
    (frames,) = struct.unpack_from("<H", data, place + 4)
    entry = struct.pack("<HBBfB", 9, 4, 0, float(frames), 0)  # two bytes more than the whole number had
    (folder / "long.c3d").write_bytes(data[:place] + entry + data[place + 7 : start - 2] + data[start:])
    return folder / "long.c3d"


def sleap_csv(folder: Path) -> Path:
    names, values = _table()
    with (folder / "sleap.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        heads = [f"{name}.{part}" for name in names for part in ("x", "y", "score")]
        writer.writerow(["track", "frame_idx", "instance.score", *heads])
        writer.writerows(["track_0", i, 0.9, *np.round(row.ravel(), 2)] for i, row in enumerate(values))
    return folder / "sleap.csv"


def example(folder: Path, name: str) -> Path:
    (folder / name).write_bytes((EXAMPLES / name).read_bytes())
    return folder / name


def marker_set(folder: Path) -> Path:
    from importlib.resources import files

    text = (files("gaitcue.pose.formats") / "marker_sets" / "full_body_42.toml").read_text(encoding="utf-8")
    trc(folder)
    (folder / "own.toml").write_text(text)
    return folder / "own.toml"


def corrections(folder: Path) -> Path:
    events = [event for event in _analysed(halpe(folder)).events if event.type == "toe_off"]
    first, second = ({"type": "toe_off", "leg": event.side, "frame": round(event.frame, 1)} for event in events[1:3])
    told = [{"action": "move", **first, "to_frame": first["frame"] + 1}, {"action": "remove", **second}]
    points = [{"name": "left_heel", "frame": 12, "x": 310.5, "y": 801.0}]
    (folder / "corrections.json").write_text(json.dumps({"events": told, "points": points}))
    return folder / "corrections.json"


def overrides(folder: Path) -> Path:
    from gaitcue.work.person import note_override

    for action in ("accept", "dismiss"):
        note_override(folder / "overrides.jsonl", "P1", action, "seen in the clinic", "A. Physio")
    return folder / "overrides.jsonl"


def result(folder: Path) -> Path:
    from gaitcue.work.results import write_result

    write_result(replace(_analysed(halpe(folder)), source=Path("run.json")), folder)
    (folder / "run.json").unlink()
    return folder / "analysis.json"


def _analysed(path: Path) -> Any:
    from gaitcue.work.analyze import analyze

    return analyze(path)


def model_archive(folder: Path) -> Path:
    from gaitcue.pose.looking.weights import known_weights

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"deploy/{known_weights('rtmpose').member}", bytes(range(256)) * 40)
    (folder / "model.zip").write_bytes(packed.getvalue())
    return folder / "model.zip"


def activity(folder: Path, suffix: str) -> Path:
    """A run of two minutes as a watch or phone writes it."""
    path = folder / f"run.{suffix}"
    match suffix:
        case "fit":
            path.write_bytes(run_fit(range(120), pauses=((30, 50),)))
        case "gpx":
            path.write_bytes(gpx([(north(3.0 * s), 0.001 * s, 50.0 + 0.1 * s, float(s)) for s in range(120)]))
        case _:
            path.write_bytes(tcx((float(s), 2.5 * s, 84) for s in range(120)))
    return path


def care(folder: Path) -> Path:
    """A diary, tests and a plan."""
    return example(folder, "care.toml")
