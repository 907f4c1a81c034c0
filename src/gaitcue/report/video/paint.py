"""Painting on frames: lines with a dark casing, dashes, plates and lettering. For the annotated video, so fast."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import cv2
import numpy as np

from gaitcue.terms.arrays import Array, Pixels

Point = Array
Colour = tuple[int, int, int]

CASING: Final[Colour] = (16, 22, 29)
WHITE: Final[Colour] = (255, 255, 255)
_SHIFT: Final = 4
"""fractional bits of the coordinates given to OpenCV: lines move smoothly, not from pixel to pixel"""


_FAR: Final = 2.0**30
"""OpenCV's coordinates are 32-bit"""


def _fixed(point: Point) -> tuple[int, int]:
    x, y = (min(max(float(v) * (1 << _SHIFT), -_FAR), _FAR) for v in point)
    return round(x), round(y)


def stroke(image: Pixels, a: Point, b: Point, colour: Colour, width: int, *, dashed: bool = False) -> None:
    """A line with a dark edge; nothing when an end is missing."""
    if not np.isfinite([a, b]).all():
        return
    for start, end in _dashes(a, b, 5.0 * width) if dashed else [(a, b)]:
        for shade, wide in ((CASING, width + 2), (colour, width)):
            cv2.line(image, _fixed(start), _fixed(end), shade, wide, cv2.LINE_AA, _SHIFT)


def _dashes(a: Point, b: Point, period: float) -> list[tuple[Point, Point]]:
    length = float(np.linalg.norm(b - a))
    count = max(int(length / period), 1)
    return [(a + (b - a) * i / count, a + (b - a) * (i + 0.5) / count) for i in range(count)]


def dot(image: Pixels, at: Point, colour: Colour, radius: int) -> None:
    if np.isfinite(at).all():
        cv2.circle(image, _fixed(at), (radius + 1) << _SHIFT, CASING, -1, cv2.LINE_AA, _SHIFT)
        cv2.circle(image, _fixed(at), radius << _SHIFT, colour, -1, cv2.LINE_AA, _SHIFT)


def plate(image: Pixels, left: int, top: int, right: int, bottom: int, strength: float = 0.62) -> None:
    """Darken a rectangle so that lettering on it is readable over any picture."""
    part = image[max(top, 0) : bottom, max(left, 0) : right]
    if part.size:
        shade = np.full_like(part, CASING)
        cv2.addWeighted(part, 1 - strength, shade, strength, 0, dst=part)


@cache
def _face() -> Any:
    """OpenCV's own typeface (OpenCV 5); None with older ones, which letter with strokes."""
    return cv2.FontFace("sans") if hasattr(cv2, "FontFace") else None


def letters(image: Pixels, text: str, left: int, baseline: int, size: int, colour: Colour = WHITE) -> None:
    """Write text of ``size`` px; without a typeface the few signs that strokes lack are replaced."""
    face = _face()
    if face is not None:
        cv2.putText(image, text, (left, baseline), colour, face, size, 450)
        return
    plain = text.replace("°", " deg").replace("–", "-").replace("\N{MINUS SIGN}", "-").replace("±", "+-")
    cv2.putText(
        image, plain, (left, baseline), cv2.FONT_HERSHEY_SIMPLEX, size / 30, colour, max(size // 16, 1), cv2.LINE_AA
    )


def text_width(text: str, size: int) -> int:
    """Width in px, a little generous."""
    return int(0.52 * size * len(text))
