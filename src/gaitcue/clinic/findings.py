"""Measures and history -> findings: hypotheses, each with its rule, its inputs, its grade and its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gaitcue.clinic.facts import Fact, Facts, gather, holds
from gaitcue.clinic.profile import Profile
from gaitcue.clinic.tables import Rule, cues, modifiers, rules, source_text
from gaitcue.clinic.triage import Triage
from gaitcue.clinic.vetoes import allowed
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.records import Analysis, Finding

KIND_ORDER = ("referral", "tissue", "quality", "load", "capacity", "gait", "none")
"""Order of telling (product default): surgeon and tissue, then load, then gait."""


def findings(analysis: Analysis | None, profile: Profile, triage: Triage | None = None) -> tuple[Finding, ...]:
    """What the rules say about this person.

    Parameters
    ----------
    analysis : of the runner; None for somebody who does not run
    profile : the person
    triage : the red-flag questionnaire; when it blocks, its finding is the only one

    Returns
    -------
    Findings in the order of telling, every rule that another overrides left out. ``inputs`` holds the reasoning
    trail: each fact that the rule asked for, with the value, the limit and how clear it is.

    Raises
    ------
    UnusableInput : a runner without an analysis
    """
    if triage is not None and triage.bars("exercise"):
        return (_red_flag(triage),)
    if analysis is None and profile.runs and not _may_not_run(profile, triage):
        raise UnusableInput("There is no analysis of this runner: analyse a clip first.")
    facts = gather(analysis, profile)
    found = [*_flags(triage), *(_finding(rule, facts) for rule in matching(facts))]
    return (*found, *(_modifier(facts) if found else ()))


def _may_not_run(profile: Profile, triage: Triage | None) -> bool:
    stopped = triage is not None and triage.bars("running")
    return stopped or any(s.running_cleared_on is None or s.running_cleared_on > profile.on for s in profile.surgeries)


def matching(facts: Facts) -> list[Rule]:
    """Rules that hold and that no other holding rule overrides, in the order of telling."""
    held = [rule for rule in rules() if _matches(rule, facts)]
    overridden = {name for rule in held for name in rule.overrides}
    left = [rule for rule in held if rule.id not in overridden]
    return sorted(left, key=lambda rule: KIND_ORDER.index(rule.kind))


def _matches(rule: Rule, facts: Mapping[str, Fact]) -> bool:
    needed = all(holds(facts, name) for name in rule.all)
    one_of = not rule.any or any(holds(facts, name) for name in rule.any)
    return needed and one_of and not any(holds(facts, name) for name in rule.none)


def _finding(rule: Rule, facts: Facts) -> Finding:
    """Cues that this person must not get are taken out of the advice, with the reason."""
    dropped = {name: reason for name in rule.cues if (reason := allowed(cues()[name], facts)) is not None}
    inputs = {name: facts[name].inputs for name in (*rule.all, *rule.any) if holds(facts, name)}
    advice = dict(rule.advice)
    if rule.cues and len(dropped) == len(rule.cues):
        advice["cue"] = "None: " + "; ".join(dict.fromkeys(dropped.values())) + "."
    elif dropped:
        names = "; ".join(f"{cues()[name].title} ({reason})" for name, reason in dropped.items())
        advice["avoid"] = f"{advice.get('avoid', '')} Not for this person: {names}.".strip()
    hedge = _hedge(rule, facts)
    return Finding(
        id=rule.id.lower(),
        rule=rule.id,
        text_clinician=f"{rule.clinician}{hedge}",
        text_runner=rule.runner,
        grade=rule.grade,
        source=source_text(rule.sources),
        inputs=inputs,
        advice=advice,
    )


def _hedge(rule: Rule, facts: Facts) -> str:
    told = [facts[name].inputs for name in (*rule.all, *rule.any) if holds(facts, name)]
    flat = [inner for inputs in told for inner in (inputs, *inputs.values()) if isinstance(inner, dict)]
    borderline = any("borderline" in str(inputs.get("certainty", "")) for inputs in flat)
    unsure = any(inputs.get("status") == "low_confidence" for inputs in flat)
    words = ["a value lies within its error of the limit"] * borderline + ["a value is of low confidence"] * unsure
    return f" Uncertain: {' and '.join(words)}." if words else ""


def _red_flag(triage: Triage) -> Finding:
    asked = "; ".join(question.text for question in triage.raised)
    return Finding(
        id="red-flag",
        rule="C4",
        text_clinician=f"Red flag ({triage.level}): {asked} Cue trials, rehab and running plans wait for a clearance.",
        text_runner=f"{triage.actions[0]} Everything else waits until you were seen and cleared.",
        grade="E",
        source=source_text(tuple(dict.fromkeys(key for question in triage.raised for key in question.sources))),
        inputs={"answers": [question.id for question in triage.raised], "level": triage.level},
        advice={"cue": "None.", "load": "None until seen and cleared.", "avoid": "Running."},
    )


def _flags(triage: Triage | None) -> Iterator[Finding]:
    """What does not block is told first all the same."""
    if triage is None or triage.level is None:
        return
    running = " No running until cleared." if triage.bars("running") else ""
    yield Finding(
        id="referral",
        rule="C4",
        text_clinician=f"Answers of level {triage.level}: {', '.join(q.id for q in triage.raised)}.{running}",
        text_runner=" ".join(triage.actions) + running,
        grade="E",
        source=source_text(tuple(dict.fromkeys(key for question in triage.raised for key in question.sources))),
        inputs={"answers": [question.id for question in triage.raised], "level": triage.level},
    )


def _modifier(facts: Facts) -> Iterator[Finding]:
    """All that the person's history adds to any advice, as one finding."""
    held = [modifier for modifier in modifiers() if holds(facts, modifier.fact)]
    if not held or holds(facts, "no_problem"):
        return
    text = " ".join(modifier.advice for modifier in held)
    yield Finding(
        id="person",
        rule="G2",
        text_clinician=text,
        text_runner=text,
        grade="E",
        source=source_text(tuple(dict.fromkeys(key for modifier in held for key in modifier.sources))),
        inputs={modifier.id: modifier.fact for modifier in held},
    )


def rule_ids(found: Sequence[Finding]) -> list[str]:
    """Rules in the order told."""
    return [finding.rule for finding in found]
