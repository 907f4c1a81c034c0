"""Where and how fast somebody ran: distance, time in motion, altitude and grade along the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.ndimage import gaussian_filter1d

from gaitcue.care.activity.policy import limit, span
from gaitcue.care.activity.recording import Recording
from gaitcue.care.rules import table
from gaitcue.terms.arrays import Array, Mask

EARTH_M: Final = 6_371_000.0
"""mean radius"""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces between samples, (n - 1,) each."""

    took_s: Array
    covered_m: Array
    """NaN where the position jumped"""
    moving: Mask

    @property
    def speed_mps(self) -> Array:
        return self.covered_m / self.took_s


def pieces_of(recording: Recording) -> Pieces:
    """Pieces of a run with what was covered in each.

    The device's own distance counts where it has one (a foot pod knows more than the position, and a treadmill has no
    position); else the way between positions. Pauses are those that the device told, and gaps without way.
    """
    took = np.diff(recording.t_s)
    covered = _covered(recording)
    too_fast = covered > limit("sample", "fastest_mps") * took
    covered = np.where(too_fast, np.nan, covered)
    return Pieces(took, covered, _moving(recording, took, covered))


def _covered(recording: Recording) -> Array:
    if recording.has("distance_m"):
        return np.clip(np.diff(_filled(recording.t_s, recording.signal("distance_m"))), 0.0, None)
    if recording.has("latitude_deg") and recording.has("longitude_deg"):
        return _between(recording.signal("latitude_deg"), recording.signal("longitude_deg"))
    if recording.has("speed_mps"):
        speed = recording.signal("speed_mps")
        return (speed[1:] + speed[:-1]) / 2 * np.diff(recording.t_s)
    return np.full(recording.t_s.size - 1, np.nan)


def _between(latitude: Array, longitude: Array) -> Array:
    """Metres from each position to the next (haversine)."""
    lat, lon = np.radians(latitude), np.radians(longitude)
    half = np.sin(np.diff(lat) / 2) ** 2 + np.cos(lat[1:]) * np.cos(lat[:-1]) * np.sin(np.diff(lon) / 2) ** 2
    return np.asarray(2 * EARTH_M * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))))


def _moving(recording: Recording, took: Array, covered: Array) -> Mask:
    moving = np.ones(took.shape, dtype=bool)
    for begin, end in recording.pauses:
        moving &= (recording.t_s[1:] <= begin) | (recording.t_s[:-1] >= end)
    stood = (took >= limit("sample", "pause_s")) & (np.nan_to_num(covered) < limit("sample", "standing_mps") * took)
    return moving & ~stood


def _filled(at: Array, values: Array) -> Array:
    """Missing samples by the line between their neighbours."""
    there = np.isfinite(values)
    return np.interp(at, at[there], values[there]) if there.any() else values


@dataclass(frozen=True, slots=True)
class Terrain:
    """Altitude along the way, on an even grid."""

    along_m: Array
    """(m,)"""
    altitude_m: Array
    """(m,) smoothed"""
    grade: Array
    """(m,) rise over run"""
    ascent_m: float
    descent_m: float
    coarse_ascent_m: float
    """of the same altitude smoothed much more: far less than ascent_m where much of that was noise"""

    @property
    def unsure(self) -> bool:
        """Whether the ascent depends mostly on how the altitude is smoothed."""
        return self.ascent_m > limit("terrain", "unsure_ratio") * self.coarse_ascent_m + limit("terrain", "unsure_m")


def terrain(recording: Recording, pieces: Pieces) -> Terrain | None:
    """Altitude and grade along the way; nothing without altitude or way."""
    altitude = recording.signal("altitude_m")
    lowest, highest = span("range", "altitude_m")
    along = np.concatenate(([0.0], np.cumsum(np.nan_to_num(np.where(pieces.moving, pieces.covered_m, 0.0)))))
    there = np.isfinite(altitude) & (altitude >= lowest) & (altitude <= highest)
    there &= np.concatenate(([True], np.diff(along) > 0))
    step = limit("terrain", "grid_m")
    if there.sum() < 2 or along[-1] < 2 * limit("terrain", "coarse_m"):
        return None
    grid = np.arange(0.0, along[-1], step)
    raw = np.interp(grid, along[there], altitude[there])
    fine = gaussian_filter1d(raw, limit("terrain", "smoothing_m") / step)
    coarse = gaussian_filter1d(raw, limit("terrain", "coarse_m") / step)
    up, down = climbed(fine)
    return Terrain(grid, fine, np.gradient(fine, step), up, down, climbed(coarse)[0])


def climbed(altitude_m: Array) -> tuple[float, float]:
    """Metres up and down between turning points; swings too small to be told from noise are none.

    Examples
    --------
    >>> climbed(np.array([0.0, 5.0, 4.6, 10.0, 3.0]))
    (10.0, 7.0)
    """
    least = limit("terrain", "least_swing_m")
    turns = [float(altitude_m[0])]
    for height in altitude_m[1:]:
        going = np.sign(turns[-1] - turns[-2]) if len(turns) > 1 else 0.0
        if going * (height - turns[-1]) > 0:
            turns[-1] = float(height)
        elif abs(height - turns[-1]) >= least:
            turns.append(float(height))
    steps = np.diff(turns)
    return float(steps[steps > 0].sum()), float(-steps[steps < 0].sum())


def cost_of_running(gradient: Array) -> Array:
    """Energy of running a metre on a slope, J per kg.

    Gradients outside the range that was measured count as its end.

    Parameters
    ----------
    gradient : rise over run

    Source: Minetti02, MinettiCode.

    Examples
    --------
    >>> [round(float(cost), 2) for cost in cost_of_running(np.array([-0.2, 0.0, 0.1]))]
    [1.8, 3.6, 5.97]
    """
    lowest, highest = span("terrain", "cost_range")
    within = np.clip(gradient, lowest, highest)
    return np.asarray(np.polyval(table("activity")["terrain"]["cost"]["value"], within))
