"""Is the told frame rate possible? Nobody runs at 20 steps a minute: then the clip is slow motion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gaitcue.gait.plane import Plane
from gaitcue.terms.records import Clip, Note, Summary

Array = NDArray[np.float64]

PLAUSIBLE_SPM = (110.0, 250.0)
"""cadence of running with room for error (product default); B4.10 has 120-240 as the sanity range"""
USUAL_SPM = 165.0
CAPTURE_RATES = (48.0, 50.0, 60.0, 90.0, 100.0, 120.0, 200.0, 240.0, 300.0, 480.0, 600.0, 960.0)
"""capture rates that phones and cameras offer"""
DOUBTED_UNITS = frozenset({"steps/min", "s", "m"})
"""units of measures that a wrong frame rate makes wrong (lengths in m follow from speed and step time)"""


def suggest_capture_fps(plane: Plane, clip: Clip) -> Note | None:
    """Note with the capture rate that would make the cadence plausible; None when it is plausible as it is.

    Never changes anything: the person confirms with --capture-fps. ``Note.value`` is the suggested rate.

    Parameters
    ----------
    plane : points over the clip's time as it is now believed
    clip : its ``capture_fps`` is the rate in doubt
    """
    period_s = stride_period_s(plane)
    if not np.isfinite(period_s):
        return None
    cadence = 120 / period_s
    if PLAUSIBLE_SPM[0] <= cadence <= PLAUSIBLE_SPM[1]:
        return None
    factor = USUAL_SPM / cadence
    rates = [
        rate for rate in CAPTURE_RATES if PLAUSIBLE_SPM[0] <= cadence * rate / clip.capture_fps <= PLAUSIBLE_SPM[1]
    ]
    if not rates:
        text = f"{cadence:.0f} steps a minute is not running: the frame rate may be wrong; tell it with --capture-fps"
        return Note("implausible_cadence", "serious", text)
    best = min(rates, key=lambda rate: abs(np.log(rate / clip.capture_fps / factor)))
    times = best / clip.playback_fps
    text = (
        f"{cadence:.0f} steps a minute: looks like {times:.0f}x slow motion; pass --capture-fps {best:.0f} to confirm"
        if times > 1.5
        else f"{cadence:.0f} steps a minute is not running: pass --capture-fps {best:.0f} if that is the true rate"
    )
    return Note("looks_like_slow_motion", "serious", text, float(best))


def doubt_times(measures: Sequence[Summary], doubt: Note | None) -> list[Summary]:
    """Measures that need the true frame rate are of low confidence while that rate is in doubt."""
    if doubt is None:
        return list(measures)
    return [
        replace(row, status="low_confidence", reason=doubt.text)
        if row.unit in DOUBTED_UNITS and row.status == "ok"
        else row
        for row in measures
    ]


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
