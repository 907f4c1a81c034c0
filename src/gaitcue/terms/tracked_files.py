"""Files of points that are tracked already: their endings, and what no camera reaches. Cheap to import."""

from __future__ import annotations

from typing import Final

MARKER_SUFFIXES: Final = (".c3d", ".trc")
HDF5_SUFFIXES: Final = (".h5", ".hdf5")
TRACKED_SUFFIXES: Final = (*MARKER_SUFFIXES, *HDF5_SUFFIXES, ".nc", ".json", ".csv")
MOST_HZ: Final = 100_000.0
"""no camera is faster: a file that tells such a rate tells none"""
