"""A marker trial as recorded: labels and positions in the laboratory's axes, in metres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gaitcue.terms.errors import UnusableInput

Array = NDArray[np.float64]

METRES_PER_UNIT = {"mm": 1e-3, "cm": 1e-2, "m": 1.0}


@dataclass(frozen=True)
class MarkerTrial:
    """Markers of one recording; a marker that was lost is NaN."""

    path: Path
    names: tuple[str, ...]
    position: Array
    """(time, markers, 3), m, axes of the laboratory"""
    time_s: Array
    """(time,), s from the first sample"""

    def has(self, name: str) -> bool:
        return name in self.names

    def marker(self, name: str) -> Array:
        """(time, 3), m; all NaN when there is no such marker."""
        if name not in self.names:
            return np.full((len(self.time_s), 3), np.nan)
        return self.position[:, self.names.index(name)]

    def markers(self, names: Sequence[str]) -> Array:
        """(time, len(names), 3), m."""
        return np.stack([self.marker(name) for name in names], axis=1)

    def renamed(self, new_name: dict[str, str]) -> MarkerTrial:
        return replace(self, names=tuple(new_name.get(name, name) for name in self.names))


def make_trial(path: Path, names: Sequence[str], position: Array, time_s: Array, unit: str) -> MarkerTrial:
    """Scale to metres and turn the tools' ways of saying "lost" (exact zero) into NaN."""
    scale = METRES_PER_UNIT.get(unit.strip().lower())
    if scale is None:
        raise UnusableInput(f"{path.name}: unknown length unit {unit!r}; expected mm, cm or m")
    if len(time_s) < 2 or not names:
        raise UnusableInput(f"{path.name}: no marker positions in it; export the trial with its markers")
    position = np.where((position == 0).all(axis=-1, keepdims=True), np.nan, position) * scale
    return MarkerTrial(path=path, names=tuple(names), position=position, time_s=np.asarray(time_s, float))
