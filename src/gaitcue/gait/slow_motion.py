"""Is the told frame rate possible? Nobody runs at 20 steps a minute: then the clip is slow motion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from gaitcue.gait.plane import Plane
from gaitcue.terms.advice import Reason
from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import SIDES
from gaitcue.terms.records import Clip, Event, Note, Summary, note

PLAUSIBLE_SPM = (110.0, 290.0)
"""cadence of running with room for error (product default); sprinters reach 280"""
POSSIBLE_SPM = (90.0, 300.0)
"""a cadence beyond these is no runner's, so the times that tell it are wrong (product default)"""
LIKELY_SPM = (130.0, 210.0)
"""cadence of those who are filmed for their gait (product default)"""
USUAL_SPM = 165.0
CAPTURE_RATES = (24.0, 25.0, 30.0, 48.0, 50.0, 60.0, 90.0, 100.0, 120.0, 200.0, 240.0, 300.0, 480.0, 600.0, 960.0)
"""capture rates that phones and cameras offer"""
COMMON_RATES = (30.0, 60.0, 120.0, 240.0)
"""those that phones offer first: likelier than the others unless the cadence speaks clearly against them"""
UNCOMMON = 0.25
"""how much nearer to the usual cadence (natural logarithm) another rate must come"""
NOT_SLOWED = 1.5
"""times slower than real that is rather a wrong rate than slow motion (product default)"""
STRIDES_FOR_A_CADENCE = 4
DOUBTED_UNITS = frozenset({"steps/min", "s", "m"})
"""units of measures that a wrong frame rate makes wrong (lengths in m follow from speed and step time)"""


def suggest_capture_fps(plane: Plane, clip: Clip | None, events: Sequence[Event] = ()) -> Note | None:
    """Note with the capture rate that would make the cadence plausible; None when it is plausible as it is.

    Never changes anything: the person confirms with --capture-fps. ``Note.value`` is the suggested rate, ``values``
    what the report's sentence is made of.

    Parameters
    ----------
    plane : points over the time as it is now believed
    clip : its ``capture_fps`` is the rate in doubt; None for points tracked elsewhere, whose own rate is
    events : once found, they tell the cadence; before, the legs' to and fro does
    """
    period_s = stride_of_events_s(events) if len(events) else float("nan")
    period_s = period_s if np.isfinite(period_s) else stride_period_s(plane)
    if not np.isfinite(period_s):
        return None
    cadence = 120 / period_s
    if PLAUSIBLE_SPM[0] <= cadence <= PLAUSIBLE_SPM[1]:
        return None
    capture_fps, playback_fps = (clip.capture_fps, clip.playback_fps) if clip else (plane.fps, plane.fps)
    best = likeliest_rate(cadence, capture_fps, playback_fps)
    if best is None:
        return note("implausible_cadence", "serious", spm=cadence)
    times = best / playback_fps
    if times <= NOT_SLOWED:
        return note("frame_rate_unlikely", "serious", best, spm=cadence, fps=best)
    slowest, fastest = (capture_fps / playback_fps * spm / cadence for spm in LIKELY_SPM)
    return note(
        "looks_like_slow_motion", "serious", best, spm=cadence, fps=best, times=times, slowest=slowest, fastest=fastest
    )


def likeliest_rate(cadence: float, capture_fps: float, playback_fps: float) -> float | None:
    """Capture rate that makes a cadence usual; those that phones offer first come first. None when none does."""

    def off(rate: float) -> float:
        usual = abs(float(np.log(cadence * rate / capture_fps / USUAL_SPM)))
        return usual + UNCOMMON * (min(abs(rate / common - 1) for common in COMMON_RATES) > 0.01)

    possible = [
        rate
        for rate in CAPTURE_RATES
        if rate > 0.98 * playback_fps and PLAUSIBLE_SPM[0] <= cadence * rate / capture_fps <= PLAUSIBLE_SPM[1]
    ]
    return min(possible, key=off, default=None)


def stride_of_events_s(events: Sequence[Event]) -> float:
    """Median time from a contact to the next of the same side, s; NaN with too few."""
    steps = [
        np.diff(sorted(e.time_s for e in events if e.side == side and e.type == "initial_contact")) for side in SIDES
    ]
    strides = np.concatenate(steps)
    return float(np.median(strides)) if len(strides) >= STRIDES_FOR_A_CADENCE else float("nan")


def doubt_times(measures: Sequence[Summary], doubt: Note | None) -> list[Summary]:
    """Measures that need the true frame rate, while that rate is in doubt.

    A cadence that no runner has shows that they are wrong: then they are not measurable, so that no rule, page or
    comparison takes them for a gait. One that is only unlikely lowers their confidence.
    """
    return [_doubted(row, doubt) if doubt is not None and row.unit in DOUBTED_UNITS else row for row in measures]


def _doubted(row: Summary, doubt: Note) -> Summary:
    if row.status == "not_measurable":
        return row
    reason = Reason(doubt.code, doubt.values)
    if not POSSIBLE_SPM[0] <= doubt.values["spm"] <= POSSIBLE_SPM[1]:
        blank: dict[str, Any] = dict.fromkeys(("mean", "sd", "ci_low", "ci_high"))
        return replace(row, status="not_measurable", reasons=(reason,), **blank)
    return replace(row, status="low_confidence", reasons=(reason, *row.reasons))


def stride_period_s(plane: Plane) -> float:
    """Stride period from the legs' to and fro, whatever it is; NaN when there is no rhythm.

    First clear peak of the autocorrelation of (left minus right ankle along x).
    """
    apart = plane.point("left_ankle")[:, 0] - plane.point("right_ankle")[:, 0]
    if np.isfinite(apart).sum() < 16:
        return float("nan")
    time_s = np.linspace(plane.time_s[0], plane.time_s[-1], plane.frames)
    known = np.isfinite(apart)
    even = np.interp(time_s, plane.time_s[known], apart[known])
    return _first_peak(even - even.mean()) * float(time_s[1] - time_s[0])


def _first_peak(signal: Array) -> float:
    """Lag (samples, fractional) of the first autocorrelation peak after it has gone below zero; NaN without one."""
    n = len(signal)
    spectrum = np.abs(np.fft.rfft(signal, 2 * n)) ** 2
    overlap = n - np.arange(n)
    correlation = np.fft.irfft(spectrum)[:n] / overlap
    correlation = correlation[: int(0.8 * n)] / max(float(correlation[0]), 1e-12)
    below = np.flatnonzero(correlation < 0)
    if not len(below):
        return float("nan")
    after = correlation[below[0] :]
    peaks = np.flatnonzero((after[1:-1] >= after[:-2]) & (after[1:-1] > after[2:])) + 1
    high = [p for p in peaks if after[p] > 0.7 * after[peaks].max() and after[p] > 0.3]
    if not high:
        return float("nan")
    p = high[0]
    a, b, c = after[p - 1], after[p], after[p + 1]
    return float(below[0] + p + 0.5 * (a - c) / (a - 2 * b + c))
