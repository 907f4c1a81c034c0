"""Flares: days on which it hurt far more than usual, and what had been done in the days before. No cause is claimed."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from gaitcue.care.entries import Activity, CareRecord, DiaryDay, RaisedElsewhere, Ref, ref
from gaitcue.care.rules import number


@dataclass(frozen=True, slots=True)
class Flare:
    """Days in a row with far more pain than usual."""

    first: date
    last: date
    worst: float
    usual: float
    before: tuple[Ref, ...]
    """loads and increases of the days before it, beside it in time and no more"""
    entries: tuple[Ref, ...]


def flares(record: CareRecord, today: date) -> tuple[Flare, ...]:
    """Every flare up to a day, in order."""
    diary = {entry.on: entry for entry in record.day if entry.on <= today}
    found: list[Flare] = []
    for on in sorted(diary):
        usual = _flares_over(diary, on)
        if usual is None:
            continue
        if found and (on - found[-1].last).days <= 1:
            found[-1] = _longer(found[-1], diary[on])
        else:
            found.append(_flare(diary[on], usual, record))
    return tuple(found)


def _flares_over(diary: Mapping[date, DiaryDay], on: date) -> float | None:
    """The usual worst pain of the weeks before, when this day stands far above it; else None."""
    worst, days = diary[on].pain_worst, int(number("symptoms", "flare", "usual_days"))
    before = [entry.pain_worst for back in range(1, days + 1) if (entry := diary.get(on - timedelta(days=back)))]
    told = [value for value in before if value is not None]
    if worst is None or len(told) < number("symptoms", "flare", "least_days"):
        return None
    usual = float(statistics.median(told))
    far = worst - usual >= number("symptoms", "flare", "above_usual")
    return usual if far and worst > number("symptoms", "verdict", "pain_ok") else None


def _flare(day: DiaryDay, usual: float, record: CareRecord) -> Flare:
    before = tuple(ref(one) for one in _loads_before(record, day.on))
    return Flare(day.on, day.on, float(day.pain_worst or 0.0), usual, before, (ref(day),))


def _longer(flare: Flare, day: DiaryDay) -> Flare:
    worst = max(flare.worst, float(day.pain_worst or 0.0))
    return Flare(flare.first, day.on, worst, flare.usual, flare.before, (*flare.entries, ref(day)))


def _loads_before(record: CareRecord, on: date) -> Iterable[Activity | RaisedElsewhere]:
    days = int(number("symptoms", "flare", "look_back_days"))
    first = on - timedelta(days=days)
    everything: tuple[Activity | RaisedElsewhere, ...] = (*record.activity, *record.raised)
    loads = [one for one in everything if first <= one.on <= on]
    return sorted(loads, key=ref)
