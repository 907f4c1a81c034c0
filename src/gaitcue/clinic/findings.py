"""Facts -> findings: hypotheses, each with its rule, its inputs, its grade and its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from gaitcue.clinic.facts import SHORT_NAME, Facts, holds, met, true_of
from gaitcue.clinic.rule_data import Modifier, Rule, cues, joined_titles, modifiers, rules, source_text
from gaitcue.clinic.triage import Raised, Triage
from gaitcue.clinic.vetoes import hurt_before, veto
from gaitcue.terms.advice import Finding, Reason
from gaitcue.terms.together import cues_of
from gaitcue.terms.vocabulary import SITES

KIND_ORDER = ("referral", "tissue", "quality", "load", "capacity", "gait", "none")
"""Order of telling: surgeon and tissue, then load, then gait."""
KIND_NEEDS = {
    "gait": "cue_trial",
    "none": "cue_trial",
    "quality": "filming",
    "load": "load",
    "capacity": "exercise",
    "referral": "exercise",
}
"""What a kind of rule speaks of: it is silent while the triage blocks that."""
ADVICE_NEEDS = {"cue": "cue_trial", "exercise": "exercise", "load": "load", "remeasure": "filming"}
RuleCondition = tuple[str, ...]
RED_FLAG_RULE, PERSON_RULE = "C4", "G2"
"""What the triage raised, and what a person's history adds: findings that no row of the table makes."""


def findings(facts: Facts, triage: Triage) -> tuple[Finding, ...]:
    """What is said about this person: what comes first, then the rules, then what the history adds to any advice.

    Nothing that the triage blocks is among it. ``inputs`` holds the reasoning trail: each fact that the rule asked for,
    with the value, the limit and how clear it is.
    """
    spoken = [rule for rule in matching(facts) if rule.when_blocked or not triage.bars(KIND_NEEDS.get(rule.kind, ""))]
    told = [_allowed_part(_finding(rule, facts), triage) for rule in spoken]
    return (*_first(triage), *told, *(_person(facts, triage) if told else ()))


# --- which rules hold -------------------------------------------------------------------------------------------------


def matching(facts: Facts) -> list[Rule]:
    """Rules that hold and that no other holding rule overrides, in the order of telling."""
    true = true_of(facts)
    held = [rule for rule in rules() if not rule.last and met(true, rule.all, rule.any, rule.none)]
    left = _not_overridden(held, held)
    gait_told = any(rule.kind in ("gait", "quality") for rule in left)
    silent = {"alone"} if left else set()
    silent |= {"no_gait_rule"} if gait_told else set()
    spoken = (rule for rule in rules() if rule.last and rule.last not in silent)
    last = [rule for rule in spoken if met(true, rule.all, rule.any, rule.none)]
    left = _not_overridden([*left, *last], [*held, *last])
    return sorted(left, key=lambda rule: KIND_ORDER.index(rule.kind))


def _not_overridden(candidates: Sequence[Rule], held: Sequence[Rule]) -> list[Rule]:
    return [rule for rule in candidates if not any(_overrides(other, rule) for other in held if other is not rule)]


def _overrides(rule: Rule, other: Rule) -> bool:
    names = {other.id, f"kind:{other.kind}", *(() if other.when_blocked else ("*",))}
    return bool(names & set(rule.overrides))


def spoken_for(rule: Rule, facts: Facts) -> tuple[RuleCondition, ...]:
    """The cues (or cues together) that a holding rule speaks for in this person."""
    alone = [(name,) for name in rule.cues if _has_needs(rule.needs.get(name, ()), facts)]
    told = facts[rule.cues_from].inputs.get("cues", ()) if rule.cues_from in facts else ()
    return (*alone, *(cues_of(str(name)) for name in told))


def _has_needs(needs: Sequence[str], facts: Facts) -> bool:
    return all(holds(facts, name.removeprefix("!")) != name.startswith("!") for name in needs)


def sites_of(rule: Rule) -> set[str]:
    """Sites that a rule is about."""
    asked = {*rule.all, *rule.any}
    return {site for site in SITES if f"{SHORT_NAME.get(site, site)}_current" in asked}


# --- how they are told ------------------------------------------------------------------------------------------------


def _finding(rule: Rule, facts: Facts) -> Finding:
    inputs = {name: facts[name].inputs for name in (*rule.all, *rule.any) if holds(facts, name)}
    told = spoken_for(rule, facts) if rule.cues_from else ()
    named = {"cue": "”, “".join(map(joined_titles, told))} if rule.cues_from else {}
    plainly = {"cue": "”, “".join(map(plain_title, told))} if rule.cues_from else {}
    meant, vetoed = _meant(rule, facts), tuple(_vetoed(rule, facts))
    left = not meant or len(vetoed) < len(meant)
    return Finding(
        id=rule.id.lower(),
        rule=rule.id,
        text_clinician=_filled(rule.clinician, named),
        text_runner=_filled(rule.runner, plainly),
        grade=rule.grade,
        source=source_text(rule.sources),
        inputs=inputs,
        advice={key: _filled(text, named) for key, text in rule.advice.items() if left or key != "cue"},
        vetoed=vetoed,
        cue_left=left,
        doubts=_doubts(rule, facts),
    )


def plain_title(condition: RuleCondition) -> str:
    """As the runner reads it: "Quicker, shorter steps and landing softly"."""
    named = " and ".join(cues()[name].runner or cues()[name].title for name in condition if name in cues())
    return named[:1].upper() + named[1:]


def _filled(text: str, named: Mapping[str, str]) -> str:
    return text.replace("{cue}", named["cue"]) if named else text


def _meant(rule: Rule, facts: Facts) -> list[str]:
    return list(dict.fromkeys(name for condition in spoken_for(rule, facts) for name in condition))


def _vetoed(rule: Rule, facts: Facts) -> Iterator[Reason]:
    """Cues of a rule that this person must not get, each with the reason."""
    for name in _meant(rule, facts):
        why = veto(cues()[name], facts)
        if why is None and hurt_before(cues()[name], facts):
            why = Reason("made_worse")
        if why is not None:
            yield Reason(why.code, {"cue": name, **why.values})


def _doubts(rule: Rule, facts: Facts) -> tuple[str, ...]:
    told = [facts[name].inputs for name in (*rule.all, *rule.any) if holds(facts, name)]
    flat = [inner for inputs in told for inner in (inputs, *inputs.values()) if isinstance(inner, dict)]
    signs = (
        ("borderline", "certainty", "borderline"),
        ("low_confidence", "status", "low_confidence"),
        ("painful_leg_far", "leg", "far"),
    )
    return tuple(code for code, key, sign in signs if any(inputs.get(key) == sign for inputs in flat))


def _allowed_part(finding: Finding, triage: Triage) -> Finding:
    advice = {key: text for key, text in finding.advice.items() if not triage.bars(ADVICE_NEEDS.get(key, ""))}
    return replace(finding, advice=advice, vetoed=() if triage.bars(ADVICE_NEEDS["cue"]) else finding.vetoed)


# --- what comes first, and what the history adds ---------------------------------------------------------------------


def _first(triage: Triage) -> Iterator[Finding]:
    """What was raised and is not cleared, as one finding; the questions as they were asked."""
    raised = [item for item in triage.raised if item.cleared is None]
    if not raised:
        return
    yield Finding(
        id="red-flag" if triage.bars("running") else "referral",
        rule=RED_FLAG_RULE,
        text_clinician="",
        text_runner=" ".join(triage.actions),
        grade=max((item.grade for item in raised), default="E"),
        source=source_text(tuple(dict.fromkeys(key for item in raised for key in item.sources))),
        inputs={"answers": [item.id for item in raised], "level": triage.level, "blocks": sorted(triage.blocks)},
        raised=tuple(map(_told_of, raised)),
    )


def _told_of(item: Raised) -> Reason:
    return Reason(item.level, {"id": item.id, "question": item.text})


def added(facts: Facts, triage: Triage) -> tuple[Modifier, ...]:
    """What the person's history adds to any advice, as far as it is not blocked."""
    if holds(facts, "no_problem"):
        return ()
    return tuple(item for item in modifiers() if holds(facts, item.fact) and not triage.bars(item.about))


def _person(facts: Facts, triage: Triage) -> Iterator[Finding]:
    held = added(facts, triage)
    if not held:
        return
    yield Finding(
        id="person",
        rule=PERSON_RULE,
        text_clinician=" ".join(modifier.advice for modifier in held),
        text_runner=" ".join(modifier.runner for modifier in held if modifier.runner),
        grade="E",
        source=source_text(tuple(dict.fromkeys(key for modifier in held for key in modifier.sources))),
        inputs={modifier.id: modifier.fact for modifier in held},
    )
