"""Sign conventions: x forward (the runner's facing), y up, degrees (docs/conventions.md).

Every function takes points of shape (..., 2) in that frame and gives degrees of shape (...).
"""

import numpy as np

from gaitcue.terms.arrays import Array


def trunk_angle_deg(proximal: Array, distal: Array) -> Array:
    """Angle of a segment from vertical, + when its upper (proximal) end is forward: trunk lean."""
    d = np.asarray(proximal) - np.asarray(distal)
    return np.degrees(np.arctan2(d[..., 0], d[..., 1]))


def segment_angle_deg(proximal: Array, distal: Array) -> Array:
    """Angle of a limb segment from vertical, + when its lower (distal) end is ahead: thigh, shank."""
    d = np.asarray(distal) - np.asarray(proximal)
    return np.degrees(np.arctan2(d[..., 0], -d[..., 1]))


def knee_flexion_deg(hip: Array, knee: Array, ankle: Array) -> Array:
    """Thigh minus shank angle: 0 is straight, + flexed."""
    return wrap_deg(segment_angle_deg(hip, knee) - segment_angle_deg(knee, ankle))


def foot_angle_deg(heel: Array, toe: Array) -> Array:
    """Heel-to-toe line from the horizontal, + toes up; not yet relative to standing."""
    d = np.asarray(toe) - np.asarray(heel)
    return np.degrees(np.arctan2(d[..., 1], d[..., 0]))


def pelvic_tilt_deg(asis: Array, psis: Array) -> Array:
    """PSIS-to-ASIS line from the horizontal, + anterior tilt (ASIS lower)."""
    d = np.asarray(asis) - np.asarray(psis)
    return np.degrees(np.arctan2(-d[..., 1], d[..., 0]))


def wrap_deg(angle: Array) -> Array:
    """Into (-180, 180]."""
    return -((-np.asarray(angle) + 180.0) % 360.0 - 180.0)
