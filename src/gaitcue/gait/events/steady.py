"""Runs of strides over which a value holds still: intersection of confidence intervals.

After Goldenshluger and Nemirovski 1997: to either side the run grows as long as the interval of its mean still meets
those of all shorter runs. It ends at a step and is short on a ramp; over a steady stretch it is as long as that is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import inf, isnan, sqrt

import numpy as np

from gaitcue.terms.arrays import Array, row_medians

StrideRange = tuple[int, int]
"""first stride, and the one after the last"""

LENGTHS = (1, 2, 3, 4, 6, 8, 11, 16, 22, 32, 45)
SURE = 3.0
"""half width of the confidence intervals that must meet, in SDs"""
MEDIAN_OF_SQUARES = 0.455
"""of a standard normal variable"""


def longest_steady(values: Array, noise: float) -> list[StrideRange]:
    """For each stride the longest run around it in which the value moves no more than noise does.

    Parameters
    ----------
    values : (strides,), NaN where unknown
    noise : SD of a single value
    """
    # As plain numbers: a leg has few strides, of which arrays would take ten times as long.
    lasting = _without_lone(values).tolist()
    return [(n + 1 - _reach(lasting[n::-1], noise), n + _reach(lasting[n:], noise)) for n in range(len(lasting))]


def step_noise(values: Array) -> Array:
    """SD of what differs from one stride to the next without lasting; rows are strides, NaN is left out.

    The median counts, so that a step does not pass for noise.
    """
    steps = np.diff(values[np.isfinite(values).reshape(len(values), -1).all(axis=1)], axis=0)
    if not len(steps):
        return np.full(values.shape[1:], np.inf)
    return np.asarray(np.sqrt(np.median(steps**2, axis=0) / MEDIAN_OF_SQUARES / 2))


def _without_lone(values: Array) -> Array:
    """Each value's median with its two neighbours: one stride that stands out is no change of gait."""
    padded = np.concatenate([values[:1], values, values[-1:]])
    around = np.stack([padded[:-2], values, padded[2:]], axis=1)
    return np.where(np.isfinite(values), row_medians(around, np.isfinite(around)), values)


def _reach(values: Sequence[float], noise: float) -> int:
    """How many values from the first on may be averaged; NaN where unknown."""
    sums = list(accumulate(0.0 if isnan(value) else value for value in values))
    counts = list(accumulate(not isnan(value) for value in values))
    low, high, best = -inf, inf, 1
    for length in (*(each for each in LENGTHS if each < len(values)), len(values)):
        count = counts[length - 1]
        if count:
            mean, half = sums[length - 1] / count, SURE * noise / sqrt(count)
            low, high = max(low, mean - half), min(high, mean + half)
        if low > high:
            break
        best = length
    return best
