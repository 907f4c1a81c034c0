"""Already tracked points -> Track: C3D, TRC, OpenPose, Pose2Sim, RTMPose, DeepLabCut, SLEAP, movement netCDF."""

from __future__ import annotations

from pathlib import Path

import xarray as xr

from gaitcue.pose.formats.keypoint_json import keypoint_files, load_frames, load_halpe26
from gaitcue.pose.formats.markers import load_markers
from gaitcue.pose.formats.movement import load_movement
from gaitcue.pose.formats.pose_csv import load_csv
from gaitcue.pose.formats.pose_hdf5 import load_hdf5
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.tracked_files import HDF5_SUFFIXES, MARKER_SUFFIXES, TRACKED_SUFFIXES

__all__ = ["is_track_file", "load_track"]


def is_track_file(path: Path) -> bool:
    """True when ``path`` holds points that are already tracked rather than pictures."""
    return bool(keypoint_files(path)) if path.is_dir() else path.suffix.lower() in TRACKED_SUFFIXES


def load_track(
    path: Path,
    *,
    markers: str | None = None,
    static: Path | None = None,
    fps: float | None = None,
    person: int | None = None,
) -> xr.Dataset:
    """Read already tracked points into a Track.

    Parameters
    ----------
    path : ``.c3d`` or ``.trc`` (markers: metres, x forward, y up, z right), a folder with a JSON file a frame
        (OpenPose, Pose2Sim, Sports2D), a Halpe-26 ``.json``, ``.csv`` or ``.h5`` of DeepLabCut or SLEAP (px, y down),
        or a movement ``.nc``
    markers : marker set of a C3D or TRC file: name of a shipped one or path of a TOML map; without it the one that fits
    static : standing trial of a C3D or TRC file; without it the one beside it that the marker set's pattern gives
    fps : frames per true second, for formats that do not hold it or hold a wrong one
    person : whom to follow among several people, counted from 1, left to right; without it the one who runs

    Returns
    -------
    The Track; what was noticed on reading stands in its attribute ``notes`` (fields of ``Note``).

    Raises
    ------
    UnusableInput
        one line: what is wrong and what to do
    """
    suffix = path.suffix.lower()
    if path.is_dir():
        return load_frames(path, fps, person)
    if not path.is_file():
        raise UnusableInput(f"{path}: there is no such file")
    try:
        if suffix in MARKER_SUFFIXES:
            return load_markers(path, markers=markers, static=static)
        if suffix in HDF5_SUFFIXES:
            return load_hdf5(path, fps, person)
        if suffix == ".csv":
            return load_csv(path, fps, person)
        if suffix == ".nc":
            return load_movement(path, fps, person)
        if suffix == ".json":
            return load_halpe26(path, fps)
    except MemoryError:
        raise UnusableInput(f"{path.name}: it asks for more memory than there is; is it damaged?") from None
    raise UnusableInput(
        f"{path.name}: not a known keypoint or marker file ({', '.join(TRACKED_SUFFIXES)}, or a folder of JSON)"
    )
