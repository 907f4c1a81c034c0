"""From the plane of the runner (metres, y up) to the pixels of the picture and back."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gaitcue.demo.runner import Runner
from gaitcue.terms.arrays import Array, Mask

PAN_LAG_M, PAN_LAG_S = 0.06, 2.3
"""a person who pans does not keep the runner exactly in the middle"""


@dataclass(frozen=True, slots=True)
class Camera:
    """A level camera, upright or rolled, that looks at the runner's plane from its side.

    Far away by default (no perspective) and at right angles; ``behind_deg`` and ``distance_m`` change that. Depths are
    counted from the runner's plane, away from the camera.
    """

    width: int
    height: int
    px_per_m: float
    """in the middle of the picture, in the runner's plane"""
    mirrored: bool
    """the runner faces left"""
    roll_deg: float
    lens_height_m: float = 0.95
    behind_deg: float = 0.0
    distance_m: float = math.inf

    @classmethod
    def of(cls, runner: Runner) -> Camera:
        return cls(
            runner.width,
            runner.height,
            runner.px_per_m,
            runner.facing == "left",
            runner.roll_deg,
            runner.lens_height_m,
            runner.behind_deg,
            math.inf if runner.distance_m is None else runner.distance_m,
        )

    def linear(self) -> Array:
        """(2, 2): metres across and up in front of the lens to px, at the distance of the runner."""
        r = np.radians(self.roll_deg)
        turn = np.array([[np.cos(r), -np.sin(r)], [np.sin(r), np.cos(r)]])
        return turn @ np.diag([-self.px_per_m if self.mirrored else self.px_per_m, -self.px_per_m])

    def middle(self) -> Array:
        return np.array([(self.width - 1) / 2, (self.height - 1) / 2])

    def homography(self, camera_x: float) -> Array:
        """(3, 3): plane (m) to picture (px); pixel (0, 0) is the centre of the top-left pixel."""
        behind = np.radians(self.behind_deg)
        place = np.array([[1, 0, -camera_x], [0, 1, -self.lens_height_m], [0, 0, 1.0]])
        view = np.array([[np.cos(behind), 0, 0], [0, 1, 0], [np.sin(behind) / self.distance_m, 0, 1]])
        picture = np.vstack([np.column_stack([self.linear(), self.middle()]), [0, 0, 1]])
        return np.asarray(picture @ view @ place, float)

    def project(self, points: Array, camera_x: Array, depth_m: float = 0.0) -> Array:
        """Points (T, 2) in m at one depth to px (T, 2); ``camera_x`` (T,) is where the camera looks."""
        sine, cosine = np.sin(np.radians(self.behind_deg)), np.cos(np.radians(self.behind_deg))
        x, y = points[:, 0] - camera_x, points[:, 1] - self.lens_height_m
        farther = 1 + (x * sine + depth_m * cosine) / self.distance_m
        seen = np.stack([x * cosine - depth_m * sine, y], axis=-1) / farther[:, None]
        return np.asarray(seen @ self.linear().T + self.middle(), float)

    def inside(self, px: Array) -> Mask:
        """Which of the points (..., 2) lie in the picture."""
        x, y = px[..., 0], px[..., 1]
        return (x >= 0) & (x <= self.width - 1) & (y >= 0) & (y <= self.height - 1)


def camera_x(runner: Runner, time_s: Array) -> Array:
    """Where the camera looks (m along the path): fixed, or following an over-ground runner with a little lag."""
    if runner.camera == "fixed" or runner.surface == "treadmill":
        return np.full(len(time_s), runner.lens_ahead_m)
    follow = runner.speed_mps * (time_s - runner.duration_s / 2)
    return runner.lens_ahead_m + follow + PAN_LAG_M * np.sin(2 * np.pi * time_s / PAN_LAG_S)
