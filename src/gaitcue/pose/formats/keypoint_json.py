"""Keypoints of other pose programs as JSON: a folder with a file a frame, or one file of an RTMPose tool.

OpenPose writes ``<clip>_000000000000_keypoints.json``, Pose2Sim and Sports2D ``<clip>_000000.json``, both ``people``.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from gaitcue.pose.formats.keypoint_track import pixel_track, track_of_people
from gaitcue.pose.formats.names import model_of, our_name
from gaitcue.terms.arrays import Array
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.plain_files import load_file

ROUNDED_TIMES_S = 2e-3
"""timestamps that agree this well with frame / fps were only rounded; frame / fps is the better time"""
MOST_BYTES = 500_000_000
MOST_BYTES_A_FRAME = 5_000_000
MOST_FRAMES = 500_000
MOST_PEOPLE = 200
_OPENPOSE = re.compile(r"^(?P<clip>.*?)_?(?P<frame>[0-9]{1,15})_keypoints$")
_NUMBERED = re.compile(r"^(?P<clip>.*?)_?(?P<frame>[0-9]{1,15})$")


def keypoint_files(folder: Path) -> list[Path]:
    """The frames' files in a folder; without OpenPose's own names, numbered JSON files where no images lie."""
    named = [p for p in folder.glob("*_keypoints.json") if _OPENPOSE.match(p.stem)]
    if named:
        return named
    from gaitcue.video.images import is_image_name

    if any(is_image_name(p) for p in folder.iterdir()):
        return []
    return [p for p in folder.glob("*.json") if _NUMBERED.match(p.stem)]


def load_frames(folder: Path, fps: float | None, person: int | None = None) -> xr.Dataset:
    """Read a folder of JSON files, one a frame, each with ``people`` (OpenPose, Pose2Sim, Sports2D).

    Parameters
    ----------
    fps : frames per true second; the files do not hold it
    person : counted from 1, left to right; without it the one who runs

    Raises
    ------
    UnusableInput
        no such files, those of several clips, an unknown body model, no frame rate, nobody in view
    """
    files = keypoint_files(folder)
    if not files:
        raise UnusableInput(f"{folder.name}: no keypoint files of OpenPose or Pose2Sim in the folder")
    if fps is None:
        raise UnusableInput(f"{folder.name}: keypoint files do not hold the frame rate; pass --capture-fps")
    numbers = _frame_numbers(folder, files)
    files.sort(key=lambda file: numbers[file])
    frame = np.array([numbers[file] for file in files], np.int64)
    people = [_people(file) for file in files]
    sizes = {len(person) for persons in people for person in persons}
    if not sizes:
        raise UnusableInput(f"{folder.name}: nobody in view in any frame")
    model = model_of(max(sizes)) if len(sizes) == 1 else None
    if model is None:
        raise UnusableInput(
            f"{folder.name}: bodies of {' and '.join(map(str, sorted(sizes)))} points are not known; use OpenPose's "
            "BODY_25, or HALPE_26, COCO_17 or COCO_133 of Pose2Sim"
        )
    form = f"keypoint folder, {model[0]}"
    return track_of_people(people, model[1], (frame - frame[0]) / fps, frame, folder, form=form, person=person)


def load_halpe26(path: Path, fps: float | None = None) -> xr.Dataset:
    """Read a JSON file with ``keypoint_names`` and ``frames`` (each (keypoints, 3): x, y, score) of an RTMPose tool.

    ``fps`` overrides the file's own frame rate (for slow motion).
    """
    content = _json(path, MOST_BYTES)
    try:
        names = [our_name(str(name)) for name in content["keypoint_names"]]
        frames = [_frame(frame, len(names)) for frame in content["frames"]]
        rate = float(fps or content.get("fps") or "nan")
        time_s = _times(len(frames), rate, None if fps else content.get("timestamps"))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise UnusableInput(f"{path.name}: not a keypoint file (keypoint_names and frames are needed)") from error
    if len(frames) < 2 or time_s is None:
        raise UnusableInput(f"{path.name}: no frames or no frame rate in the file; pass --capture-fps")
    form = str(content.get("source", "keypoints"))[:80]
    return pixel_track(np.stack(frames), names, time_s, np.arange(len(frames)), path, form=form)


def _frame_numbers(folder: Path, files: list[Path]) -> dict[Path, int]:
    """Frame of every file; UnusableInput where they come from several clips."""
    found = {file: _OPENPOSE.match(file.stem) or _NUMBERED.match(file.stem) for file in files}
    clips = sorted({match["clip"] for match in found.values() if match})
    if len(clips) > 1:
        some = ", ".join(clips[:3]) + (", ..." if len(clips) > 3 else "")
        raise UnusableInput(
            f"{folder.name} holds the keypoints of {len(clips)} clips ({some}): give each its own folder"
        )
    numbers = {file: int(match["frame"]) for file, match in found.items() if match}
    if max(numbers.values()) - min(numbers.values()) > MOST_FRAMES:
        raise UnusableInput(f"{folder.name}: its frame numbers are over {MOST_FRAMES} apart: are they of one clip?")
    return numbers


def _times(count: int, rate: float, stamps: Any) -> Array | None:
    even = np.arange(count) / rate if np.isfinite(rate) and rate > 0 else None
    if stamps is None or len(stamps) != count or not count:
        return even
    stamped = np.asarray(stamps, float) - float(stamps[0])
    if even is not None and np.abs(stamped - even).max(initial=0.0) < ROUNDED_TIMES_S:
        return even
    return stamped if (np.diff(stamped) > 0).all() else even


def _frame(frame: Any, count: int) -> Array:
    if frame is None or len(frame) == 0:
        return np.full((count, 3), np.nan)
    return _without_zeros(np.asarray(frame, float).reshape(count, 3))


def _people(file: Path) -> list[Array]:
    """(points, 3) of everybody in a frame: x, y, confidence."""
    try:
        people = _json(file, MOST_BYTES_A_FRAME).get("people", [])[:MOST_PEOPLE]
        flat = [np.asarray(person.get("pose_keypoints_2d", []), float) for person in people]
        return [_without_zeros(values.reshape(-1, 3)) for values in flat if values.size]
    except (TypeError, ValueError, AttributeError, KeyError, OverflowError) as error:
        raise UnusableInput(f"{file.name}: its people are not those of a keypoint file; write it again") from error


def _without_zeros(values: Array) -> Array:
    """Confidence 0 means "not found": its x and y of 0 must not be taken for a place."""
    values = values.copy()
    values[~(values[:, 2] > 0), :2] = np.nan
    return values


def _json(path: Path, most_bytes: int) -> dict[str, Any]:
    content = load_file(path, "keypoints", most_bytes=most_bytes, error=UnusableInput)
    if not isinstance(content, dict):
        raise UnusableInput(f"{path.name}: not a keypoint file (keypoint_names and frames are needed)")
    return content
