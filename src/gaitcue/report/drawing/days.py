"""Days along an axis as a person reads them: from days to years, at few places of the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from typing import Literal

Part = Literal["day", "month", "year"]
MOST = 6
"""places that have room for their words beside each other"""
DAYS = (1, 2, 4, 7, 14)
MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240)


@dataclass(frozen=True, slots=True)
class DayTick:
    """One place on the axis: the day, and what of it is said."""

    on: date
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """In English; ``local-values.js`` writes it in the browser's language."""
        said = {"day": str(self.on.day), "month": f"{self.on:%b}", "year": str(self.on.year)}
        return " ".join(said[part] for part in self.parts)


def day_ticks(first: date, last: date) -> tuple[DayTick, ...]:
    """At most six places from the first day to the last: days, Mondays, first days of months, or years.

    Examples
    --------
    >>> [one.text for one in day_ticks(date(2026, 9, 20), date(2027, 2, 3))]
    ['Oct 2026', 'Nov', 'Dec', 'Jan 2027', 'Feb']
    """
    for days in DAYS:
        if len(found := tuple(_days(first, last, days))) <= MOST:
            return tuple(_said(found, ("day", "month")))
    for months in MONTHS:
        if len(found := tuple(_firsts(first, last, months))) <= MOST:
            break
    return tuple(_said(found, ("month",) if months < 12 else ()))


def _days(first: date, last: date, step: int) -> Iterator[date]:
    """Every so many days; whole weeks begin on Mondays."""
    start = first if step < 7 else first + timedelta(days=(1 - first.toordinal()) % step)
    return takewhile(lambda day: day <= last, (start + timedelta(days=step * k) for k in range(10_000)))


def _firsts(first: date, last: date, step: int) -> Iterator[date]:
    """The first day of every so many months, counted from January."""
    start = -(-(12 * first.year + first.month - (first.day == 1)) // step) * step
    months = range(start, 12 * last.year + last.month, step)
    return (date(month // 12, month % 12 + 1, 1) for month in months)


def _said(days: tuple[date, ...], parts: tuple[Part, ...]) -> Iterator[DayTick]:
    """The year is said at the first place, and where another one begins."""
    before = None
    for day in days:
        yield DayTick(day, parts if parts and day.year == before else (*parts, "year"))
        before = day.year
