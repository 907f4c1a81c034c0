"""The usual stride, from all strides of the clip: what it says where no pass sees a point.

Used only where the movement is steady. Both legs share one shape half a cycle apart, so that what is always hidden on
the far leg is known from the near one; a small difference stands for perspective and for a gait that is not even
(pose-notes C7).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

Array = NDArray[np.float64]

HARMONICS = 8
"""of the stride (pose-notes C7)"""
DIFFERENCE_HARMONICS = 2
WINDOW_STEPS = 0.75
"""SD of the Gaussian over which the phase is measured, in steps (pose-notes C4: windows of 1.5 steps)"""
STEADY = 0.06
"""leg lengths: the template speaks when strides differ from it by less (RMS)"""
LEAST_STRIDES = 3.0
RIDGE = 1e-3


@dataclass(frozen=True, slots=True)
class Template:
    """The usual stride at every frame."""

    path: Array
    """(T, 2 legs, 4 points, 2)"""
    error: Array
    """(4,) leg lengths: how far well-seen points lie from it, robust RMS; infinite where it says nothing"""
    phase: Array
    """(T,) rad, 2 pi a stride"""


def stride_phase(path: Array, step_frames: float) -> Array:
    """Phase of the stride (T,), unwrapped, from the difference between the legs.

    Parameters
    ----------
    path : (T, 2, 4, 2) both legs
    step_frames : frames in a step
    """
    time = np.arange(len(path))
    turn = np.exp(-1j * np.pi * time / step_frames)
    apart = (path[:, 0] - path[:, 1]).reshape(len(path), -1)
    apart = apart - apart.mean(axis=0)
    channels = apart * turn[:, None]
    low = gaussian_filter1d(channels, WINDOW_STEPS * step_frames, axis=0, mode="nearest")
    # Channels are brought to a common phase before they are added.
    common = low.mean(axis=0)
    z = (low * np.conj(common / np.maximum(np.abs(common), 1e-9))).sum(axis=1)
    return np.asarray(np.pi * time / step_frames + np.unwrap(np.angle(z)))


def fit_template(evidence: Array, support: Array, path: Array, step_frames: float) -> Template | None:
    """The usual stride; None when there are too few strides.

    Parameters
    ----------
    evidence : (T, 2, 4, 2), NaN where nothing was seen
    support : (T, 2, 4)
    path : (T, 2, 4, 2) without gaps, for the phase
    """
    if len(path) < 2 * step_frames * LEAST_STRIDES:
        return None
    phase = stride_phase(path, step_frames)
    shape = np.stack([_harmonics(phase + k * np.pi, HARMONICS) for k in range(2)])
    small = np.stack([_harmonics(phase + k * np.pi, DIFFERENCE_HARMONICS) * (1 - 2 * k) for k in range(2)])
    design = np.concatenate([shape, small], axis=2).reshape(2 * len(path), -1)
    out, error = np.empty_like(path), np.full(path.shape[2], np.inf)
    for point in range(path.shape[2]):
        values = evidence[:, :, point].transpose(1, 0, 2).reshape(-1, 2)
        weight = support[:, :, point].T.ravel() ** 2 * np.isfinite(values).all(axis=1)
        fit, error[point] = _robust_fit(design, np.nan_to_num(values), weight)
        out[:, :, point] = fit.reshape(2, len(path), 2).transpose(1, 0, 2)
    return Template(out, error, phase)


def _harmonics(phase: Array, count: int) -> Array:
    order = np.arange(1, count + 1)
    turns = phase[:, None] * order
    return np.concatenate([np.ones((len(phase), 1)), np.cos(turns), np.sin(turns)], axis=1)


def _robust_fit(design: Array, values: Array, weight: Array) -> tuple[Array, float]:
    robust = np.ones(len(weight))
    for _ in range(3):
        scaled = design * (weight * robust)[:, None]
        system = scaled.T @ design
        system[np.diag_indices_from(system)] += RIDGE * max(float(weight.sum()), 1e-9)
        fit = design @ np.linalg.solve(system, scaled.T @ values)
        residual = np.linalg.norm(values - fit, axis=1)
        usual = _weighted_median(residual, weight)
        robust = 1 / (1 + (residual / max(3 * usual, 1e-6)) ** 2)
    return fit, usual / 1.18


def _weighted_median(values: Array, weight: Array) -> float:
    order = np.argsort(values)
    total = np.cumsum(weight[order])
    return float(values[order][np.searchsorted(total, 0.5 * total[-1])]) if total[-1] > 0 else np.inf
