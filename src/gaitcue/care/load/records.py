"""A run as the guards see it, from a watch or typed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any, Final, Literal

Variable = Literal["distance", "hills", "speed", "shoes", "cue"]


@dataclass(frozen=True, slots=True)
class LoadRun:
    """One run on one day; what nobody told is None."""

    id: str
    on: date
    distance_m: float | None = None
    minutes: float | None = None
    ascent_m: float | None = None
    uphill_min: float | None = None
    downhill_min: float | None = None
    fast_min: float | None = None
    rpe: float | None = None
    """perceived effort of the whole run, 0 to 10"""
    shoe: str = ""
    cue: str = ""

    @classmethod
    def of(cls, id: str, on: date, summary: Mapping[str, Any], about: Mapping[str, Any] | None = None) -> LoadRun:
        """A run from its numbers (``RunSummary.plain``) and what the runner told about it."""
        moving, about = summary.get("moving_s"), about or {}
        return cls(
            id,
            on,
            distance_m=summary.get("distance_m"),
            minutes=None if moving is None else moving / 60,
            ascent_m=summary.get("ascent_m"),
            uphill_min=summary.get("uphill_min"),
            downhill_min=summary.get("downhill_min"),
            fast_min=summary.get("fast_min"),
            rpe=about.get("rpe"),
            shoe=about.get("shoe", ""),
            cue=about.get("cue", ""),
        )

    @property
    def session_rpe(self) -> float | None:
        """Perceived effort times minutes (unverified; shown as such)."""
        return self.rpe * self.minutes if self.rpe is not None and self.minutes is not None else None


AMOUNTS: Final[dict[Variable, Callable[[LoadRun], float | None]]] = {
    "distance": lambda run: run.distance_m,
    "hills": lambda run: run.uphill_min,
    "speed": lambda run: run.fast_min,
}
"""what is summed over days: metres, minutes uphill, fast minutes"""


def between(runs: Iterable[LoadRun], first: date, last: date) -> list[LoadRun]:
    """Runs from the first to the last day, both included."""
    return [run for run in runs if first <= run.on <= last]


class Totals:
    """Sums over days, found at once however many runs there are."""

    def __init__(self, runs: Sequence[LoadRun]) -> None:
        days = [run.on for run in runs]
        self._first = min(days, default=date.min)
        length = (max(days, default=date.min) - self._first).days + 1
        self._sums = {variable: self._added(runs, amount, length) for variable, amount in AMOUNTS.items()}

    def _added(self, runs: Sequence[LoadRun], amount: Callable[[LoadRun], float | None], length: int) -> list[float]:
        daily = [0.0] * length
        for run in runs:
            daily[(run.on - self._first).days] += amount(run) or 0.0
        return list(accumulate(daily, initial=0.0))

    def of(self, variable: Variable, last: date, days: int) -> float:
        """What was done in so many days up to the last one."""
        sums = self._sums[variable]
        end = (last - self._first).days + 1
        return sums[_within(end, sums)] - sums[_within(end - days, sums)]


def _within(day: int, sums: Sequence[float]) -> int:
    return min(max(day, 0), len(sums) - 1)
