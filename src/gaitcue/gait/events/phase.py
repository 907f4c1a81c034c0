"""Gait phase: how many strides have passed at each moment, from the two legs' swing against each other."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter1d

from gaitcue.gait.events.paths import LegPaths
from gaitcue.terms.arrays import Array

STRIDE_HZ = (0.1, 2.4)
"""strides per second that are looked for: 2.4 is faster than any sprinter, 0.1 is slow motion that nobody told of"""
PADDING = 8
DEMODULATION_STRIDES = 1.0  # width (FWHM) of the window that follows the pace


def leg_difference(left: LegPaths, right: LegPaths) -> Array:
    """(T,), left foot ahead of right foot: one clean period a stride, whatever camera and belt do."""
    return _foot_x(left) - _foot_x(right)


def stride_frequency(time_s: Array, signal: Array) -> float:
    """Strides per second: the strongest line in the spectrum of the legs' swing; NaN when the recording is too short.

    Parameters
    ----------
    signal : (T,), one period a stride; NaN is left out
    """
    seen = np.isfinite(signal)
    if seen.sum() < 8:
        return float("nan")
    step = float(np.median(np.diff(time_s)))
    even = np.arange(time_s[seen][0], time_s[seen][-1], step)
    values = np.interp(even, time_s[seen], signal[seen])
    values = (values - np.polyval(np.polyfit(even, values, 1), even)) * np.hanning(len(even))
    size = PADDING * 2 ** int(np.ceil(np.log2(len(even))))
    power, hz = np.abs(np.fft.rfft(values, size)) ** 2, np.fft.rfftfreq(size, step)
    allowed = (hz >= max(STRIDE_HZ[0], 0.9 / (even[-1] - even[0]))) & (hz <= STRIDE_HZ[1])
    # A line, not the slope of slower movement: of standing still before or after the run.
    allowed[1:-1] &= (power[1:-1] > power[:-2]) & (power[1:-1] >= power[2:])
    return float(hz[allowed][np.argmax(power[allowed])]) if allowed.any() else float("nan")


def gait_phase(time_s: Array, signal: Array, stride_hz: float) -> Array:
    """Strides passed at each frame, (T,): complex demodulation of the legs' swing, which follows changes of pace."""
    seen = np.isfinite(signal)
    carrier = np.exp(-2j * np.pi * stride_hz * time_s)
    turned = np.where(seen, signal - np.nanmean(signal), 0.0) * carrier
    width = frames_of(DEMODULATION_STRIDES / stride_hz, time_s)
    smooth = local_sum(turned.real, width) + 1j * local_sum(turned.imag, width)
    return np.asarray(np.unwrap(np.angle(smooth)) / (2 * np.pi) + stride_hz * time_s)


def local_sum(values: Array, width_frames: float) -> Array:
    """Sum under a moving Gaussian of this full width at half maximum; nothing beyond the ends."""
    return np.asarray(gaussian_filter1d(values, width_frames / 2.355, axis=0, mode="constant", truncate=4.0))


def frames_of(duration_s: float, time_s: Array) -> float:
    """A duration in frames of the usual interval."""
    return duration_s / float(np.median(np.diff(time_s)))


def _foot_x(leg: LegPaths) -> Array:
    columns = [leg.column(point, 0) for point in ("ankle", "heel", "toe")]
    x = leg.values[:, [column for column in columns if column is not None]]
    return np.asarray(x.mean(axis=1)) if x.shape[1] else np.full(len(x), np.nan)
