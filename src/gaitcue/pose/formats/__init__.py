"""Already tracked points -> Track: C3D, TRC, OpenPose, RTMPose (Halpe-26), movement netCDF."""

from __future__ import annotations

from pathlib import Path

import xarray as xr

from gaitcue.pose.formats.c3d import contacts_from_force, read_vertical_force
from gaitcue.pose.formats.keypoint_json import load_halpe26, load_openpose
from gaitcue.pose.formats.markers import load_markers
from gaitcue.pose.formats.movement import load_movement
from gaitcue.terms.errors import UnusableInput

__all__ = ["contacts_from_force", "is_track_file", "load_track", "read_vertical_force"]

MARKER_SUFFIXES = (".c3d", ".trc")


def is_track_file(path: Path) -> bool:
    """True when ``path`` holds points that are already tracked rather than pictures."""
    if path.is_dir():
        return any(path.glob("*_keypoints.json"))
    return path.suffix.lower() in (*MARKER_SUFFIXES, ".nc", ".json")


def load_track(
    path: Path, *, markers: str | None = None, static: Path | None = None, fps: float | None = None
) -> xr.Dataset:
    """Read already tracked points into a Track.

    Parameters
    ----------
    path : ``.c3d`` or ``.trc`` (markers: metres, x forward, y up, z right), a folder of OpenPose
        BODY_25 JSON, a Halpe-26 ``.json`` (px, y down), or a movement ``.nc``
    markers : marker set of a C3D or TRC file: name of a shipped one or path of a TOML map; without it the one that fits
    static : standing trial of a C3D or TRC file; without it the one beside it that the marker set's pattern gives
    fps : frames per true second, for formats that do not hold it or hold a wrong one

    Raises
    ------
    UnusableInput
        one line: what is wrong and what to do
    """
    suffix = path.suffix.lower()
    if path.is_dir():
        return load_openpose(path, fps)
    if suffix in MARKER_SUFFIXES:
        return load_markers(path, markers=markers, static=static)
    if not path.is_file():
        raise UnusableInput(f"{path}: there is no such file")
    if suffix == ".nc":
        return load_movement(path, fps)
    if suffix == ".json":
        return load_halpe26(path, fps)
    raise UnusableInput(f"{path.name}: not a known keypoint or marker file (.c3d, .trc, .nc, .json, OpenPose folder)")
