"""What the passes say of the legs, as anonymous whole-leg poses relative to the hips and in leg lengths.

Left and right are only votes: every pass contributes two legs to one pool, and poses that agree are one mode.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d, median_filter

from gaitcue.pose.looking.offsets import BLAZEPOSE, KeypointConvention
from gaitcue.pose.looking.passes import Passes
from gaitcue.terms.arrays import Array, Mask, row_medians
from gaitcue.terms.keypoints import KEYPOINTS, LEG_POINTS

BANDWIDTH = 0.06
"""leg lengths (RMS over the points): poses nearer than this are one mode (PoseTrials)"""
MODES = 7
"""at most so many leg poses per frame (PoseTrials)"""
AVERAGED_WEIGHT = 2.0
"""the averaged pass stands for two looks"""
FRAMES_AT_ONCE = 2048
"""are clustered together: every pass of each against every other one"""
COLLAPSED = 0.25
"""leg lengths: a pass whose legs lie nearer to each other than about this weighs less (PoseTrials)"""


@dataclass(frozen=True, slots=True)
class Candidates:
    """All heatmap peaks of the legs' points, relative to the reference path and over the leg's length."""

    position: Array
    """(T, P, 2 sides, 5 points, 3 peaks, 2); points as in LEG_POINTS, sides left, right as the model votes"""
    height: Array
    """(T, P, 2, 5, 3), 0 where absent"""
    reference: Array
    """(T, 2) px: smooth path of the mid-hip"""
    leg_px: Array
    """(T,) px: smooth length of the leg (thigh + shank)"""
    weight: Array
    """(P,) how much each pass counts"""

    @property
    def seen(self) -> Mask:
        """(T,) frames in which any pass says anything."""
        return np.asarray((self.height[..., 0] > 0).any(axis=(1, 2, 3)))


@dataclass(frozen=True, slots=True)
class Modes:
    """Rival leg poses of each frame, strongest first; absent ones NaN."""

    pose: Array
    """(T, M, 4, 2): knee, ankle, heel, toe relative to the hips"""
    support: Array
    """(T, M) share of the passes that see a leg there, 0-1"""
    label: Array
    """(T, M) votes for left minus votes for right, -1 to 1"""


def candidates(passes: Passes, convention: KeypointConvention = BLAZEPOSE) -> Candidates:
    """Peaks relative to a smooth mid-hip, in leg lengths."""
    count, passes_made = passes.points.shape[:2]
    reference, leg_px = _body(passes, convention.leg_per_torso)
    peaks = passes.modes.reshape(count, passes_made, 2, len(LEG_POINTS), -1, 3).astype(float)
    position = (peaks[..., :2] - reference[:, None, None, None, None]) / leg_px[:, None, None, None, None, None]
    height = np.where(np.isfinite(position).all(axis=-1), peaks[..., 2], 0.0)
    weight = np.array([AVERAGED_WEIGHT if kind.averaged else 1.0 for kind in passes.kinds])
    return Candidates(position, height, reference, leg_px, weight)


def _body(passes: Passes, leg_per_torso: float) -> tuple[Array, Array]:
    """Smooth mid-hip (T, 2) and leg length (T,) in px, over the whole clip by interpolation."""

    passes_made = passes.points.shape[1]

    def middle(point: str) -> Array:
        rows = [KEYPOINTS.index(f"{side}_{point}") for side in ("left", "right")]
        of_passes = _filled(passes.points[:, :, rows]).mean(axis=2).transpose(0, 2, 1)
        each = of_passes.reshape(-1, passes_made)
        return row_medians(each, np.isfinite(each)).reshape(-1, 2)

    hip, shoulder = middle("hip"), middle("shoulder")
    torso = np.linalg.norm(hip - shoulder, axis=1)
    return gaussian_filter1d(_slow(hip, 3), 2.0, axis=0, mode="nearest"), leg_per_torso * np.maximum(
        _slow(torso[:, None], 61)[:, 0], 1.0
    )


def _filled(points: NDArray[np.floating]) -> Array:
    """Passes that were not made take the place of the first one that was, so that medians need no care."""
    out = np.asarray(points, float).copy()
    empty = ~np.isfinite(out).all(axis=(2, 3))
    first = np.argmax(~empty, axis=1)
    rows, columns = np.nonzero(empty)
    out[rows, columns] = out[rows, first[rows]]
    return out


def _slow(path: Array, frames: int) -> Array:
    """Gaps interpolated, then a running median."""
    time = np.arange(len(path))
    good = np.isfinite(path).all(axis=1)
    if not good.any():
        return np.ones_like(path)
    full = np.stack([np.interp(time, time[good], column[good]) for column in path.T], axis=1)
    return np.asarray(median_filter(full, size=(min(frames, len(path)), 1), mode="nearest"))


def find_modes(seen: Candidates) -> Modes:
    """Cluster the legs of all passes, frame by frame."""
    pose, trust, count = seen.position[:, :, :, 1:, 0], _trust(seen), len(seen.position)
    out = Modes(np.full((count, MODES, 4, 2), np.nan), np.zeros((count, MODES)), np.zeros((count, MODES)))
    for first in range(0, count, FRAMES_AT_ONCE):
        rows = slice(first, first + FRAMES_AT_ONCE)
        _cluster(pose[rows], trust[rows], Modes(out.pose[rows], out.support[rows], out.label[rows]))
    return out


def _trust(seen: Candidates) -> Array:
    """(T, P, 2): height of the peaks, less for passes that draw both legs on one."""
    height = seen.height[:, :, :, 1:, 0]
    lowest, mean = height.min(axis=-1), height.mean(axis=-1)
    pose = seen.position[:, :, :, 1:, 0]
    apart = np.sqrt(((pose[:, :, 0] - pose[:, :, 1]) ** 2).sum(axis=-1).mean(axis=-1))
    own = 1 - np.exp(-((np.nan_to_num(apart) / COLLAPSED) ** 4))
    trust = (0.5 * (lowest + mean)) * (0.5 + 0.5 * own[:, :, None]) * seen.weight[:, None]
    return np.asarray(np.where(lowest > 0, trust, 0.0))


def _cluster(pose: Array, trust: Array, out: Modes) -> None:
    """Greedy in each frame: the pose with most weight around it, then the rest. Written into ``out``."""
    count = len(pose)
    legs, left = pose.reshape(count, -1, 4, 2), trust.reshape(count, -1).copy()
    legs = np.where(np.isfinite(legs), legs, 1e3)
    near = ((legs[:, :, None] - legs[:, None]) ** 2).sum(axis=-1).mean(axis=-1) < BANDWIDTH**2
    total = left.sum(axis=1) / 2
    for m in range(MODES):
        rows = np.flatnonzero((left > 0).any(axis=1))
        if not len(rows):
            return
        gain = np.einsum("tij,tj->ti", near[rows], left[rows])
        best = np.where(left[rows] > 0, gain, -1.0).argmax(axis=1)
        around = near[rows, best]
        weight = np.where(around, left[rows], 0.0)
        out.pose[rows, m] = np.einsum("ti,tijk->tjk", weight, legs[rows]) / weight.sum(axis=1)[:, None, None]
        by_side = weight.reshape(len(rows), -1, 2)
        out.support[rows, m] = np.minimum(by_side.max(axis=2).sum(axis=1) / total[rows], 1.0)
        out.label[rows, m] = (by_side[..., 0] - by_side[..., 1]).sum(axis=1) / total[rows]
        left[rows] = np.where(around, 0.0, left[rows])
