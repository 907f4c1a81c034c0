"""netCDF files of the ``movement`` package, and our own ``track.nc``."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from gaitcue.pose.formats.names import our_name
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.track import SourceKind, make_track, with_log

Array = NDArray[np.float64]

PLURAL = {"keypoint": "keypoints", "individual": "individuals"}  # movement renamed its dimensions over time
HDF5_MAGIC = b"\x89HDF"


def load_movement(path: Path, fps: float | None = None) -> xr.Dataset:
    """Read a movement dataset into a Track.

    Parameters
    ----------
    path : netCDF 3 (read by scipy), or netCDF 4 (needs ``gaitcue[hdf5]``)
    fps : frames per true second; needed when the file counts time in frames and does not say its rate

    Raises
    ------
    UnusableInput
        not netCDF, no ``position``, no known keypoints, no frame rate
    """
    data = _open(path)
    data = data.rename({old: new for old, new in PLURAL.items() if old in data.dims})
    if "position" not in data or not {"time", "space", "keypoints"} <= set(data["position"].dims):
        raise UnusableInput(f"{path.name}: no position(time, space, keypoints) in it; save a pose dataset")
    data = _biggest_individual(data)
    names = {our_name(str(name)): str(name) for name in data["keypoints"].values}
    ours = {name: theirs for name, theirs in names.items() if name is not None}
    if not ours:
        raise UnusableInput(f"{path.name}: none of its keypoints is known ({', '.join(map(str, names.values()))})")
    chosen = data.sel(keypoints=list(ours.values()))
    confidence = chosen["confidence"].transpose("time", "keypoints").values if "confidence" in chosen else None
    metres = str(data.attrs.get("units", "px")) == "m"
    kind: SourceKind = "markers" if data.attrs.get("source_kind") == "markers" else "keypoints"
    tested = {"error_model": str(data.attrs["error_model"])} if "error_model" in data.attrs else {}
    track = make_track(
        chosen["position"].transpose("time", "keypoints", "space").values,
        _times(data, fps, path),
        list(ours),
        confidence=confidence,
        frame=np.asarray(data["frame"].values, np.int64) if "frame" in data.variables else None,
        units="m" if metres else "px",
        source_kind=kind,
        **tested,
    )
    return with_log(track, "load_track", file=path.name, format="movement netCDF")


def _open(path: Path) -> xr.Dataset:
    try:
        hdf5 = path.read_bytes()[:4] == HDF5_MAGIC
        if hdf5 and find_spec("h5netcdf") is None:
            raise UnusableInput(f"{path.name}: a netCDF 4 (HDF5) file needs its reader: pip install gaitcue[hdf5]")
        return xr.load_dataset(path, engine="h5netcdf" if hdf5 else "scipy", decode_times=False)
    except (OSError, ValueError, TypeError, IndexError) as error:
        raise UnusableInput(f"{path.name}: not a readable netCDF file; save it again from movement") from error


def _biggest_individual(data: xr.Dataset) -> xr.Dataset:
    """Among several, the one with the largest extent summed over the frames: big and long in view."""
    if "individuals" not in data.dims:
        return data
    position = data["position"]
    extent = position.max(["keypoints"]) - position.min(["keypoints"])
    size = extent.sum(["time", "space"], skipna=True)
    return data.isel(individuals=int(size.argmax("individuals")))


def _times(data: xr.Dataset, fps: float | None, path: Path) -> Array:
    count = data.sizes["time"]
    time = np.asarray(data["time"].values, float) if "time" in data.coords else np.arange(count, dtype=float)
    in_seconds = data.attrs.get("time_unit") == "seconds"
    if in_seconds and fps is None:
        return np.asarray(time - time[0])
    rate = fps or data.attrs.get("fps")
    if rate is None or not float(rate) > 0:
        raise UnusableInput(f"{path.name}: no frame rate in the file; pass --capture-fps")
    return np.asarray((np.arange(count) if in_seconds else time - time[0]) / float(rate))
