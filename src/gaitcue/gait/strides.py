"""Events -> strides, with what cannot be used marked and the reason; and whether this is running at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from gaitcue.gait.events.paths import thigh_shank_length
from gaitcue.gait.plane import Plane
from gaitcue.gait.policy import FEWEST_STEPS
from gaitcue.terms.advice import Reason
from gaitcue.terms.arrays import Mask
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.keypoints import SIDES, Side
from gaitcue.terms.records import Event, Stride

WALKING_DUTY_FACTOR = 0.5  # half of the stride or more on the ground is walking
OUTLIER_MADS = 3.0  # product default
SMALLEST_SPREAD = 0.02
"""share of the median below which a difference is never an outlier: runs vary by 1-2 % (product default)"""
LONGEST_STRIDE = 1.5
"""in median strides: a longer one has lost a contact in between"""
FEWEST_SEEN = 0.6
"""share of a stride's frames in which its foot must be seen (product default)"""
LONGEST_HOLE_S = 0.2
"""up to 0.08 s is filled by the cleaning; over a longer hole than this curves would be invented (product default)"""
PENDULUM = 0.004
"""of thigh + shank: in walking the hips rise more than this over the standing leg (product default)"""
CLEAR_BOUNCE = -0.015
QUICKEST_STEP_S = 0.18
"""330 steps a minute: quicker ones come from a wrong frame rate (product default)"""
SPRINT_DUTY_FACTOR, SPRINT_STEP_S = 0.35, 0.36
"""a walker's foot is down for half of the stride and more, his steps take 0.4 s and more (product default)"""


def check_running(events: Sequence[Event], plane: Plane) -> None:
    """Refuse what cannot be measured as running.

    Raises
    ------
    UnusableInput
        fewer than 3 steps, or walking (the hips vault over the standing leg, or each foot is down half of the time)
    """
    contacts = [event for event in events if event.type == "initial_contact"]
    if len(contacts) < FEWEST_STEPS:
        raise UnusableInput(f"only {len(contacts)} steps found; film at least 20 steps from the side, feet in view")
    vault, duty = hip_vault(events, plane), duty_factor(events)
    slow = np.isfinite(duty) and duty >= WALKING_DUTY_FACTOR and not vault < CLEAR_BOUNCE
    if slow or (vault > PENDULUM and not is_sprint(events, duty)):
        raise UnusableInput("this is walking, not running; film the runner while running")


def is_sprint(events: Sequence[Event], duty: float) -> bool:
    """Short contacts and quick steps together, as no walker has them: at 9 m/s the hips pass the foot at their highest.

    One of the two alone may be a detector's error.
    """
    contacts = sorted(event.time_s for event in events if event.type == "initial_contact")
    step_s = float(np.median(np.diff(contacts))) if len(contacts) >= FEWEST_STEPS else np.inf
    return bool(duty < SPRINT_DUTY_FACTOR and QUICKEST_STEP_S < step_s < SPRINT_STEP_S)


def duty_factor(events: Sequence[Event]) -> float:
    """Median share of the stride that a foot is down; NaN without a whole stride."""
    shares = [
        (off.time_s - start.time_s) / (end.time_s - start.time_s)
        for side in SIDES
        for start, off, end in _stride_events(events, side)
    ]
    return float(np.median(shares)) if shares else float("nan")


def hip_vault(events: Sequence[Event], plane: Plane) -> float:
    """How much higher the hips are over the standing foot than half a step before and after, in thigh + shank.

    Positive in walking (an inverted pendulum), negative in running (a spring); NaN when hips or ankles are not seen.
    Toe-offs are not needed: detectors made for running misplace them in walking.
    """
    hips, leg = plane.point("mid_hip"), thigh_shank_length(plane)
    seen = np.isfinite(hips).all(axis=1)
    if not seen.any() or not np.isfinite(leg):
        return float("nan")
    rises = []
    for side in SIDES:
        contacts = sorted(e.time_s for e in events if e.side == side and e.type == "initial_contact")
        for start, end in pairwise(contacts):
            middle, quarter = _foot_under_hips(plane, side, start, end), (end - start) / 4
            before, at, after = np.interp(
                [middle - quarter, middle, middle + quarter], plane.time_s[seen], hips[seen, 1]
            )
            rises.append((at - (before + after) / 2) / leg)
    rises = [rise for rise in rises if np.isfinite(rise)]
    return float(np.median(rises)) if rises else float("nan")


def _foot_under_hips(plane: Plane, side: Side, start_s: float, end_s: float) -> float:
    """Time when the ankle passes under the hips on its way back; NaN when that was not seen."""
    rows = np.nonzero((plane.time_s >= start_s) & (plane.time_s <= end_s))[0]
    ahead = (plane.point(f"{side}_ankle") - plane.point("mid_hip"))[rows, 0]
    back = np.nonzero((ahead[:-1] > 0) & (ahead[1:] <= 0))[0]
    return float(plane.time_s[rows[back[0]]]) if len(back) else float("nan")


def segment_strides(events: Sequence[Event], plane: Plane) -> tuple[Stride, ...]:
    """Cut the run into strides, from one initial contact to the next of the same foot.

    Parameters
    ----------
    events : of one or more shots
    plane : where the points are missing tells which strides cannot be used

    Returns
    -------
    Strides of both legs in order of time; those that are not ``used`` say why. Two contacts without a toe-off between
    them, or with a lost contact between them, is no stride.

    Examples
    --------
    >>> from gaitcue.demo import Runner, true_track
    >>> from gaitcue.gait import filter_track, find_view, to_plane, detect_events, segment_strides
    >>> from gaitcue.terms.records import Conditions
    >>> told = Conditions(speed_kmh=10.8, height_cm=176.0)
    >>> track = filter_track(true_track(Runner(duration_s=4.0)))
    >>> view = find_view(track, None, told)
    >>> plane = to_plane(track, view)
    >>> events = detect_events(plane, view)
    >>> strides = segment_strides(events, plane)
    >>> len(strides), round(strides[0].end_s - strides[0].start_s, 2)
    (9, 0.73)
    """
    found: list[Stride] = []
    for side in SIDES:
        own = [_stride(*each) for each in _stride_events(events, side)]
        seen = _foot_seen(plane, side)
        own = [_checked(stride, plane, seen) for stride in own]
        found += _without_outliers(own)
    found.sort(key=lambda stride: (stride.start_s, stride.side))
    return tuple(replace(stride, stride=i) for i, stride in enumerate(found))


def _stride_events(events: Sequence[Event], side: Side) -> Iterator[tuple[Event, Event, Event]]:
    """(contact, toe-off, next contact) of each whole stride of a side."""
    own = sorted((event for event in events if event.side == side), key=lambda event: event.time_s)
    contacts = [event for event in own if event.type == "initial_contact"]
    lasts = np.array([b.time_s - a.time_s for a, b in pairwise(contacts)])
    usual = float(np.median(lasts)) if len(lasts) else 0.0
    for start, end in pairwise(contacts):
        offs = [e for e in own if e.type == "toe_off" and start.time_s < e.time_s < end.time_s]
        if len(offs) == 1 and end.time_s - start.time_s < LONGEST_STRIDE * usual:
            yield start, offs[0], end


def _stride(start: Event, off: Event, end: Event) -> Stride:
    return Stride(0, start.leg, start.side, start.time_s, off.time_s, end.time_s, used=True)


def _foot_seen(plane: Plane, side: Side) -> Mask:
    """(T,), at least two points of the foot seen."""
    seen = [np.isfinite(plane.point(f"{side}_{name}")).all(axis=1) for name in ("ankle", "heel", "toe")]
    return np.asarray(np.sum(seen, axis=0) >= 2)


def _checked(stride: Stride, plane: Plane, foot_seen: Mask) -> Stride:
    """Not used when its foot was out of sight for much of it."""
    rows = (plane.time_s >= stride.start_s) & (plane.time_s <= stride.end_s)
    times = np.concatenate([[stride.start_s], plane.time_s[rows & foot_seen], [stride.end_s]])
    share = foot_seen[rows].mean() if rows.any() else 0.0
    if share < FEWEST_SEEN or np.diff(times).max() > max(LONGEST_HOLE_S, 1.5 / plane.fps):
        return replace(stride, used=False, reasons=(Reason("foot_not_seen"),))
    return stride


def _without_outliers(strides: list[Stride]) -> list[Stride]:
    """Strides whose length or contact differs from the leg's others by more than 3 MAD are not used."""
    used = [stride for stride in strides if stride.used]
    if len(used) < 4:
        return strides
    odd_length = _outliers([s.end_s - s.start_s for s in used])
    odd_contact = _outliers([s.toe_off_s - s.start_s for s in used])
    reasons = {
        id(stride): Reason("odd_stride_time" if length else "odd_contact_time", {"mads": OUTLIER_MADS})
        for stride, length, contact in zip(used, odd_length, odd_contact, strict=True)
        if length or contact
    }
    return [replace(s, used=False, reasons=(reasons[id(s)],)) if id(s) in reasons else s for s in strides]


def _outliers(values: Sequence[float]) -> Mask:
    array = np.array(values)
    middle = float(np.median(array))
    spread = max(1.4826 * float(np.median(np.abs(array - middle))), SMALLEST_SPREAD * middle)
    return np.asarray(np.abs(array - middle) > OUTLIER_MADS * spread)
