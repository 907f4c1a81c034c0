"""Lengths and middles of the body that several rooms need: measure and picture must mean alike."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import SIDES

LEG_JOINTS: Final = ("hip", "knee", "ankle")


def thigh_shank_lengths(hip: Array, knee: Array, ankle: Array) -> Array:
    """Thigh + shank of one leg.

    Parameters
    ----------
    hip, knee, ankle : (..., 2) or (..., 3), NaN where not seen

    Returns
    -------
    (...), in the unit of the points; NaN where a joint is missing

    Examples
    --------
    >>> float(thigh_shank_lengths(np.array([0.0, 0.9]), np.array([0.0, 0.5]), np.array([0.0, 0.1])))
    0.8
    """
    return np.asarray(np.linalg.norm(hip - knee, axis=-1) + np.linalg.norm(knee - ankle, axis=-1))


def median_leg(legs: Sequence[Array]) -> float:
    """Median of the lengths of all legs over all frames; NaN when none was seen.

    Examples
    --------
    >>> median_leg([np.array([0.8, np.nan]), np.array([0.9, 1.0])])
    0.9
    """
    lengths = np.concatenate([np.ravel(leg) for leg in legs]) if legs else np.empty(0)
    known = lengths[np.isfinite(lengths)]
    return float(np.median(known)) if len(known) else float("nan")


def middle_of_sides(tracked: Mapping[str, Array], joint: str) -> Array | None:
    """Mean of the left and the right point; of the one side that exists when the other was never tracked.

    One hidden side for some frames gives NaN there: a jump from the mean to one side would look like movement.

    Parameters
    ----------
    tracked : point name -> (..., 2); only points that were tracked at all
    joint : "hip", "shoulder", "asis", ...

    Returns
    -------
    (..., 2); None when neither side was tracked

    Examples
    --------
    >>> middle_of_sides({"left_hip": np.array([0.0, 2.0]), "right_hip": np.array([1.0, 2.0])}, "hip").tolist()
    [0.5, 2.0]
    >>> middle_of_sides({"left_hip": np.array([0.0, 2.0]), "right_hip": np.full(2, np.nan)}, "hip").tolist()
    [nan, nan]
    """
    sides = [tracked[name] for name in (f"{side}_{joint}" for side in SIDES) if name in tracked]
    return np.asarray(np.mean(sides, axis=0)) if sides else None
