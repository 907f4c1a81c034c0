"""Error sizes of joints from some clips alone, tried on a clip that had no part in them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from gaitcue.terms.arrays import Array
from validation.tools.eye_angles import ANGLES, Row, angle_rows, far_factor, joint_differences, truth_leg

JOINTS = tuple(dict.fromkeys(joint for _, joints in ANGLES.values() for joint in joints))
LEAST_PCT = 0.3
"""of the leg: the eye's own doubt of a point may exceed what is found, which is then no error of none"""


def left_out_rows(pairs: Sequence[tuple[Path, Path]]) -> dict[str, Any]:
    """For each clip: SD of each joint along x and y, % of the leg, from the other clips, and the angles held by them.

    Parameters
    ----------
    pairs : result folder and truth file of each clip
    """
    out: dict[str, Any] = {}
    for folder, file in pairs:
        errors = errors_of([pair for pair in pairs if pair[1] != file])
        truth = json.loads(file.read_text("utf-8"))
        rows = list(angle_rows(folder, truth, truth_leg(truth), partial(of_leg, errors)))
        plain = {joint: [float(v) for v in sd] for joint, sd in errors.items()}
        out[file.name.removesuffix(".truth.json")] = {"errors": plain, "angles": rows}
    return out


def errors_of(pairs: Sequence[tuple[Path, Path]]) -> dict[str, Array]:
    """SD about no error of the near leg's joints, % of the leg, the eye's own doubt taken out."""
    found: dict[str, list[Array]] = {}
    for folder, file in pairs:
        for joint, squares in squared(folder, json.loads(file.read_text("utf-8"))):
            found.setdefault(joint, []).append(squares)
    # each clip counts alike: frames of one clip share their error
    return {joint: np.sqrt(np.maximum(np.mean(each, axis=0), LEAST_PCT**2)) for joint, each in found.items()}


def squared(folder: Path, truth: Row) -> Iterator[tuple[str, Array]]:
    """Joint and its mean square error (2,) in a clip, one for each leg, the eye's own taken out; as of a near leg."""
    for leg, joint, difference, doubt in joint_differences(folder, truth, truth_leg(truth), JOINTS):
        factor = far_factor() if leg == "far" else 1.0
        yield joint, 1e4 * np.mean(difference**2 - doubt**2, axis=0) / factor**2


def of_leg(errors: dict[str, Array], leg: str) -> dict[str, Array]:
    """The same for one leg."""
    factor = far_factor() if leg == "far" else 1.0
    return {joint: factor * sd for joint, sd in errors.items()}
