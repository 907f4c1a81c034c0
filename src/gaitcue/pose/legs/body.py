"""The points above the knees: head, arms, shoulders and hips."""

from __future__ import annotations

import numpy as np

from gaitcue.pose.looking.offsets import KeypointConvention, trunk_joints
from gaitcue.pose.looking.passes import Passes
from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import KEYPOINTS, SIDES

HIPS = [KEYPOINTS.index(f"{side}_hip") for side in SIDES]
SHOULDERS = [KEYPOINTS.index(f"{side}_shoulder") for side in SIDES]
TURNING = 0.5
"""share of the model's distance between the hips that is believed, once its mean is taken off"""
ROUNDS = 3
"""of weights for the passes' points"""


def body_points(passes: Passes, leg_px: Array, facing: int, convention: KeypointConvention) -> tuple[Array, Array]:
    """Positions (T, 19, 2) px and confidence (T, 19) of all points, as the passes' weighed middle.

    Parameters
    ----------
    leg_px : (T,) length of the leg
    facing : 1 right, -1 left
    convention : how the model draws a body
    """
    points, height = passes.points.astype(float), passes.peak.astype(float)
    height = np.where(np.isfinite(points).all(axis=-1), height, 0.0)
    position, confidence = _middle(points, height)
    if not convention.tells_hips_apart:
        position[:, HIPS] = _hips(position[:, HIPS])
    confidence[:, HIPS] = confidence[:, HIPS].mean(axis=1, keepdims=True)
    position[:, SHOULDERS], position[:, HIPS] = trunk_joints(
        position[:, SHOULDERS], position[:, HIPS], leg_px, facing, convention
    )
    return position, confidence


def _hips(hips: Array) -> Array:
    """Both hips (T, 2 sides, 2) about the mid-hip.

    BlazePose hardly tells them apart (knee flexion is better with one hip, PoseTrials); what it sees of the
    pelvis's turning is its change along the picture's rows, half of which is believed.
    """
    middle = hips.mean(axis=1)
    turning = hips[:, 0] - hips[:, 1]
    with np.errstate(invalid="ignore"):
        half = 0.5 * TURNING * (turning - np.nanmean(turning, axis=0)) if np.isfinite(turning).any() else 0 * turning
    half[:, 1] = 0.0
    return np.stack([middle + half, middle - half], axis=1)


def _weighed(points: Array, weight: Array) -> tuple[Array, Array]:
    """Sum of the passes' weights and the mean of their points."""
    total = np.maximum(weight.sum(axis=1), 1e-9)
    return total, (weight[..., None] * points).sum(axis=1) / total[..., None]


def _middle(points: Array, height: Array) -> tuple[Array, Array]:
    """Weighted mean over the passes, far-off passes counting less."""
    filled = np.nan_to_num(points)
    weight, total, centre = height, *_weighed(filled, height)
    for _ in range(ROUNDS - 1):
        away = filled - centre[:, None]
        distance = np.hypot(away[..., 0], away[..., 1])
        scale = np.maximum((weight * distance).sum(axis=1) / total, 1e-6)
        weight = height / (1 + (distance / scale[:, None]) ** 2)
        total, centre = _weighed(filled, weight)
    made = np.maximum((height.max(axis=2) > 0).sum(axis=1), 1)
    centre[height.sum(axis=1) <= 0] = np.nan
    return centre, np.asarray(np.minimum(height.sum(axis=1) / made[:, None], 1.0))
