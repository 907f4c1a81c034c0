"""How much of the plan was done, as it was told; and what in the telling should not be taken at its word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from gaitcue.care.entries import CareRecord
from gaitcue.care.programme.engine import replay_days
from gaitcue.care.programme.ladders import course
from gaitcue.care.programme.state import State
from gaitcue.care.rules import number
from gaitcue.care.tests.results import read_tests
from gaitcue.care.when import monday
from gaitcue.terms.advice import Reason

DONE_SHARE = {"all": 1.0, "part": 0.5, "none": 0.0}


@dataclass(frozen=True, slots=True)
class Adherence:
    """Sessions that were told of those that the plan asked for."""

    planned: float
    told: float
    """a session done in part counts half"""
    doubts: tuple[Reason, ...]
    """why the telling may be too good; never an accusation"""

    @property
    def share(self) -> float:
        """Told over planned, at most 1; 0 where nothing was planned."""
        return min(1.0, self.told / self.planned) if self.planned else 0.0


def adherence(record: CareRecord, first: date, last: date) -> Adherence:
    """How much was done between two days, both included."""
    told = [one for one in record.activity if one.what == "exercises" and first <= one.on <= last]
    done = sum(DONE_SHARE[one.done] for one in {one.on: one for one in told}.values())
    planned = _planned(record, first, last)
    return Adherence(round(planned, 2), done, tuple(_doubts(record, planned, done, first, last)))


@dataclass(frozen=True, slots=True)
class WeekOfPlan:
    """Seven days of a plan, from a Monday."""

    first: date
    planned: float
    told: float


def by_week(record: CareRecord, last: date) -> tuple[WeekOfPlan, ...]:
    """Sessions planned and told in each week since the plan began."""
    planned: dict[date, float] = {}
    for state in replay_days(record, last):
        planned[monday(state.on)] = planned.get(monday(state.on), 0.0) + _asked_on(state)
    told = dict.fromkeys(planned, 0.0)
    for one in {one.on: one for one in record.activity if one.what == "exercises" and one.on <= last}.values():
        if monday(one.on) in told:
            told[monday(one.on)] += DONE_SHARE[one.done]
    return tuple(WeekOfPlan(monday, round(planned[monday], 2), told[monday]) for monday in planned)


def _asked_on(state: State) -> float:
    """The share of a session that the plan asks for on a day."""
    every = course(state.plan.site).stage(state.stage).every_days(state.levels)
    return 1.0 / every if state.exercises_allowed and every else 0.0


def _planned(record: CareRecord, first: date, last: date) -> float:
    """Sessions that the plan asked for: one in so many days, on the days on which exercises were allowed."""
    return sum(_asked_on(state) for state in replay_days(record, last) if state.on >= first)


def _doubts(record: CareRecord, planned: float, done: float, first: date, last: date) -> Iterator[Reason]:
    sessions, share = (number("programme", "adherence", name) for name in ("least_sessions", "nearly_all"))
    if done < sessions or planned == 0.0 or done < share * planned:
        return
    loads = [one for one in record.activity if one.what == "exercises" and first <= one.on <= last]
    if len({(one.during, one.after, one.effort) for one in loads}) == 1:
        yield Reason("always_the_same", {"sessions": len(loads)})
    if done > number("programme", "adherence", "far_more") * planned:
        yield Reason("more_than_planned", {"told": done, "planned": round(planned)})
    bridge = next((one for one in read_tests(record.test, last) if one.kind == "single_leg_bridge"), None)
    if bridge and any(_no_stronger(one.before, one.value, one.before_on, first) for one in bridge.sides):
        yield Reason("no_stronger", {"test": "single_leg_bridge"})


def _no_stronger(before: float | None, value: float | None, before_on: date | None, first: date) -> bool:
    if before is None or value is None or before_on is None:
        return False
    lately = before_on >= first - timedelta(days=number("programme", "adherence", "test_before_days"))
    return lately and value <= before
