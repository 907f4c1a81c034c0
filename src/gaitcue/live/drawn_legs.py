"""Which leg is which in a picture that has just come: the skeleton is drawn at once, legs are told apart afterwards.

A single picture mixes up the legs at times, most of all where they cross. A runner moves as one stride before, and that
far back the path has told the legs apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import KEYPOINTS, LEG_POINTS, SIDES
from gaitcue.terms.track import points as track_points

HIPS = [KEYPOINTS.index(f"{side}_hip") for side in SIDES]
LEGS = [[KEYPOINTS.index(f"{side}_{point}") for point in LEG_POINTS[1:]] for side in SIDES]
MOST_STRIDES = 3
"""back to the legs that are known; those of a path that has ended longer ago say nothing"""


@dataclass(frozen=True, slots=True)
class LegsBefore:
    """Both legs as the path saw them last."""

    time_s: Array
    """(T,)"""
    position: Array
    """(T, 2, 4, 2) px from the middle of the hips; left and right; knee, ankle, heel, toe"""
    stride_s: float

    def at(self, time_s: float) -> Array | None:
        """(2, 4, 2), a whole number of strides before; None where that was not seen."""
        ago = np.ceil(max(time_s - self.time_s[-1], 0.0) / self.stride_s) if self.stride_s > 0 else np.inf
        then = time_s - ago * self.stride_s
        if not 1 <= ago <= MOST_STRIDES or then < self.time_s[0]:
            return None
        later = int(np.searchsorted(self.time_s, then).clip(1, len(self.time_s) - 1))
        share = (then - self.time_s[later - 1]) / (self.time_s[later] - self.time_s[later - 1])
        return np.asarray((1 - share) * self.position[later - 1] + share * self.position[later])


def legs_before(track: xr.Dataset, stride_s: float) -> LegsBefore:
    """Both legs of a clean Track."""
    found = track_points(track)
    hips = sum(found[f"{side}_hip"] for side in SIDES) / len(SIDES)
    legs = np.array([[found[f"{side}_{point}"] - hips for point in LEG_POINTS[1:]] for side in SIDES])
    return LegsBefore(np.asarray(track["time"].values, float), legs.transpose(2, 0, 1, 3), stride_s)


def legs_from_hips(points: Array) -> Array:
    """(2, 4, 2) of points (19, 2)."""
    return np.asarray(points[LEGS] - points[HIPS].mean(axis=0))


def as_named_before(points: Array, peak: Array, before: LegsBefore | None, time_s: float) -> tuple[Array, Array]:
    """Points (19, 2) and the heights of their peaks (19,), with the legs exchanged where that fits better."""
    known = None if before is None else before.at(time_s)
    if known is None:
        return points, peak
    legs = legs_from_hips(points)
    as_they_are, exchanged = (np.nansum(np.linalg.norm(each - known, axis=-1)) for each in (legs, legs[::-1]))
    if as_they_are <= exchanged:
        return points, peak
    order = np.arange(len(KEYPOINTS))
    order[LEGS] = LEGS[::-1]
    return points[order], peak[order]
