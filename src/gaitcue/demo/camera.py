"""From the plane of the runner (metres, y up) to the pixels of the picture and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaitcue.demo.runner import Runner

Array = NDArray[np.float64]
LENS_HEIGHT_M = 0.95
"""the lens stands at hip height, in the middle of the picture"""
PAN_LAG_M, PAN_LAG_S = 0.06, 2.3
"""a person who pans does not keep the runner exactly in the middle"""


@dataclass(frozen=True, slots=True)
class Camera:
    """An upright or rolled camera that looks at right angles onto the runner's plane (no perspective)."""

    width: int
    height: int
    px_per_m: float
    mirrored: bool
    """the runner faces left"""
    roll_deg: float

    @classmethod
    def of(cls, runner: Runner) -> Camera:
        return cls(runner.width, runner.height, runner.px_per_m, runner.facing == "left", runner.roll_deg)

    def matrix(self, camera_x: float) -> Array:
        """(2, 3): plane (m) to picture (px); pixel (0, 0) is the centre of the top-left pixel."""
        r = np.radians(self.roll_deg)
        turn = np.array([[np.cos(r), -np.sin(r)], [np.sin(r), np.cos(r)]])
        linear = turn @ np.diag([-self.px_per_m if self.mirrored else self.px_per_m, -self.px_per_m])
        middle = np.array([(self.width - 1) / 2, (self.height - 1) / 2])
        return np.column_stack([linear, middle - linear @ np.array([camera_x, LENS_HEIGHT_M])])

    def project(self, points: Array, camera_x: Array) -> Array:
        """Plane points (T, 2) in m to px (T, 2); ``camera_x`` (T,) is where the camera looks."""
        linear = self.matrix(0.0)[:, :2]
        middle = np.array([(self.width - 1) / 2, (self.height - 1) / 2])
        seen = points - np.stack([camera_x, np.full(len(camera_x), LENS_HEIGHT_M)], axis=-1)
        return np.asarray(seen @ linear.T + middle, float)

    def inside(self, px: Array) -> NDArray[np.bool_]:
        """Which of the points (..., 2) lie in the picture."""
        x, y = px[..., 0], px[..., 1]
        return (x >= 0) & (x <= self.width - 1) & (y >= 0) & (y <= self.height - 1)


def camera_x(runner: Runner, time_s: Array) -> Array:
    """Where the camera looks (m along the path): fixed, or following an over-ground runner with a little lag."""
    if runner.camera == "fixed" or runner.surface == "treadmill":
        return np.zeros(len(time_s))
    follow = runner.speed_mps * (time_s - runner.duration_s / 2)
    return follow + PAN_LAG_M * np.sin(2 * np.pi * time_s / PAN_LAG_S)
