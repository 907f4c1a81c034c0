"""Where the model's heel and toe lie within the shoe, and where the shoe ends.

The model marks points inside the shoe; the Track's heel and toe are the ends of the shoe at sole level. The offset is
the same on every clip it was measured on, also on clips left out of the measurement (pose-notes, Offsets), and it is
applied along the foot's own axes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

HEEL = (0.033, -0.030)
"""share of the leg's length that the model's heel lies ahead of the shoe's (along heel -> toe) and below it (towards
the sole)"""
TOE = (-0.036, -0.011)
"""the same for the toe"""


def shoe_ends(ankle: Array, heel: Array, toe: Array, leg: Array | float, facing: int) -> tuple[Array, Array]:
    """Heel and toe at the ends of the shoe.

    Parameters
    ----------
    ankle, heel, toe : (..., 2) in one unit, y down
    leg : length of thigh and shank together, same unit
    facing : 1 right, -1 left: says on which side of the line heel -> toe the sole lies

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
        heel - size * (HEEL[0] * along + HEEL[1] * sole),
        toe - size * (TOE[0] * along + TOE[1] * sole),
    )
