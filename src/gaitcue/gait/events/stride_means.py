"""The mean over any run of strides: what each stride differs from the mean of the whole recording by, kept apart.

Strides overlap a little and every frame counts once in all, so that the mean over all strides is the ensemble mean.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gaitcue.gait.events.ensemble import EnsembleMean, fourier, point_weights, with_diagonals
from gaitcue.gait.events.steady import MEDIAN_OF_SQUARES
from gaitcue.terms.arrays import Array, row_medians

WHOLLY_ITS_OWN, NOT_ITS_OWN = 0.3, 0.7
"""strides from mid-stance: up to the first a frame belongs to this stride alone, from the second on not at all"""
USUAL_DIFFERENCE = 0.03
"""leg lengths: harmonic k of a stride differs from the mean by about this / k^2; matters where frames are few"""
SMALLEST_NOISE = 1e-3  # leg lengths


@dataclass(frozen=True)
class StrideMeans:
    """Normal equations of what each stride of a leg differs from the ensemble mean by; those of strides are summed."""

    ensemble: EnsembleMean
    first: int
    """number of the first stride: its mid-stance is at gait phase ``first + mid_stance``"""
    mid_stance: float
    normal: Array
    """(strides, points, 2 * harmonics, 2 * harmonics)"""
    pull: Array
    """(strides, channels, 2 * harmonics)"""
    prior: Array
    """(channels, 2 * harmonics), inverse variance of the differences, in units of the noise"""
    seen: Array
    """(strides,), how many samples a stride is known from"""

    @property
    def count(self) -> int:
        return len(self.seen)

    def mean(self, start: int, stop: int) -> EnsembleMean:
        """Mean over the strides ``start`` to ``stop - 1``."""
        if (start, stop) == (0, self.count):
            return self.ensemble
        difference = self._differences(self.normal[start:stop].sum(axis=0), self.pull[start:stop].sum(axis=0))
        share = max(float(self.seen[start:stop].sum() / self.seen.sum()), 1e-6)
        whole = self.ensemble
        return EnsembleMean(whole.coefficients + difference.T, whole.information * share, whole.noise)

    def each(self) -> EnsembleMean:
        """Every stride by itself, beside each other: the coefficients, (2 * harmonics, channels, strides), and errors
        of the mean over all."""
        whole, lone = self.ensemble.coefficients[..., None], self.count == 1
        differences = np.zeros(1) if lone else self._differences(self.normal, self.pull).transpose(2, 1, 0)
        return replace(self.ensemble, coefficients=whole + differences)

    def _differences(self, normal: Array, pull: Array) -> Array:
        """(..., channels, 2 * harmonics)"""
        matrices = with_diagonals(normal.repeat(2, axis=-3), self.prior)
        return np.asarray(np.linalg.solve(matrices, pull[..., None])[..., 0])


def stride_means(phase: Array, ensemble: EnsembleMean, residual: Array, mid_stance: float) -> StrideMeans | None:
    """Take a recording apart into strides; None when no stride is seen.

    Parameters
    ----------
    phase : (T,), gait phase in strides
    residual : (T, channels), what the ensemble mean leaves unexplained
    mid_stance : phase of the leg's mid-stance
    """
    first = int(np.ceil(phase[0] - mid_stance - WHOLLY_ITS_OWN))
    last = int(np.floor(phase[-1] - mid_stance + WHOLLY_ITS_OWN))
    design, known = fourier(phase, ensemble.harmonics), np.nan_to_num(residual)
    weight = point_weights(residual / np.maximum(ensemble.noise, SMALLEST_NOISE))[:, ::2]
    normal, pull, seen = [], [], []
    for own in _belongs(phase - np.arange(first, last + 1)[:, None] - mid_stance):
        rows = np.flatnonzero(own)
        x, w = design[rows], own[rows] * weight[rows].T
        # As products of matrices: an einsum over all three goes number by number, thirty times as slow.
        normal.append(x.T @ (w[:, :, None] * x))
        pull.append((w.repeat(2, axis=0) * known[rows].T) @ x)
        seen.append(float(w.sum()))
    if not sum(seen):
        return None
    order = np.tile(np.arange(1, ensemble.harmonics + 1), 2)
    prior = (order**2 / USUAL_DIFFERENCE * np.maximum(white_noise(residual), SMALLEST_NOISE)[:, None]) ** 2
    return StrideMeans(ensemble, first, mid_stance, np.array(normal), np.array(pull), prior, np.array(seen))


def white_noise(values: Array) -> Array:
    """(channels,), SD of what differs from frame to frame without pattern."""
    second = np.diff(values, 2, axis=0)
    known = np.where(np.isfinite(second).any(axis=0), second, 0.0)
    usual = row_medians(known.T**2, np.isfinite(known).T)
    return np.asarray(np.sqrt(usual / MEDIAN_OF_SQUARES / 6.0))  # 6 = 1 + 4 + 1


def _belongs(away: Array) -> Array:
    """How much a frame so many strides from mid-stance belongs to a stride; over all strides it sums to 1."""
    share = np.clip((np.abs(away) - WHOLLY_ITS_OWN) / (NOT_ITS_OWN - WHOLLY_ITS_OWN), 0.0, 1.0)
    return np.asarray(np.where(share < 1, np.cos(np.pi / 2 * share) ** 2, 0.0))
