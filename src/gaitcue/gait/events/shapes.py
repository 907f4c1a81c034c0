"""How each stride moves, as one number, and the stride at which the way of running changed at once."""

from __future__ import annotations

import numpy as np

from gaitcue.gait.events.steady import MEDIAN_OF_SQUARES, step_noise
from gaitcue.terms.arrays import Array

FEWEST_EITHER_SIDE = 4
"""strides before and after a change (product default)"""
NOISE_SPREADS, OWN_SPREADS = 8.0, 7.0
"""by how many SDs, from stride to stride and within the two parts, their middles differ when a gait changed: 15 marker
trials of a steady speed stay under 4.3 and 6.2, 20 that go from one speed to another have 14 and 9 or more"""


def shape_scores(shapes: Array) -> Array:
    """(strides,): each stride along the pattern in which strides differ most.

    Parameters
    ----------
    shapes : (strides, coefficients), NaN in rows of strides that are not known

    Notes
    -----
    Each stride counts alike for the pattern, however far off it is (a principal component of spatial signs, Locantore
    1999): the stride in which the gait changes, or one in which points were exchanged, would else be the pattern.
    """
    known = np.isfinite(shapes).all(axis=1)
    scaled = (shapes - np.median(shapes[known], axis=0)) / (step_noise(shapes) + 1e-9)
    length = np.linalg.norm(scaled[known], axis=1, keepdims=True)
    pattern = np.linalg.svd(scaled[known] / np.maximum(length, 1e-9), full_matrices=False)[2][0]
    return np.asarray(scaled @ pattern)


def change_at(scores: Array) -> int | None:
    """The first stride of another way of running; None where none begins at once.

    Parameters
    ----------
    scores : (strides,), NaN where not known
    """
    known = np.flatnonzero(np.isfinite(scores))
    values = scores[known]
    splits = range(FEWEST_EITHER_SIDE, len(values) - FEWEST_EITHER_SIDE + 1)
    if not splits:
        return None
    off = [_off_middles(values, split) for split in splits]
    best = int(np.argmin([each.sum() for each in off]))
    split = splits[best]
    apart = abs(float(np.median(values[:split]) - np.median(values[split:])))
    own = float(np.sqrt(np.median(off[best] ** 2) / MEDIAN_OF_SQUARES))
    changed = apart > NOISE_SPREADS * float(step_noise(scores)) and apart > OWN_SPREADS * own
    return int(known[split]) if changed else None


def _off_middles(values: Array, split: int) -> Array:
    before, after = values[:split], values[split:]
    return np.asarray(np.abs(np.r_[before - np.median(before), after - np.median(after)]))
