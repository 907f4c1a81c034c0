"""Where a picture moves: the legs of somebody who runs are what moves most in front of a camera on a stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from gaitcue.pose.runner.detector import radius_of
from gaitcue.terms.arrays import Array, Pixels

if TYPE_CHECKING:
    from gaitcue.video import Frame


LOOK_PX = 160
LEAST, OVER_NOISE = 10.0, 6.0
"""grey levels, and times the median change: what has changed more has moved"""
AROUND = 1.25
"""radii of the body circle around the hips within which movement is a person's own"""
SMALL = 0.002
"""share of the picture: less movement is nobody's running"""


class Unrest:
    """What moves in a few frames of one stretch."""

    def __init__(self) -> None:
        self._last: Pixels | None = None
        self._moved: Array | None = None
        self._scale = 1.0

    def feed(self, frame: Frame) -> None:
        luma = frame.luma(LOOK_PX)
        self._scale = max(frame.width, frame.height) / max(luma.shape)
        if self._last is not None:
            change = np.abs(luma.astype(np.int16) - self._last).astype(float)
            moved = change > max(LEAST, OVER_NOISE * float(np.median(change)))
            self._moved = moved if self._moved is None else np.maximum(self._moved, moved)
        self._last = luma

    def elsewhere(self, bodies: Sequence[Array]) -> float:
        """Share of the movement that is none of these people's, 0-1; 0 where hardly anything moves."""
        if self._moved is None or self._moved.mean() < SMALL:
            return 0.0
        rows, columns = np.nonzero(self._moved)
        place = (np.stack([columns, rows], axis=-1) + 0.5) * self._scale
        theirs = np.zeros(len(place), bool)
        for body in bodies:
            theirs |= np.hypot(*(place - body[0]).T) < AROUND * radius_of(body)
        return float(1 - theirs.mean())
