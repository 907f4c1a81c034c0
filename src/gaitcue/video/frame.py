"""One decoded frame. Nothing is converted before it is asked for, and then only the region that is needed.

On 2 cores a 1080x1920 H.264 clip decodes at about 450 frames/s, but turning every whole frame into RGB leaves 180.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, cast

import cv2
import numpy as np

from gaitcue.terms.arrays import Array, Pixels
from gaitcue.video.orientation import Orientation
from gaitcue.video.yuv import Samples, black, luma_to_full_range, planes, to_8_bit, whole_rgb, yuv_to_rgb

_MARGIN = 2
"""cells around a crop that interpolation may reach"""


@dataclass(slots=True)
class Frame:
    """A frame of a clip. Pixel (0, 0) is the centre of the top-left pixel of the displayed frame."""

    index: int
    """0-based in presentation order"""
    time_s: float
    """true capture time from the first frame of the clip"""
    orientation: Orientation
    picture: Any
    """the decoder's frame (``av.VideoFrame``) in a format that ``planes`` reads"""
    damaged: bool = False
    """the decoder found the file broken here: parts of the picture are made up"""
    resized: bool = False
    """stored in another size than the first picture of the clip"""
    _levels: list[list[Samples]] = field(default_factory=list, repr=False)
    """each plane as stored, halved once, twice ...: shared by everyone who looks at the frame"""

    @property
    def width(self) -> int:
        """Displayed, px."""
        return self.orientation.size[0]

    @property
    def height(self) -> int:
        """Displayed, px."""
        return self.orientation.size[1]

    @property
    def byte_size(self) -> int:
        return sum(plane.buffer_size for plane in self.picture.planes)

    def rgb(self, max_side: int | None = None) -> Pixels:
        """The whole frame, (height, width, 3), its longer side at most ``max_side`` px.

        Slow: for pictures, not for every frame of a measurement.
        """
        width, height = self.orientation.upright_size
        if max_side is not None and max_side < max(width, height):
            scale = max_side / max(width, height)
            small = (max(1, round(width * scale)), max(1, round(height * scale)))
            return self.orientation.turn_picture(whole_rgb(self.picture, small))
        return self.orientation.turn_picture(np.asarray(_resize(whole_rgb(self.picture), (width, height)), np.uint8))

    def luma(self, max_side: int | None = None) -> Pixels:
        """Brightness, 0-255, (h, w); reduced by area averaging so that the longer side is at most ``max_side`` px."""
        width, height = self.orientation.upright_size
        scale = 1.0 if max_side is None else min(1.0, max_side / max(width, height))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        levels = self._planes()[0]
        small = to_8_bit(_resize(_halved(levels, _whole_halvings(levels[0].shape, size)), size), self.picture)
        return self.orientation.turn_picture(luma_to_full_range(small, self.picture))

    def warp(self, matrix: Array, size: int) -> Pixels:
        """A square crop, RGB (size, size, 3), area-averaged where it shrinks; outside the frame it is black.

        Parameters
        ----------
        matrix : (2, 3), maps pixel coordinates of the crop onto those of the displayed frame
        size : px
        """
        to_luma = compose(self.orientation.to_coded, np.asarray(matrix, float))
        luma = self._planes()[0][0]
        views = [_reduced(levels, compose(_subsampling(levels[0], luma), to_luma)) for levels in self._planes()]
        borders = black(self.picture)[: len(views)]
        if len({plane.shape for plane, _ in views}) == 1:  # colour is halved once less often and then fits brightness
            crop = self._warp([plane for plane, _ in views], views[0][1], size, borders)
        else:
            pairs = zip(views, borders, strict=True)
            crop = np.dstack([self._warp([plane], its, size, (border,)) for (plane, its), border in pairs])
        return yuv_to_rgb(crop, self.picture)

    def _warp(self, samples: list[Samples], matrix: Array, size: int, border: tuple[int, ...]) -> Pixels:
        """(size, size) from one plane or (size, size, 3) from three of one size, by bilinear sampling."""
        left, top, right, bottom = _region(matrix, size, samples[0].shape)
        if left >= right or top >= bottom:
            return np.full((size, size, len(border)), border, np.uint8).squeeze()
        regions = [to_8_bit(plane[top:bottom, left:right], self.picture) for plane in samples]
        moved = matrix - [[0.0, 0.0, left], [0.0, 0.0, top]]
        if len(regions) == 1:
            return _sampled(regions[0], moved, size, border)
        # OpenCV samples four channels in half the time of three, so one goes along for nothing
        four = _sampled(cv2.merge([*regions, regions[0]]), moved, size, border)
        return np.asarray(cv2.cvtColor(four, cv2.COLOR_BGRA2BGR), np.uint8)

    def _planes(self) -> list[list[Samples]]:
        if not self._levels:
            self._levels = [[plane] for plane in planes(self.picture)]
        return self._levels


def _sampled(picture: Any, matrix: Array, size: int, border: tuple[int, ...]) -> Pixels:
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(picture, matrix, (size, size), flags=flags, borderValue=border), np.uint8)


def _reduced(levels: list[Samples], matrix: Array) -> tuple[Samples, Array]:
    """A plane halved as often as a crop shrinks, and the map (2, 3) from the crop's pixels onto its cells."""
    (a, b), (c, d) = matrix[:, :2].tolist()
    shrink = math.sqrt(abs(a * d - b * c))
    possible = int(math.log2(min(levels[0].shape)))
    halvings = min(max(0, round(math.log2(max(shrink, 1e-9)))), possible)
    factor = 1 << halvings
    offset = (factor - 1) / 2  # the first cell lies in the middle of the pixels that it is the mean of
    return _halved(levels, halvings), (matrix - [[0.0, 0.0, offset]]) / factor


def _halved(levels: list[Samples], halvings: int) -> Samples:
    """A plane halved so often, from its levels so far; an odd last row or column is dropped."""
    while len(levels) <= halvings:
        levels.append(_halve(levels[-1]))
    return levels[halvings]


def compose(outer: Array, inner: Array) -> Array:
    """(2, 3) map that applies ``inner`` first."""
    both = outer[:, :2] @ inner
    both[:, 2] += outer[:, 2]
    return both


def _subsampling(plane: Samples, luma: Samples) -> Array:
    """Luma pixel coordinates -> those of this plane, whose samples lie in the middle of the pixels they stand for."""
    if plane.shape == luma.shape:
        return np.eye(2, 3)
    x, y = round(luma.shape[1] / plane.shape[1]), round(luma.shape[0] / plane.shape[0])
    return np.array([[1 / x, 0.0, 0.5 / x - 0.5], [0.0, 1 / y, 0.5 / y - 0.5]])


def _region(matrix: Array, size: int, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Left, top, right, bottom (exclusive) of what the crop needs of a plane, with a margin for interpolation."""
    left, right = _span(matrix[0].tolist(), size - 1, shape[1])
    top, bottom = _span(matrix[1].tolist(), size - 1, shape[0])
    return left, top, right, bottom


def _span(row: list[float], reach: int, cells: int) -> tuple[int, int]:
    """First and last (exclusive) of a plane's ``cells`` that a coordinate takes over a square crop, with a margin.

    Parameters
    ----------
    row : the coordinate's growth along the crop's rows, along its columns, and its value in the corner
    reach : px of the crop
    """
    across, down, start = row
    low = start + min(0.0, across * reach) + min(0.0, down * reach)
    high = start + max(0.0, across * reach) + max(0.0, down * reach)
    first, last = math.floor(low) - _MARGIN, math.ceil(high) + _MARGIN + 1
    return min(max(first, 0), cells), min(max(last, 0), cells)


def _whole_halvings(shape: tuple[int, ...], size: tuple[int, int]) -> int:
    """How often a plane can be halved without a rest until it would be smaller than ``size`` (width, height)."""
    rows, columns, halvings = shape[0], shape[1], 0
    while columns >= 2 * size[0] and rows >= 2 * size[1] and not (rows % 2 or columns % 2):
        rows, columns, halvings = rows // 2, columns // 2, halvings + 1
    return halvings


def _resize(samples: Samples, size: tuple[int, int]) -> Samples:
    """Area average where it shrinks, bilinear where it grows; the input itself where the size is right."""
    if (samples.shape[1], samples.shape[0]) == size:
        return samples
    shrinks = size[0] <= samples.shape[1] and size[1] <= samples.shape[0]
    way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return cast("Samples", cv2.resize(samples, size, interpolation=way))


def _halve(samples: Samples) -> Samples:
    """Mean of blocks of 2 by 2: the one reduction that OpenCV vectorises, over ten times as fast as others."""
    columns, rows = samples.shape[1] // 2, samples.shape[0] // 2
    whole = samples[: 2 * rows, : 2 * columns]
    return cast("Samples", cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA))
