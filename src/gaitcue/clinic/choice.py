"""Which cues suit this person? Every cue and pair with its score, or the code of why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from gaitcue.clinic.facts import Facts, holds
from gaitcue.clinic.findings import RuleCondition, matching, sites_of, spoken_for
from gaitcue.clinic.profile import Profile, Tried
from gaitcue.clinic.rule_data import Cue, Pair, Rule, cues, joined_titles, pairs, rules, setting, table
from gaitcue.clinic.triage import Triage
from gaitcue.clinic.vetoes import SITE_TISSUE, burdens, helped, hurt_before, veto
from gaitcue.terms.advice import Reason
from gaitcue.terms.together import condition_id, cues_of

LEAVE_THE_GAIT_ALONE = ("none", "quality")
"""Kinds of rules that say: no cue (nothing to change, or a clip that cannot tell)."""
HELPED = Reason("helped_before")
NO_REASON = Reason("no_reason")


@dataclass(frozen=True, slots=True)
class Offer:
    """One cue, or several tried as one condition. Of a reason, ``about`` is the code of what it is about."""

    cues: RuleCondition
    """ids of the cue bank"""
    eligible: bool
    score: float
    reasons: tuple[Reason, ...]
    """what speaks for it: facts, helps a tissue, helped_before, pair; of one that is not eligible, the one why not"""
    against: tuple[Reason, ...]
    """facts that burden it, disliked_before, effect_unknown of a site, caution of a cue"""
    rules: tuple[str, ...]
    """ids of the rules that hold for this person and speak for it"""
    grade: str
    """of the evidence for what hurts in this person"""
    sources: tuple[str, ...]
    dose: Literal["full", "half"] = "full"

    @property
    def title(self) -> str:
        return joined_titles(self.cues)


@dataclass(frozen=True, slots=True)
class Weighing:
    """What every cue of one person is weighed by."""

    facts: Facts
    profile: Profile
    triage: Triage
    today: date
    held: tuple[Rule, ...]
    spoken: Mapping[RuleCondition, tuple[str, ...]]
    """condition -> rules that speak for it"""

    @property
    def sites(self) -> list[str]:
        return list(dict.fromkeys(p.site for p in self.profile.problems if p.status == "current"))


def offers(facts: Facts, profile: Profile, triage: Triage, today: date) -> tuple[Offer, ...]:
    """All cues and pairs, those to try first, the others with why not.

    A cue is eligible when a rule that holds speaks for it and nothing vetoes it. The score is the weight of its
    evidence for what hurts, plus how far beyond the limit the measure is, plus 1 when it helps a second hurting tissue,
    minus 2 per past problem it loads and where the steps are quick enough already for quicker ones, minus 1 when
    disliked, plus 3 when it helped before (product defaults).
    """
    held = tuple(matching(facts))
    weighing = Weighing(facts, profile, triage, today, held, _spoken(held, facts))
    alone = {cue.id: _alone(cue, weighing) for cue in cues().values()}
    together = [_together(condition, pair, alone, weighing) for condition, pair in _conditions(weighing)]
    return ranked([*alone.values(), *together])


def ranked(found: Iterable[Offer]) -> tuple[Offer, ...]:
    """Best first: eligible, then what helped or worked before, what a rule puts first, the score, one before two."""
    leading = {rule.id: rule.leads for rule in rules() if rule.leads}

    def place(offer: Offer) -> tuple[bool, bool, bool, float, int]:
        led = any(offer.cues == (leading.get(rule),) for rule in offer.rules)
        proven = HELPED in offer.reasons or offer.dose == "half"
        return not offer.eligible, not proven, not led, -offer.score, len(offer.cues)

    return tuple(sorted(found, key=place))


def _spoken(held: Iterable[Rule], facts: Facts) -> dict[RuleCondition, tuple[str, ...]]:
    spoken: dict[RuleCondition, tuple[str, ...]] = {}
    for rule in held:
        for condition in spoken_for(rule, facts):
            spoken[condition] = (*spoken.get(condition, ()), rule.id)
    return spoken


def about(code: str, what: str) -> Reason:
    """A reason about a tissue, a site, a cue or a pair, by its code."""
    return Reason(code, {"about": what})


# --- one cue ----------------------------------------------------------------------------------------------------------


def _alone(cue: Cue, weighing: Weighing) -> Offer:
    spoken = _named_by(cue, weighing)
    grade = _grade(cue, weighing)
    why_not = next(_against(cue, weighing, spoken), None)
    if why_not is not None:
        return Offer((cue.id,), False, 0.0, (why_not,), (), spoken, grade, cue.sources)
    facts, weight = weighing.facts, table("cues")["weights"]
    answered = [fact for fact in cue.for_facts if holds(facts, fact)]
    burden, tissues = burdens(cue, facts), helped(cue, facts)
    disliked = any(tried.disliked and _same_family(tried, cue) for tried in weighing.profile.tried)
    before = cue.id in facts["cue_helped"].inputs["cues"]
    unknown = _unknown_sites(cue, weighing)
    score = weight["grade"][grade] + max((facts[fact].z for fact in answered), default=0.0)
    score += weight["second_tissue"] * (len(tissues) > 1) + weight["penalty"] * (len(burden) + len(unknown))
    score += weight["disliked"] * disliked + weight["helped"] * before
    for_it = [*map(Reason, answered), *(about("helps", tissue) for tissue in tissues), *([HELPED] if before else [])]
    against = [*map(Reason, burden), *(about("effect_unknown", site) for site in unknown)]
    against += [Reason("disliked_before")] if disliked else []
    against += [about("caution", cue.id)] if cue.caution else []
    return Offer(
        (cue.id,), True, round(score, 2), tuple(for_it) or (Reason("spoken_for"),), tuple(against), spoken, grade,
        cue.sources, "half" if _is_costly((cue.id,), weighing) else "full",
    )  # fmt: skip


def _named_by(cue: Cue, weighing: Weighing) -> tuple[str, ...]:
    """Rules that speak for the cue, or for the smaller dose that comes before it."""
    own = weighing.spoken.get((cue.id,), ())
    smaller = _named_by(cues()[cue.after], weighing) if cue.after else ()
    stays = {rule.id for rule in weighing.held if rule.cues_from}
    return tuple(dict.fromkeys([*own, *(rule for rule in smaller if rule not in stays)]))


def _grade(cue: Cue, weighing: Weighing) -> str:
    """Of the evidence for the complaint named first."""
    site = next(iter(weighing.sites), "bone_stress" if holds(weighing.facts, "bone_stress_cleared") else "")
    return cue.grades.get(site, cue.grade)


def _against(cue: Cue, weighing: Weighing, spoken: Sequence[str]) -> Iterator[Reason]:
    """What forbids a cue, the weightiest first."""
    if weighing.triage.bars("cue_trial"):
        yield Reason("blocked")
    forbidden = veto(cue, weighing.facts)
    if forbidden:
        yield forbidden
    if hurt_before(cue, weighing.facts):
        yield Reason("made_worse")
    if cue.id in weighing.facts["cue_guarded"].inputs["cues"]:
        yield Reason("guarded_before")
    if not holds(weighing.facts, "filmed"):
        yield Reason("not_filmed")
    yield from (Reason(rule.no_cue) for rule in weighing.held if rule.kind == "quality")
    if not spoken:
        yield NO_REASON
    if holds(weighing.facts, "shoes_new"):
        yield Reason("one_change")
    if cue.after is not None and not _tolerated(cue.after, weighing.profile):
        yield about("smaller_first", cue.after)
    if len(weighing.sites) > 1:
        yield from (about("not_for_both", site) for site in _unknown_sites(cue, weighing) if site != "other")


def _tolerated(name: str, profile: Profile) -> bool:
    worse = setting("trial", "pain_worse")
    return any(tried.cues == (name,) and (tried.pain_change or 0.0) < worse for tried in profile.tried)


def _unknown_sites(cue: Cue, weighing: Weighing) -> list[str]:
    """Sites that hurt for which it is not known that the cue helps or spares them."""
    known_effects = ("down", "neutral")
    by_rule = {site for rule in weighing.held if rule.id in _named_by(cue, weighing) for site in sites_of(rule)}
    by_effect = {s for s in weighing.sites if cue.effect.get(SITE_TISSUE.get(s, "")) in known_effects}
    return [site for site in weighing.sites if site not in by_rule | by_effect]


def _same_family(tried: Tried, cue: Cue) -> bool:
    return any(name in cues() and cues()[name].family == cue.family for name in tried.cues)


def _is_costly(condition: RuleCondition, weighing: Weighing) -> bool:
    return condition_id(condition) in weighing.facts["cue_effective_but_costly"].inputs["cues"]


# --- two together -----------------------------------------------------------------------------------------------------


def _conditions(weighing: Weighing) -> Iterator[tuple[RuleCondition, Pair | None]]:
    """Pairs for what hurts, and whatever was tried together and did good."""
    known: dict[RuleCondition, Pair] = {}
    for pair in pairs():
        if pair.site in weighing.sites or (pair.site == "bone_stress" and holds(weighing.facts, "bone_stress_cleared")):
            known.setdefault(pair.cues, pair)
    tried = {condition for condition in weighing.spoken if len(condition) > 1}
    for condition in dict.fromkeys([*known, *sorted(tried)]):
        yield condition, known.get(condition)


def _together(condition: RuleCondition, pair: Pair | None, alone: Mapping[str, Offer], weighing: Weighing) -> Offer:
    parts = [alone[name] for name in condition]
    before = condition_id(condition) in weighing.facts["cue_helped"].inputs["cues"]
    told = tuple(dict.fromkeys(rule for part in parts for rule in part.rules))
    offer = Offer(
        condition, False, 0.0, (), (), (*weighing.spoken.get(condition, ()), *told),
        pair.grade if pair else max(part.grade for part in parts),
        pair.sources if pair else tuple(dict.fromkeys(key for part in parts for key in part.sources)),
        "half" if _is_costly(condition, weighing) else "full",
    )  # fmt: skip
    why_not = next(_against_together(condition, pair, parts, weighing), None)
    if why_not is not None:
        return replace(offer, reasons=(why_not,))
    weight = table("cues")["weights"]
    eligible = [part for part in parts if part.eligible]
    score = min((part.score for part in eligible), default=0.0) + weight["pair"] + weight["helped"] * before
    reasons = [reason for part in eligible for reason in part.reasons if reason != HELPED]
    reasons += [about("pair", pair.why)] if pair else []
    reasons += [HELPED] if before else []
    against = dict.fromkeys(code for part in eligible for code in part.against)
    return replace(
        offer, eligible=True, score=round(score, 2), reasons=tuple(dict.fromkeys(reasons)), against=tuple(against)
    )


def _against_together(
    condition: RuleCondition, pair: Pair | None, parts: Sequence[Offer], weighing: Weighing
) -> Iterator[Reason]:
    """One at a time comes first, but for the pair of the article and what has held or helped already."""
    hurt = [set(cues_of(name)) for name in weighing.facts["cue_hurt"].inputs["cues"]]
    if set(condition) in hurt:
        yield Reason("made_worse")
    if condition_id(condition) in weighing.facts["cue_guarded"].inputs["cues"]:
        yield Reason("guarded_before")
    tried_well = condition in weighing.spoken
    for part in parts:
        waived = tried_well and part.reasons[:1] in ((NO_REASON,), ())
        if not part.eligible and not waived:
            yield part.reasons[0]
    started = pair is not None and pair.from_the_start
    if not started and not tried_well and not any(_has_held(name, weighing) for name in condition):
        yield Reason("one_at_a_time")


def _has_held(name: str, weighing: Weighing) -> bool:
    """Whether a cue by itself has done its work for as long as a second one waits."""
    days, worse = setting("protocol", "hold_days"), setting("trial", "pain_worse")
    return any(
        tried.cues == (name,)
        and tried.on is not None
        and (weighing.today - tried.on).days >= days
        and bool(tried.effective)
        and (tried.pain_change or 0.0) < worse
        for tried in weighing.profile.tried
    )


# --- after a clinician's word -----------------------------------------------------------------------------------------


def without_rules(found: Sequence[Offer], told: set[str]) -> tuple[Offer, ...]:
    """The offers when only some rules still speak: a cue that none of them names is no longer offered."""
    gone = {rule.id for rule in rules() if rule.kind in LEAVE_THE_GAIT_ALONE} & told
    left = [
        replace(offer, eligible=False, score=0.0, reasons=(Reason("dismissed"),), against=())
        if offer.eligible and (gone or not told & set(offer.rules))
        else offer
        for offer in found
    ]
    return ranked(left)
