"""Of a clip of very many frames a second only every second, third ... frame is looked at, or looked at more closely."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from gaitcue.terms.arrays import Array

if TYPE_CHECKING:
    from gaitcue.video import Frame

SLACK = 0.1
"""of the time between two: clocks of files are rounded"""


def look_every(time_s: Array, enough_hz: float | None) -> int:
    """Every how many frames to look, so that there are at least ``enough_hz`` looks a second where the clip has them.

    Parameters
    ----------
    time_s : (frames,) true times
    enough_hz : looks per second of true time; None: every frame

    Examples
    --------
    >>> look_every(np.arange(480) / 240, 110.0)
    2
    """
    if enough_hz is None or len(time_s) < 2:
        return 1
    return max(1, int(1 / (enough_hz * float(np.median(np.diff(time_s))))))


def thinned(frames: Iterable[Frame], every: int) -> Iterator[Frame]:
    """The first frame and every ``every``-th after it, by frame number; where one is missing, the next one there is."""
    due = -1
    for frame in frames:
        if frame.index >= due:
            due = frame.index + every
            yield frame


class Pacer:
    """Lets something happen at most so often a second of true time.

    Parameters
    ----------
    most_hz : None: as often as it is asked for

    Examples
    --------
    >>> pacer = Pacer(60.0)
    >>> [pacer.due(frame / 240) for frame in range(6)]
    [True, False, False, False, True, False]
    """

    def __init__(self, most_hz: float | None) -> None:
        self._least_s = 0.0 if most_hz is None else (1 - SLACK) / most_hz
        self._last_s = -np.inf

    def due(self, time_s: float) -> bool:
        """May it happen at this time? If so, it counts as having happened."""
        if time_s - self._last_s < self._least_s:
            return False
        self._last_s = time_s
        return True
