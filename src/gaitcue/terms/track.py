"""The Track: one labelled dataset in the layout of the ``movement`` package.

``position(time, space, keypoint, individual)`` and ``confidence(time, keypoint, individual)``; time in true seconds
from the first frame of the source; the coordinate ``frame(time)`` holds the 0-based frame (or sample) number in the
source. What could not be measured is NaN. Attributes: ``units`` ("px" or "m"), ``y_axis`` ("down" or "up"),
``source_kind`` ("video", "markers", "keypoints"), ``log`` (list of steps).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from gaitcue.terms.arrays import Array
from gaitcue.terms.errors import UnusableInput

SourceKind = Literal["video", "markers", "keypoints"]
INCREASING_SHARE = 0.9
"""of the samples whose times must increase; the few others are left out (product default)"""


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
    time_s : (time,), s; a sample whose time does not lie behind all times before it is left out
    names : keypoint names
    confidence : (time, keypoints), 0-1; without it 1 where the position is finite
    frame : (time,), frame number in the source; without it 0, 1, 2 ...

    Raises
    ------
    UnusableInput
        the times of many samples do not increase

    Examples
    --------
    >>> import numpy as np
    >>> from gaitcue.terms.track import make_track
    >>> track = make_track(np.zeros((100, 2, 2)), np.arange(100) / 60, ["left_knee", "left_ankle"])
    >>> dict(track.sizes)
    {'time': 100, 'space': 2, 'keypoint': 2, 'individual': 1}
    """
    position, time_s = np.asarray(position, float), np.asarray(time_s, float)
    if confidence is None:
        confidence = np.isfinite(position).all(axis=-1).astype(float)
    if frame is None:
        frame = np.arange(len(position))
    kept = later_than_all_before(time_s)
    if not kept.all():
        position, confidence, frame, time_s = position[kept], confidence[kept], np.asarray(frame)[kept], time_s[kept]
    space = ["x", "y", "z"][: position.shape[-1]]
    return xr.Dataset(
        {
            "position": (("time", "space", "keypoint", "individual"), np.swapaxes(position, 1, 2)[..., None]),
            "confidence": (("time", "keypoint", "individual"), np.asarray(confidence, float)[..., None]),
        },
        coords={
            "time": time_s,
            "space": space,
            "keypoint": list(names),
            "individual": ["runner"],
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


def later_than_all_before(time_s: Array) -> NDArray[np.bool_]:
    """Samples whose time is a number and later than all before; filters and splines need no more and no less.

    Raises
    ------
    UnusableInput
        that are too few: then the times say nothing
    """
    latest = np.fmax.accumulate(np.concatenate([[-np.inf], np.where(np.isfinite(time_s), time_s, -np.inf)]))
    kept = np.asarray(np.isfinite(time_s) & (time_s > latest[:-1]))
    if len(time_s) and kept.mean() < INCREASING_SHARE:
        raise UnusableInput(
            f"the times of {int((~kept).sum())} of {len(time_s)} samples do not increase (coarse or doubled stamps, or "
            "two recordings in one); export it again with its frame rate"
        )
    return kept


def has_point(track: xr.Dataset, name: str) -> bool:
    """Whether a Track holds a point of that name, seen or not."""
    return name in track["keypoint"].values


def points(track: xr.Dataset) -> dict[str, Array]:
    """Paths of all points by name, (time, 2) each: x and y as stored."""
    # Plain indexing: selecting by label takes a millisecond a point, and all of a Track are asked for several times.
    values = track["position"].transpose("time", "space", "keypoint", "individual").values
    columns = [list(track["space"].values).index(axis) for axis in ("x", "y")]
    return {str(n): np.asarray(values[:, columns, k, 0], float) for k, n in enumerate(track["keypoint"].values)}


def confidences(track: xr.Dataset) -> dict[str, Array]:
    """Confidence of all points by name, (time,) each, 0-1."""
    values = track["confidence"].transpose("time", "keypoint", "individual").values
    return {str(name): np.asarray(values[:, k, 0], float) for k, name in enumerate(track["keypoint"].values)}


def point(track: xr.Dataset, name: str) -> Array:
    """Path of one point, (time, 2): x and y as stored; all NaN when the Track has no such point."""
    if not has_point(track, name):
        return np.full((track.sizes["time"], 2), np.nan)
    values = track["position"].isel(individual=0).sel(keypoint=name, space=["x", "y"])
    return np.asarray(values.transpose("time", "space").values, float)


def point_confidence(track: xr.Dataset, name: str) -> Array:
    """(time,), 0-1; 0 when the Track has no such point."""
    if not has_point(track, name):
        return np.zeros(track.sizes["time"])
    return np.asarray(track["confidence"].isel(individual=0).sel(keypoint=name).values, float)


def with_log(track: xr.Dataset, step: str, **settings: Any) -> xr.Dataset:
    """The same Track with one more entry in its provenance log."""
    return track.assign_attrs(log=[*track.attrs.get("log", []), {"step": step, **settings}])


EARLIER_NAMES: Final = {"keypoints": "keypoint", "individuals": "individual"}
"""dimensions as ``movement`` named them before 0.17"""


def in_present_names(data: xr.Dataset) -> xr.Dataset:
    """A stored dataset with its dimensions named as they are now."""
    return data.rename({old: new for old, new in EARLIER_NAMES.items() if old in data.dims})
