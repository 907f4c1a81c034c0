"""Everything that is said about one person on one date, decided once.

The commands ``cues`` and ``trial``, the report, the person page and the trial page ask :func:`decide` and nothing else,
so that no page contradicts another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from gaitcue.clinic.choice import LEAVE_THE_GAIT_ALONE, Candidate, candidates
from gaitcue.clinic.facts import Facts, gather
from gaitcue.clinic.findings import findings
from gaitcue.clinic.profile import Profile
from gaitcue.clinic.protocol import Plan, Protocol, trial_order
from gaitcue.clinic.tables import cues, rules, setting
from gaitcue.clinic.triage import Answers, Triage, VisitFacts, assess
from gaitcue.terms.records import Analysis, Finding

DEFAULT_PLAN = Plan()


@dataclass(frozen=True, slots=True)
class Offer:
    """One cue, or a pair that is tried as one condition."""

    cues: tuple[str, ...]
    """ids of the cue bank"""
    eligible: bool
    score: float
    reasons: tuple[str, ...]
    """what speaks for it; of one that is not eligible, why not"""
    against: tuple[str, ...]
    rules: tuple[str, ...]
    """ids of the rules that hold for this person and speak for it"""
    grade: str
    """of the evidence for the tissue that hurts in this person"""
    sources: tuple[str, ...]

    @property
    def title(self) -> str:
        return " + ".join(cues()[name].title for name in self.cues)


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything that is said about one person on one date."""

    triage: Triage
    facts: Facts
    findings: tuple[Finding, ...]
    offers: tuple[Offer, ...]
    """single cues and pairs, best first, each eligible or with its reason"""
    first: Offer | None
    """what to try first"""
    no_cue: str | None
    """code of why there is none: blocked, no_gait, nothing_hurts, gait_unremarkable, poor_clip, nothing_left"""
    protocol: Protocol | None
    programme: tuple[Any, ...] = ()
    """stage and exercises that are open (from stages.toml); empty when blocked"""


def decide(
    analysis: Analysis | None,
    profile: Profile | None,
    answers: Answers | None = None,
    *,
    today: date,
    visit: VisitFacts | None = None,
    plan: Plan = DEFAULT_PLAN,
) -> Decision:
    """Decide what is said about one person on one date.

    Parameters
    ----------
    analysis : of the runner; None before filming, or for somebody who does not run
    profile : the person; None when nobody was told about: then nothing is found and nothing offered
    answers : the red-flag questionnaire; None when it was not asked
    today : the day of the decision
    visit : what was told at the appointment
    plan : how the visit is to be run; one condition unless told
    """
    triage = assess(answers, profile, visit, today=today)
    if profile is None:
        return Decision(triage, {}, (), (), None, "blocked" if triage.bars("cue_trial") else "no_gait", None)
    found = findings(analysis, profile, triage) if analysis is not None or _speaks(profile, triage) else ()
    decision = Decision(
        triage=triage,
        facts=gather(analysis, profile),
        findings=found,
        offers=tuple(_offer(item) for item in candidates(analysis, profile, triage)),
        first=None,
        no_cue=None,
        protocol=None,
    )
    return overruled(decision, found, plan=plan)


def overruled(decision: Decision, found: Sequence[Finding], *, plan: Plan = DEFAULT_PLAN) -> Decision:
    """The decision as it stands after a clinician changed the findings: what to try first follows them."""
    first = first_offer(decision.offers, found) if not decision.triage.bars("cue_trial") else None
    offers = tuple(sorted(decision.offers, key=lambda offer: offer is not first))
    return replace(
        decision,
        findings=tuple(found),
        offers=offers,
        first=first,
        no_cue=None if first else _why_none(decision, found),
        protocol=_protocol(offers, first, plan),
    )


def first_offer(offers: Sequence[Offer], found: Sequence[Finding]) -> Offer | None:
    """What to try first: the best that a finding speaks for, so that findings and cue never disagree.

    Where no rule names a cue the best offer is taken. None when a finding says to leave the gait alone, when there is
    no finding, when the clinician dismissed those that name a cue, or when nothing is left.

    Parameters
    ----------
    found : the findings as the clinician left them; a dismissed one no longer speaks
    """
    told = {finding.rule for finding in found}
    held = [rule for rule in rules() if rule.id in told]
    if not held or any(rule.kind in LEAVE_THE_GAIT_ALONE for rule in held):
        return None
    named = {cue for rule in held for cue in rule.cues}
    eligible = [offer for offer in offers if offer.eligible]
    if named or any(offer.rules for offer in offers):
        return next((offer for offer in eligible if set(offer.cues) <= named), None)
    return next(iter(eligible), None)


def _speaks(profile: Profile, triage: Triage) -> bool:
    """Whether rules speak without a recording."""
    waiting = any(s.running_cleared_on is None or s.running_cleared_on > profile.on for s in profile.surgeries)
    return not profile.runs or triage.bars("running") or waiting


def _offer(item: Candidate) -> Offer:
    cue = item.cue
    return Offer((cue.id,), item.eligible, item.score, item.reasons, item.against, item.rules, cue.grade, cue.sources)


def _why_none(decision: Decision, found: Sequence[Finding]) -> str:
    if decision.triage.bars("cue_trial"):
        return "blocked"
    kinds = {rule.kind for rule in rules() if rule.id in {finding.rule for finding in found}}
    if "quality" in kinds:
        return "poor_clip"
    if kinds & set(LEAVE_THE_GAIT_ALONE):
        return "gait_unremarkable"
    return "nothing_left" if "speed_told" in decision.facts else "no_gait"


def _protocol(offers: Sequence[Offer], first: Offer | None, plan: Plan) -> Protocol | None:
    if first is None:
        return None
    if plan.kind == "one":
        return Protocol("one", (first.cues,), minutes=9.0)
    best = [offer.cues for offer in offers if offer.eligible][: int(setting("trial", "most_conditions"))]
    return Protocol("long", trial_order(best, plan.seed), minutes=4.0 + 5.0 * len(best))
