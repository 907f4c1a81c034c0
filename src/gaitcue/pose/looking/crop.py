"""The turned square around the runner that the pose model looks at, and the way back from it.

Positions in a crop run from 0 to 256 and are measured from the crop's edge; positions in the picture are those of
the displayed frame, where (0, 0) is the centre of the top-left pixel.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gaitcue.pose.settings import PADDING
from gaitcue.terms.arrays import Array

CROP_SIZE = 256


@dataclass(frozen=True, slots=True)
class Crop:
    """A turned square of the displayed frame."""

    x: float
    """px, centre"""
    y: float
    side: float
    """px"""
    angle: float
    """rad, clockwise in the picture; 0 is upright"""

    @property
    def axes(self) -> Array:
        """(2, 2): columns are the crop's x and y axis in the picture, px of the frame per px of the crop."""
        c, s = np.cos(self.angle), np.sin(self.angle)
        return np.array([[c, -s], [s, c]]) * (self.side / CROP_SIZE)

    def matrix(self) -> Array:
        """(2, 3), from the crop's pixel centres to the frame's, for ``Frame.warp``."""
        half = (CROP_SIZE - 1) / 2
        shift = np.array([self.x, self.y]) - self.axes @ np.array([half, half])
        return np.column_stack([self.axes, shift])

    def to_frame(self, points: NDArray[np.floating]) -> Array:
        """Crop positions (..., 2) in the displayed frame, px."""
        inside = np.asarray(points, float) - CROP_SIZE / 2
        return np.asarray(inside @ self.axes.T + np.array([self.x, self.y]))

    def varied(self, turn_deg: float = 0.0, padding: float = PADDING) -> Crop:
        """The same square turned further, or wider."""
        if not turn_deg and padding == PADDING:
            return self
        return replace(self, angle=self.angle + np.radians(turn_deg), side=self.side * padding / PADDING)

    def moved(self, before: Crop, steps: float) -> Crop:
        """Where the square will be ``steps`` later if it keeps the pace from ``before``, one step earlier."""
        return replace(self, x=self.x + steps * (self.x - before.x), y=self.y + steps * (self.y - before.y))


def crop_around(body: NDArray[np.floating], padding: float = PADDING) -> Crop:
    """The square that BlazePose wants to see next.

    Parameters
    ----------
    body : (2, 2), px of the frame: the middle of the hips, and a point on the circle around the whole body

    The square is centred on the hips, ``padding`` times the circle wide, and turned so that the body stands upright.
    """
    dx, dy = np.asarray(body[1], float) - np.asarray(body[0], float)
    side = 2.0 * float(np.hypot(dx, dy)) * padding
    return Crop(float(body[0][0]), float(body[0][1]), side, float(np.arctan2(dx, -dy)))
