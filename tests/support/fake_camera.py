"""What Chromium shows instead of a camera: the demo runner, drawn so that the film meets its own beginning."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from gaitcue.demo import NO_VARIABILITY, Runner
from gaitcue.demo.draw import pictures
from support.in_browser import CHROMIUM, launched

FPS = 30.0
CADENCE_SPM = 160.0
"""a stride is 22.5 pictures long, so that 45 of them meet their beginning"""
LOOP_FRAMES = 45
"""two strides; at 60 pictures a second twice as many"""
RUNNER = Runner(
    cadence_spm=CADENCE_SPM, fps=FPS, width=640, height=480, px_per_m=200.0, duration_s=4.0, drift_m=0.0,
    variability=NO_VARIABILITY,
)  # fmt: skip


def runner_at(fps: float) -> Runner:
    """The same runner before a quicker camera."""
    return replace(RUNNER, fps=fps)


def write_camera(path: Path, runner: Runner = RUNNER) -> Path:
    """A .y4m for ``--use-file-for-fake-video-capture``; Chromium plays it again and again."""
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{runner.width} H{runner.height} F{runner.fps:.0f}:1 Ip A1:1 C420jpeg\n".encode())
        for picture in pictures(runner, 0, round(LOOP_FRAMES * runner.fps / FPS)):
            file.write(b"FRAME\n" + _planes(picture))
    return path


def write_empty_room(path: Path) -> Path:
    """A camera before which nobody is."""
    with path.open("wb") as file:
        file.write(b"YUV4MPEG2 W640 H480 F30:1 Ip A1:1 C420jpeg\n")
        for _ in range(2):
            file.write(b"FRAME\n" + _planes(np.full((480, 640, 3), 150, np.uint8)))
    return path


def chromium_with(film: Path) -> AbstractContextManager[Any]:
    """Chromium with a film before its camera."""
    before = ("--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}")
    return launched(*before, program=CHROMIUM)


def _planes(picture: np.ndarray) -> bytes:
    return cv2.cvtColor(picture, cv2.COLOR_RGB2YUV_I420).tobytes()
