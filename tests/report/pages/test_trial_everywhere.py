"""What a trial's page and PDF say over all its outcomes: nothing that is not practised is told to be practised."""

import html
import io
import itertools
import json
import re

import pytest

from gaitcue.cli.trial_table import print_trial
from gaitcue.clinic import cues, judge_trial, next_step, read_trial
from gaitcue.clinic.verdicts import as_toml, experience
from gaitcue.report.pages.cue_trial import build_trial_report
from gaitcue.report.pages.html import trial_html_text
from gaitcue.report.pages.trial_pdf import trial_pdf_bytes
from gaitcue.work.trial import trial_json
from support.cases import REACHING, TODAY, answered, gait, person, pht
from support.drawn import NO

PAIN = {"fell": 2, "same": 4, "rose": 5, "over": 6, "untold": None}
"""with the cue; 4 as usual"""
RAN = {"as_asked": 168.0, "none": 160.0, "wrong": 150.0, "too_much": 184.0}
EFFORT = {"same": 3, "hard": 7}
MORNING = {"awaited": None, "worse": {"pain": 6, "pain_before": 2}}
OUTCOMES = list(itertools.product(PAIN, RAN, EFFORT, MORNING))
PRACTISED = re.compile(r"Practise it on|Set a metronome|short blocks|clicks a minute|keep the words in mind")
"""What only stands where a cue is practised."""
ALLOWED = re.compile(r"Film again|try it again|Run as you usually do|Talk it over")
"""What may stand where running is not barred."""


def judged(pain, ran, effort, morning):
    told = {
        "date": TODAY,
        "baseline": {"pain": 4, "effort": 3},
        "condition": [{"name": "cued", "cues": ["cadence_5"], "pain": PAIN[pain], "effort": EFFORT[effort]}],
    } | ({"next_day": MORNING[morning]} if MORNING[morning] else {})
    runs = {"baseline": gait(**REACHING, cadence=160.0), "cued": gait(seed=2, **REACHING, cadence=RAN[ran])}
    result = judge_trial(read_trial(told), runs, person(pht()), answered(NO))
    return result, build_trial_report(result, list(runs.values()), [None, None])


def words(page: str) -> str:
    page = re.sub(r"<(script|style|svg).*?</\1>", "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def printed(report) -> str:
    from pypdf import PdfReader

    pages = PdfReader(io.BytesIO(trial_pdf_bytes(report))).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def halves(report) -> tuple[str, str]:
    """The runner's part and the clinician's."""
    runner, _, clinician = trial_html_text(report).partition('<div id="clinician"')
    return words(runner), words(clinician)


@pytest.fixture(scope="module")
def outcomes():
    return {case: judged(*case) for case in OUTCOMES}


def test_what_is_not_practised_is_on_neither_half_of_the_page(outcomes):
    unpractised = {case: found for case, found in outcomes.items() if not next_step(found[0]).cues}
    assert 30 < len(unpractised) < len(outcomes)
    sayings = [cue.external for cue in cues().values()]
    for case, (_, report) in unpractised.items():
        runner, clinician = halves(report)
        assert PRACTISED.search(runner) is None, case
        assert PRACTISED.search(clinician) is None, case
        assert [saying for saying in sayings if saying in runner] == [], case


def test_where_running_is_barred_the_alarm_stands_alone(outcomes):
    barred = {case: found for case, found in outcomes.items() if found[0].triage.bars("running")}
    assert {case[0] for case in barred} == {"over"}
    for case, (result, report) in barred.items():
        runner, _ = halves(report)
        before_why = runner.split("Why", 1)[0]
        assert all(action in before_why for action in result.triage.actions), case
        assert ALLOWED.search(runner) is None, case
        assert report.picture is None, case


def test_what_is_practised_is_told_and_remembered(outcomes):
    practised = {case: found for case, found in outcomes.items() if next_step(found[0]).cues}
    assert len(practised) > 3
    for case, (result, report) in practised.items():
        runner, clinician = halves(report)
        assert PRACTISED.search(runner), case
        assert as_toml(experience(result)).splitlines()[1] in clinician, case
        assert "do not practise" not in runner, case


def test_no_identifier_is_on_the_runners_half(outcomes):
    assert outcomes
    for case, (_, report) in outcomes.items():
        assert re.findall(r"\b[a-z]+_[a-z_0-9]+\b|\b[A-Z]\d{1,2}\b|\bNone\b|[{}]", halves(report)[0]) == [], case


@pytest.mark.parametrize(
    "case",
    [
        ("fell", "as_asked", "same", "awaited"),
        ("fell", "none", "same", "awaited"),
        ("fell", "as_asked", "hard", "awaited"),
        ("fell", "as_asked", "same", "worse"),
        ("same", "too_much", "same", "awaited"),
        ("same", "wrong", "same", "awaited"),
        ("rose", "as_asked", "same", "awaited"),
        ("over", "as_asked", "same", "awaited"),
        ("untold", "as_asked", "same", "awaited"),
    ],
    ids="-".join,
)
def test_the_pdf_says_what_the_page_says(outcomes, case):
    result, report = outcomes[case]
    text = printed(report)
    assert re.sub(r"\s+", " ", report.lead) in text
    assert all(action in text for action in report.alarm)
    assert all(step in text for step in report.steps)
    assert bool(PRACTISED.search(text)) == bool(next_step(result).cues)
    assert as_toml(experience(result)).splitlines()[1] in text


def test_the_terminal_says_what_the_page_says(outcomes, tmp_path, capsys):
    told = {}
    for case, (result, _) in outcomes.items():
        (tmp_path / "trial.json").write_text(json.dumps(trial_json(result)), encoding="utf-8")
        print_trial(tmp_path)
        told[case] = " ".join(capsys.readouterr().out.split())
    assert len(told) == len(OUTCOMES)
    for case, (result, _) in outcomes.items():
        assert bool(re.search(r"Practise|In short blocks", told[case])) == bool(next_step(result).cues), case
        if result.triage.bars("running"):
            assert told[case].startswith(result.triage.actions[0]), case
            assert ALLOWED.search(told[case]) is None, case
