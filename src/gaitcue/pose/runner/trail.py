"""From which frame on somebody who passes was looked at in place of a runner who stays in one place."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from gaitcue.terms.arrays import Array, Mask

if TYPE_CHECKING:
    from gaitcue.pose.looking.passes import Look


REMEMBERED_S = 3.0
LATEST_S = 0.3
"""the way is told from so much of its end"""
ON_THE_WAY = 0.25
"""of the body circle's radius: hips further than this from the straight, even way are not on it"""

MIXED_S = 0.2
"""as long as two people are before each other their legs are mixed"""


class Trail:
    """Where the hips of the followed one were lately."""

    def __init__(self) -> None:
        self._looks: deque[Look] = deque()

    def add(self, look: Look) -> None:
        """Remember a look, and forget those older than ``REMEMBERED_S``."""
        self._looks.append(look)
        while look.time_s - self._looks[0].time_s > REMEMBERED_S:
            self._looks.popleft()

    @property
    def last(self) -> Array | None:
        """(2,) px, None before the first look."""
        return self._looks[-1].body[0] if self._looks else None

    def began(self, frame: int, radius: float) -> int:
        """A little before the straight, even way on which the hips came to where they are; ``frame`` without looks.

        Who walks past moves on such a way; a runner in one place is on it for an instant at most.

        Parameters
        ----------
        radius : px, of the runner's body circle
        """
        if len(self._looks) < 2:
            return self._looks[0].frame if self._looks else frame
        time_s, hips, late, way = self._way()
        expected = way[0] + np.outer(time_s, way[1])
        off = np.flatnonzero((np.linalg.norm(hips - expected, axis=1) > ON_THE_WAY * radius) & ~late)
        began_s = time_s[int(off[-1]) + 1 if len(off) else 0] - MIXED_S
        return self._looks[int(np.searchsorted(time_s, began_s))].frame

    def pace(self, radius: float) -> float:
        """Of the hips lately, ``radius`` per second."""
        if len(self._looks) < 2:
            return 0.0
        *_, way = self._way()
        return float(np.hypot(*way[1])) / radius

    def _way(self) -> tuple[Array, Array, Mask, Array]:
        """Times before the latest look (n,), hips (n, 2), which of them are late, place and pace now (2, 2)."""
        time_s = np.array([look.time_s for look in self._looks])
        time_s -= time_s[-1]
        hips = np.array([look.body[0] for look in self._looks])
        late = time_s >= -LATEST_S
        return time_s, hips, late, np.polynomial.polynomial.polyfit(time_s[late], hips[late], 1)
