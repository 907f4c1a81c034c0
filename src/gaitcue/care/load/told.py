"""What a runner says about a run, and a run that no watch kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeAlias

from gaitcue.terms.fields import About

Effort: TypeAlias = Annotated[
    float | None, About("How hard was it", "The whole run.", "on the 0-10 scale", 0, 10)
]  # fmt: skip
Shoe: TypeAlias = Annotated[str, About("Shoes")]
CueUsed: TypeAlias = Annotated[str, About("Cue used")]
Remark: TypeAlias = Annotated[str, About("Anything else")]


@dataclass(frozen=True, slots=True)
class AboutRun:
    """What a runner adds to a run from a watch."""

    rpe: Effort = None
    shoe: Shoe = ""
    cue: CueUsed = ""
    note: Remark = ""


@dataclass(frozen=True, slots=True)
class TypedRun:
    """A run typed in by hand."""

    on: Annotated[date, About("Day", future=False)]
    distance_km: Annotated[float | None, About("Distance", "", "km", 0, 300)] = None
    minutes: Annotated[float | None, About("Minutes of running", "", "minutes", 0, 2880)] = None
    ascent_m: Annotated[float | None, About("Climbing", "", "m", 0, 20000)] = None
    uphill_min: Annotated[float | None, About("Minutes uphill", "Steeper than 3 %.", "minutes", 0, 2880)] = None
    fast_min: Annotated[float | None, About("Fast minutes", "Near your 5 km race pace.", "minutes", 0, 600)] = None
    rpe: Effort = None
    shoe: Shoe = ""
    cue: CueUsed = ""
    note: Remark = ""

    @property
    def about(self) -> AboutRun:
        """What would be told of a watch's run too."""
        return AboutRun(self.rpe, self.shoe, self.cue, self.note)

    def summary(self) -> dict[str, Any]:
        """The numbers as those of a recording are kept."""
        return {
            "version": 1,
            "distance_m": None if self.distance_km is None else 1000 * self.distance_km,
            "moving_s": None if self.minutes is None else 60 * self.minutes,
            "ascent_m": self.ascent_m,
            "uphill_min": self.uphill_min,
            "fast_min": self.fast_min,
            "notes": [],
        }
