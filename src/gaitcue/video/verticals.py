"""Roll of the camera from what stands upright in the scene: walls, doors, posts.

The verticals of the world meet in one vanishing point. A camera that pitches (a phone that stands low and looks up)
sees them converge, so the lean depends on where a line is; a wide-angle lens bows them. Roll is the lean at the middle
of the picture:

    lean(x, y) = atan2(sin(roll) - k x, cos(roll) + k y) + 2 b x' y'

with x right and y down from the middle, x' and y' the same turned by roll, 1/k the distance of the vanishing point, and
b the first radial distortion coefficient (barrel: positive; it moves a point at r to r (1 - b r^2)). Segments are found
by OpenCV's line segment detector (von Gioi et al. 2012, doi:10.5201/ipol.2012.gjmr-lsd).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np

from gaitcue.terms.arrays import Array, Mask, Pixels
from gaitcue.terms.quantiles import t_quantile

STEEPEST_DEG = 15.0
"""lean beyond which a line is not taken for a vertical"""
_SHORTEST = 0.04
"""of the picture's longer side"""
_SAME_LEAN_DEG = 0.8
_PITCH_PRIOR = 0.2
"""standard deviation of k times the longer side: 8 deg of pitch, focal length 0.75 of that side (phones)"""
_BOW_PRIOR = 0.7
"""the same of b: nearly 0 in phones, over 1 in action cameras"""
_PITCHES = np.linspace(-0.6, 0.6, 25)
_BOWS = (0.0, 0.5, 1.0, 1.5)
_ROLLS_DEG = np.arange(-STEEPEST_DEG, STEEPEST_DEG + 0.01, 0.25)
_COLUMN = 0.02
"""of the longer side; segments nearer in x are taken for one and the same edge"""
FEWEST_COLUMNS = 4
_LEAST_SPREAD = 0.2
"""of the picture's width that the verticals must span"""
_LEAST_LENGTH = 0.8
"""of the longer side, total"""
_LEAST_SHARE = 0.5
"""of the length of all nearly vertical segments; lines of random lean agree to 0.15-0.3, those of rooms to 0.7-0.9"""
_LEAN_NOISE_DEG = 0.25
_LEAST_HALF_WIDTH_DEG = 0.4
"""walls that are not quite upright, lines that are not quite straight"""
_CENTRE_UNKNOWN = 0.03
"""of the longer side: the optical axis is not known to pass nearer to the middle of the picture"""


@dataclass(frozen=True, slots=True)
class SceneRoll:
    """Roll of the scene (+ = a plumb line's top leans right in the picture) with its 95 % half width."""

    deg: float
    half_width_deg: float
    convergence_deg: float
    """how much further left verticals lean, the length of the picture's longer side further to the right"""


@dataclass(frozen=True, slots=True)
class Segments:
    """Nearly vertical segments; lengths in units of the picture's longer side, from the middle of the picture."""

    x: Array
    y: Array
    lean_deg: Array
    length: Array

    def pick(self, which: Mask) -> Segments:
        return Segments(self.x[which], self.y[which], self.lean_deg[which], self.length[which])


def find_roll(pictures: Sequence[Pixels]) -> SceneRoll | None:
    """Roll from one background picture, or from several of one moving camera; None with too little evidence."""
    found = [near_vertical_segments(picture) for picture in pictures]
    lines = Segments(*(np.concatenate([getattr(s, name) for s in found]) for name in ("x", "y", "lean_deg", "length")))
    longer = max(pictures[0].shape[:2])
    return fit_roll(lines, pictures[0].shape[1] / longer, len(pictures))


def near_vertical_segments(picture: Pixels) -> Segments:
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


def fit_roll(lines: Segments, width: float, pictures: int = 1) -> SceneRoll | None:
    """The vanishing point on which most length of line agrees, refined by least squares over distinct edges.

    Parameters
    ----------
    lines : nearly vertical segments
    width : of the picture, in units of its longer side
    pictures : how many pictures the segments come from (each shows the same edges again)
    """
    if len(lines.x) < FEWEST_COLUMNS:
        return None
    bend, half_width = _search(lines), 0.0
    for _ in range(5):
        edges = _edges(lines.pick(np.abs(lines.lean_deg - bend.lean_deg(lines)) < 2.5 * _SAME_LEAN_DEG))
        if len(edges.x) < FEWEST_COLUMNS:
            return None
        bend, half_width = _least_squares(edges, bend)
    agreeing = lines.pick(np.abs(lines.lean_deg - bend.lean_deg(lines)) < 1.5 * _SAME_LEAN_DEG)
    if not _enough(agreeing, lines, width, pictures):
        return None
    convergence = float(np.degrees(bend.pitch))
    half_width = float(np.hypot(half_width, _CENTRE_UNKNOWN * convergence))
    return SceneRoll(bend.roll_deg, half_width, convergence)


@dataclass(frozen=True, slots=True)
class Bend:
    """How verticals lie in the picture: the formula of the module; lengths in units of the longer side."""

    roll_deg: float
    pitch: float = 0.0
    bow: float = 0.0

    def lean_deg(self, lines: Segments) -> Array:
        """Lean that verticals have at the places of the segments."""
        roll = np.radians(self.roll_deg)
        lean = np.arctan2(np.sin(roll) - self.pitch * lines.x, np.cos(roll) + self.pitch * lines.y)
        return np.asarray(np.degrees(lean + self.bow * self.bowing(lines)), np.float64)

    def bowing(self, lines: Segments) -> Array:
        """Lean that a lens with b = 1 adds, rad."""
        sine, cosine = np.sin(np.radians(self.roll_deg)), np.cos(np.radians(self.roll_deg))
        across, along = lines.x * cosine + lines.y * sine, lines.y * cosine - lines.x * sine
        return np.asarray(2 * across * along, np.float64)


def _search(lines: Segments) -> Bend:
    """Best of a grid by agreeing length; strong pitch and strong bow count against."""
    weight = np.minimum(lines.length, 0.25)
    best, found = -1.0, Bend(0.0)
    for pitch, bow in product(_PITCHES, _BOWS):
        prior = np.exp(-0.5 * (pitch / (2 * _PITCH_PRIOR)) ** 2 - 0.5 * (bow / (2 * _BOW_PRIOR)) ** 2)
        # roll hardly changes the rest: shift the lean at roll 0
        off = lines.lean_deg - Bend(0.0, pitch, bow).lean_deg(lines) - _ROLLS_DEG[:, None]
        score = np.exp(-((off / _SAME_LEAN_DEG) ** 2)) @ weight * prior
        if score.max() > best:
            best, found = float(score.max()), Bend(float(_ROLLS_DEG[np.argmax(score)]), float(pitch), bow)
    return found


def _edges(lines: Segments) -> Segments:
    """Segments of one column merged into one edge: pieces of one door frame are not independent witnesses."""
    column = np.round(lines.x / _COLUMN).astype(int)
    groups = [column == value for value in np.unique(column)]
    total = np.array([lines.length[g].sum() for g in groups])

    def mean(values: Array) -> Array:
        return np.array([np.average(values[g], weights=lines.length[g]) for g in groups])

    return Segments(mean(lines.x), mean(lines.y), mean(lines.lean_deg), np.minimum(total, 0.5))


def _least_squares(edges: Segments, bend: Bend) -> tuple[Bend, float]:
    """One Gauss-Newton step with robust weights, and the 95 % half width of roll."""
    residual = edges.lean_deg - bend.lean_deg(edges)
    by_pitch = np.degrees(-edges.x - edges.y * np.radians(bend.roll_deg))
    design = np.column_stack([np.ones_like(by_pitch), by_pitch, np.degrees(bend.bowing(edges))])
    weight = edges.length / edges.length.mean() / (1 + (residual / _SAME_LEAN_DEG) ** 2)
    freedom = max(1, len(residual) - 2)
    noise = max(_LEAN_NOISE_DEG, float(np.sqrt((weight * residual**2).sum() / freedom)))
    prior = np.array([0.0, (noise / _PITCH_PRIOR) ** 2, (noise / _BOW_PRIOR) ** 2])
    inverse = np.linalg.inv(design.T @ (weight[:, None] * design) + np.diag(prior))
    change = inverse @ (design.T @ (weight * residual) - prior * [0.0, bend.pitch, bend.bow])
    half_width = t_quantile(freedom) * noise * float(np.sqrt(inverse[0, 0]))
    moved = Bend(bend.roll_deg + float(change[0]), bend.pitch + float(change[1]), bend.bow + float(change[2]))
    return moved, float(np.hypot(half_width, _LEAST_HALF_WIDTH_DEG))


def _enough(agreeing: Segments, lines: Segments, width: float, pictures: int) -> bool:
    """Whether the agreeing segments are many, long, spread over the picture, and stand out from lines of any lean."""
    if len(_edges(agreeing).x) < FEWEST_COLUMNS or np.ptp(agreeing.x) < _LEAST_SPREAD * width:
        return False
    length = float(agreeing.length.sum())
    return bool(length > _LEAST_LENGTH * pictures and length > _LEAST_SHARE * lines.length.sum())
