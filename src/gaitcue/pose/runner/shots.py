"""The stretches of a clip in which the runner is in view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gaitcue.pose.looking.passes import Passes
from gaitcue.pose.looking.store import PassStore
from gaitcue.pose.runner.facing import facing_votes
from gaitcue.pose.runner.leg_motion import ankle_difference, leg_motion
from gaitcue.pose.runner.scout import PRESENT
from gaitcue.terms.arrays import Array, Mask

WINDOW = 3000
"""frames whose passes are in memory at once"""
SHORT_GAP_S = 0.25
"""a runner unseen for longer begins a new segment"""
JUMP = 0.65
"""of the crop's side between two looks: nobody runs that far in ``SHORT_GAP_S``, so somebody else is seen"""
MIN_SEGMENT = 10
"""frames; shorter views of the runner are dropped"""
STILL_SHARE = 0.25
"""a segment with less than this share of the liveliest one's leg motion shows somebody else"""


@dataclass(frozen=True, slots=True)
class Segment:
    """Rows ``first`` to ``end`` (exclusive), between hard cuts, in which the runner is in view."""

    first: int
    end: int
    motion: float
    """spread of the ankles' difference, leg lengths"""


@dataclass(frozen=True, slots=True)
class Overview:
    """A few numbers per frame for the whole clip."""

    frame: NDArray[np.int64]
    """(T,) 0-based in the source"""
    time_s: Array
    seen: Mask
    ankles: Array
    """(T, 2) left minus right ankle, leg lengths"""
    facing: Array
    """(T,) votes for facing right"""
    crop: Array
    """(T, 3) centre x, y and side, px"""


def overview_of(store: PassStore) -> Overview:
    """Look through the whole store, a window at a time."""
    windows = range(0, len(store), WINDOW)
    parts = [_overview(store.read(first, first + WINDOW)) for first in windows]
    names = ("frame", "time_s", "seen", "ankles", "facing", "crop")
    return Overview(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _overview(passes: Passes) -> Overview:
    points, peak = passes.points[:, passes.main], passes.peak[:, passes.main]
    seen = (passes.presence.max(axis=1) >= PRESENT) & np.isfinite(points).all(axis=(1, 2))
    ankles = np.where(seen[:, None], ankle_difference(points), np.nan)
    facing = np.where(seen, facing_votes(points, peak), np.nan)
    return Overview(passes.frame, passes.time_s, seen, ankles, facing, passes.crop[:, :3].astype(float))


def find_segments(overview: Overview, cuts: Sequence[int], led_away: Sequence[range] = ()) -> list[Segment]:
    """Stretches with the runner in view, split at hard cuts and long gaps, without bystanders.

    Where the crop jumps from one place to another, another person is followed from there on: a new stretch.

    Parameters
    ----------
    cuts : frames (0-based in the source) where a new shot starts
    led_away : frames in which somebody who passed was looked at: left out
    """
    seen = overview.seen.copy()
    for frames in led_away:
        seen &= (overview.frame < frames.start) | (overview.frame >= frames.stop)
    rows = np.flatnonzero(seen)
    cuts = [*cuts, *(frames.stop for frames in led_away)]
    if not len(rows):
        return []
    gap = np.diff(overview.time_s[rows]) > SHORT_GAP_S
    shot = np.searchsorted(np.sort(np.asarray(cuts, np.int64)), overview.frame[rows], side="right")
    new = gap | (np.diff(shot) > 0) | _jumps(overview.crop[rows])
    bounds = [0, *(np.flatnonzero(new) + 1).tolist(), len(rows)]
    found = [_segment(overview, int(rows[a]), int(rows[b - 1]) + 1) for a, b in pairwise(bounds)]
    found = [s for s in found if s.end - s.first >= MIN_SEGMENT]
    liveliest = max((s.motion for s in found), default=0.0)
    return [s for s in found if s.motion >= STILL_SHARE * liveliest]


def _jumps(crop: Array) -> Mask:
    """(n - 1,) for n crops of successive looks, (n, 3)."""
    way = np.linalg.norm(np.diff(crop[:, :2], axis=0), axis=1)
    return np.asarray(way > JUMP * np.maximum(crop[1:, 2], crop[:-1, 2]))


def _segment(overview: Overview, first: int, end: int) -> Segment:
    return Segment(first, end, leg_motion(overview.ankles[first:end]))
