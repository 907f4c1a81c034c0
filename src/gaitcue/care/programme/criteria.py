"""What has to hold before a stage of hamstring loading opens: criteria move a person on, not the calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from gaitcue.care.programme.table import Stage, limit, stages
from gaitcue.care.rules import number
from gaitcue.terms.advice import Reason


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known when a stage is judged; None is "not known". Pains on the 0-10 scale, of the sore side."""

    pain_ordinary: float | None = None
    """on an ordinary day"""
    morning_bend: float | None = None
    settles_h: float | None = None
    pain_day_after: float | None = None
    """the worst within 24 hours of load"""
    bridge_double_pain: float | None = None
    bridge_single_pain: float | None = None
    bridge_long_pain: float | None = None
    hinge_pain: float | None = None
    """of a loaded hinge or a drop lunge, the worse"""
    bridge_repetitions: float | None = None
    """of the sore side; of the weaker one where both are sore"""
    bridge_gap_pct: float | None = None
    curl_gap_pct: float | None = None
    """ten-repetition maximum of the prone curl"""
    both_sides: bool = False
    """then there is no healthy side to compare with"""
    needs_speed: bool | None = False


Criterion = Callable[[Evidence], "bool | None"]


def highest_open(evidence: Evidence) -> tuple[Stage, tuple[Reason, ...]]:
    """The highest stage whose criteria, and those of every stage before, are known to hold.

    Returns
    -------
    The stage, and what keeps the next one shut: codes of criteria, each with ``state`` "not_met" or "not_told". A
    criterion that was not told keeps a stage shut, so a person about whom little is known begins at the first.
    """
    current = stages()[0]
    for stage in stages()[1:]:
        shut = tuple(keeps_shut(stage, evidence))
        if shut:
            return current, shut
        current = stage
    return current, ()


def keeps_shut(stage: Stage, evidence: Evidence) -> Iterator[Reason]:
    """The criteria of a stage that are not known to hold."""
    for code in stage.enter:
        met = CRITERIA[code](evidence)
        if not met:
            yield Reason(code, {"state": "not_told" if met is None else "not_met"})


def _at_most(value: float | None, most: float) -> bool | None:
    return None if value is None else value <= most


def _calm(seen: Evidence) -> bool | None:
    """Pain on an ordinary day and at the first bend of the morning is tolerated, and settles within a day."""
    ok = number("symptoms", "verdict", "pain_ok")
    slow = (seen.settles_h or 0) > number("symptoms", "verdict", "settle_h") or (seen.morning_bend or 0) > ok
    return False if slow else _at_most(seen.pain_ordinary, ok)


def load_test_easy(seen: Evidence) -> bool | None:
    """The single-leg bridge; where it was not tried, a painful easier one or an easy harder one speaks for it."""
    ok = number("symptoms", "verdict", "pain_ok")
    if seen.bridge_single_pain is not None:
        return seen.bridge_single_pain <= ok
    if seen.bridge_double_pain is not None and seen.bridge_double_pain > ok:
        return False
    return True if _at_most(seen.bridge_long_pain, ok) else None


def _day_after_easy(seen: Evidence) -> bool | None:
    return _at_most(seen.pain_day_after, number("symptoms", "verdict", "pain_ok"))


def _gap_under(name: str) -> Criterion:
    """The difference between the sides; where both are sore, each has to do as many bridges as the last stage asks."""

    def judged(seen: Evidence) -> bool | None:
        if seen.both_sides:
            return _bridge_enough(seen)
        gaps = [gap for gap in (seen.bridge_gap_pct, seen.curl_gap_pct) if gap is not None]
        return max(gaps) < limit(name) if gaps else None

    return judged


def _hinge_easy(seen: Evidence) -> bool | None:
    return _at_most(seen.hinge_pain, number("symptoms", "verdict", "pain_ok"))


def _bridge_enough(seen: Evidence) -> bool | None:
    return None if seen.bridge_repetitions is None else seen.bridge_repetitions >= limit("bridges_for_speed")


def _needs_speed(seen: Evidence) -> bool | None:
    return seen.needs_speed


CRITERIA: Final[dict[str, Criterion]] = {
    "calm": _calm,
    "load_test_easy": load_test_easy,
    "day_after_easy": _day_after_easy,
    "sides_alike": _gap_under("gap_for_more_bend_pct"),
    "hinge_easy": _hinge_easy,
    "bridge_enough": _bridge_enough,
    "sides_equal": _gap_under("gap_for_speed_pct"),
    "needs_speed": _needs_speed,
}
"""Code -> whether it holds; None is not known."""
