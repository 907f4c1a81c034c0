"""What may never be said of anybody: each must-not names what it found wrong in one decision, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gaitcue.clinic import NO_CUE, Decision, advice_of, cues, rules
from gaitcue.clinic.choice import LEAVE_THE_GAIT_ALONE
from gaitcue.clinic.findings import ADVICE_NEEDS, KIND_NEEDS
from gaitcue.clinic.triage import BLOCKABLE
from gaitcue.clinic.vetoes import veto
from gaitcue.report.wording.codes import finding_text
from gaitcue.terms.advice import Reason
from gaitcue.terms.sources import PRODUCT_DEFAULT, UNVERIFIED, keys_of, sources

RULES = {rule.id: rule for rule in rules()}
EXCLUSIVE_RULES = [
    {"P1", "P13", "P15"},
    {"P1", "P2"},
    {"P2", "P13"},
    {"P2", "P15"},
    {"P3", "P4", "P18"},
    {"P3", "P14"},
    {"P6", "X1", "X2", "X3"},
    {"P5", "P17"},
    {"A1", "A2", "A3"},
    {"I2", "X1"},
    {"F1", "F2"},
    {"F1", "X1", "Q1"},
    {"H1", "P1"},
]
"""Of each set at most one rule may speak."""
NOTHING_STANDS_OUT = "P6"
NEVER_BESIDE = {"N1": "gait", "X1": "gait", "X2": "gait", "X3": "gait", "F2": "gait"}
"""Rule -> kind of rules that may not speak beside it."""
OF_A_GAIT = {"P1", "P3", "P6", "P13", "X1", "X2", "X3", "Q1"}
RESOLVING = {*sources(), PRODUCT_DEFAULT, UNVERIFIED}
MustNot = Callable[[Decision], Iterator[str]]


def told(decision: Decision) -> list[str]:
    """Rules in the order told."""
    return [finding.rule for finding in decision.findings]


def be_silent(decision: Decision) -> Iterator[str]:
    """Something is always said: a finding, and a cue or why there is none."""
    if not decision.findings:
        yield "no finding"
    if (decision.first is None) == (decision.no_cue is None):
        yield "neither or both of a cue and why there is none"
    if decision.no_cue not in {None, *NO_CUE}:
        yield f"unknown code {decision.no_cue}"
    if (decision.protocol is None) != (decision.first is None):
        yield "a protocol without a cue, or a cue without one"


def tell_what_is_blocked(decision: Decision) -> Iterator[str]:
    """In no finding, cue, programme or addition of the decision."""
    blocks = decision.triage.blocks
    yield from blocks - set(BLOCKABLE)
    for finding in decision.findings:
        rule = RULES.get(finding.rule)
        yield from (key for key in finding.advice if ADVICE_NEEDS.get(key) in blocks)
        if rule and not rule.when_blocked and KIND_NEEDS.get(rule.kind) in blocks:
            yield rule.id
        if finding.vetoed and "cue_trial" in blocks:
            yield f"cues named by {finding.rule}"
    if "cue_trial" in blocks:
        yield from (f"{offer.cues}" for offer in decision.offers if offer.eligible)
        if decision.first is not None or decision.no_cue != "blocked":
            yield "a cue"
    programme = decision.programme
    if "exercise" in blocks and (programme.exercises or programme.seat or programme.stage):
        yield "exercises"
    if "running" in blocks and programme.ready:
        yield "how to run again"
    yield from (item.id for item in decision.modifiers if item.about in blocks)


def advise_what_is_blocked(decision: Decision) -> Iterator[str]:
    """In the advice, which is what every page and file is made from."""
    if not decision.triage.blocks:
        return
    advice = advice_of(decision)
    if set(advice.blocks) != decision.triage.blocks or not advice.actions:
        yield "what blocks is not told"
    if "cue_trial" in advice.blocks and (advice.cues or advice.first or advice.trial_min):
        yield "a cue"
    if "exercise" in advice.blocks and (advice.exercises or advice.seat or advice.stage):
        yield "exercises"
    if "running" in advice.blocks and advice.ready:
        yield "how to run again"
    yield from (item.code for item in advice.history if item.code in advice.blocks)


def exclude_each_other(decision: Decision) -> Iterator[str]:
    """No two rules that deny each other, none twice."""
    names = told(decision)
    if len(names) != len(set(names)):
        yield f"twice: {names}"
    yield from (str(exclusive & set(names)) for exclusive in EXCLUSIVE_RULES if len(exclusive & set(names)) > 1)
    others = set(names) - {NOTHING_STANDS_OUT, "G2", "C4"}
    if NOTHING_STANDS_OUT in names and others:
        yield f"nothing stands out beside {others}"
    for rule, kind in NEVER_BESIDE.items():
        beside = [name for name in names if name in RULES and RULES[name].kind == kind and name != rule]
        if rule in names and beside:
            yield f"{rule} beside {beside}"


def overlook_what_stands_out(decision: Decision) -> Iterator[str]:
    """That nothing stands out is said only where nothing does."""
    says_so = {"P6", "X2"} & set(told(decision)) or decision.no_cue == "gait_unremarkable"
    if says_so and decision.facts["stands_out"].holds:
        yield "something stands out"


def disagree(decision: Decision) -> Iterator[str]:
    """Findings, offers and protocol are of one mind."""
    names = set(told(decision))
    kinds = {RULES[name].kind for name in names if name in RULES}
    eligible = [offer for offer in decision.offers if offer.eligible]
    yield from (f"{offer.cues} named by no rule told" for offer in eligible if not set(offer.rules) & names)
    if (decision.first is None) != (not eligible):
        yield "offers without a first, or a first without offers"
    if eligible and kinds & set(LEAVE_THE_GAIT_ALONE):
        yield f"offers beside {kinds}"
    yield from _not_led(decision, names)
    protocol, offered = decision.protocol, {offer.cues for offer in eligible}
    if protocol and not (decision.first.cues in protocol.conditions and offered.issuperset(protocol.conditions)):
        yield f"protocol of {protocol.conditions}"
    if protocol and protocol.kind != "one" and {"P7", "P12", "R1"} & names:
        yield "several cues where one was to be tried"


def _not_led(decision: Decision, names: set[str]) -> Iterator[str]:
    first = decision.first
    if first is None:
        return
    helped = Reason("helped_before") in first.reasons or first.dose == "half"
    for rule in (rule for rule in rules() if rule.leads and rule.id in names):
        if not helped and first.cues != (rule.leads,):
            yield f"{rule.id} leads to {rule.leads}, first is {first.cues}"


def offer_what_is_forbidden(decision: Decision) -> Iterator[str]:
    """Each offer is allowed, graded and reasoned; one that is not made has one reason."""
    current = decision.facts.get("two_current_sites")
    for offer in decision.offers:
        if offer.grade not in tuple("ABCDE") or not offer.reasons:
            yield f"{offer.cues}: no grade or reason"
        if not offer.eligible:
            if len(offer.reasons) != 1:
                yield f"{offer.cues}: {offer.reasons}"
            continue
        yield from (name for name in offer.cues if veto(cues()[name], decision.facts) is not None)
        unknown = {code.values["about"] for code in offer.against if code.code == "effect_unknown"}
        if current and current.holds and not unknown <= {"other"}:
            yield f"{offer.cues}: effect on {unknown} unknown"


def go_without_a_source(decision: Decision) -> Iterator[str]:
    """Each statement has words, a grade and sources, and each key of a source resolves."""
    for finding in decision.findings:
        text = finding_text(finding)
        if not finding.grade or not text or "{" in text + finding.text_runner:
            yield f"{finding.rule}: no grade or no whole words"
        yield from _lost(finding.rule, keys_of(finding.source))
    for offer in decision.offers:
        yield from _lost(str(offer.cues), offer.sources)
    for item in (*decision.programme.exercises, *decision.programme.avoid, *decision.modifiers):
        yield from _lost(item.id, item.sources)
    for item in (*decision.programme.seat, *decision.programme.ready):
        yield from _lost(item.id, item.sources)


def _lost(what: str, keys: tuple[str, ...] | list[str]) -> Iterator[str]:
    if not keys:
        yield f"{what}: no source"
    yield from (f"{what}: {key}" for key in set(keys) - RESOLVING)


def speak_of_a_gait_not_filmed(decision: Decision) -> Iterator[str]:
    """Before filming nothing is said of a gait."""
    if "filmed" not in decision.facts and (decision.first is not None or OF_A_GAIT & set(told(decision))):
        yield "a gait"


MUST_NOTS: tuple[MustNot, ...] = (
    be_silent,
    tell_what_is_blocked,
    advise_what_is_blocked,
    exclude_each_other,
    overlook_what_stands_out,
    disagree,
    offer_what_is_forbidden,
    go_without_a_source,
    speak_of_a_gait_not_filmed,
)
