"""Points that no pass sees, from the points that are seen: bones keep their length."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

CLEAR = 0.5
"""support from which a frame counts for the lengths of the bones"""
HINGES = ((0, -1, 1, 1), (1, 2, 3, -1), (2, 1, 3, -1), (3, 1, 2, 1))
"""(point, its neighbours, side): knee from hip and ankle, ankle from heel and toe, heel from ankle and toe, toe from
ankle and heel; points as knee, ankle, heel, toe, -1 the hip. The side says on which hand of the line from the first
neighbour to the second the point lies for a runner who faces right, y down; 1: in front of hip -> ankle"""


def by_bones(path: Array, support: Array, hip: Array, facing: int) -> Array:
    """Where each point must lie to keep its distances to its two neighbours.

    Parameters
    ----------
    path : (T, 4, 2) knee, ankle, heel, toe of one leg
    support : (T, 4)
    hip : (T, 2)
    facing : 1 right, -1 left

    Returns
    -------
    (T, 4, 2), NaN where lengths are unknown
    """
    points = np.concatenate([path, hip[:, None]], axis=1)
    trust = np.concatenate([support, np.ones((len(support), 1))], axis=1)
    out = np.full_like(path, np.nan)
    for point, first, second, _ in HINGES:
        clear = np.minimum(trust[:, [point, first, second]].min(axis=1), 1.0) >= CLEAR
        if clear.sum() < 5:
            continue
        near, far = (np.linalg.norm(points[clear, point] - points[clear, k], axis=1) for k in (first, second))
        side = np.sign(np.median(_hand(points[clear, first], points[clear, second], points[clear, point])))
        out[:, point] = _corner(
            points[:, first], points[:, second], float(np.median(near)), float(np.median(far)), side
        )
    return out


def _hand(first: Array, second: Array, point: Array) -> Array:
    line, arm = second - first, point - first
    return np.asarray(line[:, 0] * arm[:, 1] - line[:, 1] * arm[:, 0])


def _corner(first: Array, second: Array, to_first: float, to_second: float, side: float) -> Array:
    """The corner of the triangle over the line first -> second; the nearest point on the line when it is too long."""
    line = second - first
    length = np.maximum(np.linalg.norm(line, axis=1), 1e-9)
    along = (to_first**2 - to_second**2 + length**2) / (2 * length)
    height = np.sqrt(np.maximum(to_first**2 - along**2, 0.0))
    unit = line / length[:, None]
    normal = np.stack([-unit[:, 1], unit[:, 0]], axis=1)
    return np.asarray(first + along[:, None] * unit + side * height[:, None] * normal)
