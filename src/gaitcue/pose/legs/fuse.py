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
    peaks, differences = _peaks(seen), third_differences(clock)
    for radius in RADII:
        evidence, support = weighed_evidence(peaks, own_knees(path, ahead), radius)
        if stiffness is None:
            stiffness = _stiffness(evidence, support, differences, step_frames)
        path = smooth_paths(evidence, support, differences, stiffness)
    assert stiffness is not None, "there are radii"
    return FusedLegs(path, support, stiffness)


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


@dataclass(frozen=True, slots=True)
class _Peaks:
    """The peaks of all passes. What is summed over comes first: sums along a last axis of two or three take ten times
    as long."""

    position: Array
    """(2 axes, P, 2 sides, 3 peaks, 1, T, 4 points)"""
    height: Array
    """(P, 2, 3, 1, T, 4)"""
    weight: Array
    """(P, 1, 1, 1, 1, 1) how much each pass counts"""
    everyone: Array
    """(T, 1) weight of the passes that say anything"""


def _peaks(seen: Candidates) -> _Peaks:
    position = np.ascontiguousarray(seen.position[:, :, :, 1:].transpose(5, 1, 2, 4, 0, 3))[:, :, :, :, None]
    height = seen.height[:, :, :, 1:].transpose(1, 2, 4, 0, 3)[:, :, :, None]
    height = np.where(np.isfinite(position).all(axis=0), height, 0.0)
    made = (seen.height.max(axis=(2, 3, 4)) > 0) * seen.weight
    everyone = np.maximum(made.sum(axis=1), 1e-9)[:, None]
    return _Peaks(position, height, seen.weight.reshape(-1, 1, 1, 1, 1, 1), everyone)


def weighed_evidence(peaks: _Peaks, path: Array, radius: float) -> tuple[Array, Array]:
    """Weighted mean (T, 2, 4, 2) and support (T, 2, 4) of the peaks around both legs' paths; NaN where there are none.

    A peak belongs to the nearer leg; each pass is heard once per leg and point.
    """
    offset = peaks.position - path.transpose(3, 1, 0, 2)[:, None, None, None]  # axis, P, side, peak, leg, T, point
    offset = np.where(np.isfinite(offset), offset, 9.0)
    closeness = 1 / (1 + ((offset[0] ** 2 + offset[1] ** 2) / radius**2) ** 2)
    share = closeness / (closeness.sum(axis=3, keepdims=True) + 1e-9)
    weight = peaks.height * closeness * share
    # Only the strongest of each pass's peaks for each leg and point.
    weight = np.where(weight >= weight.max(axis=(1, 2), keepdims=True), weight, 0.0) * peaks.weight
    total = weight.sum(axis=(0, 1, 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        shift = np.where(total > 1e-6, (weight * offset).sum(axis=(1, 2, 3)) / total, np.nan)
    support = np.minimum(total / peaks.everyone, 1.0)
    return path + shift.transpose(2, 1, 3, 0), support.transpose(1, 0, 2)
