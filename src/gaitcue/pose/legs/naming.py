"""Which of the two anonymous legs is the runner's left one."""

from __future__ import annotations

import numpy as np

from gaitcue.pose.legs.fuse import FusedLegs
from gaitcue.pose.legs.hypotheses import Candidates
from gaitcue.terms.arrays import Array

WITHIN = 0.07
"""leg lengths: a pass votes for a leg when its pose lies this near (RMS)"""


def label_votes(seen: Candidates, paths: FusedLegs) -> Array:
    """Per frame, how far the passes call leg A left and leg B right: (T,), -1 to 1.

    Only frames count in which the legs are apart: where they cross, labels say nothing.
    """
    pose = seen.position[:, :, :, 1:, 0]  # T, P, 2, 4, 2
    height = seen.height[:, :, :, 1:, 0].mean(axis=-1)
    apart = np.sqrt(((paths.position[:, 0] - paths.position[:, 1]) ** 2).sum(axis=-1).mean(axis=-1))
    offset = pose[:, :, :, None] - paths.position[:, None, None]
    distance = np.sqrt(np.nan_to_num((offset**2).sum(axis=-1).mean(axis=-1), nan=9.0))  # T, P, side, leg
    fits = np.exp(-0.5 * (distance / WITHIN) ** 2) * height[..., None] * seen.weight[:, None, None]
    made = (seen.height.max(axis=(2, 3, 4)) > 0) * seen.weight
    votes = (fits[:, :, 0, 0] + fits[:, :, 1, 1] - fits[:, :, 0, 1] - fits[:, :, 1, 0]).sum(axis=1)
    return np.asarray(0.5 * votes / np.maximum(made.sum(axis=1), 1e-9) * np.minimum(apart / 0.3, 1.0))
