"""How a run was done: one of the records, apart so that options are checked before any library for arrays is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gaitcue.terms.keypoints import Side


@dataclass(frozen=True, slots=True)
class Conditions:
    """How the run was done, as told by the person; None is "not told"."""

    speed_kmh: float | None = None
    incline_pct: float | None = None
    height_cm: float | None = None
    shoe: str | None = None
    cue: str | None = None
    pain: float | None = None
    """0-10 at the site"""
    effort: float | None = None
    """0-10"""
    minutes_run: float | None = None
    painful_side: Side | Literal["both"] | None = None
    surface: Literal["treadmill", "overground"] | None = None

    @property
    def speed_mps(self) -> float | None:
        return None if self.speed_kmh is None else self.speed_kmh / 3.6
