"""Taking a recording in: whatever the input is, it becomes a raw Track with what is known about its making."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from gaitcue.terms.arrays import Array
from gaitcue.terms.errors import BadOption, UnusableInput
from gaitcue.terms.keypoints import Side
from gaitcue.terms.records import REPEATS_SHARE, Clip, Note
from gaitcue.terms.track import with_log
from gaitcue.terms.tracked_files import MARKER_SUFFIXES, TRACKED_SUFFIXES

if TYPE_CHECKING:
    from gaitcue.video import Scene
    from gaitcue.work.detected import Detected
    from gaitcue.work.options import AnalyzeOptions
    from gaitcue.work.steps import PoseModel

Progress = Callable[[str, int, int], None]
"""called with (what is being done, done so far, of how many)"""

FEWEST_FRAMES = 8
"""fewer cannot hold 3 steps at any frame rate in use"""
STANDING_MISSING = ("standing_trial_missing", "standing_trial_unnamed")
"""notes of a marker trial whose joints cannot be known"""


def silent(_what: str, _done: int, _total: int) -> None:
    """No progress wanted."""


@dataclass(frozen=True)
class Recording:
    """A raw Track and how it came about; ``clip`` and ``scene`` are None when the points were tracked elsewhere."""

    track: xr.Dataset
    clip: Clip | None = None
    scene: Scene | None = None
    notes: tuple[Note, ...] = ()
    provenance: dict[str, Any] = field(default_factory=dict)
    still: xr.Dataset | None = None
    """raw Track of the quiet standing, where it was taken in before"""
    detected: tuple[Detected, ...] = ()
    """events that were found before, where the recording is a finished result"""
    again: bool = False
    """it comes from a finished result: nothing is looked at anew"""


def take_in(
    source: Path, options: AnalyzeOptions, progress: Progress = silent, model: PoseModel | None = None
) -> Recording:
    """Read ``source`` (video, folder of images, or tracked points) into a Recording.

    Raises
    ------
    UnusableInput : the source does not exist, cannot be read, or shows nobody.
    """
    if not source.exists():
        raise UnusableInput(f"{source} does not exist; check the path")
    if not (source.is_file() or source.is_dir()):
        raise UnusableInput(f"{source} is neither a file nor a folder; copy what it gives into a file first")
    recording = read_tracked(source, options) if is_tracked(source) else track_video(source, options, progress, model)
    return follow_view(recording, options.near_side, options.facing)


def is_tracked(source: Path) -> bool:
    """Points tracked elsewhere: a marker or keypoint file, or a folder with a keypoint file a frame."""
    if source.is_dir():
        from gaitcue.pose import is_track_file

        return is_track_file(source)
    return source.suffix.lower() in TRACKED_SUFFIXES


def read_tracked(source: Path, options: AnalyzeOptions) -> Recording:
    from gaitcue.pose import load_track

    if options.runner_at is not None:
        raise BadOption("--runner-at is for videos; of tracked people choose one with --person")
    track = load_track(
        source,
        markers=options.markers,
        static=standing_trial(source, options),
        fps=options.capture_fps,
        person=options.person,
    )
    notes = tuple(Note(**told) for told in track.attrs.pop("notes", ()))
    for missing in (told for told in notes if told.code in STANDING_MISSING):
        from gaitcue.report.wording.sentences import note_text

        raise UnusableInput(note_text(missing))
    start, end = time_range(track["time"].values, options)
    return Recording(
        track.isel(time=slice(start, end)),
        notes=notes,
        provenance={"points": track.attrs["source_kind"]},
    )


def standing_trial(source: Path, options: AnalyzeOptions) -> Path | None:
    """The standing trial of a marker file, when --standing names one; it also gives the joints hidden in the run."""
    if options.standing is None or source.suffix.lower() not in MARKER_SUFFIXES:
        return None
    named = Path(options.standing)
    return named if named.suffix.lower() in MARKER_SUFFIXES and named.is_file() else None


def track_video(source: Path, options: AnalyzeOptions, progress: Progress, model: PoseModel | None = None) -> Recording:
    from gaitcue.pose import PoseSettings, estimate
    from gaitcue.video import read_clip

    clip = read_clip(source, capture_fps=options.capture_fps)
    if clip.frames < FEWEST_FRAMES:
        some = f"{clip.frames} frame" + "s" * (clip.frames != 1)
        raise UnusableInput(f"{source.name} has only {some}, too short for 3 steps; film 10 s or more")
    start, end = time_range(clip.time_s, options)
    if model is not None:
        return tracked_by(model, clip, start, end)
    settings = PoseSettings(
        preset=options.preset,
        model=options.model,
        device=options.device,
        person=options.person,
        runner_at=options.runner_at,
        every_frame=bool(options.stickers),  # a sticker was clicked in a frame of its own
        start=start,
        end=end,
    )
    pose = estimate(clip, settings, progress)
    track = pose.track
    if options.stickers:
        from gaitcue.pose import Sticker, track_stickers

        near_side = pose.track.attrs["near_side"]
        clicks = [Sticker(sided(s.name, near_side), s.x, s.y, s.frame) for s in options.stickers]
        track = track_stickers(clip, clicks, track)
    clip = replace(clip, duplicate_frames=pose.scene.duplicates)
    track = without_repeats(track, clip)
    provenance = {"model": pose.model, "preset": options.preset, "timings_s": pose.timings}
    return Recording(track, clip, pose.scene, (*clip.notes, *pose.notes), provenance)


def tracked_by(model: PoseModel, clip: Clip, start: int, end: int) -> Recording:
    """A clip whose points come from somebody's own pose model; the scene is looked at all the same."""
    from gaitcue.video import SceneWatcher, frames

    watcher = SceneWatcher(clip)
    for frame in frames(clip):
        watcher.feed(frame)
    scene = watcher.result()
    clip = replace(clip, duplicate_frames=scene.duplicates)
    track = model(clip)
    track = track.isel(time=(track["frame"].values >= start) & (track["frame"].values < end))
    track = without_repeats(track, clip)
    return Recording(track, clip, scene, clip.notes, {"points": track.attrs["source_kind"]})


def without_repeats(track: xr.Dataset, clip: Clip) -> xr.Dataset:
    """Of rows that show one picture only the first is left, at the time at which that picture was new.

    A clip of 30 frames a second that was stored at 60 so is measured as what it is.
    """
    if len(clip.duplicate_frames) <= REPEATS_SHARE * clip.frames:
        return track
    number = np.arange(clip.frames)
    new_at = np.maximum.accumulate(np.where(np.isin(number, clip.duplicate_frames), 0, number))
    frame = new_at[track["frame"].values]
    pictures, rows = np.unique(frame, return_index=True)
    kept = track.isel(time=rows).assign_coords(time=clip.time_s[pictures], frame=("time", pictures))
    return with_log(kept, "without_repeats", frames=track.sizes["time"] - len(rows))


def sided(sticker: str, near_side: Side) -> str:
    """A bare asis or psis sits on the side that the camera sees."""
    return f"{near_side}_{sticker}" if sticker in ("asis", "psis") else sticker


def time_range(time_s: Array, options: AnalyzeOptions) -> tuple[int, int]:
    """Rows from the first sample to the one after the last between --start and --end.

    Raises
    ------
    BadOption : they leave too few
    """
    start = int(np.searchsorted(time_s, (options.start_s or 0.0) - 1e-6))
    end = len(time_s) if options.end_s is None else int(np.searchsorted(time_s, options.end_s + 1e-6))
    if start >= len(time_s):
        raise BadOption(f"--start {options.start_s or 0:g} s lies behind the end of the clip ({time_s[-1]:.1f} s)")
    if end - start < min(FEWEST_FRAMES, len(time_s)):
        raise BadOption(f"--start and --end leave {end - start} frames, too few for 3 steps; leave 10 s or more")
    return start, end


def follow_view(recording: Recording, near_side: str, facing: str) -> Recording:
    """The person knows which side the camera saw; when the picture says otherwise, left and right swap.

    Who faces the other way shows the other side too, unless told otherwise (a mirrored clip).
    """
    still = recording.still
    return replace(
        recording,
        track=with_view(recording.track, near_side, facing),
        still=None if still is None else with_view(still, near_side, facing),
    )


def with_view(track: xr.Dataset, near_side: str, facing: str) -> xr.Dataset:
    found, near = track.attrs.get("facing"), track.attrs.get("near_side")
    turned = facing != "auto" and found is not None and found != facing
    if turned and near_side == "auto" and near is not None:
        near_side = "left" if near == "right" else "right"
    track = with_near_side(track, near_side)
    return track if facing == "auto" else track.assign_attrs(facing=facing)


def with_near_side(track: xr.Dataset, wanted: str) -> xr.Dataset:
    found = track.attrs.get("near_side")
    if wanted == "auto" or found is None or wanted == found:
        return track
    names = [swapped(str(n)) for n in track["keypoint"].values]
    return track.assign_coords(keypoint=names).assign_attrs(near_side=wanted)


def swapped(name: str) -> str:
    return re.sub(r"^(left|right)_", lambda m: "right_" if m[1] == "left" else "left_", name)
