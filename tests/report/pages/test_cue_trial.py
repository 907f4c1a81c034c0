"""trial.html: the chosen cue in plain words, why not the others, the ranking with everything behind it."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date

import pytest

from gaitcue.clinic import read_trial
from gaitcue.clinic.trial import NextDay
from gaitcue.report import write_trial
from gaitcue.report.pages.cue_trial import build_trial_report
from gaitcue.report.pages.html import trial_html_text
from support import handmade, people
from support.catalog import catalog

EVIL = "<script>x</script>"


def built(visit=None, **more):
    result, runs = people.trial(visit=visit)
    return build_trial_report(result, runs, [None] * len(runs), catalog=catalog, **more)


def words(page):
    """The page without its pictures: the letters of a picture's bytes can spell anything."""
    return re.sub(r"data:image/[^\"]+", "", page)


@pytest.fixture(scope="module")
def report():
    result, runs = people.trial()
    return build_trial_report(result, runs, [handmade.picker()] * 3, catalog=catalog)


def test_the_runner_reads_the_cue_why_and_why_not_the_other(report):
    assert report.lead == "Suits you so far: shorter, faster steps, cadence +5 %."
    assert report.kept.sayings[0].say == "Match the clicks; quick light taps on hot ground."
    assert "Pain fell from 4 to 2 out of 10." in report.kept.why
    assert any("Effort rose from 3 to 4" in line and "falls with practice" in line for line in report.kept.why)
    ((name, word, why),) = report.others
    assert (name, word) == ("tall (run tall)", "not for you")
    assert "protects the knee" in why
    runner = words(trial_html_text(report).split('<div id="clinician"')[0])
    assert "SDC" not in runner
    assert "Ranking" not in runner
    assert report.picture is not None


def test_next_step_follows_the_24_hour_response(report):
    assert "Tomorrow morning" in report.steps[0]
    assert "2 or more worse" in report.steps[1]
    good = built(people.VISIT | {"next_day": {"pain": 3, "pain_before": 3}})
    assert good.lead.startswith("Suits you: ")
    assert "confirmed" in good.steps[0]
    bad = built(people.VISIT | {"next_day": {"pain": 6, "pain_before": 3}})
    assert bad.kept is None
    assert bad.lead == "No cue of this visit is kept: the next morning spoke against it."
    assert "do not practise" in bad.steps[0]
    assert any(word == "dropped" for _, word, _ in bad.others)


def test_scores_are_bars_with_words(report):
    titles = [panel.title for panel in report.scores]
    assert titles == ["Pain", "Effort", "Awkwardness"]
    assert "as usual 4; quicker 2; tall 4" in report.scores[0].svg
    assert "as usual" not in report.scores[2].svg
    for panel in report.scores:
        ET.fromstring(panel.svg)


def test_untold_scores_are_said_so_and_wholly_untold_ones_left_out():
    conditions = [{"name": "a", "cues": ["cadence_5"], "pain": 2}, {"name": "tall", "cues": ["run_tall"]}]
    result, runs = people.trial(
        visit=people.VISIT | {"baseline": {}, "condition": [conditions[0] | {"name": "quicker"}, conditions[1]]}
    )
    untold = [replace(run, conditions=replace(run.conditions, pain=None, effort=None)) for run in runs]
    trial = replace(
        result.trial,
        baseline=replace(result.trial.baseline, effort=None),
        conditions=tuple(replace(c, take=replace(c.take, effort=None)) for c in result.trial.conditions),
    )
    shown = build_trial_report(replace(result, trial=trial), untold, [None] * 3, catalog=catalog)
    assert [panel.title for panel in shown.scores] == ["Pain"]


def test_ranking_has_verdict_reasons_pros_cons_and_survival(report):
    first, second = report.ranking
    assert (first.name, first.verdict, first.survival, first.chosen) == (
        "quicker",
        "keep",
        "next morning awaited",
        True,
    )
    assert (first.pain, first.effort, first.awkwardness) == ("4 → 2", "3 → 4", "3")
    assert any("Pain −2" in line for line in first.pros)
    assert any("Effort +1" in line for line in first.cons)
    assert "Heiderscheit11" in first.evidence
    assert (second.verdict, second.survival) == ("reject", "")
    text = trial_html_text(report)
    assert not re.search(r"\b(shank_angle|trunk_lean|ankle_hip)_\w+", text), "measures are told by their titles"


def test_every_condition_has_its_measures_with_the_detectable_change(report):
    assert [run.name for run in report.changes] == ["quicker", "tall"]
    cadence = next(row for row in report.changes[0].headline if row.title == "Cadence")
    assert cadence.verdict == "changed"
    assert "steps/min" in cadence.detectable


def test_effort_over_visits_is_shown_when_there_are_several(report):
    assert report.trends == ()
    visits = []
    for day, effort in ((1, 7), (8, 6)):
        condition = people.VISIT["condition"][0] | {"effort": effort}
        visits.append(read_trial(people.VISIT | {"date": date(2026, 2, day), "condition": [condition]}))
    (trend,) = built(earlier=visits).trends
    assert trend.name == "quicker"
    assert "falls (−1.5 per session)" in trend.text
    ET.fromstring(trend.chart)


def test_page_is_self_contained_and_safe(report):
    text = trial_html_text(report)
    assert re.findall(r"https?://[^\"' ]+", text.replace("http://www.w3.org/2000/svg", "")) == []
    assert "<script" not in text
    conditions = [people.VISIT["condition"][0] | {"name": EVIL}]
    result, runs = people.trial()
    verdicts = tuple(replace(v, reasons=(EVIL,), pros=(EVIL,), cons=(EVIL,), judged_by=EVIL) for v in result.verdicts)
    hostile = trial_html_text(build_trial_report(replace(result, verdicts=verdicts), runs, [None] * 3, catalog=catalog))
    assert "<script" not in hostile
    assert "&lt;script&gt;" in hostile.lower()
    trial = read_trial(people.VISIT | {"condition": conditions})
    assert trial.conditions[0].name == EVIL
    ending = text[text.rindex("<section") :]
    assert "when to get checked out" in ending


def test_file_is_written(tmp_path):
    result, runs = people.trial()
    result = replace(result, trial=replace(result.trial, next_day=NextDay(3, 3)))
    assert [f.name for f in write_trial(result, runs, [None] * 3, tmp_path)] == ["trial.html"]
