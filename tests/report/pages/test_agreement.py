"""What one page says, nothing else on it contradicts: numbers, reasons, times and sides agree."""

from __future__ import annotations

import re
from datetime import date

import pytest

from gaitcue.clinic import Answers, advice_of, questions, read_profile
from gaitcue.clinic.profile import Tried
from gaitcue.clinic.rule_data import table
from gaitcue.clinic.triage.table import triggers
from gaitcue.report.pages.components import alarm_of
from gaitcue.report.pages.headline import chosen
from gaitcue.report.pages.html import environment
from gaitcue.report.pages.person import build_person_report
from gaitcue.report.pages.runner import runner_page
from gaitcue.report.wording.catalog import registered
from gaitcue.report.wording.trial_words import visit_steps
from gaitcue.terms.advice import Reason
from gaitcue.terms.records import Analysis
from support.cases import REACHING, TODAY, answered, decided, gait, knee, person, pht, with_far_leg
from support.drawn import NO

ASKED = answered(NO)
OVER = gait(**REACHING, cadence=156.0)
COSTLY = person(pht(), tried=(Tried("cadence_5", pain_change=-1.0, effective=True, effort_change=3.0),))


def page_of(analysis: Analysis | None, profile, answers: Answers | None = ASKED):
    decision = decided(analysis, profile, answers)
    return decision, runner_page(advice_of(decision), decision.findings, analysis)


def text_of(analysis: Analysis | None, profile, answers: Answers | None = ASKED) -> str:
    decision = decided(analysis, profile, answers)
    report = build_person_report("p", advice_of(decision), decision.findings, analysis)
    html = (
        environment()
        .get_template("person.html")
        .render(report=report, font="", style="", colours={"near": "", "far": ""})
    )
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("<body>")[2]))


# --- half a cue -------------------------------------------------------------------------------------------------------


def test_half_a_cue_is_half_in_words_numbers_and_minutes():
    decision, page = page_of(OVER, COSTLY)
    assert decision.first is not None and decision.first.dose == "half"
    assert "from 156 to 160 a minute" in page.lead
    steps = " ".join(page.cue.steps)
    assert "only half of it: in blocks of 3 minutes with it and 3 minutes as usual" in steps
    assert "2 minutes as usual, 1 minute with it" in steps
    assert "for 30 after two weeks" not in steps


def test_the_protocol_of_half_a_cue_says_half():
    decision, _ = page_of(OVER, COSTLY)
    steps = list(visit_steps(decision.protocol))
    assert any(step.startswith("1 minute with: half of: Shorter, faster steps") for step in steps)
    whole, _ = page_of(OVER, person(pht()))
    assert not any("half" in step for step in visit_steps(whole.protocol))


# --- why --------------------------------------------------------------------------------------------------------------


def test_the_bent_hip_is_shown_and_is_what_the_cue_aims_at():
    clip = gait(hip_flexion_ic=46.0, trunk_lean_stance=9.0)
    decision, page = page_of(clip, person(pht()))
    assert decision.first is not None and decision.first.cues == ("ground_under_hips",)
    assert page.cue.target == "Now your hip is bent 46° as you land. A little less is the aim."
    shown = {candidate.summary.measure: candidate.position for candidate in chosen(clip, registered)}
    assert shown["hip_flexion_ic"] == "above"
    assert "Nothing is clearly unusual" not in text_of(clip, person(pht()))


def test_the_measure_that_is_shown_and_the_limit_of_the_rule_are_one():
    usual = registered("hip_flexion_ic", OVER.conditions).usual
    assert usual is not None and usual.high == table("thresholds")["fact"]["hip_flexed_at_contact"]["above"]


def test_what_the_cue_does_is_a_sentence_of_its_own():
    _, page = page_of(gait(hip_flexion_ic=46.0), person(pht()))
    assert (
        page.cue.why
        == "Your hip is quite bent as you land. Running this way may ease the load on the back of your thigh."
    )


# --- load, side, flags ------------------------------------------------------------------------------------------------


def test_at_moderate_pain_one_thing_is_said_about_the_load():
    _, page = page_of(OVER, person(pht(), pain_now=4.0))
    said = " ".join((*page.cue.steps, *page.history))
    assert "Keep the load" not in said
    assert "run neither further nor faster" in said
    assert "for 15 minutes each. Run no longer than that until your pain is 3 or less" in said
    assert "for 30 after two weeks" not in said


@pytest.mark.parametrize("clip", [OVER, with_far_leg(gait(**REACHING))], ids=["not seen", "far"])
def test_a_sore_leg_away_from_the_camera_is_filmed_from_its_own_side(clip):
    left = person(pht(side="left"))
    text = text_of(clip, left)
    assert "from the side of your sore leg" in text
    assert "same side" not in text and "its side" not in text


def test_a_flag_that_its_follow_up_explains_names_no_illness_and_says_what_to_tell():
    for flag, follow_up, about in (
        ("cancer", "cancer_over", "cancer"),
        ("bladder_bowel", "bladder_bowel_old", "bladder"),
    ):
        decision, page = page_of(OVER, person(pht()), answered(NO | {flag: True, follow_up: True}))
        assert decision.triage.consider == ()
        assert page.cue is not None
        assert any(about in line for line in page.history), page.history
        raised = decided(OVER, person(pht()), answered(NO | {flag: True, follow_up: False}))
        assert raised.triage.consider and raised.triage.bars("running")


def test_a_weak_immune_system_that_a_doctor_knows_does_not_stop_the_running():
    known = answered(NO | {"immunity": True, "immunity_known": True})
    assert not decided(OVER, person(pht()), known).triage.blocks
    assert decided(OVER, person(pht()), answered(NO | {"immunity": True})).triage.bars("running")


def test_every_caution_says_what_it_is_about():
    vague = table("red_flags")["level"]["caution"]["action"]
    follow_ups = {q.follows: q for q in questions() if q.lowers_to == "caution"}
    cautions = [q for q in questions() if q.level == "caution"] + list(follow_ups.values())
    assert len(cautions) > 8
    assert [q.id for q in cautions if q.action in ("", vague)] == []
    assert [t.id for t in triggers() if t.level == "caution" and t.action in ("", vague)] == []


# --- order ------------------------------------------------------------------------------------------------------------


def test_that_the_safety_questions_are_open_stands_before_any_advice():
    text = text_of(OVER, person(pht()), None)
    assert 0 <= text.index("Nobody has asked you the safety questions yet") < text.index("What to try first")


def test_a_blocked_page_says_it_too_after_the_alarm():
    text = text_of(OVER, person(pht(), pain_now=8.0), None)
    assert text.index("See a physiotherapist or doctor first") < text.index(
        "Nobody has asked you the safety questions yet"
    )


def test_what_an_alarm_leaves_open_is_said_beside_the_alarm():
    told = person(pht(), tendon_medication=True)
    decision, page = page_of(OVER, told)
    assert "does not wait for it" in alarm_of(advice_of(decision)).after
    assert not any("does not" in line or "medicine" in line for line in page.history)


def test_a_page_is_called_by_what_it_says_not_by_its_file():
    decision = decided(OVER, person(pht()), ASKED)
    report = build_person_report("p", advice_of(decision), decision.findings, OVER)
    html = (
        environment()
        .get_template("person.html")
        .render(report=report, font="", style="", colours={"near": "", "far": ""})
    )
    assert f"<title>{report.lead}</title>" in html


def test_pain_without_exercises_in_here_is_sent_to_somebody_who_has_them():
    for profile in (
        person(knee("past"), tried=()),
        read_profile({"on": TODAY, "sports": ["running"], "problems": [{"site": "low_back"}]}, TODAY),
    ):
        _, page = page_of(OVER, profile)
        hurts = any(problem.status == "current" for problem in profile.problems)
        assert any("ask a physiotherapist" in line for line in page.load) == hurts


def test_a_cleared_bone_is_told_how_to_build_up():
    problem = {
        "site": "bone_stress",
        "side": "right",
        "cleared": True,
        "cleared_by": "Dr Stone",
        "cleared_on": date(2026, 2, 20),
    }
    profile = read_profile({"on": TODAY, "sports": ["running"], "problems": [problem]}, TODAY)
    _, page = page_of(gait(), profile)
    assert any("stop if one spot on the bone hurts" in line for line in page.history)


# --- quick steps already ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hurts", [pht(), knee()], ids=["hamstring", "knee"])
@pytest.mark.parametrize("cadence", [166.0, 169.0, 172.0])
def test_whose_steps_are_quick_enough_is_first_told_to_land_under_the_body(hurts, cadence):
    decision, page = page_of(gait(**REACHING, cadence=cadence), person(hurts))
    quicker = next(one for one in decision.offers if one.cues == ("cadence_5",))
    assert decision.first.cues == ("ground_under_hips",)
    assert (decision.first.grade, Reason("cadence_enough") in quicker.against) == ("D", True)
    assert "steps a minute" not in page.cue.target


def test_whose_steps_are_slow_is_first_told_to_take_quicker_ones():
    decision, _ = page_of(OVER, person(pht()))
    assert decision.first.cues[0] == "cadence_5"


# --- memory -----------------------------------------------------------------------------------------------------------


def test_a_cue_that_changed_what_has_to_stay_is_not_offered_again():
    told = person(pht(), tried=(Tried("cadence_5", pain_change=0.0, effective=True, guarded=True),))
    decision, _ = page_of(OVER, told)
    offer = next(one for one in decision.offers if one.cues == ("cadence_5",))
    assert (offer.eligible, offer.reasons) == (False, (Reason("guarded_before"),))


# --- an alarm ---------------------------------------------------------------------------------------------------------


def test_an_alarm_is_said_once():
    for profile, answers in (
        (person(pht(), pain_now=9.0), ASKED),
        (person(pht()), answered(NO | {"operated_recently": True})),
        (person(pht()), answered(NO | {"saddle_numbness": True})),
    ):
        decision = decided(None, profile, answers)
        text = text_of(None, profile, answers).partition("for the clinician")[0]
        assert [text.count(action) for action in decision.triage.actions] == [1], text


def test_a_milder_action_stays_beside_the_one_that_leads():
    text = text_of(None, person(pht()), answered(NO | {"fever": True, "night_pain": True}))
    assert text.count("See a doctor urgently, today.") == 1
    assert text.count("See a GP or sports physician within days") == 1


def test_a_treadmill_for_somebody_who_runs_on_roads_is_noted_for_the_clinician():
    clip = gait()
    assert clip.view.surface == "treadmill"
    assert "ground_unlike_usual" in decided(clip, person(pht(), ground="road")).notes
    assert "ground_unlike_usual" not in decided(clip, person(pht(), ground="mixed")).notes
    assert "Filmed on a treadmill, though this person runs on other ground" in text_of(
        clip, person(pht(), ground="trail")
    )
