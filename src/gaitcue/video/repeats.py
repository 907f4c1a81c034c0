"""Frames that repeat the one before, as converters and slow phones leave them, under what an encoder adds to them."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from gaitcue.terms.arrays import Array, Floats, Mask, Pixels

Coarse = Floats

_TILE_PX = 8
"""an encoder's noise is a ripple within its blocks of 8 px, whose mean hardly changes; what moves changes it"""
_MOVING_SHARE = 20
"""one tile in so many counts, those that change most: a runner is a small part of most pictures"""
_REACH = 24
_LIVE_STEPS = 3
"""that many real steps must lie within reach on either side; a clip padded from 30 to 240 frames/s has one in eight,
and the jump that an encoder makes at a key frame of a still scene stands alone"""
_MOTION_FLOOR = 2.0
"""grey levels; under it, as when somebody stands and breathes, nothing can be called a repeat"""
_REPEAT_CEILING = 3.0
"""grey levels; what an encoder adds to a repeat of a real clip stayed under 2.5 in all 60 ways of storing six clips"""
_SINGLE = 4.0, 0.1
_SEVERAL = 2.0, 0.35
"""(gap, share): no step lies between that of a repeat and so many times as much, and it is at most this share of the
steps around it; a single one has to stand out more. Real movement that slows down and goes on leaves no such gap"""
_FEWEST_RUNS = 4
"""that many runs of repeats within reach are several"""
_LONGEST_PADDING = 8
"""240 frames/s of 30"""
_PADDED = 0.7, 0.9
"""(ratio, share): in a clip padded throughout so many of the repeats have a step under this ratio of those of the new
frames beside them. Of real movement at most half have, in ten clips stored in up to ten ways"""
_FEWEST_PADDED = 20
_CHUNK = 10_000


def coarse(luma: Pixels) -> Coarse:
    """Means of the picture's tiles, of which ``stir`` compares two."""
    height, width = (max(1, side // _TILE_PX) for side in luma.shape)
    means = cv2.resize(luma.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(means, np.float32)


def stir(tiles: Coarse, before: Coarse) -> float:
    """How much changes where most changes, grey levels."""
    change = np.abs(tiles - before).ravel()
    moving = max(1, change.size // _MOVING_SHARE)
    return float(np.partition(change, -moving)[-moving:].mean())


def find_repeats(step: Array) -> tuple[int, ...]:
    """Frames that repeat the one before.

    Parameters
    ----------
    step : (frames,) ``stir`` from the frame before; NaN where there is none
    """
    if len(step) < 3:
        return ()
    repeated = np.concatenate(list(_chunks(step))) | _padding(step)
    return tuple(int(i) for i in np.flatnonzero(repeated))


def _chunks(step: Array) -> Iterator[Mask]:
    padded = np.pad(step.astype(np.float32), _REACH, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * _REACH + 1)
    for start in range(0, len(step), _CHUNK):
        yield _repeated(windows[start : start + _CHUNK])


def _repeated(around: Floats) -> Mask:
    """Is the middle one of each row of steps that of a repeat?"""
    middle, lively = around[:, _REACH], _lively(around)
    ordered = np.sort(around, axis=1)
    single, several = (_most_of_a_repeat(ordered, lively, *rule) for rule in (_SINGLE, _SEVERAL))
    low = around <= several[:, None]
    runs = (low[:, 1:] & ~low[:, :-1]).sum(axis=1)
    found = (middle <= single) | ((middle <= several) & (runs >= _FEWEST_RUNS))
    return np.asarray(found & (lively > _MOTION_FLOOR), np.bool_)


def _lively(around: Floats) -> Floats:
    """The real steps on both sides: a scene that comes to rest, or a cut, has movement on one side only."""
    known = np.nan_to_num(around)
    sides = known[:, :_REACH], known[:, _REACH + 1 :]
    before, after = (np.partition(side, -_LIVE_STEPS, axis=1)[:, -_LIVE_STEPS] for side in sides)
    return np.asarray(np.minimum(before, after), np.float32)


def _most_of_a_repeat(ordered: Floats, lively: Floats, gap: float, share: float) -> Floats:
    """The largest step under the gap between repeats and real steps; -1 where there is no gap."""
    under, over = ordered[:, :-1], ordered[:, 1:]
    most = np.minimum(share * lively, _REPEAT_CEILING)[:, None]
    candidates = np.where((over > gap * under) & (under <= most), under, -1.0)
    return np.asarray(candidates.max(axis=1), np.float32)


def _padding(step: Array) -> Mask:
    """Repeats of a clip in which all but every n-th frame are: its ends, and noise that comes near to movement, too."""
    every = np.arange(len(step))
    for count in range(2, _LONGEST_PADDING + 1):
        for first in range(count):
            new = every % count == first
            beside = _beside(step, new)
            tellable = ~new & np.isfinite(step) & (beside > _MOTION_FLOOR)
            small = step[tellable] < _PADDED[0] * beside[tellable]
            if len(small) >= _FEWEST_PADDED and small.mean() >= _PADDED[1]:
                return np.asarray(~new & (step < beside), np.bool_)
    return np.zeros(len(step), np.bool_)


def _beside(step: Array, new: Mask) -> Array:
    """For each frame the smaller one of the steps of the new frames before and after it."""
    at, every = np.flatnonzero(new), np.arange(len(step))
    if not len(at):
        return np.full(len(step), np.nan)
    after = np.searchsorted(at, every).clip(max=len(at) - 1)
    before = (np.searchsorted(at, every, side="right") - 1).clip(min=0)
    return np.asarray(np.fmin(step[at[before]], step[at[after]]), np.float64)
