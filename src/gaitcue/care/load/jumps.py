"""Jumps of load before a rise of symptoms, shown beside it; how often the same would come out by chance is counted.

One person's calendar proves nothing: both rise and jump are common. The count shifts the symptoms along the calendar
and looks again, so that it is told how often as many rises would have followed a jump by coincidence.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from statistics import median
from typing import Final, Literal

import numpy as np

from gaitcue.care.load.guards import DAYS, LEAST, NAMED, WEEKS, KnownRuns
from gaitcue.care.load.records import AMOUNTS, LoadRun
from gaitcue.care.rules import number

limit = partial(number, "load")
HISTORY: Final = timedelta(days=DAYS * (WEEKS + 1))
"""a week, and four before it: from then on a jump can be told"""
Changed = Literal["distance", "hills", "speed", "shoes", "cue", "sleep"]


@dataclass(frozen=True, slots=True)
class Jump:
    """Something that went up, or sleep that went down."""

    what: Changed
    on: date
    """the day on which it first stood out"""
    now: float
    before: float


@dataclass(frozen=True, slots=True)
class Rise:
    """A day on which symptoms stood well over those of the days before."""

    on: date
    now: float
    before: float
    jumps: tuple[Jump, ...]
    """what jumped in the two weeks before it"""


@dataclass(frozen=True, slots=True)
class Beside:
    """Rises with the jumps before them, and what chance does."""

    rises: tuple[Rise, ...]
    followed: int
    """rises with a jump before them"""
    by_chance: float | None
    """share of shifted calendars with as many; None when there are too few days to shift"""


def beside(
    runs: Sequence[LoadRun], symptoms: Mapping[date, float], sleep_h: Mapping[date, float] | None = None
) -> Beside:
    """Rises of symptoms beside the jumps of load before them.

    Parameters
    ----------
    runs : all runs
    symptoms : worst pain (0-10) by day
    sleep_h : hours slept by day
    """
    jumps = jumps_in(runs, sleep_h or {})
    rises = tuple(Rise(on, now, before, _before(on, jumps)) for on, now, before in rises_in(symptoms))
    followed = sum(bool(rise.jumps) for rise in rises)
    return Beside(rises, followed, _by_chance([rise.on for rise in rises], followed, jumps, runs, symptoms))


def rises_in(symptoms: Mapping[date, float]) -> tuple[tuple[date, float, float], ...]:
    """Days on which symptoms stand out: day, value, median of the days before."""
    found: list[tuple[date, float, float]] = []
    days, told = int(limit("jump", "rise_against_days")), sorted(symptoms)
    for place, on in enumerate(told):
        first = bisect_left(told, on - timedelta(days=days))
        before = [symptoms[day] for day in told[first:place]]
        if len(before) < days // 4 or symptoms[on] - median(before) < limit("jump", "rise"):
            continue
        if found and (on - found[-1][0]).days <= limit("jump", "same_rise_days"):
            continue
        found.append((on, symptoms[on], median(before)))
    return tuple(found)


def jumps_in(runs: Sequence[LoadRun], sleep_h: Mapping[date, float]) -> tuple[Jump, ...]:
    """Every jump, on its first day."""
    found = [*_more(runs), *_first_worn(runs), *_short_nights(sleep_h)]
    return tuple(sorted(found, key=lambda jump: (jump.on, jump.what)))


def _more(runs: Sequence[LoadRun]) -> Iterator[Jump]:
    """Distance, hills and speed of seven days against the mean of the four weeks before."""
    if not runs:
        return
    known = KnownRuns(runs)
    start, last = min(run.on for run in runs) + HISTORY, max(run.on for run in runs)
    for variable in AMOUNTS:
        was_up = False
        for day in (start + timedelta(days=n) for n in range((last - start).days + 1)):
            now, usual = known.totals.of(variable, day, DAYS), known.usual(variable, day)
            up = now > limit("jump", "more") * usual and now - usual > limit("variable", LEAST[variable])
            if up and not was_up:
                yield Jump(variable, day, now, usual)
            was_up = up


def _first_worn(runs: Sequence[LoadRun]) -> Iterator[Jump]:
    """New shoes and new cues, on the day on which they came."""
    ordered = sorted(runs, key=lambda run: (run.on, run.id))
    for variable, name in NAMED.items():
        known: set[str] = set()
        for run in ordered:
            if name(run) and name(run) not in known:
                if known or (variable == "cue" and run.on > ordered[0].on):
                    yield Jump(variable, run.on, 1.0, 0.0)
                known.add(name(run))


def _short_nights(sleep_h: Mapping[date, float]) -> list[Jump]:
    """Weeks with less sleep than usual, on their first day."""
    found, short = [], False
    for on in sorted(sleep_h):
        week = [sleep_h[day] for day in sleep_h if on - timedelta(days=7) < day <= on]
        before = [sleep_h[day] for day in sleep_h if on - timedelta(days=35) <= day <= on - timedelta(days=7)]
        if len(week) < 4 or len(before) < 7:
            continue
        now, usual = sum(week) / len(week), sum(before) / len(before)
        less = usual - now >= limit("jump", "less_sleep_h")
        if less and not short:
            found.append(Jump("sleep", on, now, usual))
        short = less
    return found


def _before(on: date, jumps: Sequence[Jump]) -> tuple[Jump, ...]:
    first = on - timedelta(days=int(limit("jump", "within_days")))
    return tuple(jump for jump in jumps if first <= jump.on <= on)


def _by_chance(
    rises: Sequence[date], followed: int, jumps: Sequence[Jump], runs: Sequence[LoadRun], symptoms: Mapping[date, float]
) -> float | None:
    """Share of calendars, shifted around within the days of which both are known, with as many rises after a jump."""
    if not rises or not runs or not symptoms:
        return None
    first = max(min(symptoms), min(run.on for run in runs) + HISTORY)
    length = (min(max(symptoms), max(run.on for run in runs)) - first).days + 1
    if length <= limit("jump", "fewest_shifts"):
        return None
    after_a_jump = np.array([bool(_before(first + timedelta(days=day), jumps)) for day in range(length)])
    at = np.array([(rise - first).days for rise in rises])
    shifted = (at[:, None] + np.arange(1, length)[None, :]) % length
    return float((after_a_jump[shifted].sum(axis=0) >= followed).mean())
