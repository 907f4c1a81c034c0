"""Pictures from the dark, made light enough for the models, which learned from well-lit ones."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]

TOO_DARK, LIGHT_ENOUGH = 30.0, 60.0
"""median of green, 0-255, over the inner part of a picture: under the first it is lifted to the second. Five real clips
have 38 and more throughout and are shown as they are; made dark they have 5 to 22 (docs/validation.md, "spoiled";
product default)"""
STRONGEST = 0.35
"""smallest exponent: below it only noise is left to lift"""
RIM, EVERY = 8, 4
"""1/8 of the picture on each side is left out, which may be black border; every 4th px is enough for a median"""


def lit(picture: Image) -> Image:
    """The picture (height, width, 3) RGB, with a gamma that lifts a dark middle to ``LIGHT_ENOUGH``."""
    height, width = picture.shape[:2]
    inner = picture[height // RIM : -height // RIM : EVERY, width // RIM : -width // RIM : EVERY, 1]
    middle = float(np.median(inner))
    if middle >= TOO_DARK:
        return picture
    exponent = max(float(np.log(LIGHT_ENOUGH / 255) / np.log(max(middle, 1.0) / 255)), STRONGEST)
    levels = np.rint(255 * np.linspace(0, 1, 256) ** exponent).astype(np.uint8)
    return np.asarray(cv2.LUT(picture, levels), np.uint8)
