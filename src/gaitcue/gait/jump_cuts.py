"""Jump cuts at an unchanged tempo: frames are missing, so the legs' phase jumps between two frames.

Every frame is given the phase of the mean stride that its legs look like, whatever its neighbours say. From frame to
frame that phase goes on by the same small step; where frames were cut out it jumps, and stays by as much ahead.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.lib.stride_tricks import sliding_window_view

from gaitcue.gait.events.ensemble import fourier
from gaitcue.gait.events.phase import gait_phase, stride_frequency
from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import SIDES
from gaitcue.terms.track import point

LEG = ("knee", "ankle", "heel", "toe")
HARMONICS, STEPS = 6, 256
"""of the mean stride, and the phases of it that a frame is compared with"""
FIT_PASSES = 4
SEEN_IN_FRAME = 0.6
"""share of the legs' points that must be seen in a frame"""
WINDOW_STRIDES, SEEN_IN_WINDOW = 0.5, 0.7
"""what is looked at before and after a moment, and the share of it that must be seen"""
LEAST_JUMP = 0.1
"""strides, some 70 ms (product default): steady recordings have at most 0.07, drawn ones with a model's errors 0.02"""
CLEARER = 9.0
"""times what the phase differs by from frame to frame around it"""


def jump_cuts(track: xr.Dataset) -> list[int]:
    """Rows before which frames were cut out.

    Parameters
    ----------
    track : one shot of a runner with one tempo

    Notes
    -----
    Nothing is seen of a cut of whole strides, or less than a tenth of a stride off them.
    """
    time_s, legs = track["time"].values, leg_points(track)
    phase = own_phases(time_s, legs) if legs.shape[1] else None
    if phase is None:
        return []
    width = max(4, round(WINDOW_STRIDES / phase.stride_hz / float(np.median(np.diff(time_s)))))
    return _clearest(*jumps(time_s, phase, width), width) if len(time_s) > 2 * width else []


@dataclass(frozen=True, slots=True)
class OwnPhases:
    """The phase of each frame by itself."""

    values: Array
    """(T,), 0-1, NaN where too little is seen"""
    stride_hz: float


def leg_points(track: xr.Dataset) -> Array:
    """(T, 4 * points): x and y of both legs' points from the middle of the hips, left leg first."""
    names = set(map(str, track["keypoint"].values))
    seen = [joint for joint in LEG if {f"{side}_{joint}" for side in SIDES} <= names]
    if not {f"{side}_hip" for side in SIDES} <= names or not seen:
        return np.empty((track.sizes["time"], 0))
    hips = np.mean([point(track, f"{side}_hip")[:, :2] for side in SIDES], axis=0)
    return np.hstack([point(track, f"{side}_{joint}")[:, :2] - hips for side in SIDES for joint in seen])


def own_phases(time_s: Array, legs: Array) -> OwnPhases | None:
    """Where in the mean stride each frame lies; None where nobody runs."""
    left, right = np.split(legs, 2, axis=1)
    swing = np.mean(left[:, ::2] - right[:, ::2], axis=1)
    stride_hz = stride_frequency(time_s, swing)
    if not np.isfinite(stride_hz):
        return None
    mean = _mean_stride(gait_phase(time_s, swing, stride_hz), legs)
    known = np.isfinite(legs)
    apart = known @ (mean**2).T - 2 * np.nan_to_num(legs) @ mean.T
    values = _lowest(apart / np.maximum(known.sum(axis=1), 1)[:, None])
    return OwnPhases(np.where(known.mean(axis=1) >= SEEN_IN_FRAME, values, np.nan), stride_hz)


def _mean_stride(phase: Array, legs: Array) -> Array:
    """(STEPS, channels), from the frames that see all; those that lie off it count little."""
    whole = np.isfinite(legs).all(axis=1)
    design, wanted = np.hstack([np.ones((len(phase), 1)), fourier(phase, HARMONICS)])[whole], legs[whole]
    weight = np.ones(len(wanted))
    for _ in range(FIT_PASSES):
        root = np.sqrt(weight)[:, None]
        fit = np.linalg.lstsq(design * root, wanted * root, rcond=None)[0]
        off = np.linalg.norm(wanted - design @ fit, axis=1)
        weight = 1 / (1 + (off / max(2 * float(np.median(off)), 1e-9)) ** 2) if len(off) else weight
    grid = np.arange(STEPS) / STEPS
    return np.asarray(np.hstack([np.ones((STEPS, 1)), fourier(grid, HARMONICS)]) @ fit)


def _lowest(apart: Array) -> Array:
    """(T,), phase at which each row is lowest, between the steps."""
    best, rows = np.argmin(apart, axis=1), np.arange(len(apart))
    before, at, after = (apart[rows, (best + step) % STEPS] for step in (-1, 0, 1))
    bend = np.maximum(before - 2 * at + after, 1e-12)
    return np.asarray((best + np.clip(0.5 * (before - after) / bend, -0.5, 0.5)) / STEPS)


def jumps(time_s: Array, phase: OwnPhases, width: int) -> tuple[Array, Array]:
    """At each row: how far the phase jumps before it, and how much it differs around it; strides, NaN where unknown.

    A line through the frames before and one through those after are as steep as one another: a change of pace is none.
    """
    turned = np.exp(2j * np.pi * (phase.values - phase.stride_hz * time_s))
    window = sliding_window_view(turned, width)
    middle = np.angle(np.nansum(window, axis=1))
    off = np.angle(window * np.exp(-1j * middle)[:, None]) / (2 * np.pi)
    off[np.isfinite(off).mean(axis=1) < SEEN_IN_WINDOW] = np.nan
    away = np.asarray(np.arange(width) - (width - 1) / 2, float)
    steep = np.nansum(off * away, axis=1) / np.sum(away**2)
    slope = (steep[:-width] + steep[width:]) / 2
    jump = _around_zero((middle[width:] - middle[:-width]) / (2 * np.pi) - slope * width)
    spread = np.maximum(*(_median_off(part, slope, away) for part in (off[:-width], off[width:])))
    out = np.full((2, len(time_s)), np.nan)
    out[:, width : width + len(jump)] = jump, spread
    return out[0], out[1]


def _median_off(off: Array, slope: Array, away: Array) -> Array:
    straight = np.abs(off - slope[:, None] * away)
    seen = np.isfinite(straight).any(axis=1)
    out = np.full(len(off), np.nan)
    out[seen] = np.nanmedian(straight[seen], axis=1)
    return out


def _around_zero(strides: Array) -> Array:
    return np.asarray((strides + 0.5) % 1.0 - 0.5)


def _clearest(jump: Array, spread: Array, width: int) -> list[int]:
    """Rows of the largest clear jumps, none beside another."""
    size = np.abs(jump)
    clear = np.where((size > LEAST_JUMP) & (size > CLEARER * spread), size, 0.0)
    found = []
    while clear.any():
        row = int(np.argmax(clear))
        found.append(row)
        clear[max(0, row - width) : row + width] = 0.0
    return sorted(found)
