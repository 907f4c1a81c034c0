"""Everything that is said about one person on one date, decided once.

The commands ``cues`` and ``trial``, the report, the person page and the trial page ask :func:`decide` and nothing else,
so that no page contradicts another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from gaitcue.clinic.choice import Offer, offers, without_rules
from gaitcue.clinic.facts import Facts, holds
from gaitcue.clinic.findings import added, findings
from gaitcue.clinic.gait_facts import recorded
from gaitcue.clinic.profile import Profile
from gaitcue.clinic.programme import NOTHING, Programme, programme_of
from gaitcue.clinic.protocol import Protocol, TrialPlan, plan_visit
from gaitcue.clinic.rule_data import Modifier, rules, setting
from gaitcue.clinic.triage import Answers, Triage, VisitFacts
from gaitcue.clinic.triage.judge import judged
from gaitcue.clinic.triage.known import known
from gaitcue.terms.advice import Finding
from gaitcue.terms.errors import BadOption
from gaitcue.terms.records import Analysis

DEFAULT_PLAN = TrialPlan()
NO_CUE = (
    "blocked", "no_person", "not_filmed", "not_running", "nothing_hurts", "gait_unremarkable", "no_known_reason",
    "poor_clip", "painful_leg_not_seen", "speed_beyond_scaling", "one_change", "no_cue_for_both", "nothing_left",
    "dismissed",
)  # fmt: skip
"""Codes of why there is no cue."""
WHY_NONE = {
    "dismissed": "dismissed",
    "not_filmed": "not_filmed",
    "one_change": "one_change",
    "not_for_both": "no_cue_for_both",
}
"""Reason of an offer -> code of why there is no cue, the weightiest first."""


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
    """code of why there is none, one of ``NO_CUE``"""
    protocol: Protocol | None
    programme: Programme = NOTHING
    """stage, exercises, seat and what to leave out; empty when blocked"""
    modifiers: tuple[Modifier, ...] = ()
    """what the history adds to any advice"""
    notes: tuple[str, ...] = ()
    """codes of what limits the decision: painful_leg_far, speed_beyond_scaling, speed_not_told,
    speed_unlike_usual, ground_unlike_usual"""
    profile: Profile | None = None
    today: date | None = None


def decide(
    analysis: Analysis | None,
    profile: Profile | None,
    answers: Answers | None = None,
    *,
    today: date,
    visit: VisitFacts | None = None,
    plan: TrialPlan = DEFAULT_PLAN,
) -> Decision:
    """Decide what is said about one person on one date.

    Parameters
    ----------
    analysis : of the runner; None before filming, or for somebody who does not run
    profile : the person; None when nobody was told about: then nothing is found and nothing offered
    answers : the red-flag questionnaire; None when it was not asked
    today : the day of the decision; nothing reads the clock
    visit : what was told at the appointment
    plan : how the visit is to be run; one condition unless told
    """
    facts = known(answers, profile, visit, today)
    triage = judged(facts, answers, profile, today)
    if profile is None:
        no_cue = "blocked" if triage.bars("cue_trial") else "no_person"
        return Decision(triage, {}, findings({}, triage), (), None, no_cue, None)
    side = visit.painful_side if visit else None
    facts |= recorded(analysis, profile, side)
    decision = Decision(
        triage=triage,
        facts=facts,
        findings=findings(facts, triage),
        offers=offers(facts, profile, triage, today),
        first=None,
        no_cue=None,
        protocol=None,
        modifiers=added(facts, triage),
        notes=_notes(facts, analysis, profile),
        programme=programme_of(profile, facts, triage.blocks),
        profile=profile,
        today=today,
    )
    return _chosen(decision, plan, _gently(facts, profile))


def overruled(decision: Decision, found: Sequence[Finding], plan: TrialPlan = DEFAULT_PLAN) -> Decision:
    """The decision as it stands after a clinician changed the findings: what to try first follows them."""
    told = {finding.rule for finding in found}
    if told == {finding.rule for finding in decision.findings}:
        return replace(decision, findings=tuple(found))
    left = without_rules(decision.offers, told)
    return _chosen(
        replace(decision, findings=tuple(found), offers=left), plan, _gently(decision.facts, decision.profile)
    )


def beginning_with(decision: Decision, names: Sequence[str], plan: TrialPlan = DEFAULT_PLAN) -> Decision:
    """The decision with another of its offers tried first.

    Raises
    ------
    BadOption : these cues are not offered
    """
    wanted = next((one for one in decision.offers if one.eligible and one.cues == tuple(names)), None)
    if wanted is None:
        raise BadOption("this cue is not offered to this runner: choose one of those that are")
    others = tuple(one for one in decision.offers if one is not wanted)
    return _chosen(replace(decision, offers=(wanted, *others)), plan, _gently(decision.facts, decision.profile))


def _chosen(decision: Decision, plan: TrialPlan, gently: bool) -> Decision:
    best = [offer for offer in decision.offers if offer.eligible]
    if not best:
        return replace(decision, first=None, no_cue=_why_none(decision), protocol=None)
    told = {finding.rule for finding in decision.findings}
    halved = [offer.cues for offer in best if offer.dose == "half"]
    visit = plan_visit(
        [offer.cues for offer in best],
        plan,
        gently=gently or best[0].cues in halved,
        one_only=any(rule.one_only for rule in rules() if rule.id in told),
        halved=halved,
    )
    return replace(decision, first=best[0], no_cue=None, protocol=visit)


def _gently(facts: Facts, profile: Profile | None) -> bool:
    """Moderate pain, or pain that takes long to settle, shortens the trial."""
    slow = setting("protocol", "slow_to_settle_h")
    return holds(facts, "pain_moderate") or (profile is not None and (profile.settles_h or 0) > slow)


def _why_none(decision: Decision) -> str:
    if decision.triage.bars("cue_trial"):
        return "blocked"
    told = {finding.rule for finding in decision.findings}
    said = next((rule.no_cue for rule in rules() if rule.id in told and rule.no_cue), None)
    if said:
        return said
    reasons = {reason.code for offer in decision.offers for reason in offer.reasons[:1]}
    for reason, code in WHY_NONE.items():
        if reason in reasons:
            return code
    if any(offer.rules for offer in decision.offers):
        return "nothing_left"
    return "gait_unremarkable" if holds(decision.facts, "gait_unremarkable") else "no_known_reason"


def _notes(facts: Facts, analysis: Analysis | None, profile: Profile) -> tuple[str, ...]:
    landing = [facts[name].inputs for name in ("shank_reaching", "foot_far_ahead") if name in facts]
    told = {
        "painful_leg_far": holds(facts, "hurts")
        and holds(facts, "painful_side_told")
        and any(one.get("leg") == "far" for one in landing),
        "speed_beyond_scaling": holds(facts, "speed_beyond_scaling"),
        "speed_not_told": holds(facts, "filmed") and facts["speed_beyond_scaling"].inputs["speed_mps"] is None,
    }
    told["speed_unlike_usual"] = _unlike_usual(analysis, profile)
    told["ground_unlike_usual"] = _unlike_ground(analysis, profile)
    return tuple(code for code, applies in told.items() if applies)


def _unlike_usual(analysis: Analysis | None, profile: Profile) -> bool:
    filmed, usual = analysis.conditions.speed_kmh if analysis else None, profile.typical_speed_kmh
    return bool(filmed and usual) and abs(filmed / usual - 1.0) > setting("change", "speed_share")  # type: ignore[operator]


def _unlike_ground(analysis: Analysis | None, profile: Profile) -> bool:
    """Filmed on a treadmill, though the usual ground is another."""
    on_belt = analysis is not None and analysis.view.surface == "treadmill"
    return on_belt and profile.ground not in (None, "treadmill", "mixed")
