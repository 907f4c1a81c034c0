"""Which pose is which leg: two anonymous trajectories through the modes, chosen by second-order dynamics.

First order loses identity where the legs cross; with acceleration a leg goes on the way it went (PoseTrials).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaitcue.pose.legs.hypotheses import BANDWIDTH, Modes
from gaitcue.terms.arrays import Array, IndexArray

ACCELERATION = 0.1
"""leg lengths per squared sample, at REFERENCE_SAMPLES a step (PoseTrials)"""
REFERENCE_SAMPLES = 10.5
NOISE = 0.04
"""leg lengths: part of the acceleration scale that does not shrink with shorter samples"""
FLOOR = 0.01
"""support of a pose that nobody sees"""
TOGETHER = 0.3
"""leg lengths: below this the two legs may be one leg drawn twice (PoseTrials)"""
TOGETHER_COST = 1.5
UNEXPLAINED_COST = 4.0
"""per share of the passes: two legs must account for what is seen, or both follow the clearer one. With 4 to 8 there
is no gross frame on the real clips even with the worst single pass; without it up to 8 in 42"""
BONE_SCALE = 0.2
"""log ratio of a bone's length to its median (PoseTrials)"""
BONE_CAP = 4.0
LABEL_SHARE = 0.5
AT_ONCE = 64
"""samples whose accelerations are computed together"""


@dataclass(frozen=True, slots=True)
class ChosenPoses:
    """One pose per leg and sample."""

    rows: IndexArray
    """(S,) rows of the modes that were used"""
    mode: IndexArray
    """(S, 2) index of the mode of leg A and of leg B"""
    cost: float


def choose_modes(modes: Modes, rows: IndexArray, clock: Array, samples_per_step: float, bones: Array) -> ChosenPoses:
    """Best pair of mode trajectories through the frames ``rows``.

    Parameters
    ----------
    rows : (S,) frames to use, increasing; all must have a mode
    clock : (S,) their times, any unit
    samples_per_step : usual number of rows in a step, scales the accelerations
    bones : (3,) usual lengths knee-ankle, ankle-heel, heel-toe in leg lengths
    """
    # Most frames have two or three modes: room for more costs the fourth power of time and memory.
    used = int((modes.support[rows] > 0).sum(axis=1).max())
    pose, support, label = (a[rows, :used] for a in (modes.pose, modes.support, modes.label))
    unary = _pair_cost(pose, support, label, bones)
    scale = np.hypot(ACCELERATION * (REFERENCE_SAMPLES / samples_per_step) ** 2, NOISE)
    gaps = np.diff(clock)
    gaps = gaps / np.median(gaps) if len(gaps) else gaps
    return _viterbi(pose, unary, gaps, scale, rows)


def _pair_cost(pose: Array, support: Array, label: Array, bones: Array) -> Array:
    """(S, M, M): leg A at mode i and leg B at mode j."""
    single = -np.log(FLOOR + support) + _bone_cost(pose, bones)
    with np.errstate(invalid="ignore"):
        apart = np.sqrt(((pose[:, :, None] - pose[:, None]) ** 2).sum(axis=-1).mean(axis=-1))
    same = TOGETHER_COST * np.maximum(0.0, 1 - np.nan_to_num(apart) / TOGETHER)
    same = same + UNEXPLAINED_COST * _unexplained(support, apart)
    sided = 0.5 * LABEL_SHARE * (label[:, :, None] - label[:, None])
    cost = single[:, :, None] + single[:, None] + same - sided
    return np.asarray(np.where(np.isfinite(apart), cost, np.inf))


def _unexplained(support: Array, apart: Array) -> Array:
    """(S, M, M) support of the poses that neither leg A at mode i nor leg B at mode j accounts for."""
    share = np.exp(-((np.nan_to_num(apart, nan=9.0) / BANDWIDTH) ** 2))
    explained = np.maximum(share[:, :, :, None], share[:, :, None, :])
    return np.asarray(((1 - explained) * support[:, :, None, None]).sum(axis=1))


def _bone_cost(pose: Array, bones: Array) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.log(bone_lengths(pose) / bones) / BONE_SCALE
        return np.asarray(np.minimum(np.nansum(0.5 * ratio**2, axis=-1), BONE_CAP))


def bone_lengths(pose: Array) -> Array:
    """(..., 3): knee-ankle, ankle-heel, heel-toe of poses (..., 4, 2)."""
    return np.asarray(np.linalg.norm(np.diff(pose, axis=-2), axis=-1))


def _viterbi(pose: Array, unary: Array, gaps: Array, scale: float, rows: IndexArray) -> ChosenPoses:
    count, width = unary.shape[:2]
    pose = np.where(np.isfinite(pose), pose, 0.0)
    if count < 3:
        best = [np.unravel_index(int(np.argmin(u)), u.shape) for u in unary]
        return ChosenPoses(rows, np.array(best, np.intp).reshape(-1, 2), 0.0)
    cost = unary[0][:, :, None, None] + unary[1][None, None]  # legs A, B one before; A, B now
    cost = cost + _first_order(pose[0], pose[1], gaps[0])
    back_a = np.empty((count, width, width, width, width), np.int8)
    back_b = np.empty_like(back_a)
    for t, bend in enumerate(_accelerations(pose, gaps, scale), 2):
        # (A0, B0, A1, B1) -> over A0 -> (B0, A1, B1, A2) -> over B0 -> (A1, B1, A2, B2)
        bend = bend[:, None, :, None]
        step = cost[..., None] + bend
        back_a[t] = step.argmin(axis=0)
        step = step.min(axis=0)[..., None] + bend
        back_b[t] = step.argmin(axis=0)
        cost = step.min(axis=0) + unary[t]
    return _trace(cost, back_a, back_b, rows)


def _first_order(before: Array, now: Array, gap: float) -> Array:
    """A mild start: no leg jumps by half its length."""
    jump = np.sqrt(((before[:, None] - now[None]) ** 2).sum(axis=-1).mean(axis=-1)) / (0.5 * gap)
    single = np.minimum(jump**2, 4.0)
    return np.asarray(single[:, None, :, None] + single[None, :, None, :])


def _accelerations(pose: Array, gaps: Array, scale: float) -> Iterator[Array]:
    """(M, M, M) robust cost of every triple of poses, for each three samples that follow each other."""
    for first in range(0, len(pose) - 2, AT_ONCE):
        yield from _bends(pose[first : first + AT_ONCE + 2], gaps[first : first + AT_ONCE + 1], scale)


def _bends(pose: Array, gaps: Array, scale: float) -> Array:
    """(S - 2, M, M, M) of so many samples at once."""
    wide = gaps[:, None, None, None, None]
    speed = (pose[1:, None] - pose[:-1, :, None]) / wide
    bend = 2 * (speed[1:, None] - speed[:-1, :, :, None]) / (wide[:-1] + wide[1:])[:, None]
    squared = (bend**2).sum(axis=-1) / scale**2
    return np.asarray(np.log1p(0.5 * squared).sum(axis=-1))


def _trace(cost: Array, back_a: NDArray[np.int8], back_b: NDArray[np.int8], rows: IndexArray) -> ChosenPoses:
    count = len(rows)
    mode = np.zeros((count, 2), np.intp)
    a1, b1, a2, b2 = (int(v) for v in np.unravel_index(int(np.argmin(cost)), cost.shape))
    mode[-1], mode[-2] = (a2, b2), (a1, b1)
    for t in range(count - 1, 1, -1):
        b0 = int(back_b[t, a1, b1, a2, b2])
        a0 = int(back_a[t, b0, a1, b1, a2])
        a2, b2, a1, b1 = a1, b1, a0, b0
        mode[t - 2] = a1, b1
    return ChosenPoses(rows, mode, float(cost.min()))
