"""Heatmaps into points: the highest cell, refined by the centroid of its neighbourhood, and its rivals.

On real clips this has a fifth of the gross errors of the model's own regression (PoseTrials).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from gaitcue.terms.arrays import Array, Floats, IndexArray
from gaitcue.terms.keypoints import KEYPOINTS

CELL = 4.0
"""crop px per heatmap cell"""
RADIUS = 2
"""the centroid is taken over 5 x 5 cells"""
MODES = 3
"""the highest peak and two rivals are kept"""


def _other(name: str) -> str:
    return name.replace("left_", "right_") if name.startswith("left_") else name.replace("right_", "left_")


SWAP = np.array([KEYPOINTS.index(_other(name)) for name in KEYPOINTS])
"""row of the same point on the other side of the body"""


@dataclass(frozen=True, slots=True)
class Peaks:
    """The strongest local maxima of each heatmap, strongest first; absent ones are NaN with height 0."""

    position: Floats
    """(keypoints, modes, 2), crop px"""
    height: Floats
    """(keypoints, modes), 0-1"""


def unmirror(heatmaps: Floats) -> Floats:
    """Heatmaps (19, 64, 64) of a mirrored crop as the unmirrored crop would have them.

    Column c lies at 4 c and its mirror image at 256 - 4 c, so that column 0 has no partner (it stays 0); what the
    model calls left in the mirrored picture is the runner's right.
    """
    out = np.zeros_like(heatmaps)
    out[:, :, 1:] = heatmaps[SWAP, :, :0:-1]
    return out


def find_peaks(heatmaps: Floats, modes: int = MODES) -> Peaks:
    """Local maxima (5 x 5) of each map, refined by the centroid around them.

    Parameters
    ----------
    heatmaps : (keypoints, rows, columns), 0-1
    """
    count, rows, columns = heatmaps.shape
    # Empty cells all around: no map and no neighbourhood reaches into another.
    padded = np.zeros((count, rows + 2 * RADIUS, columns + 2 * RADIUS), np.float32)
    padded[:, RADIUS:-RADIUS, RADIUS:-RADIUS] = heatmaps
    flat = (padded if modes == 1 else _local_maxima(padded)).reshape(count, -1)
    cells = np.empty((count, modes), np.intp)
    height = np.empty((count, modes), np.float32)
    channel = np.arange(count)
    for k in range(modes):
        cells[:, k] = flat.argmax(axis=1)
        height[:, k] = flat[channel, cells[:, k]]
        if k < modes - 1:
            flat[channel, cells[:, k]] = 0.0
    row, column = np.divmod(cells, padded.shape[2])
    position = CELL * (_centroids(padded, row, column) - RADIUS)
    position[height <= 0.0] = np.nan
    return Peaks(position.astype(np.float32), height)


def _local_maxima(padded: Floats) -> Floats:
    """The maps, 0 where a cell is not the highest of its neighbourhood."""
    kernel = np.ones((2 * RADIUS + 1, 2 * RADIUS + 1), np.uint8)
    highest = cv2.dilate(padded.reshape(-1, padded.shape[2]), kernel).reshape(padded.shape)
    return np.where(padded >= highest, padded, np.float32(0.0))


def _centroids(padded: Floats, row: IndexArray, column: IndexArray) -> Array:
    """Weighted mean (x, y) in cells of the 5 x 5 neighbourhoods around (keypoints, modes) cells."""
    step = np.arange(-RADIUS, RADIUS + 1)
    rows, columns = row[..., None, None] + step[:, None], column[..., None, None] + step
    weight = padded[np.arange(len(padded))[:, None, None, None], rows, columns]
    total = np.maximum(weight.sum(axis=(-2, -1)), 1e-9)
    x = (weight * columns).sum(axis=(-2, -1)) / total
    y = (weight * rows).sum(axis=(-2, -1)) / total
    return np.stack([x, y], axis=-1)


def mean_of_two(plain: Floats, mirrored: Floats, leg_rows: IndexArray) -> Floats:
    """Mean of two sets of heatmaps of one crop; the plain one's legs change names where that agrees better.

    Agreement is the overlap of the leg maps (``leg_rows``), sum of products over both assignments; the mirrored pass
    leads because it swaps the legs less often (PoseTrials).
    """
    legs, swapped = plain[leg_rows], plain[SWAP[leg_rows]]
    reference = mirrored[leg_rows]
    if float(np.vdot(swapped, reference)) > float(np.vdot(legs, reference)):
        plain = plain.copy()
        plain[leg_rows] = swapped
    return np.asarray(0.5 * (plain + mirrored), np.float32)
