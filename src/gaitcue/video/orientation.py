"""How a stored picture lies in the displayed one: rotation, mirroring and non-square pixels of the container."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
import av.filter
import numpy as np
from numpy.typing import NDArray

from gaitcue.terms.arrays import Array, Pixels

Turn = tuple[tuple[int, int], tuple[int, int]]
UPRIGHT: Turn = ((1, 0), (0, 1))
_MATRIX_BYTES = 36
_EXIF = 31
"""FFmpeg's number of EXIF side data (8.1; libavutil/frame.h)"""


@dataclass(frozen=True, slots=True)
class Orientation:
    """Maps the displayed frame onto the stored ("coded") one. Pixel (0, 0) is the centre of the top-left pixel."""

    coded_width: int
    coded_height: int
    turn: Turn = UPRIGHT
    """direction in the coded picture -> direction in the displayed one; rows are x and y"""
    pixel_aspect: float = 1.0
    """width of a stored pixel over its height"""

    @property
    def coded_size(self) -> tuple[int, int]:
        """(width, height) as stored, px."""
        return self.coded_width, self.coded_height

    @property
    def upright_size(self) -> tuple[int, int]:
        """(width, height), px, with square pixels but not yet turned."""
        return max(1, round(self.coded_width * self.pixel_aspect)), self.coded_height

    @property
    def size(self) -> tuple[int, int]:
        """Displayed (width, height), px."""
        width, height = self.upright_size
        return (height, width) if self.turn[0][0] == 0 else (width, height)

    @property
    def rotation_deg(self) -> int:
        """How far the stored picture is turned counter-clockwise for display: 0, 90, 180 or 270."""
        (a, _), (b, _) = self.turn
        return round(float(np.degrees(np.arctan2(-b, a)))) % 360

    @property
    def mirrored(self) -> bool:
        return bool(np.linalg.det(np.array(self.turn, float)) < 0)

    @property
    def to_coded(self) -> Array:
        """(2, 3): displayed pixel coordinates -> coded pixel coordinates."""
        turn = np.array(self.turn, float)
        linear = np.diag([self.coded_width / self.upright_size[0], 1.0]) @ turn.T
        centre = np.array([self.coded_width - 1, self.coded_height - 1]) / 2
        displayed_centre = (np.array(self.size) - 1) / 2
        return np.column_stack([linear, centre - linear @ displayed_centre])

    def turn_picture(self, picture: Pixels) -> Pixels:
        """A picture (h, w[, channels]) in coded orientation, turned (never resized) to the displayed one."""
        if self.turn == UPRIGHT:
            return picture
        if self.mirrored:
            picture = picture[:, ::-1]
        (a, _), (b, _) = self.turn
        sign = -1 if self.mirrored else 1
        quarters = round(np.degrees(np.arctan2(-b * sign, a * sign)) / 90)
        return np.ascontiguousarray(np.rot90(picture, quarters))


def turn_of_display_matrix(matrix: NDArray[np.int32]) -> Turn:
    """The nearest quarter turn (or mirrored quarter turn) to a 3x3 display matrix as MP4 and QuickTime store it."""
    a, b, _, c, d = (int(v) for v in matrix[:5])
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return ((_sign(a), 0), (0, _sign(d)))
    return ((0, _sign(c)), (_sign(b), 0))


def pixel_aspect_of(aspect: Fraction | None) -> float:
    """Pixel aspect ratio as a number; "unknown" (0) and absurd values are taken as square."""
    value = float(aspect) if aspect else 1.0
    return value if 0.25 <= value <= 4.0 else 1.0


def _sign(value: int) -> int:
    return -1 if value < 0 else 1


def orientation_of(picture: Any, aspect: Fraction | None) -> Orientation:
    """Orientation of a decoded picture from its display matrix and its pixel aspect ratio."""
    turn = UPRIGHT
    for data in _side_data(picture):
        if data.type.name == "DISPLAYMATRIX" and data.buffer_size >= _MATRIX_BYTES:
            turn = turn_of_display_matrix(np.frombuffer(data, np.int32))
    return Orientation(picture.width, picture.height, turn, pixel_aspect_of(aspect))


def _side_data(picture: Any) -> list[Any]:
    """Side data of a picture; PyAV cannot list any where it does not know the type of one: EXIF is taken out then."""
    try:
        return list(picture.side_data)
    except ValueError:
        try:
            return list(_without_exif(picture).side_data)
        except ValueError:
            return []


def _without_exif(picture: Any) -> Any:
    graph = av.filter.Graph()
    clock = picture.time_base or Fraction(1, 30)
    source = graph.add_buffer(width=picture.width, height=picture.height, format=picture.format, time_base=clock)
    remove = graph.add("sidedata", f"mode=delete:type={_EXIF}")
    sink = graph.add("buffersink")
    source.link_to(remove)
    remove.link_to(sink)
    graph.configure()
    graph.push(picture)
    return graph.pull()
