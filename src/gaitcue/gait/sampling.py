"""Signals at fractional times: nothing is ever read off at the nearest frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaitcue.gait.filtering import lagrange_weights
from gaitcue.terms.arrays import Array, Mask

MAX_MISSING = 0.1
"""a window with more than this share missing gives NaN (product default)"""


KnownTimes = dict[bytes, "Interpolation"]
MOST_KEPT = 50_000
"""times of an interpolation that is kept to be used again: 64 bytes each"""


@dataclass(frozen=True, slots=True)
class Interpolation:
    """How signals on one time base are read at some times: the same for every signal."""

    inside: Mask
    """(N,): times that lie in the recording"""
    nodes: NDArray[np.int64]
    weights: Array
    """(n, 4) for the times inside"""
    after: NDArray[np.int64]
    share: Array

    def read(self, signal: Array) -> Array:
        """(N,): cubic, beside a gap linear, NaN in gaps and outside."""
        out = np.full(len(self.inside), np.nan)
        cubic = np.einsum("nk,nk->n", self.weights, signal[self.nodes])
        rough = ~np.isfinite(cubic)
        if rough.any():
            after, share = self.after[rough], self.share[rough]
            cubic[rough] = signal[after - 1] * (1 - share) + signal[after] * share
        out[self.inside] = cubic
        return out


def interpolation(time_s: Array, at: Array) -> Interpolation:
    """For (T,) times of the samples, at least 4, and (N,) times to read them at."""
    inside = np.isfinite(at) & (at >= time_s[0] - 1e-9) & (at <= time_s[-1] + 1e-9)
    here = at[inside]
    after = np.clip(np.searchsorted(time_s, here), 1, len(time_s) - 1)
    nodes = np.clip(after - 2, 0, len(time_s) - 4)[:, None] + np.arange(4)
    share = (here - time_s[after - 1]) / (time_s[after] - time_s[after - 1])
    return Interpolation(inside, nodes, lagrange_weights(time_s[nodes], here), after, share)


def sample(time_s: Array, signal: Array, at: Array, known: KnownTimes | None = None) -> Array:
    """Signal at any times by cubic interpolation through four samples.

    Parameters
    ----------
    time_s : (T,), s, increasing, any spacing
    signal : (T,) with NaN where unknown
    at : any shape, s
    known : interpolations of this time base to be used again, and added to

    Returns
    -------
    Shape of ``at``. Beside a gap linear between two known samples; NaN in gaps and outside the recording.
    """
    at = np.ascontiguousarray(at, float)
    if len(time_s) < 4:
        return np.full(at.shape, np.nan)
    if known is None:
        return interpolation(time_s, at.ravel()).read(signal).reshape(at.shape)
    return _remembered(known, at.tobytes(), time_s, lambda: at).read(signal).reshape(at.shape)


def windows(time_s: Array, signal: Array, start: Array, end: Array, known: KnownTimes | None = None) -> Array:
    """Signal on an even fine grid from each start to each end, (n, K); K follows from the frame rate."""
    if known is None or len(time_s) < 4:
        return sample(time_s, signal, _grid(time_s, start, end))
    key = b"windows" + start.tobytes() + end.tobytes()
    read = _remembered(known, key, time_s, lambda: _grid(time_s, start, end)).read(signal)
    return read.reshape(len(start), -1)


def _remembered(known: KnownTimes, key: bytes, time_s: Array, at: Callable[[], Array]) -> Interpolation:
    if key in known:
        return known[key]
    made = interpolation(time_s, at().ravel())
    if len(made.inside) <= MOST_KEPT:
        known[key] = made
    return made


def _grid(time_s: Array, start: Array, end: Array) -> Array:
    longest = float(np.nanmax(end - start)) if np.isfinite(end - start).any() else 0.0
    spacing = float(np.median(np.diff(time_s))) if len(time_s) > 1 else 1.0
    count = int(np.clip(np.ceil(4 * longest / spacing), 21, 401))
    return np.asarray(start[:, None] + (end - start)[:, None] * np.linspace(0, 1, count))


def _enough(values: Array) -> Mask:
    return np.asarray(np.isnan(values).mean(axis=1) <= MAX_MISSING)


def window_max(time_s: Array, signal: Array, start: Array, end: Array, known: KnownTimes | None = None) -> Array:
    """Highest value in the windows of several strides, (n,); NaN where too much is missing.

    Each stride is read at the moment (part of the window) at which the mean over the other strides is highest. The
    highest value of the stride itself would be too high: noise always finds the sample that it lifts most.
    """
    return at_peak(windows(time_s, signal, start, end, known))


def at_peak(values: Array) -> Array:
    """Each row of values (n, K) at the column at which the mean of the other rows is highest, (n,), freed from bias.

    Noise moves that column about the true peak, so the row is read too low there by half the squared slope of the
    noise over the curvature, which shrinks with the n - 1 rows; the highest mean over all n rows is too high by the
    same. Between the two lies the peak; all rows are raised alike, so that they vary as before.

    Rows with too much missing give NaN; a row by itself is read at its own highest value.
    """
    good = _enough(values)
    if not good.any():
        return np.full(len(values), np.nan)
    known = np.isfinite(values) & good[:, None]
    filled = np.where(known, values, 0.0)
    count, total, n = known.sum(axis=0), filled.sum(axis=0), int(good.sum())
    top = _highest_mean(total, count)
    if n == 1:
        read = values[:, top]
    else:
        columns = _highest_mean(total - filled, count - known)
        read = values[np.arange(len(values)), columns]
        low, high = np.mean(read[good & np.isfinite(read)]), total[top] / count[top]
        read = read + n / (2 * n - 1) * (high - low)
    return np.where(good, read, np.nan)


def _highest_mean(total: Array, count: Array) -> Array:
    """Column of the highest mean among those that most rows know; (K,) -> () or (n, K) -> (n,)."""
    mean = np.where(count >= 0.5 * count.max(), total / np.maximum(count, 1), -np.inf)
    return np.asarray(np.argmax(mean, axis=-1))


def window_min(time_s: Array, signal: Array, start: Array, end: Array, known: KnownTimes | None = None) -> Array:
    """Lowest value in the windows, (n,): as :func:`window_max`."""
    return -window_max(time_s, -signal, start, end, known)


def window_mean(time_s: Array, signal: Array, start: Array, end: Array, known: KnownTimes | None = None) -> Array:
    """Mean over time of each window, (n,); NaN where too much is missing."""
    values = windows(time_s, signal, start, end, known)
    filled = np.where(np.isnan(values), 0.0, values)
    # Trapezoid weights: the ends count half.
    weight = np.isfinite(values).astype(float)
    weight[:, [0, -1]] *= 0.5
    total = np.maximum(weight.sum(axis=1), 1e-12)
    return np.where(_enough(values), np.sum(filled * weight, axis=1) / total, np.nan)
