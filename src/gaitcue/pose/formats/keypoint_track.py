"""Points that a pose program found in pictures -> Track: the runner chosen, the axes and units checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from gaitcue.pose.formats.several_people import People, runner_of
from gaitcue.terms.arrays import Array
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.records import Note, note
from gaitcue.terms.track import make_track, with_log

SCALED_TO_PICTURE = 1.5
"""a body this many px wide and high at most is none: the coordinates are shares of the picture's sides"""
FEWEST_FOR_SIZE = 5
"""keypoints; fewer may lie close together"""
FARTHEST_PX = 1e6


def track_of_people(
    people: People,
    names: Sequence[str | None],
    time_s: Array,
    frame: NDArray[np.int64],
    source: Path,
    *,
    form: str,
    person: int | None = None,
) -> xr.Dataset:
    """The runner's Track in px, y down.

    Parameters
    ----------
    people : per frame, per person (keypoints, 3): x, y, confidence; missing points are NaN
    names : our names of the keypoints, None for those without use
    time_s, frame : (frames,)
    form : of the file, for the log

    Raises
    ------
    UnusableInput
        nobody in view, no known keypoint, or coordinates that are no pixels
    BadOption
        there are not so many people as ``person`` says
    """
    path, count = runner_of(people, names, person)
    if not path:
        raise UnusableInput(f"{source.name}: nobody in view in any frame")
    missing = np.full((len(names), 3), np.nan)
    values = np.stack([path.get(i, missing) for i in range(len(people))])
    notes = [_several(count, person)] if count > 1 else []
    return pixel_track(values, names, time_s, frame, source, form=form, notes=notes)


def pixel_track(
    values: Array,
    names: Sequence[str | None],
    time_s: Array,
    frame: NDArray[np.int64],
    source: Path,
    *,
    form: str,
    notes: Sequence[Note] = (),
) -> xr.Dataset:
    """A Track in px, y down, from one person's (frames, keypoints, 3): x, y, confidence."""
    ours = {name: column for column, name in enumerate(names) if name is not None}
    if not ours:
        raise UnusableInput(f"{source.name}: none of its keypoints is known; hip, knee, ankle, heel and toe are needed")
    values = values[:, list(ours.values())].copy()
    values[~(np.abs(values[..., :2]) < FARTHEST_PX).all(axis=-1), :2] = np.nan
    _check_pixels(values, source)
    found = list(notes)
    if points_up(values[..., 1], list(ours)):
        values[..., 1] = np.nanmax(values[..., 1]) - values[..., 1]
        found.append(note("y_upwards", "info", file=source.name))
    confidence = np.clip(np.nan_to_num(values[..., 2]), 0.0, 1.0)
    track = make_track(values[..., :2], time_s, list(ours), confidence=confidence, frame=frame, source_kind="keypoints")
    return with_notes(with_log(track, "load_track", file=source.name, format=form), found)


def with_notes(track: xr.Dataset, notes: Sequence[Note]) -> xr.Dataset:
    """What was noticed on reading, for whoever tells the person."""
    return track.assign_attrs(notes=[asdict(note) for note in notes]) if notes else track


def points_up(y: Array, names: Sequence[str]) -> bool:
    """Whether y (frames, keypoints) grows upwards: hips, shoulders and head lie over the ankles in running."""
    parts = [name.rpartition("_")[2] for name in names]
    high, low = (np.isin(parts, group) for group in (("nose", "ear", "shoulder", "hip"), ("ankle", "heel", "toe")))
    if not np.isfinite(y[:, high]).any() or not np.isfinite(y[:, low]).any():
        return False
    return bool(np.nanmedian(y[:, high]) > np.nanmedian(y[:, low]))


def _check_pixels(values: Array, source: Path) -> None:
    seen = values[..., :2][np.isfinite(values[..., :2])]
    if values.shape[1] >= FEWEST_FOR_SIZE and len(seen) and np.abs(seen).max() <= SCALED_TO_PICTURE:
        raise UnusableInput(
            f"{source.name}: its coordinates are shares of the picture's width and height, which bend every angle of a "
            "picture that is not square; write pixels (OpenPose: --keypoint_scale 0)"
        )


def _several(count: int, person: int | None) -> Note:
    if person is None:
        return note("several_people_tracked", "info", count, count=count)
    return note("person_chosen", "info", count, count=count, person=person)
