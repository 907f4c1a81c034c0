"""Small clips whose content is known, written for each test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

WIDTH, HEIGHT = 96, 64
RED, GREEN, BLUE = (220, 30, 30), (30, 200, 40), (40, 50, 220)


def numbered_picture(number: int, width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    """Grey picture that carries its number as eight black or white blocks in the upper half; a red block lower left."""
    picture = np.full((height, width, 3), 110, np.uint8)
    for bit in range(8):
        left = bit * width // 8
        picture[: height // 2, left : left + width // 8] = 235 if number >> bit & 1 else 20
    picture[height // 2 :, : width // 4] = RED
    return picture


def number_of(luma: np.ndarray) -> int:
    """The number in a picture made by ``numbered_picture``."""
    height, width = luma.shape[:2]
    middles = [luma[height // 4, bit * width // 8 + width // 16] for bit in range(8)]
    return sum(1 << bit for bit, value in enumerate(middles) if value > 128)


@pytest.fixture
def write_clip(tmp_path: Path) -> Callable[..., Path]:
    """Write pictures (or ``count`` numbered ones) by PyAV and give the path."""

    def write(
        name: str = "clip.mp4",
        pictures: Sequence[np.ndarray] | None = None,
        *,
        count: int = 12,
        codec: str = "libx264",
        pixel_format: str = "yuv420p",
        fps: int = 30,
        times_s: Sequence[float] | None = None,
        rotation: int = 0,
        codec_options: dict[str, str] | None = None,
        container_options: dict[str, str] | None = None,
        metadata: dict[str, str] | None = None,
        aspect: Fraction | None = None,
        time_base: Fraction | None = None,
    ) -> Path:
        pictures = pictures if pictures is not None else [numbered_picture(i) for i in range(count)]
        path = tmp_path / name
        with av.open(str(path), "w", options=container_options or {}) as container:
            container.metadata.update(metadata or {})
            stream: Any = container.add_stream(codec, rate=fps, options=codec_options or {})
            stream.height, stream.width = pictures[0].shape[:2]
            stream.pix_fmt = pixel_format
            if time_base:
                stream.time_base = stream.codec_context.time_base = time_base
            if aspect:
                stream.codec_context.sample_aspect_ratio = aspect
            if rotation:
                stream.set_display_rotation(rotation)
            for index, picture in enumerate(pictures):
                frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format=pixel_format)
                if times_s is not None:
                    frame.time_base = time_base or Fraction(1, 90_000)
                    frame.pts = round(times_s[index] / frame.time_base)
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        return path

    return write
