"""How somebody's legs move, told from a few looks of a light model that often exchanges left and right."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import KEYPOINTS

SMOOTH_S = 0.1
"""distances are averaged over this long before their way is summed up: a light model trembles"""
FEWEST_LOOKS = 6
"""fewer say nothing about pace"""


def ankle_difference(points: NDArray[np.floating]) -> Array:
    """Left minus right ankle over thigh + shank, the mean of both legs in that frame; points (..., 19, 2) px."""
    p = {n: np.asarray(points[..., KEYPOINTS.index(n), :], float) for n in KEYPOINTS}
    segments = [
        np.linalg.norm(p[f"{side}_{a}"] - p[f"{side}_{b}"], axis=-1)
        for side in ("left", "right")
        for a, b in (("hip", "knee"), ("knee", "ankle"))
    ]
    length = np.sum(segments, axis=0) / 2
    return np.asarray((p["left_ankle"] - p["right_ankle"]) / np.maximum(length, 1e-6)[..., None])


def leg_motion(difference: Array) -> float:
    """Spread of the ankles' difference, (frames, 2) in leg lengths; swapped labels do not raise it much."""
    finite = difference[np.isfinite(difference).all(axis=-1)]
    return float(np.hypot(*np.std(finite, axis=0))) if len(finite) >= 3 else 0.0


def leg_drive(time_s: Array, difference: Array) -> float:
    """How sharply the legs swing: the pace at which the ankles part and meet times the steps in that time.

    Parameters
    ----------
    time_s : (looks,)
    difference : (looks, 2) of the ankles, leg lengths

    Returns
    -------
    float
        leg lengths per second, times steps per second; 0 with too few looks

    Notes
    -----
    Only the distance between the ankles is used, so exchanged legs change nothing. On real and drawn clips somebody
    who runs has 8 to 20, who walks 3 to 6, who stands under 1; in slow motion all by the same factor less.
    """
    apart = np.linalg.norm(difference, axis=-1)
    known = np.isfinite(apart)
    time_s, apart = time_s[known], apart[known]
    if len(apart) < FEWEST_LOOKS or time_s[-1] <= time_s[0]:
        return 0.0
    width = max(1, round(SMOOTH_S / float(np.median(np.diff(time_s)))))
    smooth = np.convolve(apart, np.full(width, 1 / width), mode="valid")
    middle = np.convolve(time_s, np.full(width, 1 / width), mode="valid")
    lasts_s = float(middle[-1] - middle[0])
    return float(np.abs(np.diff(smooth)).sum()) / lasts_s * step_rate(middle, smooth) if lasts_s > 0 else 0.0


def step_rate(time_s: Array, apart: Array) -> float:
    """Steps per second: half of the times that the distance between the ankles passes its mean; 1/s."""
    over = apart - apart.mean()
    at = np.flatnonzero(np.diff(np.signbit(over)))
    passes = time_s[at] + (time_s[at + 1] - time_s[at]) * over[at] / (over[at] - over[at + 1])
    whole = len(passes) - 1 - (len(passes) - 1) % 2  # of whole steps: feet are not apart for as long as together
    if whole >= 2:
        return whole / 2 / float(passes[whole] - passes[0])
    return len(passes) / 2 / float(time_s[-1] - time_s[0])
