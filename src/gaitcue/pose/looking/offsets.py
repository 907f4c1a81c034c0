"""Where the model's points lie within the body, and where the Track's points are meant to be.

The model marks heel and toe inside the shoe; the Track's are the ends of the shoe at sole level. The offsets have the
same sign on every clip they were measured on and they lower the error on clips left out of the measurement
(docs/pose.md); they are applied along the foot's and the trunk's own axes. Knee and ankle need none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaitcue.terms.arrays import Array

HEEL = (0.033, -0.030)
"""share of the leg's length that the model's heel lies ahead of the shoe's (along heel -> toe) and below it (towards
the sole)"""
TOE = (-0.045, -0.011)
"""the same for the toe"""
SHOULDERS = (0.013, 0.024)
"""share of the leg's length that the model's shoulders lie ahead of the joint (across the trunk) and above it (along
the trunk)"""
HIPS = (0.008, 0.0)
"""the same for the hips; along the trunk they differ from clip to clip (-3 to +7.5 %), so nothing is corrected there"""
Offset = tuple[float, float]


@dataclass(frozen=True, slots=True)
class KeypointConvention:
    """Where a pose model puts its points on a body, in shares of the leg's length."""

    leg_per_torso: float
    """leg (thigh + shank) over torso (mid-shoulder to mid-hip)"""
    heel: Offset = (0.0, 0.0)
    toe: Offset = (0.0, 0.0)
    shoulders: Offset = (0.0, 0.0)
    hips: Offset = (0.0, 0.0)
    tells_hips_apart: bool = False
    """else both are put about the mid-hip"""


BLAZEPOSE = KeypointConvention(1.55, HEEL, TOE, SHOULDERS, HIPS)
"""The leg's length over the torso's is that of PoseTrials"""
RTMPOSE = KeypointConvention(1.84, tells_hips_apart=True)
"""Median over treadmill-30fps, the one clip whose points are known. One clip is too little to set offsets by: its
points are taken as they come."""


def shoe_ends(
    ankle: Array, heel: Array, toe: Array, leg: Array | float, facing: int, convention: KeypointConvention = BLAZEPOSE
) -> tuple[Array, Array]:
    """Heel and toe at the ends of the shoe.

    Parameters
    ----------
    ankle, heel, toe : (..., 2) in one unit, y down
    leg : length of thigh and shank together, same unit
    facing : 1 right, -1 left: says on which side of the line heel -> toe the sole lies
    convention : of the model that saw the points

    Returns
    -------
    heel, toe : (..., 2)
    """
    along = toe - heel
    with np.errstate(invalid="ignore", divide="ignore"):
        along = along / np.linalg.norm(along, axis=-1, keepdims=True)
    sole = facing * np.stack([-along[..., 1], along[..., 0]], axis=-1)
    size = np.asarray(leg, float)[..., None]
    return (
        heel - size * (convention.heel[0] * along + convention.heel[1] * sole),
        toe - size * (convention.toe[0] * along + convention.toe[1] * sole),
    )


def trunk_joints(
    shoulders: Array, hips: Array, leg: Array | float, facing: int, convention: KeypointConvention = BLAZEPOSE
) -> tuple[Array, Array]:
    """Shoulders and hips moved to the joints.

    Parameters
    ----------
    shoulders, hips : (T, 2 sides, 2) px, y down
    leg : (T,) or one length, px
    facing : 1 right, -1 left
    convention : of the model that saw the points

    Returns
    -------
    shoulders, hips : (T, 2, 2)
    """
    up = shoulders.mean(axis=1) - hips.mean(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        up = up / np.linalg.norm(up, axis=-1, keepdims=True)
    ahead = facing * np.stack([-up[:, 1], up[:, 0]], axis=-1)
    size = np.broadcast_to(np.asarray(leg, float), up.shape[:1])[:, None]

    def shift(offset: Offset) -> Array:
        return np.asarray((size * (offset[0] * ahead + offset[1] * up))[:, None])

    return shoulders - shift(convention.shoulders), hips - shift(convention.hips)
