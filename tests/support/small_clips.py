"""A clip of a few numbered grey pictures: a real video that is made in a moment."""

from pathlib import Path

import numpy as np

from gaitcue.video import VideoWriter


def small_clip(path: Path, *, frames: int = 12, width: int = 96, height: int = 64, fps: float = 60.0) -> Path:
    """Write it, and give the path."""
    with VideoWriter(path, width, height, fps) as writer:
        for number in range(frames):
            picture = np.full((height, width, 3), 110, np.uint8)
            picture[:, : 4 + 4 * number] = 230
            writer.write(picture, number / fps)
    return path
