"""What has to come first: answers, profile and visit together, what each level blocks, and what a clearance lifts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from gaitcue.clinic import Answers, Clearance, Observed, Problem, Surgery, VisitFacts, assess, questions
from gaitcue.clinic.profile import Imaging, Treatment
from gaitcue.clinic.rule_data import setting
from gaitcue.clinic.triage import BLOCKABLE, LEVELS
from gaitcue.clinic.triage.table import levels, triggers
from support.cases import TODAY, answered, flagged, person, pht

ALL = frozenset(BLOCKABLE)
NO = {question.id: False for question in questions() if not question.follows}


def of(profile, **visit):
    return assess(None, profile, VisitFacts(**visit) if visit else None, today=TODAY)


def ids(triage):
    return [item.id for item in triage.raised]


# --- the profile alarms ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raised", "level", "profile"),
    [
        ("minor_ischium", "within_days", person(pht(sudden=True), age=14.0)),
        ("minor_ischium", "within_days", person(pht(), age=16.0)),
        ("apophysis_named", "within_days", person(Problem("apophysis"), age=22.0)),
        ("growth_plate_pictured", "within_days", person(pht(), imaging=(Imaging("mri", "growth_plate"),))),
        ("sudden_onset", "clinician_first", person(pht(sudden=True))),
        ("sudden_onset", "clinician_first", person(Problem("hamstring_midthigh", sudden=True, months=1.0))),
        ("torn_off_pictured", "within_days", person(pht(), imaging=(Imaging("mri", "full_tear"),))),
        ("pain_severe", "clinician_first", person(pht(), pain_now=9.0)),
        ("sitting_very_short", "clinician_first", person(pht(), sitting_min=3.0)),
        ("bone_named", "within_days", person(Problem("bone_stress"))),
        ("bone_named", "within_days", person(Problem("pelvic_bone"))),
        ("bone_signs", "within_days", person(pht(bone_tender=True, pattern="worse_through_run"))),
        ("bone_pictured", "within_days", person(pht(), imaging=(Imaging("mri", "bone_stress"),))),
        ("nerve_signs", "clinician_first", person(pht(pins_and_needles=True))),
        ("nerve_signs", "clinician_first", person(pht(), observed=Observed(slump_positive=True))),
        ("inflammatory_signs", "clinician_first", person(pht(side="both"), age=29.0, morning_stiffness_min=45.0)),
        ("operated_lately", "clinician_first", person(surgeries=(Surgery("calf", TODAY - timedelta(days=20)),))),
        ("surgery_not_cleared", "clinician_first", person(surgeries=(Surgery("calf", TODAY - timedelta(days=90)),))),
        (
            "injected_lately",
            "clinician_first",
            person(pht(), treatments=(Treatment("prp_injection", TODAY - timedelta(days=10)),)),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_profile_raises_what_nobody_was_asked(raised, level, profile):
    triage = of(profile)
    assert raised in ids(triage)
    assert triage.level == level
    assert triage.blocks == ALL
    assert triage.actions


@pytest.mark.parametrize(
    ("raised", "profile"),
    [
        ("pain_moderate", person(pht(), pain_now=4.0)),
        ("sudden_onset_old", person(pht(sudden=True, months=9.0))),
        ("energy_low", person(pht(), low_energy=True)),
        ("energy_low", person(pht(), sex="female", missed_periods=True)),
        ("spreads_below_knee", person(pht(below_knee=True))),
        ("pregnancy", person(pht(), sex="female", pregnant=True)),
        (
            "tests_do_not_fit",
            person(pht(), sitting_min=45.0, observed=Observed(arabesque_pain=0.0, bridge_single_pain=0.0)),
        ),
        ("minor", person(Problem("patellofemoral"), age=15.0)),
        ("keeps_coming_back", person(pht(recurrent=True))),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_caution_is_said_and_blocks_nothing(raised, profile):
    triage = of(profile)
    assert ids(triage) == [raised]
    assert triage.level == "caution"
    assert triage.blocks == frozenset()
    assert triage.actions


def test_tests_that_fit_or_are_too_few_raise_nothing():
    fitting = Observed(arabesque_pain=4.0, bridge_single_pain=3.0, bent_knee_stretch_pain=2.0)
    assert of(person(pht(), sitting_min=45.0, observed=fitting)).raised == ()
    assert of(person(pht(), observed=Observed(arabesque_pain=0.0, bridge_single_pain=0.0))).raised == ()


def test_an_ordinary_person_raises_nothing():
    triage = of(person(pht(months=9.0), pain_now=3.0, sitting_min=30.0))
    assert (triage.level, triage.blocks, triage.raised) == (None, frozenset(), ())


def test_a_tendon_medicine_waits_with_the_exercises_only():
    triage = of(person(pht(), Problem("achilles"), age=58.0, tendon_medication=True))
    assert triage.blocks == {"exercise"}
    assert "GP" in triage.actions[0]


def test_bone_stress_cleared_by_name_and_date_is_not_raised_again():
    problem = Problem("bone_stress", cleared=True, cleared_by="Dr Bone", cleared_on=TODAY)
    assert "bone_named" not in ids(of(person(problem)))
    assert "bone_named" in ids(of(person(replace(problem, cleared_by=""))))
    assert "bone_named" in ids(of(person(replace(problem, cleared_on=TODAY + timedelta(days=1)))))


def test_a_growth_plate_cleared_by_name_and_date_is_not_raised_again():
    problem = Problem("apophysis", cleared=True, cleared_by="Dr Young", cleared_on=TODAY)
    assert of(person(problem, age=22.0)).blocks == frozenset()
    assert of(person(problem, age=15.0)).blocks == frozenset()
    assert of(person(problem, pht(), age=15.0)).blocks == ALL


def test_new_bone_pain_with_little_energy_is_more_than_each_alone():
    assert flagged({"bone_new": True}).level == "caution"
    assert flagged({"eats_too_little": True}).level == "caution"
    assert flagged({"bone_new": True, "eats_too_little": True}).level == "within_days"
    assert flagged({"bone_new": True, "stress_fracture_before": True}).level == "within_days"


# --- operations -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "surgery",
    [
        Surgery("other", date(2010, 5, 1)),
        Surgery("patellofemoral", date(2012, 1, 1)),
        Surgery("proximal_hamstring", date(2025, 9, 1), running_cleared_on=date(2026, 2, 1)),
    ],
    ids=["of another part, long ago", "long healed", "cleared"],
)
def test_an_operation_that_is_over_blocks_nothing(surgery):
    assert of(person(pht(), surgeries=(surgery,))).blocks == frozenset()


def test_a_clearance_that_lies_ahead_lifts_nothing_yet():
    surgery = Surgery("proximal_hamstring", date(2025, 9, 1), running_cleared_on=TODAY + timedelta(days=7))
    assert of(person(pht(), surgeries=(surgery,))).blocks == ALL


# --- the visit --------------------------------------------------------------------------------------------------------


def test_pain_over_five_in_the_trial_ends_it():
    triage = of(person(pht(), pain_now=2.0), pain=(4.0, 7.0))
    assert triage.blocks == {"cue_trial", "running", "filming"}
    assert triage.raised[0].origin == "visit"
    assert of(person(pht(), pain_now=2.0), pain=(4.0, 5.0)).blocks == frozenset()


# --- what was asked ---------------------------------------------------------------------------------------------------


def test_unanswered_is_not_no():
    assert of(person()).asked == "not_asked"
    assert flagged(NO).asked == "asked"
    half = flagged({"night_pain": False})
    assert half.asked == "partly"
    assert len(half.unanswered) == len(NO) - 1
    old = TODAY - timedelta(days=15)
    assert flagged(NO, on=old).asked == "old"
    assert flagged(NO, on=TODAY - timedelta(days=14)).asked == "asked"


def test_an_answer_that_does_not_fit_the_profile_is_said_and_the_worse_counts():
    triage = assess(answered({"sitting_short": False}), person(pht(), sitting_min=3.0), today=TODAY)
    assert triage.contradictions == ("sitting",)
    assert triage.level == "clinician_first"


FOLLOW_UPS = [question for question in questions() if question.follows]


@pytest.mark.parametrize("question", FOLLOW_UPS, ids=lambda question: question.id)
def test_a_follow_up_takes_back_what_was_triaged_too_high(question):
    high = flagged({question.follows: True})
    assert question.id in high.unanswered
    low = flagged({question.follows: True, question.id: True})
    assert low.level == (question.lowers_to or None)
    kept = flagged({question.follows: True, question.id: False})
    assert (kept.level, kept.blocks) == (high.level, high.blocks)


def test_follow_ups_are_not_asked_without_their_question():
    assert not any(question.id in flagged({}).unanswered for question in FOLLOW_UPS)
    assert flagged({question.id: True for question in FOLLOW_UPS}).raised == ()


def test_no_question_asks_for_two_things_that_one_yes_cannot_tell_apart():
    joined = [q.id for q in questions() if q.level and ("cancer" in q.text and "weight" in q.text)]
    assert joined == []
    steroids = flagged({"steroids": True, "steroids_local": True})
    assert steroids.raised == ()
    leak = flagged({"bladder_bowel": True, "bladder_bowel_old": True})
    assert (leak.level, leak.alarm) == ("caution", False)


# --- clearances -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (Clearance(TODAY + timedelta(days=60), "Dr Ahead", ("saddle_numbness",)), "in_the_future"),
        (Clearance(date(9999, 12, 31), "-"), "no_name"),
        (Clearance(TODAY, " ", ("saddle_numbness",)), "no_name"),
        (Clearance(TODAY - timedelta(days=1), "Dr Early", ("saddle_numbness",)), "too_old"),
        (Clearance(TODAY, "Dr Else", ("hot_limb",)), "not_raised"),
    ],
    ids=["ahead", "dash", "nameless", "older than the answer", "of something else"],
)
def test_a_clearance_that_lifts_nothing_says_why(entry, why):
    triage = flagged({"saddle_numbness": True}, entry)
    assert triage.alarm
    assert triage.blocks == ALL
    assert triage.ignored == ((entry, why),)


def test_a_clearance_clears_what_it_names():
    both = {"saddle_numbness": True, "night_pain": True}
    one = flagged(both, Clearance(TODAY, "Dr One", ("saddle_numbness",)))
    assert not one.alarm
    assert one.level == "within_days"
    assert one.blocks == ALL
    two = flagged(both, Clearance(TODAY, "Dr One", ("saddle_numbness", "night_pain")))
    assert two.blocks == frozenset()
    assert flagged(both, Clearance(TODAY, "Dr One")).ignored[0][1] == "names_nothing"
    assert flagged({"night_pain": True}, Clearance(TODAY, "Dr One")).blocks == frozenset()


def test_a_clearance_lifts_the_block_but_the_advice_stays_to_be_read():
    triage = flagged({"night_pain": True}, Clearance(TODAY, "Dr One"))
    (item,) = triage.raised
    assert item.cleared.by == "Dr One"
    assert "within days" in item.action
    assert triage.actions == ()


def test_a_clearance_may_name_a_site_and_lasts_for_what_does_not_pass():
    profile = person(pht(), age=14.0)
    month_ago = Clearance(TODAY - timedelta(days=30), "Dr Young", ("proximal_hamstring",))
    assert assess(answered(NO, month_ago), profile, today=TODAY).blocks == frozenset()
    year_ago = replace(month_ago, on=TODAY - timedelta(days=365))
    assert assess(answered(NO, year_ago), profile, today=TODAY).blocks == ALL
    severe = person(pht(), pain_now=8.0)
    assert assess(answered(NO, replace(month_ago, clears=("pain_severe",))), severe, today=TODAY).blocks == ALL


# --- what a clinician will consider ---------------------------------------------------------------------------------


def test_what_else_it_may_be_is_named_where_the_reference_names_it():
    assert "apophysis" in of(person(pht(), age=14.0)).consider
    assert "apophysis" in of(person(pht(), age=23.0)).consider
    assert "deep_gluteal" in of(person(pht(pins_and_needles=True))).consider
    assert "radiculopathy" in of(person(pht(below_knee=True))).consider
    assert "lumbar_referral" in of(person(pht(), Problem("low_back", status="past"))).consider
    assert "ischiofemoral" in of(person(pht(months=14.0))).consider
    assert "hip_joint" in of(person(pht(), Problem("hip_joint"))).consider
    assert "inflammatory" in of(person(pht(), inflammatory_history=True, morning_stiffness_min=60.0)).consider
    assert "pelvic_bone_stress" in of(person(pht(), low_energy=True)).consider
    assert of(person(pht(months=3.0))).consider == ()


# --- the data ---------------------------------------------------------------------------------------------------------


def test_levels_are_those_of_the_records_and_say_what_they_block():
    assert tuple(levels()) == LEVELS
    for level in ("emergency", "same_day", "within_days", "clinician_first"):
        assert levels()[level].blocks == ALL
    assert {*BLOCKABLE} >= {name for trigger in triggers() for name in trigger.blocks or ()}


def test_every_trigger_can_be_raised_and_speaks_of_facts_that_can_be_known():
    from gaitcue.clinic.facts import SHORT_NAME
    from gaitcue.clinic.triage.known import known
    from gaitcue.terms.vocabulary import SITES

    facts = set(known(None, person(), None, TODAY)) | {question.id for question in questions()}
    facts |= {f"{SHORT_NAME.get(site, site)}_{when}" for site in SITES for when in ("current", "past", "any")}
    assert triggers()
    for trigger in triggers():
        assert {*trigger.all, *trigger.any, *trigger.none} <= facts, trigger.id
        assert trigger.level in LEVELS
        assert trigger.all or trigger.any


def test_nothing_reads_the_clock():
    then = date(1999, 1, 1)
    assert assess(Answers(then, NO), today=then).asked == "asked"
    assert setting("triage", "pain_ceiling") == 5.0


@pytest.mark.parametrize("alarm", ["saddle_numbness", "hot_limb"])
def test_advice_on_the_load_is_left_unsaid_where_loading_is_blocked(alarm):
    """Somebody sent to a doctor is not told to keep the load as it is."""
    moderate = person(pht(), pain_now=4.0)
    (kept,) = assess(answered({}), moderate, today=TODAY).actions
    blocked = assess(answered({alarm: True}), moderate, today=TODAY)
    assert "add no weight" in kept
    assert "load" in blocked.blocks and kept not in blocked.actions and len(blocked.actions) == 1
