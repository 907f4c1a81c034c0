"""The last seconds of looks, and the path from clip to measures run on them: the same functions as for a clip.

There are no causal twins of filters and detectors. The path is run about once a step, shortly after the contact that is
due; what it says of the newest contact is what it would say of a clip that ends now.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import xarray as xr

from gaitcue.gait import (
    MEASURES,
    detect_events,
    filter_track,
    find_view,
    frame_rate_status,
    segment_strides,
    to_plane,
)
from gaitcue.gait.events.ensemble import WAVES
from gaitcue.gait.filtering import PATHS
from gaitcue.gait.measures.leg_strides import LegStrides, leg_strides
from gaitcue.gait.measures.run import Run
from gaitcue.gait.measuring import missing_need, values_of
from gaitcue.gait.slow_motion import POSSIBLE_SPM
from gaitcue.live.drawn_legs import LegsBefore, legs_before
from gaitcue.live.looking import PASSES
from gaitcue.live.records import AT_CONTACT, LIVE_MEASURES, OVER_STANCE, LiveValue
from gaitcue.pose.legs import resolve
from gaitcue.pose.looking.passes import Look, passes_of
from gaitcue.pose.merged_track import within_picture
from gaitcue.pose.runner.facing import facing_votes, find_facing
from gaitcue.terms.advice import Reason
from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import KEYPOINTS, LEG_POINTS, SIDES, Side
from gaitcue.terms.records import Conditions, Event, Status, Stride, View
from gaitcue.terms.track import make_track

WINDOW_S = 4.0
"""long enough for five strides of each leg, which the mean stride is made of. Contacts of the newest step against the
whole clip's, treadmill at 30 frames a second: SD 8 ms with 3 s, 5 ms with 4 s, 4 ms with 5 s"""
LONGEST_GAP_S = 0.4
"""over a longer time without the runner no step is counted: a new stretch begins"""
FEWEST_LOOKS = 20
KEEP_S = 5.0
"""after so long what was kept of a full window (view, stiffness of the legs' paths) is found again"""
FULL = 0.9
"""of ``WINDOW_S``: what was found in a shorter window is not kept"""
MEASURED = [KEYPOINTS.index(f"{side}_{point}") for point in ("shoulder", *LEG_POINTS) for side in SIDES]
"""points that live measures are made of: where the view is known, no others are cleaned"""
CADENCE_STEPS = 8
"""cadence is that of so many steps before: one step's time at 30 frames a second is known to 20 steps/min only"""


class Window:
    """The looks of the newest stretch in which the runner was seen without a long gap."""

    def __init__(self) -> None:
        self._looks: deque[Look] = deque()
        self.size = (0, 0)
        """width and height of its pictures, px"""
        self.stretch = 0
        """counts the stretches that gaps, or pictures of another size, have ended"""

    def add(self, look: Look, size: tuple[int, int]) -> None:
        """Take a look in which the runner was seen; those older than ``WINDOW_S`` go."""
        follows = self._looks and 0 < look.time_s - self._looks[-1].time_s <= LONGEST_GAP_S and size == self.size
        if self._looks and not follows:
            self._looks.clear()
            self.stretch += 1
        self.size = size
        self._looks.append(look)
        while look.time_s - self._looks[0].time_s > WINDOW_S:
            self._looks.popleft()

    @property
    def looks(self) -> tuple[Look, ...]:
        return tuple(self._looks)

    @property
    def began_s(self) -> float | None:
        return self._looks[0].time_s if self._looks else None


@dataclass(frozen=True, slots=True)
class Contact:
    """An initial contact in the window, with the numbers that stand by now."""

    side: Side
    time_s: float
    toe_off_s: float | None
    complete: bool
    values: dict[str, LiveValue]


@dataclass(frozen=True, slots=True)
class Kept:
    """What changes too slowly to be found again with every step, and takes two fifths of the path's time."""

    made_s: float
    """time of the newest frame of the window that it was found in"""
    over_s: float
    """length of that window"""
    stiffness: Array | None
    view: View


@dataclass(frozen=True, slots=True)
class Found:
    """What the path says of a window."""

    newest_s: float
    contacts: tuple[Contact, ...]
    step_s: float
    """usual time of a step, NaN with fewer than two"""
    next_step_s: float
    """usual time of the step that follows the newest contact: to the one foot it may be longer than to the other"""
    view: View
    kept: Kept
    """for the next window of the same stretch"""
    legs: LegsBefore
    """for the pictures that come until the next window"""


def follow_window(
    looks: Sequence[Look], size: tuple[int, int], conditions: Conditions, kept: Kept | None = None
) -> Found | None:
    """Run the path on a window.

    Parameters
    ----------
    size : width and height of the pictures, px
    kept : of an earlier window of the stretch; None: it is found here

    Returns
    -------
    None with too few looks.

    Raises
    ------
    UnusableInput : front or rear view, no legs to be seen
    """
    if len(looks) < FEWEST_LOOKS:
        return None
    track, kept = cleaned(looks, size, conditions, kept)
    view = kept.view
    plane = to_plane(track, view)
    events = detect_events(plane, view)
    contacts = [event for event in events if event.type == "initial_contact"]
    strides = segment_strides(events, plane)
    run = Run(plane, view, conditions, None, {})
    known = measured(run, events, (*strides, *begun_strides(events, strides)))
    rates = rates_of(contacts)
    found = []
    for contact, rate in zip(contacts, rates, strict=True):
        toe_off, complete, values = known.get((contact.side, contact.time_s), (None, False, {}))
        values = {"cadence": judged("cadence", rate, run), **values}
        found.append(Contact(contact.side, contact.time_s, toe_off, complete, values))
    step_s = usual_step_s(contacts)
    legs = legs_before(track, 2 * step_s)
    return Found(looks[-1].time_s, tuple(found), step_s, next_step_s(contacts), view, kept, legs)


def to_keep(looks: Sequence[Look], size: tuple[int, int], conditions: Conditions) -> Kept | None:
    """What is kept of a window, without its events and measures; None and errors as of :func:`follow_window`."""
    return cleaned(looks, size, conditions, None)[1] if len(looks) >= FEWEST_LOOKS else None


def cleaned(
    looks: Sequence[Look], size: tuple[int, int], conditions: Conditions, kept: Kept | None
) -> tuple[xr.Dataset, Kept]:
    """The clean Track of a window, and what is kept of it or was kept before."""
    for remembered in (PATHS, WAVES):
        remembered.forget()  # of the window before: no two of them have a path or a phase in common
    if kept is None:
        raw, stiffness = track_of(looks, size)
    else:
        raw, stiffness = track_of(looks, size, kept.stiffness, MEASURED)
    track = filter_track(raw)
    if kept is None:
        view = find_view(track, None, conditions)
        kept = Kept(looks[-1].time_s, looks[-1].time_s - looks[0].time_s, stiffness, view)
    return track, kept


def track_of(
    looks: Sequence[Look],
    size: tuple[int, int],
    stiffness: Array | None = None,
    points: Sequence[int] = range(len(KEYPOINTS)),
) -> tuple[xr.Dataset, Array | None]:
    """The raw Track of some points, the legs told apart over the whole window, and the stiffness of their paths."""
    passes = passes_of(looks, PASSES)
    facing, clarity = find_facing(facing_votes(passes.points[:, 0], passes.peak[:, 0]))
    legs = resolve(passes, facing, stiffness=stiffness)
    position, confidence = within_picture(legs.position, legs.confidence, size)
    track = make_track(
        position[:, points],
        passes.time_s,
        [KEYPOINTS[point] for point in points],
        confidence=confidence[:, points],
        frame=passes.frame,
        segments=[[int(passes.frame[0]), int(passes.frame[-1])]],
        facing=facing,
        near_side=facing,
        facing_clarity=round(clarity, 3),
    )
    return track, legs.stiffness


def usual_step_s(contacts: Sequence[Event]) -> float:
    """Median time between contacts of the two feet."""
    steps = [b.time_s - a.time_s for a, b in pairwise(contacts) if a.side != b.side]
    return float(np.median(steps)) if steps else float("nan")


def next_step_s(contacts: Sequence[Event]) -> float:
    """Median time of the steps from the foot of the newest contact to the other one; of all steps with fewer than two
    of these."""
    steps = [b.time_s - a.time_s for a, b in pairwise(contacts) if a.side != b.side and a.side == contacts[-1].side]
    return float(np.median(steps)) if len(steps) >= 2 else usual_step_s(contacts)


def rates_of(contacts: Sequence[Event]) -> list[float]:
    """Steps per minute up to each contact, over at most ``CADENCE_STEPS`` steps; NaN where a foot's contact is missing
    in them, there are fewer than two, or no runner takes so many."""
    rates = []
    for i, contact in enumerate(contacts):
        first = i
        while first > 0 and contacts[first - 1].side != contacts[first].side and i - first < CADENCE_STEPS:
            first -= 1
        steps, lasted = i - first, contact.time_s - contacts[first].time_s
        rate = 60 * steps / lasted if steps >= 2 else float("nan")
        rates.append(rate if POSSIBLE_SPM[0] <= rate <= POSSIBLE_SPM[1] else float("nan"))
    return rates


def begun_strides(events: Sequence[Event], strides: Sequence[Stride]) -> list[Stride]:
    """The stride that the last contact of each leg begins, as long as the leg's strides usually are."""
    begun = []
    for side in SIDES:
        own = [s for s in strides if s.side == side]
        contacts = [e for e in events if e.side == side and e.type == "initial_contact"]
        if not own or not contacts:
            continue
        last = contacts[-1]
        stride = float(np.median([s.end_s - s.start_s for s in own]))
        stance = float(np.median([s.toe_off_s - s.start_s for s in own]))
        offs = [e.time_s for e in events if e.side == side and e.type == "toe_off" and e.time_s > last.time_s]
        off = offs[0] if offs else last.time_s + stance
        begun.append(Stride(-1, last.leg, side, last.time_s, off, last.time_s + stride, used=True))
    return begun


Measured = dict[tuple[Side, float], tuple[float | None, bool, dict[str, LiveValue]]]


def measured(run: Run, events: Sequence[Event], strides: Sequence[Stride]) -> Measured:
    """(side, contact) -> toe-off, whether the stance is over and its values stand, the values."""
    newest = float(run.plane.time_s[-1])
    legs = {side: leg_strides(strides, events, side) for side in SIDES}
    run = run.with_legs(legs)
    out: Measured = {}
    for side, leg in legs.items():
        values = {name: live_values(name, run, leg) for name in LIVE_MEASURES if name != "cadence"}
        for i, (start, off, end) in enumerate(zip(leg.start, leg.toe_off, leg.end, strict=True)):
            complete, over = bool(end <= newest), bool(off <= newest)
            names = [*AT_CONTACT, *(OVER_STANCE if complete else ())]
            told = {name: judged(name, float(values[name][i]), run) for name in names if name in values}
            out[side, float(start)] = (float(off) if over else None, complete, told)
    return out


def live_values(name: str, run: Run, leg: LegStrides) -> Array:
    """One value per stride; NaN without asking where the frame rate excludes the measure."""
    definition = MEASURES[name]
    if frame_rate_status(definition, looks_per_s(run.plane.time_s)) == "not_measurable":
        return np.full(leg.count, np.nan)
    return values_of(definition, run, leg)


def judged(name: str, value: float, run: Run) -> LiveValue:
    """A number with the status that the frame rate and what is known allow."""
    definition = MEASURES[name]
    fps = looks_per_s(run.plane.time_s)
    status: Status = frame_rate_status(definition, fps)
    at = {"fps": fps, "needed": definition.min_fps[0]}
    missing = missing_need(definition, run)
    if missing is not None:
        return LiveValue(None, "not_measurable", Reason(f"needs_{missing}"))
    if status == "not_measurable":
        return LiveValue(None, status, Reason("frame_rate_too_low", at))
    if not np.isfinite(value):
        return LiveValue(None, "not_measurable", Reason("point_hidden_in_stride"))
    return LiveValue(value, status, Reason("frame_rate_low", at) if status == "low_confidence" else None)


def looks_per_s(time_s: Array) -> float:
    """Looks a second over the whole window: where some frames are left out, the usual interval would not tell."""
    return float((len(time_s) - 1) / (time_s[-1] - time_s[0])) if len(time_s) > 1 else float("nan")
