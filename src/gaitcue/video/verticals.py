"""Roll of the camera from what stands upright in the scene: walls, doors, posts.

The verticals of the world meet in one vanishing point. A camera that pitches (a phone that stands low and looks up)
sees them converge, so the lean depends on where a line is; roll is the lean at the middle of the picture:

    lean(x, y) = atan2(sin(roll) - k x, cos(roll) + k y)

with x right and y down from the middle, and 1/k the distance of that point.

Segments are found by OpenCV's line segment detector (von Gioi et al. 2012, doi:10.5201/ipol.2012.gjmr-lsd).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student_t

Array = NDArray[np.float64]
Picture = NDArray[np.uint8]

STEEPEST_DEG = 15.0
"""lean beyond which a line is not taken for a vertical"""
_SHORTEST = 0.04
"""of the picture's longer side"""
_SAME_LEAN_DEG = 0.8
_PITCH_PRIOR = 0.2
"""standard deviation of k times the longer side: 8 deg of pitch, focal length 0.75 of that side (phones)"""
_PITCHES = np.linspace(-0.6, 0.6, 25)
_ROLLS_DEG = np.arange(-STEEPEST_DEG, STEEPEST_DEG + 0.01, 0.25)
_COLUMN = 0.02
"""of the longer side; segments nearer in x are taken for one and the same edge"""
FEWEST_COLUMNS = 4
_LEAST_SPREAD = 0.2
"""of the picture's width that the verticals must span"""
_LEAST_LENGTH = 0.8
"""of the longer side, total"""
_LEAST_CONTRAST = 2.5
"""how many times denser in length the agreeing lines lie than lines of any lean would"""
_LEAN_NOISE_DEG = 0.25
_LEAST_HALF_WIDTH_DEG = 0.3
"""lens distortion, and walls that are not quite upright"""


@dataclass(frozen=True, slots=True)
class Roll:
    """Roll of the scene (+ = a plumb line's top leans right in the picture) with its 95 % half width."""

    deg: float
    half_width_deg: float
    pitch_per_px: float
    """k of the module's formula, per px of the picture given"""


@dataclass(frozen=True, slots=True)
class Segments:
    """Nearly vertical segments; lengths in units of the picture's longer side, from the middle of the picture."""

    x: Array
    y: Array
    lean_deg: Array
    length: Array

    def pick(self, which: NDArray[np.bool_]) -> Segments:
        return Segments(self.x[which], self.y[which], self.lean_deg[which], self.length[which])


def find_roll(pictures: Sequence[Picture]) -> Roll | None:
    """Roll from one background picture, or from several of one moving camera; None with too little evidence."""
    found = [near_vertical_segments(picture) for picture in pictures]
    lines = Segments(*(np.concatenate([getattr(s, name) for s in found]) for name in ("x", "y", "lean_deg", "length")))
    longer = max(pictures[0].shape[:2])
    return fit_roll(lines, pictures[0].shape[1] / longer, longer, len(pictures))


def near_vertical_segments(picture: Picture) -> Segments:
    """Segments of a grey picture within ``STEEPEST_DEG`` of the vertical."""
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(picture)[0]
    ends = np.empty((0, 4)) if found is None else np.asarray(found, float).reshape(-1, 4)
    longer = max(picture.shape[:2])
    middle = np.array([picture.shape[1] - 1, picture.shape[0] - 1]) / 2
    top = np.where(ends[:, 1:2] < ends[:, 3:4], ends[:, :2], ends[:, 2:])
    bottom = np.where(ends[:, 1:2] < ends[:, 3:4], ends[:, 2:], ends[:, :2])
    along, centre = (top - bottom) / longer, ((top + bottom) / 2 - middle) / longer
    lean = np.degrees(np.arctan2(along[:, 0], -along[:, 1]))
    lines = Segments(centre[:, 0], centre[:, 1], lean, np.hypot(along[:, 0], along[:, 1]))
    return lines.pick((np.abs(lean) < STEEPEST_DEG) & (lines.length > _SHORTEST))


def fit_roll(lines: Segments, width: float, longer: int, pictures: int) -> Roll | None:
    """The vanishing point on which most length of line agrees, refined by least squares over distinct edges.

    Parameters
    ----------
    lines : nearly vertical segments
    width : of the picture, in units of its longer side
    longer : longer side, px
    pictures : how many pictures the segments come from (each shows the same edges again)
    """
    if len(lines.x) < FEWEST_COLUMNS:
        return None
    roll, pitch = _search(lines)
    for _ in range(5):
        kept = np.abs(lines.lean_deg - lean_of(lines, roll, pitch)) < 2.5 * _SAME_LEAN_DEG
        edges = _edges(lines.pick(kept))
        if len(edges.x) < FEWEST_COLUMNS:
            return None
        roll, pitch, half_width = _least_squares(edges, roll, pitch)
    agreeing = lines.pick(np.abs(lines.lean_deg - lean_of(lines, roll, pitch)) < 1.5 * _SAME_LEAN_DEG)
    if not _enough(agreeing, lines, width, pictures):
        return None
    return Roll(roll, half_width, pitch / longer)


def lean_of(lines: Segments, roll_deg: float, pitch: float) -> Array:
    """Lean that verticals have at the places of the segments, deg."""
    roll = np.radians(roll_deg)
    lean = np.arctan2(np.sin(roll) - pitch * lines.x, np.cos(roll) + pitch * lines.y)
    return np.asarray(np.degrees(lean), np.float64)


def _search(lines: Segments) -> tuple[float, float]:
    """Best (roll, pitch) of a grid by agreeing length; strong pitch counts against."""
    weight = np.minimum(lines.length, 0.25)
    best, found = -1.0, (0.0, 0.0)
    for pitch in _PITCHES:
        prior = np.exp(-0.5 * (pitch / (2 * _PITCH_PRIOR)) ** 2)
        lean = np.degrees(np.arctan2(np.sin(np.radians(_ROLLS_DEG))[:, None] - pitch * lines.x, 1 + pitch * lines.y))
        score = np.exp(-(((lines.lean_deg - lean) / _SAME_LEAN_DEG) ** 2)) @ weight * prior
        if score.max() > best:
            best, found = float(score.max()), (float(_ROLLS_DEG[np.argmax(score)]), float(pitch))
    return found


def _edges(lines: Segments) -> Segments:
    """Segments of one column merged into one edge: pieces of one door frame are not independent witnesses."""
    column = np.round(lines.x / _COLUMN).astype(int)
    groups = [column == value for value in np.unique(column)]
    total = np.array([lines.length[g].sum() for g in groups])

    def mean(values: Array) -> Array:
        return np.array([np.average(values[g], weights=lines.length[g]) for g in groups])

    return Segments(mean(lines.x), mean(lines.y), mean(lines.lean_deg), np.minimum(total, 0.5))


def _least_squares(edges: Segments, roll: float, pitch: float) -> tuple[float, float, float]:
    """One Gauss-Newton step with robust weights; roll, pitch and the 95 % half width of roll."""
    residual = edges.lean_deg - lean_of(edges, roll, pitch)
    slope = np.degrees(-edges.x - edges.y * np.radians(roll))
    design = np.column_stack([np.ones_like(slope), slope])
    weight = edges.length / edges.length.mean() / (1 + (residual / _SAME_LEAN_DEG) ** 2)
    freedom = max(1, len(residual) - 2)
    noise = max(_LEAN_NOISE_DEG, float(np.sqrt((weight * residual**2).sum() / freedom)))
    normal = design.T @ (weight[:, None] * design) + np.diag([0.0, (noise / _PITCH_PRIOR) ** 2])
    change = np.linalg.solve(normal, design.T @ (weight * residual) - [0.0, pitch * (noise / _PITCH_PRIOR) ** 2])
    spread = noise * float(np.sqrt(np.linalg.inv(normal)[0, 0]))
    half_width = float(np.hypot(student_t.ppf(0.975, freedom) * spread, _LEAST_HALF_WIDTH_DEG))
    return roll + float(change[0]), pitch + float(change[1]), half_width


def _enough(agreeing: Segments, lines: Segments, width: float, pictures: int) -> bool:
    """Whether the agreeing segments are many, long, spread over the picture, and stand out from lines of any lean."""
    if len(_edges(agreeing).x) < FEWEST_COLUMNS or np.ptp(agreeing.x) < _LEAST_SPREAD * width:
        return False
    length, share = agreeing.length.sum(), 1.5 * _SAME_LEAN_DEG / STEEPEST_DEG
    return bool(length > _LEAST_LENGTH * pictures and length > _LEAST_CONTRAST * share * lines.length.sum())
