"""Short gaps in points' paths, filled by monotone cubics (PCHIP, Fritsch and Butland 1984)."""

from __future__ import annotations

import numpy as np

from gaitcue.terms.arrays import Array, IndexArray, median


def fill_gaps(time_s: Array, paths: Array, max_gap_s: float) -> Array:
    """Fill gaps inside paths (N, T, D) that are not longer than ``max_gap_s``.

    All paths at once: the known samples of one lie behind those of another in one table. (``scipy.interpolate`` takes
    one set of times at a time, and longer to look at what it is given than to interpolate.)
    """
    seen = np.isfinite(paths).all(axis=2)
    if len(time_s) < 2 or seen.all():
        return paths
    path, frame = np.nonzero(seen)
    missing_s = np.diff(time_s[frame]) - median(np.diff(time_s))
    inside = (np.diff(path) == 0) & (np.diff(frame) > 1)
    before = np.flatnonzero(inside & (missing_s <= max_gap_s + 1e-9))
    if not len(before):
        return paths
    count = frame[before + 1] - frame[before] - 1
    place = before.repeat(count)
    rows = frame[place] + 1 + np.arange(len(place)) - (np.cumsum(count) - count).repeat(count)
    out = paths.copy()
    out[path[place], rows] = _between(time_s[frame], paths[path, frame], path, place, time_s[rows])
    return out


def _between(x: Array, y: Array, path: IndexArray, place: IndexArray, at: Array) -> Array:
    """Values (n, D) of the cubics ``at`` places that lie between the samples ``place`` and ``place + 1`` of (x, y)."""
    wide = (x[place + 1] - x[place])[:, None]
    share = (at - x[place])[:, None] / wide
    slope = _slopes(x, y, path)
    rise, before, after = y[place + 1] - y[place], slope[place] * wide, slope[place + 1] * wide
    return np.asarray(
        y[place] + share * (before + share * (3 * rise - 2 * before - after + share * (before + after - 2 * rise)))
    )


def _slopes(x: Array, y: Array, path: IndexArray) -> Array:
    """(samples, D) of the cubics at each sample: between those to either side, 0 at highest and lowest ones."""
    same = np.diff(path) == 0
    wide = np.where(same, np.diff(x), 1.0)[:, None]
    rate = np.where(same[:, None], np.diff(y, axis=0) / wide, 0.0)
    early, late = 2 * wide[1:] + wide[:-1], wide[1:] + 2 * wide[:-1]
    one_way = rate[:-1] * rate[1:] > 0
    out = np.zeros_like(y)
    with np.errstate(divide="ignore", invalid="ignore"):
        out[1:-1] = np.where(one_way, (early + late) / (early / rate[:-1] + late / rate[1:]), 0.0)
    first, last = np.flatnonzero(np.r_[True, ~same]), np.flatnonzero(np.r_[~same, True])
    first, last = first[first < last], last[first < last]
    inner = np.minimum(first + 1, last - 1), np.maximum(last - 2, first)
    out[first] = _at_end(wide[first], wide[inner[0]], rate[first], rate[inner[0]])
    out[last] = _at_end(wide[last - 1], wide[inner[1]], rate[last - 1], rate[inner[1]])
    return out


def _at_end(wide: Array, wide_inside: Array, rate: Array, rate_inside: Array) -> Array:
    """Slopes at the first or last sample of paths, from the two steps nearest to it."""
    slope = ((2 * wide + wide_inside) * rate - wide * rate_inside) / (wide + wide_inside)
    turns = np.sign(rate) != np.sign(rate_inside)
    slope = np.where(turns & (np.abs(slope) > 3 * np.abs(rate)), 3 * rate, slope)
    return np.asarray(np.where(np.sign(slope) != np.sign(rate), 0.0, slope))
