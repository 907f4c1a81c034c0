"""How the camera moves: the motion that most of the picture shares, followed by sparse optical flow."""

from __future__ import annotations

from typing import Any, Literal

import cv2
import numpy as np

from gaitcue.terms.arrays import Array, Floats, Mask, Pixels

_MAX_POINTS = 90
_RENEW_AFTER = 20
"""tracked frames after which the points are chosen anew"""
_RENEW_SHARE = 0.6
_TOGETHER_PX = 0.4
"""px of the reduced picture; points that move alike within this belong together"""
_FEWEST = 8
PANNING_SHARE = 0.12
"""of the picture's longer side that the scene must travel within a shot; hand-held sway stays below"""
_FLOW_WINDOW = (13, 13)
_FLOW_STOP = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 12, 0.02)


class CameraMotion:
    """Follows the background from picture to picture; the runner is outvoted, because the limbs do not move alike."""

    def __init__(self) -> None:
        self._before: Pixels | None = None
        self._points = np.empty((0, 1, 2), np.float32)
        self._chosen = 0
        self._age = 0

    def step(self, luma: Pixels) -> Array:
        """Motion (2,) of the camera since the last picture, px of ``luma``; zero where it cannot be told."""
        before, self._before = self._before, luma
        if before is None or before.shape != luma.shape:
            self._points = self._points[:0]
            return np.zeros(2)
        if len(self._points) < max(_FEWEST, _RENEW_SHARE * self._chosen) or self._age >= _RENEW_AFTER:
            self._choose(before)
        if not len(self._points):
            return np.zeros(2)
        moved, kept = _follow(before, luma, self._points)
        motion = (moved - self._points)[kept, 0].astype(float)
        self._points, self._age = moved[kept], self._age + 1
        return -shared_motion(motion)

    def forget(self) -> None:
        """A new shot starts: nothing is to be followed across the cut."""
        self._before, self._points = None, self._points[:0]

    def _choose(self, luma: Pixels) -> None:
        spacing = max(5.0, min(luma.shape) / 15)  # spread over the picture, so that the textured runner has few
        found = cv2.goodFeaturesToTrack(luma, _MAX_POINTS, 0.003, spacing)
        self._points = np.empty((0, 1, 2), np.float32) if found is None else np.asarray(found, np.float32)
        self._chosen, self._age = len(self._points), 0


def _follow(before: Pixels, luma: Pixels, points: Floats) -> tuple[Any, Mask]:
    """Where points of one picture lie in the next, and which of them were found."""
    place: Any = None  # OpenCV makes the array; its type hints do not know that
    moved, found, _ = cv2.calcOpticalFlowPyrLK(
        before, luma, points, place, winSize=_FLOW_WINDOW, maxLevel=2, criteria=_FLOW_STOP
    )
    return np.asarray(moved), np.asarray(found).ravel() == 1


def shared_motion(motion: Array) -> Array:
    """Mean (2,) of the largest group of points (n, 2) that move alike; zero when there are too few."""
    if len(motion) < _FEWEST:
        return np.zeros(2)
    place = motion[:, 0] + 1j * motion[:, 1]
    together = np.abs(place[:, None] - place[None]) < _TOGETHER_PX
    largest = together[np.argmax(together.sum(axis=1))]
    return np.asarray(motion[largest].mean(axis=0))


def kind_of_camera(shift: Array, shots: list[tuple[int, int]], longer_side: int) -> Literal["fixed", "panning"]:
    """Panning when, within a shot, the scene travels through the picture further than a hand sways.

    Parameters
    ----------
    shift : (frames, 2) cumulative motion, px of the displayed frame
    shots : first and last (exclusive) frame of every shot
    """
    travel = max((float(np.ptp(shift[first:end], axis=0).max()) for first, end in shots if end > first), default=0.0)
    return "panning" if travel > PANNING_SHARE * longer_side else "fixed"
