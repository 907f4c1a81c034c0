"""What a runner says about a run, and a run that no watch kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from gaitcue.terms.fields import About


@dataclass(frozen=True, slots=True)
class TypedRun:
    """A run typed in by hand."""

    on: Annotated[date, About("Day", future=False)]
    distance_km: Annotated[float | None, About("Distance", "", "km", 0, 300)] = None
    minutes: Annotated[float | None, About("Minutes of running", "", "minutes", 0, 2880)] = None
    ascent_m: Annotated[float | None, About("Climbing", "", "m", 0, 20000)] = None
    uphill_min: Annotated[float | None, About("Minutes uphill", "Steeper than 3 %.", "minutes", 0, 2880)] = None
    fast_min: Annotated[float | None, About("Fast minutes", "Near your 5 km race pace.", "minutes", 0, 600)] = None
    rpe: Annotated[float | None, About("How hard was it", "The whole run.", "on the 0-10 scale", 0, 10)] = None
    shoe: Annotated[str, About("Shoes")] = ""
    cue: Annotated[str, About("Cue used")] = ""
    note: Annotated[str, About("Anything else")] = ""

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


@dataclass(frozen=True, slots=True)
class AboutRun:
    """What a runner adds to a run from a watch."""

    rpe: Annotated[float | None, About("How hard was it", "The whole run.", "on the 0-10 scale", 0, 10)] = None
    shoe: Annotated[str, About("Shoes")] = ""
    cue: Annotated[str, About("Cue used")] = ""
    note: Annotated[str, About("Anything else")] = ""
