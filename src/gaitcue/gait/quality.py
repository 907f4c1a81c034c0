"""What a person should know about the recording and the result, each with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from gaitcue.gait.policy import DARK, ENOUGH_STRIDES, frame_rate
from gaitcue.terms.keypoints import LEG_POINTS, SIDES, Side
from gaitcue.terms.records import REPEATS_SHARE, Event, Note, Stride, View, note
from gaitcue.terms.track import has_point, point, point_confidence

if TYPE_CHECKING:
    from gaitcue.video import Scene

# Limits of the notes: all product defaults unless a source is given.
MISSING_SHARE = 0.10
FAR_WORSE = 1.5
SMALL_LEG_PX = 120.0
WIDE_ROLL_DEG = 3.0
LOST_STRIDES = 0.25
UNSURE_EVENT_S = 0.030


def quality_notes(
    track: xr.Dataset, view: View, events: Sequence[Event], strides: Sequence[Stride], scene: Scene | None = None
) -> tuple[Note, ...]:
    """Notes on the recording, the points and the events, the most serious first.

    Parameters
    ----------
    track : cleaned
    view : how the camera sees the runner
    events, strides : as found
    scene : what the pictures tell; None for markers and keypoints
    """
    found = [
        *_time_notes(track, scene),
        *file_notes(scene),
        *_picture_notes(track, view, scene),
        *_view_notes(view),
        *_point_notes(track, view),
        *_stride_notes(strides),
        *_event_notes(events),
    ]
    rank = {"serious": 0, "warning": 1, "info": 2}
    return tuple(sorted(found, key=lambda note: rank[note.level]))


def _time_notes(track: xr.Dataset, scene: Scene | None) -> Iterator[Note]:
    time_s = np.asarray(track["time"].values, float)
    if len(time_s) < 2:
        return
    fps = float(1 / np.median(np.diff(time_s)))
    rate = frame_rate(fps)
    if rate == "low":
        yield note("low_frame_rate", "warning", fps, fps=fps)
    elif rate == "medium":
        yield note("medium_frame_rate", "info", fps, fps=fps)
    if scene is not None:
        yield from _repeats(track, scene)


def _repeats(track: xr.Dataset, scene: Scene) -> Iterator[Note]:
    frame = np.asarray(track["frame"].values, int)
    share = len(scene.duplicates) / (frame[-1] - frame[0] + 1)
    if share > REPEATS_SHARE:
        yield note("duplicate_frames", "warning", share, pct=100 * share)


def file_notes(scene: Scene | None) -> Iterator[Note]:
    """What is wrong with the file itself, seen while its pictures were decoded."""
    if scene is None:
        return
    if scene.damaged:
        yield note("damaged_pictures", "warning", scene.damaged, count=scene.damaged)
    if scene.unread:
        yield note("unread_pictures", "warning", scene.unread, count=scene.unread)
    if scene.split:
        yield note("split_screen", "serious")
    if scene.resized:
        yield note("size_changes", "warning", scene.resized, count=scene.resized)


def _picture_notes(track: xr.Dataset, view: View, scene: Scene | None) -> Iterator[Note]:
    if scene is not None and scene.brightness < DARK:
        yield note("dark", "warning", scene.brightness)
    if track.attrs.get("units") == "px" and view.thigh_shank_length < SMALL_LEG_PX:
        yield note("small_figure", "warning", view.thigh_shank_length, leg_px=view.thigh_shank_length)


def _view_notes(view: View) -> Iterator[Note]:
    if view.camera == "panning":
        yield note("camera_panning", "warning")
    if view.roll_half_width_deg > WIDE_ROLL_DEG:
        yield note("roll_unknown", "warning", view.roll_half_width_deg, deg=view.roll_half_width_deg)
    if "not_square" in view.remarks:
        yield note("camera_oblique", "warning")
    if "head_cut_off" in view.remarks:
        yield note("head_cut_off", "warning")
    if view.units_per_m is None:
        contradicted = "speed_contradicts_scale" in view.remarks
        yield note("scale_contradicted", "serious") if contradicted else note("no_scale", "info")


def _point_notes(track: xr.Dataset, view: View) -> Iterator[Note]:
    missing = {side: missing_share(track, side) for side in SIDES}
    for side in SIDES:
        share = missing[side]
        if share > MISSING_SHARE:
            yield _missing_note(side, view, share)
    unseen = [p for p in ("heel", "toe") if not any(has_point(track, f"{side}_{p}") for side in SIDES)]
    if unseen:
        yield note("feet_not_tracked", "warning", points=unseen)
    if view.near_side is not None:
        yield from _far_note(track, view)


def _missing_note(side: Side, view: View, share: float) -> Note:
    far = view.near_side is not None and side != view.near_side
    leg = side if view.near_side is None else "far" if far else "near"
    return note("far_points_missing" if far else "points_missing", "warning", share, pct=100 * share, leg=leg)


def _far_note(track: xr.Dataset, view: View) -> Iterator[Note]:
    doubt = {side: 1 - leg_confidence(track, side) for side in SIDES}
    near = doubt[view.near_side] if view.near_side else 0.0
    far = max(d for side, d in doubt.items() if side != view.near_side)
    if far > max(FAR_WORSE * near, 0.15):
        yield note("far_leg_worse", "info", 1 - far)


def missing_share(track: xr.Dataset, side: Side) -> float:
    """Share of a leg's points that are NaN, over the frames in which anything of the runner is seen."""
    seen = np.isfinite(track["position"].isel(individual=0).values).any(axis=(1, 2))
    names = [f"{side}_{p}" for p in LEG_POINTS if has_point(track, f"{side}_{p}")]
    if not names or not seen.any():
        return 1.0 if not names else 0.0
    return float(np.mean([np.isnan(point(track, name)[seen]).any(axis=1).mean() for name in names]))


def leg_confidence(track: xr.Dataset, side: Side) -> float:
    """Mean confidence of a leg's points, 0-1."""
    names = [f"{side}_{p}" for p in LEG_POINTS if has_point(track, f"{side}_{p}")]
    return float(np.mean([np.nanmean(point_confidence(track, name)) for name in names])) if names else 0.0


def _stride_notes(strides: Sequence[Stride]) -> Iterator[Note]:
    for side in SIDES:
        own = [s for s in strides if s.side == side]
        used = sum(s.used for s in own)
        if used < ENOUGH_STRIDES:
            yield note("few_strides", "warning", used, count=used, side=side, needed=ENOUGH_STRIDES)
        elif used < (1 - LOST_STRIDES) * len(own):
            lost = len(own) - used
            yield note("strides_left_out", "warning", lost, lost=lost, count=len(own), side=side)


def _event_notes(events: Sequence[Event]) -> Iterator[Note]:
    widths = [e.half_width_s for e in events if e.source == "auto"]
    if widths and np.median(widths) > UNSURE_EVENT_S:
        ms = 1000 * float(np.median(widths))
        yield note("events_unsure", "warning", ms, ms=ms)
