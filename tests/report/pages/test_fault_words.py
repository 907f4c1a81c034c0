"""Words that once were unclear, or said one thing here and another there, each with the right ones."""

import re

from gaitcue.clinic import advice_of, questions
from gaitcue.report.pages.advised import advised
from gaitcue.report.pages.runner import runner_page
from gaitcue.report.wording.catalog import registered
from gaitcue.report.wording.sentences import check_out
from gaitcue.terms.records import Conditions
from support.cases import REACHING, answered, decided, gait, person, pht, with_far_leg
from support.drawn import NO, people

UNCLEAR = re.compile(
    r"\+10 % at once|\bSpeed\.|Ascent|10RM|Surgeon's criteria|Expecting it to be quick|loads either site|\bdistal\b|"
    r"\(P12\)|\(tighten the glutes\)|Stature:|Speed:"
)
"""Bullets, names and codes that stood on runners' pages."""


def runners_words(one):
    page = runner_page(advice_of(one.decision), one.decision.findings, one.analysis)
    cue = (page.cue.say, page.cue.target, page.cue.why, *page.cue.steps, *page.cue.stop) if page.cue else ()
    return " | ".join((page.lead, *cue, *page.load, *page.avoid, *page.seat, *page.history, *page.again, *page.why))


def told(analysis, profile):
    decision = decided(analysis, profile, answered(NO))
    return advised(advice_of(decision), decision.findings, registered, Conditions())


def test_night_pain_and_six_weeks_have_one_urgency_on_the_page_and_in_the_triage():
    urgency = {question.id: question.level for question in questions()}
    assert (urgency["night_pain"], urgency["no_change_6_weeks"]) == ("within_days", "caution")
    assert not [line for line in check_out("now") if "night" in line]
    assert [line for line in check_out("soon") if "night pain that no position eases" in line]
    assert [line for line in check_out("soon") if "six weeks" in line]
    assert not [line for line in (*check_out("now"), *check_out("soon")) if "two weeks" in line]


def test_no_unclear_bullet_is_on_a_runners_page():
    drawn = people(seed=33, how_many=300)
    assert len(drawn) == 300
    assert [one.label for one in drawn if UNCLEAR.search(runners_words(one))] == []


def test_speed_and_stature_are_spoken_of_only_to_those_they_concern():
    assert "height" not in " ".join(m.runner for m in decided(gait(**REACHING), person(pht())).modifiers)


def test_inputs_of_a_finding_are_words_for_the_clinician():
    found = told(gait(**REACHING, cadence=150.0), person(pht()))
    trail = " ".join(f"{name} {value}" for finding in found.findings for name, value in finding.trail)
    assert "in standard deviations" in trail
    assert not re.search(r"\bz: |cadence z|speed mps", trail)


def test_a_name_of_capitals_keeps_them():
    advice = [text for finding in told(None, person(pht(sitting_is_main=True), sports=("none",))).findings
              for _, text in finding.advice]  # fmt: skip
    assert any("PSFS" in text for text in advice)
    assert not any("pSFS" in text for text in advice)


def test_every_source_key_that_the_clinician_reads_is_in_the_list_of_sources():
    found = told(gait(**REACHING, cadence=150.0), person(pht()))
    named = {key.strip() for finding in found.findings for key in re.search(
        r"Source: (.*)\. Rule", finding.evidence)[1].split(",")}  # fmt: skip
    named -= {"product default"}
    assert len(named) > 1
    assert named <= {source.key for source in found.sources}


def test_what_a_profile_raised_stands_in_words_for_the_clinician():
    found = told(gait(**REACHING), person(pht(), age=15.0))
    assert found.findings[0].text == "Red flag: within days: Under 18 with ischial pain"


def test_a_sore_leg_on_the_far_side_is_filmed_from_its_own_side_the_next_time():
    """The painful leg filmed from the other side; also where a cue is tried meanwhile."""
    clip = with_far_leg(gait(cadence=152.0), ankle_hip_distance_pct=37.0, shank_angle_ic=14.0)
    pages = []
    for side in ("left", "right"):
        decision = decided(clip, person(pht(side=side)))
        pages.append(" ".join(runner_page(advice_of(decision), decision.findings, clip).again))
    assert ["sore" in page for page in pages] == [True, False]
