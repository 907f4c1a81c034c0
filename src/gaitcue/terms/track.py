"""The Track: one labelled dataset in the layout of the ``movement`` package.

``position(time, space, keypoints, individuals)`` and ``confidence(time, keypoints, individuals)``; time in true seconds
from the first frame of the source; the coordinate ``frame(time)`` holds the 0-based frame (or sample) number in the
source. What could not be measured is NaN. Attributes: ``units`` ("px" or "m"), ``y_axis`` ("down" or "up"),
``source_kind`` ("video", "markers", "keypoints"), ``log`` (list of steps).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray

Array = NDArray[np.float64]
SourceKind = Literal["video", "markers", "keypoints"]


def make_track(
    position: Array,
    time_s: Array,
    names: Sequence[str],
    *,
    confidence: Array | None = None,
    frame: NDArray[np.int64] | None = None,
    units: Literal["px", "m"] = "px",
    source_kind: SourceKind = "video",
    **attributes: Any,
) -> xr.Dataset:
    """Build a Track of one runner.

    Parameters
    ----------
    position : (time, keypoints, 2 or 3), in ``units``; y down for px, y up for m
    time_s : (time,), s, strictly increasing
    names : keypoint names
    confidence : (time, keypoints), 0-1; without it 1 where the position is finite
    frame : (time,), frame number in the source; without it 0, 1, 2 ...
    """
    position = np.asarray(position, float)
    if confidence is None:
        confidence = np.isfinite(position).all(axis=-1).astype(float)
    if frame is None:
        frame = np.arange(len(position))
    space = ["x", "y", "z"][: position.shape[-1]]
    return xr.Dataset(
        {
            "position": (("time", "space", "keypoints", "individuals"), np.swapaxes(position, 1, 2)[..., None]),
            "confidence": (("time", "keypoints", "individuals"), np.asarray(confidence, float)[..., None]),
        },
        coords={
            "time": np.asarray(time_s, float),
            "space": space,
            "keypoints": list(names),
            "individuals": ["runner"],
            "frame": ("time", np.asarray(frame, np.int64)),
        },
        attrs={
            "units": units,
            "y_axis": "down" if units == "px" else "up",
            "source_kind": source_kind,
            "ds_type": "poses",
            "time_unit": "seconds",
            "log": [],
            **attributes,
        },
    )


def has_point(track: xr.Dataset, name: str) -> bool:
    return name in track["keypoints"].values


def points(track: xr.Dataset) -> dict[str, Array]:
    """Paths of all points by name, (time, 2) each: x and y as stored."""
    # Plain indexing: selecting by label takes a millisecond a point, and all of a Track are asked for several times.
    values = track["position"].transpose("time", "space", "keypoints", "individuals").values
    columns = [list(track["space"].values).index(axis) for axis in ("x", "y")]
    return {str(n): np.asarray(values[:, columns, k, 0], float) for k, n in enumerate(track["keypoints"].values)}


def confidences(track: xr.Dataset) -> dict[str, Array]:
    """Confidence of all points by name, (time,) each, 0-1."""
    values = track["confidence"].transpose("time", "keypoints", "individuals").values
    return {str(name): np.asarray(values[:, k, 0], float) for k, name in enumerate(track["keypoints"].values)}


def point(track: xr.Dataset, name: str) -> Array:
    """Path of one point, (time, 2): x and y as stored; all NaN when the Track has no such point."""
    if not has_point(track, name):
        return np.full((track.sizes["time"], 2), np.nan)
    values = track["position"].isel(individuals=0).sel(keypoints=name, space=["x", "y"])
    return np.asarray(values.transpose("time", "space").values, float)


def point_confidence(track: xr.Dataset, name: str) -> Array:
    """(time,), 0-1; 0 when the Track has no such point."""
    if not has_point(track, name):
        return np.zeros(track.sizes["time"])
    return np.asarray(track["confidence"].isel(individuals=0).sel(keypoints=name).values, float)


def with_log(track: xr.Dataset, step: str, **settings: Any) -> xr.Dataset:
    """The same Track with one more entry in its provenance log."""
    return track.assign_attrs(log=[*track.attrs.get("log", []), {"step": step, **settings}])
