"""Where the time axis itself changes speed: phones bake slow motion into the middle of a clip.

Nobody goes from 165 to 40 steps a minute from one step to the next and back. Where the tempo of the legs jumps by more
than running can, the frames were spread out, and the parts must be measured each in its own time or left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import xarray as xr

from gaitcue.gait.jump_cuts import jump_cuts
from gaitcue.gait.slow_motion import PLAUSIBLE_SPM
from gaitcue.terms.arrays import Array
from gaitcue.terms.records import Note, note
from gaitcue.terms.track import point

JUMP = 1.6
"""ratio of step times that no runner reaches from one step to the next (product default)"""
LASTING_STEPS = 2
"""that a new tempo lasts; a lone long step is one that was not seen"""
CROSSED = 0.3
"""of the legs' swing: a crossing counts once the other foot is so far ahead"""
CUT_OUT_S = 1.0
"""a haste that is over sooner is a place where frames were cut out: nobody's clip is hastened for less"""
BESIDE_CUT_S = 0.1
"""left out before and after a cut: a pose model's points are smoothed over some frames (product default)"""
LARGEST_GAP = 0.1
"""share of the frames that may be missing before nothing is said about tempo (product default)"""


@dataclass(frozen=True, slots=True)
class TempoPart:
    """A stretch of one tempo, between two moments when the feet pass each other."""

    start_s: float
    end_s: float
    spm: float
    """steps a minute by the clip's own times"""


def tempo_parts(time_s: Array, swing: Array) -> list[TempoPart]:
    """Stretches between jumps of the tempo; one, or none, where there is no jump.

    Parameters
    ----------
    time_s : (T,)
    swing : (T,), how far one foot is ahead of the other, in any unit; NaN where not seen
    """
    crossings = _crossings(time_s, swing)
    steps = np.diff(crossings)
    if len(steps) < 2 * LASTING_STEPS:
        return []
    level = np.log(_median_of_three(steps))
    edges = [0, *(i for i in range(1, len(level)) if abs(level[i] - level[i - 1]) > np.log(JUMP)), len(level)]
    spans = [(a, b) for a, b in pairwise(edges) if b - a >= LASTING_STEPS]
    return [part_between(crossings, steps, *span) for span in spans]


def keep_real_time(track: xr.Dataset) -> tuple[list[xr.Dataset], list[Note]]:
    """The parts of a Track that run in real time, and notes on those that do not; the Track itself without jumps.

    What was taken for real time is the tempo that running can have; of several, the one with the most time.
    """
    swing = point(track, "left_ankle")[:, 0] - point(track, "right_ankle")[:, 0]
    if np.isfinite(swing).mean() < 1 - LARGEST_GAP:
        return [track], []
    parts = tempo_parts(track["time"].values, swing)
    possible = [part for part in parts if PLAUSIBLE_SPM[0] <= part.spm <= PLAUSIBLE_SPM[1]]
    if len(parts) < 2:
        return _between_cuts(track)
    if not possible:
        return [track], []
    longest = max(possible, key=lambda part: part.end_s - part.start_s)
    kept = [part for part in possible if _ratio(part, longest) < JUMP]
    left = [part for part in parts if part not in kept]
    return ([_within(track, part) for part in kept], list(_notes(longest, left))) if left else ([track], [])


def _between_cuts(track: xr.Dataset) -> tuple[list[xr.Dataset], list[Note]]:
    """What lies between places where frames were cut out at an unchanged tempo."""
    times = track["time"].values
    cuts = times[jump_cuts(track)]
    if not len(cuts):
        return [track], []
    edges = np.r_[-np.inf, cuts, np.inf]
    inside = [(times > a + BESIDE_CUT_S) & (times < b - BESIDE_CUT_S) for a, b in pairwise(edges)]
    said = [note("frames_cut_out", "info", at, at_s=at) for at in cuts.tolist()]
    return [track.isel(time=rows) for rows in inside if rows.any()], said


def _notes(real: TempoPart, left: list[TempoPart]) -> Iterator[Note]:
    if any(part.spm < real.spm or part.end_s - part.start_s >= CUT_OUT_S for part in left):
        yield note("tempo_jumps", "warning", real.spm, spm=real.spm)
    for part in left:
        if part.spm > real.spm and part.end_s - part.start_s < CUT_OUT_S:
            yield note("frames_cut_out", "info", part.start_s, at_s=part.start_s)
            continue
        code = "slowed_part_left_out" if part.spm < real.spm else "hastened_part_left_out"
        times = _ratio(part, real)
        yield note(code, "warning", times, start_s=part.start_s, end_s=part.end_s, times=times)


def _within(track: xr.Dataset, part: TempoPart) -> xr.Dataset:
    times = track["time"].values
    return track.isel(time=(times >= part.start_s) & (times <= part.end_s))


def _ratio(one: TempoPart, other: TempoPart) -> float:
    return max(one.spm, other.spm) / min(one.spm, other.spm)


def part_between(crossings: Array, steps: Array, first: int, last: int) -> TempoPart:
    """At the ends of the clip a part goes on to where the frames end: half steps belong to it."""
    start = -np.inf if first == 0 else crossings[first]
    end = np.inf if last == len(steps) else crossings[last]
    # whole strides: seen from an angle, the feet pass each other early in one step and late in the next
    strides = steps[first : last - 1] + steps[first + 1 : last]
    return TempoPart(float(start), float(end), 120.0 / float(np.median(strides)))


def _median_of_three(values: Array) -> Array:
    around = np.stack([np.r_[values[0], values[:-1]], values, np.r_[values[1:], values[-1]]])
    return np.asarray(np.median(around, axis=0))


def _crossings(time_s: Array, swing: Array) -> Array:
    """When the feet pass each other, s; small reversals near the crossing do not count."""
    known = np.isfinite(swing)
    times, values = time_s[known], swing[known] - np.median(swing[known]) if known.any() else swing[known]
    if len(values) < 8:
        return np.empty(0)
    clear = CROSSED * float(np.percentile(np.abs(values), 90))
    state = np.where(values > clear, 1, np.where(values < -clear, -1, 0))
    sure = np.nonzero(state)[0]
    turns = [(a, b) for a, b in pairwise(sure) if state[a] != state[b]]
    return np.array([_zero(times[a : b + 1], values[a : b + 1]) for a, b in turns])


def _zero(times: Array, values: Array) -> float:
    """Where a stretch that begins on one side of zero and ends on the other crosses it."""
    i = int(np.nonzero(np.sign(values) != np.sign(values[-1]))[0][-1])
    share = values[i] / (values[i] - values[i + 1])
    return float(times[i] + share * (times[i + 1] - times[i]))
