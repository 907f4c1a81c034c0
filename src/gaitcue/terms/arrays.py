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
"""A picture, (h, w, 3) RGB unless said otherwise."""
