"""The points above the knees: head, arms, shoulders and hips."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gaitcue.pose.passes import Passes
from gaitcue.terms.keypoints import KEYPOINTS

Array = NDArray[np.float64]


def body_points(passes: Passes) -> tuple[Array, Array]:
    """Positions (T, 19, 2) px and confidence (T, 19) of all points, as the passes' weighed middle.

    Both hips lie at the mid-hip: the passes hardly tell them apart, and the knee's flexion is better with one hip
    (pose-notes D7).
    """
    points, height = passes.points.astype(float), passes.peak.astype(float)
    height = np.where(np.isfinite(points).all(axis=-1), height, 0.0)
    position, confidence = _middle(points, height)
    hips = [KEYPOINTS.index(f"{side}_hip") for side in ("left", "right")]
    position[:, hips] = position[:, hips].mean(axis=1, keepdims=True)
    confidence[:, hips] = confidence[:, hips].mean(axis=1, keepdims=True)
    return position, confidence


def _middle(points: Array, height: Array) -> tuple[Array, Array]:
    """Weighted mean over the passes, far-off passes counting less."""
    weight = height.copy()
    filled = np.nan_to_num(points)
    for _ in range(3):
        total = np.maximum(weight.sum(axis=1), 1e-9)
        centre = (weight[..., None] * filled).sum(axis=1) / total[..., None]
        distance = np.linalg.norm(filled - centre[:, None], axis=-1)
        scale = np.maximum((weight * distance).sum(axis=1) / total, 1e-6)
        weight = height / (1 + (distance / scale[:, None]) ** 2)
    made = np.maximum((height.max(axis=2) > 0).sum(axis=1), 1)
    centre[height.sum(axis=1) <= 0] = np.nan
    return centre, np.asarray(np.minimum(height.sum(axis=1) / made[:, None], 1.0))
