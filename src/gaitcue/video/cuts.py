"""Hard cuts, from how much each frame differs from the ones before, and pauses in the recording."""

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
