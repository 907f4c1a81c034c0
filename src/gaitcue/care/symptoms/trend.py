"""Whether pain rises from week to week, or does not fall over many: means of weeks of one and the same quantity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from typing import Final, Literal

from gaitcue.care.entries import DiaryDay, Ref, ref
from gaitcue.care.rules import number

QUANTITIES: Final = ("task_pain", "pain_worst", "pain_average")
"""What may be compared, the first that every week has enough of: one and the same task comes first."""
WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Trend:
    """Weekly means of one quantity, the oldest week first."""

    state: Literal["rising", "steady", "falling", "too_few"]
    quantity: str = ""
    means: tuple[float, ...] = ()
    entries: tuple[Ref, ...] = ()


def trend_of(diary: Mapping[date, DiaryDay], on: date, since: date | None = None) -> Trend:
    """The weeks that end on a day: whether the mean is up by a point in each of the last two.

    Parameters
    ----------
    since : days before it are not looked at (the plan changed, or an injection was given)
    """
    weeks, least = int(number("symptoms", "trend", "weeks")), number("symptoms", "trend", "least_days")
    ends = [on - timedelta(days=WEEK * back) for back in reversed(range(weeks + 1))]
    for quantity in QUANTITIES:
        # A replay asks on every day: the first week that is told too little ends the search.
        told = list(takewhile(lambda week: len(week) >= least, (_week(diary, end, quantity, since) for end in ends)))
        if len(told) == len(ends):
            return _judged(quantity, told)
    return Trend("too_few")


def _judged(quantity: str, weeks: Sequence[Sequence[DiaryDay]]) -> Trend:
    means = tuple(_mean(week, quantity) for week in weeks)
    rise = number("symptoms", "trend", "rise")
    up, down = (all(sign * (mean - means[0]) >= rise for mean in means[1:]) for sign in (1, -1))
    state: Literal["rising", "steady", "falling"] = "rising" if up else "falling" if down else "steady"
    return Trend(state, quantity, means, tuple(ref(entry) for week in weeks for entry in week))


def _week(diary: Mapping[date, DiaryDay], last: date, quantity: str, since: date | None) -> list[DiaryDay]:
    days = (last - timedelta(days=back) for back in reversed(range(WEEK)))
    return [
        entry
        for day in days
        if (since is None or day >= since) and (entry := diary.get(day)) and getattr(entry, quantity) is not None
    ]


def _mean(week: Sequence[DiaryDay], quantity: str) -> float:
    return round(float(sum(getattr(entry, quantity) for entry in week)) / len(week), 6)


@dataclass(frozen=True, slots=True)
class Progress:
    """The first week of a course against the last one."""

    quantity: str
    first: float
    last: float
    entries: tuple[Ref, ...]

    @property
    def better_pct(self) -> float:
        return 100.0 * (self.first - self.last) / self.first if self.first > 0 else 0.0


def progress_since(diary: Mapping[date, DiaryDay], start: date, on: date) -> Progress | None:
    """How the last week compares with the first week since a day; None while either holds too few answers."""
    for quantity in ("pain_worst", "task_pain", "pain_average"):
        first = _week(diary, start + timedelta(days=WEEK - 1), quantity, start)
        last = _week(diary, on, quantity, start)
        if min(len(first), len(last)) >= number("symptoms", "trend", "least_days"):
            entries = tuple(ref(entry) for entry in (*first, *last))
            return Progress(quantity, _mean(first, quantity), _mean(last, quantity), entries)
    return None
