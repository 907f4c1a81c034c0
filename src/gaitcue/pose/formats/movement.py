"""netCDF files of the ``movement`` package, and our own ``track.nc``."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from gaitcue.pose.formats.keypoint_track import pixel_track, track_of_people
from gaitcue.pose.formats.limited import Arrays, read_in_child
from gaitcue.pose.formats.names import our_name
from gaitcue.terms.arrays import Array
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.track import in_present_names, make_track, with_log
from gaitcue.terms.tracked_files import MOST_HZ

HDF5_MAGIC = b"\x89HDF"
FORM = "movement netCDF"
MOST_NUMBERS = 100_000_000


def load_movement(path: Path, fps: float | None = None, person: int | None = None) -> xr.Dataset:
    """Read a movement dataset into a Track.

    Parameters
    ----------
    path : netCDF 3 (read by scipy), or netCDF 4 (needs ``gaitcue[hdf5]``)
    fps : frames per true second; needed when the file counts time in frames and does not say its rate
    person : counted from 1, left to right; without it the one who runs

    Raises
    ------
    UnusableInput
        not netCDF, no ``position``, no known keypoints, no frame rate, frame numbers that do not increase
    """
    try:
        data = _open(path)
        data = in_present_names(data)
        if "position" not in data or not {"time", "space", "keypoint"} <= set(data["position"].dims):
            raise UnusableInput(f"{path.name}: no position(time, space, keypoint) in it; save a pose dataset")
        return _read(data, path, fps, person)
    except (ValueError, KeyError, TypeError, IndexError, OverflowError, AttributeError) as error:
        raise UnusableInput(f"{path.name}: its arrays are not those of a pose dataset; save it again") from error


def _read(data: xr.Dataset, path: Path, fps: float | None, person: int | None) -> xr.Dataset:
    names = [our_name(str(name)) for name in data["keypoint"].values]
    if not any(names):
        some = ", ".join(str(name)[:40] for name in data["keypoint"].values[:8])
        raise UnusableInput(f"{path.name}: none of its keypoints is known ({some})")
    position, confidence = _by_individual(data)
    time_s = _times(data, fps, path)
    frame = np.asarray(data["frame"].values, np.int64) if "frame" in data.variables else np.arange(len(time_s))
    if frame.shape != time_s.shape:
        raise ValueError("frame")
    if (frame[1:] <= frame[:-1]).any():
        raise UnusableInput(f"{path.name}: its frame numbers do not increase; save it again without them")
    if str(data.attrs.get("units", "px")) == "m":
        return _metres(data, position[:, 0], confidence[:, 0], time_s, names, frame, path)
    values = np.concatenate([position[..., :2], confidence[..., None]], axis=-1)
    if len(values[0]) == 1:
        track = pixel_track(values[:, 0], names, time_s, frame, path, form=FORM)
    else:
        people = [[each for each in moment if np.isfinite(each[:, :2]).any()] for moment in values]
        track = track_of_people(people, names, time_s, frame, path, form=FORM, person=person)
    return track.assign_attrs(_tested(data))


def _metres(
    data: xr.Dataset,
    position: Array,
    confidence: Array,
    time_s: Array,
    names: Sequence[str | None],
    frame: NDArray[np.int64],
    path: Path,
) -> xr.Dataset:
    known = {name: row for row, name in enumerate(names) if name is not None}
    rows, kind = list(known.values()), data.attrs.get("source_kind")
    track = make_track(
        position[:, rows],
        time_s,
        list(known),
        confidence=confidence[:, rows],
        frame=frame,
        units="m",
        source_kind="markers" if kind == "markers" else "keypoints",
        **_tested(data),
    )
    return with_log(track, "load_track", file=path.name, format=FORM)


def _tested(data: xr.Dataset) -> dict[str, str]:
    kept = {"error_model": str(data.attrs["error_model"])} if "error_model" in data.attrs else {}
    return kept | ({"source_kind": "markers"} if data.attrs.get("source_kind") == "markers" else {})


def _by_individual(data: xr.Dataset) -> tuple[Array, Array]:
    """Position (time, individuals, keypoints, 2 or 3) and confidence (time, individuals, keypoints)."""
    position = data["position"]
    if "individual" not in position.dims:
        position = position.expand_dims("individual")
    values = np.asarray(position.transpose("time", "individual", "keypoint", "space").values, np.float64)
    if values.shape[-1] not in (2, 3) or values.size > MOST_NUMBERS:
        raise ValueError("space")
    if "confidence" not in data:
        return values, np.isfinite(values).all(axis=-1).astype(float)
    confidence = data["confidence"]
    if "individual" not in confidence.dims:
        confidence = confidence.expand_dims("individual")
    return values, np.asarray(confidence.transpose("time", "individual", "keypoint").values, np.float64)


def _open(path: Path) -> xr.Dataset:
    try:
        with path.open("rb") as file:
            hdf5 = file.read(4) == HDF5_MAGIC
        if not hdf5:
            return xr.load_dataset(path, engine="scipy", decode_times=False)
    except Exception as error:  # the reader lets through whatever goes wrong inside it
        raise UnusableInput(f"{path.name}: not a readable netCDF file; save it again from movement") from error
    if find_spec("h5netcdf") is None:
        raise UnusableInput(f"{path.name}: a netCDF 4 (HDF5) file needs its reader: pip install gaitcue[hdf5]")
    return _dataset(read_in_child("netcdf4_native", path, "netCDF file"))


def _dataset(content: Arrays) -> xr.Dataset:
    """What the child read, put together again."""
    names = [name.removeprefix("values/") for name in content if name.startswith("values/")]
    variables = {name: (tuple(map(str, content[f"dims/{name}"])), content[f"values/{name}"]) for name in names}
    attributes = {
        name.removeprefix("attrs/"): str(value) for name, value in content.items() if name.startswith("attrs/")
    }
    return xr.Dataset(variables, attrs=attributes)


def _times(data: xr.Dataset, fps: float | None, path: Path) -> Array:
    count = data.sizes["time"]
    time = np.asarray(data["time"].values, float) if "time" in data.coords else np.arange(count, dtype=float)
    in_seconds = data.attrs.get("time_unit") == "seconds"
    if in_seconds and fps is None:
        return np.asarray(time - time[0])
    rate = float(fps or data.attrs.get("fps") or 0.0)
    if not 0 < rate < MOST_HZ:
        raise UnusableInput(f"{path.name}: no frame rate in the file; pass --capture-fps")
    return np.asarray((np.arange(count) if in_seconds else time - time[0]) / rate)
