"""What is not as it should be in front of the camera, by code."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gaitcue.gait.policy import DARK
from gaitcue.pose.looking.passes import Look
from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import KEYPOINTS
from gaitcue.terms.records import Note, View, note
from gaitcue.video import Frame

UNSEEN_S = 0.5
"""so long without the runner before it is said (product default)"""
SLOWEST_HZ = 20.0
"""frames a second under which steps are lost (product default)"""
NEAREST, FURTHEST = 0.92, 0.35
"""of the picture's height: a taller runner is too near, a smaller one too far (product default)"""
MOST_TILT_DEG = 3.0
"""of the camera, beyond which lean and shank angle are off by as much as they are to change (product default)"""
EDGE = 0.01
"""of the picture's side: a point nearer to the edge may lie outside"""
ENDS = tuple(KEYPOINTS.index(f"{side}_{point}") for side in ("left", "right") for point in ("heel", "toe", "ear"))


def remarks_on(
    frame: Frame, look: Look, view: View | None, *, unseen_s: float, rate_hz: float, people: int
) -> list[Note]:
    """Remarks on one frame, the gravest first.

    Parameters
    ----------
    view : what the path last said of the camera
    unseen_s : how long the runner has not been seen
    rate_hz : frames looked at per second
    people : seen when the whole picture was last looked at
    """
    told = [*_light(frame), *_runner(frame, look, unseen_s, people), *_camera(view)]
    if np.isfinite(rate_hz) and rate_hz < SLOWEST_HZ:
        told.append(note("live_rate_too_low", "warning", rate_hz, fps=rate_hz, needed=SLOWEST_HZ))
    return told


def _light(frame: Frame) -> Iterator[Note]:
    brightness = float(frame.luma(64).mean())
    if brightness < DARK:
        yield note("live_too_dark", "warning", brightness)


def _runner(frame: Frame, look: Look, unseen_s: float, people: int) -> Iterator[Note]:
    if look.crop is None:
        if unseen_s >= UNSEEN_S:
            yield note("live_nobody_seen", "serious", unseen_s)
        return
    if people > 1:
        yield note("live_several_people", "warning", people, count=people)
    points = look.points[0]
    if _outside(points, frame):
        yield note("live_partly_out_of_view", "warning")
    height = float(np.nanmax(points[:, 1]) - np.nanmin(points[:, 1])) / frame.height if np.isfinite(points).any() else 0
    if height > NEAREST:
        yield note("live_too_near", "warning", height)
    elif 0 < height < FURTHEST:
        yield note("live_too_far", "warning", height)


def _outside(points: Array, frame: Frame) -> bool:
    margin = EDGE * max(frame.width, frame.height)
    low, high = np.array([margin, margin]), np.array([frame.width - 1 - margin, frame.height - 1 - margin])
    ends = points[list(ENDS)]
    ends = ends[np.isfinite(ends).all(axis=1)]
    return bool(((ends < low) | (ends > high)).any())


def _camera(view: View | None) -> Iterator[Note]:
    if view is None:
        return
    if "not_square" in view.remarks:
        yield note("live_not_side_on", "warning")
    if abs(view.roll_deg) - view.roll_half_width_deg > MOST_TILT_DEG:
        yield note("live_camera_tilted", "warning", view.roll_deg, deg=view.roll_deg)
