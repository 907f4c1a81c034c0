"""A few thousand people, drawn from all combinations: what may never be said of any of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gaitcue.clinic import NO_CUE, Decision, Problem, Profile, cues, rules
from gaitcue.clinic.choice import LEAVE_THE_GAIT_ALONE
from gaitcue.clinic.findings import ADVICE_NEEDS, KIND_NEEDS
from gaitcue.clinic.rule_data import setting
from gaitcue.clinic.triage import BLOCKABLE
from gaitcue.clinic.vetoes import veto
from gaitcue.report.wording.codes import finding_text
from gaitcue.terms.advice import Reason
from support.cases import TODAY, decided
from support.drawn import GAITS, filmed, people

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


@pytest.fixture(scope="module")
def everybody() -> list[tuple[str, Decision]]:
    return [(one.label, one.decision) for one in people()]


RULES = {rule.id: rule for rule in rules()}


def told(decision: Decision) -> list[str]:
    return [finding.rule for finding in decision.findings]


def test_the_draw_reaches_every_rule_level_and_code(everybody):
    reached = {rule for _, decision in everybody for rule in told(decision)}
    assert len(set(RULES) - reached) <= 4, "all but the rarest"
    assert {decision.no_cue for _, decision in everybody} >= set(NO_CUE) - {"no_person", "dismissed"}
    assert {decision.triage.level for _, decision in everybody} >= {"emergency", "within_days", "caution", None}


def test_something_is_always_said(everybody):
    silent = [label for label, decision in everybody if not decision.findings]
    assert silent == []
    for label, decision in everybody:
        assert (decision.first is None) == (decision.no_cue is not None), label
        assert decision.no_cue is None or decision.no_cue in NO_CUE, label
        assert (decision.protocol is None) == (decision.first is None), label


def test_nothing_that_is_blocked_is_said(everybody):
    assert sum(bool(decision.triage.blocks) for _, decision in everybody) > 500
    for label, decision in everybody:
        blocks = decision.triage.blocks
        assert blocks <= set(BLOCKABLE)
        for finding in decision.findings:
            assert not [key for key in finding.advice if ADVICE_NEEDS.get(key) in blocks], (label, finding.rule)
            rule = RULES.get(finding.rule)
            assert rule is None or rule.when_blocked or KIND_NEEDS.get(rule.kind) not in blocks, (label, finding.rule)
        if "cue_trial" in blocks:
            assert decision.first is None, label
            assert decision.no_cue == "blocked", label
            assert not any(offer.eligible for offer in decision.offers), label
        assert not [item.id for item in decision.modifiers if item.about in blocks], label


def test_no_two_statements_exclude_each_other(everybody):
    assert everybody
    for label, decision in everybody:
        names = told(decision)
        assert len(names) == len(set(names)), label
        for exclusive in EXCLUSIVE_RULES:
            assert len(exclusive & set(names)) < 2, (label, exclusive & set(names))
        others = set(names) - {NOTHING_STANDS_OUT, "G2", "C4"}
        assert NOTHING_STANDS_OUT not in names or not others, (label, others)
        for rule, kind in NEVER_BESIDE.items():
            assert rule not in names or not [n for n in names if n in RULES and RULES[n].kind == kind], (label, names)


def test_nothing_stands_out_only_where_nothing_does(everybody):
    assert any(decision.no_cue == "gait_unremarkable" for _, decision in everybody)
    for label, decision in everybody:
        if {"P6", "X2"} & set(told(decision)) or decision.no_cue == "gait_unremarkable":
            assert not decision.facts["stands_out"].holds, label


def test_findings_offers_and_protocol_agree(everybody):
    assert sum(decision.first is not None for _, decision in everybody) > 300
    for label, decision in everybody:
        names, kinds = set(told(decision)), {RULES[n].kind for n in told(decision) if n in RULES}
        eligible = [offer for offer in decision.offers if offer.eligible]
        for offer in eligible:
            assert set(offer.rules) & names, (label, offer.cues)
        assert (decision.first is None) == (not eligible), label
        assert not (eligible and kinds & set(LEAVE_THE_GAIT_ALONE)), (label, names)
        for rule in names & {rule.id for rule in rules() if rule.leads}:
            first = decision.first
            helped = first is not None and (Reason("helped_before") in first.reasons or first.dose == "half")
            assert helped or not eligible or decision.first.cues == (RULES[rule].leads,), (label, rule)
        if decision.protocol:
            assert set(decision.protocol.conditions) <= {offer.cues for offer in eligible}, label
            assert decision.first.cues in decision.protocol.conditions, label
            assert decision.protocol.kind == "one" or not {"P7", "P12", "R1"} & names, label


def test_every_offered_cue_is_allowed_graded_and_sourced(everybody):
    assert any(decision.offers for _, decision in everybody)
    for label, decision in everybody:
        current = decision.facts.get("two_current_sites")
        for offer in decision.offers:
            assert offer.sources, label
            assert offer.grade in "ABCDE", label
            assert offer.reasons, (label, offer.cues)
            if not offer.eligible:
                assert len(offer.reasons) == 1, label
                continue
            for name in offer.cues:
                assert veto(cues()[name], decision.facts) is None, (label, name)
            unknown = [code for code in offer.against if code.code == "effect_unknown"]
            assert not (current and current.holds) or {code.values["about"] for code in unknown} <= {"other"}, (
                label,
                offer.cues,
            )


def test_every_statement_has_a_source_and_a_grade(everybody):
    assert any(decision.findings for _, decision in everybody)
    for label, decision in everybody:
        for finding in decision.findings:
            assert finding.source, label
            assert finding.grade, label
            assert finding_text(finding), label
            assert "{" not in finding_text(finding) + finding.text_runner, (label, finding.rule)


def test_before_filming_nothing_is_said_of_a_gait(everybody):
    assert any("filmed" not in decision.facts for _, decision in everybody)
    for label, decision in everybody:
        if "filmed" not in decision.facts:
            assert not {"P1", "P3", "P6", "P13", "X1", "X2", "X3", "Q1"} & set(told(decision)), label
            assert decision.first is None, label


def test_more_pain_never_offers_more():
    milder, worse = Problem("proximal_hamstring", side="right"), setting("triage", "pain_ceiling") + 1
    for name in sorted(GAITS):
        profile = Profile(TODAY, age=35.0, height_cm=174.0, sports=("running",), problems=(milder,), pain_now=2.0)
        assert decided(filmed(name, "as it is"), replace(profile, pain_now=worse)).first is None
