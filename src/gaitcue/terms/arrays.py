"""The kinds of array that rooms hand to one another; shapes and units stand where each is used."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
"""What is measured: positions, angles, times; NaN where nothing was seen."""
Floats: TypeAlias = NDArray[np.float32]
"""What a network takes and gives."""
Mask: TypeAlias = NDArray[np.bool_]
IndexArray: TypeAlias = NDArray[np.intp]
"""Places in another array."""
Bytes: TypeAlias = NDArray[np.uint8]
"""A file as it is."""
Pixels: TypeAlias = NDArray[np.uint8]
"""A picture, (h, w, 3) RGB unless said otherwise; its luma is (h, w)."""


def row_medians(values: Array, known: Mask) -> Array:
    """Median of what is known in each row, (rows,); NaN where nothing is.

    ``np.nanmedian`` goes row by row: for a few rows of some hundred values that takes ten times as long.

    Examples
    --------
    >>> values = np.array([[3.0, 1.0, 2.0], [5.0, np.nan, 4.0]])
    >>> row_medians(values, np.isfinite(values)).tolist()
    [2.0, 4.5]
    """
    count, rows = known.sum(axis=1), np.arange(len(values))
    ordered = np.sort(np.where(known, values, np.inf), axis=1)
    middle = ordered[rows, np.maximum(count - 1, 0) // 2] + ordered[rows, count // 2]
    return np.where(count > 0, 0.5 * middle, np.nan)


def known_mean(values: Array) -> Array:
    """Mean over the first axis of what is known, (n, ...) -> (...); NaN where nothing is.

    Examples
    --------
    >>> known_mean(np.array([[1.0, np.nan], [3.0, np.nan]])).tolist()
    [2.0, nan]
    """
    known = np.isfinite(values)
    count = known.sum(axis=0)
    return np.where(count > 0, np.where(known, values, 0.0).sum(axis=0) / np.maximum(count, 1), np.nan)
