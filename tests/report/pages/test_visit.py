"""The report of an appointment: whose it is, its parts, the clinician's comment, comparison and trial; HTML and PDF."""

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest

from gaitcue.report import visit_html, write_visit_report
from gaitcue.report.pages.changes import build_change_report
from gaitcue.report.pages.cue_trial import build_trial_report
from gaitcue.report.pages.visit import VisitPart
from support import people

PLAIN = VisitPart("Ada Runner", date(2026, 3, 1), 2, 1985, comment="Well done.\n\nKeep <b>at it</b>.")
SIGNED = replace(PLAIN, signed_by="Anna Bell", signed_on=date(2026, 3, 2))


@pytest.fixture(scope="module")
def with_all() -> VisitPart:
    result, runs = people.trial()
    sources = [None] * len(runs)
    trial, change = build_trial_report(result, runs, sources), build_change_report(result.comparison, runs, sources)
    return replace(SIGNED, trial=trial, comparison=change)


def html(visit, analysis=None) -> str:
    return unescape(visit_html(analysis or people.told(answers={}), None, visit))


def test_it_says_whose_it_is_which_version_and_who_signed():
    draft, signed = html(PLAIN), html(SIGNED)
    assert "Ada Runner, born 1985" in draft and "Visit of 1 March 2026" in draft and "Version 2" in draft
    assert "Draft, not signed" in draft
    assert "Signed by Anna Bell, 2 March 2026" in signed and "Draft" not in signed


def test_the_comment_stands_in_paragraphs_and_is_never_markup():
    text = visit_html(people.told(), None, PLAIN)
    assert "<p>Well done.</p>" in text and "Keep &lt;b&gt;at it&lt;/b&gt;." in text


def test_each_part_can_be_left_out_and_the_alarm_never():
    flagged = people.told(answers={"saddle_numbness": True})
    runner = html(replace(PLAIN, for_clinician=False), flagged)
    clinician = html(replace(PLAIN, for_runner=False), flagged)
    assert 'id="clinician"' not in runner and 'aria-label="For the runner"' not in clinician
    for text in (runner, clinician):
        assert "Get emergency care now." in text and "Well done." in text


def test_comparison_and_trial_stand_in_both_parts(with_all):
    text = html(with_all)
    assert text.count(with_all.trial.lead) == 2 and text.count(with_all.comparison.lead) == 2
    assert "<caption" in text and with_all.trial.ranking[0].evidence in text
    runner = html(replace(with_all, for_clinician=False))
    assert runner.count(with_all.trial.lead) == 1 and with_all.trial.ranking[0].evidence not in runner


def test_where_everything_is_blocked_neither_trial_nor_comparison_is_told(with_all):
    text = html(with_all, people.told(answers={"saddle_numbness": True}))
    assert with_all.trial.lead not in text and with_all.comparison.lead not in text


def test_no_id_stands_twice(with_all):
    known = re.findall(r'\sid="([^"]+)"', html(with_all))
    assert len(known) > 10 and sorted(known) == sorted(set(known))


def test_the_files_are_written_and_the_runners_part_only_where_there_is_one(tmp_path, with_all):
    files = {file.name for file in write_visit_report(people.told(answers={}), None, with_all, tmp_path)}
    assert files == {"report.html", "runner.html", "report.pdf"}
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    (tmp_path / "one").mkdir()
    only = replace(PLAIN, for_runner=False)
    files = {file.name for file in write_visit_report(people.told(), None, only, tmp_path / "one")}
    assert files == {"report.html", "report.pdf"}
