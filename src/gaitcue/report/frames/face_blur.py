"""Faces made unrecognisable in everything that leaves the tool.

The head is followed from nose and ears; where they are missing it is placed above the shoulders; where those are
missing too, the last known place is kept and the blurred patch grows with the time that has passed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import xarray as xr
from numpy.typing import NDArray

from gaitcue.terms.arrays import Array, Mask, Pixels, known_mean
from gaitcue.terms.track import point

HEAD_POINTS: Final = ("nose", "left_ear", "right_ear")
# Product defaults, all in trunk lengths (mid-shoulder to mid-hip): a head is about 0.45 of a trunk tall. A patch that
# is too large costs nothing, one that is too small costs a person's privacy.
RADIUS_PER_TRUNK: Final = 0.40
NECK_PER_TRUNK: Final = 0.38
DRIFT_PER_SECOND: Final = 1.5
CELLS: Final = 5


@dataclass(frozen=True, slots=True)
class Heads:
    """Where the runner's head is in each row of a Track."""

    frame: NDArray[np.int64]
    """(rows,) frame in the source"""
    centre: Array
    """(rows, 2) px"""
    radius: Array
    """(rows,) px"""

    def at(self, frame: int) -> tuple[Array, float]:
        """Centre (2,) and radius at a frame; beyond the Track the nearest row, with a wider patch."""
        row = int(np.clip(np.searchsorted(self.frame, frame), 0, len(self.frame) - 1))
        if row and abs(int(self.frame[row - 1]) - frame) < abs(int(self.frame[row]) - frame):
            row -= 1
        away = abs(int(self.frame[row]) - frame)
        return self.centre[row], float(self.radius[row] * (1 + 0.1 * min(away, 20)))


def find_heads(track: xr.Dataset, frame_size: tuple[int, int] | None = None) -> Heads | None:
    """Follow the head through a Track in pixels; None when neither head nor shoulders were ever seen.

    Parameters
    ----------
    frame_size : width, height of the displayed frame; the radius never grows beyond it
    """
    trunk = _trunk_length(track)
    centre = _head_centre(track, trunk)
    known = np.asarray(np.isfinite(centre).all(axis=1))
    if not known.any() or not np.isfinite(trunk):
        return None
    time = np.asarray(track["time"].values, float)
    filled = np.stack([np.interp(time, time[known], centre[known, k]) for k in (0, 1)], axis=1)
    radius = trunk * (RADIUS_PER_TRUNK + DRIFT_PER_SECOND * _gap(time, known))
    limit = max(frame_size) if frame_size else np.inf
    return Heads(np.asarray(track["frame"].values, np.int64), filled, np.minimum(radius, limit))


def _gap(time: Array, known: Mask) -> Array:
    """Seconds to the nearest row in which the head is known."""
    seen = time[known]
    right = np.clip(np.searchsorted(seen, time), 0, len(seen) - 1)
    return np.minimum(np.abs(seen[right] - time), np.abs(seen[np.maximum(right - 1, 0)] - time))


def _mean_of(paths: list[Array]) -> Array:
    """Mean over the points that are there, row by row; (rows, 2) with NaN where none is."""
    return known_mean(np.stack(paths))


def _trunk_length(track: xr.Dataset) -> float:
    lengths = np.linalg.norm(_middle(track, "shoulder") - _middle(track, "hip"), axis=1)
    return float(np.median(lengths[np.isfinite(lengths)])) if np.isfinite(lengths).any() else float("nan")


def _middle(track: xr.Dataset, name: str) -> Array:
    return _mean_of([point(track, f"left_{name}"), point(track, f"right_{name}")])


def _head_centre(track: xr.Dataset, trunk: float) -> Array:
    """Mean of nose and ears, checked against the shoulders: a point far from the neck is no head."""
    seen = _mean_of([point(track, name) for name in HEAD_POINTS])
    shoulder, hip = _middle(track, "shoulder"), _middle(track, "hip")
    up = shoulder - hip
    up = up / np.maximum(np.linalg.norm(up, axis=1, keepdims=True), 1e-9)
    guess = shoulder + NECK_PER_TRUNK * trunk * up
    stray = np.linalg.norm(seen - guess, axis=1) > 0.8 * trunk
    return np.where((~np.isfinite(seen) | stray[:, None]), guess, seen)


def blur_faces(rgb: Pixels, centre: Array, radius: float) -> Pixels:
    """Copy of a frame with the head's disc averaged into a handful of cells, far too few to tell a face.

    Parameters
    ----------
    rgb : (h, w, 3) uint8
    centre : (2,) px
    radius : px
    """
    height, width = rgb.shape[:2]
    left, top = (max(int(c - radius), 0) for c in centre)
    right, bottom = min(int(centre[0] + radius) + 2, width), min(int(centre[1] + radius) + 2, height)
    if right - left < 2 or bottom - top < 2:
        return rgb
    patch = rgb[top:bottom, left:right]
    small = cv2.resize(patch, (CELLS, CELLS), interpolation=cv2.INTER_AREA)
    coarse = cv2.resize(small, (right - left, bottom - top), interpolation=cv2.INTER_LINEAR)
    y, x = np.mgrid[top:bottom, left:right]
    inside = (x - centre[0]) ** 2 + (y - centre[1]) ** 2 <= radius**2
    out = rgb.copy()
    out[top:bottom, left:right][inside] = coarse[inside]
    return out


def hidden(rgb: Pixels, heads: Heads | None, frame: int) -> Pixels:
    """A frame with the runner's face blurred; with no idea where the head is, its upper half is blurred whole."""
    if heads is None:
        out = rgb.copy()
        half = out[: out.shape[0] // 2]
        small = cv2.resize(half, (CELLS, CELLS), interpolation=cv2.INTER_AREA)
        out[: out.shape[0] // 2] = cv2.resize(small, (half.shape[1], half.shape[0]), interpolation=cv2.INTER_LINEAR)
        return out
    centre, radius = heads.at(frame)
    return blur_faces(rgb, centre, radius)
