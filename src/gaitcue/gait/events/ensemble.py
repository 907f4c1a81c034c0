"""The phase-aligned ensemble mean: a leg's mean stride as a Fourier series over gait phase, and what it tells of phase.

Strides that are aligned by their gait phase fill each other's gaps: at 30 frames/s, twenty strides give samples every
few milliseconds of the stride, and noise falls with their number. This is what lets events be found between frames.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import BSpline

from gaitcue.gait.events.phase import frames_of, local_sum
from gaitcue.terms.arrays import Array

USUAL_AMPLITUDE = 0.3
"""leg lengths: harmonic k of a running leg is about this / k^2 large; a prior for harmonics that noise would fill"""
DRIFT_STRIDES = 1.5
"""drift of the body's height in the picture is followed over this many strides"""
ROBUST_SPREADS = 3.0
PASSES = 3
SMALLEST_NOISE = 1e-4  # leg lengths


@dataclass(frozen=True)
class EnsembleMean:
    """Mean stride of one leg."""

    coefficients: Array
    """(2 * harmonics, channels): cosines, then sines; the mean over the stride is left out"""
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

    def limited(self, harmonics: int) -> EnsembleMean:
        """The same with fewer harmonics: a smoother look at the same stride."""
        if harmonics >= self.harmonics:
            return self
        keep = np.r_[0:harmonics, self.harmonics : self.harmonics + harmonics]
        return EnsembleMean(self.coefficients[keep], self.information[np.ix_(keep, keep)], self.noise)

    def error(self, phase: float, channel: int, order: int) -> float:
        """SD of the series (or its derivative) at one moment of the stride, from the noise."""
        row = fourier(np.array([phase]), self.harmonics, order)[0]
        return float(np.sqrt(max(row @ np.linalg.solve(self.information[..., channel], row), 0.0)))


def fourier(phase: Array, harmonics: int, order: int = 0) -> Array:
    """Cosines and sines of 1 ... harmonics, (n, 2 * harmonics), or their derivative by the phase."""
    rate = 2 * np.pi * np.arange(1, harmonics + 1)
    angle = np.outer(phase, rate) + order * np.pi / 2  # each derivative of a sine or cosine turns it by a quarter
    return np.asarray(np.hstack([np.cos(angle), np.sin(angle)]) * np.tile(rate**order, 2))


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
    drift = _drift_basis(time_s, DRIFT_STRIDES / stride_hz)
    design = np.hstack([fourier(phase, harmonics), drift])
    prior = np.tile((np.arange(1, harmonics + 1) ** 2 / USUAL_AMPLITUDE) ** 2, 2)
    size, count = 2 * harmonics, values.shape[1]
    coefficients, residual = np.zeros((size, count)), np.full_like(values, np.nan)
    information, noise = np.zeros((size, size, count)), np.zeros(count)
    for i in range(0, count, 2):
        pair = slice(i, i + 2)
        fit = _fit_pair(design, values[:, pair], prior)
        coefficients[:, pair], information[..., pair], noise[pair], residual[:, pair] = fit
    return EnsembleMean(coefficients, information, noise), residual


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
    pull = local_sum((np.nan_to_num(residual) * slope * weight).sum(axis=1), width)
    stiffness = local_sum((slope**2 * weight).sum(axis=1), width)
    return np.asarray(pull / np.maximum(stiffness + trust * np.median(stiffness), 1e-12))


def explained(time_s: Array, phase: Array, mean: EnsembleMean, residual: Array, width_s: float) -> Array:
    """Share of the leg's movement that the mean stride explains nearby, (T,), 1 is all; 0 where nothing is seen."""
    seen = np.isfinite(residual)
    width = frames_of(width_s, time_s)
    left = local_sum((np.nan_to_num(residual) ** 2).sum(axis=1), width)
    moved = local_sum((mean.value(phase) ** 2 * seen).sum(axis=1), width)
    return np.asarray(np.where(moved > 0, 1 - left / np.maximum(left + moved, 1e-12), 0.0))


def _fit_pair(design: Array, values: Array, prior: Array) -> tuple[Array, Array, Array, Array]:
    seen = np.asarray(np.isfinite(values).all(axis=1))
    target, size = np.nan_to_num(values), len(prior)
    weight, noise = seen.astype(float), np.full(2, 0.02)
    solved, residual = np.zeros((design.shape[1], 2)), target
    normal = np.zeros((design.shape[1], design.shape[1]))
    for _ in range(PASSES):
        normal = (design * weight[:, None]).T @ design
        for axis in (0, 1):
            penalty = np.r_[prior * noise[axis] ** 2, np.full(len(normal) - size, 1e-6)]
            solved[:, axis] = np.linalg.solve(normal + np.diag(penalty), design.T @ (weight * target[:, axis]))
        residual = target - design @ solved
        noise = np.sqrt((weight[:, None] * residual**2).sum(axis=0) / max(weight.sum(), 1e-9)).clip(SMALLEST_NOISE)
        weight = _robust(np.linalg.norm(residual / noise, axis=1), seen)
    inner = normal[:size, :size, None] / noise**2 + np.diag(prior)[..., None]
    residual[~seen] = np.nan
    return solved[:size], inner, noise, residual


def point_weights(residual: Array) -> Array:
    """Robust weight of each sample (T, channels), alike for x and y of a point; 0 where it was not seen."""
    weights = [
        _robust(np.nan_to_num(np.hypot(residual[:, i], residual[:, i + 1])), np.isfinite(residual[:, i]))
        for i in range(0, residual.shape[1], 2)
    ]
    return np.repeat(np.stack(weights, axis=1), 2, axis=1)


def _robust(size: Array, seen: NDArray[np.bool_]) -> Array:
    """Weights that fall for samples far off the mean stride (Cauchy)."""
    usual = float(np.median(size[seen])) if seen.any() else 1.0
    return np.where(seen, 1 / (1 + (size / max(ROBUST_SPREADS * usual, 1e-12)) ** 2), 0.0)


def _drift_basis(time_s: Array, spacing_s: float) -> Array:
    spans = max(round(float(time_s[-1] - time_s[0]) / spacing_s), 1)
    inner = np.linspace(time_s[0], time_s[-1], spans + 1)
    knots = np.r_[[inner[0]] * 3, inner, [inner[-1]] * 3]
    return np.asarray(BSpline.design_matrix(time_s, knots, 3).toarray())
