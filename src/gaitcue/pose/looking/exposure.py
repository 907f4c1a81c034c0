"""What a model is shown of a frame: dark pictures are brightened, because models learned from well-lit ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from gaitcue.terms.arrays import Array, Pixels

if TYPE_CHECKING:
    from gaitcue.video import Frame


TOO_DARK, BRIGHT_ENOUGH = 30.0, 60.0
"""median of green, 0-255, over the inner part of a picture: under the first it is raised to the second. Five real clips
have 38 and more throughout and are shown as they are; made dark they have 5 to 22 (docs/validation.md, degraded clips;
product default)"""
STRONGEST = 0.35
"""smallest exponent: below it only noise is left to raise"""
RIM, EVERY = 8, 4
"""1/8 of the picture on each side is left out, which may be black border; every 4th px is enough for a median"""


def picture_for_model(frame: Frame, matrix: Array, size: int) -> Pixels:
    """``Frame.warp``, brightened where it is too dark: every look of every model goes through here."""
    return brightened(frame.warp(matrix, size))


def brightened(picture: Pixels) -> Pixels:
    """The picture (height, width, 3) RGB, with a gamma that raises a dark median to ``BRIGHT_ENOUGH``."""
    height, width = picture.shape[:2]
    inner = picture[height // RIM : -height // RIM : EVERY, width // RIM : -width // RIM : EVERY, 1]
    if 2 * np.count_nonzero(inner >= TOO_DARK) >= inner.size:  # the median is not under it; told in a tenth of the time
        return picture
    median = float(np.median(inner))
    exponent = max(float(np.log(BRIGHT_ENOUGH / 255) / np.log(max(median, 1.0) / 255)), STRONGEST)
    levels = np.rint(255 * np.linspace(0, 1, 256) ** exponent).astype(np.uint8)
    return np.asarray(cv2.LUT(picture, levels), np.uint8)
