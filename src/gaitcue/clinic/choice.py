"""Which cues suit this person? Candidates with vetoes, penalties and a score."""

from __future__ import annotations

from dataclasses import dataclass

from gaitcue.clinic.facts import Facts, gather, holds
from gaitcue.clinic.findings import matching
from gaitcue.clinic.profile import Profile
from gaitcue.clinic.tables import Cue, cues, setting, table
from gaitcue.clinic.triage import Triage
from gaitcue.clinic.vetoes import allowed, helped, penalties
from gaitcue.terms.records import Analysis

LEAVE_THE_GAIT_ALONE = ("none", "quality")
"""Kinds of rules that say: no cue (nothing to change, or a clip that cannot tell)."""
CONTACT_POSTURE = frozenset({"overstride", "thigh_extension_low"})
"""Facts that a clip of low quality cannot tell (rule Q1)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One cue for this person: whether it may be tried, how it scores, and why."""

    cue: Cue
    eligible: bool
    score: float
    reasons: tuple[str, ...]
    """for: facts it answers, tissues it helps; or the one reason against"""
    against: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    """ids of the rules that hold for this person and speak for the cue"""


def candidates(analysis: Analysis | None, profile: Profile, triage: Triage | None = None) -> tuple[Candidate, ...]:
    """All cues, those to try first, the others with why not.

    A cue is eligible when what it aims at is notable in this person, or a rule speaks for it, and nothing vetoes it.
    The score is the weight of its evidence, plus how far beyond the limit the measure is, plus 1 when it helps a second
    hurting tissue, minus 2 per past problem it loads, minus 1 when disliked (product defaults).
    """
    blocked = "a red flag has to be cleared first" if triage is not None and triage.bars("cue_trial") else None
    facts = gather(analysis, profile)
    held = matching(facts)
    judged = [
        _candidate(cue, facts, profile, blocked, tuple(rule.id for rule in held if cue.id in rule.cues))
        for cue in cues().values()
    ]
    return tuple(sorted(judged, key=lambda item: (not item.eligible, -item.score)))


def _candidate(cue: Cue, facts: Facts, profile: Profile, blocked: str | None, spoken: tuple[str, ...]) -> Candidate:
    against = blocked or allowed(cue, facts) or _made_worse(cue, profile) or _too_early(cue, profile)
    answered = [fact for fact in cue.for_facts if holds(facts, fact)]
    if holds(facts, "quality_low"):
        answered = [fact for fact in answered if fact not in CONTACT_POSTURE]
    if against is None and not answered and not spoken:
        against = "nothing it aims at stands out in this gait"
    if against is not None:
        return Candidate(cue, False, 0.0, (against,), rules=spoken)
    minus = penalties(cue, facts)
    tissues = helped(cue, facts)
    weight = table("cues")["weights"]
    disliked = any(tried.disliked and _same_family(tried.cue, cue) for tried in profile.tried)
    score = weight["grade"][cue.grade] + max((facts[fact].z for fact in answered), default=0.0)
    score += (
        weight["second_tissue"] * (len(tissues) > 1) + weight["penalty"] * len(minus) + weight["disliked"] * disliked
    )
    reasons = [fact.replace("_", " ") for fact in answered] + [f"may ease the {tissue}" for tissue in tissues]
    against_words = (*minus, *(["disliked before"] if disliked else []), *([cue.caution] if cue.caution else []))
    return Candidate(cue, True, round(score, 2), tuple(reasons), against_words, spoken)


def _same_family(name: str, cue: Cue) -> bool:
    return name in cues() and cues()[name].family == cue.family


def _made_worse(cue: Cue, profile: Profile) -> str | None:
    """A cue that made the pain worse is dropped, and so is a larger dose of it."""
    worse = setting("trial", "pain_worse")
    for tried in profile.tried:
        dose = cues()[tried.cue].dose_pct if tried.cue in cues() else None
        larger = dose is not None and cue.dose_pct is not None and cue.dose_pct >= dose
        if (tried.pain_change or 0.0) >= worse and (tried.cue == cue.id or larger):
            return "it made the pain worse"
    return None


def _too_early(cue: Cue, profile: Profile) -> str | None:
    """Doses go up in steps: the smaller one has to be tolerated first."""
    if cue.after is None or any(tried.cue == cue.after and (tried.pain_change or 0.0) < 1 for tried in profile.tried):
        return None
    return f"{cues()[cue.after].title} comes first"
