"""Draw the clip: figure over scenery, with motion blur, shadow, camera noise and roll."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from gaitcue.demo.camera import Camera, camera_x
from gaitcue.demo.figure import depth_of, figure
from gaitcue.demo.motion import Motion, motion_of
from gaitcue.demo.runner import Colour, Runner
from gaitcue.demo.scenery import BELT_FAR_M, BELT_NEAR_M, DECK_BACK_M, POST_M, SHIFT, paint_scene
from gaitcue.demo.shapes import Shape
from gaitcue.terms.arrays import Array, Pixels
from gaitcue.terms.keypoints import SIDES
from gaitcue.video import VideoWriter

Progress = Callable[[int, int], None]

CHUNK_FRAMES = 32
MOST_BLUR_SAMPLES = 4
FASTEST_POINT_MPS = 9.0
"""about the speed of the forward-swinging foot past the camera; it sets how many moments a blurred frame needs"""
GAIN = {"bright": 1.12, "normal": 1.0, "dark": 0.30}
LINEAR, EDGE = cv2.INTER_LINEAR, cv2.BORDER_REPLICATE
BELT_MARKS_M = 0.19
HOOD_M = 0.66
"""the belt runs under the motor hood here"""


def draw_clip(runner: Runner, path: Path, progress: Progress | None = None) -> None:
    """Draw the runner's clip as an H.264 .mp4.

    Parameters
    ----------
    runner : what to draw; slow motion stores the frames at ``fps / slow_motion``
    path : .mp4 file to write
    progress : called with (frames done, frames in all)

    Raises
    ------
    OutputRefused
        The file cannot be written.
    """
    with VideoWriter(Path(path), runner.width, runner.height, runner.stored_fps) as writer:
        for k, picture in enumerate(pictures(runner)):
            writer.write(picture, k / runner.stored_fps)
            if progress is not None:
                progress(k + 1, runner.frames)


def draw_frame(runner: Runner, frame: int) -> Pixels:
    """One frame of the clip, RGB."""
    return next(pictures(runner, frame, frame + 1))


def pictures(runner: Runner, start: int = 0, end: int | None = None) -> Iterator[Pixels]:
    """RGB pictures (height, width, 3) of the frames from ``start`` to before ``end``."""
    backdrop = Backdrop(runner)
    end = runner.frames if end is None else end
    for first in range(start, end, CHUNK_FRAMES):
        yield from backdrop.chunk(range(first, min(first + CHUNK_FRAMES, end)))


class Backdrop:
    """Scenery painted once, and what is needed to draw any frame on it."""

    def __init__(self, runner: Runner) -> None:
        self.runner, self.motion, self.camera = runner, motion_of(runner), Camera.of(runner)
        self.scene = paint_scene(runner)
        self.moves = runner.surface == "overground" and runner.camera == "panning"
        self.still = self._background(0.0)
        grain = grain_of(runner)
        self.brighter, self.darker = np.maximum(grain, 0).astype(np.uint8), np.maximum(-grain, 0).astype(np.uint8)
        self.samples = blur_samples(runner)
        self.light = np.clip(np.arange(256) * GAIN[runner.lighting], 0, 255).astype(np.uint8)

    def chunk(self, frames: range) -> Iterator[Pixels]:
        runner, n = self.runner, self.samples
        offset = (np.arange(n) - (n - 1) / 2) / max(n, 1) * runner.shutter / runner.fps
        times = exposure_times(runner, np.array(frames) / runner.fps, offset)
        look = camera_x(runner, times)
        layers = self._project(self._shapes(times), look)
        for k, frame in enumerate(frames):
            yield self._finish(self._exposed(layers, look, range(k * n, (k + 1) * n)), frame)

    def _shapes(self, times: Array) -> list[Shape]:
        points = self.motion.points(times)
        ground = [*belt(self.motion, times), *shadows(self.runner, points)]
        return [*ground, *figure(self.runner, points), *near_rail(self.runner, len(times))]

    def _project(self, shapes: list[Shape], look: Array) -> list[tuple[NDArray[np.int32], Colour]]:
        """Outlines as fixed-point pixels."""
        out = []
        for shape in shapes:
            t, n = shape.outline.shape[:2]
            px = self.camera.project(shape.outline.reshape(-1, 2), np.repeat(look, n), shape.depth_m).reshape(t, n, 2)
            out.append((np.round(px * (1 << SHIFT)).astype(np.int32), shape.colour))
        return out

    def _exposed(self, layers: list[tuple[NDArray[np.int32], Colour]], look: Array, moments: range) -> Pixels:
        """Average of the moments while the shutter is open."""
        mean: Pixels | None = None
        for k, m in enumerate(moments):
            canvas = self._background(float(look[m])) if self.moves else self.still.copy()
            for outline, colour in layers:
                cv2.fillPoly(canvas, [outline[m]], colour, cv2.LINE_AA, SHIFT)
            if mean is None:
                mean = canvas
            else:
                cv2.addWeighted(mean, k / (k + 1), canvas, 1 / (k + 1), 0, dst=mean)
        assert mean is not None
        return mean

    def _finish(self, picture: Pixels, frame: int) -> Pixels:
        """Lens softness, light and sensor noise."""
        picture = np.asarray(cv2.GaussianBlur(picture, (3, 3), 0.6), np.uint8)
        if self.runner.lighting != "normal":
            picture = np.asarray(cv2.LUT(picture, self.light), np.uint8)
        if self.runner.noise_sd <= 0:
            return picture
        take = (self.runner.take,) if self.runner.take else ()
        rng = np.random.default_rng((self.runner.seed, frame, *take))
        h, w = picture.shape[:2]
        rows, columns = self.brighter.shape[:2]
        y, x = rng.integers(0, rows - h + 1), rng.integers(0, columns - w + 1)
        cut = np.s_[y : y + h, x : x + w]
        return np.asarray(cv2.subtract(cv2.add(picture, self.brighter[cut]), self.darker[cut]), np.uint8)

    def _background(self, look: float) -> Pixels:
        matrix = self.camera.homography(look) @ np.vstack([self.scene.matrix(), [0, 0, 1]])
        size, flat = (self.runner.width, self.runner.height), not matrix[2, :2].any()
        if flat:
            seen = cv2.warpAffine(self.scene.image, matrix[:2], size, flags=LINEAR, borderMode=EDGE)
        else:
            seen = cv2.warpPerspective(self.scene.image, matrix, size, flags=LINEAR, borderMode=EDGE)
        return np.asarray(seen, np.uint8)


def exposure_times(runner: Runner, frame_s: Array, offset: Array) -> Array:
    """(frames * samples,) moments of the open shutter; none reaches over the cut from standing to running."""
    times = frame_s[:, None] + offset[None]
    runs = frame_s[:, None] >= runner.standing_s
    return np.where(runs, np.maximum(times, runner.standing_s), np.minimum(times, runner.standing_s - 1e-6)).ravel()


def blur_samples(runner: Runner) -> int:
    """Moments to average: one for every 4 px that the fastest point moves while the shutter is open."""
    path_px = FASTEST_POINT_MPS * runner.px_per_m * runner.shutter / runner.fps
    return int(np.clip(np.ceil(path_px / 4.0), 1, MOST_BLUR_SAMPLES))


def grain_of(runner: Runner) -> NDArray[np.int16]:
    """A field of sensor noise, larger than the picture: every frame takes another part of it."""
    rng = np.random.default_rng(runner.seed + 7)
    shape = (runner.height + 97, runner.width + 89, 3)
    return np.asarray(np.clip(np.round(rng.normal(0, runner.noise_sd, shape)), -255, 255), np.int16)


def belt(motion: Motion, times: Array) -> list[Shape]:
    """Marks that run back with the belt (none over ground)."""
    runner = motion.runner
    if runner.surface != "treadmill":
        return []
    moving = np.where(times < runner.standing_s, runner.standing_s, times)
    length = HOOD_M - DECK_BACK_M - 0.1
    shapes = []
    for k, start in enumerate(np.arange(0, length, BELT_MARKS_M)):
        x = DECK_BACK_M + (start - runner.speed_mps * moving) % length
        y = BELT_NEAR_M + 0.012 + 0.011 * (k % 3)
        box = np.array([(0, y), (0.10, y), (0.10, y + 0.006), (0, y + 0.006)])
        outline = np.repeat(box[None], len(times), axis=0)
        outline[..., 0] += x[:, None]
        shapes.append(Shape(outline, (58, 58, 60)))
    return shapes


def shadows(runner: Runner, points: dict[str, Array]) -> list[Shape]:
    """A flat shadow under each foot that narrows as the foot rises."""
    angle = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    out = []
    for side in SIDES:
        heel, toe = points[f"{side}_heel"], points[f"{side}_toe"]
        middle = (heel[:, 0] + toe[:, 0]) / 2
        height = np.minimum(heel[:, 1], toe[:, 1])
        wide = 0.55 * np.abs(toe[:, 0] - heel[:, 0]) * np.exp(-4.0 * height) + 0.02
        x = middle[:, None] + wide[:, None] * np.cos(angle)
        y = -0.004 + 0.012 * np.exp(-4.0 * height)[:, None] * np.sin(angle)
        out.append(Shape(np.stack([x, y], axis=-1), (26, 26, 27), depth_of(runner, f"{side}_heel")))
    return out


def near_rail(runner: Runner, moments: int) -> list[Shape]:
    """The short handrail on the camera's side, in front of everything."""
    if runner.surface != "treadmill":
        return []
    top = 0.5 * (BELT_FAR_M + BELT_NEAR_M)
    bars: list[tuple[list[tuple[float, float]], Colour]] = [
        ([(0.44, 0.925), (POST_M + 0.06, 0.925), (POST_M + 0.06, 0.960), (0.44, 0.960)], (58, 60, 64)),
        ([(0.44, 0.946), (POST_M + 0.06, 0.946), (POST_M + 0.06, 0.954), (0.44, 0.954)], (108, 110, 114)),
        ([(POST_M + 0.02, top), (POST_M + 0.08, top), (POST_M + 0.08, 1.18), (POST_M + 0.02, 1.18)], (58, 60, 64)),
        ([(POST_M + 0.03, top), (POST_M + 0.045, top), (POST_M + 0.045, 1.18), (POST_M + 0.03, 1.18)], (92, 94, 98)),
    ]
    return [Shape(np.repeat(np.array(xy)[None], moments, axis=0), colour) for xy, colour in bars]
