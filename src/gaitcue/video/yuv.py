"""The planes of a decoded picture read in place, and their way to RGB."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from gaitcue.terms.arrays import Array, Pixels

Samples = NDArray[np.uint8] | NDArray[np.uint16]

_PLANAR = re.compile(r"(?:yuvj?4(?:20|22|44|40)|gray)p?(?:(9|10|12|14|16)le)?")
_BLACK_FULL, _BLACK_LIMITED, _GREY = 0, 16, 128
_LIMITED_RANGE, _FULL_RANGE = 1, 2  # AVCOL_RANGE_MPEG, AVCOL_RANGE_JPEG
# (Kr, Kb) by AVColorSpace: ITU-R BT.709, BT.601 (470BG, 170M), SMPTE 240M, BT.2020
_LUMA_WEIGHTS = {1: (0.2126, 0.0722), 5: (0.299, 0.114), 6: (0.299, 0.114), 7: (0.212, 0.087), 9: (0.2627, 0.0593)}
_BT709, _BT601 = 1, 6
_SWSCALE_SPACE = {6: 5}  # the converter numbers both kinds of BT.601 as 5
_RGB_SPACE, _UNSPECIFIED = 0, 2
_HD_HEIGHT = 720


def readable(picture: Any) -> Any:
    """The picture in a format whose planes this module reads; only rare formats (RGB stills, NV12) are converted."""
    if _PLANAR.fullmatch(picture.format.name):
        return picture
    return picture.reformat(format="yuv444p", dst_colorspace=_BT601)


def planes(picture: Any) -> list[Samples]:
    """Y, or Y, U and V: views (rows, columns) into the decoder's memory, in the stored bit depth."""
    return [_view(plane, _depth(picture)) for plane in list(picture.planes)[:3]]


def to_8_bit(samples: Samples, picture: Any) -> Pixels:
    """A plane or a part of one in 8 bit; the same view where it is stored so."""
    depth = _depth(picture)
    if depth == 8:
        return np.asarray(samples, np.uint8)
    return np.asarray(samples >> (depth - 8), np.uint8)


def black(picture: Any) -> tuple[int, int, int]:
    """Y, U and V of black, 8 bit."""
    return (_BLACK_FULL if is_full_range(picture) else _BLACK_LIMITED, _GREY, _GREY)


def luma_to_full_range(luma: Pixels, picture: Any) -> Pixels:
    """Stretch 16-235 to 0-255 where the video is stored so."""
    if is_full_range(picture):
        return luma
    return np.asarray(cv2.LUT(luma, _LIMITED_TO_FULL), np.uint8)


def yuv_to_rgb(channels: Pixels, picture: Any) -> Pixels:
    """RGB (h, w, 3) from 8-bit Y (h, w), or Y, U and V (h, w, 3), by the video's own matrix and range."""
    if channels.ndim == 2:
        grey = luma_to_full_range(channels, picture)
        return np.asarray(cv2.merge([grey, grey, grey]), np.uint8)
    matrix = _rgb_matrix(colour_space(picture), is_full_range(picture))
    return np.asarray(cv2.transform(channels, matrix), np.uint8)


def whole_rgb(picture: Any, size: tuple[int, int] | None = None) -> Pixels:
    """RGB (h, w, 3) of the whole picture as stored, or of that (width, height), by FFmpeg's converter."""
    full, space = is_full_range(picture), colour_space(picture)
    width, height = size or (picture.width, picture.height)
    converted = picture.reformat(
        width,
        height,
        format="rgb24",
        src_colorspace=_SWSCALE_SPACE.get(space, space),
        src_color_range=_FULL_RANGE if full else _LIMITED_RANGE,
        dst_color_range=_FULL_RANGE,
    )
    return np.asarray(converted.to_ndarray(), np.uint8)


def is_full_range(picture: Any) -> bool:
    """Whether luma runs from 0 to 255 instead of 16 to 235."""
    name = picture.format.name
    return name.startswith(("yuvj", "gray")) or int(picture.color_range) == _FULL_RANGE


def colour_space(picture: Any) -> int:
    """AVColorSpace; where the video does not say, BT.709 for HD and BT.601 below, as players do."""
    space = int(picture.colorspace)
    if space in _LUMA_WEIGHTS:
        return space
    return _BT709 if picture.height >= _HD_HEIGHT else _BT601


@lru_cache(maxsize=16)
def _rgb_matrix(space: int, full_range: bool) -> Array:
    """(3, 4): 8-bit Y, U, V, 1 -> R, G, B."""
    red, blue = _LUMA_WEIGHTS[space]
    green = 1 - red - blue
    luma, chroma, offset = (1.0, 1.0, 0.0) if full_range else (255 / 219, 255 / 224, 16.0)
    linear = np.array(
        [
            [luma, 0.0, 2 * (1 - red) * chroma],
            [luma, -2 * (1 - blue) * blue / green * chroma, -2 * (1 - red) * red / green * chroma],
            [luma, 2 * (1 - blue) * chroma, 0.0],
        ]
    )
    return np.column_stack([linear, -linear @ [offset, _GREY, _GREY]])


def _view(plane: Any, depth: int) -> Samples:
    kind: type[np.uint8] | type[np.uint16] = np.uint8 if depth == 8 else np.uint16
    row = plane.line_size // np.dtype(kind).itemsize
    samples = np.frombuffer(plane, kind)[: plane.height * row]
    return cast("Samples", samples.reshape(plane.height, row)[:, : plane.width])


def _depth(picture: Any) -> int:
    return _depth_of(picture.format.name)


@lru_cache(maxsize=32)
def _depth_of(format_name: str) -> int:
    match = _PLANAR.fullmatch(format_name)
    return int(match[1]) if match and match[1] else 8


_LIMITED_TO_FULL = np.clip(np.round((np.arange(256) - 16) * 255 / 219), 0, 255).astype(np.uint8)
