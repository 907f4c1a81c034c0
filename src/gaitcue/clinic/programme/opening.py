"""Which stage of hamstring loading is open: criteria move a person on, not the calendar."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from gaitcue.clinic.profile import Profile
from gaitcue.clinic.programme.table import Stage, limit, stages
from gaitcue.clinic.rule_data import table
from gaitcue.clinic.vocabulary import RUNNING_SPORTS
from gaitcue.terms.advice import Reason

Criterion = Callable[[Profile], "bool | None"]


def open_stage(profile: Profile) -> tuple[Stage, tuple[Reason, ...]]:
    """The highest stage whose criteria, and those of every stage before, are known to hold.

    Returns
    -------
    The stage, and what keeps the next one shut: codes of criteria, each with ``state`` "not_met" or "not_told". A
    criterion that was not told keeps a stage shut, so a person about whom little is known begins at the first.
    """
    current = stages()[0]
    for stage in stages()[1:]:
        shut = tuple(reason for code in stage.enter if (reason := _keeps_shut(code, profile)) is not None)
        if shut:
            return current, shut
        current = stage
    return current, ()


def _keeps_shut(code: str, profile: Profile) -> Reason | None:
    met = CRITERIA[code](profile)
    return None if met else Reason(code, {"state": "not_told" if met is None else "not_met"})


def _at_most(value: float | None, most: float) -> bool | None:
    return None if value is None else value <= most


def _all_of(*found: bool | None) -> bool | None:
    """False when one is, else unknown when one is."""
    return False if False in found else None if None in found else True


def _calm(profile: Profile) -> bool | None:
    """Pain on an ordinary day and at the first bend of the morning is tolerated, and settles within a day."""
    ok = limit("pain_ok")
    slow = (profile.settles_h or 0) > limit("settle_h") or (profile.morning_hinge_pain or 0) > ok
    return False if slow else _at_most(profile.pain_now, ok)


def _load_test_easy(profile: Profile) -> bool | None:
    """The single-leg bridge; where it was not tried, a painful easier one or an easy harder one speaks for it."""
    seen, ok = profile.observed, limit("pain_ok")
    if seen.bridge_single_pain is not None:
        return seen.bridge_single_pain <= ok
    if seen.bridge_double_pain is not None and seen.bridge_double_pain > ok:
        return False
    return True if _at_most(seen.bridge_long_pain, ok) else None


def _day_after_easy(profile: Profile) -> bool | None:
    return _at_most(profile.pain_worst, limit("pain_ok"))


def _gap_under(name: str) -> Criterion:
    def judged(profile: Profile) -> bool | None:
        gap = profile.observed.bridge_gap_pct
        return None if gap is None else gap < limit(name)

    return judged


def _hinge_easy(profile: Profile) -> bool | None:
    return _at_most(profile.observed.hinge_pain, limit("pain_ok"))


def _bridge_enough(profile: Profile) -> bool | None:
    done = profile.observed.bridge_repetitions
    return None if done is None else done >= limit("bridges_for_speed")


def _needs_speed(profile: Profile) -> bool:
    steady = set(table("stages")["limits"]["steady_sports"]["value"])
    fast = bool(profile.speed_sessions_per_week or profile.hills_m_per_week)
    return profile.runs and (fast or bool(set(profile.sports) & (RUNNING_SPORTS.keys() - steady)))


CRITERIA: Final[dict[str, Criterion]] = {
    "calm": _calm,
    "load_test_easy": _load_test_easy,
    "day_after_easy": _day_after_easy,
    "sides_alike": _gap_under("gap_for_more_bend_pct"),
    "hinge_easy": _hinge_easy,
    "bridge_enough": _bridge_enough,
    "sides_equal": _gap_under("gap_for_speed_pct"),
    "needs_speed": _needs_speed,
}
"""Code -> whether it holds for this person; None is not told."""
