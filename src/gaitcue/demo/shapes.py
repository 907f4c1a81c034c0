"""Outlines of shaded body parts for many moments at once, in metres of the runner's plane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator

from gaitcue.demo.runner import Colour
from gaitcue.terms.arrays import Array

STATIONS = 9
CAP_POINTS = 7
LAYERS: tuple[tuple[float, float, float], ...] = (
    (-1.0, 1.0, 0.60),
    (-0.86, 0.90, 0.76),
    (-0.66, 0.74, 0.90),
    (-0.34, 0.52, 1.0),
    (-0.02, 0.30, 1.09),
)
"""(from, to, brightness): strips of a rounded limb from its back (-1) to its front (+1), lit from the front"""


@dataclass(frozen=True, slots=True)
class Shape:
    """One filled polygon at T moments: outline (T, N, 2) in m and its colour."""

    outline: Array
    colour: Colour
    depth_m: float = 0.0
    """how far it lies behind the runner's middle, seen from the camera"""


@dataclass(frozen=True, slots=True)
class Outline:
    """Half-widths in m of a limb in front of and behind its axis, at even stations from top to bottom."""

    front: tuple[float, ...]
    back: tuple[float, ...]
    top_cap: float = 1.0
    """roundness of the ends; 0 is cut straight"""
    bottom_cap: float = 1.0

    def sampled(self) -> tuple[Array, Array]:
        at = np.linspace(0, 1, STATIONS)
        front = PchipInterpolator(np.linspace(0, 1, len(self.front)), self.front)(at)
        back = PchipInterpolator(np.linspace(0, 1, len(self.back)), self.back)(at)
        return np.asarray(front, float), np.asarray(back, float)


def tint(colour: Colour, brightness: float) -> Colour:
    r, g, b = (int(np.clip(round(c * brightness), 0, 255)) for c in colour)
    return r, g, b


def axes(top: Array, bottom: Array) -> tuple[Array, Array]:
    """Unit vectors (T, 2) down the limb, and forward at right angles to it."""
    down = bottom - top
    down = down / np.maximum(np.hypot(down[:, 0], down[:, 1]), 1e-9)[:, None]
    return down, np.stack([-down[:, 1], down[:, 0]], axis=-1)


def limb(top: Array, bottom: Array, outline: Outline, colour: Colour, size: float = 1.0) -> list[Shape]:
    """A rounded limb from ``top`` to ``bottom`` (T, 2), as strips from dark edge to light middle."""
    front, back = outline.sampled()
    middle, half = size * (front - back) / 2, size * (front + back) / 2
    return [
        Shape(strip(top, bottom, outline, middle + u1 * half, middle + u0 * half), tint(colour, brightness))
        for u0, u1, brightness in LAYERS
    ]


def strip(top: Array, bottom: Array, outline: Outline, front: Array, back: Array) -> Array:
    """Outline (T, N, 2): down the front edge, round the bottom, up the back edge, round the top."""
    down, ahead = axes(top, bottom)
    at = np.linspace(0, 1, STATIONS)
    axis = top[:, None] + at[None, :, None] * (bottom - top)[:, None]
    front_edge = axis + front[None, :, None] * ahead[:, None]
    back_edge = axis + back[None, :, None] * ahead[:, None]
    low = cap(bottom, down, ahead, front[-1], back[-1], outline.bottom_cap)
    high = cap(top, -down, ahead, back[0], front[0], outline.top_cap)
    return np.concatenate([front_edge, low, back_edge[:, ::-1], high], axis=1)


def cap(end: Array, outward: Array, ahead: Array, first: float, last: float, roundness: float) -> Array:
    """Half an ellipse from offset ``first`` to offset ``last`` along ``ahead``, bulging outward."""
    angle = np.linspace(0, np.pi, CAP_POINTS + 2)[1:-1]
    middle, half = (first + last) / 2, (first - last) / 2
    sideways = middle + half * np.cos(angle)
    out = roundness * abs(half) * np.sin(angle)
    return end[:, None] + sideways[None, :, None] * ahead[:, None] + out[None, :, None] * outward[:, None]


def local_polygon(origin: Array, right: Array, points: Sequence[tuple[float, float]]) -> Array:
    """Polygon given in a local frame whose x axis is ``right`` (T, 2), turned and moved into the plane."""
    up = np.stack([-right[:, 1], right[:, 0]], axis=-1)
    xy = np.asarray(points, float)
    return origin[:, None] + xy[None, :, :1] * right[:, None] + xy[None, :, 1:] * up[:, None]


def rounded(points: Sequence[tuple[float, float]], times: int = 2) -> list[tuple[float, float]]:
    """Cut the corners of a closed polygon (Chaikin), so that it looks round."""
    xy = np.asarray(points, float)
    for _ in range(times):
        after = np.roll(xy, -1, axis=0)
        xy = np.stack([0.75 * xy + 0.25 * after, 0.25 * xy + 0.75 * after], axis=1).reshape(-1, 2)
    return [(float(x), float(y)) for x, y in xy]


def disc(centre: Array, radius: float, colour: Colour, *, tall: float = 1.0) -> Shape:
    angle = np.linspace(0, 2 * np.pi, 18, endpoint=False)
    ring = radius * np.stack([np.cos(angle), tall * np.sin(angle)], axis=-1)
    return Shape(centre[:, None] + ring[None], colour)


def unit(vector: Array) -> Array:
    return vector / np.maximum(np.hypot(vector[:, 0], vector[:, 1]), 1e-9)[:, None]
