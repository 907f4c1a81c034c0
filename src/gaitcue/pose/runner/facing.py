"""Which side of the picture the runner faces."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import KEYPOINTS, SIDES, Side

VOTES = (("heel", "toe", 2.0), ("ear", "nose", 1.0), ("ankle", "knee", 1.0))
"""(behind, ahead, weight): feet count most, being long, rigid and seen even when the head turns to the camera"""


def facing_votes(points: NDArray[np.floating], trust: NDArray[np.floating]) -> Array:
    """Evidence in each frame for facing right (+1) or left (-1).

    Parameters
    ----------
    points : (T, 19, 2) px of the displayed frame, in the order of ``KEYPOINTS``
    trust : (T, 19) 0-1, height of the heatmap peaks

    Returns
    -------
    (T,), -1 to 1; NaN without points. Whose left and right is not asked: toes lie ahead of heels, the nose ahead of
    the ears, over a stride the knee ahead of the ankle. The shares are horizontal ones, so a frontal view votes near 0.
    """
    columns, weights = [], []
    for behind, ahead, weight in VOTES:
        for side in SIDES:
            i, j = KEYPOINTS.index(f"{side}_{behind}"), KEYPOINTS.index(_named(ahead, side))
            line = np.asarray(points[:, j] - points[:, i], float)
            columns.append(line[:, 0] / np.maximum(np.hypot(line[:, 0], line[:, 1]), 1e-6))
            weights.append(weight * np.minimum(trust[:, i], trust[:, j]))
    share, weight_of = np.array(columns), np.array(weights)
    weight_of = np.where(np.isfinite(share), weight_of, 0.0)
    total = weight_of.sum(axis=0)
    votes = (np.nan_to_num(share) * weight_of).sum(axis=0) / np.maximum(total, 1e-9)
    return np.asarray(np.where(total > 0, votes, np.nan))


def find_facing(votes: Array) -> tuple[Side, float]:
    """Facing over all frames and how clear it is, 0-1; (T,) from :func:`facing_votes`."""
    mean = float(np.nanmean(votes)) if np.isfinite(votes).any() else 0.0
    return ("right" if mean >= 0 else "left"), abs(mean)


def _named(point: str, side: Side) -> str:
    return point if point in KEYPOINTS else f"{side}_{point}"
