"""What the report says about the person: hypotheses, one cue, what to leave out; red flags; overrides."""

from dataclasses import replace
from datetime import datetime

import pytest

from gaitcue.clinic import Override, Problem, Profile, closing_text, cues
from gaitcue.report.pages.html import html_text
from gaitcue.report.pages.model import build_report
from gaitcue.report.pages.pdf import pdf_bytes
from gaitcue.terms.advice import Advice, CueOffer, ExerciseAdvice, Finding, OverrideEntry, Reason, Told
from support import handmade, people
from support.catalog import catalog

NOW = datetime(2026, 3, 1, 9, 30)
EVIL = '<script>alert("x")</script>'


def page(run):
    report = build_report(run, None, catalog=catalog)
    return report, html_text(report)


def halves(text):
    return text.split('<div id="clinician"')


@pytest.fixture(scope="module")
def told():
    return page(people.told())


def test_the_runner_is_told_what_to_do_first_and_then_why(told):
    report, text = told
    runner, _ = halves(text)
    assert report.lead.startswith("What to try first: quicker, shorter steps, from ")
    order = (
        "What to do",
        "hot ground",
        "Exercises",
        "Leave out for now",
        "Sitting",
        "When to look again",
        "things seen",
    )
    assert sorted(order, key=runner.index) == list(order)
    assert "Ideas to test, not facts" in runner.replace("ideas", "Ideas")
    assert "may be" in runner or "could" in runner, "hypotheses are worded as such"
    assert "Evidence grade" not in runner
    assert "Rule P" not in runner


def test_the_clinician_gets_grade_source_rule_and_inputs(told):
    _, clinician = halves(told[1])
    for part in ("Evidence grade", "Source: ", "Rule P", "What it rests on", "Hypothesis about the gait", "limit 7.9"):
        assert part in clinician
    assert "pht_current" not in clinician
    assert "Hamstring pain now" in clinician


def test_cues_are_shown_with_their_score_or_why_not(told):
    report, text = told
    rows = {row.title: row for row in report.advised.cues}
    assert {cue.title for cue in cues().values()} <= set(rows)
    assert "Shorter, faster steps: cadence +5 % + Tighten the glutes" in rows
    first = rows["Shorter, faster steps: cadence +5 %"]
    assert first.first
    assert float(first.score) > 0
    assert "rule P" in first.reasons
    lean = rows["Small lean from the ankles"]
    assert (lean.eligible, lean.against) == (False, "Hamstring pain now or in the past")
    assert "Cues considered" in text
    assert "left out" in text


def test_a_red_flag_leaves_only_itself():
    report, text = page(people.told(answers={"pop_bruise": True, "hot_limb": True}))
    runner, clinician = halves(text)
    assert report.lead == "See a doctor urgently, today."
    assert "Is a calf or leg hot and swollen?" in runner
    for absent in ("What to do", "things seen", "Why", "Exercises", "When to look again"):
        assert absent not in runner
    assert "Cues considered" not in clinician
    assert "When to get checked out" in runner
    assert "Measures" in clinician, "what was measured stays for the clinician"


def test_an_answer_that_does_not_block_is_told_first_all_the_same():
    report, text = page(people.told(answers={"no_change_6_weeks": True}))
    runner, _ = halves(text)
    assert "Talk to a clinician" in runner
    assert runner.index("Talk to a clinician") < runner.index("things seen")
    assert report.runner.cue is not None


def test_an_answer_within_days_leaves_only_itself_too():
    report, text = page(people.told(answers={"night_pain": True}))
    runner, _ = halves(text)
    assert "See a GP or sports physician within days" in runner
    assert report.runner.cue is None, "running stops until cleared"
    assert "things seen" not in runner


def test_overrides_are_shown_and_the_dismissed_ones_too():
    log = (
        (Override("p7", "dismiss", "flat trails", "Dr A", NOW), True),
        (Override("p1", "reword", "seen on the treadmill", "Dr A", NOW, "Reach may matter here."), True),
        (Override("k1", "accept", "another visit", "Dr A", NOW), False),
    )
    report, text = page(people.told(log=log))
    runner, clinician = halves(text)
    assert "P7" not in [f.evidence[-3:-1] for f in report.advised.findings]
    assert "Reach may matter here." in runner
    for part in ("flat trails", "Dr A", "Reworded by Dr A", "The rule said: Reaching ahead", "not applied"):
        assert part in clinician


def test_it_always_ends_with_when_to_get_checked_out(told):
    for text in (told[1], page(people.told(answers={"hot_limb": True}))[1], page(handmade.analysis())[1]):
        ending = text[text.rindex("<section") :]
        assert "when to get checked out" in ending
        assert closing_text() in ending


def test_nobody_without_a_problem_is_told_to_change():
    report, text = page(people.told(Profile(people.TODAY, sports=("running",))))
    assert report.runner.cue is None
    assert report.lead == "Nothing hurts, so keep running the way you run."
    assert "Keep this as your baseline." in halves(text)[0]


def test_a_poor_clip_says_film_again():
    run = handmade.analysis(clip=handmade.clip_record(fps=25.0))
    report, _ = page(people.told(run=run))
    assert report.lead == "This clip does not show enough of how you land. Film again first."


def test_a_value_within_its_error_of_the_limit_is_said_to_be_unsure():
    rows = [
        replace(s, ci_low=s.mean - 9, ci_high=s.mean + 9) if s.measure == "shank_angle_ic" else s
        for s in people.moved(0, cadence=158.0).measures
    ]
    unsure = page(people.told(run=handmade.analysis(measures=tuple(rows))))[1]
    assert "This clip cannot say it for sure" in halves(unsure)[0]


def test_findings_without_any_advice_are_told_too():
    finding = Finding("f", "of no table", "c", "Plain words", "C", "s", {"shank": 11.4}, {"avoid": "hills"})
    report, text = page(handmade.analysis(findings=(finding,)))
    assert "Plain words" in halves(text)[0]
    assert ("Avoid", "hills") in report.advised.findings[0].advice
    assert report.runner.cue is None


def test_without_a_person_there_is_no_such_part():
    report, text = page(handmade.analysis())
    assert report.advised is None
    assert "What to do" not in text
    assert "Findings" not in text


def test_hostile_text_is_only_text_in_page_and_pdf():
    offer = CueOffer(
        EVIL, EVIL, EVIL, EVIL, True, 1.0, (Reason(EVIL, {"about": EVIL}),), (Reason(EVIL),), (EVIL,), EVIL, EVIL
    )
    entry = OverrideEntry(EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, applied=False)
    inputs = {EVIL: {EVIL: EVIL, "limit": EVIL}, "override": {"action": EVIL, "who": EVIL}, "rule_text": EVIL}
    finding = Finding("f", EVIL, EVIL, EVIL, EVIL, EVIL, inputs, {EVIL: EVIL, "avoid": EVIL, "remeasure": EVIL})
    said = Told(EVIL, EVIL, EVIL, (EVIL,))
    exercise = ExerciseAdvice(EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, False, EVIL, (EVIL,))
    advice = Advice(
        cues=(offer,), level="within_days", actions=(EVIL,), raised=(EVIL,), unanswered=0, cleared=EVIL,
        overrides=(entry,), no_cue="nothing_left", exercises=(exercise,), seat=(said,), avoid=(said,), history=(said,),
        wants=EVIL,
    )  # fmt: skip
    report, text = page(handmade.analysis(findings=(finding,), advice=advice))
    assert "<script" not in text
    assert text.count("&lt;script&gt;") > 20
    assert pdf_bytes(report).startswith(b"%PDF")


def test_pdf_says_the_same_and_keeps_the_runners_page_to_one():
    import io

    from pypdf import PdfReader

    report, _ = page(people.told())
    pages = [" ".join(p.extract_text().split()) for p in PdfReader(io.BytesIO(pdf_bytes(report))).pages]
    assert "What to try first" in pages[0]
    assert "If in doubt, get checked out" in pages[0]
    assert "for the clinician" not in pages[0]
    whole = " ".join(pages)
    for part in ("Evidence grade", "Cues considered", "Rests on:", "Before you close this"):
        assert part in whole
    blocked = page(people.told(answers={"hot_limb": True}))[0]
    first = PdfReader(io.BytesIO(pdf_bytes(blocked))).pages[0].extract_text()
    assert "See a doctor urgently, today." in first
    assert "things seen" not in first


def test_somebody_with_two_past_and_present_sites_keeps_a_slight_lean():
    """PHT now, knee pain past: no advice on the runner's page asks for an upright trunk."""
    run = people.moved(4, trunk_lean_stance=13.0, cadence=158.0)
    report, text = page(people.told(run=run))
    assert "taller" not in report.lead
    assert "keep a slight lean" in halves(text)[0]


def test_an_achilles_history_is_never_offered_a_forefoot_cue():
    profile = replace(people.AUTHOR, problems=(*people.AUTHOR.problems, Problem("achilles", "past", "left")))
    rows = {row.title: row for row in page(people.told(profile))[0].advised.cues}
    assert not rows["Flatter landing, in small doses"].eligible
    assert not rows["Land softer"].eligible
