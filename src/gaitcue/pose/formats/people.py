"""Several people in a keypoint file: which of them is the runner."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SAME_PERSON_SHARE = 0.5
"""one person's points move by less than this share of their height between frames (product default)"""
LONGEST_GAP_FRAMES = 15


def runner_path(people: Sequence[Sequence[Array]]) -> list[int | None]:
    """Index of the runner among each frame's people; None where not seen.

    Parameters
    ----------
    people : per frame, per person (keypoints, 3): x, y, confidence; missing points are NaN

    Notes
    -----
    People are linked from frame to frame by the median distance of their points over their height; the runner is the
    one with the largest height summed over the frames: big and long in view.
    """
    paths: list[dict[int, int]] = []
    for frame, persons in enumerate(people):
        free = list(range(len(persons)))
        for path in sorted(paths, key=lambda each: -len(each)):
            last = max(path)
            if frame - last > LONGEST_GAP_FRAMES:
                continue
            nearest = min(free, key=lambda i: _distance(people[last][path[last]], persons[i]), default=None)
            if nearest is not None and _distance(people[last][path[last]], persons[nearest]) < SAME_PERSON_SHARE:
                path[frame] = nearest
                free.remove(nearest)
        paths += [{frame: i} for i in free if np.isfinite(persons[i][:, 0]).sum() >= 4]
    if not paths:
        return [None] * len(people)
    best = max(paths, key=lambda path: sum(_height(people[frame][i]) for frame, i in path.items()))
    return [best.get(frame) for frame in range(len(people))]


def _height(person: Array) -> float:
    return float(np.nanmax(person[:, 1]) - np.nanmin(person[:, 1])) if np.isfinite(person[:, 1]).any() else 0.0


def _distance(before: Array, now: Array) -> float:
    both = np.isfinite(before[:, 0]) & np.isfinite(now[:, 0])
    if both.sum() < 3:
        return np.inf
    moved = np.linalg.norm(before[both, :2] - now[both, :2], axis=1)
    return float(np.median(moved) / max(_height(before), 1e-9))
