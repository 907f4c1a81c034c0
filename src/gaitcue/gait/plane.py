"""The plane of running: x forward, y up, camera roll and camera motion undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
import xarray as xr

from gaitcue.terms.arrays import Array
from gaitcue.terms.body import middle_of_sides
from gaitcue.terms.keypoints import SIDES, Side, leg_of_side, side_of_leg
from gaitcue.terms.records import View
from gaitcue.terms.track import confidences
from gaitcue.terms.track import points as track_points

if TYPE_CHECKING:
    from gaitcue.video import Scene


@dataclass(frozen=True)
class Plane:
    """Paths of the runner's points in the sagittal plane.

    x is forward (the runner's facing), y is up, the unit is that of the Track (px, or m for markers). The origin has no
    meaning; only differences do. Over ground x travels with the runner, on a treadmill it stays.
    """

    time_s: Array
    """(T,) true seconds"""
    frame: Array
    """(T,) frame or sample number in the source"""
    points: dict[str, Array] = field(repr=False)
    """point name as in the Track ("left_knee") -> (T, 2)"""
    unit: Literal["px", "m"]
    near_side: Side | None
    """None for markers: then "near_..." and "far_..." do not exist"""
    x_is_relative: bool = False
    """the camera followed and its motion is not known: x has no fixed origin, only differences within one frame hold"""
    confidence: dict[str, Array] = field(default_factory=dict, repr=False)
    """point name -> (T,), 0-1"""
    source_kind: str = "video"
    error_model: str = "video"
    """section of errors.toml that tells the systematic errors of these points"""

    @property
    def frames(self) -> int:
        return len(self.time_s)

    @cached_property
    def fps(self) -> float:
        """Samples per true second (median)."""
        return float(1 / np.median(np.diff(self.time_s))) if self.frames > 1 else float("nan")

    def resolve(self, name: str) -> str:
        """Name with "near_"/"far_" replaced by the side; other names unchanged."""
        leg, _, rest = name.partition("_")
        if leg not in ("near", "far"):
            return name
        if self.near_side is None:
            raise KeyError(f"{name}: markers have no near or far side")
        return f"{side_of_leg('near' if leg == 'near' else 'far', self.near_side)}_{rest}"

    def has(self, name: str) -> bool:
        """True when the point (or a side of a mid point) was tracked and is finite somewhere."""
        if name not in self._has:
            self._has[name] = bool(np.isfinite(self.point(name)).any())
        return self._has[name]

    def point(self, name: str) -> Array:
        """Path of one point, (T, 2); all NaN when there is none.

        Parameters
        ----------
        name : "left_knee", "near_knee", "c7", or "mid_hip", "mid_shoulder", ... (mean of the two sides; of the one
            side that exists when the other was never tracked)
        """
        if name.startswith("mid_"):
            return self._middle(name.removeprefix("mid_"))
        found = self.points.get(self.resolve(name))
        return np.full((self.frames, 2), np.nan) if found is None else found

    @cached_property
    def _has(self) -> dict[str, bool]:
        return {}

    @cached_property
    def _middles(self) -> dict[str, Array]:
        """Middles of two sides that were asked for: many measures ask for the same."""
        return {}

    def _middle(self, joint: str) -> Array:
        if joint not in self._middles:
            self._middles[joint] = self._middle_of_sides(joint)
            self._middles[joint].flags.writeable = False
        return self._middles[joint]

    def _middle_of_sides(self, joint: str) -> Array:
        sides = (f"{side}_{joint}" for side in SIDES)
        tracked = {name: self.points[name] for name in sides if self._tracked(name)}
        middle = middle_of_sides(tracked, joint)
        return np.full((self.frames, 2), np.nan) if middle is None else middle

    def _tracked(self, name: str) -> bool:
        return name in self.points and bool(np.isfinite(self.points[name]).any())

    def point_confidence(self, name: str) -> Array:
        """(T,), 0-1; 1 when the plane was made without confidences."""
        return self.confidence.get(self.resolve(name), np.ones(self.frames))

    def leg_of(self, side: Side) -> Literal["near", "far"] | None:
        return None if self.near_side is None else leg_of_side(side, self.near_side)


def to_plane(track: xr.Dataset, view: View, scene: Scene | None = None) -> Plane:
    """Turn a Track into the plane of running.

    Parameters
    ----------
    track : video or keypoints (px, y down) or markers (m, y up; a third coordinate is dropped: sagittal projection)
    view : facing, near side, roll
    scene : camera motion, which is undone when the camera panned; without it x is only relative

    Returns
    -------
    Plane

    Examples
    --------
    >>> from gaitcue.demo import Runner, true_track
    >>> from gaitcue.gait import filter_track, find_view, to_plane
    >>> from gaitcue.terms.records import Conditions
    >>> told = Conditions(speed_kmh=10.8, height_cm=176.0)
    >>> track = filter_track(true_track(Runner(duration_s=4.0)))
    >>> view = find_view(track, None, told)
    >>> plane = to_plane(track, view)
    >>> plane.frames, plane.unit, plane.point('left_heel').shape
    (480, 'px', (480, 2))
    """
    shift = camera_shift(track, scene) if view.camera == "panning" else None
    points = {name: _to_plane(xy, track, view, shift) for name, xy in track_points(track).items()}
    return Plane(
        time_s=np.asarray(track.variables["time"].values, float),
        frame=np.asarray(track.variables["frame"].values, float),
        points=points,
        unit="m" if track.attrs.get("units") == "m" else "px",
        near_side=view.near_side,
        x_is_relative=view.camera == "panning" and shift is None,
        confidence=confidences(track),
        source_kind=str(track.attrs.get("source_kind", "video")),
        error_model=str(track.attrs.get("error_model", track.attrs.get("source_kind", "video"))),
    )


def join_planes(planes: Sequence[Plane]) -> Plane:
    """Planes of several shots of one recording, one after the other; all see the same side of the runner."""
    first = planes[0]
    names = [name for name in first.points if all(name in plane.points for plane in planes)]
    return replace(
        first,
        time_s=np.concatenate([plane.time_s for plane in planes]),
        frame=np.concatenate([plane.frame for plane in planes]),
        points={name: np.concatenate([plane.points[name] for plane in planes]) for name in names},
        x_is_relative=any(plane.x_is_relative for plane in planes),
        confidence={name: np.concatenate([plane.point_confidence(name) for plane in planes]) for name in names},
    )


def camera_shift(track: xr.Dataset, scene: Scene | None) -> Array | None:
    """Motion of the camera in px at the Track's frames, (T, 2); None when it is not known."""
    if scene is None or track.attrs.get("units") == "m":
        return None
    shift = np.asarray(scene.shift, float)
    frame = np.asarray(track["frame"].values, int)
    if shift.ndim != 2 or not len(frame) or frame.max() >= len(shift):
        return None
    return np.asarray(shift[frame])


def _to_plane(xy: Array, track: xr.Dataset, view: View, shift: Array | None) -> Array:
    xy = xy if shift is None else xy + shift
    if track.attrs.get("y_axis", "down") == "down":
        xy = xy * [1.0, -1.0]
    xy = undo_roll(xy, view.roll_deg)
    return xy if view.facing == "right" else xy * [-1.0, 1.0]


def undo_roll(xy: Array, roll_deg: float) -> Array:
    """Turn points (..., 2), x right and y up, back by a scene that appears ``roll_deg`` clockwise."""
    roll = np.radians(roll_deg)
    turn = np.array([[np.cos(roll), -np.sin(roll)], [np.sin(roll), np.cos(roll)]])
    return np.asarray(xy @ turn.T)
