"""A file (or a folder of images) read into a Clip: its size, its speed and the true time of every frame."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.records import Clip, Note, note
from gaitcue.video.container import FirstLook, PacketTable, container_tags, first_look, packet_table
from gaitcue.video.images import image_files, missing_numbers
from gaitcue.video.timing import (
    check_capture_fps,
    find_speed,
    is_variable,
    rate_of,
    speed_notes,
    stored_times,
    told_rate,
)


def read_clip(path: Path, *, capture_fps: float | None = None) -> Clip:
    """Read what a clip is and when each of its frames was captured; only the first frame is decoded.

    Parameters
    ----------
    path : a video file, or a folder of numbered images (which needs ``capture_fps``)
    capture_fps : frames per second that the camera recorded; overrides what the file says (slow motion stored at 30)

    Raises
    ------
    UnusableInput
        Not a video, no picture in it, nothing that decodes, or a folder without images or without a rate.
    BadOption
        ``capture_fps`` is not a positive number or below the file's own rate.
    """
    path = Path(path)
    return _read_images(path, capture_fps) if path.is_dir() else _read_video(path, capture_fps)


def _read_video(path: Path, capture_fps: float | None) -> Clip:
    look = first_look(path)
    table, tags = packet_table(path), container_tags(path)
    if not table.count:
        raise UnusableInput(f"{path.name} has no frames: record or export the clip again.")
    stored = stored_times(table.pts, table.count, table.time_base, table.average_fps)
    container_fps = rate_of(stored, table.average_fps)
    check_capture_fps(capture_fps, container_fps)
    speed = find_speed(container_fps, capture_fps, tags, table.marks.capture_fps, table.marks.edit_rates)
    told = speed_notes(container_fps, capture_fps, told_rate(tags, table.marks.capture_fps))
    return Clip(
        path=path,
        sha256=_sha256([path]),
        width=look.orientation.size[0],
        height=look.orientation.size[1],
        time_s=stored if speed.undone else stored / speed.factor,
        capture_fps=speed.capture_fps,
        playback_fps=speed.playback_fps,
        slow_motion_factor=speed.factor,
        capture_fps_source=speed.source,
        rotation_deg=look.orientation.rotation_deg,
        codec=look.codec,
        pixel_format=look.pixel_format,
        interlaced=look.interlaced,
        variable_frame_rate=is_variable(stored),
        notes=(*told, *_notes(table, look)),
    )


def _read_images(folder: Path, capture_fps: float | None) -> Clip:
    files = image_files(folder)
    if capture_fps is None:
        raise UnusableInput(f"{folder.name}: a folder of images carries no time; pass --capture-fps.")
    check_capture_fps(capture_fps, 0.0)
    look = first_look(files[0])
    return Clip(
        path=folder,
        sha256=_sha256(files),
        width=look.orientation.size[0],
        height=look.orientation.size[1],
        time_s=np.arange(len(files)) / capture_fps,
        capture_fps=float(capture_fps),
        playback_fps=float(capture_fps),
        slow_motion_factor=1.0,
        capture_fps_source="option",
        rotation_deg=look.orientation.rotation_deg,
        codec=look.codec,
        pixel_format=look.pixel_format,
        notes=_image_notes(files),
    )


def _notes(table: PacketTable, look: FirstLook) -> tuple[Note, ...]:
    found = []
    if table.truncated:
        found.append(note("truncated", "warning", table.count, count=table.count))
    if not table.pts:
        found.append(note("no_time_stamps", "warning", table.average_fps))
    if table.stampless:
        found.append(note("doubled_time_stamps", "info", table.stampless, count=table.stampless))
    if look.interlaced:
        found.append(note("interlaced", "warning"))
    if look.orientation.mirrored:
        found.append(note("mirrored", "warning"))
    return tuple(found)


def _image_notes(files: list[Path]) -> tuple[Note, ...]:
    missing = missing_numbers(files)
    return (note("images_missing", "warning", missing, count=missing),) if missing else ()


def _sha256(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
