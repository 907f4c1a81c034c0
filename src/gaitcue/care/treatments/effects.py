"""What treatments change on one day: the plan waits, nothing goes up, a green day is masked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from gaitcue.care.entries import DiaryDay, TreatmentEntry
from gaitcue.care.rules import table


@dataclass(frozen=True, slots=True)
class TreatmentRule:
    """What one kind of treatment changes."""

    log_weeks: float = 0.0
    """the plan stands still, only the diary is kept"""
    hold_days: float = 0.0
    """nothing goes up"""
    masks: bool = False
    """a day on which it worked does not count as green"""
    counts_as_off: bool = False
    """no load meanwhile"""
    new_baseline: bool = False
    """weeks before it are not compared with weeks after it"""


@cache
def rule_of(kind: str) -> TreatmentRule:
    """The rule of one kind of treatment."""
    row = {name: told for name, told in table("treatments")[kind].items() if name != "sources"}
    return TreatmentRule(**{name: told["value"] if isinstance(told, dict) else told for name, told in row.items()})


@dataclass(frozen=True, slots=True)
class Effects:
    """What all treatments together change on one day."""

    log_until: date | None = None
    """the last day on which only the diary is kept"""
    hold_until: date | None = None
    baseline_from: date | None = None
    """earlier days are not compared with later ones"""


def effects_on(treatments: Iterable[TreatmentEntry], on: date, resumed_on: date | None = None) -> Effects:
    """The effects on one day; of a rough date the latest day that is meant counts.

    Parameters
    ----------
    resumed_on : a clinician ended the waiting; treatments that began by then wait no more
    """
    begun = [one for one in treatments if one.on <= on]
    waiting = [one for one in begun if resumed_on is None or one.on > resumed_on]
    log = (_until(one, on, weeks=rule_of(one.kind).log_weeks) for one in waiting)
    hold = (_until(one, on, days=rule_of(one.kind).hold_days) for one in waiting)
    return Effects(
        log_until=max((day for day in log if day), default=None),
        hold_until=max((day for day in hold if day), default=None),
        baseline_from=max((min(one.span.last, on) for one in begun if rule_of(one.kind).new_baseline), default=None),
    )


def _until(one: TreatmentEntry, on: date, weeks: float = 0.0, days: float = 0.0) -> date | None:
    """The last day of an effect; of what cannot lie ahead the day that is meant is at most today."""
    if not weeks and not days:
        return None
    return min(one.span.last, on) + timedelta(weeks=weeks, days=days)


def is_masked(day: date, diary: Iterable[DiaryDay | None], treatments: Iterable[TreatmentEntry]) -> bool:
    """Whether a painkiller may have hidden what a day's load did.

    Parameters
    ----------
    diary : the answers of the day and of the morning after
    """
    taken = any(entry is not None and "painkiller" in entry.medicines for entry in diary)
    masking = (one for one in treatments if rule_of(one.kind).masks)
    return taken or any(one.on <= day <= one.over_on for one in masking)
