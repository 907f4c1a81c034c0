"""Of a clip of very many frames a second only every second, third ... frame is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from gaitcue.video import Frame


def look_every(time_s: NDArray[np.float64], enough_hz: float | None) -> int:
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
