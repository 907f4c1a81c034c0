"""A run as the guards see it, from a watch or typed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

Variable = Literal["distance", "hills", "speed", "shoes", "cue"]


@dataclass(frozen=True, slots=True)
class Run:
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

    @property
    def session_rpe(self) -> float | None:
        """Perceived effort times minutes (unverified; shown as such)."""
        return self.rpe * self.minutes if self.rpe is not None and self.minutes is not None else None


AMOUNTS: Final[dict[Variable, Callable[[Run], float | None]]] = {
    "distance": lambda run: run.distance_m,
    "hills": lambda run: run.uphill_min,
    "speed": lambda run: run.fast_min,
}
"""what is summed over days: metres, minutes uphill, fast minutes"""


def between(runs: Iterable[Run], first: date, last: date) -> list[Run]:
    """Runs from the first to the last day, both included."""
    return [run for run in runs if first <= run.on <= last]


def total(runs: Iterable[Run], amount: Callable[[Run], float | None]) -> float:
    """Sum over runs; a run that does not tell adds nothing."""
    return float(sum(amount(run) or 0.0 for run in runs))


def sums(runs: Sequence[Run], last: date, days: int, amount: Callable[[Run], float | None]) -> float:
    """What was done in so many days up to the last one."""
    return total(between(runs, last - timedelta(days=days - 1), last), amount)
