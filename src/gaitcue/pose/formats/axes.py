"""Laboratory axes -> x forward, y up, z to the runner's right, found from the body itself."""

from __future__ import annotations

import numpy as np

from gaitcue.terms.arrays import Array
from gaitcue.terms.errors import UnusableInput

SNAP_DEG = 20.0
"""a direction nearer than this to an axis of the laboratory is taken to be that axis (product default)"""


def body_axes(points: dict[str, Array]) -> Array:
    """Rotation from laboratory axes into the runner's, (3, 3); rows are forward, up, right.

    Parameters
    ----------
    points : keypoint name -> (time, 3), laboratory axes; feet at least

    Notes
    -----
    Up runs from the feet to the highest tracked points; forward from PSIS to ASIS, or from heel to toe. Both are
    snapped to the laboratory's axes when near: body directions are only good to some degrees, the axes were set with a
    level.
    """
    up = _unit(_snap(_up(points)))
    forward = _forward(points)
    forward = _unit(_snap(forward - np.dot(forward, up) * up))
    forward = _unit(forward - np.dot(forward, up) * up)
    return np.stack([forward, up, np.cross(forward, up)])


def _up(points: dict[str, Array]) -> Array:
    feet = _middle(points, ("heel", "toe"))
    for high in (("shoulder",), ("asis", "psis"), ("hip",), ("knee",), ("ankle",)):
        direction = _middle(points, high) - feet
        if np.isfinite(direction).all():
            return direction
    raise UnusableInput("the markers do not say which way is up: add knee, hip or pelvis to those of the feet")


def _forward(points: dict[str, Array]) -> Array:
    for front, back in (("asis", "psis"), ("toe", "heel")):
        direction = _middle(points, (front,)) - _middle(points, (back,))
        if np.isfinite(direction).all():
            return direction
    raise UnusableInput("the markers do not say which way the runner faces: heel and toe are needed")


def _middle(points: dict[str, Array], names: tuple[str, ...]) -> Array:
    """Mean place over time and sides, (3,); NaN when none of the points was seen."""
    chosen = [xyz for name, xyz in points.items() if name.partition("_")[2] in names and np.isfinite(xyz).any()]
    if not chosen:
        return np.full(3, np.nan)
    return np.asarray(np.mean([np.nanmean(xyz, axis=0) for xyz in chosen], axis=0))


def _snap(direction: Array) -> Array:
    axis = np.zeros(3)
    largest = int(np.argmax(np.abs(direction)))
    axis[largest] = np.sign(direction[largest])
    near = np.dot(_unit(direction), axis) > np.cos(np.radians(SNAP_DEG))
    return axis if near else direction


def _unit(direction: Array) -> Array:
    return np.asarray(direction / np.linalg.norm(direction))
