"""What stands around the runner: a room with a treadmill, or a path with trees and poles. Painted once on a canvas."""

from __future__ import annotations

import cv2
import numpy as np

from gaitcue.demo.runner import Colour, Runner
from gaitcue.terms.arrays import Array, Pixels

SHIFT = 4
DECK_BACK_M, DECK_FRONT_M = -0.98, 0.98
BELT_FAR_M, BELT_NEAR_M = 0.020, -0.032
"""the belt's surface is seen a little from above; the feet stand in its middle, at 0"""
FLOOR_M = -0.150
POST_M = 0.70
FENCE_M = 0.62


class Canvas:
    """A picture of the runner's plane in metres, upright and unmirrored, wider than the camera's view."""

    def __init__(self, left_m: float, right_m: float, bottom_m: float, top_m: float, px_per_m: float) -> None:
        self.left, self.top, self.scale = left_m, top_m, px_per_m
        size = (int(np.ceil((top_m - bottom_m) * px_per_m)), int(np.ceil((right_m - left_m) * px_per_m)), 3)
        self.image: Pixels = np.zeros(size, np.uint8)
        self.right, self.bottom = right_m, bottom_m

    def matrix(self) -> Array:
        """(2, 3): canvas pixel to plane in metres."""
        return np.array([[1 / self.scale, 0, self.left], [0, -1 / self.scale, self.top]])

    def polygon(self, corners: list[tuple[float, float]] | Array, colour: Colour) -> None:
        xy = np.asarray(corners, float)
        px = np.stack([(xy[:, 0] - self.left) * self.scale, (self.top - xy[:, 1]) * self.scale], axis=-1)
        fixed = np.round(px * (1 << SHIFT)).astype(np.int32)
        cv2.fillPoly(self.image, [fixed], colour, cv2.LINE_AA, SHIFT)

    def box(self, left: float, right: float, bottom: float, top: float, colour: Colour) -> None:
        self.polygon([(left, bottom), (right, bottom), (right, top), (left, top)], colour)

    def ellipse(self, x: float, y: float, wide: float, high: float, colour: Colour) -> None:
        angle = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        self.polygon(np.stack([x + wide * np.cos(angle), y + high * np.sin(angle)], axis=-1), colour)

    def gradient(self, bottom: float, top: float, low: Colour, high: Colour) -> None:
        """Whole width, from one colour to the other."""
        first, last = (int(np.clip((self.top - y) * self.scale, 0, len(self.image))) for y in (top, bottom))
        part = np.linspace(0, 1, max(1, last - first))[:, None]
        rows = (1 - part) * np.array(high) + part * np.array(low)
        self.image[first:last] = rows[:, None].astype(np.uint8)

    def grain(self, sd: float, seed: int, blur_px: float) -> None:
        """Fixed texture of the surfaces."""
        noise = np.random.default_rng(seed).normal(size=self.image.shape[:2]).astype(np.float32)
        noise = np.asarray(cv2.GaussianBlur(noise, (0, 0), blur_px), np.float32)
        noise *= sd / max(float(noise.std()), 1e-6)
        self.image = np.clip(self.image + noise[..., None], 0, 255).astype(np.uint8)


def canvas_for(runner: Runner) -> Canvas:
    """An empty canvas that covers all that the camera may see, also when rolled or off the perpendicular."""
    half = 0.5 * float(np.hypot(runner.width, runner.height)) / runner.px_per_m + 0.1
    half *= 1.0 if runner.behind_deg == 0 else 1.5
    pans = runner.surface == "overground" and runner.camera == "panning"
    reach = half + (0.5 * runner.speed_mps * runner.duration_s + 0.2 if pans else 0.0)
    ahead, high = runner.lens_ahead_m, runner.lens_height_m
    return Canvas(ahead - reach, ahead + reach, high - half, high + half, runner.px_per_m)


def paint_scene(runner: Runner) -> Canvas:
    canvas = canvas_for(runner)
    if runner.surface == "treadmill":
        paint_room(canvas)
        paint_treadmill(canvas)
    else:
        paint_park(canvas, runner.seed)
    canvas.grain(2.2, runner.seed, 0.8)
    canvas.image = np.asarray(cv2.GaussianBlur(canvas.image, (0, 0), 0.7), np.uint8)
    return canvas


def paint_room(canvas: Canvas) -> None:
    """Wall with panels and a window, skirting, floor boards."""
    canvas.gradient(FLOOR_M, canvas.top, (176, 172, 164), (206, 204, 198))
    for x in np.arange(np.floor(canvas.left), canvas.right, 0.9):
        canvas.box(x, x + 0.006, FLOOR_M, canvas.top, (158, 154, 148))
        canvas.box(x + 0.006, x + 0.010, FLOOR_M, canvas.top, (216, 213, 208))
    canvas.box(-0.78, -0.28, 1.12, 1.78, (120, 112, 100))
    canvas.box(-0.75, -0.31, 1.15, 1.75, (198, 214, 226))
    canvas.box(-0.75, -0.31, 1.15, 1.36, (156, 178, 150))
    canvas.box(-0.54, -0.52, 1.15, 1.75, (132, 124, 112))
    canvas.box(canvas.left, canvas.right, FLOOR_M, FLOOR_M + 0.10, (138, 132, 124))
    canvas.box(canvas.left, canvas.right, FLOOR_M + 0.094, FLOOR_M + 0.10, (168, 163, 156))
    canvas.gradient(canvas.bottom, FLOOR_M, (92, 76, 62), (112, 94, 78))
    for y in np.arange(canvas.bottom, FLOOR_M, 0.05):
        canvas.box(canvas.left, canvas.right, y, y + 0.004, (84, 70, 58))


def paint_treadmill(canvas: Canvas) -> None:
    """Deck with its side rail and rollers, motor hood, posts, far handrail and console."""
    steel: Colour = (62, 64, 68)
    canvas.box(POST_M, POST_M + 0.055, 0.0, 1.20, (74, 76, 80))
    canvas.box(POST_M + 0.010, POST_M + 0.022, 0.0, 1.20, (104, 106, 110))
    canvas.box(0.20, POST_M, 0.955, 0.985, (84, 86, 90))
    canvas.box(0.20, POST_M, 0.975, 0.982, (120, 122, 126))
    canvas.polygon([(0.60, 1.12), (0.82, 1.16), (0.80, 1.36), (0.66, 1.34)], (44, 46, 50))
    canvas.polygon([(0.63, 1.16), (0.655, 1.164), (0.690, 1.310), (0.668, 1.312)], (96, 146, 168))
    canvas.box(DECK_BACK_M, DECK_FRONT_M, FLOOR_M + 0.02, BELT_NEAR_M - 0.012, steel)
    canvas.box(DECK_BACK_M, DECK_FRONT_M, BELT_NEAR_M - 0.040, BELT_NEAR_M - 0.014, (128, 130, 134))
    canvas.box(DECK_BACK_M, DECK_FRONT_M, BELT_NEAR_M - 0.012, BELT_FAR_M, (40, 40, 42))
    canvas.box(DECK_BACK_M, DECK_FRONT_M, BELT_FAR_M, BELT_FAR_M + 0.012, (104, 106, 110))
    canvas.polygon([(0.66, -0.045), (1.02, -0.045), (1.02, 0.105), (0.78, 0.115)], (52, 54, 58))
    canvas.polygon([(0.70, -0.020), (1.00, -0.020), (1.00, 0.040), (0.76, 0.050)], (70, 72, 76))
    for x in (-0.86, 0.80):
        canvas.box(x, x + 0.10, FLOOR_M, FLOOR_M + 0.03, (28, 28, 30))


def paint_park(canvas: Canvas, seed: int) -> None:
    """Sky, hedge, grass, trees, lamp poles and the path."""
    rng = np.random.default_rng(seed + 1)
    canvas.gradient(0.0, canvas.top, (214, 222, 226), (150, 184, 220))
    horizon = 0.75
    for x in np.arange(canvas.left - 1, canvas.right + 1, 0.22):
        high = horizon + 0.25 + 0.22 * rng.random()
        shade = int(rng.integers(-10, 10))
        canvas.ellipse(x, horizon, 0.30, high - horizon + 0.2, (86 + shade, 116 + shade, 78 + shade))
    canvas.gradient(0.06, horizon, (116, 150, 78), (134, 160, 96))
    for x in np.arange(canvas.left - 0.5, canvas.right + 1, 2.3):
        paint_tree(canvas, float(x + rng.uniform(0, 0.9)), rng)
    paint_fence(canvas)
    for x in np.arange(np.floor(canvas.left / 4) * 4 + 1.2, canvas.right + 1, 4.0):
        canvas.box(x, x + 0.06, 0.10, 2.60, (92, 96, 98))
        canvas.box(x + 0.012, x + 0.026, 0.10, 2.60, (132, 136, 138))
    canvas.gradient(-0.10, 0.07, (158, 150, 140), (176, 168, 156))
    canvas.gradient(canvas.bottom, -0.10, (96, 128, 64), (112, 144, 74))
    for _ in range(int(60 * (canvas.right - canvas.left))):
        x, y = rng.uniform(canvas.left, canvas.right), rng.uniform(-0.10, 0.06)
        tone = int(rng.integers(120, 190))
        canvas.ellipse(x, y, 0.006 + 0.008 * rng.random(), 0.003, (tone, tone - 6, tone - 14))


def paint_fence(canvas: Canvas) -> None:
    """Upright posts at even distances with two rails: they show the roll of the camera."""
    for y in (0.62, 1.10):
        canvas.box(canvas.left, canvas.right, y, y + 0.05, (150, 138, 120))
        canvas.box(canvas.left, canvas.right, y, y + 0.012, (104, 94, 80))
    for x in np.arange(np.floor(canvas.left / FENCE_M) * FENCE_M, canvas.right + 1, FENCE_M):
        canvas.box(x, x + 0.09, 0.08, 1.42, (88, 78, 66))
        canvas.box(x, x + 0.05, 0.08, 1.42, (172, 160, 140))


def paint_tree(canvas: Canvas, x: float, rng: np.random.Generator) -> None:
    canvas.polygon([(x - 0.07, 0.20), (x + 0.07, 0.20), (x + 0.05, 1.5), (x - 0.05, 1.5)], (96, 76, 58))
    canvas.polygon([(x - 0.05, 0.20), (x - 0.01, 0.20), (x - 0.01, 1.5), (x - 0.03, 1.5)], (118, 96, 74))
    for _ in range(9):
        dx, dy = rng.normal(0, 0.28), rng.normal(0, 0.22)
        tone = int(rng.integers(-16, 18))
        canvas.ellipse(x + dx, 1.85 + dy, 0.30, 0.26, (70 + tone, 108 + tone, 58 + tone))
