"""How long a step takes, from poses whose left and right need not be right."""

from __future__ import annotations

import numpy as np

from gaitcue.terms.arrays import Array, IndexArray

USUAL_STEP_S = 0.36
"""a step of a runner at about 167 steps/min: only used where no period shows"""
CLEAR = 0.7
"""first peak of the autocorrelation over this share of the highest (PoseTrials)"""
PERIODIC = 0.3
"""an autocorrelation under this is not a rhythm"""
SHORTEST = 4
"""samples a step; fewer cannot be told from noise"""


def step_frames(apart: Array, time_s: Array) -> tuple[float, float]:
    """Step period in frames and how periodic the movement is (0-1).

    Parameters
    ----------
    apart : (T, channels) distances between the two legs' points, whose sign of left and right is dropped
    time_s : (T,)

    Notes
    -----
    Frames, not seconds: the steps of slow motion are as long as the tags of the file say, or longer.
    """
    usual = USUAL_STEP_S / max(float(np.median(np.diff(time_s))), 1e-6) if len(time_s) > 1 else 1.0
    signal = np.where(np.isfinite(apart), apart - np.nanmean(apart, axis=0), 0.0)
    if len(signal) < 4 * SHORTEST:
        return usual, 0.0
    correlation = _autocorrelation(signal)
    longest = int(0.7 * len(signal))
    lags = _peaks(correlation)
    lags = lags[(lags >= max(SHORTEST, _first_fall(correlation[:longest]))) & (lags <= longest)]
    if len(lags) == 0:
        return usual, 0.0
    best = float(correlation[lags].max())
    if best < PERIODIC:
        return usual, max(best, 0.0)
    first = int(lags[np.argmax(correlation[lags] > CLEAR * best)])
    return _refined(correlation, _top(correlation, first, CLEAR * best)), best


def _autocorrelation(signal: Array) -> Array:
    count = len(signal)
    size = 2 ** int(np.ceil(np.log2(2 * count)))
    power = np.abs(np.fft.rfft(signal, size, axis=0)) ** 2
    full = np.fft.irfft(power, size, axis=0)[:count].sum(axis=1)
    # Fewer pairs at long lags.
    full /= np.maximum(count - np.arange(count), 1)
    return np.asarray(full / max(full[0], 1e-12))


def _first_fall(correlation: Array) -> int:
    """Lag by which half of the way down is gone: bumps before it are noise, which slow motion has many of in a step."""
    return int(np.argmax(correlation < (1 + correlation.min()) / 2))


def _top(correlation: Array, lag: int, level: float) -> int:
    """The highest lag of the hump over ``level`` in which ``lag`` lies: noise puts bumps on its flanks."""
    under = np.flatnonzero(correlation[lag:] <= level)
    end = lag + int(under[0]) if len(under) else len(correlation) - 1
    return lag + int(np.argmax(correlation[lag:end]))


def _peaks(values: Array) -> IndexArray:
    inner = (values[1:-1] >= values[:-2]) & (values[1:-1] > values[2:])
    return np.flatnonzero(inner) + 1


def _refined(values: Array, lag: int) -> float:
    before, at, after = values[lag - 1 : lag + 2]
    curve = before - 2 * at + after
    return lag + (0.5 * (before - after) / curve if curve < 0 else 0.0)
