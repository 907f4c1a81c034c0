"""Keypoints of other pose programs as JSON: OpenPose folders and Halpe-26 files of RTMPose."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from gaitcue.pose.formats.names import BODY_25, our_name
from gaitcue.pose.formats.people import runner_path
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.track import make_track, with_log

Array = NDArray[np.float64]

ROUNDED_TIMES_S = 2e-3
"""timestamps that agree this well with frame / fps were only rounded; frame / fps is the better time"""


def load_openpose(folder: Path, fps: float | None) -> xr.Dataset:
    """Read a folder of OpenPose BODY_25 JSON files, one a frame.

    Parameters
    ----------
    folder : holds ``*_keypoints.json``
    fps : frames per true second; OpenPose does not store it

    Raises
    ------
    UnusableInput
        no such files, another body model, no frame rate, nobody in view
    """
    files = sorted(folder.glob("*_keypoints.json"), key=lambda file: _frame_number(file, 0))
    if not files:
        raise UnusableInput(f"{folder.name}: no *_keypoints.json of OpenPose in the folder")
    if fps is None:
        raise UnusableInput(f"{folder.name}: OpenPose files do not hold the frame rate; pass --capture-fps")
    frame = np.array([_frame_number(file, i) for i, file in enumerate(files)], np.int64)
    people = [_openpose_people(file) for file in files]
    who = runner_path(people)
    if not any(i is not None for i in who):
        raise UnusableInput(f"{folder.name}: nobody in view in any frame")
    missing = np.full((len(BODY_25), 3), np.nan)
    values = np.stack([missing if i is None else people[row][i] for row, i in enumerate(who)])
    names = {name: column for column, name in enumerate(BODY_25) if name is not None}
    values = values[:, list(names.values())]
    track = _track(values, (frame - frame[0]) / fps, list(names), frame)
    return with_log(track, "load_track", file=folder.name, format="openpose BODY_25", fps=fps)


def load_halpe26(path: Path, fps: float | None = None) -> xr.Dataset:
    """Read a JSON file with ``keypoint_names`` and ``frames`` (each (keypoints, 3): x, y, score) of an RTMPose tool.

    ``fps`` overrides the file's own frame rate (for slow motion).
    """
    content = _json(path)
    try:
        names = {our_name(str(name)): i for i, name in enumerate(content["keypoint_names"])}
        frames = [_halpe_frame(frame, len(content["keypoint_names"])) for frame in content["frames"]]
        rate = float(fps or content.get("fps") or "nan")
        stamps = content.get("timestamps")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnusableInput(f"{path.name}: not a keypoint file (keypoint_names and frames are needed)") from error
    ours = {name: i for name, i in names.items() if name is not None}
    time_s = _times(len(frames), rate, None if fps else stamps)
    if len(frames) < 2 or time_s is None:
        raise UnusableInput(f"{path.name}: no frames or no frame rate in the file; pass --capture-fps")
    values = np.stack(frames)[:, list(ours.values())]
    track = _track(values, time_s, list(ours), np.arange(len(frames)))
    return with_log(track, "load_track", file=path.name, format=str(content.get("source", "keypoints")))


def _track(values: Array, time_s: Array, names: list[str], frame: NDArray[np.int64]) -> xr.Dataset:
    confidence = np.clip(np.nan_to_num(values[..., 2]), 0.0, 1.0)
    return make_track(
        values[..., :2], time_s, names, confidence=confidence, frame=frame, units="px", source_kind="keypoints"
    )


def _times(count: int, rate: float, stamps: Any) -> Array | None:
    even = np.arange(count) / rate if np.isfinite(rate) and rate > 0 else None
    if stamps is None or len(stamps) != count:
        return even
    stamped = np.asarray(stamps, float) - float(stamps[0])
    if even is not None and np.abs(stamped - even).max(initial=0.0) < ROUNDED_TIMES_S:
        return even
    return stamped if (np.diff(stamped) > 0).all() else even


def _halpe_frame(frame: Any, count: int) -> Array:
    if frame is None or len(frame) == 0:
        return np.full((count, 3), np.nan)
    return _without_zeros(np.asarray(frame, float).reshape(count, 3))


def _openpose_people(file: Path) -> list[Array]:
    people = _json(file).get("people", [])
    flat = [np.asarray(person.get("pose_keypoints_2d", []), float) for person in people]
    if any(values.size not in (0, 3 * len(BODY_25)) for values in flat):
        raise UnusableInput(f"{file.name}: not OpenPose BODY_25 (25 points); run OpenPose with its BODY_25 model")
    return [_without_zeros(values.reshape(-1, 3)) for values in flat if values.size]


def _without_zeros(values: Array) -> Array:
    """Confidence 0 means "not found": its x and y of 0 must not be taken for a place."""
    values = values.copy()
    values[~(values[:, 2] > 0), :2] = np.nan
    return values


def _json(path: Path) -> Any:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnusableInput(f"{path.name}: not readable JSON; export the keypoints again") from error
    if not isinstance(content, dict):
        raise UnusableInput(f"{path.name}: not a keypoint file (keypoint_names and frames are needed)")
    return content


def _frame_number(file: Path, default: int) -> int:
    found = re.search(r"(\d+)_keypoints$", file.stem)
    return int(found.group(1)) if found else default
