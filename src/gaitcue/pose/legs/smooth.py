"""Robust smoothing of one path, as stiff as held-out blocks say."""

from __future__ import annotations

import numpy as np
from scipy.linalg import solveh_banded

from gaitcue.terms.arrays import Array, row_medians

ORDER = 3
"""the penalty is on differences of this order: gaps are bridged by parabolas"""
STIFFNESS = tuple(10.0**p for p in range(-4, 3))
"""tried values for SAMPLES frames a step; a path sampled k times as often needs k^6 times as much"""
SAMPLES = 10.0
ROBUST = 3.0
"""residuals beyond this many robust SDs count less"""
ROUNDS = 3
HELD = 4
"""every so many-th block is held out at a time"""


def smooth(path: Array, weight: Array, stiffness: float, differences: Array, rounds: int = ROUNDS) -> Array:
    """Robust penalised fit.

    Parameters
    ----------
    path : (T, D), NaN where weight is 0
    weight : (T,), 0 or more
    stiffness : weight of the squared differences of order 3
    differences : from :func:`third_differences`

    Returns
    -------
    (T, D) without gaps; parabolas where nothing was seen
    """
    return np.asarray(smooth_all(path[None], weight[None], np.array([stiffness]), differences, rounds)[0])


def smooth_all(paths: Array, weight: Array, stiffness: Array, differences: Array, rounds: int = ROUNDS) -> Array:
    """As :func:`smooth` for many paths of the same times, each by itself, (N, T, D).

    Parameters
    ----------
    paths : (N, T, D)
    weight : (N, T)
    stiffness : (N,)
    """
    finite = np.isfinite(paths).all(axis=2)
    values = np.nan_to_num(np.where(weight[..., None] > 0, paths, 0.0))
    weight = np.where(finite, weight, 0.0)
    known = (weight > 0).sum(axis=1) > ORDER
    # One after the other in one system: no band reaches from one path into the next.
    penalty = (stiffness[:, None, None] * differences).transpose(1, 0, 2).reshape(len(differences), -1)
    fit = _solve(values, weight, penalty)
    for _ in range(rounds - 1):
        residual = np.linalg.norm(values - fit, axis=2)
        scale = np.maximum(np.nan_to_num(row_medians(residual, weight > 0)) / 1.18, 1e-6)
        fit = _solve(values, weight / (1 + (residual / (ROBUST * scale[:, None])) ** 2), penalty)
    return np.where(known[:, None, None], fit, np.nan)


def third_differences(clock: Array) -> Array:
    """Upper banded form (4, T) of D'D, where D takes third differences at the times ``clock``.

    Parameters
    ----------
    clock : (T,) in usual frame intervals, increasing; evenly spaced times give the coefficients -1, 3, -3, 1
    """
    inner = len(clock) - ORDER
    bands = np.zeros((ORDER + 1, len(clock)))
    if inner < 1:
        return bands
    times = np.stack([clock[k : k + inner] for k in range(ORDER + 1)])
    apart = times[:, None] - times[None]
    apart[np.arange(ORDER + 1), np.arange(ORDER + 1)] = 1.0
    coefficients = 6.0 / apart.prod(axis=1)
    for i in range(ORDER + 1):
        for j in range(i, ORDER + 1):
            bands[ORDER - (j - i), j : j + inner] += coefficients[i] * coefficients[j]
    return bands


def _solve(values: Array, weight: Array, penalty: Array) -> Array:
    system = penalty.copy()
    system[-1] += weight.ravel() + 1e-9
    weighed = (weight[..., None] * values).reshape(-1, values.shape[2])
    return np.asarray(solveh_banded(system, weighed, check_finite=False)).reshape(values.shape)


def choose_stiffness(path: Array, weight: Array, differences: Array, step_frames: float) -> float:
    """The stiffness that best predicts held-out blocks of frames from the rest.

    Parameters
    ----------
    step_frames : frames in a step: sets the values that are tried and the blocks, a tenth of a step long
    """
    index = np.arange(len(path)) // max(1, round(step_frames / 10))
    tried = [value * (step_frames / SAMPLES) ** (2 * ORDER) for value in STIFFNESS]
    errors = []
    for stiffness in tried:
        total = 0.0
        for phase in range(HELD):
            held = (index % HELD == phase) & (weight > 0)
            if not held.any():
                continue
            fit = smooth(path, np.where(held, 0.0, weight), stiffness, differences, rounds=2)
            distance = np.linalg.norm(fit[held] - path[held], axis=1)
            total += float((weight[held] * np.minimum(distance, 0.2)).sum())
        errors.append(total)
    return float(tried[int(np.argmin(errors))])
