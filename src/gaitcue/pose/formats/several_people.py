"""Several people in a keypoint file: which of them is the runner."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gaitcue.terms.arrays import Array
from gaitcue.terms.errors import BadOption
from gaitcue.terms.keypoints import SIDES

People = Sequence[Sequence[Array]]
"""per frame, per person (keypoints, 3): x, y, confidence; missing points are NaN"""
Path = dict[int, Array]
"""one person: frame -> (keypoints, 3)"""

SAME_PERSON_SHARE = 0.5
"""one person's points move by less than this share of their height between frames (product default)"""
LONGEST_GAP_FRAMES = 15
FEWEST_POINTS = 4
IN_VIEW_SHARE = 0.2
"""of the frames of whoever is seen longest: who is seen less counts as nobody (product default)"""
AS_LIVELY = 0.5
"""legs that move half as much as the liveliest ones run as well: among those the largest person is meant"""


def runner_of(people: People, names: Sequence[str | None], person: int | None = None) -> tuple[Path, int]:
    """The runner, or the person asked for, and how many people there are.

    Parameters
    ----------
    names : of the keypoints, in the order of the arrays' rows
    person : counted from 1, left to right

    Raises
    ------
    BadOption
        there are not so many people

    Notes
    -----
    People are linked from frame to frame by the median distance of their points over their height. The runner is the
    one whose legs move most over the whole recording: a bystander may be larger, nearer and longer in view.
    """
    paths = link(people)
    if not paths:
        return {}, 0
    longest = max(len(path) for path in paths)
    lasting = sorted((p for p in paths if len(p) >= IN_VIEW_SHARE * longest), key=_place)
    if person is not None:
        if person > len(lasting):
            raise BadOption(f"--person {person}: the keypoints show {len(lasting)} people")
        return lasting[person - 1], len(lasting)
    lively = [len(path) * leg_motion(path, names) for path in lasting]
    runners = [path for path, moves in zip(lasting, lively, strict=True) if moves >= AS_LIVELY * max(lively)]
    return max(runners, key=lambda path: sum(_height(points) for points in path.values())), len(lasting)


def link(people: People) -> list[Path]:
    """Everybody's path through the frames."""
    paths: list[Path] = []
    for frame, persons in enumerate(people):
        free = list(range(len(persons)))
        for path in sorted(paths, key=lambda each: -len(each)):
            last = next(reversed(path))
            if not free or frame - last > LONGEST_GAP_FRAMES:
                continue
            away = {i: _distance(path[last], persons[i]) for i in free}
            nearest = min(free, key=lambda i: away[i])
            if away[nearest] < SAME_PERSON_SHARE:
                path[frame] = persons[nearest]
                free.remove(nearest)
        paths += [{frame: persons[i]} for i in free if np.isfinite(persons[i][:, 0]).sum() >= FEWEST_POINTS]
    return paths


def leg_motion(path: Path, names: Sequence[str | None]) -> float:
    """How much the ankles swing about the hips, in heights of the person: 0 for who stands, 0.1 and more in running."""
    points = np.stack(list(path.values()))
    height = float(np.median([_height(each) for each in points])) or 1.0
    swings = [
        float(np.nanstd(points[:, names.index(f"{side}_ankle"), 0] - points[:, names.index(f"{side}_hip"), 0]))
        for side in SIDES
        if f"{side}_ankle" in names and f"{side}_hip" in names and _seen(points, names, side)
    ]
    return max(swings, default=0.0) / height


def _seen(points: Array, names: Sequence[str | None], side: str) -> bool:
    columns = [names.index(f"{side}_{joint}") for joint in ("ankle", "hip")]
    return bool(np.isfinite(points[:, columns, 0]).all(axis=1).any())


def _place(path: Path) -> float:
    """Middle of the person along x, median over the frames."""
    return float(np.nanmedian(np.concatenate([points[:, 0] for points in path.values()])))


def _height(person: Array) -> float:
    return float(np.nanmax(person[:, 1]) - np.nanmin(person[:, 1])) if np.isfinite(person[:, 1]).any() else 0.0


def _distance(before: Array, now: Array) -> float:
    both = np.isfinite(before[:, 0]) & np.isfinite(now[:, 0])
    if both.sum() < 3:
        return np.inf
    moved = np.linalg.norm(before[both, :2] - now[both, :2], axis=1)
    return float(np.median(moved) / max(_height(before), 1e-9))
