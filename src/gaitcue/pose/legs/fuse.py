"""From chosen leg poses to each point's path: all peaks near the path, of whatever label, are weighed together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaitcue.pose.legs.hypotheses import Candidates
from gaitcue.pose.legs.smooth import choose_stiffness, smooth_all, third_differences
from gaitcue.terms.arrays import Array
from gaitcue.terms.joints import bends_forward

RADII = (0.10, 0.07, 0.05)
"""leg lengths: peaks within about this of the path belong to it; smaller as the path gets better (PoseTrials)"""
LEAST_SUPPORT = 0.12
"""NaN under this share of the passes (PoseTrials)"""


@dataclass(frozen=True, slots=True)
class FusedLegs:
    """Paths of the two anonymous legs."""

    position: Array
    """(T, 2 legs, 4 points, 2) relative to the reference, leg lengths; without gaps"""
    support: Array
    """(T, 2, 4) share of the passes that see the point there, 0-1"""
    spread: Array
    """(T, 2, 4) leg lengths: how far the passes lie apart"""
    evidence: Array
    """(T, 2, 4, 2) the weighed mean of the peaks itself, NaN where nobody sees the point"""
    stiffness: Array
    """(4,) of each point's path"""


def fuse(
    seen: Candidates, path: Array, clock: Array, step_frames: float, ahead: int, stiffness: Array | None = None
) -> FusedLegs:
    """Refine both legs' paths.

    Parameters
    ----------
    path : (T, 2, 4, 2) first guess, without gaps
    clock : (T,) time in usual frame intervals
    step_frames : frames in a step
    ahead : 1 for a runner who faces right, -1 for left
    stiffness : (4,) as it was found before for the same movement at the same frame rate; None: it is found here
    """
    differences = third_differences(clock)
    for radius in RADII:
        evidence, support, spread = weighed_evidence(seen, own_knees(path, ahead), radius)
        if stiffness is None:
            stiffness = _stiffness(evidence, support, differences, step_frames)
        path = smooth_paths(evidence, support, differences, stiffness)
    assert stiffness is not None, "there are radii"
    return FusedLegs(path, support, spread, evidence, stiffness)


def own_knees(path: Array, ahead: int) -> Array:
    """The paths, (T, 2, 4, 2), with the legs' knees exchanged where one bends to the front and exchanged none does.

    A model that mixes up the legs may do so for the knees alone while the feet stay right.
    """
    upright = path * (ahead, -1)
    hip, ankle = np.zeros(2), upright[:, :, 1]
    kept, exchanged = (bends_forward(hip, knee, ankle) for knee in (upright[:, :, 0], upright[:, ::-1, 0]))
    rows = kept.any(axis=1) & ~exchanged.any(axis=1)
    out = path.copy()
    out[rows, :, 0] = path[rows][:, ::-1, 0]
    return out


def smooth_paths(evidence: Array, support: Array, differences: Array, stiffness: Array) -> Array:
    """(T, 2, 4, 2) each point's path, smoothed by itself."""
    frames, legs, points, _ = evidence.shape
    paths, weight = evidence.reshape(frames, -1, 2).transpose(1, 0, 2), support.reshape(frames, -1).T ** 2
    fitted = smooth_all(paths, weight, np.tile(stiffness, legs), differences)
    return np.asarray(fitted.transpose(1, 0, 2).reshape(frames, legs, points, 2))


def _stiffness(evidence: Array, support: Array, differences: Array, step_frames: float) -> Array:
    """Per point, the same for both legs."""
    out = []
    for point in range(evidence.shape[2]):
        legs = [(evidence[:, k, point], support[:, k, point] ** 2) for k in range(2)]
        both = [np.log(choose_stiffness(path, weight, differences, step_frames)) for path, weight in legs]
        out.append(float(np.exp(np.mean(both))))
    return np.array(out)


def weighed_evidence(seen: Candidates, path: Array, radius: float) -> tuple[Array, Array, Array]:
    """Weighted mean, support and spread of the peaks around both legs' paths.

    A peak belongs to the nearer leg; each pass is heard once per leg and point.
    """
    position = seen.position[:, :, :, 1:]  # T, P, 2, 4, 3, 2
    height = np.where(np.isfinite(position).all(axis=-1), seen.height[:, :, :, 1:], 0.0)
    offset = np.nan_to_num(position[..., None, :] - path.transpose(0, 2, 1, 3)[:, None, None, :, None], nan=9.0)
    closeness = 1 / (1 + ((offset**2).sum(axis=-1) / radius**2) ** 2)  # T, P, 2, 4, 3, leg
    share = closeness / (closeness.sum(axis=-1, keepdims=True) + 1e-9)
    weight = height[..., None] * closeness * share
    weight = _one_each(weight)
    total_weight = weight * seen.weight[:, None, None, None, None]
    total = total_weight.sum(axis=(1, 2, 4)).transpose(0, 2, 1)  # T, leg, 4
    made = (seen.height.max(axis=(2, 3, 4)) > 0) * seen.weight
    everyone = np.maximum(made.sum(axis=1), 1e-9)
    with np.errstate(invalid="ignore", divide="ignore"):
        shift = np.einsum("tpsjkl,tpsjklx->tljx", total_weight, offset) / total[..., None]
        squared = np.einsum("tpsjkl,tpsjkl->tlj", total_weight, (offset**2).sum(axis=-1)) / total
    spread = np.sqrt(np.maximum(squared - (shift**2).sum(axis=-1), 0.0))
    evidence = np.where(total[..., None] > 1e-6, path + shift, np.nan)
    return evidence, np.minimum(total / everyone[:, None, None], 1.0), np.nan_to_num(spread, nan=1.0)


def _one_each(weight: Array) -> Array:
    """Keep only the strongest of each pass's peaks for each leg and point."""
    strongest = weight.max(axis=(2, 4), keepdims=True)
    return np.where(weight >= strongest, weight, 0.0)
