"""What the feet on the ground tell about the picture: the line they follow and the speed at which they do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaitcue.gait.plane import Plane
from gaitcue.terms.arrays import Array, Mask
from gaitcue.terms.keypoints import SIDES, Side
from gaitcue.terms.remembered import Remembered

FOOT_POINTS = ("toe", "heel")
"""best first: the toe stays down through the whole contact, the heel comes down and rises in it"""
BAND = 0.02
"""a foot point this close (share of the leg) to the lowest line is on the ground (product default)"""
MIN_SAMPLES = 12
REST_SPEED = 0.12
"""over ground a foot slower than this share of its top speed stands (product default)"""


@dataclass(frozen=True, slots=True)
class GroundLine:
    """Line that the standing feet follow, and how fast they do, in a plane whose roll is not undone yet."""

    slope_deg: float
    """angle of the line in the direction of running, + up"""
    slope_half_width_deg: float
    """95 %, from the spread over feet and points"""
    speed: float
    """backward speed of the standing foot in plane units per s (treadmill: the belt's); about 0 over ground"""
    speed_half_width: float
    sides: tuple[Side, ...]


def ground_line(plane: Plane, surface: str, leg: float) -> GroundLine | None:
    """Find the line of the feet on the ground.

    Parameters
    ----------
    plane : with x fixed in the world (not relative)
    surface : "treadmill" (a standing foot moves back with the belt) or "overground" (it stays)
    leg : thigh + shank in plane units

    Returns
    -------
    None when too few samples lie on the ground.
    """
    for joint in FOOT_POINTS:
        lines = {side: _point_line(plane, f"{side}_{joint}", surface, leg) for side in SIDES}
        found = {side: line for side, line in lines.items() if line is not None}
        if found:
            slopes, speeds = ([line[i] for line in found.values()] for i in (0, 1))
            slope, speed = float(np.mean(slopes)), float(np.mean(speeds))
            return GroundLine(slope, _spread(slopes), speed, _spread(speeds), tuple(found))
    return None


def _spread(values: list[float]) -> float:
    """How far the legs disagree: stands in for the 95 % half width of their mean; 0 with one leg alone."""
    return float(np.ptp(values))


def _point_line(plane: Plane, name: str, surface: str, leg: float) -> tuple[float, float] | None:
    xy = plane.point(name)
    if plane.frames < MIN_SAMPLES or np.isfinite(xy).all(axis=1).sum() < MIN_SAMPLES:
        return None
    speed = np.gradient(xy[:, 0], plane.time_s)
    on = _standing(xy, speed, surface, leg)
    if on.sum() < MIN_SAMPLES or np.ptp(xy[on, 0]) < 0.25 * leg:
        return None
    slope = float(np.polyfit(xy[on, 0], xy[on, 1], 1)[0])
    return float(np.degrees(np.arctan(slope))), float(-np.median(speed[on]))


LINES = Remembered(most_bytes=64_000)


def _line_under(xy: Array, leg: float) -> Array | None:
    """``lower_line``, kept: the same feet are asked for by the view, the speed and the page."""
    found = LINES.get(LINES.key(xy, leg), lambda: none_as_nan(lower_line(xy, leg)))
    return found if np.isfinite(found).all() else None


def none_as_nan(line: Array | None) -> Array:
    return np.full(2, np.nan) if line is None else line


def _standing(xy: Array, speed: Array, surface: str, leg: float) -> Mask:
    finite = np.isfinite(xy).all(axis=1) & np.isfinite(speed)
    if surface == "overground":
        return np.asarray(finite & (np.abs(speed) < REST_SPEED * np.nanpercentile(np.abs(speed), 95)))
    back = finite & (speed < 0)
    # Moving back, near the lowest line: late swing also moves back, but above the ground.
    line = _line_under(xy[back], leg) if back.sum() >= MIN_SAMPLES else None
    if line is None:
        return np.zeros(len(xy), bool)
    above = xy[:, 1] - np.polyval(line, xy[:, 0])
    return np.asarray(back & (np.abs(above) < BAND * leg))


def lower_line(xy: Array, leg: float, share: float = 0.15) -> Array | None:
    """Line under which about ``share`` of the points lie, (2,) as for polyval: quantile regression by reweighting."""
    line = np.array([0.0, np.quantile(xy[:, 1], share)])
    if not np.ptp(xy[:, 0]):  # all in one place: no slope can be told
        return line
    for _ in range(60):
        above = xy[:, 1] - np.polyval(line, xy[:, 0])
        weight = np.where(above >= 0, share, 1 - share) / np.maximum(np.abs(above), 0.002 * leg)
        new = np.polyfit(xy[:, 0], xy[:, 1], 1, w=np.sqrt(weight))
        if np.allclose(new, line, rtol=0, atol=1e-6):
            break
        line = new
    return np.asarray(line) if np.isfinite(line).all() else None


def travel_speed(plane: Plane) -> float:
    """Speed of the mid-hip along x in plane units per s, robust (median of slopes between far-apart frames)."""
    x, time_s = plane.point("mid_hip")[:, 0], plane.time_s
    finite = np.isfinite(x)
    x, time_s = x[finite], time_s[finite]
    half = len(x) // 2
    if half < 2:
        return 0.0
    return float(np.median((x[half:] - x[: len(x) - half]) / (time_s[half:] - time_s[: len(x) - half])))
