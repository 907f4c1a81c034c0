"""What the event detectors look at: the paths of one leg's points relative to the hips, in leg lengths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaitcue.gait.plane import Plane
from gaitcue.terms.arrays import Array, Mask
from gaitcue.terms.body import LEG_JOINTS, median_leg, thigh_shank_lengths
from gaitcue.terms.keypoints import SIDES, Side

POINTS = ("ankle", "heel", "toe", "knee")
FEWEST_SEEN = 0.2
"""a point seen in a smaller share of the frames is not used (product default)"""


@dataclass(frozen=True)
class LegPaths:
    """Paths of one leg; x relative to the middle of the hips, y as in the plane; unit thigh + shank."""

    side: Side
    points: tuple[str, ...]
    values: Array
    """(T, 2 * points): x and y of each point in turn; NaN where not seen"""

    def column(self, point: str, axis: int) -> int | None:
        """Column of a point's x (0) or y (1); None when the point was not tracked."""
        return 2 * self.points.index(point) + axis if point in self.points else None

    def part(self, rows: slice) -> LegPaths:
        return LegPaths(self.side, self.points, self.values[rows])

    @property
    def seen(self) -> Mask:
        """(T,), at least two points of the leg seen."""
        return np.asarray(np.isfinite(self.values[:, ::2]).sum(axis=1) >= 2)


def leg_paths(plane: Plane, side: Side, thigh_shank_length: float) -> LegPaths:
    """Paths of one leg from a plane.

    Parameters
    ----------
    thigh_shank_length : thigh + shank in the plane's unit
    """
    origin = _hips_x(plane)
    points, columns = [], []
    for name in POINTS:
        xy = plane.point(f"{side}_{name}")
        if np.isfinite(xy).all(axis=1).mean() < FEWEST_SEEN:
            continue
        points.append(name)
        columns += [xy[:, 0] - origin, xy[:, 1]]
    values = np.stack(columns, axis=1) / thigh_shank_length if columns else np.empty((plane.frames, 0))
    for i in range(0, values.shape[1], 2):
        values[~np.isfinite(values[:, i : i + 2]).all(axis=1), i : i + 2] = np.nan
    return LegPaths(side, tuple(points), values)


def thigh_shank_length(plane: Plane) -> float:
    """Thigh + shank of both legs, median, in the plane's unit; NaN when no leg was seen."""
    legs = ([plane.point(f"{side}_{joint}") for joint in LEG_JOINTS] for side in SIDES)
    return median_leg([thigh_shank_lengths(*joints) for joints in legs])


def _hips_x(plane: Plane) -> Array:
    """x of the middle of the hips; of the pelvis markers when no hip is known."""
    for name in ("hip", "asis", "psis"):
        x = _middle_x(plane, name)
        if np.isfinite(x).mean() > FEWEST_SEEN:
            return x
    return np.zeros(plane.frames)


def _middle_x(plane: Plane, name: str) -> Array:
    """A hip that is hidden is put at its usual distance from the other, so that the middle does not jump."""
    left, right = (plane.point(f"{side}_{name}")[:, 0] for side in ("left", "right"))
    apart = left - right
    usual = float(np.median(apart[np.isfinite(apart)])) if np.isfinite(apart).any() else 0.0
    left = np.where(np.isfinite(left), left, right + usual)
    right = np.where(np.isfinite(right), right, left - usual)
    return np.asarray((left + right) / 2)
