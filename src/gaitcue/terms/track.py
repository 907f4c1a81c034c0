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

from gaitcue.terms.arrays import Array, Mask
from gaitcue.terms.errors import UnusableInput

SourceKind = Literal["video", "markers", "keypoints"]
INCREASING_SHARE = 0.9
"""of the samples whose times must increase; the few others are left out (product default)"""
LONGEST_S = 6 * 3600.0
"""of a recording; what lies further from its first sample is no time (product default)"""


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
    time_s : (time,), s; a sample whose time does not lie behind all times before it, or hours away, is left out
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


def later_than_all_before(time_s: Array) -> Mask:
    """Samples whose time is a number, later than all before and within one recording; filters need no more and no less.

    Raises
    ------
    UnusableInput
        that are too few: then the times say nothing
    """
    known = np.isfinite(time_s)
    since = np.where(known, time_s, -np.inf) - (time_s[known][0] if known.any() else 0.0)
    since[since > LONGEST_S] = -np.inf
    latest = np.fmax.accumulate(np.concatenate([[-np.inf], since]))
    kept = np.asarray(since > latest[:-1])
    if len(time_s) and kept.mean() < INCREASING_SHARE:
        raise UnusableInput(
            f"the times of {int((~kept).sum())} of {len(time_s)} samples do not increase (coarse or doubled stamps, or "
            "two recordings in one) or lie hours apart; export it again with its frame rate"
        )
    return kept


def has_point(track: xr.Dataset, name: str) -> bool:
    """Whether a Track holds a point of that name, seen or not."""
    return name in track.variables["keypoint"].values


def points(track: xr.Dataset) -> dict[str, Array]:
    """Paths of all points by name, (time, 2) each: x and y as stored."""
    values, columns = _paths(track)
    return {str(n): np.asarray(values[:, columns, k], float) for k, n in enumerate(track.variables["keypoint"].values)}


def confidences(track: xr.Dataset) -> dict[str, Array]:
    """Confidence of all points by name, (time,) each, 0-1."""
    values = track.variables["confidence"].transpose("time", "keypoint", "individual").values
    names = track.variables["keypoint"].values
    return {str(name): np.asarray(values[:, k, 0], float) for k, name in enumerate(names)}


def point(track: xr.Dataset, name: str) -> Array:
    """Path of one point, (time, 2): x and y as stored; all NaN when the Track has no such point."""
    if not has_point(track, name):
        return np.full((track.sizes["time"], 2), np.nan)
    values, columns = _paths(track)
    return np.array(values[:, columns, _column(track, name)], float, order="C")


def point_confidence(track: xr.Dataset, name: str) -> Array:
    """(time,), 0-1; 0 when the Track has no such point."""
    if not has_point(track, name):
        return np.zeros(track.sizes["time"])
    values = track.variables["confidence"].transpose("time", "keypoint", "individual").values
    return np.array(values[:, _column(track, name), 0], float)


def _paths(track: xr.Dataset) -> tuple[Array, list[int]]:
    """The runner's positions, (time, space, keypoint), and where x and y lie in them.

    Plain indexing: selecting by label takes a millisecond a point, and all of a Track are asked for several times.
    """
    values = track.variables["position"].transpose("time", "space", "keypoint", "individual").values
    axes = list(track.variables["space"].values)
    return values[..., 0], [axes.index(axis) for axis in ("x", "y")]


def _column(track: xr.Dataset, name: str) -> int:
    return int(np.flatnonzero(track.variables["keypoint"].values == name)[0])


def with_log(track: xr.Dataset, step: str, **settings: Any) -> xr.Dataset:
    """The same Track with one more entry in its provenance log."""
    return track.assign_attrs(log=[*track.attrs.get("log", []), {"step": step, **settings}])


EARLIER_NAMES: Final = {"keypoints": "keypoint", "individuals": "individual"}
"""dimensions as ``movement`` named them before 0.17"""


def in_present_names(data: xr.Dataset) -> xr.Dataset:
    """A stored dataset with its dimensions named as they are now."""
    return data.rename({old: new for old, new in EARLIER_NAMES.items() if old in data.dims})
