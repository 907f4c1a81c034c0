"""Hard cuts and duplicated frames, from how much each frame differs from the ones before."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import median_filter

from gaitcue.terms.arrays import Array

LONGEST_PAUSE_S = 0.2
"""most of a stance; cleaning fills up to 0.08 s (product default)"""
LONGEST_PAUSE_FRAMES = 4.0
WINDOW = 31
"""frames of the local median"""
CUT_RATIO = 2.5
"""times the local median (PoseTrials)"""
CUT_FLOOR = 8.0
"""grey levels; a smaller change is no new picture"""
LIKENESS = 0.9
"""correlation of the two pictures above which they show the same scene"""
DUPLICATE_RATIO = 0.1
"""of the largest steps before and after it; encoders leave a little noise on a repeated frame"""
_REACH = 24
_LIVE_STEPS = 3
"""that many real steps must lie within reach on either side; a clip padded from 30 to 240 frames/s has one in eight,
and the jump that an encoder makes at a key frame of a still scene stands alone"""
_MOTION_FLOOR = 0.15
"""grey levels; under it nothing moves at all, and nothing can be called a repeat"""
_REPEAT_CEILING = 0.3
"""grey levels; the noise of a camera alone changes more"""


def find_cuts(difference: Array, two_back: Array, likeness: Array) -> tuple[int, ...]:
    """Frames at which a new shot starts.

    Parameters
    ----------
    difference : (frames,) mean absolute difference from the frame before, grey levels; NaN where there is none
    two_back : (frames,) the same from the frame two before; a flash returns to the old picture, a cut does not
    likeness : (frames,) correlation with the frame before
    """
    change = np.nan_to_num(difference)
    if len(change) < 2:
        return ()
    usual = median_filter(change, size=min(WINDOW, len(change)), mode="nearest")
    jump = (change > CUT_RATIO * usual) & (change > CUT_FLOOR) & (np.nan_to_num(likeness, nan=1.0) < LIKENESS)
    stays = np.append(np.nan_to_num(two_back[1:], nan=np.inf) > CUT_RATIO * usual[:-1], True)
    returns = np.nan_to_num(two_back, nan=np.inf) <= CUT_RATIO * usual
    return tuple(int(i) for i in np.flatnonzero(jump & stays & ~returns))


def time_gaps(time_s: Array) -> tuple[int, ...]:
    """Frames before which so much time is missing that nothing links them to the one before: a pause, or a cut-out.

    Parameters
    ----------
    time_s : (frames,) true capture time
    """
    if len(time_s) < 3:
        return ()
    steps = np.diff(time_s)
    long = (steps > LONGEST_PAUSE_S) & (steps > LONGEST_PAUSE_FRAMES * np.median(steps))
    return tuple(int(i) + 1 for i in np.flatnonzero(long))


def find_duplicates(difference: Array) -> tuple[int, ...]:
    """Frames that repeat the one before, as converters and dropped captures leave them.

    Parameters
    ----------
    difference : (frames,) as in ``find_cuts``
    """
    if len(difference) < 3:
        return ()
    change = np.nan_to_num(difference)
    padded = np.pad(change, _REACH)
    windows = np.lib.stride_tricks.sliding_window_view(padded, _REACH)
    steps = np.partition(windows, -_LIVE_STEPS, axis=1)[:, -_LIVE_STEPS]
    # lively on both sides: a scene that comes to rest, or a cut, has movement on one side only
    lively = np.minimum(steps[: len(change)], steps[_REACH + 1 :])
    small = change < np.minimum(DUPLICATE_RATIO * lively, _REPEAT_CEILING)
    repeated = np.isfinite(difference) & small & (lively > _MOTION_FLOOR)
    return tuple(int(i) for i in np.flatnonzero(repeated))
