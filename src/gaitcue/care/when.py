"""Dates as rough as people remember them: "spring 2024" is an interval, and stays one."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from gaitcue.terms.fields import About, check_date

HOW = "write a date such as 2024-05-03, or as rough as May 2024, spring 2024, early 2024, 2024 or 2023-2024"
MONTHS: Final = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
SHORT_MONTHS: Final = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
SEASONS: Final = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11)}
"""Months as in the northern half of the earth; elsewhere people are asked to write months."""
PARTS: Final = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}


def monday(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class Span:
    """From the first to the last day that is meant, both included.

    Examples
    --------
    >>> span("spring 2024")
    Span(first=datetime.date(2024, 3, 1), last=datetime.date(2024, 5, 31))
    """

    first: date
    last: date

    @property
    def exact(self) -> bool:
        return self.first == self.last

    @property
    def middle(self) -> date:
        """Where it is drawn on an axis."""
        return self.first + (self.last - self.first) / 2


def span(text: str) -> Span:
    """The interval that a rough date means.

    Raises
    ------
    ValueError : it means none, or one of two; the message says how to write it
    """
    words = " ".join(text.casefold().replace("–", "-").split())
    words = re.sub(r"^(about|around|in|since) ", "", words)
    for pattern, meant in FORMS:
        if (found := re.fullmatch(pattern, words)) and (told := meant(*found.groups())) is not None:
            return told
    raise ValueError(HOW)


def _day(text: str) -> Span | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return Span(day, day)


def _months(year: str | int, first: int, last: int | None = None) -> Span | None:
    last = first if last is None else last
    if not (1 <= first <= last <= 12):
        return None
    return Span(date(int(year), first, 1), _month_end(int(year), last))


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _named(word: str, year: str) -> Span | None:
    months = SEASONS.get(word) or PARTS.get(word)
    if months:
        return _months(year, *months)
    month = MONTHS.get(word) or SHORT_MONTHS.get(word)
    return _months(year, month) if month else None


def _winter(year: str, next_year: str) -> Span | None:
    first = int(year)
    if int(next_year) % 100 != (first + 1) % 100:
        return None
    return Span(date(first, 12, 1), _month_end(first + 1, 2))


def _which_winter(year: str) -> Span:
    before, after = int(year) - 1, int(year) + 1
    raise ValueError(
        f"that may be either winter: write winter {before}/{int(year) % 100:02} or {year}/{after % 100:02}"
    )


def _years(first: str, last: str) -> Span | None:
    return Span(date(int(first), 1, 1), date(int(last), 12, 31)) if int(first) < int(last) else None


def _between(first: str, last: str) -> Span | None:
    if first == last:
        return None
    one, other = span(first), span(last)
    return Span(one.first, other.last) if one.first <= other.first and one.last <= other.last else None


FORMS: Final[tuple[tuple[str, Callable[..., Span | None]], ...]] = (
    (r"(\d{4}-\d\d-\d\d)", _day),
    (r"(\d{4})-(\d\d?)", lambda year, month: _months(year, int(month))),
    (r"winter (?:of )?(\d{4})[/-](\d{2,4})", _winter),
    (r"winter (?:of )?(\d{4})", _which_winter),
    (r"([a-z]+)[ .-]+(?:of )?(\d{4})", _named),
    (r"(\d{4})", lambda year: _months(year, 1, 12)),
    (r"(\d{4}) ?- ?(\d{4})", _years),
    (r"(?:from )?(.{4,20}?) (?:to|until) (.{4,20})", _between),
)
"""What is tried, in this order."""


@dataclass(frozen=True, slots=True, eq=False)
class AboutWhen(About):
    """A field that holds a rough date as it was written."""

    def judge(self, value: Any, today: date) -> Any:
        if isinstance(value, str):
            meant = span(value)
            check_date(meant.first, today, self.future)
        return value
