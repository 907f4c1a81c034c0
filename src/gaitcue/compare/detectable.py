"""The smallest detectable change of each measure, as data with its source."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

REFERENCE_FPS = 120.0
"""frame rate for which the timing defaults are given (product default)"""
GROUPS = ("own", "retakes", "published", "default")
_IN_BASE = {"m": 1.0, "cm": 0.01, "mm": 0.001, "s": 1.0, "ms": 0.001, "%": 0.01, "1": 1.0, "": 1.0}
_BASE_OF = {"m": "m", "cm": "m", "mm": "m", "s": "s", "ms": "s", "%": "1", "1": "1", "": "1"}


@dataclass(frozen=True, slots=True)
class DetectableChange:
    """Smallest detectable change of a measure, and the key of who measured it."""

    value: float
    unit: str
    source: str


@cache
def _table() -> dict[str, Any]:
    folder = files("gaitcue.compare")
    tables = (folder.joinpath(name) for name in ("detectable_change.toml", "own_repeatability.toml", "retakes.toml"))
    told, own, video = (tomllib.loads(table.read_text(encoding="utf-8")) for table in tables)
    return {**told, **own, **video}


def convert(value: float, unit: str, to: str) -> float | None:
    """The same size in another unit; None when the units measure different things."""
    if unit.removesuffix("_leg") == to.removesuffix("_leg"):
        return value
    if unit not in _BASE_OF or to not in _BASE_OF or _BASE_OF[unit] != _BASE_OF[to]:
        return None
    return value * _IN_BASE[unit] / _IN_BASE[to]


def smallest_detectable_change(
    measure: str, unit: str, *, fps: float | None = None, same_session: bool = False
) -> DetectableChange | None:
    """The smallest change that a repeated recording can tell from nothing (95 %).

    Parameters
    ----------
    measure, unit : measure id and the unit the value is wanted in
    fps : lower capture frame rate of the two recordings; timing entries grow below 120 fps
    same_session : the takes are of one session (some published errors differ within and between days)

    Returns
    -------
    The largest of our own validated values (keypoint level, and drawn clips through video), the published one and the
    product default; None when nothing is known for this measure and unit. The default stays a floor since our own
    retakes hold the recording's error only, not how a runner differs from one run to the next.
    """
    table = _table()
    known = [table[group][measure] for group in GROUPS if measure in table.get(group, {})]
    known = known or ([table["by_unit"][unit]] if unit in table["by_unit"] else [])
    sizes = [size for entry in known if (size := _in_unit(entry, unit, fps, same_session)) is not None]
    return max(sizes, key=lambda size: size.value, default=None)


def _in_unit(entry: dict[str, Any], unit: str, fps: float | None, same_session: bool) -> DetectableChange | None:
    value = float(entry.get("same_session", entry["value"]) if same_session else entry["value"])
    if entry.get("scales_with_fps") and fps:
        value *= max(1.0, REFERENCE_FPS / fps)
    converted = convert(value, _plain_unit(str(entry["unit"])), _plain_unit(unit))
    return None if converted is None else DetectableChange(converted, unit, str(entry["source"]))


def _plain_unit(unit: str) -> str:
    """Spellings of a unit that mean the same size."""
    first = unit.split()[0] if unit else ""
    return {"steps/min": "spm", "°": "deg", "ratio": "1", "-": "1", "pct": "%"}.get(first, first)
