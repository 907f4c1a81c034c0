"""Signals at fractional times: nothing is ever read off at the nearest frame (clinical.md B4.9)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gaitcue.gait.clean import lagrange_weights

Array = NDArray[np.float64]

MAX_MISSING = 0.1
"""a window with more than this share missing gives NaN (product default)"""


def sample(time_s: Array, signal: Array, at: Array) -> Array:
    """Signal at any times by cubic interpolation through four samples.

    Parameters
    ----------
    time_s : (T,), s, increasing, any spacing
    signal : (T,) with NaN where unknown
    at : any shape, s

    Returns
    -------
    Shape of ``at``. Beside a gap linear between two known samples; NaN in gaps and outside the recording.
    """
    at = np.asarray(at, float)
    flat = at.ravel()
    out = np.full(flat.shape, np.nan)
    if len(time_s) < 4:
        return out.reshape(at.shape)
    inside = np.isfinite(flat) & (flat >= time_s[0] - 1e-9) & (flat <= time_s[-1] + 1e-9)
    here = flat[inside]
    after = np.clip(np.searchsorted(time_s, here), 1, len(time_s) - 1)
    nodes = np.clip(after - 2, 0, len(time_s) - 4)[:, None] + np.arange(4)
    cubic = np.sum(lagrange_weights(time_s[nodes], here) * signal[nodes], axis=1)
    share = (here - time_s[after - 1]) / (time_s[after] - time_s[after - 1])
    linear = signal[after - 1] * (1 - share) + signal[after] * share
    out[inside] = np.where(np.isfinite(cubic), cubic, linear)
    return out.reshape(at.shape)


def windows(time_s: Array, signal: Array, start: Array, end: Array) -> Array:
    """Signal on an even fine grid from each start to each end, (n, K); K follows from the frame rate."""
    longest = float(np.nanmax(end - start)) if np.isfinite(end - start).any() else 0.0
    spacing = float(np.median(np.diff(time_s))) if len(time_s) > 1 else 1.0
    count = int(np.clip(np.ceil(4 * longest / spacing), 21, 401))
    grid = start[:, None] + (end - start)[:, None] * np.linspace(0, 1, count)
    return sample(time_s, signal, grid)


def _enough(values: Array) -> NDArray[np.bool_]:
    return np.asarray(np.isnan(values).mean(axis=1) <= MAX_MISSING)


def window_max(time_s: Array, signal: Array, start: Array, end: Array) -> Array:
    """Highest value in the windows of several strides, (n,); NaN where too much is missing.

    Each stride is read at the moment (part of the window) at which the mean over the other strides is highest. The
    highest value of the stride itself would be too high: noise always finds the sample that it lifts most.
    """
    return at_peak(windows(time_s, signal, start, end))


def at_peak(values: Array) -> Array:
    """Each row of values (n, K) at the column at which the mean of the other rows is highest, (n,).

    Rows with too much missing give NaN; a row by itself is read at its own highest value.
    """
    good = _enough(values)
    if not good.any():
        return np.full(len(values), np.nan)
    known = np.isfinite(values) & good[:, None]
    filled = np.where(known, values, 0.0)
    alone = good.sum() == 1
    count = known.sum(axis=0) - (0 if alone else known)
    total = filled.sum(axis=0) - (0 if alone else filled)
    mean = np.where(count >= 0.5 * count.max(), total / np.maximum(count, 1), -np.inf)
    column = np.broadcast_to(np.argmax(mean, axis=-1), len(values))
    return np.where(good, values[np.arange(len(values)), column], np.nan)


def window_min(time_s: Array, signal: Array, start: Array, end: Array) -> Array:
    """Lowest value in the windows, (n,): as :func:`window_max`."""
    return -window_max(time_s, -signal, start, end)


def window_mean(time_s: Array, signal: Array, start: Array, end: Array) -> Array:
    """Mean over time of each window, (n,); NaN where too much is missing."""
    values = windows(time_s, signal, start, end)
    known = np.where(np.isnan(values), 0.0, values)
    # Trapezoid weights: the ends count half.
    weight = np.isfinite(values).astype(float)
    weight[:, [0, -1]] *= 0.5
    total = np.maximum(weight.sum(axis=1), 1e-12)
    return np.where(_enough(values), np.sum(known * weight, axis=1) / total, np.nan)
