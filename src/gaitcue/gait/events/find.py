"""Events of a whole recording: pieces without long gaps, blocks of strides, each stride's own time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp, isfinite

import numpy as np

from gaitcue.gait.events.detectors import pace_of
from gaitcue.gait.events.ensemble import ensemble_mean, explained, phase_correction
from gaitcue.gait.events.follow import FollowedLeg, StrideEvent, follower
from gaitcue.gait.events.paths import LegPaths, leg_paths, thigh_shank_length
from gaitcue.gait.events.phase import frames_of, gait_phase, leg_difference, local_sum, stride_frequency
from gaitcue.gait.plane import Plane
from gaitcue.terms.arrays import Array, Mask
from gaitcue.terms.keypoints import SIDES, Side
from gaitcue.terms.quantiles import Z95
from gaitcue.terms.records import Event, EventType, View

LONGEST_GAP_S, LONGEST_GAP_STRIDES = 0.4, 0.3
"""over a longer gap the gait phase may lose count, so what follows is a piece by itself (product default)"""
LEAST_MOVED, USUALLY_MOVED = 0.25, 0.9
"""variance of the legs' distance within a stride, share of what it reaches in a tenth of the recording: with less
nobody runs (product default)"""
FEWEST_CYCLES = 1.4
"""a piece with less of a repeated movement gives no mean stride"""
BLOCK_STRIDES = 40
MARGIN_STRIDES = 1.0
BANDWIDTH_HZ = 22.0
CORRECTION_WIDTHS = (1.0, 0.5)  # strides; each correction of the gait phase looks closer
FEWEST_EXPLAINED = 0.5
NATURAL_SPREAD_S = 0.003
"""SD of a single event around the gait phase, on force-plate trials (validation/calibration/force_plates.py)"""
FEWEST_SEEN_AROUND = 0.3
"""share of the frames around an event in which the foot must have been seen"""
SURE_WITHIN_S = 0.030


@dataclass(frozen=True)
class Block:
    """Some tens of strides that are averaged together."""

    rows: slice
    core: tuple[float, float]
    """s; events outside are those of the neighbouring block"""


def detect_events(plane: Plane, view: View) -> tuple[Event, ...]:
    """Initial contacts and toe-offs of both feet, between frames.

    Parameters
    ----------
    plane : x forward, y up; any frame rate from about 20/s, on a treadmill or over ground
    view : its ``thigh_shank_length`` scale the levels of the detectors

    Returns
    -------
    Events in order of time. ``time_s`` is the exact time (not the first frame of the new state), ``half_width_s``
    its 95 % half width. A foot that was not seen around an event gives none.

    Notes
    -----
    Strides are aligned by a gait phase that follows the runner's pace; events are found on means over strides that
    are alike (``detectors``, ``follow``) and placed in every stride by its phase. It started from detectors after
    published ones (docs/evidence.md).

    Examples
    --------
    >>> from gaitcue.demo import Runner, true_track
    >>> from gaitcue.gait import filter_track, find_view, to_plane, detect_events
    >>> from gaitcue.terms.records import Conditions
    >>> told = Conditions(speed_kmh=10.8, height_cm=176.0)
    >>> track = filter_track(true_track(Runner(duration_s=4.0)))
    >>> view = find_view(track, None, told)
    >>> plane = to_plane(track, view)
    >>> events = detect_events(plane, view)
    >>> [(event.side, event.type) for event in events[:2]]
    [('left', 'toe_off'), ('right', 'initial_contact')]
    """
    scale = view.thigh_shank_length
    if not (np.isfinite(scale) and scale > 0):
        scale = thigh_shank_length(plane)
    if not np.isfinite(scale) or plane.frames < 8:
        return ()
    legs = {side: leg_paths(plane, side, scale) for side in SIDES}
    events: list[Event] = []
    for piece in pieces(plane.time_s, legs["left"], legs["right"]):
        events += _piece_events(plane, legs, piece)
    return tuple(sorted(events, key=lambda event: event.time_s))


def pieces(time_s: Array, left: LegPaths, right: LegPaths) -> Iterator[slice]:
    """Rows between gaps that are too long to count strides across; who stands still is in a gap, too.

    The limit follows the stride where strides are slow: in slow motion that nobody has told yet, a second is short.
    A shorter time at an end of the recording, in which one foot is hidden, is no gap either: the other foot may land.
    """
    swing = leg_difference(left, right)
    hz = stride_frequency(time_s, swing)
    seen = np.nonzero(np.isfinite(swing) & _moves(time_s, swing, hz))[0]
    if not len(seen):
        return
    longest_s = max(LONGEST_GAP_S, LONGEST_GAP_STRIDES / hz) if np.isfinite(hz) else LONGEST_GAP_S
    breaks = np.nonzero(np.diff(time_s[seen]) > longest_s)[0]
    for first, last in zip(np.r_[0, breaks + 1], np.r_[breaks, len(seen) - 1], strict=True):
        if last - first >= 8:
            begin, end = int(seen[first]), int(seen[last]) + 1
            if first == 0 and time_s[begin] - time_s[0] <= longest_s:
                begin = 0
            if last == len(seen) - 1 and time_s[-1] - time_s[end - 1] <= longest_s:
                end = len(time_s)
            yield slice(begin, end)


def _moves(time_s: Array, swing: Array, hz: float) -> Mask:
    """(T,), whether the legs move within about a stride: no mean stride is to be made of who stands still, through
    which a gait phase goes on."""
    if not np.isfinite(hz):
        return np.ones(len(swing), bool)
    seen = np.isfinite(swing)
    values = np.where(seen, swing - np.median(swing[seen]), 0.0)
    sums = local_sum(np.stack([seen, values, values**2], axis=1), frames_of(1.0 / hz, time_s))
    mean, mean_of_squares = (sums[:, 1:] / np.maximum(sums[:, :1], 1e-12)).T
    variance = mean_of_squares - mean**2
    return np.asarray(variance >= LEAST_MOVED * np.quantile(variance[seen], USUALLY_MOVED))


def _piece_events(plane: Plane, legs: dict[Side, LegPaths], piece: slice) -> list[Event]:
    time_s = plane.time_s[piece]
    swing = leg_difference(legs["left"].part(piece), legs["right"].part(piece))
    hz = stride_frequency(time_s, swing)
    if not np.isfinite(hz) or (time_s[-1] - time_s[0]) * hz < FEWEST_CYCLES:
        return []
    phase = gait_phase(time_s, swing, hz)
    events: list[Event] = []
    for block in _blocks(time_s, phase):
        rows = slice(piece.start + block.rows.start, piece.start + block.rows.stop)
        parts = {side: legs[side].part(rows) for side in SIDES}
        times = plane.time_s[rows]
        corrected = block_phase(times, phase[block.rows], parts, hz)
        for side in SIDES:
            found = leg_events(FollowedLeg(times, corrected, parts[side], hz, plane.source_kind == "markers"))
            events += _events(plane, side, [e for e in found if block.core[0] <= e.time_s < block.core[1]])
    return _without_doubles(events, 0.25 / hz)


def _blocks(time_s: Array, phase: Array) -> Iterator[Block]:
    total = phase[-1] - phase[0]
    count = max(1, int(np.ceil(total / BLOCK_STRIDES)))
    edges = phase[0] + np.arange(count + 1) * total / count
    for i in range(count):
        first = int(np.searchsorted(phase, edges[i] - (MARGIN_STRIDES if i else 1e9)))
        last = int(np.searchsorted(phase, edges[i + 1] + (MARGIN_STRIDES if i + 1 < count else 1e9)))
        start = time_s[np.searchsorted(phase, edges[i])] if i else -np.inf
        end = time_s[np.searchsorted(phase, edges[i + 1])] if i + 1 < count else np.inf
        slack = 0.02 * (time_s[-1] - time_s[0]) / total  # an event on the edge is found twice rather than not at all
        yield Block(slice(first, last), (float(start - slack), float(end + slack)))


def block_phase(time_s: Array, phase: Array, legs: dict[Side, LegPaths], hz: float) -> Array:
    """The gait phase, (T,) in strides, corrected by how both legs' mean stride fits nearby."""
    both = np.hstack([legs[side].values for side in SIDES])
    for width in CORRECTION_WIDTHS:
        mean, residual = ensemble_mean(time_s, phase, both, harmonics_of(hz), hz)
        phase = phase + phase_correction(time_s, phase, mean, residual, width / hz)
    return phase


def harmonics_of(stride_hz: float) -> int:
    """Harmonics of the stride that the ensemble mean keeps: up to ``BANDWIDTH_HZ``, never fewer than four."""
    return max(4, round(BANDWIDTH_HZ / pace_of(stride_hz)))


@dataclass(frozen=True)
class FoundEvent:
    """An event of one leg."""

    type: EventType
    time_s: float
    spread_s: float
    """SD"""
    single_s: float
    seen: float
    """share of the frames around it with the foot in view"""


def leg_events(leg: FollowedLeg) -> list[FoundEvent]:
    """One leg's events, as far as the foot was seen around them and its movement is that of its mean stride.

    Where the way of running changes at once, each part has a mean of its own: what strides differ from a common one by
    is known less well, since what lies far off it counts less.
    """
    if not leg.paths.points:
        return []
    mean, residual = ensemble_mean(leg.time_s, leg.phase, leg.paths.values, harmonics_of(leg.stride_hz), leg.stride_hz)
    following = follower(leg, mean, residual)
    changed = None if following is None else following.change_phase()
    if following is None:
        return []
    if changed is not None:
        split = int(np.searchsorted(leg.phase, changed))
        return [event for rows in (slice(0, split), slice(split, None)) for event in leg_events(leg.part(rows))]
    fits = explained(leg.time_s, leg.phase, mean, residual, 1.0 / leg.stride_hz)
    return list(_well_seen(leg, following.events(), fits))


def _well_seen(leg: FollowedLeg, events: Iterable[StrideEvent], fits: Array) -> Iterator[FoundEvent]:
    """Events in time, without those around which the foot was hidden or moved otherwise."""
    seen, width = leg.paths.seen.astype(float), frames_of(0.3 / leg.stride_hz, leg.time_s)
    in_view, frames = local_sum(np.stack([seen, np.ones_like(seen)], axis=1), width).T
    around = in_view / frames
    slower = pace_of(leg.stride_hz) / leg.stride_hz
    inside = [event for event in events if leg.phase[0] <= event.phase <= leg.phase[-1]]
    times = np.interp([event.phase for event in inside], leg.phase, leg.time_s)
    shares, fitting = np.interp(times, leg.time_s, around), np.interp(times, leg.time_s, fits)
    for event, at, share, fit in zip(inside, times.tolist(), shares.tolist(), fitting.tolist(), strict=True):
        if fit >= FEWEST_EXPLAINED and share >= FEWEST_SEEN_AROUND:
            spread = float(np.hypot(event.error_s, NATURAL_SPREAD_S)) * slower
            yield FoundEvent(event.type, at, spread, event.single_s * slower, share)


def _events(plane: Plane, side: Side, found: Sequence[FoundEvent]) -> Iterator[Event]:
    frames = np.interp([each.time_s for each in found], plane.time_s, plane.frame).tolist()
    for each, frame in zip(found, frames, strict=True):
        sure = exp(-0.5 * (each.spread_s / SURE_WITHIN_S) ** 2)
        yield Event(
            time_s=each.time_s,
            frame=frame,
            type=each.type,
            leg=plane.leg_of(side),
            side=side,
            confidence=min(max(each.seen * sure, 0.0), 1.0),
            half_width_s=Z95 * each.spread_s,
            single_s=each.single_s if isfinite(each.single_s) else 0.0,
        )


def _without_doubles(events: list[Event], apart_s: float) -> list[Event]:
    """One event where two blocks found the same."""
    kept: list[Event] = []
    for event in sorted(events, key=lambda each: (each.side, each.type, each.time_s)):
        last = kept[-1] if kept else None
        if last and (last.side, last.type) == (event.side, event.type) and event.time_s - last.time_s < apart_s:
            continue
        kept.append(event)
    return kept
