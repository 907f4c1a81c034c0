"""Findings follow the visit's answers; the clinician's last word counts, and earlier words stay."""

from datetime import date, timedelta

import pytest

from gaitcue.store import accounts, audit, visit_results, visits
from gaitcue.terms.asker import Asker, Role
from gaitcue.terms.errors import FaultyForm, NotThere
from gaitcue.work.clinic import decisions
from gaitcue.work.clinic.decisions import ToldDecision
from gaitcue.work.clinic.record import program
from support.cases import TODAY
from support.record import HAMSTRING, NO, analysed, visited


@pytest.fixture
def visit_id(record, asker) -> str:
    return visited(record, asker, on=TODAY)


@pytest.fixture
def row(record, asker, visit_id):
    return analysed(record, asker, visit_id)


def say(record, asker, row, action, finding="p13", text="", reason="seen on the couch"):
    told = ToldDecision(finding=finding, action=action, reason=reason, text=text)
    return decisions.decide_finding(record, asker, row.id, told, TODAY)


def found(record, asker, row, today=TODAY):
    return decisions.decided(record, asker, row.id, today)


def rule_ids(told) -> list[str]:
    return [finding.id for finding in told.analysis.findings]


def test_findings_are_those_of_the_rules_for_the_visits_answers(record, asker, row):
    told = found(record, asker, row)
    assert "p13" in rule_ids(told) and told.analysis.advice.first is not None
    assert told.analysis.findings == told.by_rule


def test_a_dismissed_finding_is_gone_and_its_cue_with_it(record, asker, row):
    before = found(record, asker, row)
    for finding in before.by_rule:
        say(record, asker, row, "dismiss", finding.id)
    after = found(record, asker, row)
    assert rule_ids(after) == [] and after.by_rule == before.by_rule
    assert after.analysis.advice.first is None and after.analysis.advice.no_cue


def test_the_last_word_counts_and_every_earlier_one_stays(record, asker, row):
    say(record, asker, row, "dismiss")
    say(record, asker, row, "reword", text="The foot lands well ahead of the knee.")
    say(record, asker, row, "accept", reason="looked at it again")
    told = found(record, asker, row)
    kept = next(finding for finding in told.analysis.findings if finding.id == "p13")
    assert kept.text_runner == "The foot lands well ahead of the knee."
    assert kept.inputs["override"]["reason"] == "looked at it again"
    assert [word.action for word in told.basis.said] == ["dismiss", "reword", "accept"]
    assert [entry.action for entry in told.analysis.advice.overrides] == ["dismiss", "reword", "accept"]


def test_new_words_and_a_known_finding_are_needed(record, asker, row):
    with pytest.raises(FaultyForm, match="new words"):
        say(record, asker, row, "reword")
    with pytest.raises(FaultyForm, match="not among those"):
        say(record, asker, row, "accept", finding="p99")
    assert found(record, asker, row).basis.said == ()


def test_a_red_flag_cannot_be_talked_away(record, asker):
    visit_id = visited(record, asker, on=TODAY, flags={"saddle_numbness": True})
    row = analysed(record, asker, visit_id)
    told = found(record, asker, row)
    flag = next(finding for finding in told.by_rule if finding.rule == "C4")
    assert told.analysis.advice.blocked and told.analysis.advice.cues == ()
    with pytest.raises(FaultyForm):
        say(record, asker, row, "dismiss", finding=flag.id)


def test_later_answers_that_block_come_before_those_of_the_visit(record, asker, visit_id, row):
    later = TODAY + timedelta(days=9)
    with record.write(asker) as session:
        runner = visits.visit(session, visit_id).runner_id
        answers = {"on": later.isoformat(), "answers": NO}
        profile = {"on": later.isoformat(), **HAMSTRING}
        visits.add_profile_version(session, runner, later, "Ann", profile=profile, answers=answers)
    assert found(record, asker, row, later).basis.on == TODAY, "nothing blocks: the visit's own answers count"
    with record.write(asker) as session:
        answers = {"on": later.isoformat(), "answers": NO | {"chest_pain": True}}
        visits.add_profile_version(session, runner, later, "Ann", profile=profile, answers=answers)
    told = found(record, asker, row, later)
    assert told.basis.on == later and told.analysis.advice.level == "emergency" and told.analysis.advice.cues == ()


def test_without_answers_nothing_is_found(record, asker):
    row = analysed(record, asker, visited(record, asker, on=TODAY, profile=None))
    told = found(record, asker, row)
    assert told.analysis.findings == () and told.analysis.advice is None


def test_another_clinic_finds_nothing_and_decides_nothing(record, asker, row):
    with record.write(program()) as session:
        clinic = accounts.add_clinic(session, "Elsewhere")
    stranger = Asker(clinic, None, Role.CLINICIAN, "Bert")
    with pytest.raises(NotThere):
        found(record, stranger, row)
    with pytest.raises(NotThere):
        say(record, stranger, row, "accept")
    with record.read(asker) as session:
        assert visit_results.finding_decisions(session, row.id) == ()


def test_who_looked_and_who_decided_stands_in_the_log(record, asker, row):
    decisions.findings(record, asker, row.id, date.today())
    say(record, asker, row, "accept")
    with record.read(asker) as session:
        actions = [entry.action for entry in audit.entries(session).items]
    assert {"findings.seen", "finding.decided"} <= set(actions)
