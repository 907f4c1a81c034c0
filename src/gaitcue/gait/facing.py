"""Which way the runner faces, before anything else is known of the view."""

from __future__ import annotations

import numpy as np
import xarray as xr

from gaitcue.terms.advice import Reason
from gaitcue.terms.keypoints import SIDES, Side
from gaitcue.terms.track import point


def known_facing(track: xr.Dataset) -> tuple[Side, Reason] | None:
    """Side of the picture (or of the x axis) that the runner faces: as pose saw it, else as the feet mostly point.

    None where pose did not say and no foot is seen.
    """
    told = track.attrs.get("facing")
    if told in SIDES:
        return told, Reason("seen_by_pose")
    feet = np.concatenate([point(track, f"{side}_toe") - point(track, f"{side}_heel") for side in SIDES])
    sign = np.sign(feet[np.isfinite(feet[:, 0]), 0])
    return (("right" if sign.mean() >= 0 else "left"), Reason("direction_of_feet")) if len(sign) else None
