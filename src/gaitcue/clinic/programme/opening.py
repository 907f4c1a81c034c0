"""Which stage of hamstring loading is open to a person at an appointment; ``care/programme`` has the criteria."""

from __future__ import annotations

from gaitcue.care.programme.criteria import Evidence, highest_open, keeps_shut
from gaitcue.care.programme.table import Stage, stages, steady_sports
from gaitcue.clinic.profile import Profile, ProfileInCare
from gaitcue.terms.advice import Reason
from gaitcue.terms.vocabulary import RUNNING_SPORTS


def open_stage(profile: Profile) -> tuple[Stage, tuple[Reason, ...]]:
    """The stage of a followed plan, else the highest whose criteria hold; and what keeps the next one shut."""
    followed = profile.plan_stage if isinstance(profile, ProfileInCare) else None
    if followed is None:
        return highest_open(evidence_of(profile))
    shut = tuple(keeps_shut(stages()[followed], evidence_of(profile))) if followed < len(stages()) else ()
    return stages()[followed - 1], shut


def evidence_of(profile: Profile) -> Evidence:
    """What a profile tells of the criteria."""
    seen = profile.observed
    return Evidence(
        pain_ordinary=profile.pain_now,
        morning_bend=profile.morning_hinge_pain,
        settles_h=profile.settles_h,
        pain_day_after=profile.pain_worst,
        bridge_double_pain=seen.bridge_double_pain,
        bridge_single_pain=seen.bridge_single_pain,
        bridge_long_pain=seen.bridge_long_pain,
        hinge_pain=seen.hinge_pain,
        bridge_repetitions=seen.bridge_repetitions,
        bridge_gap_pct=seen.bridge_gap_pct,
        needs_speed=needs_speed(profile),
    )


def needs_speed(profile: Profile) -> bool:
    """Who sprints, jumps or runs hills: in their sport, or in their training."""
    fast = bool(profile.speed_sessions_per_week or profile.hills_m_per_week)
    return profile.runs and (fast or bool(set(profile.sports) & (RUNNING_SPORTS.keys() - steady_sports())))
