"""A finished analysis as a page shows it frame by frame: points, events, doubts, signals and curves as numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import xarray as xr

from gaitcue import gait
from gaitcue.gait.ground import ground_line
from gaitcue.gait.quality import UNSURE_EVENT_S
from gaitcue.terms.arrays import Array, Mask, known_mean
from gaitcue.terms.keypoints import LEG_POINTS, SIDES, Leg, Side
from gaitcue.terms.records import Analysis, Curve, Event
from gaitcue.terms.track import confidences, has_point, points
from gaitcue.work.results import plain, read_result, with_reason
from gaitcue.work.stored import Stored, read_stored, stored_from, what_curves_need

Doubted = Literal["points_missing", "event_unsure"]


@dataclass(frozen=True, slots=True)
class ReviewPoints:
    """Paths of the points: for each name x, y and confidence, one value a frame from ``first_frame`` on."""

    first_frame: int
    units: Literal["px", "m"]
    y_axis: Literal["down", "up"]
    x: Mapping[str, Array]
    y: Mapping[str, Array]
    confidence: Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Frames that the program itself doubts, both included."""

    first: int
    last: int
    code: Doubted
    side: Side | None


@dataclass(frozen=True, slots=True)
class ReviewCurve:
    """A curve over the gait cycle, 0 to 100 %: mean and SD over the strides."""

    name: str
    unit: str
    leg: Leg | None
    side: Side
    strides: int
    mean: Array
    sd: Array
    toe_off_pct: float


@dataclass(frozen=True, slots=True)
class Review:
    """A finished analysis as a page shows it.

    ``time_s`` is the true time of each frame of the recording, from frame 0 on; ``signals`` have one value for each
    frame of ``points``.
    """

    width: int | None
    height: int | None
    time_s: Array
    facing: Side
    near_side: Side | None
    roll_deg: float
    px_per_m: float | None
    belt_deg: float | None
    """line of the feet on the ground in the picture, + when its right end is higher"""
    points: ReviewPoints
    events: tuple[Event, ...]
    doubts: tuple[Doubt, ...]
    signals: tuple[gait.SignalOverTime, ...]
    curves: tuple[ReviewCurve, ...]
    measures: tuple[dict[str, Any], ...]


def review_of(folder: Path) -> Review:
    """Everything that the review page of a finished result shows.

    Raises
    ------
    UnusableInput : no result, or one without its raw points
    """
    return review_from(read_result(folder), read_stored(folder))


def review_made(analysis: Analysis, folder: Path) -> Review:
    """As ``review_of``, of an analysis just made that is not read back: ``folder`` is where it lies.

    Raises
    ------
    UnusableInput : it was made without raw points
    """
    if analysis.raw is None:
        return review_of(folder)
    return review_from(analysis, stored_from(analysis.raw, analysis.raw_standing, folder))


def review_from(analysis: Analysis, stored: Stored) -> Review:
    """Of a finished analysis and what it was made from."""
    clip = stored.recording.clip
    about = what_curves_need(analysis, stored)
    return Review(
        width=clip.width if clip else None,
        height=clip.height if clip else None,
        time_s=times_of(stored, analysis.track),
        facing=analysis.view.facing,
        near_side=analysis.view.near_side,
        roll_deg=analysis.view.roll_deg,
        px_per_m=analysis.view.units_per_m if analysis.track.attrs["units"] == "px" else None,
        belt_deg=belt_of(analysis, stored),
        points=points_of(analysis.track),
        events=analysis.events,
        doubts=tuple(doubts_of(analysis)),
        signals=tuple(gait.signals_over_time(*about)),
        curves=tuple(map(_curve, analysis.curves or gait.curves(*about))),
        measures=tuple(measures_shown(analysis)),
    )


def belt_of(analysis: Analysis, stored: Stored) -> float | None:
    """Angle of the belt (or of the ground) in the picture; None for markers, and where the feet do not show it."""
    view = replace(analysis.view, roll_deg=0.0)
    plane = gait.to_plane(analysis.track, view, stored.recording.scene)
    if plane.unit != "px" or plane.x_is_relative:
        return None
    ground = ground_line(plane, view.surface, view.thigh_shank_length)
    if ground is None:
        return None
    return round(ground.slope_deg if view.facing == "right" else -ground.slope_deg, 2)


def measures_shown(analysis: Analysis) -> Iterator[dict[str, Any]]:
    """Each measure with its value as the report writes it, in the report's units."""
    from gaitcue.report.wording.units import spoken
    from gaitcue.report.wording.words import value_with_error

    for row in spoken(analysis).measures:
        yield with_reason(row) | {"text": value_with_error(row)}


def review_json(review: Review, *, points: bool = True) -> dict[str, Any]:
    """As plain JSON, missing is null; on request without points and times, which most changes leave as they are."""
    shown = {field.name: getattr(review, field.name) for field in fields(review)}
    left_out = () if points else ("points", "time_s")
    told: dict[str, Any] = plain({name: bare(value) for name, value in shown.items() if name not in left_out})
    return told


def bare(value: Any) -> Any:
    """Records as mappings, arrays as they are: ``asdict`` would copy each of them."""
    if isinstance(value, tuple):
        return [bare(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: bare(getattr(value, field.name)) for field in fields(value)}
    return value


def times_of(stored: Stored, track: xr.Dataset) -> Array:
    """True time of every frame from 0 on; of points tracked elsewhere those of the Track."""
    if stored.recording.clip is not None:
        return stored.recording.clip.time_s
    return np.asarray(track["time"].values, float)


def points_of(track: xr.Dataset) -> ReviewPoints:
    """The cleaned Track on a grid of every frame between its first and last one."""
    frame = np.asarray(track["frame"].values, int)
    digits = 1 if track.attrs["units"] == "px" else 4
    paths, sure = points(track), confidences(track)

    def on_grid(values: Array, decimals: int) -> Array:
        grid = np.full(frame[-1] - frame[0] + 1, np.nan)
        grid[frame - frame[0]] = values
        return np.asarray(np.round(grid, decimals), float)

    return ReviewPoints(
        int(frame[0]),
        track.attrs["units"],
        track.attrs["y_axis"],
        {name: on_grid(path[:, 0], digits) for name, path in paths.items()},
        {name: on_grid(path[:, 1], digits) for name, path in paths.items()},
        {name: on_grid(values, 2) for name, values in sure.items()},
    )


def doubts_of(analysis: Analysis) -> Iterator[Doubt]:
    """Stretches with a leg's points missing while the runner is seen, and events that may lie elsewhere."""
    track = analysis.track
    frame = np.asarray(track["frame"].values, int)
    seen = np.isfinite(track["position"].isel(individual=0).values).any(axis=(1, 2))
    paths = points(track)
    for side in SIDES:
        names = [f"{side}_{joint}" for joint in LEG_POINTS if has_point(track, f"{side}_{joint}")]
        lost = seen & np.any([np.isnan(paths[name]).any(axis=1) for name in names], axis=0) if names else ~seen & seen
        for first, last in stretches(lost):
            yield Doubt(int(frame[first]), int(frame[last]), "points_missing", side)
    for event in analysis.events:
        if event.half_width_s > UNSURE_EVENT_S and event.source == "auto":
            yield Doubt(int(event.frame), int(np.ceil(event.frame)), "event_unsure", event.side)


def stretches(marked: Mask) -> list[tuple[int, int]]:
    """First and last index of each run of True.

    Examples
    --------
    >>> stretches(np.array([False, True, True, False, True]))
    [(1, 2), (4, 4)]
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[False], marked, [False]]).astype(int)))
    return [(int(first), int(end) - 1) for first, end in zip(edges[::2], edges[1::2], strict=True)]


def _curve(curve: Curve) -> ReviewCurve:
    mean, sd = _mean_and_sd(curve.values)
    return ReviewCurve(curve.name, curve.unit, curve.leg, curve.side, len(curve.values), mean, sd, curve.toe_off_pct)


def _mean_and_sd(values: Array) -> tuple[Array, Array]:
    """Over strides, at each point where any is known."""
    known = np.isfinite(values).any(axis=0)
    sd = np.full(values.shape[1], np.nan)
    sd[known] = np.nanstd(values[:, known], axis=0)
    return known_mean(values), sd
