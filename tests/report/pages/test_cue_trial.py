"""trial.html: the chosen cue in plain words, why not the others, the ranking with everything behind it."""

import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from gaitcue.cli.trial_table import print_trial
from gaitcue.clinic import judge_trial, read_trial
from gaitcue.clinic.trial import NextDay
from gaitcue.clinic.verdicts.for_and_against import _one_each
from gaitcue.report import write_trial_report
from gaitcue.report.pages.cue_trial import build_trial_report
from gaitcue.report.pages.html import trial_html_text
from gaitcue.report.pages.trial_pdf import trial_pdf_bytes
from gaitcue.terms.advice import Reason
from gaitcue.work.trial import write_trial
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


def test_the_runner_reads_what_to_do_then_why_and_why_not_the_other(report):
    assert report.lead == "Keep this one for now: “Shorter, faster steps”."
    assert report.practice.sayings[0].say == "Match the clicks; quick light taps on hot ground."
    assert "to 168 clicks a minute" in report.practice.target
    assert "8 more than the 160 steps a minute" in report.practice.target
    kept, other = report.why
    assert "Your pain fell from 4 to 2 out of 10." in kept.lines
    assert any("Effort went from 3 to 4" in line and "falls with practice" in line for line in kept.lines)
    assert (other.title, other.word) == ("“Run tall”", "Not for you now")
    assert "protects the knee" in other.lines[0]
    runner = words(trial_html_text(report).split('<div id="clinician"')[0])
    assert "SDC" not in runner
    assert "Ranking" not in runner
    assert runner.index("What to do now") < runner.index("Why")
    assert not re.search(r"cadence_5|run_tall|glutes \(|\(P12\)", runner)
    assert report.picture is not None


def test_the_picture_names_the_cue_and_not_its_code():
    result, runs = people.trial()
    told = replace(runs[1], conditions=replace(runs[1].conditions, cue="cadence_5+glutes"))
    report = build_trial_report(result, [runs[0], told, runs[2]], [handmade.picker()] * 3, catalog=catalog)
    assert "Shorter, faster steps: cadence +5 % + Tighten the glutes" in report.picture.svg
    assert "cadence_5" not in report.picture.svg


def test_what_moved_is_told_once_for_each_measure_by_the_leg_before_both():
    result, _ = people.trial()
    row = result.comparison.changes[0]
    near, both = replace(row, leg="near"), replace(row, leg="both")
    assert list(_one_each([both, near])) == list(_one_each([near, both])) == [near]
    assert list(_one_each([both])) == [both]


def test_a_second_site_that_was_not_asked_about_before_reads_well():
    conditions = [people.VISIT["condition"][0] | {"pain_elsewhere": 2, "elsewhere": "calf"}]
    report = built(people.VISIT | {"condition": conditions})
    assert "More pain at a second site (calf): 2, as usual not recorded." in report.ranking[0].reasons


def test_next_step_follows_the_24_hour_response(report):
    (morning,) = [step for step in report.steps if step.startswith("The next morning")]
    assert "2 or more worse" in morning
    good = built(people.VISIT | {"next_day": {"pain": 3, "pain_before": 3}})
    assert good.lead.startswith("Keep this one: ")
    assert any("morning after the visit was fine" in step for step in good.steps)
    bad = built(people.VISIT | {"next_day": {"pain": 5, "pain_before": 3}})
    assert bad.practice is None
    assert bad.lead == "Leave it out: the next morning spoke against the cue."
    assert "do not practise" in bad.steps[1]
    assert any(cue.word == "Left out after the next morning" for cue in bad.why)


def test_a_stopped_visit_has_the_alarm_first_and_no_practice():
    conditions = [people.VISIT["condition"][0] | {"pain": 7}, people.VISIT["condition"][1]]
    stopped = built(people.VISIT | {"condition": conditions})
    assert stopped.lead.startswith("Stop for now")
    assert "Stop running" in stopped.alarm[0]
    assert (stopped.practice, stopped.steps) == (None, ())
    page = words(trial_html_text(stopped))
    assert page.index("Stop running for today") < page.index("Why")
    assert "Suits you" not in page


def test_questions_that_were_not_asked_are_said_on_the_runners_page(report):
    runner = words(trial_html_text(report)).split('<div id="clinician"')[0]
    assert "The safety questions were not asked" in runner
    assert runner.index("safety questions") < runner.index("What to do now")


def test_runs_of_different_speeds_are_never_laid_side_by_side():
    result, runs = people.trial()
    faster = replace(runs[1], conditions=replace(runs[1].conditions, speed_kmh=13.0))
    shown = build_trial_report(result, [runs[0], faster, runs[2]], [handmade.picker()] * 3, catalog=catalog)
    assert shown.picture is None
    assert "speeds differ (10.8 and 13 km/h)" in shown.no_picture
    assert "speeds differ" in words(trial_html_text(shown)).split('<div id="clinician"')[0]


def test_runs_that_are_unlike_are_said_in_words_on_page_and_terminal(tmp_path, capsys, monkeypatch):
    base, faster = people.moved(1, cadence=160.0), people.moved(2, cadence=168.0)
    faster = replace(faster, conditions=replace(faster.conditions, speed_kmh=13.0))
    told = people.VISIT | {"condition": people.VISIT["condition"][:1]}
    result = judge_trial(read_trial(told), {"baseline": base, "quicker": faster}, people.AUTHOR)
    (cue,) = build_trial_report(result, [base, faster], [None, None], catalog=catalog).why
    speeds = "speeds differ (10.8 and 13 km/h): record both at one speed"
    assert cue.lines[0] == f"The runs were not alike, so they cannot be compared: {speeds}."
    monkeypatch.setenv("COLUMNS", "200")
    write_trial(result, tmp_path)
    print_trial(tmp_path)
    said = capsys.readouterr().out
    assert f"The runs are too unlike: {speeds}" in said
    assert "Reason(" not in said


def test_what_was_not_measured_is_said_with_its_reason():
    base, turned = people.moved(1, trunk_lean_stance=12.0), people.moved(2, trunk_lean_stance=6.0)
    told = people.VISIT | {"condition": [{"name": "rails", "cues": ["two_rails"], "pain": 4, "effort": 3}]}
    result = judge_trial(read_trial(told), {"baseline": base, "rails": turned}, people.AUTHOR)
    report = build_trial_report(result, [base, turned], [None, None], catalog=catalog)
    assert report.ranking[0].reasons[0] == "What it aims at was not measured."


def test_the_words_with_clicks_need_a_metronome_to_be_set():
    result, runs = people.trial()
    changes = tuple(row for row in result.comparison.changes if row.measure != "cadence")
    without = replace(result, comparison=replace(result.comparison, changes=changes))
    practice = build_trial_report(without, runs, [None] * 3, catalog=catalog).practice
    assert (practice.sayings[0].say, practice.target) == ("Quick light taps on hot ground.", "")


def test_scores_are_bars_with_words(report):
    titles = [panel.title for panel in report.scores]
    assert titles == ["Pain", "Effort", "Awkwardness"]
    assert "as usual 4; “Shorter, faster steps” 2; “Run tall” 4" in report.scores[0].svg
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
    assert "Pain fell from 4 to 2." in first.reasons
    assert any("Cadence 160.0 to 168.0" in line for line in first.pros)
    assert "Awkwardness 3." in first.cons
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
    evil = Reason("not_allowed", {"cue": "run_tall", "why": EVIL})
    verdicts = tuple(replace(v, name=v.name, reasons=(evil,), pros=(evil,), cons=(evil,)) for v in result.verdicts)
    hostile = trial_html_text(build_trial_report(replace(result, verdicts=verdicts), runs, [None] * 3, catalog=catalog))
    assert "<script" not in hostile
    assert "&lt;script&gt;" in hostile.lower()
    trial = read_trial(people.VISIT | {"condition": conditions})
    assert trial.conditions[0].name == EVIL
    ending = text[text.rindex("<section") :]
    assert "when to get checked out" in ending


def test_the_runners_page_of_three_cues_is_one_page():
    third = people.VISIT["condition"][1] | {"name": "glutes", "cues": ["glutes"], "pain": 5, "effort": 7}
    conditions = [*people.VISIT["condition"], third]
    told = people.VISIT | {"condition": conditions, "return_baseline": {"pain": 4, "effort": 3}}
    _, (usual, quicker, tall) = people.trial()
    runs = {"baseline": usual, "quicker": quicker, "tall": tall, "glutes": usual, "return baseline": usual}
    result = judge_trial(read_trial(told), runs, people.AUTHOR)
    report = build_trial_report(result, [*runs.values()], [handmade.picker()] * 5, catalog=catalog)
    first, second = (page.extract_text() for page in PdfReader(io.BytesIO(trial_pdf_bytes(report))).pages[:2])
    assert "as usual again" in first and "When to get checked out" in first
    assert "for the clinician" in second


def test_file_is_written(tmp_path):
    result, runs = people.trial()
    result = replace(result, trial=replace(result.trial, next_day=NextDay(3, 3)))
    assert [f.name for f in write_trial_report(result, runs, [None] * 3, tmp_path)] == ["trial.html"]
    files = write_trial_report(result, runs, [None] * 3, tmp_path, pdf=True)
    assert [f.name for f in files] == ["trial.html", "trial.pdf"]
    assert files[1].read_bytes().startswith(b"%PDF")
