"""Which cues suit this person? Candidates with vetoes, penalties and a score (clinical.md E3)."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gaitcue.clinic.facts import Facts, gather, holds
from gaitcue.clinic.findings import matching
from gaitcue.clinic.profile import Profile
from gaitcue.clinic.red_flags import Triage
from gaitcue.clinic.tables import Cue, cues, rules, setting, table
from gaitcue.clinic.vetoes import allowed, helped, penalties
from gaitcue.terms.records import Analysis, Finding

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
    blocked = "a red flag has to be cleared first" if triage is not None and triage.running_stopped else None
    facts = gather(analysis, profile)
    held = matching(facts)
    judged = [
        _candidate(cue, facts, profile, blocked, tuple(rule.id for rule in held if cue.id in rule.cues))
        for cue in cues().values()
    ]
    return tuple(sorted(judged, key=lambda item: (not item.eligible, -item.score)))


def first_cue(offered: Sequence[Candidate], found: Sequence[Finding]) -> Candidate | None:
    """The one cue to try first: the best that a finding speaks for, so that findings and cue never disagree.

    Where no rule names a cue the best candidate is taken. None when a finding says to leave the gait alone, when there
    is no finding, when the clinician dismissed those that name a cue, or when nothing is left.

    Parameters
    ----------
    found : the findings as the clinician left them; a dismissed one no longer speaks
    """
    told = {finding.rule for finding in found}
    held = [rule for rule in rules() if rule.id in told]
    if not held or any(rule.kind in LEAVE_THE_GAIT_ALONE for rule in held):
        return None
    named = {cue for rule in held for cue in rule.cues}
    eligible = [candidate for candidate in offered if candidate.eligible]
    if named or any(candidate.rules for candidate in offered):
        return next((candidate for candidate in eligible if candidate.cue.id in named), None)
    return next(iter(eligible), None)


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


def trial_order(names: Sequence[str], seed: int) -> tuple[str, ...]:
    """The conditions in a random order that the seed makes again."""
    order = list(names)
    random.Random(seed).shuffle(order)
    return tuple(order)


def protocol(names: Sequence[str], seed: int) -> Iterator[str]:
    """The A-B-A visit in words, the cues in random order."""
    yield "2 minutes as usual; record ten contacts a leg; ask pain, effort (0-10)"
    for name in trial_order(names, seed):
        yield f"2-3 minutes with: {name}, same speed; record ten contacts a leg; ask pain, effort, awkwardness (0-10)"
        yield "2 minutes as usual"
    yield "record once more as usual; ask for the pain next morning, on the same task"
