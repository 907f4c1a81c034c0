"""What a joint can do, read once from ``joints.toml``: a point that asks for more is no observation."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from gaitcue.terms.arrays import Array, Mask
from gaitcue.terms.signs import knee_flexion_deg


@cache
def joint_limits() -> dict[str, Any]:
    """The file as it is: joint -> name -> value, tag."""
    return tomllib.loads(files("gaitcue.terms").joinpath("joints.toml").read_text(encoding="utf-8"))


def bends_forward(hip: Array, knee: Array, ankle: Array) -> Mask:
    """Whether a knee bends further to the front than any knee can; False where a point is missing.

    Parameters
    ----------
    hip, knee, ankle : (..., 2), x forward, y up, any unit

    Examples
    --------
    >>> ankle = np.zeros(2)
    >>> knees = np.array([[0.2, 0.4], [0.0, 0.4], [-0.2, 0.4]])  # before, on and behind the line from hip to ankle
    >>> bends_forward(np.array([0.0, 0.8]), knees, ankle).tolist()
    [False, False, True]
    """
    with np.errstate(invalid="ignore"):
        flexion = knee_flexion_deg(hip, knee, ankle)
        return np.asarray(flexion < -joint_limits()["knee"]["most_extended"]["value"])
