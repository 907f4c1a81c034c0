"""The phase-aligned ensemble mean: a leg's mean stride as a Fourier series over gait phase, and what it tells of phase.

Strides that are aligned by their gait phase fill each other's gaps: at 30 frames/s, twenty strides give samples every
few milliseconds of the stride, and noise falls with their number. This is what lets events be found between frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import BSpline

from gaitcue.gait.events.phase import frames_of, local_sum
from gaitcue.terms.arrays import Array, Mask, row_medians
from gaitcue.terms.remembered import Remembered

USUAL_AMPLITUDE = 0.3
"""leg lengths: harmonic k of a running leg is about this / k^2 large; a prior for harmonics that noise would fill"""
DRIFT_STRIDES = 1.5
"""drift of the body's height in the picture is followed over this many strides"""
ROBUST_SPREADS = 3.0
PASSES = 3
SMALLEST_NOISE = 1e-4  # leg lengths
SLIGHT = 1e-6
"""penalty on drift: none, but what nothing is seen of stays finite"""
WAVES = Remembered(most_bytes=16_000_000)


@dataclass(frozen=True)
class EnsembleMean:
    """Mean stride of one leg."""

    coefficients: Array
    """(2 * harmonics, channels): cosines, then sines; the mean over the stride is left out. (A stack of strides has
    them along a third axis.)"""
    information: Array
    """(2 * harmonics, 2 * harmonics, channels): inverse covariance of the coefficients"""
    noise: Array
    """(channels,), SD of what the mean does not explain, leg lengths"""

    @property
    def harmonics(self) -> int:
        return len(self.coefficients) // 2

    def value(self, phase: Array, order: int = 0) -> Array:
        """(n, channels): the series or its derivative by gait phase."""
        return np.asarray(fourier(phase, self.harmonics, order) @ self.coefficients)

    def limited(self, harmonics: int) -> Array:
        """Coefficients of the first harmonics alone, (2 * harmonics, channels): a smoother look at the same stride."""
        return low_part(self.coefficients, harmonics)

    def errors(self, phase: float, channels: Sequence[int], order: int, harmonics: int | None = None) -> Array:
        """SDs of the series of the first harmonics (or its derivative) at one moment of the stride, from the noise."""
        few = min(harmonics or self.harmonics, self.harmonics)
        row = _fourier(np.array([phase]), few, order)[0]
        information = self.information[..., channels]
        kept = low_part(low_part(information, few).swapaxes(0, 1), few).transpose(2, 0, 1)
        variance = np.linalg.solve(kept, row[:, None])[..., 0] @ row
        return np.asarray(np.sqrt(np.maximum(variance, 0.0)))


def low_part(series: Array, harmonics: int) -> Array:
    """Of cosines, then sines, (2 * harmonics, ...), those of the first harmonics alone."""
    whole = len(series) // 2
    return series if harmonics >= whole else np.concatenate([series[:harmonics], series[whole : whole + harmonics]])


def fourier(phase: Array, harmonics: int, order: int = 0) -> Array:
    """Cosines and sines of 1 ... harmonics, (n, 2 * harmonics), or their derivative by the phase.

    Both legs, each with several steps, ask for the same of one gait phase: it is kept, and cannot be written to.
    """
    return WAVES.get(WAVES.key(phase, harmonics, order), lambda: _fourier(phase, harmonics, order))


def _fourier(phase: Array, harmonics: int, order: int) -> Array:
    rate = 2 * np.pi * np.arange(1, harmonics + 1)
    angle = phase[:, None] * rate + order * np.pi / 2  # each derivative of a sine or cosine turns it by a quarter
    size = rate**order
    return np.concatenate([size * np.cos(angle), size * np.sin(angle)], axis=1)


def ensemble_mean(
    time_s: Array, phase: Array, values: Array, harmonics: int, stride_hz: float
) -> tuple[EnsembleMean, Array]:
    """Fit the mean stride.

    Parameters
    ----------
    values : (T, channels), x and y of each point in turn, leg lengths, NaN where not seen
    harmonics : of the stride

    Returns
    -------
    EnsembleMean
    residual : (T, channels), what it leaves unexplained (slow drift taken out)

    Notes
    -----
    Penalised least squares (a Gaussian prior on each harmonic, see ``USUAL_AMPLITUDE``) with robust weights for each
    point; slow drift is a cubic spline in time that is fitted along.
    """
    spacing_s = DRIFT_STRIDES / stride_hz
    drift = WAVES.get(WAVES.key("drift", time_s, spacing_s), lambda: _drift_basis(time_s, spacing_s))
    design = np.hstack([fourier(phase, harmonics), drift])
    prior = np.tile((np.arange(1, harmonics + 1) ** 2 / USUAL_AMPLITUDE) ** 2, 2)
    return _fit(design, values, prior)


def phase_correction(
    time_s: Array, phase: Array, mean: EnsembleMean, residual: Array, width_s: float, trust: float = 0.0
) -> Array:
    """How far the gait phase is off at each frame, (T,) in strides: the shift that fits the mean best nearby.

    Points that are far off it count little: where a pose model exchanged the legs for a few frames, no shift is right.

    Parameters
    ----------
    residual : (T, channels) of ``ensemble_mean``
    width_s : width (FWHM) of what counts as nearby
    trust : 0 takes the best shift as it is; larger holds it to zero where little is seen
    """
    slope = mean.value(phase, order=1)
    noise = np.maximum(mean.noise, SMALLEST_NOISE)
    weight = point_weights(residual / noise) / noise**2
    width = frames_of(width_s, time_s)
    each = (np.nan_to_num(residual) * slope * weight).sum(axis=1), (slope**2 * weight).sum(axis=1)
    pull, stiffness = local_sum(np.stack(each, axis=1), width).T
    return np.asarray(pull / np.maximum(stiffness + trust * np.median(stiffness), 1e-12))


def explained(time_s: Array, phase: Array, mean: EnsembleMean, residual: Array, width_s: float) -> Array:
    """Share of the leg's movement that the mean stride explains nearby, (T,), 1 is all; 0 where nothing is seen."""
    seen = np.isfinite(residual)
    width = frames_of(width_s, time_s)
    each = (np.nan_to_num(residual) ** 2).sum(axis=1), (mean.value(phase) ** 2 * seen).sum(axis=1)
    left, moved = local_sum(np.stack(each, axis=1), width).T
    return np.asarray(np.where(moved > 0, 1 - left / np.maximum(left + moved, 1e-12), 0.0))


def _fit(design: Array, values: Array, prior: Array) -> tuple[EnsembleMean, Array]:
    """All points at once; each has normal equations of its own, since each weighs the frames in its own way."""
    size, (frames, count) = len(prior), values.shape
    paths = values.T.reshape(-1, 2, frames)  # points, x and y, T
    seen, target = np.asarray(np.isfinite(paths).all(axis=1)), np.nan_to_num(paths)
    # At first the weights tell apart those points only that were not seen in the same frames.
    weight = (seen[:1] if (seen == seen[:1]).all() else seen).astype(float)
    noise, residual = np.full((len(weight), 1), 0.02), target
    for fitted in range(PASSES):
        if fitted:
            scaled = residual / noise[..., None]
            weight = _robust(np.hypot(scaled[:, 0], scaled[:, 1]), seen)
        normal = (weight[:, None] * design.T) @ design
        penalty = np.full((*noise.shape, design.shape[1]), SLIGHT)
        penalty[..., :size] = prior * noise[..., None] ** 2
        pull = (weight[:, None] * target) @ design
        solved = _solved(with_diagonals(normal[:, None], penalty), pull)
        residual = target - solved @ design.T
        total = np.maximum(weight.sum(axis=1), 1e-9)[:, None]
        noise = np.sqrt((weight[:, None] * residual**2).sum(axis=2) / total).clip(SMALLEST_NOISE)
    information = normal[:, None, :size, :size] / noise[..., None, None] ** 2 + np.diag(prior)
    mean = EnsembleMean(
        np.asarray(solved[..., :size].reshape(count, size).T, float),
        information.reshape(count, size, size).transpose(1, 2, 0),
        noise.ravel(),
    )
    return mean, np.where(seen[:, None], residual, np.nan).reshape(count, frames).T


def _solved(systems: Array, pull: Array) -> Array:
    """Solutions (points, 2, n) for ``pull`` (points, 2, n). Of the systems there may be one for x and y of a point
    (points, 1, n, n), or one for all (1, 1, n, n)."""
    of_each = pull.reshape(*systems.shape[:2], -1, pull.shape[2])
    return np.asarray(np.linalg.solve(systems, of_each.swapaxes(2, 3)).swapaxes(2, 3).reshape(pull.shape))


def with_diagonals(matrices: Array, diagonals: Array) -> Array:
    """Matrices (..., n, n) with what stands in ``diagonals`` (..., n) added."""
    rows = np.broadcast(matrices[..., 0], diagonals).shape
    out = np.empty((*rows, rows[-1]))
    out[...] = matrices
    out.reshape(*rows[:-1], -1)[..., :: rows[-1] + 1] += diagonals
    return out


def point_weights(residual: Array) -> Array:
    """Robust weight of each sample (T, channels), alike for x and y of a point; 0 where it was not seen."""
    size = np.nan_to_num(np.hypot(residual[:, ::2], residual[:, 1::2])).T
    return np.repeat(_robust(size, np.isfinite(residual[:, ::2]).T).T, 2, axis=1)


def _robust(size: Array, seen: Mask) -> Array:
    """(points, T): weights that fall for samples far off the mean stride (Cauchy)."""
    usual = np.nan_to_num(row_medians(size, seen), nan=1.0)[:, None]
    return np.where(seen, 1 / (1 + (size / np.maximum(ROBUST_SPREADS * usual, 1e-12)) ** 2), 0.0)


def _drift_basis(time_s: Array, spacing_s: float) -> Array:
    spans = max(round(float(time_s[-1] - time_s[0]) / spacing_s), 1)
    inner = np.linspace(time_s[0], time_s[-1], spans + 1)
    knots = np.r_[[inner[0]] * 3, inner, [inner[-1]] * 3]
    return np.asarray(BSpline.design_matrix(time_s, knots, 3).toarray())
