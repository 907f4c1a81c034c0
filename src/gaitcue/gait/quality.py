"""What a person should know about the recording and the result, each with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from gaitcue.gait.policy import DARK, ENOUGH_STRIDES, frame_rate
from gaitcue.terms.keypoints import LEG_POINTS, SIDES, Side
from gaitcue.terms.records import REPEATS_SHARE, Event, Note, Stride, View
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
        text = f"{fps:.0f} fps: the moment of contact is not sharp enough for contact angles; film at 120 fps or more"
        yield Note("low_frame_rate", "warning", text, fps)
    elif rate == "medium":
        text = f"{fps:.0f} fps: contact angles and times come with wider error; film at 120 fps or more"
        yield Note("medium_frame_rate", "info", text, fps)
    if scene is not None:
        yield from _repeats(track, scene)


def _repeats(track: xr.Dataset, scene: Scene) -> Iterator[Note]:
    frame = np.asarray(track["frame"].values, int)
    share = len(scene.duplicates) / (frame[-1] - frame[0] + 1)
    if share > REPEATS_SHARE:
        text = f"{100 * share:.0f} % of the frames repeat the one before; use a camera app that keeps every frame"
        yield Note("duplicate_frames", "warning", text, share)


def file_notes(scene: Scene | None) -> Iterator[Note]:
    """What is wrong with the file itself, seen while its pictures were decoded."""
    if scene is None:
        return
    if scene.damaged:
        some = "1 picture" if scene.damaged == 1 else f"at least {scene.damaged} pictures"
        text = f"{some} of the file are damaged, and what is measured there may be wrong; copy it from the phone again"
        yield Note("damaged_pictures", "warning", text, float(scene.damaged))
    if scene.unread:
        text = f"{scene.unread} frames could not be read (damaged, or of another shape); copy or export the clip again"
        yield Note("unread_pictures", "warning", text, float(scene.unread))
    if scene.split:
        text = "several pictures stand side by side in the clip: cut out the side view, each is a clip of its own"
        yield Note("split_screen", "serious", text)
    if scene.resized:
        text = f"{scene.resized} frames are of another size than the first and were scaled; record at one resolution"
        yield Note("size_changes", "warning", text, float(scene.resized))


def _picture_notes(track: xr.Dataset, view: View, scene: Scene | None) -> Iterator[Note]:
    if scene is not None and scene.brightness < DARK:
        text = "the picture is dark: limbs blur and the far leg vanishes; add light or open the curtains"
        yield Note("dark", "warning", text, float(scene.brightness))
    if track.attrs.get("units") == "px" and view.leg_segments < SMALL_LEG_PX:
        text = f"the leg is only {view.leg_segments:.0f} px long; go closer or film at a higher resolution"
        yield Note("small_figure", "warning", text, view.leg_segments)


def _view_notes(view: View) -> Iterator[Note]:
    if view.camera == "panning":
        text = "the camera follows the runner: roll and perspective change on the way; put it on a tripod if possible"
        yield Note("camera_panning", "warning", text)
    if view.roll_half_width_deg > WIDE_ROLL_DEG:
        text = (
            f"the camera's roll is not known: angles from the vertical carry ± {view.roll_half_width_deg:.0f}°; "
            "tell --roll-deg or the incline, or have a door frame in the picture"
        )
        yield Note("roll_unknown", "warning", text, view.roll_half_width_deg)
    if "square" in view.sources:
        text = "the camera is not square to the running, which bends angles; put it at right angles, hip high"
        yield Note("camera_oblique", "warning", text)
    if "head" in view.sources:
        text = "the head is outside the picture, which makes the shoulders unsure; leave room above the runner"
        yield Note("head_cut_off", "warning", text)
    if view.units_per_m is None:
        serious = "does not fit" in view.sources.get("units_per_m", "")
        yield Note("no_scale", "serious" if serious else "info", f"scale {view.sources.get('units_per_m', 'unknown')}")


def _point_notes(track: xr.Dataset, view: View) -> Iterator[Note]:
    missing = {side: missing_share(track, side) for side in SIDES}
    for side in SIDES:
        share = missing[side]
        if share > MISSING_SHARE:
            leg = f"{side} leg" if view.near_side is None else f"{'near' if side == view.near_side else 'far'} leg"
            text = f"{100 * share:.0f} % of the {leg}'s points could not be measured; {_remedy(side, view)}"
            yield Note("points_missing", "warning", text, share)
    unseen = [p for p in ("heel", "toe") if not any(has_point(track, f"{side}_{p}") for side in SIDES)]
    if unseen:
        text = f"no {' and no '.join(unseen)} in the recording: foot angles are left out and contacts are less sharp"
        yield Note("feet_not_tracked", "warning", text)
    if view.near_side is not None:
        yield from _far_note(track, view)


def _far_note(track: xr.Dataset, view: View) -> Iterator[Note]:
    doubt = {side: 1 - leg_confidence(track, side) for side in SIDES}
    near = doubt[view.near_side] if view.near_side else 0.0
    far = max(d for side, d in doubt.items() if side != view.near_side)
    if far > max(FAR_WORSE * near, 0.15):
        text = "the far leg is seen worse than the near one: film the other side too and give both clips"
        yield Note("far_leg_worse", "info", text, 1 - far)


def _remedy(side: Side, view: View) -> str:
    if view.near_side is not None and side != view.near_side:
        return "film the other side"
    return "keep the whole body, feet too, in the picture and nothing in front of it"


def missing_share(track: xr.Dataset, side: Side) -> float:
    """Share of a leg's points that are NaN, over the frames in which anything of the runner is seen."""
    seen = np.isfinite(track["position"].isel(individuals=0).values).any(axis=(1, 2))
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
            some = "1 stride" if used == 1 else f"{used} strides"
            text = f"only {some} of the {side} leg; film 10 s or more for at least {ENOUGH_STRIDES} of each leg"
            yield Note("few_strides", "warning", text, float(used))
        elif used < (1 - LOST_STRIDES) * len(own):
            text = f"{len(own) - used} of {len(own)} strides of the {side} leg were left out as unlike the others"
            yield Note("strides_left_out", "warning", text, float(len(own) - used))


def _event_notes(events: Sequence[Event]) -> Iterator[Note]:
    widths = [e.half_width_s for e in events if e.source == "auto"]
    if widths and np.median(widths) > UNSURE_EVENT_S:
        ms = 1000 * float(np.median(widths))
        text = f"contacts and toe-offs are only known to ± {ms:.0f} ms; film at a higher rate with the feet well lit"
        yield Note("events_unsure", "warning", text, ms)
