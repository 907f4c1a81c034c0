"""A marker trial as recorded: labels and positions in the laboratory's axes, in metres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from gaitcue.terms.arrays import Array
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.names import printable
from gaitcue.terms.records import Note, note

METRES_PER_UNIT = {"mm": 1e-3, "cm": 1e-2, "m": 1.0}
PIXELS = ("px", "pixel", "pixels")
POSSIBLE_BODY_M = (0.1, 6.0)
"""span of one moment's markers that no unit may leave, from feet alone to a body in a room (product default)"""
LIKELY_BODY_M = (0.3, 2.6)
"""the same for a guess: less than ten times from end to end, so that only one unit fits (product default)"""
FEWEST_FOR_SIZE = 4
SAME_RATE = 0.02
"""rates that one file tells in two places and that differ by less are one (product default)"""
FARTHEST = 1e7
"""file units; farther numbers are none"""


@dataclass(frozen=True)
class MarkerTrial:
    """Markers of one recording; a marker that was lost is NaN."""

    path: Path
    names: tuple[str, ...]
    position: Array
    """(time, markers, 3), m, axes of the laboratory"""
    time_s: Array
    """(time,), s from the first sample"""
    notes: tuple[Note, ...] = ()
    """what was noticed and taken otherwise than the file says"""
    in_pixels: bool = False
    """positions are px of a picture, not metres"""

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


def make_trial(
    path: Path, names: Sequence[str], position: Array, time_s: Array, unit: str | None, notes: tuple[Note, ...] = ()
) -> MarkerTrial:
    """Scale to metres and turn the tools' ways of saying "lost" (exact zero) into NaN.

    Parameters
    ----------
    unit : as the file says it; None where it says none
    """
    if len(time_s) < 2 or not names:
        raise UnusableInput(f"{path.name}: no marker positions in it; export the trial with its markers")
    position = np.where((position == 0).all(axis=-1, keepdims=True), np.nan, position)
    position[~(np.abs(position) < FARTHEST)] = np.nan
    in_pixels = (unit or "").strip().lower() in PIXELS
    scale, doubt = (1.0, ()) if in_pixels else _scale(path, position, unit)
    return MarkerTrial(
        path=path,
        names=tuple(map(printable, names)),
        position=position * scale,
        time_s=np.asarray(time_s, float),
        notes=(*notes, *doubt),
        in_pixels=in_pixels,
    )


def _scale(path: Path, position: Array, unit: str | None) -> tuple[float, tuple[Note, ...]]:
    """Metres per unit: the unit that the file says when a body can have it, else the one that makes it a body."""
    told = METRES_PER_UNIT.get((unit or "").strip().lower())
    extent = _extent(position)
    if told is not None and (not np.isfinite(extent) or POSSIBLE_BODY_M[0] < told * extent < POSSIBLE_BODY_M[1]):
        return told, ()
    fitting = [
        name for name, metres in METRES_PER_UNIT.items() if LIKELY_BODY_M[0] < metres * extent < LIKELY_BODY_M[1]
    ]
    told_unit = (unit or "").strip()
    what = f"its lengths are said to be in {told_unit!r}" if told_unit else "it names no unit of length"
    if len(fitting) != 1:
        raise UnusableInput(f"{path.name}: {what}, which gives no body of a possible size; export it in mm or m")
    code = "unit_corrected" if told_unit else "unit_missing"
    return METRES_PER_UNIT[fitting[0]], (note(code, "warning", file=path.name, told=told_unit, taken=fitting[0]),)


def _extent(position: Array) -> float:
    """How far the markers of one moment lie apart along the widest axis, median over the recording, in file units."""
    seen = np.isfinite(position).all(axis=-1).sum(axis=1) >= FEWEST_FOR_SIZE
    if not seen.any():
        return float("nan")
    body = position[seen]
    return float(np.median((np.nanmax(body, axis=1) - np.nanmin(body, axis=1)).max(axis=-1)))
